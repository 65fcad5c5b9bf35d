"""The setup flow as an immutable state machine, shared by every skin of it.

The full screen, the plain questions and the flags of ``setup --no-input`` all send their answers
here and show what comes back; the same answers give the same result in each. Every method gives
a new :class:`Setup`; going back never loses an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from koongo_tui.guide import authorising, choices, fields, obstacles, resume
from koongo_tui.guide.addresses import read_address
from koongo_tui.guide.answers import Answers, Values
from koongo_tui.guide.consent import ConsentRequest
from koongo_tui.guide.credentials import developer_id as read_developer_id
from koongo_tui.guide.marketplaces import find_marketplace, marketplace_by_id
from koongo_tui.guide.mistakes import Choice, Problem
from koongo_tui.guide.programs import Program
from koongo_tui.guide.recogniser import find_token, recognise
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.guide.steps import Field, Page, SetupError, Step, TokenHome, Way

__all__ = ["Field", "Page", "Setup", "SetupError", "Step", "TokenHome", "Values", "Way"]

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Setup(Answers):
    """A setup as far as it has come; see :class:`Answers` for its parts."""

    # Region

    def choose_program(self, program: Program) -> Setup:
        """Connect through this program; values already pasted are kept.

        Back at the region step when the program needs more there: MWS a developer ID. The token
        of a saved channel is one of the program before: a new one does not replace it.
        """
        if program is self.program:
            return self
        chosen = replace(
            self, program=program, account_marketplaces=(), tested=False, stored_token=None
        )
        home = find_marketplace(self.seller_central or "")
        if program is Program.MWS and home is not None and not home.in_guide:
            # Its region has a developer ID, but not for this country.
            chosen = replace(chosen, country=home.code)
        at_region = replace(chosen, step=Step.REGION)
        return chosen if at_region.ready else at_region

    def choose_way(self, way: Way) -> Setup:
        """How the account authorises an application of SP-API."""
        return replace(self, way=way)

    def choose_country(self, country: str) -> Setup:
        """The country where the account was opened: its region and its Seller Central.

        Under SP-API each of Amazon's marketplaces will do; under MWS one that the guide does not
        cover has no developer ID, see :meth:`choose_uncovered`.

        Args:
            country: a marketplace's code, domain, ID or English name.

        Raises:
            SetupError: Amazon has no marketplace that we know there.
        """
        home = find_marketplace(country)
        if home is None:
            raise obstacles.unknown_marketplace(country.strip())
        if self.program is Program.MWS and not home.in_guide:
            return self if self.country == home.code else self.choose_uncovered(home.code)
        return self.choose_region(home.region)._signing_in_at(home.seller_central)

    def choose_region(self, region: Region) -> Setup:
        """One of the guide's regions; values already pasted are kept and judged anew."""
        host = self.seller_central
        if region is not self.region or self.country is not None:
            host = None
        moved = replace(
            self, region=region, seller_central=host, country=None, given_developer_id=None
        )
        return moved._region_changed(self)

    def choose_address(self, text: str) -> Setup:
        """The Seller Central address where the person signs in.

        A country that the guide does not cover becomes ``country``, without a developer ID.

        Raises:
            SetupError: the address tells nothing; the reason is in the message.
        """
        address = read_address(text)
        if address.marketplace is not None and not address.covered:
            return self.choose_country(address.marketplace.code)
        if address.region is None:
            raise SetupError(address.reason, code="unknown-address")
        return self.choose_region(address.region)._signing_in_at(address.host)

    def _signing_in_at(self, host: str) -> Setup:
        if host == self.seller_central:
            return self
        return replace(authorising.moved(self), seller_central=host)

    def choose_uncovered(self, country: str, developer_id: str | None = None) -> Setup:
        """A country that the guide does not cover, with the ID that Koongo support named.

        Args:
            country: a marketplace's code, domain or English name, or any other word.
            developer_id: twelve digits, grouped or not; None or empty while not known.

        Raises:
            SetupError: the developer ID does not have twelve digits, or no country was named.
        """
        word = " ".join(country.split())
        home = find_marketplace(word)
        if home is not None and home.in_guide:
            return self.choose_region(home.region)
        if home is not None and self.program is Program.SP_API:
            return self.choose_country(home.code)
        if not word:
            raise SetupError("Please name the country where the seller account was opened.")
        given = None
        if developer_id is not None and developer_id.strip():
            given = read_developer_id(developer_id)
            if given is None:
                raise SetupError(
                    "A developer ID has twelve digits, for example 1234-1234-1234.",
                    fix="Type it as Koongo support wrote it.",
                    code="mistyped-developer",
                )
        # Without a marketplace of its own the country tells no region; the ID of a region does.
        region = home.region if home else next((r for r in Region if r.developer_id == given), None)
        moved = replace(
            self,
            region=region,
            country=home.code if home else word,
            given_developer_id=given,
            seller_central=home.seller_central if home else None,
        )
        return moved._region_changed(self)

    def _region_changed(self, before: Setup) -> Setup:
        """What a region decides is judged anew when it is another one than before."""
        if self.region is before.region and self.developer_id == before.developer_id:
            return self
        fits = self.marketplace is not None and self.marketplace.region is self.region
        return replace(
            authorising.moved(self),
            marketplace_id=self.marketplace_id if fits else None,
            settled=self.settled - obstacles.REGIONAL_CODES,
            account_marketplaces=(),
            tested=False,
        )

    # Walking

    def next(self) -> Setup:
        """The next step; entering the test preselects the marketplace.

        Raises:
            SetupError: the step does not have what it needs.
        """
        return self.go_to(self.step.moved(+1))

    def back(self) -> Setup:
        """The step before; nothing is lost."""
        return replace(self, step=self.step.moved(-1))

    def go_to(self, step: Step) -> Setup:
        """Any earlier step, or a later one when all between are ready.

        Raises:
            SetupError: a step between is not ready.
        """
        here = self
        while here.step.number < step.number:
            if not here.ready:
                raise obstacles.not_ready(here)
            here = replace(here, step=here.step.moved(+1))
            suggested = here.suggested_marketplace
            if here.step is Step.TEST and here.marketplace_id is None and suggested is not None:
                here = replace(here, marketplace_id=suggested.id)
        return replace(here, step=step)

    # Values

    def paste(self, text: str, *, today: date | None = None, now: datetime | None = None) -> Setup:
        """Take any text that Amazon showed; what is recognised joins what was found before.

        Args:
            today: helps to read dates.
            now: aware; without it a return address is not taken, its age being unknown.
        """
        found = recognise(text, region=self.region, program=self.program, today=today)
        return authorising.pasted(fields.take(self, found), found, now)

    def enter(self, name: Field | str, text: str, *, today: date | None = None) -> Setup:
        """Take one value typed in its own field; an empty text clears the field.

        Raises:
            SetupError: a marketplace, a developer ID or a date that cannot be read.
        """
        return fields.enter(self, Field(name), text, today=today)

    def choose(self, problem: Problem, choice: Choice) -> Setup:
        """Do what a problem offers.

        Of the choices that open something, those change the setup after which other values come:
        they have to be given here too.
        """
        return choices.apply(self, problem, choice)

    def clear_values(self) -> Setup:
        """Forget everything that was pasted or typed; region and name stay."""
        return Setup(
            name=self.name,
            step=self.step,
            program=self.program,
            region=self.region,
            seller_central=self.seller_central,
            country=self.country,
            given_developer_id=self.given_developer_id,
            token_home=self.token_home,
            token_command=self.token_command,
            way=self.way,
            consent_request=self.consent_request,
            stored_token=self.stored_token,
        )

    # SP-API: the consent page

    def with_consent_request(self, request: ConsentRequest) -> Setup:
        """The consent page that is shown now; a return address from before is forgotten."""
        return authorising.asked(self, request)

    def with_refresh_token(self, token: Secret, *, today: date) -> Setup:
        """What Amazon gave for the code of :attr:`consent`, which is spent with it.

        The authorisation is dated: it lasts 365 days from today.

        Raises:
            SetupError: no code was waiting.
        """
        return authorising.exchanged(self, token, today)

    def code_refused(self, *, now: datetime | None = None) -> Setup:
        """Amazon did not exchange the code, or its five minutes passed: a problem says so.

        Args:
            now: tells whether it was too late; None when Amazon itself refused it.
        """
        return authorising.refused(self, now)

    def with_stored_token(self, token: Secret | None) -> Setup:
        """The token of the saved channel that is set up again; another one is asked about."""
        return replace(self, stored_token=token)

    # Test

    def choose_marketplace(self, marketplace: str) -> Setup:
        """The channel's marketplace, by ID, domain, country or code.

        Raises:
            SetupError: it is no marketplace that we know.
        """
        found = find_marketplace(marketplace)
        if found is None:
            raise obstacles.unknown_marketplace(marketplace.strip())
        same = found.id == self.marketplace_id
        return replace(self, marketplace_id=found.id, tested=self.tested and same)

    def with_account(self, marketplace_ids: Iterable[str]) -> Setup:
        """Note the marketplaces that Amazon lists for the account; unknown ones are left out."""
        known = tuple(dict.fromkeys(i for i in marketplace_ids if marketplace_by_id(i)))
        return replace(self, account_marketplaces=known)

    def mark_tested(self) -> Setup:
        """The live test was passed with these values."""
        return replace(self, tested=True)

    # Save

    def keep_token(self, home: TokenHome, command: str | None = None) -> Setup:
        """Where the token is to live.

        Raises:
            SetupError: a command is missing, or holds the token itself.
        """
        if home is not TokenHome.COMMAND:
            return replace(self, token_home=home, token_command=None)
        command = (command or "").strip()
        if not command:
            raise SetupError(
                "The command that prints the token is missing.",
                fix="For example: pass show amazon/koongo",
            )
        if find_token(command):
            raise SetupError(
                "That command holds the token itself, and it would be stored in clear.",
                fix="Name a command that prints the token, for example: pass show amazon/koongo",
                code="token-in-argv",
            )
        return replace(self, token_home=home, token_command=command)

    def rename(self, name: str) -> Setup:
        """The channel's name.

        Raises:
            SetupError: it is not 1 to 32 letters, digits, ``-`` and ``_``.
        """
        name = name.strip()
        if not _NAME.fullmatch(name):
            raise SetupError(
                "A channel's name is 1 to 32 letters (a to z), digits, - and _.",
                fix="For example: main, or shop-uk.",
                code="channel-name",
            )
        return replace(self, name=name)

    def set_expiry(self, day: date | None) -> Setup:
        """The day on which the authorisation ends, as the person knows it."""
        known = replace(self.findings, expires_on=day, ambiguous_dates=())
        return fields.without(replace(self, findings=known), frozenset({"ambiguous-date"}))

    # Progress

    def to_progress(self) -> dict[str, str | None]:
        """What may be written to disk before the flow is finished: no Seller ID, no token."""
        return resume.to_progress(self)

    @classmethod
    def from_progress(cls, saved: Mapping[str, str | None]) -> Setup:
        """The setup to resume, at the paste step at the latest: the values are asked again.

        Unknown keys and values are left out.

        Raises:
            SetupError: there is nothing in it to resume.
        """
        return resume.resumed(cls(), saved)

    @classmethod
    def of_channel(cls, saved: resume.SavedChannel, *, program: Program | None = None) -> Setup:
        """A saved channel to be set up again: its name and settings, its token to be given anew.

        Args:
            saved: the channel.
            program: move it to this program; None keeps its own. What the other program's
                authorisation said of dates is left out then, and a command or credential that
                gives the other program's token is not asked for this one's.
        """
        return resume.begun_from(cls(), saved, program or saved.program)
