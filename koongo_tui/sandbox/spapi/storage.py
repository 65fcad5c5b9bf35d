"""The storage for documents: takes and gives bytes behind signed addresses, as Amazon S3 does."""

from __future__ import annotations

import gzip
import hmac
from datetime import datetime

from koongo_tui.sandbox.dice import letters
from koongo_tui.sandbox.markup import element, text
from koongo_tui.sandbox.spapi.desk import Desk
from koongo_tui.sandbox.spapi.documents import STORAGE, Object, end_of
from koongo_tui.sandbox.spapi.messages import WebAnswer, WebRequest


class StorageRefusal(Exception):
    """The storage says no.

    Attributes:
        status: of the HTTP answer.
        code, message: Amazon's.
        more: elements beside them.
    """

    def __init__(self, status: int, code: str, message: str, *more: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.more = more


def handle(request: WebRequest, desk: Desk, now: datetime) -> WebAnswer:
    """The answer to one request."""
    try:
        return _answer(request, desk, now)
    except StorageRefusal as refusal:
        body = element(
            "Error",
            text("Code", refusal.code),
            text("Message", refusal.message),
            *refusal.more,
            text("RequestId", letters(16, desk.world.seed, request.path, now)),
        )
        content = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()
        return WebAnswer(content, refusal.status, "application/xml", packable=False)


def _answer(request: WebRequest, desk: Desk, now: datetime) -> WebAnswer:
    key = request.path.removeprefix(STORAGE)
    values = dict(request.query)
    _check(request, values, key, desk, now)
    if request.method == "PUT":
        upload = desk.upload_at(key)
        if upload is None:
            raise _no_key(key)
        upload.content = request.body
        return WebAnswer(b"", content_type="", packable=False)
    found = desk.objects.get(key)
    if found is None:
        raise _no_key(key)
    encoding = values.get("response-content-encoding")
    headers = {"Content-Encoding": encoding} if encoding else {}
    return WebAnswer(found.content, 200, found.content_type, headers, packable=False)


def _check(
    request: WebRequest, values: dict[str, str], key: str, desk: Desk, now: datetime
) -> None:
    """The address carries all the proof; a token beside it is refused."""
    if request.method not in ("GET", "PUT"):
        raise StorageRefusal(
            405, "MethodNotAllowed", "The specified method is not allowed against this resource."
        )
    if request.method == "PUT" and "chunked" in request.headers.get("transfer-encoding", ""):
        raise StorageRefusal(
            501,
            "NotImplemented",
            "A header you provided implies functionality that is not implemented",
            text("Header", "Transfer-Encoding"),
        )
    if "authorization" in request.headers:
        raise StorageRefusal(
            400,
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature "
            "query string parameter or the Authorization header should be specified",
        )
    foreign = sorted(name for name in request.headers if name.startswith("x-amz-"))
    if foreign:
        raise StorageRefusal(
            403,
            "AccessDenied",
            "There were headers present in the request which were not signed",
            text("HeadersNotSigned", ", ".join(foreign)),
        )
    if "X-Amz-Signature" not in values:
        raise StorageRefusal(403, "AccessDenied", "Access Denied")
    ends_at = end_of(values)
    content_type = request.headers.get("content-type", "")
    right = desk.signer.sign(request.method, key, values, content_type)
    if ends_at is None or not hmac.compare_digest(right, values["X-Amz-Signature"]):
        raise StorageRefusal(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check "
            "your key and signing method.",
        )
    if now >= ends_at:
        raise StorageRefusal(
            403,
            "AccessDenied",
            "Request has expired",
            text("X-Amz-Expires", values["X-Amz-Expires"]),
            text("Expires", _stamp(ends_at)),
            text("ServerTime", _stamp(now)),
        )


def keep(desk: Desk, key: str, content: bytes, content_type: str, *, packed: bool) -> None:
    """Put something there to be given out."""
    if key not in desk.objects:
        # Without a time inside, so that the same report always is the same bytes.
        stored = gzip.compress(content, 6, mtime=0) if packed else content
        desk.objects[key] = Object(stored, content_type, packed)


def _no_key(key: str) -> StorageRefusal:
    return StorageRefusal(
        404, "NoSuchKey", "The specified key does not exist.", text("Key", key.partition("/")[2])
    )


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
