"""An HTTP request as it came, an answer as it goes, and refusals with Amazon's codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class WebRequest:
    """A request, read but not believed.

    Attributes:
        path: decoded.
        query: pairs in order; a name may come again.
        headers: names in lower case.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(repr=False, default=())
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    body: bytes = field(repr=False, default=b"")

    def value(self, name: str) -> str | None:
        """The first value of a name in the query."""
        return next((value for key, value in self.query if key == name), None)

    def listed(self, name: str) -> list[str]:
        """All values of a name, those parted by commas too; empty ones left out."""
        values = [value for key, value in self.query if key == name]
        return [part.strip() for value in values for part in value.split(",") if part.strip()]

    def form(self) -> dict[str, str]:
        """The body as a form."""
        text = self.body.decode("utf-8", "replace").strip()
        return dict(parse_qsl(text, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """Attributes:
    headers: beyond those that every answer has.
    packable: may be compressed on its way, for a client that asks for it.
    """

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    packable: bool = True


class SpRefusal(Exception):
    """SP-API says no.

    Attributes:
        status: of the HTTP answer.
        code, message, details: Amazon's.
        kind: of the ``x-amzn-ErrorType`` header.
    """

    def __init__(
        self, status: int, code: str, message: str, details: str = "", kind: str = ""
    ) -> None:
        super().__init__(f"{status} {code}: {message} {details}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.kind = kind or _KINDS.get(status, "InternalFailureException")


_KINDS = {
    400: "InvalidInputException",
    401: "UnauthorizedException",
    403: "AccessDeniedException",
    404: "NotFoundException",
    413: "RequestEntityTooLargeException",
    415: "UnsupportedMediaTypeException",
    429: "TooManyRequestsException",
    503: "ServiceUnavailableException",
}


def read_query(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a query."""
    return tuple(parse_qsl(text, keep_blank_values=True))


def invalid(message: str = "Invalid request parameters", details: str = "") -> SpRefusal:
    """A request with a value that makes no sense."""
    return SpRefusal(400, "InvalidInput", message, details)


DENIED = "Access to requested resource is denied."


def denied(details: str = "") -> SpRefusal:
    """Without details: a missing role, an account that may not, and a lot more."""
    return SpRefusal(403, "Unauthorized", DENIED, details)


def not_found(what: str) -> SpRefusal:
    """There is no such thing for this seller, or no longer."""
    return SpRefusal(404, "NotFound", f"The requested resource was not found: {what}")
