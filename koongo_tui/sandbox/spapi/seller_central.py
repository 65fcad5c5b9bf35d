"""Seller Central's pages about applications, as a function from request to answer."""

from __future__ import annotations

from koongo_tui.sandbox.announcement import CONSENT_PATH, MANAGE_PATH
from koongo_tui.sandbox.cast import Seller, Standing
from koongo_tui.sandbox.situations import Page, Scenario
from koongo_tui.sandbox.spapi import consent_pages as pages
from koongo_tui.sandbox.spapi.consent import ConsentRequest, confirm, find_problem
from koongo_tui.sandbox.spapi.grants import Grants
from koongo_tui.sandbox.spapi.messages import WebAnswer, WebRequest
from koongo_tui.sandbox.world import World

RETURN_PATH = "/apps/authorize/return"
PAGES = (CONSENT_PATH, RETURN_PATH, MANAGE_PATH)


class SellerCentral:
    """Pages for a browser.

    Args:
        endpoint: where the sandbox answers.
    """

    def __init__(self, world: World, grants: Grants, endpoint: str) -> None:
        self._world = world
        self._grants = grants
        self._endpoint = endpoint

    def handle(self, request: WebRequest, query: str, scenario: Scenario) -> WebAnswer:
        """The answer to one request.

        Args:
            query: of the request, as it came.
        """
        if request.method not in ("GET", "POST"):
            return WebAnswer(b"", 405, "text/plain")
        if request.path == RETURN_PATH:
            return pages.return_page(f"{self._endpoint}{RETURN_PATH}?{query}")
        if request.path == MANAGE_PATH:
            return self._manage(request)
        if request.method == "POST":
            return self._confirmed(request, scenario)
        values = dict(request.query)
        application = self._world.cast.application
        problem = find_problem(ConsentRequest.of(values), application, scenario)
        if problem is not None:
            return pages.problem_page(problem)
        sellers = self._sellers()
        shops = [s for s in sellers if s.region is sellers[0].region]
        signed_in = shops[1 if scenario.page is Page.OTHER_SHOP else 0]
        return pages.consent_page(application, sellers, signed_in, values)

    def consent(
        self, request: ConsentRequest, seller: Seller, scenario: Scenario
    ) -> str | WebAnswer:
        """What follows when a seller confirms: an address, or a page with what is wrong."""
        problem = find_problem(request, self._world.cast.application, scenario)
        if problem is not None:
            return pages.problem_page(problem)
        own_page = f"{self._endpoint}{RETURN_PATH}"
        return confirm(
            request,
            seller,
            self._grants,
            own_page=own_page,
            code_life=scenario.code_life,
        )

    def _confirmed(self, request: WebRequest, scenario: Scenario) -> WebAnswer:
        form = request.form()
        seller = self._world.seller(form.get("seller", ""))
        if seller is None or form.get("agree") != "yes":
            return WebAnswer(b"Choose a seller, and agree.\n", 400, "text/plain")
        result = self.consent(ConsentRequest.of(form), seller, scenario)
        if isinstance(result, WebAnswer):
            return result
        headers = {"Location": result, "Cache-Control": "no-store"}
        return WebAnswer(b"", 303, "text/plain", headers)

    def _manage(self, request: WebRequest) -> WebAnswer:
        note = ""
        if request.method == "POST":
            form = request.form()
            seller = self._world.seller(form.get("seller", ""))
            if seller is None:
                return WebAnswer(b"Choose a seller.\n", 400, "text/plain")
            if form.get("action") == "disable":
                self._grants.revoke(seller.seller_id)
                note = pages.disabled_note(seller)
            else:
                token = self._grants.new_refresh_token(seller.seller_id)
                note = pages.token_note(seller, token)
        rows = [(s, self._grants.standing(s.seller_id)) for s in self._sellers()]
        return pages.manage_page(self._world.cast.application, rows, note=note)

    def _sellers(self) -> list[Seller]:
        """Active ones first."""
        everybody = self._world.cast.sellers
        return sorted(everybody, key=lambda seller: seller.standing is not Standing.ACTIVE)
