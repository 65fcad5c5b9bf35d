"""The HTTP application: what comes in over the wire, and what happens to it on the way back."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from koongo_tui.sandbox.mws.messages import MwsAnswer, MwsRequest, read_request

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from koongo_tui.sandbox.sandbox import Sandbox

LOG = logging.getLogger("koongo_tui.sandbox")

SLOW_SECONDS = 60.0
LARGEST_BODY = 200 * 1024 * 1024

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]

_SIGN_IN = (
    b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Guest network</h1>"
    b"<p>Please sign in to use the internet.</p></body></html>\n"
)


def make_app(sandbox: Sandbox) -> Starlette:
    """The application of a sandbox."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    async def everything(request: Request) -> Response:
        return await _serve(sandbox, request)

    methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
    return Starlette(routes=[Route("/{path:path}", everything, methods=methods)])


async def _serve(sandbox: Sandbox, request: Request) -> Response:
    from starlette.responses import Response

    mws_request = read_request(
        request.method,
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
        dict(request.headers),
        await request.body(),
    )
    answer = sandbox.handle(mws_request)
    _log(mws_request, answer)
    headers = dict(answer.headers)
    body = answer.body
    if "gzip" in request.headers.get("accept-encoding", "") and len(body) > 500:
        body = gzip.compress(body, 5)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Type"] = answer.content_type
    headers["Date"] = format_datetime(sandbox.amazon_time(), usegmt=True)
    return Response(body, answer.status, headers)


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
