"""One request that may be answered: token, seller and usage plan are in order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.dice import digest
from koongo_tui.sandbox.spapi.desk import Desk
from koongo_tui.sandbox.spapi.door import Caller
from koongo_tui.sandbox.spapi.messages import SpRefusal, WebRequest, invalid
from koongo_tui.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """Attributes:
    target: the ID in the path; empty without one.
    now: the world's time.
    desk: documents, and the plans that count by feed type.
    stale_addresses: so many addresses of each report have ended when they are given.
    """

    request: WebRequest
    world: World
    caller: Caller
    target: str
    now: datetime
    desk: Desk
    stale_addresses: int = 0

    @property
    def seller(self) -> Seller:
        """For whom."""
        return self.caller.seller

    @property
    def token_key(self) -> bytes:
        """What nextToken is sealed with."""
        return digest(self.world.seed, "nextToken")

    def json(self) -> dict[str, Any]:
        """The body.

        Raises:
            SpRefusal: of another content type, or no JSON object.
        """
        declared = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if declared != "application/json":
            raise SpRefusal(415, "UnsupportedMediaType", "Unsupported media type.")
        try:
            values = json.loads(self.request.body)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise invalid("Could not parse input JSON.")
        return values

    def address_life(self, document: str) -> timedelta | None:
        """How long the next address of a report is good for; None for as usual."""
        given = self.desk.addresses_given.get(document, 0)
        self.desk.addresses_given[document] = given + 1
        return timedelta(0) if given < self.stale_addresses else None
