"""Cancelling a submission that waits, and what became of the wish."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from koongo_tui.amazon.submission import State, Submission, base_state

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.store.config import Channel
    from koongo_tui.workspace import Workspace


class Outcome(StrEnum):
    """What became of it. The value is the word in JSON."""

    CANCELLED = "cancelled"
    ALREADY_CANCELLED = "already-cancelled"
    TOO_LATE = "too-late"
    ALREADY_DONE = "already-done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The answer to a wish to cancel.

    Attributes:
        submission: as Amazon describes it now; None when it does not know it.
    """

    id: str
    outcome: Outcome
    submission: Submission | None

    @property
    def words(self) -> str:
        """The outcome, a sentence or two."""
        if self.outcome is Outcome.TOO_LATE and self._state is State.HELD:
            return (
                f"{self.id} is held by Amazon and cannot be cancelled from here. "
                "Answer Amazon's question about it in Seller Central."
            )
        return _WORDS[self.outcome].format(id=self.id)

    @property
    def _state(self) -> State | None:
        return None if self.submission is None else base_state(self.submission.native_status)


_WORDS = {
    Outcome.CANCELLED: "{id} is cancelled. Amazon does nothing with it.",
    Outcome.ALREADY_CANCELLED: "{id} was cancelled before. Nothing was changed.",
    Outcome.TOO_LATE: "Too late: Amazon works on {id} already. It was not cancelled.",
    Outcome.ALREADY_DONE: "Amazon has finished {id} already. It was not cancelled.",
    Outcome.UNKNOWN: "Amazon does not know a submission {id} of this account. "
    "Nothing was cancelled.",
}


async def cancel_submission(
    workspace: Workspace, channel: Channel, api: SellerApi, submission_id: str
) -> Cancellation:
    """Cancel one submission, and note in the history how it stands then.

    Raises:
        UsageError: that is no ID; nothing was cancelled.
        AmazonError: Amazon did not do it, or its answer was lost: asking again does no harm.
        StoreError: the history cannot be written.
    """
    history = workspace.history()
    known = history.get(channel.account_key, submission_id)
    was = None if known is None else base_state(known.submission.native_status)
    found = await api.cancel([submission_id])
    one = next((s for s in found if s.id == submission_id), None)
    if one is None:
        return Cancellation(submission_id, Outcome.UNKNOWN, None)
    history.upsert(channel.account_key, (one,), seen_at=workspace.clock())
    return Cancellation(submission_id, _outcome(base_state(one.native_status), was), one)


def _outcome(state: State, was: State | None) -> Outcome:
    if state is State.CANCELLED:
        return Outcome.ALREADY_CANCELLED if was is State.CANCELLED else Outcome.CANCELLED
    return Outcome.TOO_LATE if state.is_open else Outcome.ALREADY_DONE
