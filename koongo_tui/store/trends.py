# ruff: noqa: S608 - the query is put together from constants; values are always parameters
"""What became of the submissions of each day, added up by the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING

from koongo_tui.store.listing import ACCOUNT
from koongo_tui.store.rows import milliseconds

if TYPE_CHECKING:
    from koongo_tui.store.database import Database


@dataclass(frozen=True, slots=True)
class DayCounts:
    """A day's submissions, and the sums of the numbers in their reports.

    Attributes:
        day: local.
        submissions: how many were sent; 0 for a day on which nothing was.
        processed, accepted, errors: lines; None when no report of the day gives this number.
        unread: submissions whose numbers are missing, so that the sums are not whole. Those that
            never get a report, cancelled ones for example, are not among them.
    """

    day: date
    submissions: int
    processed: int | None
    accepted: int | None
    errors: int | None
    unread: int


# Asked for day by day along the index: grouping 100,000 rows by a computed day takes SQLite three
# times as long, because it sorts them first.
_QUERY = f"""
    WITH day AS (
        SELECT key, json_extract(value, '$[0]') AS begins, json_extract(value, '$[1]') AS ends
        FROM json_each(:days)
    )
    SELECT (
        SELECT json_array(
            count(*), sum(processed), sum(accepted), sum(errors),
            count(*) FILTER (
                WHERE coalesce(processed, accepted, errors) IS NULL AND kind <> 'cancelled'
                AND (kind <> 'failed' OR report_document_id IS NOT NULL)
            )
        )
        FROM submission
        WHERE {ACCOUNT} AND listed_at >= day.begins AND listed_at < day.ends
    )
    FROM day ORDER BY day.key
"""


def count_days(
    database: Database, account: str, first: date, last: date, zone: tzinfo | None
) -> tuple[DayCounts, ...]:
    """Every day from the first to the last. See :meth:`koongo_tui.store.history.History.days`."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if not days:
        return ()
    bounds = [milliseconds(_midnight(day, zone)) for day in (*days, last + timedelta(days=1))]
    spans = list(pairwise(bounds))
    found = database.read(_QUERY, {"account": account, "days": json.dumps(spans)}, long=True)
    return tuple(
        DayCounts(day, *json.loads(sums)) for day, (sums,) in zip(days, found, strict=True)
    )


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    """When a day begins; where the clocks skip midnight, the moment at which they do."""
    if zone is None:
        return datetime.combine(day, time()).astimezone()
    return datetime.combine(day, time(), tzinfo=zone)
