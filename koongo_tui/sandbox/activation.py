"""A scenario that is switched on: remembers how often it has refused."""

from __future__ import annotations

from koongo_tui.sandbox.situations import LwaRefused, Refused, Scenario, SpRefused


class Activation:
    """Attributes:
    scenario: that is on.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._refusals = 0
        self._sp_refusals = 0
        self._lwa_refusals = 0

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

    def sp_refusal(self, operation: str) -> SpRefused | None:
        """What this call of SP-API is refused with; None when it may go on. Counts."""
        refused = self.scenario.sp_refused
        if refused is None:
            return None
        if refused.operations is not None and operation not in refused.operations:
            return None
        if refused.first is not None and self._sp_refusals >= refused.first:
            return None
        self._sp_refusals += 1
        return refused

    def lwa_refusal(self, grant_type: str) -> LwaRefused | None:
        """What a request for a token is refused with; None when it may go on. Counts."""
        refused = self.scenario.lwa_refused
        if refused is None or grant_type not in refused.grant_types:
            return None
        if refused.first is not None and self._lwa_refusals >= refused.first:
            return None
        self._lwa_refusals += 1
        return refused
