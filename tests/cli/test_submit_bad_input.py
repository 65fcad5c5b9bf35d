"""Whatever is wrong with a feed or its source: it is named, nothing is sent, nothing is lost."""

from __future__ import annotations

import errno
import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from koongo_tui.guide.programs import Program
from koongo_tui.store.intents import IntentState
from tests.cli.sending import Desk, desk_at
from tests.feed_source.shop import Page, open_shop


@pytest.fixture(params=list(Program), ids=str)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path, request.param) as desk:
        desk.connect()
        yield desk
        # Nothing was sent, and nothing waits to be.
        assert desk.arrived == []
        workspace = desk.workspace()
        account = workspace.channel("main").account_key
        assert workspace.intents.in_state(account, *IntentState) == ()
        workspace.close()


def refused(desk: Desk, *arguments: str) -> str:
    """What is said of a feed that is not sent."""
    ran = desk.run("submit", *arguments, "--yes")
    assert ran.code == 2
    assert ran.out == ""
    return ran.err


def test_a_missing_file(desk: Desk) -> None:
    assert "missing.xml" in refused(desk, str(desk.folder / "missing.xml"))
    assert "Nothing was submitted" in refused(desk, str(desk.folder))


def test_no_file_and_no_source(desk: Desk) -> None:
    ran = desk.run("submit", "--yes", "--json")
    assert ran.code == 3
    assert ran.json["error"]["code"] == "no-feed-source"


def test_a_wrong_encoding(desk: Desk) -> None:
    content = desk.feed({desk.skus[0]: 5, "Größe": 1})
    desk.source.write_bytes(content.replace("ö".encode(), b"\xf6").replace(b"\\u00f6", b"\xf6"))
    said = refused(desk, str(desk.source))
    assert "UTF-8" in said or "well-formed" in said or "not a valid" in said.lower()


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_a_broken_document(desk: Desk, keep: float) -> None:
    content = desk.feed(dict.fromkeys(desk.skus, 5))
    desk.source.write_bytes(content[: int(len(content) * keep)])
    said = refused(desk, str(desk.source))
    assert "Amazon would refuse it" in said
    assert "line" in said
    assert "Nothing was sent." in said


def test_a_feed_over_the_limits(desk: Desk) -> None:
    if desk.program is Program.MWS:
        pytest.skip("XML feeds have a limit of 2 GiB only")
    desk.write({f"SKU-{number}": 5 for number in range(25_001)})
    said = refused(desk, str(desk.source))
    assert "25,001" in said
    assert "25,000" in said


def test_a_feed_that_would_delete_everything(desk: Desk) -> None:
    if desk.program is not Program.MWS:
        pytest.skip("JSON has no such wish")
    content = desk.feed(dict.fromkeys(desk.skus, 5))
    purge = b"<PurgeAndReplace>true</PurgeAndReplace><Message>"
    desk.source.write_bytes(content.replace(b"<Message>", purge, 1))
    assert "PurgeAndReplace" in refused(desk, str(desk.source))


def test_a_source_that_cannot_be_reached(desk: Desk) -> None:
    desk.connect(feed_source="http://127.0.0.1:9/feed.xml")
    ran = desk.run("submit", "--yes", "--json")
    assert ran.code == 5
    assert ran.json["error"]["code"] == "feed-source-unreachable"
    with open_shop(host="127.0.0.1") as shop:
        desk.connect(feed_source=f"{shop.base}/feed?key=SECRET")
        gone = desk.run("submit", "--yes")
        assert gone.code == 5
        assert "SECRET" not in gone.err
        shop.pages["/feed?key=SECRET"] = Page(b"<html><body>Sign in</body></html>")
        page = desk.run("submit", "--yes", "--json")
        assert page.json["error"]["code"] == "feed-source-no-feed"


def test_a_source_whose_certificate_is_wrong(desk: Desk) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Of an authority that nobody here knows.
    trustme.CA().issue_cert("localhost").configure_cert(tls)
    with open_shop(tls) as shop:
        shop.pages["/feed"] = Page(desk.feed(dict.fromkeys(desk.skus, 5)))
        desk.connect(feed_source=f"{shop.base}/feed")
        ran = desk.run("submit", "--yes", "--json")
    assert ran.code == 5
    assert ran.json["error"]["code"] == "feed-source-unreachable"
    assert "certificate" in ran.json["error"]["message"]
    assert shop.asked == []


def test_a_full_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    fsync = os.fsync

    def full(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").readlink().suffix == ".gz":
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
    ran = desk.run("submit", str(desk.source), "--yes")
    assert ran.code == 1
    assert "space" in ran.err or "full" in ran.err
    assert ran.out == ""


def test_a_file_that_is_written_while_it_is_checked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    from koongo_tui.outbox import plan

    planned = plan.plan_sending

    def and_written(*arguments: object, **named: object) -> object:
        found = planned(*arguments, **named)  # type: ignore[arg-type]
        desk.source.write_bytes(desk.feed({desk.skus[0]: 99_999}))
        return found

    monkeypatch.setattr("koongo_tui.cli.sending.plan_sending", and_written)
    assert "has changed" in refused(desk, str(desk.source))
