"""Keeping a channel's history current: what to ask Amazon next, and when.

The list is asked for at most once per 45 seconds and account, by all processes of this machine
together, and only for what can have changed. What does not fit on a page is read on later, as the
quota allows, and survives an end of the program. Submissions that are open are looked at between
lists. Processing reports are fetched once in their life, the ones a person looks at first.
Failures wait longer each time; a refusal stops until a person acts.

==============  ==================================================
``state``       how current the list is, and what is told of it
``context``     what all parts work with
``gaps``        reading on where a list was not read to its end
``following``   looking at what is open, between lists
``reports``     fetching processing reports
``finishing``   noticing that a submission is finished
``sync``        the parts put together, and the loop
==============  ==================================================

Only the words are imported here: a screen paints its first frame before the parts are needed.
"""

from koongo_tui.pacing import BACKOFF, PATIENCE_STEP, PATIENCE_TRIES, QUIET_INTERVAL
from koongo_tui.sync.state import (
    CatchUp,
    Finished,
    Phase,
    ReportArrived,
    RowsChanged,
    StateChanged,
    SyncEvent,
    SyncState,
)

__all__ = [
    "BACKOFF",
    "PATIENCE_STEP",
    "PATIENCE_TRIES",
    "QUIET_INTERVAL",
    "CatchUp",
    "Finished",
    "Phase",
    "ReportArrived",
    "RowsChanged",
    "StateChanged",
    "SyncEvent",
    "SyncState",
]
