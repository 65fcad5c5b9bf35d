"""What both programs promise of submissions: listing, following, sending and cancelling them."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from koongo_tui.amazon.api import Feed, SubmissionQuery
from koongo_tui.amazon.errors import NotFound
from koongo_tui.amazon.feed import FeedChanged, FeedFile, FeedUnreadable
from koongo_tui.amazon.reports import read_report
from koongo_tui.amazon.submission import State, Submission
from koongo_tui.errors import UsageError
from koongo_tui.sandbox import submissions as theirs
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.submissions import Stage
from tests.contract.account import PRICE, PRODUCT, SHIPPING, XML, Account, state

TYPES = (PRODUCT, PRICE, SHIPPING)


def whole_seconds(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(microsecond=0)


def passed(moment: datetime | None, now: datetime) -> datetime | None:
    """A moment as Amazon tells it: never before it has come."""
    return whole_seconds(moment) if moment is not None and moment <= now else None


# The list


async def test_the_list_is_followed_to_its_end_newest_first(account: Account) -> None:
    wanted = [one.id for one in account.at_amazon(*TYPES)]
    found = await account.everything(SubmissionQuery(page_size=7, feed_types=TYPES))
    assert len(wanted) > 14
    assert [one.id for one in found] == wanted


async def test_what_arrives_meanwhile_does_not_shift_a_page(account: Account) -> None:
    wanted = [one.id for one in account.at_amazon(*TYPES)]
    query = SubmissionQuery(page_size=10, feed_types=TYPES)
    first = await account.api.submissions(query)
    await account.api.submit(account.shipping())
    account.clock.wait(seconds=45)
    second = await account.api.submissions(query, first.next_token)
    assert [one.id for one in (*first.submissions, *second.submissions)] == wanted[:20]


async def test_without_conditions_the_newest_come(account: Account) -> None:
    page = await account.api.submissions(SubmissionQuery())
    moments = [one.submitted_at for one in page.submissions]
    assert len(moments) > 20
    assert moments == sorted(moments, key=lambda m: m or account.clock(), reverse=True)


async def test_every_submission_is_described_as_amazon_knows_it(account: Account) -> None:
    now = account.clock()
    known = {one.id: one for one in account.at_amazon(*TYPES)}
    for found in await account.everything(SubmissionQuery(feed_types=TYPES)):
        one = known.pop(found.id)
        assert found.feed_type == one.feed_type
        assert found.submitted_at == whole_seconds(one.submitted_at)
        assert found.started_at == passed(one.started_at, now)
        assert found.completed_at == passed(one.completed_at, now)
        finished = {Stage.DONE: State.DONE, Stage.CANCELLED: State.CANCELLED}
        if one.stage(now) in finished:
            assert state(found) is finished[one.stage(now)]
        else:
            assert state(found).is_open
    assert known == {}


async def test_since_and_until_bound_the_list(account: Account) -> None:
    now = account.clock()
    since, until = now - timedelta(days=9), now - timedelta(days=2)
    wanted = [s.id for s in account.at_amazon(*TYPES) if since <= s.submitted_at <= until]
    query = SubmissionQuery(feed_types=TYPES, since=since, until=until)
    assert wanted
    assert [one.id for one in await account.everything(query)] == wanted


async def test_statuses_in_amazons_words_narrow_the_list(account: Account) -> None:
    now = account.clock()
    wanted = [s.id for s in account.at_amazon(*TYPES) if s.stage(now) is Stage.DONE]
    word = account.side.words[State.DONE]
    query = SubmissionQuery(page_size=20, feed_types=TYPES, native_statuses=(word,))
    found = await account.everything(query)
    assert [one.id for one in found] == wanted
    assert {one.native_status for one in found} == {word}


async def test_conditions_that_nothing_fulfils_give_an_empty_last_page(account: Account) -> None:
    long_ago = account.clock() - timedelta(days=80)
    page = await account.api.submissions(SubmissionQuery(feed_types=TYPES, until=long_ago))
    assert (page.submissions, page.next_token) == ((), None)


async def test_ids_switch_the_other_conditions_off_and_unknown_ones_are_left_out(
    account: Account,
) -> None:
    first, second = account.at_amazon(*TYPES)[3:5]
    query = SubmissionQuery(
        page_size=1,
        until=account.clock() - timedelta(days=80),
        native_statuses=(account.side.words[State.CANCELLED],),
        ids=(second.id, "469000000000", first.id),
    )
    page = await account.api.submissions(query)
    assert {one.id for one in page.submissions} == {first.id, second.id}
    assert page.next_token is None


async def test_another_sellers_submissions_are_nobodys(account: Account) -> None:
    stranger = account.sandbox.world.submissions(account.sandbox.seller("na").seller_id)[0]
    page = await account.api.submissions(SubmissionQuery(ids=(stranger.id,)))
    assert page.submissions == ()
    with pytest.raises(NotFound):
        await account.api.submission(stranger.id)


@pytest.mark.parametrize(
    "wrong",
    [
        SubmissionQuery(page_size=0),
        SubmissionQuery(page_size=101),
        SubmissionQuery(ids=tuple(str(number) for number in range(101))),
    ],
)
async def test_what_amazon_would_refuse_is_not_asked(
    account: Account, wrong: SubmissionQuery
) -> None:
    with pytest.raises(ValueError, match="100"):
        await account.api.submissions(wrong)
    assert account.transport.sent == []


async def test_a_count_is_right_or_there_is_none(account: Account) -> None:
    counted = await account.api.count(SubmissionQuery(feed_types=TYPES))
    assert counted in (None, len(account.at_amazon(*TYPES)))


# One submission


async def test_one_submission_is_the_one_of_the_list(account: Account) -> None:
    page = await account.api.submissions(SubmissionQuery(page_size=5, feed_types=TYPES))
    for one in page.submissions:
        assert await account.api.submission(one.id) == one


@pytest.mark.parametrize("unknown", ["469000000000", "1", "", "..", "a/b", "a&b", "x" * 200])
async def test_an_unknown_submission_is_not_found(account: Account, unknown: str) -> None:
    with pytest.raises(NotFound) as caught:
        await account.api.submission(unknown)
    assert caught.value.fix
    assert caught.value.operation


# Sending


async def test_a_feed_is_followed_from_waiting_to_its_report(account: Account) -> None:
    orders = account.sandbox.announcement["sellers"][0]["orders"]
    sent = await account.api.submit(account.shipping([*orders, "000-0000000-0000000"]))
    assert sent.feed_type == SHIPPING
    assert sent.submitted_at == account.clock()
    assert state(sent) is State.WAITING
    states = [state(sent)]
    now: Submission = sent
    while state(now).is_open:
        account.clock.wait(seconds=5)
        now = await account.api.submission(sent.id)
        if state(now) is not states[-1]:
            states.append(state(now))
    assert states == [State.WAITING, State.WORKING, State.DONE]
    assert now.started_at is not None
    assert now.completed_at is not None
    assert sent.submitted_at <= now.started_at <= now.completed_at <= account.clock()
    page = await account.api.submissions(SubmissionQuery(page_size=1, feed_types=(SHIPPING,)))
    assert page.submissions == (now,)
    into = io.BytesIO()
    document = await account.api.download_report(now, into)
    into.seek(0)
    counts = read_report(into, content_type=document.content_type).counts
    assert (counts.processed, counts.accepted, counts.errors) == (len(orders) + 1, len(orders), 1)


@pytest.mark.parametrize("number", [0, 2])
async def test_amazon_receives_the_feed_as_it_is_and_where_it_goes(
    account: Account, number: int
) -> None:
    shops = account.seller.marketplace_ids[:number]
    content = "<a>Größe 50 €</a>".encode()
    feed = Feed(SHIPPING, FeedFile.of_bytes(content), XML, shops)
    sent = await account.api.submit(feed)
    kept = account.sandbox.world.find(account.seller.seller_id, sent.id)
    assert kept is not None
    assert (kept.content, kept.content_type) == (content, XML)
    if shops:
        assert kept.marketplace_ids == shops


async def test_a_feed_is_sent_from_its_file_and_tells_how_far_it_is(
    account: Account, tmp_path: Path
) -> None:
    path = tmp_path / "orders.xml"
    path.write_bytes(b"<a>" + b"<b/>" * 400_000 + b"</a>")
    file = FeedFile.measure(path)
    told: list[int] = []
    sent = await account.api.submit(Feed(SHIPPING, file, XML), on_progress=told.append)
    kept = account.sandbox.world.find(account.seller.seller_id, sent.id)
    assert kept is not None
    # The sandbox has checked length, MD5 and content type on its side.
    assert (kept.content, kept.content_type) == (path.read_bytes(), XML)
    assert told == sorted(set(told))
    assert told[-1] == file.size


async def test_a_file_that_has_changed_is_not_sent(account: Account, tmp_path: Path) -> None:
    path = tmp_path / "orders.xml"
    path.write_bytes(b"<a/>")
    file = FeedFile.measure(path)
    path.write_bytes(b"<abc/>")
    before = len(account.sandbox.world.submissions(account.seller.seller_id))
    with pytest.raises(FeedChanged, match="Nothing was submitted"):
        await account.api.submit(Feed(SHIPPING, file, XML))
    path.unlink()
    with pytest.raises(FeedUnreadable, match="it is not there"):
        await account.api.submit(Feed(SHIPPING, file, XML))
    assert len(account.sandbox.world.submissions(account.seller.seller_id)) == before


async def test_a_feed_that_amazon_holds_stays_open(account: Account, sandbox: Sandbox) -> None:
    sandbox.use("stuck")
    sent = await account.api.submit(account.shipping())
    account.clock.wait(hours=1)
    found = await account.api.submission(sent.id)
    assert state(found) is State.WORKING
    assert found.completed_at is None


# Cancelling


async def test_a_waiting_submission_is_cancelled(account: Account) -> None:
    sent = await account.api.submit(account.shipping())
    [cancelled] = await account.api.cancel([sent.id, sent.id])
    assert (cancelled.id, state(cancelled)) == (sent.id, State.CANCELLED)
    account.clock.wait(minutes=5)
    assert state(await account.api.submission(sent.id)) is State.CANCELLED


async def test_too_late_leaves_each_as_it_is(account: Account) -> None:
    late: list[theirs.Submission] = [account.one_of(Stage.DONE), account.one_of(Stage.RUNNING)]
    sent = await account.api.submit(account.shipping())
    found = await account.api.cancel([one.id for one in late] + [sent.id])
    assert {one.id: state(one) for one in found} == {
        late[0].id: State.DONE,
        late[1].id: State.WORKING,
        sent.id: State.CANCELLED,
    }


async def test_what_amazon_does_not_know_is_left_out(account: Account) -> None:
    sent = await account.api.submit(account.shipping())
    found = await account.api.cancel(["1", sent.id])
    assert [(one.id, state(one)) for one in found] == [(sent.id, State.CANCELLED)]


@pytest.mark.parametrize(
    "ids", [[], [""], ["7", " "], ["7&x"], ["a/b"], [str(number) for number in range(101)]]
)
async def test_nothing_is_cancelled_without_plain_ids(account: Account, ids: list[str]) -> None:
    sent = await account.api.submit(account.shipping())
    before = len(account.transport.sent)
    with pytest.raises(UsageError, match="Nothing was cancelled"):
        await account.api.cancel(ids)
    assert len(account.transport.sent) == before
    assert state(await account.api.submission(sent.id)) is State.WAITING
