"""``submit --unfinished`` and ``--withdraw``: what is prepared and not at Amazon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from koongo_tui.guide.programs import Program
from koongo_tui.outbox.checking import check_file
from koongo_tui.outbox.preparing import prepare
from koongo_tui.store.intents import Origin
from koongo_tui.workspace import Workspace
from tests.cli.sending import Desk, desk_at


@pytest.fixture(params=list(Program), ids=str)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path, request.param) as desk:
        desk.connect()
        yield desk


@pytest.fixture
def files(desk: Desk) -> Iterator[Workspace]:
    with closing(desk.workspace()) as workspace:
        yield workspace


def prepared(
    desk: Desk, files: Workspace, quantity: int = 5, *, age: timedelta | None = None,
    origin: Origin = Origin.PERSON,
) -> int:  # fmt: skip
    """As a process leaves it that is killed before it sends."""
    path = desk.write(dict.fromkeys(desk.skus, quantity))
    channel = files.channel("main")
    intent = prepare(files, channel, check_file(path, channel).to_send(origin))
    if age is not None:
        files.intents._database.write(
            lambda connection: connection.execute(
                "UPDATE intent SET created_at = created_at - ? WHERE id = ?",
                (age // timedelta(milliseconds=1), intent.id),
            )
        )
    return intent.id


def lost(files: Workspace, number: int) -> None:
    """As a process leaves it that is killed while it sends."""
    assert files.intents.begin(number, files.clock(), timedelta(0))


def test_nothing_is_unfinished(desk: Desk) -> None:
    ran = desk.run("submit", "--unfinished", "--json")
    assert ran.code == 0
    assert ran.json["left"] == []
    assert "Nothing is unfinished" in ran.err


def test_what_is_young_and_did_not_arrive_is_sent(desk: Desk, files: Workspace) -> None:
    number = prepared(desk, files)
    lost(files, number)
    status = desk.run("status", "--cached")
    assert "1 feed may have arrived at Amazon or not" in status.err
    assert "submit --unfinished" in status.err
    ran = desk.run("submit", "--unfinished")
    assert ran.code == 0
    assert len(desk.arrived) == 1
    assert ran.out.strip()
    assert desk.run("status", "--cached").err == ""


def test_what_arrived_is_found_and_not_sent_again(desk: Desk, files: Workspace) -> None:
    path = desk.write(dict.fromkeys(desk.skus, 5))
    sent = desk.run("submit", str(path), "--yes").out.strip()
    files.intents._database.write(
        lambda connection: connection.execute(
            "UPDATE intent SET state = 'sending', submission_id = NULL, document_id = 'd'"
        )
    )
    ran = desk.run("submit", "--unfinished", "--json")
    assert ran.code == 0
    assert [one["id"] for one in ran.json["sent"]] == [sent]
    assert len(desk.arrived) == 1


@pytest.mark.parametrize("origin", [Origin.PERSON, Origin.AUTO])
def test_what_is_old_waits_for_a_person(desk: Desk, files: Workspace, origin: Origin) -> None:
    age = timedelta(hours=3) if origin is Origin.PERSON else None
    number = prepared(desk, files, age=age, origin=origin)
    left = desk.run("submit", "--unfinished")
    assert left.code == 6
    assert f"koongo-tui submit --unfinished {number}" in left.err
    assert f"koongo-tui submit --withdraw {number}" in left.err
    assert desk.arrived == []
    assert "1 feed was not sent" in desk.run("status", "--cached").err
    assert desk.run("submit", "--unfinished", str(number)).code == 0
    assert len(desk.arrived) == 1


def test_a_person_decides_against_it(desk: Desk, files: Workspace) -> None:
    number = prepared(desk, files)
    assert desk.run("submit", "--withdraw", str(number), "--json").json["withdrawn"] == number
    assert desk.run("submit", "--unfinished").code == 0
    assert desk.run("submit", "--withdraw", str(number)).code == 2
    assert desk.run("submit", "--withdraw", "99").code == 2
    assert desk.run("submit", "--unfinished", "99").code == 2
    unknown = prepared(desk, files, 6)
    lost(files, unknown)
    said = desk.run("submit", "--withdraw", str(unknown))
    assert said.code == 2
    assert "may have arrived" in said.err
    assert desk.arrived == []


def test_the_same_feed_that_waits_is_sent_and_no_second_one(desk: Desk, files: Workspace) -> None:
    number = prepared(desk, files)
    assert desk.run("submit", str(desk.source), "--yes").code == 0
    found = files.intents.get(number)
    assert found is not None
    assert found.submission_id is not None
    assert len(desk.arrived) == 1


def test_a_feed_that_cannot_be_sent_now_is_kept(desk: Desk, files: Workspace) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    desk.environ |= {
        "KOONGO_TUI_MWS_ENDPOINT": "http://127.0.0.1:9",
        "KOONGO_TUI_SPAPI_ENDPOINT": "http://127.0.0.1:9",
    }
    ran = desk.run("submit", str(desk.source), "--yes")
    assert ran.code == 5
    assert "kept as number 1" in ran.err
    assert "submit --unfinished" in ran.err


def test_other_wishes_do_not_go_with_it(desk: Desk) -> None:
    assert desk.run("submit", "feed.xml", "--unfinished", "1", "--dry-run").code == 2
    assert desk.run("submit", "--unfinished", "--withdraw", "1").code == 2
