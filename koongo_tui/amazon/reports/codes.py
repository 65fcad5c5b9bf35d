"""What Amazon's error codes mean, in plain words.

Only codes whose meaning a public source gives are here; each entry names it. For the others
Amazon's own words have to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from koongo_tui.amazon.reports.model import Severity


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code explained.

    Attributes:
        cause: one line without a full stop, short enough for a list.
        fix: one or two sentences: who does what.
        source: where the meaning is published.
    """

    cause: str
    fix: str
    source: str


def explain(code: str | None, severity: Severity) -> Meaning | None:
    """What a code means; None for one that no source explains.

    The severity matters where Amazon uses one number for two things: 5000 as a warning is a
    line that was skipped because nothing changed, as an error it is XML that cannot be read.
    """
    # Here, so that reading a report without rows does not load the tables.
    from koongo_tui.amazon.reports.codes_feeds import FEEDS
    from koongo_tui.amazon.reports.codes_listings import LISTINGS, WARNINGS

    if code is None:
        return None
    code = code.upper()
    if not severity.is_error and code in WARNINGS:
        return WARNINGS[code]
    return LISTINGS.get(code) or FEEDS.get(code)
