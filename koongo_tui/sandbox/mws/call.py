"""One request that may be answered: keys, signature, seller and quota are in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.dice import digest
from koongo_tui.sandbox.feed_types import MWS_TYPES
from koongo_tui.sandbox.mws.answers import answer
from koongo_tui.sandbox.mws.messages import MwsAnswer, MwsRequest
from koongo_tui.sandbox.submissions import Submission
from koongo_tui.sandbox.world import World

SHOPS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Call:
    """Attributes:
    namespace: of the section that answers.
    now: the world's time.
    shops_a_page: marketplaces that one answer lists.
    """

    request: MwsRequest
    world: World
    seller: Seller
    request_id: str
    namespace: str
    now: datetime
    shops_a_page: int = SHOPS_A_PAGE

    @property
    def submissions(self) -> list[Submission]:
        """The seller's, newest first: of the types that MWS knows."""
        mine = self.world.submissions(self.seller.seller_id)
        return [one for one in mine if one.feed_type in MWS_TYPES]

    def find(self, submission_id: str) -> Submission | None:
        """A submission of the seller, however old."""
        found = self.world.find(self.seller.seller_id, submission_id)
        return found if found is not None and found.feed_type in MWS_TYPES else None

    @property
    def token_key(self) -> bytes:
        """What NextToken is sealed with."""
        return digest(self.world.seed, "next token")

    def answer(self, *children: str) -> MwsAnswer:
        """A successful answer."""
        return answer(self.request.operation, self.namespace, self.request_id, *children)
