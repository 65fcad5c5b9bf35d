"""The row of Manage your apps: status, developer ID and the two dates, in any layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from koongo_tui.guide.credentials import developer_id
from koongo_tui.guide.dates import DateOrder, DateReading, DateText, find_dates, in_words, read_pair
from koongo_tui.guide.labels import Kind, Label
from koongo_tui.guide.layout import Labelled, Value, only_marks
from koongo_tui.guide.lookalikes import near_developer
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem, problem
from koongo_tui.guide.regions import DEVELOPER_NAME, RETIRED_DEVELOPER_ID, Region

_NUMBER = re.compile(r"(?<![0-9A-Za-z-])[0-9]{4}(?:\s{0,3}-?\s{0,3}[0-9]{4}){2}(?!-?[0-9A-Za-z])")
_ODD_NUMBER = re.compile(r"[\s:=*]{0,20}([0-9][0-9 -]{4,22}[0-9])(?![0-9A-Za-z])")
_ODD_GROUPS = re.compile(r"(?<![0-9A-Za-z-])[0-9]{3,5}-[0-9]{3,5}-[0-9]{3,5}(?!-?[0-9A-Za-z])")
_MOST = 300
_BEFORE, _AFTER = 90, 240
"""Characters around a developer ID in which the rest of its row is looked for."""

# English; German; French; Italian; Spanish; Dutch; Swedish; Polish.
_STATUS_WORDS = {
    "Active": "active enabled aktiv actif active attivo activo actief aktiv aktywny",
    "Disabled": "disabled inactive deactivated deaktiviert inaktiv desactive inactif disattivato "
    "disabilitato inattivo desactivado deshabilitado inactivo uitgeschakeld inactief inaktiverad "
    "nieaktywny",
    "Expired": "expired abgelaufen expire scaduto caducado vencido expirado verlopen utgangen "
    "wygasl",
}
_STATUS = {word: status for status, words in _STATUS_WORDS.items() for word in words.split()}
_WORD = re.compile(r"[a-z]{5,14}")

_KNOWN = frozenset({r.developer_id for r in Region} | {RETIRED_DEVELOPER_ID})


@dataclass(frozen=True, slots=True)
class Row:
    """What is known about an authorisation."""

    developer_id: str | None = None
    status: str | None = None
    authorised_on: date | None = None
    expires_on: date | None = None
    readings: tuple[DateReading, ...] = ()


def find_numbers(text: str) -> list[Value]:
    """Twelve digits, grouped or not, as developer IDs are; the text is grouped."""
    found = []
    for match in _NUMBER.finditer(text):
        grouped = developer_id("".join(c for c in match.group() if c.isdigit()))
        found.append(Value(Kind.DEVELOPER, *match.span(), grouped or ""))
        if len(found) == _MOST:
            break
    return found


def read_row(
    folded: str,
    labels: Sequence[Label],
    arranged: Sequence[Labelled],
    *,
    region: Region | None,
    today: date | None,
    order: DateOrder | None,
    few_lines: bool,
) -> Row:
    """The row of Koongo, or of the only developer that the text shows.

    Without a developer ID, dates count by their labels, and in a text of a few lines only: the
    world is full of dates of expiry.
    """
    numbers = [a for a in arranged if a.value.kind is Kind.DEVELOPER and a.only is not Kind.SELLER]
    chosen = _choose(folded, numbers, region)
    begin, end = _labelled_dates(folded, labels)
    if chosen is None:
        return Row(None, None, *read_pair(begin, end, order)) if few_lines else Row()
    stop = next((a.value.start for a in numbers if a.value.start > chosen.end), chosen.end + _AFTER)
    dates = _dates_between(folded, chosen.end, min(stop, chosen.end + _AFTER))
    if begin is None and end is None and dates:
        begin, end = _roles(dates, today)
    status = _status(folded, chosen, numbers)
    return Row(chosen.text, status, *read_pair(begin, end, order))


def _choose(folded: str, numbers: list[Labelled], region: Region | None) -> Value | None:
    """The number that is a developer ID on this page: the one beside Koongo's name, if any."""
    named = [a.value for a in numbers if _is_koongo(folded, a.value)]
    known = [a.value for a in numbers if a.value.text in _KNOWN]
    labelled = [a.value for a in numbers if Kind.DEVELOPER in a.labels]
    near = [a.value for a in numbers if near_developer(a.value.text)]
    for group in (named, known, labelled, near):
        ids = {v.text for v in group}
        if len(ids) == 1:
            return group[0]
        if ids:
            # The guide's own list, or several developers: only the region can tell.
            return next((v for v in group if region and v.text == region.developer_id), None)
    return None


def _is_koongo(folded: str, number: Value) -> bool:
    name = DEVELOPER_NAME.lower()
    before = folded[max(0, number.start - 40) : number.start].rstrip()
    return before.endswith(name) or (name in before and _in_row(folded, number))


def _in_row(folded: str, number: Value) -> bool:
    behind = folded[number.end : number.end + _BEFORE]
    return _status_before(folded, number.start, 0) is not None and bool(find_dates(behind))


def _status(folded: str, number: Value, numbers: Sequence[Labelled]) -> str | None:
    floor = max((a.value.end for a in numbers if a.value.end <= number.start), default=0)
    return _status_before(folded, number.start, floor)


def _status_before(folded: str, at: int, floor: int) -> str | None:
    words = _WORD.findall(folded, max(floor, at - _BEFORE), at)
    return next((_STATUS[w] for w in reversed(words) if w in _STATUS), None)


def _dates_between(folded: str, start: int, stop: int) -> list[DateText]:
    return [
        DateText(d.start + start, d.end + start, d.day_first, d.month_first)
        for d in find_dates(folded[start:stop])
    ][:2]


def _roles(dates: list[DateText], today: date | None) -> tuple[DateText | None, DateText | None]:
    if len(dates) == 2:
        return dates[0], dates[1]
    only = dates[0]
    read = [d for d in (only.day_first, only.month_first) if d]
    if today and all(d > today for d in read):
        return None, only
    return only, None


def _labelled_dates(
    folded: str, labels: Sequence[Label]
) -> tuple[DateText | None, DateText | None]:
    """Dates right behind their labels, or in a table under them."""
    found: dict[Kind, DateText] = {}
    kinds = [x for x in labels if x.kind in {Kind.AUTHORISED, Kind.EXPIRES}][:_MOST]
    heads: list[Label] = []  # labels side by side: the dates follow in the same order
    for label, following in zip_longest(kinds, kinds[1:]):
        heads.append(label)
        if following and only_marks(folded, label.end, following.start):
            continue
        dates = _dates_between(folded, label.end, label.end + 100)
        if dates and only_marks(folded, label.end, dates[0].start):
            for head, written in zip(heads, dates, strict=False):
                found.setdefault(head.kind, written)
        heads = []
    return found.get(Kind.AUTHORISED), found.get(Kind.EXPIRES)


def odd_number(text: str, labels: Sequence[Label], region: Region | None) -> Problem | None:
    """A developer ID that has not twelve digits."""
    candidates = [
        m.group(1)
        for label in labels
        if label.kind is Kind.DEVELOPER and (m := _ODD_NUMBER.match(text, label.end))
    ]
    for grouped in _ODD_GROUPS.findall(text)[:_MOST]:
        if near_developer(grouped, region):
            candidates.append(grouped)
    for shown in candidates:
        digits = "".join(c for c in shown if c.isdigit())
        if len(digits) == 12:
            continue
        meant = near_developer(digits, region)
        facts = (("On the page", shown.strip()),)
        return problem(
            "mistyped-developer",
            f"A developer ID has 12 digits, and this one has {len(digits)}.",
            facts=(*facts, ("Koongo's ID", meant)) if meant else facts,
            fix=f"Copy {meant} and authorise again." if meant else "",
            actions=(Choice(ChoiceKind.OPEN_PAGE, "Open the page and authorise again"),),
        )
    return None


def date_problem(row: Row) -> Problem | None:
    """The question which of two readings is right."""
    if not row.readings:
        return None
    shown = []
    for reading in row.readings:
        days = [in_words(d) for d in (reading.authorised_on, reading.expires_on) if d]
        shown.append((reading.order, " to ".join(days)))
    return problem(
        "ambiguous-date",
        f"Does Amazon mean {shown[0][1]}, or {shown[1][1]}? Nothing on the page tells.",
        facts=(("Day first", shown[0][1]), ("Month first", shown[1][1])),
        actions=tuple(Choice(ChoiceKind.CHOOSE_DATE, days, order.value) for order, days in shown),
        blocking=False,
    )
