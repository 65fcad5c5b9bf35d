"""What needs attention, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from koongo_tui.amazon.submission import Submission
from koongo_tui.errors import NotSetUpError
from koongo_tui.fleet.health import Fleet, Health, fleet_of, health_of
from koongo_tui.fleet.order import FleetSort, arranged
from koongo_tui.fleet.reading import FleetReader, others_that_need_a_look
from koongo_tui.store.channels import Config
from koongo_tui.store.errors import ConfigWrong, FileDamaged
from koongo_tui.store.paths import Paths
from koongo_tui.store.summaries import NOTHING_KNOWN, AccountSummary
from koongo_tui.workspace import Workspace
from tests.fleet.example import GERMANY, MINUTE, NOW, channel, ends_in, summary

BLOCKED = NotSetUpError("There is no token.", fix="Run setup.")


@pytest.mark.parametrize(
    ("known", "health", "reason"),
    [
        (NOTHING_KNOWN, Health.NEVER, ""),
        (summary(1), Health.OK, ""),
        (summary(59), Health.OK, ""),
        (summary(61), Health.OLD, ""),
        (summary(3, error="unreachable"), Health.FAILING, "What Amazon said to unreachable."),
        (summary(26, error="unreachable"), Health.STILL, "What Amazon said to unreachable."),
        (summary(None, error="throttled"), Health.STILL, "What Amazon said to throttled."),
        (summary(3, error="access-refused"), Health.REFUSED, "What Amazon said to access-refused."),
        (summary(3, error="developer-keys"), Health.REFUSED, "What Amazon said to developer-keys."),
    ],
)
def test_the_health_of_a_connection(known: AccountSummary, health: Health, reason: str) -> None:
    assert health_of(known, NOW)[:2] == (health, reason)


def test_what_cannot_be_asked_says_why_unless_amazon_refuses() -> None:
    assert health_of(summary(1), NOW, BLOCKED) == (
        Health.BLOCKED,
        "There is no token.",
        "Run setup.",
    )
    assert health_of(summary(90, error="unreachable"), NOW, BLOCKED)[0] is Health.BLOCKED
    assert health_of(summary(1, error="expired"), NOW, BLOCKED)[0] is Health.REFUSED


def the_fleet() -> Fleet:
    channels = [
        channel("fine"),
        channel("errors", marketplace_id=GERMANY),
        channel("many-errors"),
        channel("ending", expires_on=ends_in(12)),
        channel("ended", expires_on=ends_in(-2)),
        channel("long", expires_on=ends_in(31)),
        channel("refused"),
        channel("lost"),
        channel("new"),
        channel("keyless"),
    ]
    summaries = {
        one.account_key: summary(minutes, **more)  # type: ignore[arg-type]
        for one, (minutes, more) in zip(
            channels,
            [
                (4, {"done": 9, "working": 2}),
                (3, {"done_with_errors": 2}),
                (2, {"done_with_errors": 5, "stuck": 1}),
                (1, {}),
                (1, {}),
                (1, {}),
                (90, {"error": "access-refused"}),
                (90, {"error": "unreachable", "failures": 4}),
            ],
            strict=False,
        )
    }
    config = Config(
        channels=MappingProxyType({one.name: one for one in channels}),
        wrong=MappingProxyType({"odd": ConfigWrong(Path("config.toml"), ("region is missing",))}),
    )
    return fleet_of(config, summaries, NOW, {"keyless": BLOCKED})


def names(fleet: Fleet, words: str = "", sort: FleetSort = FleetSort.ATTENTION) -> list[str]:
    return [row.name for row in arranged(fleet.rows, words, sort)]


def test_what_needs_attention_comes_first() -> None:
    assert names(the_fleet()) == [
        "refused",
        "odd",
        "keyless",
        "lost",
        "ended",
        "ending",
        "many-errors",
        "errors",
        "new",
        "fine",
        "long",
    ]


def test_how_many_need_a_look() -> None:
    fleet = the_fleet()
    assert {row.name for row in fleet.rows if not row.needs_a_look} == {"fine", "new", "long"}
    assert fleet.looks == len(fleet.rows) - 3


def test_what_is_told_of_one() -> None:
    row = next(row for row in the_fleet().rows if row.name == "many-errors")
    assert (row.look, row.open, row.days_left) == (6, 0, None)
    assert (row.marketplace, row.program) == ("Amazon.co.uk", "MWS")
    assert row.age == 2 * MINUTE
    wrong = next(row for row in the_fleet().rows if row.name == "odd")
    assert (wrong.channel, wrong.seller_id, wrong.health) == (None, "", Health.WRONG)
    assert "region is missing" in wrong.reason


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (FleetSort.NAME, ["ended", "ending", "errors"]),
        (FleetSort.AGE, ["keyless", "new", "odd", "lost"]),
        (FleetSort.DAYS, ["ended", "ending", "long"]),
        (FleetSort.LOOK, ["many-errors", "errors"]),
        (FleetSort.OPEN, ["fine"]),
        (FleetSort.HEALTH, ["refused", "odd", "keyless", "lost"]),
    ],
)
def test_other_orders(sort: FleetSort, first: list[str]) -> None:
    assert names(the_fleet(), sort=sort)[: len(first)] == first


@pytest.mark.parametrize("sort", FleetSort)
def test_every_order_keeps_every_channel(sort: FleetSort) -> None:
    fleet = the_fleet()
    assert sorted(names(fleet, sort=sort)) == sorted(row.name for row in fleet.rows)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("REFUSED", {"refused"}),
        ("not updating", {"lost"}),
        ("amazon.de", {"errors"}),
        ("end look", {"ending", "ended"}),
        ("A135KKLONG", {"long"}),
        ("errors many", {"many-errors"}),
        ("sp-api", set()),
        ("nothing-like-it", set()),
    ],
)
def test_filters(words: str, found: set[str]) -> None:
    assert set(names(the_fleet(), words)) == found


# -- reading -----------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> object:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    workspace = Workspace(
        Paths(tmp_path / "config", tmp_path / "state"),
        {},
        clock=clock,  # type: ignore[arg-type]
    )
    for name in ("one", "two"):
        workspace.config_file.save_channel(channel(name))
    yield workspace
    workspace.close()


def fail(workspace: Workspace, name: str) -> None:
    workspace.history().record_check(
        channel(name).account_key, NOW, error_code="access-refused", error_text="Not accepted."
    )


def test_a_second_reading_tells_nothing_new(workspace: Workspace) -> None:
    reader = FleetReader(workspace)
    assert reader.read() is not None
    assert reader.read() is None
    reader.forget()
    assert reader.read() is not None


def test_what_changes_is_read_again(workspace: Workspace, clock: Clock) -> None:
    reader = FleetReader(workspace)
    reader.read()
    fail(workspace, "two")
    fleet = reader.read()
    assert fleet is not None
    assert [row.health for row in fleet.rows] == [Health.NEVER, Health.REFUSED]
    workspace.config_file.save_channel(channel("three"))
    fleet = reader.read()
    assert fleet is not None
    assert [row.name for row in fleet.rows] == ["one", "two", "three"]
    fleet = reader.read({"one": BLOCKED})
    assert fleet is not None
    assert fleet.rows[0].health is Health.BLOCKED
    assert reader.read({"one": BLOCKED}) is None
    clock.now += timedelta(seconds=61)
    assert reader.read({"one": BLOCKED}) is not None


def test_channels_of_one_account_share_what_is_known(workspace: Workspace) -> None:
    workspace.config_file.save_channel(
        replace(channel("one"), name="one-de", marketplace_id=GERMANY)
    )
    history = workspace.history()
    history.upsert(
        channel("one").account_key, [Submission("1", "X", NOW, "_SUBMITTED_")], seen_at=NOW
    )
    fleet = FleetReader(workspace).read()
    assert fleet is not None
    assert {row.name: row.open for row in fleet.rows} == {"one": 1, "two": 0, "one-de": 1}


def test_the_others_are_counted_without_this_one(workspace: Workspace) -> None:
    assert others_that_need_a_look(workspace, "one") == 0
    fail(workspace, "one")
    fail(workspace, "two")
    assert others_that_need_a_look(workspace, "one") == 1


def test_one_channel_alone_has_no_others(workspace: Workspace) -> None:
    workspace.config_file.remove_channel("two")
    fail(workspace, "one")
    assert others_that_need_a_look(workspace, "one") == 0


def test_a_damaged_configuration_is_said(workspace: Workspace) -> None:
    workspace.paths.config_file.write_text("[channels")
    with pytest.raises(FileDamaged):
        FleetReader(workspace).read()
