"""Step 4: marketplace and live test, refusals with their cause, patience, no keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from koongo_tui.amazon.errors import AccessRefused, DeveloperRefused, Throttled, Unreachable
from koongo_tui.amazon.mws.retired import final
from koongo_tui.errors import NotSetUpError
from koongo_tui.guide.flow import Step
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.paste import PastePage
from koongo_tui.tui.screens.setup.problem import ProblemPage
from koongo_tui.tui.screens.setup.report import refusal_report
from koongo_tui.tui.screens.setup.save import SavePage
from koongo_tui.tui.screens.setup.trial import TrialPage
from koongo_tui.tui.screens.setup.values import ValuesPage
from koongo_tui.tui.screens.setup.waiting import TRIES, WaitingPage
from koongo_tui.tui.widgets.copy_item import CopyItem
from koongo_tui.tui.widgets.test_lines import TestLines
from tests.tui.setup.person import NOW, SELLER, TOKEN, Person, Walk, at

WORDS = "AuthToken is not valid for SellerId and AWSAccountId"
LINK = "https://sellercentral.amazon.co.uk/apps/manage"


def refused(code: str = "access-refused") -> AccessRefused:
    """Amazon's commonest refusal."""
    return AccessRefused(
        "Amazon refuses Seller ID and token.",
        code=code,
        amazon_code="AccessDenied",
        amazon_message=WORDS,
        request_id="7a2-request",
    )


async def _trial(walk: Walk) -> None:
    await walk.go(at(Step.TEST))
    assert walk.shows(TrialPage)


async def _tested(walk: Walk) -> None:
    await _trial(walk)
    await walk.press("enter")
    await walk.work_done()


def passed(walk: Walk) -> bool:
    """The live test was passed with the values of now."""
    return walk.session.setup.tested


async def test_nothing_is_sent_before_enter(person: Person) -> None:
    person.know_developer()
    async with person.sits_down() as walk:
        await _trial(walk)
        assert "Nothing has been sent yet" in walk.said()
        await walk.press("right", "down", "1")
        assert person.amazon.asked == []
        assert walk.text().count("waiting") == 6


async def test_every_layer_is_passed_and_enter_goes_on(person: Person) -> None:
    person.know_developer()
    async with person.sits_down() as walk:
        await _tested(walk)
        assert person.amazon.asked == ["network", "developer", "seller", "submissions"]
        assert person.amazon.closed == 1
        for sentence in (
            "This machine can reach Amazon",
            "Amazon accepts the developer's keys",
            "Amazon accepts Seller ID and token together",
            "Amazon.co.uk belongs to this seller account",
            "Submissions can be read",
        ):
            assert walk.line(sentence).startswith(" OK   ")
        assert "Amazon accepts everything" in walk.said()
        assert passed(walk)
        await walk.press("enter")
        assert walk.shows(SavePage)
        await walk.press("escape")
        assert walk.shows(TrialPage)
        assert "Passed" in walk.said()
        assert walk.text().count(" OK   ") == 6
    assert TOKEN not in person.files()


async def test_the_token_is_given_to_the_client_and_not_saved(person: Person) -> None:
    person.know_developer()
    async with person.sits_down() as walk:
        await _tested(walk)
        workspace = walk.session.workspace
        channel, token = workspace.tried  # type: ignore[attr-defined]
        assert channel.seller_id == SELLER
        assert token.reveal() == TOKEN


async def test_another_marketplace_makes_the_test_stale(person: Person) -> None:
    person.know_developer()
    async with person.sits_down() as walk:
        await _tested(walk)
        await walk.press("2")
        assert "Amazon.de chosen" in walk.said()
        assert "Amazon.de belongs to this seller account" in walk.text()
        assert walk.text().count("waiting") == 6
        assert not passed(walk)
        await walk.press("r")
        await walk.work_done()
        assert passed(walk)
        assert walk.session.setup.marketplace_id == "A1PA6795UKMFR9"


class Gate:
    """Holds Amazon's answer back."""

    def __init__(self) -> None:
        self.open = asyncio.Event()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        await self.open.wait()
        yield


async def test_the_lines_appear_live_and_escape_stops(person: Person) -> None:
    person.know_developer()
    async with person.sits_down() as walk:
        gate = Gate()
        person.amazon.wait = gate
        await _trial(walk)
        await walk.press("enter")
        assert walk.line("This machine can reach Amazon").startswith(" ..   ")
        await walk.press("enter")
        assert "Esc stops it" in walk.said()
        await walk.press("escape")
        assert walk.shows(TrialPage)
        assert "Stopped" in walk.said()
        await walk.work_done()
        assert person.amazon.closed == 1
        assert walk.text().count("waiting") == 6
        await walk.press("escape")
        assert walk.shows(PastePage)
        assert walk.session.setup.token is not None


async def test_choosing_another_marketplace_stops_a_running_test(person: Person) -> None:
    person.know_developer()
    async with person.sits_down() as walk:
        person.amazon.wait = Gate()
        await _trial(walk)
        await walk.press("enter", "2")
        await walk.work_done()
        assert person.amazon.closed == 1
        assert walk.text().count("waiting") == 6


async def test_a_refusal_names_cause_action_and_amazons_words(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        await _tested(walk)
        text = walk.text()
        assert "Amazon does not accept this Seller ID with this token" in text
        assert walk.line("Amazon accepts Seller ID").startswith(" NO   ")
        assert text.count("not tried") == 2
        assert "another of your seller accounts" in text
        assert LINK in text.split("\n")
        assert f"AccessDenied - {WORDS}" in text
        assert "w keeps trying" in walk.said()
        assert "Nothing was saved" in walk.said()
        assert not passed(walk)


async def test_where_mws_has_ended_enter_goes_on_with_sp_api(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = final(refused(), "mws-eu.amazonservices.com")
    async with person.sits_down() as walk:
        await _tested(walk)
        assert "Amazon has ended MWS" in walk.text()
        assert "Enter continues with SP-API" in walk.said()
        await walk.press("enter")
        setup = walk.session.setup
        assert (setup.program, setup.step) == (Program.SP_API, Step.AUTHORISE)
        assert (setup.seller_id, setup.token) == (SELLER, None)


async def test_at_60_columns_every_layer_can_be_seen(person: Person) -> None:
    person.know_developer()
    async with person.sits_down(size=(60, 20)) as walk:
        await _tested(walk)
        assert walk.line("OK   This machine can reach Amazon")
        assert walk.line("OK   Submissions can be read")


async def test_after_a_refusal_enter_tests_again(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        await _tested(walk)
        del person.amazon.refuses["seller"]
        await walk.press("enter")
        await walk.work_done()
        assert passed(walk)
        assert WORDS not in walk.text()


async def test_escape_after_a_refusal_goes_back_to_the_choice_then_to_the_values(
    person: Person,
) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        await _tested(walk)
        await walk.press("escape")
        assert walk.shows(TrialPage)
        assert "Marketplace for this channel" in walk.text()
        await walk.press("escape")
        assert walk.shows(PastePage)
        assert SELLER in walk.text()


async def test_e_edits_the_values(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        await _tested(walk)
        await walk.press("e")
        assert walk.shows(PastePage)
        assert "Looks complete" in walk.said()


async def test_the_report_holds_the_facts_and_no_secret(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        await _trial(walk)
        assert refusal_report(walk.session) == ""
        await walk.press("c")
        assert walk.app.clipboard == ""
        await walk.press("enter")
        await walk.work_done()
        await walk.press("c")
        report = walk.app.clipboard
        assert f"AccessDenied - {WORDS}" in report
        assert "7a2-request" in report
        assert "Amazon.co.uk" in report
        assert TOKEN not in report
        assert SELLER not in report
        await walk.press("l")
        assert "cannot leave" in walk.said()
        await walk.press("o")
        assert walk.shows(OwnerCardPage)


async def test_koongos_keys_are_koongos_turn(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["developer"] = DeveloperRefused(
        "Amazon refuses the developer's keys.", amazon_code="InvalidAccessKeyId"
    )
    async with person.sits_down() as walk:
        await _tested(walk)
        assert "Who has to act: Koongo" in walk.text()
        assert walk.line("Amazon accepts the developer's keys").startswith(" NO   ")
        assert "w keeps trying" not in walk.said()
        await walk.press("w")
        assert walk.shows(TrialPage)
        await walk.press("c")
        assert "Please check the access key" in walk.app.clipboard
        assert "InvalidAccessKeyId" in walk.app.clipboard


@pytest.mark.parametrize(
    ("layer", "error", "words"),
    [
        (
            "network",
            Unreachable("No answer.", host="mws-eu.amazonservices.com", cause="name"),
            "No answer",
        ),
        ("seller", Throttled("Slow down.", retry_at=NOW + timedelta(minutes=5)), "14:07"),
    ],
)
async def test_other_failures_never_suggest_pasting_again(
    person: Person, layer: str, error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.know_developer()
    person.amazon.refuses[layer] = error
    async with person.sits_down() as walk:
        await _tested(walk)
        assert words in walk.text()
        assert "paste both" not in walk.text()


async def test_a_marketplace_of_another_account_offers_the_accounts_own(person: Person) -> None:
    person.know_developer()
    person.amazon.markets = ("A1PA6795UKMFR9",)
    async with person.sits_down() as walk:
        await _tested(walk)
        assert "Amazon lists for this account: Amazon.de." in walk.text()
        assert "choose another marketplace" in walk.said()
        await walk.press("enter")
        assert walk.shows(ProblemPage)
        assert "(1) Use Amazon.de" in walk.text()
        await walk.press("enter")
        assert walk.shows(TrialPage)
        assert walk.session.setup.marketplace_id == "A1PA6795UKMFR9"
        await walk.press("enter")
        await walk.work_done()
        assert passed(walk)


async def test_a_client_that_cannot_be_made_is_a_failure_like_others(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotSetUpError("The endpoint is not safe.", fix="Use https.")

    person.know_developer()
    async with person.sits_down() as walk:
        monkeypatch.setattr(walk.session.workspace, "open_api", refuse)
        await _tested(walk)
        assert "The endpoint is not safe" in walk.text()
        assert "Use https" in walk.text()


async def test_a_fault_of_ours_is_said_and_does_not_end_the_program(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = RuntimeError("a mistake of ours")
    async with person.sits_down() as walk:
        await _trial(walk)
        await walk.press("enter")
        for _ in range(3):
            await walk.settle()
        assert "fault of this program" in walk.said()
        await walk.press("enter")


# -- patience -----------------------------------------------------------------------------------


async def _waiting(walk: Walk) -> WaitingPage:
    await _tested(walk)
    await walk.press("w")
    page = walk.page
    assert isinstance(page, WaitingPage)
    return page


async def test_waiting_asks_every_five_minutes_until_amazon_says_yes(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        page = await _waiting(walk)
        asked = person.amazon.asked.count("seller")
        assert "next try in 5:00" in walk.text()
        person.later(minutes=4, seconds=59)
        page.tick()
        await walk.work_done()
        assert person.amazon.asked.count("seller") == asked
        person.later(seconds=1)
        page.tick()
        await walk.work_done()
        assert person.amazon.asked.count("seller") == asked + 1
        assert "refused" in walk.text()
        assert f"Try 1 of {TRIES}" in walk.text()
        del person.amazon.refuses["seller"]
        person.later(minutes=5)
        page.tick()
        await walk.work_done()
        assert walk.shows(SavePage)
        assert passed(walk)


async def test_waiting_ends_after_an_hour(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        page = await _waiting(walk)
        for _ in range(TRIES):
            person.later(minutes=5)
            page.tick()
            await walk.app.workers.wait_for_complete()
            await walk.pilot.pause(0)
        await walk.settle()
        assert "Still refused after an hour" in walk.said()
        assert "next try" not in walk.text()
        assert f"Try {TRIES} of {TRIES}" in walk.text()


async def test_waiting_can_be_hurried_stopped_and_handed_on(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        await _waiting(walk)
        await walk.press("enter")
        await walk.work_done()
        assert f"Try 1 of {TRIES}" in walk.text()
        await walk.press("c")
        assert WORDS in walk.app.clipboard
        await walk.press("o")
        assert walk.shows(OwnerCardPage)
        await walk.press("escape")
        # What was waited for is still there.
        assert f"Try 1 of {TRIES}" in walk.text()
        await walk.press("escape")
        assert walk.shows(TrialPage)
        assert "Stopped waiting" in walk.said()
        assert walk.session.setup.token is not None


async def test_a_fault_while_waiting_is_said(person: Person) -> None:
    person.know_developer()
    person.amazon.refuses["seller"] = refused()
    async with person.sits_down() as walk:
        await _waiting(walk)
        person.amazon.refuses["seller"] = RuntimeError("a mistake of ours")
        await walk.press("enter")
        for _ in range(3):
            await walk.settle()
        assert "fault of this program" in walk.said()


# -- without the developer's side ----------------------------------------------------------------


async def test_without_the_developers_side_the_values_are_ready_for_koongos_form(
    person: Person,
) -> None:
    async with person.sits_down() as walk:
        await _trial(walk)
        assert "Nothing can be tested from here" in walk.text()
        assert not walk.page.query(TestLines)
        await walk.press("r", "2", "enter")
        assert walk.shows(ValuesPage)
        lines = walk.text().split("\n")
        assert "Amazon.de" in lines
        assert SELLER in lines
        assert TOKEN not in walk.text()
        assert "tab API Settings" in walk.text()
        assert "koongo-tui developer set --region eu" in walk.text()
        assert "koongo-tui --demo" in walk.text()
        await walk.press("1")
        assert walk.app.clipboard == "Amazon.de"
        await walk.press("2")
        assert walk.app.clipboard == SELLER
        await walk.press("3")
        assert walk.app.clipboard == TOKEN
        assert "Clear it" in walk.said()
        await walk.click(list(walk.page.query(CopyItem))[1])
        assert walk.app.clipboard == SELLER
        await walk.press("ctrl+t")
        assert TOKEN in walk.text()
        await walk.press("ctrl+t")
        assert TOKEN not in walk.text()
        await walk.press("escape")
        assert walk.shows(TrialPage)
        await walk.press("enter", "enter")
        assert walk.shows(SavePage)
        assert person.amazon.asked == []


async def test_a_developers_side_of_another_region_does_not_help(person: Person) -> None:
    person.know_developer(Region.NA)
    async with person.sits_down() as walk:
        await _trial(walk)
        assert "Nothing can be tested from here" in walk.text()
