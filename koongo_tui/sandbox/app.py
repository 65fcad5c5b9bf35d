"""The HTTP application: what comes in over the wire, and what happens to answers on their way."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import Callable
from contextlib import suppress
from email.utils import format_datetime
from typing import TYPE_CHECKING

from koongo_tui.guide.regions import Region
from koongo_tui.sandbox.announcement import SELLER_CENTRAL, TOKEN_PATH
from koongo_tui.sandbox.mws.messages import MwsAnswer, read_request
from koongo_tui.sandbox.situations import Delivery
from koongo_tui.sandbox.spapi.documents import STORAGE
from koongo_tui.sandbox.spapi.messages import WebAnswer, WebRequest, read_query
from koongo_tui.sandbox.spapi.seller_central import PAGES
from koongo_tui.sandbox.spapi.service import SECTIONS

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from koongo_tui.sandbox.sandbox import Sandbox

LOG = logging.getLogger("koongo_tui.sandbox")

SLOW_SECONDS = 60.0
WORTH_PACKING = 500
"""Bytes: a shorter answer is not compressed."""

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
_SIGN_IN_PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Guest network</h1>"
    b"<p>Please sign in to use the internet.</p></body></html>\n"
)


def make_app(sandbox: Sandbox) -> Starlette:
    """The application of a sandbox."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    async def mws(request: Request) -> Response:
        return await _mws(sandbox, request)

    async def token(request: Request) -> Response:
        return await _web(sandbox, request, sandbox.give_token)

    async def spapi(request: Request) -> Response:
        return await _web(sandbox, request, sandbox.handle_sp)

    async def storage(request: Request) -> Response:
        return await _web(sandbox, request, sandbox.stored)

    async def page(request: Request) -> Response:
        return await _page(sandbox, request)

    async def seller_central(request: Request) -> Response:
        return _seller_central(sandbox, request.path_params["region"])

    return Starlette(
        routes=[
            Route(SELLER_CENTRAL + "/{region}", seller_central),
            Route(TOKEN_PATH, token, methods=_METHODS),
            *(Route(path + "{rest:path}", spapi, methods=_METHODS) for path in SECTIONS),
            Route(STORAGE + "{rest:path}", storage, methods=_METHODS),
            *(Route(path, page, methods=_METHODS) for path in PAGES),
            Route("/{path:path}", mws, methods=_METHODS),
        ]
    )


def _seller_central(sandbox: Sandbox, region: str) -> Response:
    """What the region's usual seller would copy from the browser."""
    from starlette.responses import PlainTextResponse

    if region not in list(Region):
        return PlainTextResponse(f"One of: {', '.join(Region)}\n", 404)
    return PlainTextResponse(
        f"{sandbox.congratulations_page(region)}\n{sandbox.manage_apps_row(region)}\n"
    )


async def _mws(sandbox: Sandbox, request: Request) -> Response:
    mws_request = read_request(
        request.method,
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
        dict(request.headers),
        await request.body(),
    )
    answer: MwsAnswer | WebAnswer
    if sandbox.scenario.delivery is Delivery.GONE:
        answer = _RETIRED
    else:
        answer = _in_place(sandbox) or sandbox.handle(mws_request)
    _log(request, mws_request.operation, mws_request.seller_id, answer.status)
    return await _deliver(sandbox, request, answer, packable=True)


async def _web(
    sandbox: Sandbox, request: Request, handle: Callable[[WebRequest], WebAnswer]
) -> Response:
    web_request = await _read(request)
    answer = _in_place(sandbox) or handle(web_request)
    _log(request, "-", "-", answer.status)
    return await _deliver(sandbox, request, answer, packable=answer.packable)


async def _page(sandbox: Sandbox, request: Request) -> Response:
    """A page for a browser: what goes wrong on the way to a program leaves it alone."""
    query = request.scope["query_string"].decode("latin-1")
    answer = sandbox.show_page(await _read(request), query)
    _log(request, "-", "-", answer.status)
    headers = {**answer.headers, "Content-Type": answer.content_type}
    return _response(answer.body, answer.status, headers, cut=False)


async def _read(request: Request) -> WebRequest:
    return WebRequest(
        request.method,
        request.scope["path"],
        read_query(request.scope["query_string"].decode("latin-1")),
        dict(request.headers),
        await request.body(),
    )


async def _deliver(
    sandbox: Sandbox, request: Request, answer: MwsAnswer | WebAnswer, *, packable: bool
) -> Response:
    """Send an answer on its way, and let happen to it what the scenario says."""
    delivery = sandbox.scenario.delivery
    body = answer.body
    if delivery is Delivery.SLOW:
        await _until_gone(request, SLOW_SECONDS)
    elif delivery is Delivery.GARBLED:
        body = body[: len(body) // 2] + b"\x00&<"
    headers = {**answer.headers}
    if answer.content_type:
        headers["Content-Type"] = answer.content_type
    headers["Date"] = format_datetime(sandbox.amazon_time(), usegmt=True)
    accepted = request.headers.get("accept-encoding", "")
    if packable and "gzip" in accepted and len(body) >= WORTH_PACKING:
        body = gzip.compress(body, 5)
        headers["Content-Encoding"] = "gzip"
    return _response(body, answer.status, headers, cut=delivery is Delivery.CUT)


def _response(body: bytes, status: int, headers: dict[str, str], *, cut: bool) -> Response:
    from starlette.responses import Response, StreamingResponse

    if not cut:
        return Response(body, status, headers)
    # More is declared than comes: the server then closes the connection in the middle.
    headers["Content-Length"] = str(len(body))
    return StreamingResponse(iter([body[: len(body) // 2]]), status, headers)


def _in_place(sandbox: Sandbox) -> WebAnswer | None:
    """An answer of somebody else: Amazon itself never sees the request."""
    if sandbox.scenario.delivery is not Delivery.WEB_PAGE:
        return None
    return WebAnswer(_SIGN_IN_PAGE, 200, "text/html; charset=utf-8")


_RETIRED = MwsAnswer(b"Marketplace Web Service is no longer available.\n", 410, "text/plain")


async def _until_gone(request: Request, seconds: float) -> None:
    """Wait, but no longer than the client does: its body is read, so what comes is its end."""
    with suppress(TimeoutError):
        await asyncio.wait_for(request.receive(), seconds)


def _log(request: Request, operation: str, seller_id: str, status: int) -> None:
    """Without the address's query: it holds a token or a signature."""
    LOG.info(
        "%s %s %s %s %s",
        request.method,
        request.scope["path"],
        operation or "-",
        seller_id or "-",
        status,
    )
