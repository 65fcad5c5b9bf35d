"""``setup --no-input``: every answer from an option, nothing asked."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon.errors import AccessRefused, ClockSkewed, DeveloperRefused, Unreachable
from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Setup
from koongo_tui.guide.regions import Region
from tests.cli.conftest import Command
from tests.cli.setup_world import DE, NOW, PAGE, SELLER, TOKEN, UK, Account, World

BARE = ("--region", "europe", "--seller-id", SELLER, "--marketplace", "amazon.co.uk")


@pytest.fixture
def world() -> World:
    return World()


def channels(world: World) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(world.files["config.toml"].decode())["channels"]
    return found


def refused() -> AccessRefused:
    return AccessRefused(
        "Amazon refuses this Seller ID with this token.",
        amazon_code="AccessDenied",
        amazon_message="AuthToken is not valid for SellerId and AWSAccountId",
    )


class TestSaved:
    def test_values_from_options_and_token_from_stdin(self, world: World) -> None:
        assert world.setup("--no-input", *BARE, "--token-stdin", stdin=TOKEN) == 0
        channel = channels(world)["main"]
        assert channel["seller_id"] == SELLER
        assert channel["marketplace"] == UK
        assert world.files["secrets/main.token"].decode().strip() == TOKEN

    def test_the_whole_page_needs_nothing_else(self, world: World) -> None:
        assert world.setup("--no-input", "--token-stdin", stdin=PAGE) == 0
        assert channels(world)["main"]["region"] == "eu"
        assert channels(world)["main"]["marketplace"] == UK

    def test_the_token_from_a_file(self, world: World, tmp_path: Path) -> None:
        (tmp_path / "page.txt").write_text(PAGE)
        assert world.setup("--no-input", "--token-file", str(tmp_path / "page.txt")) == 0
        assert world.files["secrets/main.token"].decode().strip() == TOKEN

    def test_a_file_that_is_no_text_is_read_all_the_same(
        self, world: World, tmp_path: Path
    ) -> None:
        (tmp_path / "page").write_bytes(b"\xff\xfe " + PAGE.encode())
        assert world.setup("--no-input", "--token-file", str(tmp_path / "page")) == 0

    def test_with_a_command_the_command_is_kept_and_not_the_token(
        self, world: World, tmp_path: Path
    ) -> None:
        (tmp_path / "t.py").write_text(f"print({TOKEN!r})")
        command = f"{sys.executable} {tmp_path / 't.py'}"
        assert world.setup("--no-input", *BARE, "--token-command", command) == 0
        assert command.encode() in world.files["config.toml"]
        assert "secrets/main.token" not in world.files
        assert not any(b"87aea0004567" in data for data in world.files.values())

    def test_any_way_of_saying_it_gives_the_same_files(self, tmp_path: Path) -> None:
        ways: list[tuple[tuple[str, ...], str]] = [
            (("--token-stdin",), PAGE),
            ((*BARE, "--token-stdin"), TOKEN),
            (("--region", "sellercentral.amazon.co.uk", "--token-stdin"), PAGE),
            (("--marketplace", UK, "--token-stdin", "--program", "mws"), PAGE),
            (
                ("--marketplace", "uk", "--seller-id", f" {SELLER} ", "--token-stdin"),
                f"\n{TOKEN}\n",
            ),
        ]
        results = []
        for number, (options, stdin) in enumerate(ways):
            world = World(
                {
                    "KOONGO_TUI_CONFIG_DIR": str(tmp_path / f"c{number}"),
                    "KOONGO_TUI_STATE_DIR": str(tmp_path / f"s{number}"),
                }
            )
            assert world.setup("--no-input", *options, stdin=stdin) == 0, world.said
            results.append(world.files)
        assert all(r == results[0] for r in results)

    def test_the_token_is_nowhere_else(self, world: World) -> None:
        world.setup("--no-input", "--token-stdin", "--json", stdin=PAGE)
        secret = "4ea38b7b"
        assert secret not in world.out.getvalue() + world.said
        holders = [name for name, data in world.files.items() if secret.encode() in data]
        assert holders == ["secrets/main.token"]

    def test_without_the_developers_side_it_gives_the_values_for_koongos_form(
        self, world: World
    ) -> None:
        world.setup("--no-input", "--token-stdin", stdin=PAGE)
        out = world.out.getvalue()
        for part in ("Amazon.co.uk", SELLER, "amzn.mws.********4567", "Auto-Submit", "No"):
            assert part in out
        assert "developer's side" in world.said
        assert "--demo" in world.said

    def test_the_json_says_all_of_it(self, world: World) -> None:
        assert world.setup("--no-input", "--token-stdin", "--json", stdin=PAGE) == 0
        found = json.loads(world.out.getvalue())
        assert found["schema"] == 1
        assert (found["ok"], found["saved"], found["tested"]) == (True, True, False)
        assert (found["error"], found["exit"], found["test"]) == (None, 0, None)
        assert found["channel"]["seller_id"] == SELLER
        assert found["channel"]["developer_id"] == Region.EU.developer_id
        assert found["channel"]["token_masked"] == "amzn.mws.********4567"

    def test_what_was_tidied_and_what_is_worth_knowing_is_told(self, world: World) -> None:
        page = PAGE.replace(SELLER, f"\u200b{SELLER}  ").replace(UK, "A1F83G8C2AR07P")
        assert world.setup("--no-input", "--token-stdin", "--json", stdin=page) == 0
        found = json.loads(world.out.getvalue())
        assert found["tidied"]
        assert [p["code"] for p in found["problems"]] == ["lookalike-marketplace"]
        assert "Tidied:" in world.said
        assert "(lookalike-marketplace)" in world.said
        assert found["channel"]["marketplace"] == UK


class TestTested:
    def test_it_is_tested_before_it_is_saved(self, world: World) -> None:
        account = Account()
        assert world.setup("--no-input", "--token-stdin", stdin=PAGE, account=account) == 0
        [(channel, token)] = account.asked
        assert (channel.seller_id, channel.marketplace_id) == (SELLER, UK)
        assert token is not None
        assert token.reveal() == TOKEN
        assert account.closed == 1
        assert "Amazon accepts these values" in world.said

    def test_the_json_holds_the_test(self, world: World) -> None:
        world.setup("--no-input", "--token-stdin", "--json", stdin=PAGE, account=Account())
        found = json.loads(world.out.getvalue())
        assert found["tested"] is True
        assert found["test"]["ok"] is True
        assert found["test"]["marketplaces"] == [UK, DE]

    @pytest.mark.parametrize(
        ("error", "code", "exit_code"),
        [
            (refused(), "access-refused", 4),
            (DeveloperRefused("Amazon refuses the developer's keys."), "developer-keys", 4),
            (Unreachable("No answer.", host="mws-eu", cause="name"), "unreachable", 5),
        ],
    )
    def test_a_refusal_saves_nothing(
        self, world: World, error: KoongoError, code: str, exit_code: int
    ) -> None:
        account = Account(refusals=[error])
        ended = world.setup("--no-input", "--token-stdin", "--json", stdin=PAGE, account=account)
        assert ended == exit_code
        found = json.loads(world.out.getvalue())
        assert (found["saved"], found["channel"], found["exit"]) == (False, None, exit_code)
        assert found["error"]["code"] == code
        assert found["test"]["ok"] is False
        assert "config.toml" not in world.files
        assert "secrets/main.token" not in world.files

    def test_a_refusal_in_words(self, world: World) -> None:
        account = Account(refusals=[refused()])
        assert world.setup("--no-input", "--token-stdin", stdin=PAGE, account=account) == 4
        assert "AuthToken is not valid for SellerId" in world.said
        assert "not tried" in world.said
        assert "--wait" in world.said
        assert world.said.rstrip().endswith("Nothing was saved.")
        assert world.out.getvalue() == ""

    def test_a_marketplace_that_the_account_does_not_have(self, world: World) -> None:
        account = Account(marketplaces=(DE,))
        ended = world.setup("--no-input", *BARE, "--token-stdin", stdin=TOKEN, account=account)
        assert ended == 4
        assert "marketplace-not-open" in world.said
        assert "Amazon.de" in world.said


class TestWaiting:
    def test_it_tries_until_amazon_says_yes(self, world: World) -> None:
        away = Unreachable("No answer.", host="mws-eu", cause="name")
        account = Account(refusals=[refused(), away])
        options = ("--no-input", "--token-stdin", "--wait")
        assert world.setup(*options, stdin=PAGE, account=account) == 0
        assert world.slept == [300.0, 300.0]
        assert "try 2 of 13" in world.said
        assert "config.toml" in world.files

    def test_after_an_hour_it_gives_up(self, world: World) -> None:
        account = Account(refusals=[refused() for _ in range(20)])
        options = ("--no-input", "--token-stdin", "--wait")
        assert world.setup(*options, stdin=PAGE, account=account) == 4
        assert sum(world.slept) == 3600
        assert "config.toml" not in world.files

    @pytest.mark.parametrize(
        "error", [DeveloperRefused("Keys."), ClockSkewed("The clock is 20 minutes slow.")]
    )
    def test_what_time_does_not_mend_ends_at_once(self, world: World, error: KoongoError) -> None:
        account = Account(refusals=[error])
        options = ("--no-input", "--token-stdin", "--wait")
        assert world.setup(*options, stdin=PAGE, account=account) != 0
        assert world.slept == []

    def test_a_saved_channel_is_waited_for_after_a_renewal(self, world: World) -> None:
        world.setup("--no-input", "--token-stdin", stdin=PAGE)
        account = Account(refusals=[refused()])
        assert world.setup("--resume", "--wait", account=account) == 0
        assert len(world.slept) == 1
        assert "Connected" in world.said
        account = Account(refusals=[DeveloperRefused("Keys.")])
        assert world.setup("--resume", "--wait", "--name", "main", account=account) == 4
        assert "developer-keys" in world.said

    def test_without_anything_to_wait_for(self, world: World) -> None:
        with pytest.raises(KoongoError) as error:
            world.setup("--resume", "--wait", account=Account())
        assert error.value.exit_code == 3


class TestMistakes:
    @pytest.mark.parametrize(
        ("options", "stdin", "code"),
        [
            ((), PAGE.replace(TOKEN, TOKEN[:34]), "truncated-token"),
            ((), f"Seller ID: {TOKEN}\nMWS Auth Token: {SELLER}\n{UK}", "swapped"),
            ((), f"Seller ID: {DE}\nMWS Auth Token: {TOKEN}", "marketplace-as-seller"),
            ((), "AKIAIOSFODNN7EXAMPLE", "aws-keys"),
            (("--region", "us"), PAGE, "wrong-endpoint"),
            (("--region", "eu"), f"{SELLER}\n{TOKEN}", "marketplace-missing"),
            (("--region", "eu"), SELLER, "values-missing"),
            ((), f"{SELLER}\n{TOKEN}", "region-missing"),
            (("--marketplace", "amazon.ie"), f"{SELLER}\n{TOKEN}", "no-mws-endpoint"),
            (("--marketplace", "amazon.com.mx"), f"{SELLER}\n{TOKEN}", "region-not-covered"),
            (("--region", "sellercentral.amazon.sg"), f"{SELLER}\n{TOKEN}", "region-not-covered"),
            (("--region", "mexico"), PAGE, "wrong-endpoint"),
            ((), f"{SELLER}\n{TOKEN}\nA1AM78C64UM0Y8 (Amazon.com.mx)", "region-not-covered"),
        ],
    )
    def test_each_is_named_with_its_code(
        self, world: World, options: tuple[str, ...], stdin: str, code: str
    ) -> None:
        ended = world.setup("--no-input", "--token-stdin", "--json", *options, stdin=stdin)
        found = json.loads(world.out.getvalue())
        assert ended == found["exit"] == 2
        assert found["error"]["code"] == code
        assert found["error"]["fix"]
        assert found["saved"] is False
        assert world.files == {}

    def test_it_says_so_in_words_too(self, world: World) -> None:
        assert world.setup("--no-input", "--token-stdin", stdin=SELLER) == 2
        assert "--region" in world.said
        assert world.said.rstrip().endswith("Nothing was saved.")

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--region", "mars"), "no region"),
            (("--region", "vendorcentral.amazon.de"), "Vendor Central"),
            (("--marketplace", "nowhere"), "no Amazon marketplace"),
            (("--marketplace", "A1F83G8C2AR07P"), UK),
            (("--name", "a b"), "1 to 32"),
            (("--token-file", "/does/not/exist"), "cannot be read"),
        ],
    )
    def test_an_option_that_makes_no_sense(
        self, world: World, options: tuple[str, ...], words: str
    ) -> None:
        with pytest.raises(KoongoError, match=words) as error:
            world.setup("--no-input", *options)
        assert error.value.exit_code == 2

    def test_a_page_of_another_seller_than_the_option_says(self, world: World) -> None:
        with pytest.raises(KoongoError) as error:
            world.setup("--no-input", "--seller-id", "A2QUMHSXUFEM2P", "--token-stdin", stdin=PAGE)
        assert error.value.code == "other-shop"

    def test_a_command_that_prints_more_than_the_token(self, world: World, tmp_path: Path) -> None:
        (tmp_path / "t.py").write_text(f"print('token:', {TOKEN!r})")
        command = f"{sys.executable} {tmp_path / 't.py'}"
        with pytest.raises(KoongoError) as error:
            world.setup("--no-input", *BARE, "--token-command", command)
        assert error.value.code == "token-command"
        assert world.files == {}

    def test_a_second_channel_does_not_take_the_first_ones_place(self, world: World) -> None:
        world.setup("--no-input", "--token-stdin", stdin=PAGE)
        before = world.files
        german = ("--no-input", "--token-stdin", "--marketplace", "amazon.de")
        assert world.setup(*german, stdin=PAGE) == 2
        assert "already" in world.said
        assert world.files == before
        assert world.setup(*german, "--name", "german", stdin=PAGE) == 0
        assert set(channels(world)) == {"main", "german"}
        assert world.setup(*german, "--name", "main", stdin=PAGE) == 0
        assert channels(world)["main"]["marketplace"] == DE

    def test_the_same_channel_again_is_fine(self, world: World) -> None:
        world.setup("--no-input", "--token-stdin", stdin=PAGE)
        before = world.files
        assert world.setup("--no-input", "--token-stdin", stdin=PAGE) == 0
        assert world.files == before


class TestResuming:
    def test_it_goes_on_with_what_was_answered(self, world: World) -> None:
        setup = Setup().choose_uncovered("MX", "1234-5678-9012").next().next()
        world.context.workspace.progress.save(setup.to_progress(), at=NOW)
        stdin = f"{SELLER}\n{TOKEN}\nA1AM78C64UM0Y8 (Amazon.com.mx)"
        assert world.setup("--no-input", "--resume", "--token-stdin", stdin=stdin) == 0
        assert channels(world)["main"]["developer_id"] == "1234-5678-9012"
        assert "setup.json" not in world.files

    def test_a_marketplace_of_the_same_country_keeps_the_given_id(self, world: World) -> None:
        setup = Setup().choose_uncovered("MX", "1234-5678-9012").next()
        world.context.workspace.progress.save(setup.to_progress(), at=NOW)
        options = ("--no-input", "--resume", "--token-stdin", "--region", "Mexico")
        stdin = f"{SELLER}\n{TOKEN}\nA1AM78C64UM0Y8 (Amazon.com.mx)"
        assert world.setup(*options, stdin=stdin) == 0

    def test_without_progress(self, world: World) -> None:
        with pytest.raises(KoongoError) as error:
            world.setup("--no-input", "--resume", "--token-stdin", stdin=PAGE)
        assert error.value.exit_code == 3

    def test_damaged_progress_is_said(self, world: World) -> None:
        file = world.context.workspace.paths.progress_file
        file.parent.mkdir(mode=0o700, parents=True)
        file.write_text("{")
        with pytest.raises(KoongoError):
            world.setup("--no-input", "--resume", "--token-stdin", stdin=PAGE)
        assert "damaged" in world.said


class TestCommandLine:
    def test_through_the_program(self, command: Command) -> None:
        ran = command("setup", "--no-input", "--token-stdin", "--json", stdin=PAGE)
        assert ran.code == 0
        assert ran.json["saved"] is True

    def test_a_token_among_the_arguments_is_refused(self, command: Command) -> None:
        ran = command("setup", "--no-input", "--json", "--token-command", f"echo {TOKEN}")
        assert ran.code == 2
        assert ran.json["error"]["code"] == "token-in-argv"

    @pytest.mark.parametrize(
        "options",
        [
            ("--plain", "--no-input"),
            ("--plain", "--json"),
            ("--region", "eu"),
            ("--token-stdin",),
            ("--no-input", "--token-stdin", "--token-file", "x"),
            ("--program", "telex"),
        ],
    )
    def test_options_that_do_not_go_together(
        self, command: Command, options: tuple[str, ...]
    ) -> None:
        assert command("setup", *options).code == 2

    def test_nothing_to_resume_on_the_screen(self, command: Command) -> None:
        assert command("setup", "--resume").code == 3

    def test_without_a_terminal_there_is_no_screen(self, command: Command) -> None:
        ran = command("setup")
        assert ran.code == 2
        assert "terminal" in ran.err

    def test_the_screen_opens_at_the_setup(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from koongo_tui.tui import launch

        opened: list[tuple[str, str | None, str | None]] = []

        def run_screen(
            workspace: object, *, channel: str | None, start: str, program: str | None
        ) -> int:
            opened.append((start, channel, program))
            return 0

        monkeypatch.setattr(launch, "check_terminal", lambda *a, **k: None)
        monkeypatch.setattr(launch, "run_screen", run_screen)
        assert world.setup() == 0
        assert world.setup("--channel", "shop") == 0
        assert world.setup("--channel", "shop", "--program", "sp-api") == 0
        assert opened == [
            ("setup", None, None),
            ("setup", "shop", None),
            ("setup", "shop", "sp-api"),
        ]


def test_typing_the_token_at_a_terminal_is_announced() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    from koongo_tui.cli import setup
    from koongo_tui.cli.parser import build_parser

    world = World()
    world.context.stdin = Terminal(PAGE)
    args = build_parser("setup").parse_args(["setup", "--no-input", "--token-stdin"])
    assert setup.run(args, world.context) == 0
    assert "Ctrl+D" in world.said
