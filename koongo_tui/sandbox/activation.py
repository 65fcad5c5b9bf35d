"""A scenario that is switched on: remembers how often it has refused."""

from __future__ import annotations

from koongo_tui.sandbox.scenarios import Refused, Scenario


class Activation:
    """Attributes:
    scenario: that is on.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._refusals = 0

    def refusal(self, operation: str) -> Refused | None:
        """What this call is refused with; None when it may go on. Counts."""
        refused = self.scenario.refused
        if refused is None:
            return None
        if refused.operations is not None and operation not in refused.operations:
            return None
        if refused.first is not None and self._refusals >= refused.first:
            return None
        self._refusals += 1
        return refused
