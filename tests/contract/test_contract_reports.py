"""What both programs promise of processing reports: whole in the caller's file, or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    BadAnswer,
    NotFound,
    ReportNotReady,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.reports import read_report
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.submissions import Fate, Stage, Submission
from tests.contract.account import PRICE, PRODUCT, Account

GZIP = b"\x1f\x8b"


def with_errors(account: Account, feed_type: str) -> Submission:
    """A finished submission whose report is long."""
    now = account.clock()
    return next(
        one
        for one in account.at_amazon(feed_type)
        if one.stage(now) is Stage.DONE and one.fate is Fate.ERRORS
    )


async def test_a_report_goes_into_the_callers_file(account: Account, tmp_path: Path) -> None:
    one = with_errors(account, PRODUCT)
    wanted = account.sandbox.world.report(one)
    seen = await account.seen(one)
    with (tmp_path / "report").open("w+b") as file:
        file.write(b"kept")
        document = await account.api.download_report(seen, file)
        file.seek(len(b"kept"))
        assert file.read() == wanted.content
        file.seek(len(b"kept"))
        report = read_report(file, content_type=document.content_type)
    assert (tmp_path / "report").read_bytes() == b"kept" + wanted.content
    assert document.size == len(wanted.content)
    assert document.content_type == wanted.content_type
    assert report.counts.errors == account.sandbox.world.outcome(one).errors


async def test_a_report_that_travelled_as_gzip_is_unpacked(account: Account) -> None:
    one = with_errors(account, account.side.packed_type)
    wanted = account.sandbox.world.report(one).content
    assert not wanted.startswith(GZIP)
    into = io.BytesIO()
    document = await account.api.download_report(await account.seen(one), into)
    assert into.getvalue() == wanted
    assert document.size == len(wanted)


async def test_a_report_that_does_not_exist_yet_is_not_ready(account: Account) -> None:
    sent = await account.api.submit(account.shipping())
    running = await account.seen(account.one_of(Stage.RUNNING))
    for unfinished in (sent, running):
        into = io.BytesIO()
        with pytest.raises(ReportNotReady) as caught:
            await account.api.download_report(unfinished, into)
        assert caught.value.fix
        assert into.getvalue() == b""


async def test_a_cancelled_submission_has_no_report(account: Account) -> None:
    sent = await account.api.submit(account.shipping())
    [cancelled] = await account.api.cancel([sent.id])
    with pytest.raises(NotFound):
        await account.api.download_report(cancelled, io.BytesIO())


async def test_after_ninety_days_the_report_is_gone(account: Account) -> None:
    seen = await account.seen(account.one_of(Stage.DONE, PRICE))
    account.clock.wait(days=91)
    into = io.BytesIO()
    with pytest.raises(NotFound):
        await account.api.download_report(seen, into)
    assert into.getvalue() == b""


async def test_another_sellers_report_is_not_given_out(account: Account, sandbox: Sandbox) -> None:
    stranger = Account(account.side, sandbox, account.clock)
    one = await stranger.seen(stranger.one_of(Stage.DONE))
    account.seller = sandbox.seller("na")
    api = account.client_at(sandbox.url)
    with pytest.raises(NotFound):
        await api.download_report(one, io.BytesIO())
    await stranger.api.aclose()


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("cut", Unreachable),
        ("unreachable", Unreachable),
        ("web-page", BadAnswer),
        ("garbled", BadAnswer),
        ("throttled", Throttled),
        ("missing-right", AccessRefused),
    ],
)
async def test_a_report_that_does_not_arrive_leaves_the_file_as_it_was(
    account: Account, sandbox: Sandbox, scenario: str, kind: type[AmazonError]
) -> None:
    seen = await account.seen(account.one_of(Stage.DONE, PRODUCT))
    sandbox.use(scenario)
    into = io.BytesIO(b"kept")
    into.seek(0, io.SEEK_END)
    with pytest.raises(kind):
        await account.api.download_report(seen, into)
    assert into.getvalue() == b"kept"
    sandbox.use("normal")
    account.clock.wait(minutes=5)
    document = await account.api.download_report(seen, into)
    assert len(into.getvalue()) == len(b"kept") + document.size
