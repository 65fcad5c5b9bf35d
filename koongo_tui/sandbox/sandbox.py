"""The sandbox as its tests and the demo hold it: a world, a service, and what goes wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from koongo_tui.sandbox.activation import Activation
from koongo_tui.sandbox.announcement import announce
from koongo_tui.sandbox.cast import Seller, Standing, new_token
from koongo_tui.sandbox.mws.messages import MwsAnswer, MwsRequest
from koongo_tui.sandbox.mws.service import MwsService
from koongo_tui.sandbox.pages import congratulations_page, manage_apps_row, page_text
from koongo_tui.sandbox.scenarios import NORMAL, SCENARIOS
from koongo_tui.sandbox.situations import Page, Scenario
from koongo_tui.sandbox.spapi.consent import ConsentRequest
from koongo_tui.sandbox.spapi.grants import Grants
from koongo_tui.sandbox.spapi.lwa import Lwa
from koongo_tui.sandbox.spapi.messages import WebAnswer, WebRequest, read_query
from koongo_tui.sandbox.spapi.seller_central import SellerCentral
from koongo_tui.sandbox.spapi.service import SpService
from koongo_tui.sandbox.world import World


class Sandbox:
    """A local Amazon.

    Args:
        url: where it answers, without a slash at the end.
        pace: multiplies the waiting times of the quotas; 1 for Amazon's own.
        scenario: one of :data:`SCENARIOS` by name, or one of your own.

    Attributes:
        announcement: what a client has to know, as the command prints it.

    Raises:
        KeyError: no scenario has this name.
    """

    def __init__(
        self, world: World, url: str, *, pace: float = 1.0, scenario: str | Scenario = NORMAL
    ) -> None:
        self.world = world
        self.url = url
        self.announcement: dict[str, Any] = announce(world, url)
        self._mws = MwsService(world, pace)
        self._grants = Grants(world)
        self._lwa = Lwa(world, self._grants)
        self._spapi = SpService(world, self._grants, url, pace)
        self._seller_central = SellerCentral(world, self._grants, url)
        self._activation = Activation(NORMAL)
        self.use(scenario)

    @property
    def scenario(self) -> Scenario:
        """The one that is on."""
        return self._activation.scenario

    def use(self, scenario: str | Scenario) -> None:
        """Switch to another scenario, while requests go on."""
        chosen = SCENARIOS[scenario] if isinstance(scenario, str) else scenario
        generation = 2 if chosen.page is Page.NEW_TOKEN else 1
        for seller in self.world.cast.sellers:
            token = new_token(self.world.seed, seller.name, generation)
            self.world.change_seller(seller.seller_id, mws_auth_token=token)
        self.world.course = chosen.course
        self.world.keep_submitting(chosen.heartbeat)
        self._activation = Activation(chosen)

    def handle(self, request: MwsRequest) -> MwsAnswer:
        """The answer to one MWS request."""
        return self._mws.handle(request, self._activation)

    def give_token(self, request: WebRequest) -> WebAnswer:
        """The answer of Login with Amazon to one request."""
        return self._lwa.handle(request, self._activation)

    def handle_sp(self, request: WebRequest) -> WebAnswer:
        """The answer to one SP-API request."""
        return self._spapi.handle(request, self._activation)

    def stored(self, request: WebRequest) -> WebAnswer:
        """The answer of the storage for documents to one request."""
        return self._spapi.stored(request)

    def show_page(self, request: WebRequest, query: str) -> WebAnswer:
        """A page of Seller Central about applications."""
        return self._seller_central.handle(request, query, self.scenario)

    def consent_return(self, region: str, url: str) -> str:
        """What the region's usual seller pastes after opening a consent address.

        Returns:
            The address that Amazon returned the browser to, with its code; or the text of the
            page, where it tells an error instead.
        """
        request = ConsentRequest.of(dict(read_query(urlsplit(url).query)))
        result = self._seller_central.consent(request, self._shown(region), self.scenario)
        return result if isinstance(result, str) else page_text(result.body)

    def revoke(self, seller_id: str) -> int:
        """Let a seller withdraw every authorisation under SP-API; how many there were."""
        return self._grants.revoke(seller_id)

    def end_access_tokens(self) -> None:
        """Let all access tokens that were given be an hour old."""
        self._grants.end_access_tokens()

    def amazon_time(self) -> datetime:
        """What Amazon's clock shows."""
        return self.world.clock() + self.scenario.clock_offset

    def seller(self, region: str) -> Seller:
        """The usual seller of a region: ``eu``, ``na`` or ``fe``."""
        return self._sellers(region)[0]

    def congratulations_page(self, region: str) -> str:
        """What the region's usual seller copies after authorising Koongo."""
        return congratulations_page(self._shown(region))

    def manage_apps_row(self, region: str) -> str:
        """Koongo's row on the page Manage your apps of the region's usual seller."""
        return manage_apps_row(self._shown(region), self.world.clock())

    def _shown(self, region: str) -> Seller:
        """The seller whose pages are seen: another shop's, when that is what goes wrong."""
        return self._sellers(region)[1 if self.scenario.page is Page.OTHER_SHOP else 0]

    def _sellers(self, region: str) -> list[Seller]:
        everybody = self.world.cast.sellers
        return [s for s in everybody if s.region == region and s.standing is Standing.ACTIVE]
