"""Auto-submit over real HTTP, for both programs, with one clock for machine and Amazon."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from koongo_tui.guide.programs import Program
from koongo_tui.outbox.checking import check_file
from koongo_tui.outbox.events import AutoEvent, AutoKind
from koongo_tui.outbox.preparing import prepare
from koongo_tui.outbox.runner import AutoSubmit
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.server import running
from koongo_tui.sandbox.submissions import Stage
from koongo_tui.sandbox.world import World
from koongo_tui.store.errors import FileUnwritable
from koongo_tui.store.intents import IntentState, Origin
from koongo_tui.store.lock import locked
from tests.contract.account import Clock
from tests.outbox.seller import SellerHere


class Auto(SellerHere):
    """A seller whose feeds are sent by themselves."""

    def __init__(self, folder: Path, sandbox: Sandbox, program: Program, clock: Clock) -> None:
        super().__init__(folder, sandbox.announcement, program, pace=1.0, clock=clock)
        self.time = clock
        self.sandbox = sandbox
        self.connect(auto_submit=True, feed_source=str(self.source), feed_type=self.type)
        self.files = self.workspace()
        self.runner = AutoSubmit(self.files, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.time.wait(seconds=seconds)
        await asyncio.sleep(0)

    async def tick(self) -> AutoEvent:
        return await self.runner.tick("main")

    async def ticks_until(self, kind: AutoKind) -> AutoEvent:
        """Look whenever it is due, until that comes of it."""
        for _ in range(200):
            event = await self.tick()
            if event.kind is kind:
                return event
            await self.sleep(max((event.next_at - self.time()).total_seconds(), 1))
        pytest.fail(f"no {kind} came of it, but {event}")

    @property
    def account(self) -> str:
        return self.files.channel("main").account_key

    @property
    def arrived(self) -> list[bytes]:
        mine = self.sandbox.world.submissions(self.told["seller_id"])
        return [s.content for s in reversed(mine) if s.content is not None]


@pytest.fixture(params=list(Program), ids=str)
def auto(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Auto]:
    clock = Clock()
    with running(World(clock=clock)) as sandbox:
        auto = Auto(tmp_path, sandbox, request.param, clock)
        with closing(auto.files):
            yield auto


async def test_a_source_is_sent_once_and_again_when_it_changes(auto: Auto) -> None:
    first, second, third = auto.skus
    auto.write({first: 1, second: 2, third: 3})
    sent = await auto.tick()
    assert sent.kind is AutoKind.SENT
    assert sent.records == 3
    assert sent.submission_id is not None
    assert sent.submission_id in sent.text
    waits = await auto.tick()
    assert waits.kind is AutoKind.WAITING
    assert "20 minutes" in waits.text
    same = await auto.ticks_until(AutoKind.UNCHANGED)
    assert same.at - sent.at >= timedelta(minutes=20)
    auto.write({first: 1, second: 2, third: 4})
    await auto.ticks_until(AutoKind.SENT)
    assert auto.arrived == [
        auto.feed({first: 1, second: 2, third: 3}),
        auto.feed({first: 1, second: 2, third: 4}),
    ]
    last = auto.files.intents.last("main", auto.type)
    assert last is not None
    assert last.new.origin is Origin.AUTO


async def test_nothing_is_sent_while_it_is_off(auto: Auto) -> None:
    auto.write({auto.skus[0]: 1})
    channel = auto.files.channel("main")
    auto.files.config_file.save_channel(replace(channel, auto_submit=False))
    assert (await auto.tick()).kind is AutoKind.OFF
    assert auto.arrived == []


async def test_a_report_full_of_errors_stops_it_until_a_person_has_looked(auto: Auto) -> None:
    auto.write({"NOT-1": 1, "NOT-2": 1, auto.skus[0]: 1})
    await auto.tick()
    stopped = await auto.ticks_until(AutoKind.STOPPED)
    assert "refused 2 of 3 lines" in stopped.text
    auto.write({auto.skus[0]: 9})
    paused = await auto.tick()
    assert paused.kind is AutoKind.PAUSED
    assert "refused 2 of 3 lines" in paused.text
    assert len(auto.arrived) == 1
    assert auto.runner.resume("main")
    assert not auto.runner.resume("main")
    await auto.ticks_until(AutoKind.SENT)
    assert len(auto.arrived) == 2


async def test_a_feed_that_amazon_gives_up_on_stops_it(auto: Auto) -> None:
    if auto.program is Program.MWS:
        pytest.skip("MWS has no such status")
    auto.write({auto.skus[0]: 1})
    auto.sandbox.world.course = replace(auto.sandbox.world.course, ending=Stage.FATAL)
    await auto.tick()
    stopped = await auto.ticks_until(AutoKind.STOPPED)
    assert "gave up" in stopped.text


async def test_a_feed_that_empties_the_shop_is_not_sent(auto: Auto) -> None:
    first, second, third = auto.skus
    auto.write({first: 0, second: 0, third: 3})
    stopped = await auto.tick()
    assert stopped.kind is AutoKind.STOPPED
    assert "67 %" in stopped.text
    assert auto.arrived == []
    # A person has looked, and it is meant.
    auto.runner.resume("main")
    assert (await auto.tick()).kind is AutoKind.SENT


async def test_what_a_person_sends_meanwhile_is_not_undone(auto: Auto) -> None:
    auto.write({auto.skus[0]: 1})
    await auto.ticks_until(AutoKind.UNCHANGED)
    other = auto.write({auto.skus[0]: 7}, auto.folder / "by-hand")
    channel = auto.files.channel("main")
    checked = check_file(other, channel)
    for origin in (Origin.PERSON, Origin.RESUBMIT):
        intent = prepare(auto.files, channel, checked.to_send(origin))
        auto.files.intents.begin(intent.id, auto.time(), None)
        auto.files.intents.sent(intent.id, f"{origin}")
    last = auto.files.intents.last_sent("main", auto.type)
    assert last is not None
    assert last.new.origin is Origin.PERSON
    auto.time.wait(hours=2)
    assert (await auto.tick()).kind is AutoKind.UNCHANGED
    assert len(auto.arrived) == 1


async def test_two_at_once_send_a_change_once(auto: Auto) -> None:
    auto.write({auto.skus[0]: 1})
    other = AutoSubmit(auto.workspace(), sleep=auto.sleep)
    events = await asyncio.gather(auto.tick(), other.tick("main"))
    assert {e.kind for e in events} == {AutoKind.SENT, AutoKind.ELSEWHERE}
    later = await asyncio.gather(auto.tick(), other.tick("main"))
    assert AutoKind.SENT not in {e.kind for e in later}
    assert len(auto.arrived) == 1


async def test_a_feed_that_would_be_refused_is_said_and_read_once(
    auto: Auto, monkeypatch: pytest.MonkeyPatch
) -> None:
    auto.source.write_bytes(b"not a feed at all")
    refused = await auto.tick()
    assert refused.kind is AutoKind.REFUSED
    assert "was not sent" in refused.text
    monkeypatch.setattr("koongo_tui.outbox.turn.check_aside", None)
    assert (await auto.tick()).text == refused.text
    assert auto.arrived == []
    monkeypatch.undo()
    auto.write({auto.skus[0]: 1})
    assert (await auto.tick()).kind is AutoKind.SENT


async def test_a_source_that_is_not_there_is_said_and_looked_for_less_often(auto: Auto) -> None:
    first = await auto.tick()
    assert first.kind is AutoKind.FAILED
    assert first.error is not None
    assert first.error.code == "feed-source-missing"
    second = await auto.tick()
    assert second.next_at - second.at > first.next_at - first.at
    auto.write({auto.skus[0]: 1})
    assert (await auto.tick()).kind is AutoKind.SENT


async def test_an_answer_that_is_lost_is_settled_before_anything_else(auto: Auto) -> None:
    auto.write({auto.skus[0]: 1})
    await auto.tick()
    [intent] = auto.files.intents.in_state(auto.account, IntentState.SENT)
    _as_if_lost(auto, intent.id)
    found = await auto.ticks_until(AutoKind.SENT)
    assert found.submission_id == intent.submission_id
    assert len(auto.arrived) == 1


def _as_if_lost(auto: Auto, number: int) -> None:
    auto.files.intents._database.write(
        lambda connection: connection.execute(
            "UPDATE intent SET state = 'sending', submission_id = NULL, document_id = 'd' "
            "WHERE id = ?",
            (number,),
        )
    )


async def test_a_full_disk_sends_nothing_and_loses_nothing(
    auto: Auto, monkeypatch: pytest.MonkeyPatch
) -> None:
    auto.write({auto.skus[0]: 1})

    def full(*_: object) -> str:
        raise FileUnwritable(auto.folder, "the disk is full") from OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("koongo_tui.store.reports.ReportArchive.keep", full)
    event = await auto.tick()
    assert event.kind is AutoKind.FAILED
    assert "the disk is full" in event.text
    assert auto.files.intents.last("main", auto.type) is None
    assert auto.arrived == []
    monkeypatch.undo()
    assert (await auto.tick()).kind is AutoKind.SENT


async def test_what_never_arrived_is_given_up_for_something_newer(
    auto: Auto, monkeypatch: pytest.MonkeyPatch
) -> None:
    auto.write({auto.skus[0]: 1})
    path = auto.files.paths.sending_file(auto.account)
    path.parent.mkdir(exist_ok=True)
    with locked(path):
        monkeypatch.setattr("koongo_tui.outbox.turn.channel_outbox", _impatient)
        busy = await auto.tick()
    assert busy.kind is AutoKind.ELSEWHERE
    # Two files of one size and one moment are one file.
    auto.time.wait(seconds=5)
    auto.write({auto.skus[0]: 2})
    await auto.ticks_until(AutoKind.SENT)
    assert auto.arrived == [auto.feed({auto.skus[0]: 2})]
    states = [i.state for i in auto.files.intents.in_state(auto.account, *IntentState)]
    assert sorted(states) == [IntentState.SENT, IntentState.WITHDRAWN]


def _impatient(*arguments: object) -> object:
    from koongo_tui.outbox.preparing import channel_outbox

    made = channel_outbox(*arguments)  # type: ignore[arg-type]
    made._patience = 0.0
    return made


async def test_a_refused_account_is_left_alone_for_an_hour(auto: Auto) -> None:
    auto.write({auto.skus[0]: 1})
    auto.sandbox.use("revoked")
    event = await auto.tick()
    assert event.kind is AutoKind.FAILED
    assert event.error is not None
    assert event.error.exit_code == 4
    assert event.next_at - event.at == timedelta(hours=1)


async def test_watching_tells_each_thing_once(auto: Auto) -> None:
    auto.write({auto.skus[0]: 1})
    told: list[AutoKind] = []
    async for event in auto.runner.watch("main"):
        told.append(event.kind)
        if event.kind is AutoKind.UNCHANGED:
            break
    assert told[0] is AutoKind.SENT
    assert len(told) <= 4
