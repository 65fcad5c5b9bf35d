"""What is known of a channel when something of it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from koongo_tui.guide.marketplaces import Marketplace
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What a diagnosis may lean on.

    Attributes:
        name: of the channel; None while it is not saved.
        worked_before: Amazon accepted this channel at some time.
        expires_on: when the authorisation ends, as far as the person told us.
    """

    program: Program
    region: Region
    seller_central: str
    marketplace: Marketplace | None
    developer_id: str
    worked_before: bool = False
    expires_on: date | None = None
    name: str | None = None
