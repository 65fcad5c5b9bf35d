"""No feed is lost and none is sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    AmazonFault,
    BadAnswer,
    ClockSkewed,
    DeveloperRefused,
    RequestRejected,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.feed import FeedFileError
from koongo_tui.errors import KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.outbox.outbox import ARCHIVED_AS, Gone, OutcomeUnknown
from koongo_tui.store.errors import FileBusy
from koongo_tui.store.lock import locked
from tests.outbox.world import ACCOUNT, START, TYPE, World

CUT = Unreachable("The line broke.", host="mws", cause="cut")
LOST = [
    CUT,
    Unreachable("No answer in time.", host="mws", cause="timeout"),
    AmazonFault("Amazon failed."),
    BadAnswer("That is no answer."),
]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.close()


@pytest.fixture
def sp_api(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, Program.SP_API)
    yield world
    world.close()


async def test_a_feed_is_sent_and_known_at_once(world: World) -> None:
    intent = world.prepare(b"<feed>1</feed>")
    told: list[int] = []
    submission = await world.outbox.send(intent.id, told.append)
    assert world.amazon.contents == [b"<feed>1</feed>"]
    assert told == [14]
    assert world.state(intent) == "sent"
    row = world.history.get(ACCOUNT, submission.id)
    assert row is not None
    assert row.size == 14
    found = world.intents.of_submission(ACCOUNT, submission.id)
    assert found is not None
    assert found.id == intent.id


async def test_what_was_sent_is_not_sent_again(world: World) -> None:
    intent = world.prepare()
    await world.outbox.send(intent.id)
    with pytest.raises(Gone):
        await world.outbox.send(intent.id)
    withdrawn = world.prepare()
    assert world.intents.withdraw(withdrawn.id)
    with pytest.raises(Gone):
        await world.outbox.send(withdrawn.id)
    assert len(world.amazon.taken) == 1


@pytest.mark.parametrize("error", LOST, ids=lambda e: f"{type(e).__name__}-{e.code}")
async def test_a_lost_answer_is_found_in_the_list(world: World, error: AmazonError) -> None:
    intent = world.prepare()
    world.amazon.after = [error]
    with pytest.raises(OutcomeUnknown) as caught:
        await world.outbox.send(intent.id)
    assert error.message in caught.value.message
    assert world.state(intent) == "sending"
    [settled] = await world.another().settle()
    assert settled.submission_id == world.amazon.taken[0].id
    assert world.state(intent) == "sent"
    assert len(world.amazon.taken) == 1


@pytest.mark.parametrize("error", LOST, ids=lambda e: f"{type(e).__name__}-{e.code}")
async def test_a_feed_that_did_not_arrive_is_ready_again(world: World, error: AmazonError) -> None:
    intent = world.prepare()
    world.amazon.before = [error]
    with pytest.raises(OutcomeUnknown):
        await world.outbox.send(intent.id)
    await world.another().settle()
    assert world.state(intent) == "ready"
    # That is not decided before a list surely shows it.
    assert world.now >= START + timedelta(minutes=2)
    await world.outbox.send(intent.id)
    assert len(world.amazon.taken) == 1


async def test_a_feed_that_shows_late_in_the_list_is_waited_for(world: World) -> None:
    intent = world.prepare()
    world.amazon.after, world.amazon.late = [CUT], timedelta(seconds=100)
    with pytest.raises(OutcomeUnknown):
        await world.outbox.send(intent.id)
    await world.outbox.settle()
    assert world.state(intent) == "sent"


@pytest.mark.parametrize(
    "error",
    [
        Throttled("Later.", retry_at=START),
        AccessRefused("No."),
        DeveloperRefused("No."),
        ClockSkewed("No."),
        Unreachable("No name.", host="mws", cause="name"),
        Unreachable("No way.", host="mws", cause="network"),
        Unreachable("No proxy.", host="mws", cause="proxy"),
    ],
    ids=lambda e: f"{type(e).__name__}-{getattr(e, 'cause', '')}",
)
async def test_what_surely_did_not_arrive_can_be_sent_again(
    world: World, error: AmazonError
) -> None:
    intent = world.prepare()
    world.amazon.before = [error]
    with pytest.raises(type(error)):
        await world.outbox.send(intent.id)
    found = world.intents.get(intent.id)
    assert found is not None
    assert (found.state, found.error_code) == ("ready", error.code)
    await world.outbox.send(intent.id)
    assert len(world.amazon.taken) == 1


async def test_a_feed_that_amazon_refuses_is_not_tried_again(world: World) -> None:
    intent = world.prepare()
    world.amazon.before = [RequestRejected("Not such a feed.")]
    with pytest.raises(RequestRejected):
        await world.outbox.send(intent.id)
    assert world.state(intent) == "refused"
    with pytest.raises(Gone):
        await world.outbox.send(intent.id)


async def test_nothing_is_begun_where_amazon_cannot_be_reached(world: World) -> None:
    intent = world.prepare()
    world.amazon.reachable = Unreachable("Not safe.", host="mws", cause="tls")
    with pytest.raises(Unreachable):
        await world.outbox.send(intent.id)
    found = world.intents.get(intent.id)
    assert found is not None
    assert found.began_at is None


async def test_an_unsettled_feed_is_settled_before_the_next_one(world: World) -> None:
    first, second = world.prepare(b"1"), world.prepare(b"2")
    world.amazon.after = [CUT]
    with pytest.raises(OutcomeUnknown):
        await world.outbox.send(first.id)
    await world.another().send(second.id)
    assert world.amazon.contents == [b"1", b"2"]
    numbers = [world.intents.get(i.id) for i in (first, second)]
    assert [n and n.submission_id for n in numbers] == [s.id for s in world.amazon.taken]


async def test_feeds_of_others_are_not_taken_for_ours(world: World) -> None:
    before = world.amazon.takes()
    world.history.upsert(ACCOUNT, (before,), seen_at=world.now)
    world.now += timedelta(seconds=30)
    long_ago = world.amazon.takes()
    world.now += timedelta(seconds=30)
    other_type = world.amazon.takes("POST_PRODUCT_DATA")
    intent = world.prepare()
    world.amazon.before = [CUT]
    with pytest.raises(OutcomeUnknown):
        await world.outbox.send(intent.id)
    await world.outbox.settle()
    assert world.state(intent) == "ready", (before.id, long_ago.id, other_type.id)


async def test_without_amazons_clock_more_is_taken_into_account(world: World) -> None:
    intent = world.prepare()
    world.amazon.offset = -timedelta(minutes=10)
    world.amazon.reachable = BadAnswer("No date in it.")
    world.amazon.after = [CUT]
    with pytest.raises(OutcomeUnknown):
        await world.outbox.send(intent.id)
    await world.outbox.settle()
    assert world.state(intent) == "sent"


async def test_the_list_is_read_to_its_end(world: World) -> None:
    intent = world.prepare()
    world.amazon.after = [CUT]
    with pytest.raises(OutcomeUnknown):
        await world.outbox.send(intent.id)
    ours = world.amazon.taken[0]
    world.now += timedelta(seconds=5)
    for _ in range(5):
        world.amazon.takes()
    await world.outbox.settle()
    found = world.intents.get(intent.id)
    assert found is not None
    assert found.submission_id == ours.id


async def test_what_cannot_be_found_out_stays_unknown(world: World) -> None:
    intent = world.prepare()
    world.amazon.after = [CUT]
    with pytest.raises(OutcomeUnknown):
        await world.outbox.send(intent.id)
    world.amazon.list_fails_with = [AccessRefused("no")]
    with pytest.raises(AccessRefused):
        await world.outbox.settle()
    assert world.state(intent) == "sending"
    world.amazon.list_fails_with = [Throttled("slow", retry_at=world.now + timedelta(minutes=2))]
    world.now += timedelta(minutes=1)
    await world.outbox.settle()
    assert world.state(intent) == "sent"


async def test_the_list_keeps_its_distance_while_we_look(world: World) -> None:
    intent = world.prepare()
    world.amazon.before = [CUT]
    world.history.begin_list(ACCOUNT, world.now, timedelta(seconds=45))
    world.history.record_check(ACCOUNT, world.now)
    with pytest.raises(OutcomeUnknown):
        await world.outbox.send(intent.id)
    await world.outbox.settle()
    assert world.slept[0] == 45
    assert world.amazon.lists == 2


async def test_nothing_is_asked_when_nothing_is_unknown(world: World) -> None:
    assert await world.outbox.settle() == ()
    assert world.amazon.lists == 0


async def test_one_process_sends_at_a_time(world: World) -> None:
    intent = world.prepare()
    with locked(world.folder / "sending"), pytest.raises(FileBusy):
        await world.another(patience=0.05).send(intent.id)
    assert world.state(intent) == "ready"


async def test_two_processes_with_one_intent_send_it_once(world: World) -> None:
    intent = world.prepare()
    results = await asyncio.gather(
        world.outbox.send(intent.id), world.another().send(intent.id), return_exceptions=True
    )
    assert len(world.amazon.taken) == 1
    assert [r for r in results if isinstance(r, Gone)]


async def test_a_kept_copy_that_is_damaged_is_not_sent(world: World) -> None:
    intent = world.prepare(b"<feed>1</feed>")
    folder = world.folder / "feeds" / ARCHIVED_AS
    [kept] = folder.iterdir()
    kept.unlink()
    with pytest.raises(KoongoError) as caught:
        await world.outbox.send(intent.id)
    assert "Nothing was submitted" in caught.value.message
    assert isinstance(caught.value, FeedFileError)
    assert world.amazon.taken == []
    assert world.state(intent) == "ready"


# Under SP-API


async def test_what_did_not_reach_the_storage_is_ready_without_a_look(sp_api: World) -> None:
    intent = sp_api.prepare()
    sp_api.amazon.before = [CUT]
    with pytest.raises(Unreachable):
        await sp_api.outbox.send(intent.id)
    assert sp_api.state(intent) == "ready"
    assert sp_api.amazon.lists == 0


async def test_a_killed_upload_is_ready_without_a_look(sp_api: World) -> None:
    intent = sp_api.prepare()
    sp_api.intents.begin(intent.id, sp_api.now, None)
    await sp_api.another().settle()
    assert sp_api.state(intent) == "ready"
    assert sp_api.amazon.lists == 0


async def test_what_was_uploaded_is_not_uploaded_again(sp_api: World) -> None:
    intent = sp_api.prepare()
    sp_api.amazon.after = [CUT]
    with pytest.raises(OutcomeUnknown):
        await sp_api.outbox.send(intent.id)
    # As if the call that makes a feed of the document had not arrived.
    sp_api.amazon.taken.clear()
    await sp_api.outbox.settle()
    assert sp_api.state(intent) == "ready"
    await sp_api.outbox.send(intent.id)
    assert sp_api.amazon.uploads == 1
    assert len(sp_api.amazon.taken) == 1


async def test_an_uploaded_document_ends_after_two_days(sp_api: World) -> None:
    intent = sp_api.prepare()
    sp_api.amazon.after = [CUT]
    with pytest.raises(OutcomeUnknown):
        await sp_api.outbox.send(intent.id)
    sp_api.amazon.taken.clear()
    await sp_api.outbox.settle()
    sp_api.now += timedelta(days=2)
    await sp_api.outbox.send(intent.id)
    assert sp_api.amazon.uploads == 2


async def test_a_feed_of_other_markets_is_not_ours(sp_api: World) -> None:
    intent = sp_api.prepare()
    sp_api.amazon.after = [CUT]
    with pytest.raises(OutcomeUnknown):
        await sp_api.outbox.send(intent.id)
    sp_api.amazon.taken.clear()
    sp_api.amazon.takes(TYPE, markets=("A1PA6795UKMFR9",))
    await sp_api.outbox.settle()
    # Our own names none here, so it counts; this is the rule's other half.
    assert sp_api.state(intent) == "sent"
