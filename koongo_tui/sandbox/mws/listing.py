"""Which submissions a request means, and in which portions they are handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from koongo_tui.sandbox.mws.answers import STATUS
from koongo_tui.sandbox.mws.messages import MwsRequest, read_moment, wrong_value
from koongo_tui.sandbox.submissions import Submission

MOST = 100
DEFAULT_PAGE = 10


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a submission must fulfil; an empty one lets everything through."""

    types: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None

    def select(self, submissions: Sequence[Submission], now: datetime) -> Iterator[Submission]:
        """Those that fulfil them, in the order given."""
        for one in submissions:
            if self.types and one.feed_type not in self.types:
                continue
            if self.statuses and STATUS[one.stage(now)] not in self.statuses:
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
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
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

        return cls(words("types"), words("statuses"), moment("since"), moment("until"))


def read_conditions(request: MwsRequest) -> Conditions:
    """The filters of a request.

    Raises:
        MwsRefusal: a status or a time that makes no sense.
    """
    statuses = frozenset(request.listed("FeedProcessingStatusList.Status"))
    for status in sorted(statuses - set(STATUS.values())):
        raise wrong_value("FeedProcessingStatusList.Status", status)
    types = request.listed("FeedTypeList.Type")
    return Conditions(
        types=frozenset(plain_type(name) for name in types),
        statuses=statuses,
        since=_moment(request, "SubmittedFromDate"),
        until=_moment(request, "SubmittedToDate"),
    )


def read_ids(request: MwsRequest) -> list[str]:
    """The submissions that a request names one by one.

    Raises:
        MwsRefusal: more than 100.
    """
    ids = request.listed("FeedSubmissionIdList.Id")
    if len(ids) > MOST:
        raise wrong_value("FeedSubmissionIdList", f"{len(ids)} entries", "At most 100")
    return ids


def read_page_size(parameters: Mapping[str, str]) -> int:
    """``MaxCount``, 1 to 100; 10 without it.

    Raises:
        MwsRefusal: something else.
    """
    text = parameters.get("MaxCount") or str(DEFAULT_PAGE)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST):
        raise wrong_value("MaxCount", text, "Must be between 1 and 100")
    return int(text)


def plain_type(name: str) -> str:
    """``POST_PRODUCT_DATA`` from ``_POST_PRODUCT_DATA_``."""
    return name.removeprefix("_").removesuffix("_")


def _moment(request: MwsRequest, name: str) -> datetime | None:
    value = request.parameters.get(name)
    return read_moment(name, value) if value else None
