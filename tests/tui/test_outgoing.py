"""What is said of feeds that are sent, or were left half sent, beside the list."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from koongo_tui.outbox.events import AutoEvent, AutoKind
from koongo_tui.store.intents import Intent, IntentState, NewIntent, Origin, Pause
from koongo_tui.tui.outgoing import Outgoing, event_words, settled_words
from koongo_tui.tui.text import Tone
from tests.tui.channel.seller import STOCK, Form, Seller, SellingAmazon
from tests.tui.conftest import NOW

NEW = NewIntent("main", STOCK, (), "text/plain", "00", 1, 1, Origin.PERSON)


@pytest.fixture
def auto(tmp_path: Any) -> Any:
    """A channel that sends by itself."""
    world = Seller(tmp_path, amazon=SellingAmazon())
    world.write(("MUG-1", "4.50", "3"), ("MUG-2", "5.00", "2"))
    world.channel = replace(
        world.channel, feed_source=str(world.source), feed_type=STOCK, auto_submit=True
    )
    world.save_channel()
    world.keep_token()
    world.fill()
    yield world
    world.workspace.close()


async def test_a_changed_source_is_sent_by_itself_and_said(auto: Any) -> None:
    app = auto.app()
    async with app.run_test(size=(100, 30)) as pilot:
        form = Form(auto, pilot)
        await form.until(lambda: len(auto.amazon.contents) == 1)
        await form.until("60000000001")
    assert auto.amazon.contents == [auto.source.read_bytes()]


async def test_a_paused_channel_says_why(auto: Any) -> None:
    auto.workspace.intents.pause("main", Pause(NOW, "failed", "Amazon gave up on feed 1.", "1"))
    app = auto.app()
    async with app.run_test(size=(120, 30)) as pilot:
        form = Form(auto, pilot)
        await form.until("Auto-submit is paused: Amazon gave up on feed 1. e, then 1,")
    assert auto.amazon.contents == []


async def test_nothing_is_watched_while_it_is_off() -> None:
    naps: list[float] = []

    class Live:
        account = "mws:eu:A"
        api = None

        class channel:
            auto_submit = False

        class workspace:
            class intents:
                @staticmethod
                def in_state(*_: object) -> tuple[()]:
                    return ()

    async def sleep(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) > 3:
            raise asyncio.CancelledError

    said: list[str] = []
    outgoing = Outgoing(
        Live(),  # type: ignore[arg-type]
        lambda text, _tone: said.append(text),
        lambda: None,
        sleep=sleep,
    )
    with pytest.raises(asyncio.CancelledError):
        await outgoing.run()
    assert said == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (IntentState.SENT, "arrived once, as 7"),
        (IntentState.READY, "did not arrive"),
        (IntentState.SENDING, "not known yet"),
        (IntentState.REFUSED, "did not take"),
    ],
)
def test_what_became_of_a_lost_answer(state: IntentState, words: str) -> None:
    assert words in settled_words(Intent(1, "a", NEW, state, NOW, submission_id="7"))


@pytest.mark.parametrize(
    ("kind", "tone"),
    [
        (AutoKind.SENT, Tone.GOOD),
        (AutoKind.PAUSED, Tone.WARN),
        (AutoKind.STOPPED, Tone.WARN),
        (AutoKind.FAILED, Tone.WARN),
        (AutoKind.REFUSED, Tone.WARN),
        (AutoKind.UNCHANGED, None),
        (AutoKind.WAITING, None),
        (AutoKind.OFF, None),
    ],
)
def test_only_what_matters_is_said(kind: AutoKind, tone: Tone | None) -> None:
    found = event_words(AutoEvent(NOW, "main", kind, "Words.", NOW))
    assert (found[1] if found else None) is tone
