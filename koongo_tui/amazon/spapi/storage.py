"""Feed documents in Amazon's storage, behind addresses that are signed for five minutes.

The signature in the address is all that is needed: no token goes there. Sources: Feeds API use
case guide; the storage's answers are those of Amazon S3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from koongo_tui.amazon.api import OnProgress, ReportDocument
from koongo_tui.amazon.decoding import Decoder
from koongo_tui.amazon.endpoints import check_endpoint, without_query
from koongo_tui.amazon.errors import AmazonError, AmazonFault, BadAnswer, RequestRejected
from koongo_tui.amazon.failures import refused_by_proxy
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.pages import is_web_page
from koongo_tui.amazon.spapi.answers import Document
from koongo_tui.amazon.transport import (
    MAX_DOWNLOAD,
    Answer,
    Request,
    Transport,
    seconds_to_send,
)
from koongo_tui.amazon.xmlsafe import XmlRefused, parse_tree
from koongo_tui.errors import Actor, UsageError

SLOW = 900.0
"""Seconds that fetching a report may take."""


class AddressRefused(RequestRejected):
    """The storage refuses the address: it has ended, or does not fit the request."""


async def upload(
    transport: Transport,
    document: Document,
    content: FeedFile,
    content_type: str,
    on_progress: OnProgress | None = None,
) -> None:
    """Put a feed where Amazon said.

    Args:
        content_type: exactly the one that was declared: the signature covers it.
        on_progress: told of the bytes that have been sent.

    Raises:
        AddressRefused: the address has ended, or the content type is another one.
        AmazonError: of another kind.
        FeedChanged, FeedUnreadable: the storage has not got it whole, and keeps nothing.
    """
    request = _request("PUT", document, {"Content-Type": content_type}, content, on_progress)
    if request is None:
        raise _unsafe()
    answer = await transport.send(request)
    if not 200 <= answer.status < 300:
        raise _refused(answer, request)


async def download(transport: Transport, document: Document, into: BinaryIO) -> ReportDocument:
    """Write a document into a file, unpacked where its bytes are packed.

    What had arrived before a failure stays in the file.

    Raises:
        AddressRefused: the address has ended.
        AmazonError: of another kind.
    """
    request = _request("GET", document)
    if request is None:
        raise _unsafe()
    unpacked = _Unpacked(into)
    answer = await transport.download(request, unpacked)
    if answer.status != 200:
        raise _refused(answer, request)
    unpacked.close()
    content_type = answer.headers.get("content-type")
    if is_web_page(content_type or "", b""):
        raise BadAnswer(
            "A web page came in place of the processing report.",
            fix="Check whether a proxy or a sign-in page is in the way.",
        )
    return ReportDocument(content_type, unpacked.size)


class _Unpacked:
    """Unpacks what is packed, whatever was said about it, and never more than the limit."""

    def __init__(self, into: BinaryIO) -> None:
        self._into = into
        self._decoder = Decoder("gzip", self._keep)
        self.size = 0

    def write(self, data: bytes, /) -> None:
        self._decoder.feed(data)

    def close(self) -> None:
        self._decoder.close()

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > MAX_DOWNLOAD:
            raise BadAnswer(f"The report is larger than {MAX_DOWNLOAD // 1024 // 1024} MB.")
        self._into.write(piece)


def _request(
    method: str,
    document: Document,
    headers: Mapping[str, str] | None = None,
    content: FeedFile | None = None,
    on_progress: OnProgress | None = None,
) -> Request | None:
    """A request to a document's address; None when none may go there.

    Nothing is raised here: the address would hang on the failure.
    """
    try:
        check_endpoint(without_query(document.url))
    except (UsageError, ValueError):
        return None
    if content is None:
        return Request(method, document.url, headers or {}, seconds=SLOW)
    seconds = seconds_to_send(content.size)
    return Request(method, document.url, headers or {}, content, seconds, on_progress)


def _unsafe() -> BadAnswer:
    return BadAnswer(
        "Amazon's address of the document would not be safe to use. Nothing was sent there."
    )


def _refused(answer: Answer, request: Request) -> AmazonError:
    code, message = _words(answer.body)
    error: AmazonError
    if answer.status == 407:
        return refused_by_proxy(request.url)
    if answer.status == 403:
        error = AddressRefused(
            "Amazon's storage refuses the address of the document. It lives five minutes.",
            fix="Try again. If it stays so, it is a mistake of this program.",
            who=Actor.KOONGO,
        )
    elif answer.status >= 500:
        error = AmazonFault(
            f"Amazon's storage has a problem of its own (status {answer.status}).",
            fix="Wait: this usually passes within minutes.",
        )
    else:
        error = BadAnswer(
            f"Amazon's storage gives no document (status {answer.status}).",
            fix="Try again later, and check whether a proxy is in the way.",
        )
    error.http_status = answer.status
    error.amazon_code, error.amazon_message = code, message
    error.request_id = answer.headers.get("x-amz-request-id")
    return error


def _words(body: bytes) -> tuple[str | None, str | None]:
    """Code and sentence of the storage. Its other elements repeat what was signed."""
    try:
        root = parse_tree(body)
    except XmlRefused:
        return None, None
    if root.tag != "Error":
        return None, None
    code, message = ((root.findtext(name) or "").strip() for name in ("Code", "Message"))
    return code[:100] or None, message[:500] or None
