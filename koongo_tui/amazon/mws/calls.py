"""Putting an MWS request together: parameters, signature, and where each part of it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from koongo_tui.amazon.api import OnProgress, SubmissionQuery
from koongo_tui.amazon.endpoints import host_of
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.moments import write_iso
from koongo_tui.amazon.mws.answers import native_type
from koongo_tui.amazon.mws.signature import canonical_query, encode, sign, string_to_sign
from koongo_tui.amazon.transport import Request
from koongo_tui.guide.secret import Secret

FEEDS = "2009-01-01"
SELLERS = "2011-07-01"
MOST_IDS = 100

_FORM = "application/x-www-form-urlencoded; charset=utf-8"
_SELLERS_CALLS = frozenset(
    {
        "GetServiceStatus",
        "ListMarketplaceParticipations",
        "ListMarketplaceParticipationsByNextToken",
    }
)
_LEAST = 8
SLOW = 900.0
"""Seconds that fetching a report may take."""


@dataclass(frozen=True, slots=True)
class MwsCredentials:
    """What every call is signed and marked with.

    Attributes:
        seller_id: of the account that is asked about.
        token: its MWS Auth Token; None when the developer asks about an account of his own.
        access_key_id: the developer's, for the region.
        secret_key: the developer's, for the region.
    """

    seller_id: str
    token: Secret | None
    access_key_id: str
    secret_key: Secret

    def hide(self, text: str) -> str:
        """A text with token and secret key taken out, plain or percent-encoded."""
        for secret in (self.token, self.secret_key):
            # A few characters are no secret, and would be found in any sentence.
            if secret is not None and len(secret) >= _LEAST:
                text = text.replace(secret.reveal(), secret.masked)
                text = text.replace(encode(secret.reveal()), secret.masked)
        return text


@dataclass(frozen=True, slots=True)
class Call:
    """One operation with its own parameters.

    Attributes:
        content: a feed to send. Its parameters then go into the query string.
        content_type: of ``content``, as declared.
        on_progress: told of the bytes of ``content`` that have been sent.
    """

    operation: str
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: FeedFile | None = field(default=None, repr=False)
    content_type: str = _FORM
    on_progress: OnProgress | None = field(default=None, repr=False)
    seconds: float = 90.0


@dataclass(frozen=True, slots=True)
class SignedCall:
    """A call ready to be sent.

    Attributes:
        covers: what the signature was made of, without token and keys: for the debug log.
    """

    request: Request
    covers: str


def signed(
    call: Call, endpoint: str, credentials: MwsCredentials, clock: Callable[[], datetime]
) -> SignedCall:
    """Complete a call with what all calls have, and sign it.

    All parameters travel in the form body, so that no log of addresses on the way holds the
    token; only SubmitFeed has to put them into the query.
    """
    version = SELLERS if call.operation in _SELLERS_CALLS else FEEDS
    section = "Sellers" if call.operation in _SELLERS_CALLS else "Feeds"
    url = f"{endpoint}/{section}/{version}"
    parameters = {
        **call.parameters,
        "Action": call.operation,
        "AWSAccessKeyId": credentials.access_key_id,
        "SellerId": credentials.seller_id,
        "SignatureMethod": "HmacSHA256",
        "SignatureVersion": "2",
        "Timestamp": write_iso(clock()),
        "Version": version,
    }
    if credentials.token:
        parameters["MWSAuthToken"] = credentials.token.reveal()
    path = url.partition("://")[2].partition("/")[2]
    text = string_to_sign("POST", host_of(url), f"/{path}", parameters)
    parameters["Signature"] = sign(credentials.secret_key, text)
    form = canonical_query(parameters)
    headers = {"Content-Type": call.content_type}
    if call.content is None:
        request = Request("POST", url, headers, form.encode(), call.seconds)
    else:
        headers["Content-MD5"] = call.content.md5
        request = Request(
            "POST", f"{url}?{form}", headers, call.content, call.seconds, call.on_progress
        )
    return SignedCall(request, credentials.hide(text))


def listing(query: SubmissionQuery) -> dict[str, str]:
    """The parameters of a query; with IDs only these, as Amazon ignores the others then.

    Raises:
        ValueError: more than 100 IDs, or a page size outside of 1 to 100.
    """
    if query.ids:
        return {**numbered("FeedSubmissionIdList.Id", query.ids), "MaxCount": str(MOST_IDS)}
    if not 1 <= query.page_size <= MOST_IDS:
        raise ValueError(f"a page has 1 to {MOST_IDS} submissions, not {query.page_size}")
    return {"MaxCount": str(query.page_size), **conditions(query)}


def conditions(query: SubmissionQuery) -> dict[str, str]:
    """The conditions of a query that both the list and the count take."""
    parameters = {
        **numbered("FeedTypeList.Type", [native_type(t) for t in query.feed_types]),
        **numbered("FeedProcessingStatusList.Status", query.native_statuses),
    }
    if query.since is not None:
        parameters["SubmittedFromDate"] = write_iso(query.since)
    if query.until is not None:
        parameters["SubmittedToDate"] = write_iso(query.until)
    return parameters


def numbered(name: str, values: Sequence[str]) -> dict[str, str]:
    """``name.1``, ``name.2`` and so on.

    Raises:
        ValueError: more than 100 values.
    """
    if len(values) > MOST_IDS:
        raise ValueError(f"at most {MOST_IDS} values of {name}, not {len(values)}")
    return {f"{name}.{number}": value for number, value in enumerate(values, start=1)}
