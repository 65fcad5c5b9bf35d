"""All channels in a file, for a spreadsheet or a program."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

from koongo_tui.amazon.submission import State
from koongo_tui.export import SCHEMA, ExportFormat, cell, moment_text
from koongo_tui.fleet.health import ChannelRow

COLUMNS = (
    "channel",
    "marketplace",
    "program",
    "seller_id",
    "connection",
    "reason",
    "checked_at",
    "expires_on",
    "days_left",
    "needs_a_look",
    "open",
    "total",
    *(state.value for state in State),
    "newest_submitted_at",
)


def channel_json(row: ChannelRow) -> dict[str, object]:
    """One channel: times in UTC, unknown values None."""
    channel, tally = row.channel, row.summary.tally
    expires = channel.expires_on if channel is not None else None
    return {
        "channel": row.name,
        "marketplace": row.marketplace or None,
        "program": channel.program.value if channel is not None else None,
        "seller_id": row.seller_id or None,
        "connection": row.health.value,
        "reason": row.reason or None,
        "checked_at": moment_text(row.checked_at),
        "expires_on": expires.isoformat() if expires is not None else None,
        "days_left": row.days_left,
        "needs_a_look": row.look,
        "open": row.open,
        "total": tally.total,
        **{state.value: tally[state] for state in State},
        "newest_submitted_at": moment_text(row.summary.newest),
    }


def write_channels(
    rows: Iterable[ChannelRow], form: ExportFormat, target: TextIO, *, at: datetime
) -> int:
    """Write channels; gives their number.

    Args:
        at: when they were read, aware.
    """
    found = [channel_json(row) for row in rows]
    if form is ExportFormat.JSON:
        head = {"schema": SCHEMA, "at": moment_text(at), "channels": found}
        json.dump(head, target, ensure_ascii=False, indent=1)
        target.write("\n")
        return len(found)
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for values in found:
        writer.writerow([cell(values[name]) for name in COLUMNS])
    return len(found)
