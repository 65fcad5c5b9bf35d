"""The outcomes of feeds that nobody sent: invented, and always the same for one submission."""

from __future__ import annotations

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.outcomes import Outcome, outcome_of
from koongo_tui.sandbox.submissions import Submission


def invent(seed: str, seller: Seller, submission: Submission) -> Outcome:
    """The outcome of an invented submission."""
    return outcome_of(1, [])
