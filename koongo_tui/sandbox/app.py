"""The HTTP application: what comes in over the wire, and what happens to answers on their way."""

from __future__ import annotations

import asyncio
import gzip
import logging
from contextlib import suppress
from dataclasses import replace
from email.utils import format_datetime
from typing import TYPE_CHECKING

from koongo_tui.guide.regions import Region
from koongo_tui.sandbox.announcement import SELLER_CENTRAL
from koongo_tui.sandbox.mws.messages import MwsAnswer, MwsRequest, read_request
from koongo_tui.sandbox.scenarios import Delivery

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

    async def seller_central(request: Request) -> Response:
        return _seller_central(sandbox, request.path_params["region"])

    return Starlette(
        routes=[
            Route(SELLER_CENTRAL + "/{region}", seller_central),
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
    delivery = sandbox.scenario.delivery
    answer = _IN_PLACE.get(delivery) or sandbox.handle(mws_request)
    if delivery is Delivery.SLOW:
        await _until_gone(request, SLOW_SECONDS)
    elif delivery is Delivery.GARBLED:
        answer = replace(answer, body=answer.body[: len(answer.body) // 2] + b"\x00&<")
    _log(mws_request, answer)
    headers = {**answer.headers, "Content-Type": answer.content_type}
    headers["Date"] = format_datetime(sandbox.amazon_time(), usegmt=True)
    body = answer.body
    if "gzip" in request.headers.get("accept-encoding", "") and len(body) >= WORTH_PACKING:
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


_IN_PLACE = {
    Delivery.WEB_PAGE: MwsAnswer(_SIGN_IN_PAGE, 200, "text/html; charset=utf-8"),
    Delivery.GONE: MwsAnswer(
        b"Marketplace Web Service is no longer available.\n", 410, "text/plain"
    ),
}
"""Answers of somebody else: MWS itself never sees the request."""


async def _until_gone(request: Request, seconds: float) -> None:
    """Wait, but no longer than the client does: its body is read, so what comes is its end."""
    with suppress(TimeoutError):
        await asyncio.wait_for(request.receive(), seconds)


def _log(request: MwsRequest, answer: MwsAnswer) -> None:
    """Without the address's query: it holds a token."""
    LOG.info(
        "%s %s %s %s %s",
        request.method,
        request.path,
        request.operation or "-",
        request.seller_id or "-",
        answer.status,
    )
