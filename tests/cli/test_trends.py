"""``trends``: what is saved, day by day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.channels import Channel
from koongo_tui.store.history import History, ReportState
from koongo_tui.workspace import Workspace

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHANNEL = Channel("main", Program.MWS, Region.EU, "A1F83G8C2ARO7P", "A135KKEKJAIBJ56")


@pytest.fixture
def history() -> Iterator[History]:
    workspace = Workspace.of_user(os.environ, clock=lambda: NOW, ask=lambda _prompt: None)
    workspace.config_file.save_channel(CHANNEL)
    yield workspace.history()
    workspace.close()


def add(history: History, number: int, days: int, counts: Counts | None) -> None:
    at = NOW - timedelta(days=days)
    account = CHANNEL.account_key
    history.upsert(account, [Submission(str(number), "A", at, "_DONE_")], seen_at=at)
    if counts is not None:
        history.set_report(
            account, str(number), counts, report_state=ReportState.STORED, fetched_at=at
        )


def test_json_has_every_day_and_tells_nothing_from_zero(command: Any, history: History) -> None:
    add(history, 1, 0, Counts(412, 398, 14, 0))
    add(history, 2, 2, None)
    found = command("trends", "--days", "3", "--json")
    assert found.code == 0
    assert found.json["channel"] == "main"
    assert found.json["zone"] == "UTC"
    assert found.json["days"] == [
        {
            "date": "2026-11-21",
            "submissions": 1,
            "processed": None,
            "accepted": None,
            "errors": None,
            "unread": 1,
        },
        {
            "date": "2026-11-22",
            "submissions": 0,
            "processed": None,
            "accepted": None,
            "errors": None,
            "unread": 0,
        },
        {
            "date": "2026-11-23",
            "submissions": 1,
            "processed": 412,
            "accepted": 398,
            "errors": 14,
            "unread": 0,
        },
    ]


def test_people_get_a_chart_in_plain_letters(command: Any, history: History) -> None:
    add(history, 1, 0, Counts(412, 398, 14, 0))
    add(history, 2, 1, Counts(40, 40, 0, 0))
    add(history, 3, 1, None)
    ran = command("trends")
    lines = ran.out.splitlines()
    assert ran.out.isascii()
    assert date(2026, 11, 10).strftime("%d Nov 2026") in lines[1]
    assert lines[1].split()[-1] == "-"
    assert "####" in lines[14]
    assert "xxxxxxxxx" in lines[14]
    assert "x" not in lines[13]
    assert lines[13].split()[4:6] == ["2?", "40"]
    assert lines[15:] == [
        "? numbers missing",
        "",
        "14 of 452 lines refused (3.1 %) in the last 14 days; all on Mon 23 Nov.",
        "The numbers of 1 submission are missing.",
    ]
    assert "Days are local (UTC)" in ran.err
    assert max(map(len, lines)) < 80


@pytest.mark.parametrize("days", ["0", "-1", "99999", "many"])
def test_a_number_of_days_that_is_none(command: Any, history: History, days: str) -> None:
    ran = command("trends", "--days", days, "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "usage"
