"""The answers of the setup flow, and what follows from them. Who changes them: ``guide.flow``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from koongo_tui.guide import obstacles
from koongo_tui.guide.consent import CODE_LIFE, ConsentRequest, consent_hosts
from koongo_tui.guide.findings import Consent, Findings, Token
from koongo_tui.guide.marketplaces import (
    MARKETPLACES,
    Marketplace,
    marketplace_by_id,
    marketplaces_of,
)
from koongo_tui.guide.mistakes import Problem
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region, develop_apps_url, manage_apps_url
from koongo_tui.guide.secret import Secret
from koongo_tui.guide.steps import Field, Page, Step, TokenHome, Way


@dataclass(frozen=True, slots=True)
class Values:
    """What a connection needs."""

    region: Region
    marketplace: Marketplace
    seller_id: str
    token: Secret


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers given so far.

    Attributes:
        name: of the channel: 1 to 32 letters, digits, ``-`` and ``_``.
        step: where the person stands.
        region: decides endpoints and Koongo's developer ID.
        seller_central: host where the seller signs in, when it was named.
        country: when the guide does not cover the account: its marketplace code, or the
            person's own word for a country where Amazon has no marketplace that we know.
        given_developer_id: grouped; what Koongo support named for such a country.
        findings: everything recognised in the pastes, merged; later ones win. Of its problems
            those are left that nothing has settled since.
        settled: codes of problems that the person decided to leave as they are.
        earlier_seller_id, earlier_token: what a later paste replaced; None when nothing was.
        account_marketplaces: IDs that Amazon listed in the live test.
        tested: the live test was passed with exactly these values.
        token_command: prints the token, when ``token_home`` says so.
        way: of authorising under SP-API.
        consent_request: the latest visit of the consent page that was asked for.
        returned_at: when the return address among the findings was pasted, aware.
        stored_token: the one that a saved channel uses now, to tell a new one from it.
    """

    name: str = "main"
    step: Step = Step.REGION
    program: Program = Program.MWS
    region: Region | None = None
    seller_central: str | None = None
    country: str | None = None
    given_developer_id: str | None = None
    findings: Findings = field(default_factory=Findings)
    settled: frozenset[str] = frozenset()
    earlier_seller_id: str | None = None
    earlier_token: Token | None = None
    marketplace_id: str | None = None
    account_marketplaces: tuple[str, ...] = ()
    tested: bool = False
    token_home: TokenHome = TokenHome.FILE
    token_command: str | None = None
    way: Way = Way.WEBSITE
    consent_request: ConsentRequest | None = None
    returned_at: datetime | None = None
    stored_token: Secret | None = None

    # What follows from the answers

    @property
    def seller_id(self) -> str | None:
        """As pasted or typed."""
        return self.findings.seller_id

    @property
    def token(self) -> Secret | None:
        """As pasted or typed, of whichever program."""
        return self.findings.token.secret if self.findings.token else None

    @property
    def token_program(self) -> Program | None:
        """The program that the token belongs to, by its shape."""
        return self.findings.token.kind if self.findings.token else None

    @property
    def authorised_on(self) -> date | None:
        """When the account owner authorised Koongo, as far as it was pasted."""
        return self.findings.authorised_on

    @property
    def expires_on(self) -> date | None:
        """When the authorisation ends, as far as it was pasted or typed."""
        return self.findings.expires_on

    @property
    def consent(self) -> Consent | None:
        """The return address whose code waits for its exchange; None for one that is not ours.

        It is there only after the address was held against the request, see ``guide.consent``.
        """
        if self.program is not Program.SP_API or obstacles.consent_problem(self) is not None:
            return None
        return self.findings.consent

    @property
    def code_ends_at(self) -> datetime | None:
        """When the code that waits is worthless at the latest; None when none waits."""
        if self.consent is None or self.returned_at is None:
            return None
        return self.returned_at + CODE_LIFE

    @property
    def consent_hosts(self) -> tuple[str, ...]:
        """Seller Central hosts of the consent page, the likeliest first.

        Several mean that the country has to be asked for; none, that the region is not chosen.
        """
        return consent_hosts(self.region, self.seller_central)

    @property
    def developer_id(self) -> str | None:
        """The ID to type on Amazon's form; None where nobody has named one, and under SP-API."""
        if self.program is not Program.MWS:
            return None
        if self.country is not None:
            return self.given_developer_id
        return self.region.developer_id if self.region else None

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages to offer, the likeliest first; empty without a region.

        Manage your apps under MWS; under SP-API the consent page once it was asked for, or the
        page Develop apps for a private application.
        """
        if self.program is Program.SP_API:
            return self._sp_api_pages()
        hosts = self.region.sites if self.region else ()
        if self.seller_central:
            hosts = (self.seller_central,)
        return tuple(Page(_page_label(host, hosts, self), manage_apps_url(host)) for host in hosts)

    def _sp_api_pages(self) -> tuple[Page, ...]:
        if self.way is Way.SELF:
            return tuple(Page("Develop apps", develop_apps_url(h)) for h in self.consent_hosts)
        if self.consent_request and not self.consent_request.used:
            return (Page("Amazon's consent page", self.consent_request.url),)
        return tuple(Page("Manage your apps", manage_apps_url(h)) for h in self.consent_hosts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stands in the way or is worth knowing, the blocking ones first."""
        return obstacles.problems_of(self)

    @property
    def missing(self) -> tuple[str, ...]:
        """Labels of the values that the paste step still needs.

        A return address stands for both values; its code has to be exchanged nevertheless.
        """
        if self.consent is not None:
            return () if self.seller_id else (Field.SELLER_ID.label,)
        no_token = self.token is None or self.token_program is not self.program
        if self.program is Program.SP_API and self.way is Way.WEBSITE and no_token:
            return ("return address",)
        labels = []
        if self.seller_id is None:
            labels.append(Field.SELLER_ID.label)
        if no_token:
            labels.append(self.token_label)
        return tuple(labels)

    @property
    def token_label(self) -> str:
        """What Amazon calls the token under the setup's program."""
        return Field.TOKEN.label if self.program is Program.MWS else "SP-API refresh token"

    @property
    def marketplace(self) -> Marketplace | None:
        """The channel's marketplace."""
        return marketplace_by_id(self.marketplace_id) if self.marketplace_id else None

    @property
    def offered_marketplaces(self) -> tuple[Marketplace, ...]:
        """The region's marketplaces: found on the page first, then in the account, then the rest.

        Of the rest, those without an MWS endpoint are left out under MWS.
        """
        if self.region is None:
            return ()
        known = [*self.findings.marketplaces, *self.account_marketplaces]
        home = _by_code(self.country)
        offered = [home] if home else []
        offered += [m for i in known if (m := marketplace_by_id(i)) and m.region is self.region]
        usable = [
            m for m in marketplaces_of(self.region) if m.mws_host or self.program is not Program.MWS
        ]
        return tuple(dict.fromkeys((*offered, *sorted(usable, key=lambda m: not m.in_guide))))

    @property
    def suggested_marketplace(self) -> Marketplace | None:
        """The one to preselect.

        Of those found on the page, or else of the region's: the one of the Seller Central that
        was named, or else the first.
        """
        offered = self.offered_marketplaces
        found = [m for m in offered if m.id in self.findings.marketplaces] or offered
        named = [m for m in found if m.seller_central == self.seller_central]
        return next(iter((*named, *found)), None)

    @property
    def ready(self) -> bool:
        """The step has what it needs to go on."""
        return self._ready(self.step)

    @property
    def complete(self) -> bool:
        """Everything that saving needs is there."""
        return all(self._ready(step) for step in Step)

    def _ready(self, step: Step) -> bool:
        match step:
            case Step.REGION:
                return self.region is not None and (
                    self.developer_id is not None or self.program is not Program.MWS
                )
            case Step.PASTE:
                waiting = self.missing or self.consent is not None
                return not waiting and not any(p.blocking for p in self.problems)
            case Step.TEST:
                return self.marketplace is not None and not any(p.blocking for p in self.problems)
            case Step.SAVE:
                return self.token_home is not TokenHome.COMMAND or bool(self.token_command)
            case Step.AUTHORISE | Step.DONE:
                return True

    def require(self) -> Values:
        """Everything a connection needs, as values that are there.

        Raises:
            SetupError: one of them is missing; the problems are not looked at.
        """
        if self.region is None:
            raise obstacles.not_ready(replace(self, step=Step.REGION))
        if self.seller_id is None or self.token is None or self.missing or self.consent:
            raise obstacles.not_ready(replace(self, step=Step.PASTE))
        if self.marketplace is None:
            raise obstacles.not_ready(replace(self, step=Step.TEST))
        return Values(self.region, self.marketplace, self.seller_id, self.token)


def _by_code(code: str | None) -> Marketplace | None:
    return next((m for m in MARKETPLACES if m.code == code), None)


def _page_label(host: str, hosts: tuple[str, ...], answers: Answers) -> str:
    home = next((m for m in MARKETPLACES if m.seller_central == host), None)
    alone = len(hosts) == 1 and (answers.country is None or home != _by_code(answers.country))
    if alone and answers.region is not None:
        return f"Manage your apps, {answers.region.title}"
    return f"Manage your apps, {home.country}" if home else "Manage your apps"
