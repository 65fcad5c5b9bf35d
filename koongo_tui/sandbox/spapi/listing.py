"""Which feeds a request means, and in which portions they are handed out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from koongo_tui.sandbox.spapi.answers import STATUS
from koongo_tui.sandbox.spapi.messages import SpRefusal, WebRequest, invalid
from koongo_tui.sandbox.submissions import Submission

MOST = 100
MOST_TYPES = 10
DEFAULT_PAGE = 10

NEXT = "nextToken"
_FILTERS = (
    "feedTypes",
    "marketplaceIds",
    "pageSize",
    "processingStatuses",
    "createdSince",
    "createdUntil",
)
_TYPE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a feed must fulfil; an empty one lets everything through.

    Attributes:
        size: of a page.
    """

    types: frozenset[str]
    statuses: frozenset[str] = frozenset()
    marketplaces: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    size: int = DEFAULT_PAGE

    def select(self, submissions: Sequence[Submission], now: datetime) -> Iterator[Submission]:
        """Those that fulfil them, in the order given."""
        for one in submissions:
            if one.feed_type not in self.types:
                continue
            if self.statuses and STATUS[one.stage(now)] not in self.statuses:
                continue
            if self.marketplaces and self.marketplaces.isdisjoint(one.marketplace_ids):
                continue
            if self.since is not None and one.submitted_at < self.since:
                continue
            if self.until is not None and one.submitted_at > self.until:
                continue
            yield one

    def to_json(self) -> dict[str, object]:
        """For a token."""
        return {
            "types": sorted(self.types),
            "statuses": sorted(self.statuses),
            "marketplaces": sorted(self.marketplaces),
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "size": self.size,
        }

    @classmethod
    def from_json(cls, place: Mapping[str, object]) -> Conditions:
        """From a token of ours."""

        def moment(name: str) -> datetime | None:
            value = place[name]
            return datetime.fromisoformat(value) if isinstance(value, str) else None

        def words(name: str) -> frozenset[str]:
            value = place[name]
            return frozenset(map(str, value)) if isinstance(value, list) else frozenset()

        return cls(
            words("types"),
            words("statuses"),
            words("marketplaces"),
            moment("since"),
            moment("until"),
            int(str(place["size"])),
        )


def read_conditions(request: WebRequest) -> Conditions:
    """The filters of a request.

    Raises:
        SpRefusal: without feed types, or with a value that makes no sense.
    """
    types = request.listed("feedTypes")
    if not types:
        raise invalid("One or more required parameters missing", "feedTypes;")
    statuses = request.listed("processingStatuses")
    marketplaces = request.listed("marketplaceIds")
    wrong = [name for name in types if not _TYPE.fullmatch(name)]
    if wrong or len(types) > MOST_TYPES:
        raise _wrong("feedTypes", ",".join(wrong or types))
    if not set(statuses) <= set(STATUS.values()):
        raise _wrong("processingStatuses", ",".join(statuses))
    if len(marketplaces) > MOST_TYPES:
        raise _wrong("marketplaceIds", ",".join(marketplaces))
    size = request.value("pageSize") or str(DEFAULT_PAGE)
    if not (size.isascii() and size.isdigit() and 1 <= int(size[:9]) <= MOST):
        raise _wrong("pageSize", size)
    return Conditions(
        frozenset(types),
        frozenset(statuses),
        frozenset(marketplaces),
        _moment(request, "createdSince"),
        _moment(request, "createdUntil"),
        int(size),
    )


def read_next(request: WebRequest) -> str | None:
    """The token to go on with; None for a request that begins.

    Raises:
        SpRefusal: other parameters beside it.
    """
    token = request.value(NEXT)
    if token and any(request.value(name) is not None for name in _FILTERS):
        raise invalid("NextToken cannot be specified with other input parameters")
    return token or None


def _moment(request: WebRequest, name: str) -> datetime | None:
    value = request.value(name)
    if not value:
        return None
    try:
        # A plus that was not encoded came as a blank.
        moment = datetime.fromisoformat(value.replace(" ", "+"))
    except ValueError:
        raise _wrong(name, value) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _wrong(name: str, value: str) -> SpRefusal:
    return invalid(details=f"{name}: '{value[:200]}' is not valid.")
