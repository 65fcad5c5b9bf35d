"""Submit to Amazon, send again, cancel: what is asked, what is sent, what is said of it."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from koongo_tui.amazon.errors import RequestRejected, Throttled, Unreachable
from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.store.history import ReportState
from koongo_tui.store.intents import IntentState
from koongo_tui.tui.screens.channel.send import SendScreen
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.screens.submissions.one import OneScreen
from tests.tui.channel.seller import Form, opened

REPORT = (
    "Feed Processing Summary:\n\tNumber of records processed\t\t3\n"
    "\tNumber of records successful\t\t2\n\n"
    "original-record-number\tsku\terror-code\terror-type\terror-message\n"
    "2\tMUG-2\t90114\tError\tThe price is below the minimum.\n"
)


async def send(form: Form) -> str:
    """Send the feed from its preview; gives its ID."""
    await form.until("Checked")
    await form.press("enter")
    await form.until("Amazon takes it at once.")
    await form.press("enter")
    await form.until(lambda: isinstance(form.app.screen, SubmissionsScreen))
    await form.until("Sent as")
    number: str = form.world.amazon.listed[0].id
    return number


async def test_what_will_happen_is_said_and_nothing_is_sent_before_yes(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await form.until("Checked")
        await form.press("enter")
        await form.until("Send this feed to Amazon?")
        await form.until("Amazon takes it at once.")
        for words in ("Amazon.co.uk, channel main", "3 records", "none of 3 quantities is 0"):
            assert words in form.words
        await form.press("escape")
        assert "[3 Feed Preview]" in form.text
        assert seller.amazon.contents == []


async def test_yes_sends_the_feed_once_and_the_list_follows_it(seller: Any) -> None:
    async with opened(seller, "3") as form:
        number = await send(form)
        assert seller.amazon.contents == [seller.source.read_bytes()]
        await form.until(lambda: number in form.line("▸"))
        assert "Waiting" in form.line(number)
    intent = seller.workspace.intents.of_submission(seller.account, number)
    assert intent is not None
    assert intent.new.digest == seller.digest()


async def test_a_feed_that_amazon_would_refuse_cannot_be_sent(seller: Any) -> None:
    seller.source.write_text("colour\tsize\nblue\t3\n")
    os.utime(seller.source, (0, 0))
    async with opened(seller, "3") as form:
        await form.until("that Amazon would refuse it for")
        await form.press("enter")
        await form.until("Amazon would refuse this feed, so it is not sent")
        assert "Send to Amazon" not in form.text.split("\n")[-1]
        await form.press("enter")
        assert isinstance(form.app.screen, SendScreen)
        assert seller.amazon.contents == []


async def test_the_same_feed_again_is_pointed_out(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await send(form)
        await form.press("e", "3")
        await form.until("Checked")
        await form.press("enter")
        await form.until("the very same feed")


@pytest.mark.parametrize(
    ("error", "said", "state"),
    [
        (
            Unreachable("No answer.", cause="network", host="mws.example"),
            "No answer.",
            IntentState.READY,
        ),
        (
            RequestRejected("Amazon does not take it.", code="invalid"),
            "Amazon does not take it.",
            IntentState.REFUSED,
        ),
        (
            Unreachable("Cut off.", cause="cut", host="mws.example"),
            "It may have arrived.",
            IntentState.SENDING,
        ),
    ],
)
async def test_what_goes_wrong_is_said_and_nothing_is_lost(
    seller: Any, error: Any, said: str, state: IntentState
) -> None:
    async with opened(seller, "3") as form:
        await form.until("Checked")
        await form.press("enter")
        await form.until("Amazon takes it at once.")
        seller.amazon.fails_with = error
        await form.press("enter")
        await form.until(said)
        assert isinstance(form.app.screen, SendScreen)
        assert len(seller.workspace.intents.in_state(seller.account, state)) == 1


async def test_after_a_failure_yes_sends_the_same_intent(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await form.until("Checked")
        await form.press("enter")
        await form.until("Amazon takes it at once.")
        seller.amazon.fails_with = Throttled(
            "Amazon asks us to wait.", retry_at=seller.now + timedelta(seconds=1)
        )
        await form.press("enter")
        await form.until("Amazon asks us to wait.")
        seller.amazon.fails_with = None
        await form.press("escape")
        await form.until("[3 Feed Preview]")
        await send(form)
    assert len(seller.amazon.contents) == 1
    assert seller.workspace.intents.in_state(seller.account, IntentState.READY) == ()


async def test_a_lost_answer_is_settled_when_the_screen_opens_again(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await form.until("Checked")
        await form.press("enter")
        await form.until("Amazon takes it at once.")
        seller.amazon.fails_with = Unreachable("Cut off.", cause="cut", host="mws.example")
        await form.press("enter")
        await form.until("It may have arrived.")
    intent = seller.workspace.intents.in_state(seller.account, IntentState.SENDING)[0]
    seller.amazon.listed.insert(
        0,
        Submission(
            "70000000001",
            intent.new.feed_type,
            seller.now + timedelta(seconds=1),
            "_SUBMITTED_",
            marketplace_ids=intent.new.marketplace_ids,
        ),
    )
    seller.now += timedelta(minutes=3)
    seller.workspace.pace = 0.01
    app = seller.app()
    async with app.run_test(size=(100, 30)) as pilot:
        form = Form(seller, pilot)

        def is_said() -> bool:
            # Its own clock has to show that Amazon may be asked again.
            seller.now += timedelta(seconds=1)
            return "The feed of the earlier run arrived once, as 70000000001." in form.words

        await form.until(is_said)
        await form.until(
            lambda: "70000000001" in [r.id for r in form.app.screen.table.visible_rows()]
        )


Prepare = Callable[[Form, str], Awaitable[None]]


@pytest.fixture
def finished(seller: Any) -> Prepare:
    """Amazon has refused the second of three lines."""

    async def finish(form: Form, number: str) -> None:
        before = seller.amazon.listed[0]
        done = Submission(
            number, before.feed_type, before.submitted_at, "_DONE_", completed_at=seller.now
        )
        seller.amazon.listed[0] = done
        seller.history.upsert(seller.account, [done], seen_at=seller.now)
        seller.history.set_report(
            seller.account,
            number,
            Counts(3, 2, 1, 0),
            report_state=ReportState.STORED,
            fetched_at=seller.now,
            content_type="text/plain; charset=cp1252",
            path=seller.keep(number, REPORT.encode()),
        )
        form.app.screen.reload()
        await form.until("Done, 1 error")
        await form.press("enter")
        await form.until(lambda: isinstance(form.app.screen, OneScreen))
        await form.until("z Send again")

    return finish


async def test_only_the_refused_lines_are_sent_again(seller: Any, finished: Prepare) -> None:
    async with opened(seller, "3") as form:
        number = await send(form)
        await finished(form, number)
        await form.press("z")
        await form.until("Only the 1 refused line")
        await form.press("2", "enter")
        await form.until("as they were sent")
        await form.until("Amazon takes it at once.")
        await form.press("enter")
        await form.until("Sent as 60000000002.")
        assert isinstance(form.app.screen, SubmissionsScreen)
    assert seller.amazon.contents[1] == b"sku\tprice\tquantity\nMUG-2\t5.00\t2\n"


async def test_the_refused_lines_come_from_the_source_that_was_put_right(
    seller: Any, finished: Prepare
) -> None:
    async with opened(seller, "3") as form:
        number = await send(form)
        seller.write(("NEW-1", "1.00", "1"), ("MUG-1", "4.50", "3"), ("MUG-2", "5.55", "7"))
        await finished(form, number)
        await form.press("z")
        await form.until("Only the 1 refused line")
        await form.press("3", "enter")
        await form.until("as the source has them now")
        await form.until("Amazon takes it at once.")
        await form.press("enter")
        await form.until("Sent as 60000000002.")
    assert seller.amazon.contents[1] == b"sku\tprice\tquantity\nMUG-2\t5.55\t7\n"


async def test_the_whole_feed_is_sent_again_as_it_was(seller: Any, finished: Prepare) -> None:
    before = seller.source.read_bytes()
    async with opened(seller, "3") as form:
        number = await send(form)
        seller.write(("NEW-1", "1.00", "1"))
        await finished(form, number)
        await form.press("z")
        await form.until("The whole feed")
        await form.press("1", "enter")
        await form.until("The whole feed again")
        await form.until("Amazon takes it at once.")
        await form.press("enter")
        await form.until("Sent as 60000000002.")
    assert seller.amazon.contents[1] == before


async def test_what_was_not_sent_from_here_is_not_offered_again(seller: Any) -> None:
    async with opened(seller, "2") as form:
        await form.until("50148017655")
        form.app.screen.table.move_to(3)
        await form.press("enter")
        await form.until("Submission 50148017655")
        assert "Send again" not in form.text


@pytest.mark.parametrize(
    ("becomes", "said"),
    [
        ("_CANCELLED_", "60000000001 is cancelled."),
        ("_IN_PROGRESS_", "Too late: Amazon works on 60000000001 already."),
        ("_DONE_", "Amazon has finished 60000000001 already."),
    ],
)
async def test_cancelling_tells_what_became_of_it(seller: Any, becomes: str, said: str) -> None:
    async with opened(seller, "3", size=(100, 30)) as form:
        await send(form)
        seller.amazon.cancelled_becomes = becomes
        await form.until(lambda: "60000000001" in form.line("▸"))
        await form.press("enter")
        await form.until("Submission 60000000001")
        await form.press("delete")
        await form.until("Cancel submission 60000000001?")
        await form.press("enter")
        await form.until(said)


async def test_cancelling_is_asked_first(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await send(form)
        await form.until(lambda: "60000000001" in form.line("▸"))
        await form.press("enter")
        await form.until("Submission 60000000001")
        await form.press("delete")
        await form.until("Leave it")
        await form.press("2", "enter")
        await form.until("It was left as it is.")
        row = seller.history.get(seller.account, "60000000001")
        assert row.submission.native_status == "_SUBMITTED_"
