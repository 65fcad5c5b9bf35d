"""Each check alone: what it says of a machine that is as it should be, and of one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from koongo_tui.amazon.submission import Submission
from koongo_tui.doctor import amazon, channels, configuration, history
from koongo_tui.doctor import machine as own
from koongo_tui.doctor.examination import CHECKS, COMPACT, Check
from koongo_tui.doctor.findings import Finding, Level, verdict
from koongo_tui.doctor.subject import Subject
from koongo_tui.errors import ExitCode, NotSetUpError
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import SecretHome, SecretPlace, SpApiDeveloper

CONFIG = Check("Config", configuration.configuration)
DEVELOPER = Check("Developer", configuration.developers)
TOKENS = Check("Token", channels.tokens)
ENDS = Check("Ends", channels.ends)
HISTORY = Check("History", history.history)
TERMINAL = Check("Terminal", own.terminal)
NOTICES = Check("Notices", own.notices)
REQUESTS = Check("Requests", amazon.requests)


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings if finding.code]


# -- the program and the terminal -------------------------------------------------------------


async def test_versions(machine: Any) -> None:
    program, libraries = await machine.find(Check("Program", own.program))
    assert program.text.startswith("koongo-tui ")
    assert "Python 3." in program.text
    assert "textual 8.2" in libraries.text


async def test_a_textual_of_another_kind_is_named(
    machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "_version", lambda name: "9.0.0" if name == "textual" else None)
    _, missing, textual = await machine.find(Check("Program", own.program))
    assert missing.code == "library-missing"
    assert (textual.level, textual.code) == (Level.LOOK, "textual-version")


async def test_a_terminal_over_ssh_inside_tmux(machine: Any) -> None:
    machine.at_terminal(TERM="xterm-256color", SSH_TTY="/dev/pts/1", TMUX="/tmp/x")
    size, copying = await machine.find(TERMINAL)
    assert size.text == "80x24, UTF-8, 256 colours, over SSH, inside tmux"
    assert size.values["ssh"] is True
    assert (copying.level, copying.fix) == (
        Level.NOTE,
        "In ~/.tmux.conf:  set -g set-clipboard on",
    )


async def test_a_small_terminal_and_none(machine: Any) -> None:
    assert "does not go to one" in (await machine.find(TERMINAL))[0].text
    machine.at_terminal(50, 15, TERM="xterm")
    assert codes(await machine.find(TERMINAL)) == ["small-terminal"]


async def test_notices_that_cannot_reach_the_person(machine: Any) -> None:
    machine.channel()
    (off,) = await machine.find(NOTICES)
    assert (off.level, off.text) == (Level.OK, "None: they are switched off")
    path = machine.paths.config_file
    path.write_text(
        path.read_text() + "[notices]\nbell = true\nterminal = true\ncommand = 'no-such-thing x'\n"
    )
    machine.environ["TERM"] = "xterm-256color"
    on, terminal, command = await machine.find(NOTICES)
    assert on.text == "When a submission finishes: bell, terminal, command"
    assert terminal.code == "no-terminal-notice"
    assert "no-such-thing is not on this machine" in command.text
    machine.environ["TERM"] = "foot"
    assert "foot shows them" in (await machine.find(NOTICES))[1].text


# -- configuration and the developer's side ----------------------------------------------------


async def test_nothing_set_up_is_said_with_the_way_on_and_is_not_broken(machine: Any) -> None:
    (finding,) = await machine.find(CONFIG)
    assert (finding.level, finding.fix) == (Level.NOTE, "Begin with: koongo-tui setup")
    assert not machine.paths.config_file.exists()


async def test_channels_and_what_is_wrong_in_the_file(machine: Any) -> None:
    machine.channel()
    path = machine.paths.config_file
    path.write_text(
        path.read_text() + "[channels.other]\nprogram = 'mws'\n[notices]\nbell = 'loud'\n"
    )
    path.chmod(0o644)
    good, wrong, *notes = await machine.find(CONFIG)
    assert good.text == f"{path}, 1 channel, current: main"
    assert (wrong.level, wrong.exit_code) == (Level.BROKEN, ExitCode.NOT_SET_UP)
    assert "channels.other.region: is missing" in wrong.text
    assert [n.level for n in notes] == [Level.LOOK, Level.LOOK]
    assert "Its mode is now 0600" in " ".join(n.text for n in notes)
    assert "notices.bell" in " ".join(n.text for n in notes)


async def test_a_damaged_file_is_one_finding_and_the_other_checks_go_on(machine: Any) -> None:
    machine.channel()
    machine.paths.config_file.write_text("= = =")
    found = await machine.find(CONFIG, DEVELOPER, TOKENS, ENDS, HISTORY)
    assert verdict(found).broken == 1
    assert found[0].exit_code is ExitCode.NOT_SET_UP
    assert found[-1].area == "History"


async def test_no_developers_keys(machine: Any) -> None:
    (nobody,) = await machine.find(DEVELOPER)
    assert nobody.level is Level.NOTE
    machine.channel()
    (needed,) = await machine.find(DEVELOPER)
    assert (needed.level, needed.values["needed_for"]) == (Level.LOOK, ["mws"])


async def test_both_programs_keys_and_the_environments(machine: Any) -> None:
    machine.developer()
    assert codes(await machine.find(DEVELOPER)) == []
    machine.environ["KOONGO_TUI_MWS_ACCESS_KEY_ID"] = "AKIAOTHER"
    (half, *_) = await machine.find(DEVELOPER)
    assert half.code == "half-a-pair"
    machine.environ["KOONGO_TUI_MWS_SECRET_KEY"] = "another-secret-key"
    (both, *_) = await machine.find(DEVELOPER)
    assert both.code == "two-sources"
    assert "the environment gives the keys" in both.text
    assert "wins over" in both.text


async def test_a_client_secret_that_has_to_be_rotated(machine: Any) -> None:
    set_on = machine.now.date() - timedelta(days=170)
    machine.workspace.save_sp_api_developer(
        SpApiDeveloper("amzn1.sellerapps.app.x", "client", secret_set_on=set_on), Secret("s" * 20)
    )
    found = await machine.find(DEVELOPER)
    assert "secret to be rotated by 16 March" in found[0].text
    assert (found[1].level, found[1].code) == (Level.SOON, "secret-rotation")


async def test_a_developers_secret_that_is_gone(machine: Any) -> None:
    machine.developer()
    machine.workspace.secrets.remove("mws-eu.secret-key")
    broken = [f for f in await machine.find(DEVELOPER) if f.level is Level.BROKEN]
    assert [f.code for f in broken] == ["secret-missing"]


# -- channels ----------------------------------------------------------------------------------


async def test_a_token_in_its_private_file(machine: Any) -> None:
    machine.channel()
    (finding,) = await machine.find(TOKENS)
    assert finding.text == "main: private file, yours alone"
    assert finding.aside == "ends in 1234"


async def test_modes_that_were_too_loose_are_told_wherever_they_are_met_first(
    machine: Any,
) -> None:
    machine.channel()
    machine.paths.config_file.chmod(0o644)
    machine.workspace.secrets.path("main.token").chmod(0o644)
    found = await machine.find(NOTICES, CONFIG, TOKENS)
    told = [f for f in found if "Its mode is now 0600" in f.text]
    assert [(f.area, f.level) for f in told] == [
        ("Config", Level.LOOK),
        ("Token", Level.LOOK),
    ]


async def test_looking_makes_no_file(machine: Any) -> None:
    machine.channel(expires_on=date(2026, 3, 7))
    await machine.find(*(check for check in CHECKS if check.ask is None))
    assert not machine.paths.state_dir.exists()


async def test_a_token_that_is_gone(machine: Any) -> None:
    machine.channel(token=None)
    (finding,) = await machine.find(TOKENS)
    assert (finding.level, finding.exit_code) == (Level.BROKEN, ExitCode.NOT_SET_UP)
    assert "is not there" in finding.text


async def test_two_sources_of_a_token(machine: Any) -> None:
    machine.channel()
    machine.channel("other")
    machine.environ["KOONGO_TUI_TOKEN"] = "amzn.mws.00000000-1111-2222-3333-444444444444"
    found = await machine.find(TOKENS)
    assert (found[-1].level, found[-1].code) == (Level.LOOK, "two-sources")
    assert "for all 2 channels alike" in found[-1].text


async def test_a_token_only_in_the_environment_is_no_failure(machine: Any) -> None:
    machine.channel(token=None)
    machine.environ["KOONGO_TUI_TOKEN"] = "amzn.mws.00000000-1111-2222-3333-444444444444"
    assert verdict(await machine.find(TOKENS)).broken == 0


async def test_a_command_is_looked_for_and_not_run(machine: Any, tmp_path: Any) -> None:
    ran = tmp_path / "ran"
    place = SecretPlace(SecretHome.COMMAND, f"touch {ran}")
    machine.channel(token=None, token_place=place)
    (finding,) = await machine.find(TOKENS)
    assert finding.level is Level.OK
    assert not ran.exists()
    machine.channel(token=None, token_place=SecretPlace(SecretHome.COMMAND, "no-such-vault show"))
    (finding,) = await machine.find(TOKENS)
    assert finding.level is Level.BROKEN
    assert "no-such-vault is not on this machine" in finding.text


@pytest.mark.parametrize(
    ("expires_on", "level", "words", "code"),
    [
        (None, Level.NOTE, "main: not known here", "end-not-known"),
        (date(2026, 11, 23), Level.OK, "main: 23 November, in 262 days", ""),
        (date(2026, 3, 25), Level.SOON, "main: 25 March, in 19 days. Renew it:", "ends-soon"),
        (date(2026, 3, 7), Level.SOON, "main: 7 March, in 1 day. Renew it:", "ends-soon"),
        (date(2026, 3, 6), Level.SOON, "main: 6 March, today. Renew it:", "ends-soon"),
        (date(2025, 3, 6), Level.SOON, "main: ended on 6 March 2025. Renew it:", "expired"),
    ],
)
async def test_when_an_authorisation_ends(
    machine: Any, expires_on: date | None, level: Level, words: str, code: str
) -> None:
    machine.channel(expires_on=expires_on)
    (finding,) = await machine.find(ENDS)
    assert (finding.level, finding.code) == (level, code)
    assert finding.text.startswith(words)
    renew = "https://sellercentral.amazon.co.uk/apps/manage"
    assert finding.link == (renew if level is Level.SOON else "")


async def test_of_many_channels_only_those_with_something_to_say_are_listed(machine: Any) -> None:
    for number in range(12):
        machine.channel(f"shop-{number}")
    machine.channel("late", expires_on=date(2026, 3, 10))
    machine.channel("lost", token=None)
    assert [f.text.split(":")[0] for f in await machine.find(TOKENS)] == [
        "lost",
        "13 channels have theirs",
    ]
    assert [f.text.split(":")[0] for f in await machine.find(ENDS)] == [
        "late",
        "13 channels not within 30 days",
    ]


# -- requests and the history --------------------------------------------------------------------


async def test_requests_that_are_left(machine: Any) -> None:
    channel = machine.channel()
    assert await machine.find(REQUESTS) == []
    budget = machine.workspace.budget(channel)
    budget.spend("GetFeedSubmissionList")
    lists, reports = await machine.find(REQUESTS)
    assert lists.text == "9 of 10 lists left, one more every 45 s"
    assert reports.text == "15 of 15 reports left, one more every 60 s"
    while budget.spend("GetFeedSubmissionList") is None:
        pass
    lists, _ = await machine.find(REQUESTS)
    assert (lists.level, lists.code) == (Level.NOTE, "throttled")
    assert "That is Amazon's limit, not a fault." in lists.text


def fill(machine: Any, number: int, days: int = 0) -> None:
    account = "mws:eu:A135KKEKJAIBJ56"
    sent = machine.now - timedelta(days=days)
    many = [Submission(f"{days}-{n}", "POST_PRODUCT_DATA", sent, "_DONE_") for n in range(number)]
    machine.workspace.history().upsert(account, many, seen_at=machine.now)
    with machine.workspace.archive.begin() as file:
        file.write(b"a report")
        machine.workspace.archive.keep(account, many[0].id, file)


async def test_no_history_yet_and_none_is_made(machine: Any) -> None:
    (finding,) = await machine.find(HISTORY)
    assert finding.level is Level.NOTE
    (nothing,) = await machine.find(COMPACT)
    assert nothing.text == "There is nothing to compact."
    assert not machine.paths.history_file.exists()


async def test_a_sound_history(machine: Any) -> None:
    fill(machine, 3)
    file, reports, kept = await machine.find(HISTORY)
    assert "3 submissions, sound" in file.text
    assert file.values["submissions"] == 3
    assert file.values["reports"] == 1
    assert reports.text.startswith("1 processing report, ")
    assert kept.text == "Everything is kept, for ever"


async def test_retention_and_room_to_give_back(machine: Any) -> None:
    machine.channel()
    path = machine.paths.config_file
    path.write_text(path.read_text() + "[history]\nkeep_days = 365\n")
    fill(machine, 6_000, days=400)
    fill(machine, 5)
    before = await machine.find(HISTORY)
    assert "Kept for 365 days; 6,000 are older and go within a day" in [f.text for f in before]
    (compacted,) = await machine.find(COMPACT)
    assert compacted.values["submissions_removed"] == 6_000
    assert compacted.values["reports_removed"] == 1
    assert compacted.values["bytes_after"] < compacted.values["bytes_before"] / 2
    assert "takes" in compacted.text
    assert "Kept for 365 days" in [f.text for f in await machine.find(HISTORY)]
    assert machine.workspace.history().total() == 5


async def test_empty_room_is_a_note_with_the_command(machine: Any) -> None:
    fill(machine, 8_000, days=400)
    machine.workspace.history().forget_before(machine.now)
    notes = [f for f in await machine.find(HISTORY) if f.code == "spare-room"]
    assert [n.fix for n in notes] == ["They come back with: koongo-tui doctor --compact"]


async def test_an_unsound_history_is_not_compacted(
    machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(machine, 3)
    kept = machine.workspace.history()
    monkeypatch.setattr(type(kept), "check", lambda _: ("row 3 missing from index",))
    monkeypatch.setattr(type(kept), "compact", lambda _: pytest.fail("compacted"))
    (finding,) = await machine.find(COMPACT)
    assert (finding.level, finding.exit_code) == (Level.BROKEN, ExitCode.UNEXPECTED)
    assert "row 3 missing from index" in finding.text


async def test_a_file_that_is_no_database_is_kept_aside_and_said(machine: Any) -> None:
    machine.paths.state_dir.mkdir(mode=0o700)
    machine.paths.history_file.write_bytes(b"rubbish" * 1000)
    found = await machine.find(HISTORY)
    assert "history-note" in codes(found)
    assert any("It is kept as" in f.text for f in found)


# -- checks that fail ------------------------------------------------------------------------------


def _bursts(_: Subject) -> Iterator[Finding]:
    yield Finding("Clock", Level.OK, "so far")
    raise ZeroDivisionError("with a secret in its text")


def _says_no(_: Subject) -> Iterator[Finding]:
    raise NotSetUpError("Not there.")


async def test_a_check_that_fails_says_so_and_the_next_one_is_done(machine: Any) -> None:
    found = await machine.find(Check("Clock", _bursts), Check("Token", _says_no), HISTORY)
    assert [f.area for f in found] == ["Clock", "Clock", "Token", "History"]
    assert found[1].text == "This check itself failed (ZeroDivisionError). The others went on."
    assert found[1].exit_code is ExitCode.UNEXPECTED
    assert found[2].exit_code is ExitCode.NOT_SET_UP


def test_every_check_has_one_way_to_look() -> None:
    assert all((check.look is None) != (check.ask is None) for check in CHECKS)
