"""What the demo can show in place of Amazon's own pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from koongo_tui.guide.marketplaces import Marketplace
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region


@dataclass(frozen=True, slots=True)
class ExampleFeed:
    """The demo's feed source, as a channel names it."""

    source: str
    feed_type: str


class DemoPages(Protocol):
    """What the demo can put into the paste box, as Amazon would show it."""

    def page(self, region: Region) -> str:
        """The Congratulations page of an example seller of this region."""
        ...

    def row(self, region: Region) -> str:
        """The seller's row of Manage your apps."""
        ...

    def returned(self, region: Region, url: str) -> str:
        """Where SP-API's consent page sends the seller's browser when they confirm.

        Args:
            url: of the consent page.
        """
        ...

    def own_token(self, region: Region) -> str:
        """What the seller copies when they authorise a private application."""
        ...

    def feed(self, program: Program, marketplace: Marketplace) -> ExampleFeed:
        """A file as the example seller's shop would make it for Koongo."""
        ...
