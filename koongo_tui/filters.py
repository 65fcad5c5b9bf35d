"""The language of filters: ``errors>0 state:stuck on:yesterday price``.

The screen and the ``list`` command understand the same words. All conditions hold together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from koongo_tui.amazon.submission import State
from koongo_tui.errors import UsageError

if TYPE_CHECKING:
    from koongo_tui.store.history import History, ListView, SortKey

EXAMPLES = ("errors>0", "state:stuck", "after:7d", "before:2d", "on:today", "type:price", "sku:MUG")
"""One of each condition, as a person would write it."""

PROBLEMS = frozenset(s for s in State if s.needs_a_look)
OPEN = frozenset(s for s in State if s.is_open)

_GROUPS: dict[str, frozenset[State]] = {
    "problem": PROBLEMS,
    "open": OPEN,
    "errors": frozenset({State.DONE_WITH_ERRORS}),
}
_COUNT = re.compile(r"errors(>=|<=|>|<|=)(\d{1,9})", re.IGNORECASE)
_PAIR = re.compile(r"([A-Za-z]+):(.*)", re.DOTALL)
_DAYS_BACK = re.compile(r"(\d{1,4})d", re.IGNORECASE)
# The ends of what datetime can hold have no midnight in every time zone.
_FIRST_YEAR, _LAST_YEAR = 2, 9998
# What the screen calls a type, as a part of Amazon's name of it.
_TYPE_WORDS = {
    "price": "PRIC",
    "prices": "PRIC",
    "stock": "INVENTORY",
    "products": "PRODUCT",
    "picture": "IMAGE",
    "pictures": "IMAGE",
    "variation": "RELATIONSHIP",
    "variations": "RELATIONSHIP",
    "shipment": "FULFILLMENT",
    "shipments": "FULFILLMENT",
    "refund": "PAYMENT_ADJUSTMENT",
    "refunds": "PAYMENT_ADJUSTMENT",
    "orders": "ORDER",
}
_HELP = f"A filter looks like: {'  '.join(EXAMPLES)}"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which submissions to show.

    Attributes:
        words: each must be part of the ID, the type, or a SKU of the report, in any case.
        skus: each must be part of a SKU that the processing report names, in any case.
        states: only these; None for all.
        since: submitted at this moment or later, aware; None for all.
        until: submitted before this moment, aware; None for all.
        least_errors, most_errors: bounds of the report's own count, both included; None for none.
            A submission whose count is unknown is shown only without bounds.
    """

    words: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    states: frozenset[State] | None = None
    since: datetime | None = None
    until: datetime | None = None
    least_errors: int | None = None
    most_errors: int | None = None

    @property
    def is_empty(self) -> bool:
        """Everything is shown."""
        return self == Filter()

    def with_state(self, state: State) -> Filter:
        """Only this state as well."""
        return self._and_states(frozenset({state}))

    def with_since(self, since: datetime) -> Filter:
        """Nothing older as well."""
        return replace(self, since=max(since, self.since) if self.since else since)

    def with_until(self, until: datetime) -> Filter:
        """Nothing from this moment on as well."""
        return replace(self, until=min(until, self.until) if self.until else until)

    def _and_word(self, word: str) -> Filter:
        return replace(self, words=(*self.words, _TYPE_WORDS.get(word.lower(), word)))

    def _and_states(self, states: frozenset[State]) -> Filter:
        return replace(self, states=states if self.states is None else self.states & states)

    def _and_errors(self, sign: str, count: int) -> Filter:
        least = {">": count + 1, ">=": count, "=": count}.get(sign)
        most = {"<": count - 1, "<=": count, "=": count}.get(sign)
        if least is not None:
            least = max(least, self.least_errors or 0)
        if most is not None and self.most_errors is not None:
            most = min(most, self.most_errors)
        return replace(
            self,
            least_errors=self.least_errors if least is None else least,
            most_errors=self.most_errors if most is None else most,
        )

    def view(
        self,
        history: History,
        account: str,
        *,
        now: datetime,
        sort: SortKey | None = None,
        descending: bool = True,
    ) -> ListView:
        """The submissions of an account that this filter lets through.

        Args:
            now: aware; decides which ones are stuck.
            sort: None for the time of submission.
        """
        from koongo_tui.store.history import SortKey

        return history.view(
            account,
            text=" ".join(self.words),
            states=self.states,
            skus=self.skus,
            since=self.since,
            until=self.until,
            least_errors=self.least_errors,
            most_errors=self.most_errors,
            sort=sort or SortKey.SUBMITTED,
            descending=descending,
            now=now,
        )


def parse_filter(text: str, *, now: datetime) -> Filter:
    """Read a filter.

    Args:
        text: conditions, separated by blanks; an empty one shows everything.
        now: aware; ``after:today`` begins at midnight of its time zone on this machine.

    Raises:
        UsageError: a condition that means nothing; names it.
    """
    found = Filter()
    for part in text.split():
        found = _with(found, part, now)
    return found


def _with(found: Filter, part: str, now: datetime) -> Filter:
    if count := _COUNT.fullmatch(part):
        return found._and_errors(count[1], int(count[2]))
    if part.lower().startswith("errors") and part[6:7] in ("<", ">", "="):
        raise UsageError(f"“{part}” is no number of errors.", fix="Write for example: errors>0")
    pair = _PAIR.fullmatch(part)
    if pair is None:
        return found._and_word(part)
    name, value = pair[1].lower(), pair[2]
    if name in ("state", "status"):
        return found._and_states(_states(value))
    if name in ("after", "since"):
        return found.with_since(_beginning(_day(value, now)))
    if name == "before":
        return found.with_until(_beginning(_day(value, now)))
    if name == "on":
        day = _day(value, now)
        # Not 24 hours: a day on which the clocks change has fewer or more.
        following = _beginning(day + timedelta(days=1))
        return found.with_since(_beginning(day)).with_until(following)
    if name in ("type", "id") and value:
        return found._and_word(value)
    if name == "sku" and value:
        return replace(found, skus=(*found.skus, value))
    raise UsageError(f"“{part}” is nothing to filter by.", fix=_HELP)


def _states(value: str) -> frozenset[State]:
    chosen: frozenset[State] = frozenset()
    for word in value.lower().rstrip("?").split(","):
        known = _GROUPS.get(word) or frozenset(
            s for s in State if s.value == word or s.value.replace("-", "") == word
        )
        if not known and word:
            # Two states begin with “done”; the word itself means the one without errors.
            known = frozenset(s for s in State if s.value.startswith(word))
        if not known:
            words = ", ".join([*(s.value for s in State), "problem", "open"])
            raise UsageError(f"“{word}” is no state.", fix=f"The states are: {words}.")
        chosen |= known
    return chosen


def _day(value: str, now: datetime) -> date:
    """The day that is meant, in this machine's time zone."""
    today, word = now.astimezone().date(), value.lower()
    try:
        if word in ("today", "yesterday"):
            return today - timedelta(days=0 if word == "today" else 1)
        if back := _DAYS_BACK.fullmatch(word):
            return today - timedelta(days=int(back[1]))
        day = date.fromisoformat(word)
    except ValueError as error:
        raise _no_day(value) from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _no_day(value)
    return day


def _no_day(value: str) -> UsageError:
    return UsageError(f"“{value}” is no day.", fix="Write today, yesterday, 7d or 2026-11-01.")


def _beginning(day: date) -> datetime:
    """Midnight of this machine's time zone."""
    return datetime.combine(day, time()).astimezone()
