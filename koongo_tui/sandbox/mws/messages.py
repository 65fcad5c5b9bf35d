"""An MWS request as it came, an answer as it goes, and a refusal with Amazon's code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class MwsRequest:
    """A request, read but not believed.

    Attributes:
        host: the ``Host`` header.
        parameters: of query and form together; the form wins.
        headers: names in lower case.
        body: the feed of SubmitFeed; empty when the body was a form.
    """

    method: str
    host: str
    path: str
    parameters: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    body: bytes = field(repr=False, default=b"")

    @property
    def operation(self) -> str:
        """What is asked for; empty when the request does not say."""
        return self.parameters.get("Action") or self.parameters.get("Operation") or ""

    @property
    def seller_id(self) -> str:
        """Under its name or the older one; empty without it."""
        return self.parameters.get("SellerId") or self.parameters.get("Merchant") or ""

    def listed(self, name: str) -> list[str]:
        """The values of ``name.1``, ``name.2`` and so on, in order."""
        return numbered(self.parameters, name)


@dataclass(frozen=True, slots=True)
class MwsAnswer:
    """Attributes:
    headers: beyond those that every answer has.
    """

    body: bytes
    status: int = 200
    content_type: str = "text/xml"
    headers: Mapping[str, str] = field(default_factory=dict)


class MwsRefusal(Exception):
    """Amazon says no.

    Attributes:
        status: of the HTTP answer.
        code, message: Amazon's.
        headers: beyond those that every answer has.
    """

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def wrong_value(name: str, value: str, reason: str = "") -> MwsRefusal:
    """A parameter with a value that makes no sense."""
    why = f" Reason: {reason}" if reason else ""
    return MwsRefusal(
        400, "InvalidParameterValue", f"Value {value} for parameter {name} is invalid.{why}"
    )


def missing(name: str) -> MwsRefusal:
    """A parameter that has to be there and is not."""
    return MwsRefusal(400, "InvalidParameterValue", f"Required parameter {name} not found")


def read_request(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> MwsRequest:
    """Tell the parameters from the feed.

    Parameters come in the query, in a form or in both. A body whose query asks for SubmitFeed is
    the feed, whatever it is declared as: some clients declare every body as a form.
    """
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    is_feed = (parameters.get("Action") or parameters.get("Operation")) == "SubmitFeed"
    declared = headers.get("content-type", "").lower()
    if body and not is_feed and ("form-urlencoded" in declared or not declared):
        form = body.decode("utf-8", "replace").strip()
        parameters.update(parse_qsl(form, keep_blank_values=True))
        body = b""
    return MwsRequest(method, headers.get("host", ""), path, parameters, headers, body)


def numbered(parameters: Mapping[str, str], name: str) -> list[str]:
    """The values of ``name.1``, ``name.2`` and so on, by number, empty ones left out."""
    pattern = re.compile(re.escape(name) + r"\.(\d{1,6})")
    found = [(int(m[1]), v) for k, v in parameters.items() if (m := pattern.fullmatch(k)) and v]
    return [value for _, value in sorted(found)]


def read_moment(name: str, value: str) -> datetime:
    """A time in ISO 8601; without a zone it is UTC.

    Raises:
        MwsRefusal: it is none.
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise wrong_value(name, value, "Must be in ISO8601 format") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
