"""``setup --plain``: five questions, line by line, for somebody with a gateway that speaks MWS."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon.errors import AccessRefused
from koongo_tui.cli.dialogue import Dialogue
from koongo_tui.cli.setup_plain_region import spelled
from koongo_tui.cli.setup_problems import work_through
from koongo_tui.errors import Actor, KoongoError
from koongo_tui.guide.findings import Findings
from koongo_tui.guide.flow import Setup, Step
from koongo_tui.guide.mistakes import Problem
from koongo_tui.guide.regions import Region
from tests.cli.setup_world import DE, NOW, PAGE, SELLER, TOKEN, UK, Account, World

PASTE = PAGE + "\n"
"""A page and the empty line that ends it."""


GATEWAY = {"KOONGO_TUI_MWS_ENDPOINT": "https://mws.gateway.example"}


@pytest.fixture
def world() -> World:
    return World(GATEWAY)


def plain(
    world: World, *answers: str, options: tuple[str, ...] = (), account: Account | None = None
) -> int:
    stdin = "".join(a if a.endswith("\n") else a + "\n" for a in answers)
    return world.setup("--plain", *options, stdin=stdin, account=account)


def channels(world: World) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(world.files["config.toml"].decode())["channels"]
    return found


def refused() -> AccessRefused:
    return AccessRefused("Amazon refuses this Seller ID with this token.")


def test_five_answers_save_a_channel(world: World) -> None:
    assert plain(world, "1", "", PASTE, "1", "1") == 0
    channel = channels(world)["main"]
    assert (channel["seller_id"], channel["marketplace"]) == (SELLER, UK)
    assert world.files["secrets/main.token"].decode().strip() == TOKEN
    assert "setup.json" not in world.files
    assert "Developer ID is:   9051-1235-5740" in world.said
    assert "nine zero five one, one two three five, five seven four zero" in world.said
    assert "Found Seller ID ending B J 5 6. Found token ending 4567. Found 2 marketplaces." in (
        world.said
    )
    assert "87aea000" not in world.said + world.out.getvalue()


def test_the_recommended_answers_need_no_typing(world: World) -> None:
    assert plain(world, "", "", PASTE, "", "") == 0


def test_the_result_is_that_of_the_options(world: World, tmp_path: Path) -> None:
    assert plain(world, "1", "", PASTE, "1", "1") == 0
    other = World({"KOONGO_TUI_CONFIG_DIR": str(tmp_path), "KOONGO_TUI_STATE_DIR": str(tmp_path)})
    assert other.setup("--no-input", "--token-stdin", stdin=PAGE) == 0
    assert other.files == world.files


def test_the_link_stands_alone_on_its_line(world: World) -> None:
    plain(world, "3", "q")
    lines = world.said.splitlines()
    assert "https://sellercentral.amazon.com.au/apps/manage" in lines
    assert "https://sellercentral.amazon.co.jp/apps/manage" in lines


def test_each_id_is_spelled_out() -> None:
    assert spelled("0176-5302-9598") == (
        "zero one seven six, five three zero two, nine five nine eight"
    )


class TestEverywhere:
    def test_help_says_what_to_do_and_asks_again(self, world: World) -> None:
        assert plain(world, "?", "1", "?", "", "?", PASTE, "?", "1", "?", "1") == 0
        assert world.said.count("Everywhere: ? help") == 5

    def test_back_goes_to_the_question_before_and_loses_nothing(self, world: World) -> None:
        answers = ("1", "", PASTE, "2", "b", "b", "b", "b", "b", "", "", "\n", "", "")
        assert plain(world, *answers) == 0
        assert "Or only press Enter, to go on with the values from before." in world.said
        assert channels(world)["main"]["marketplace"] == DE

    @pytest.mark.parametrize("answers", [("q",), ("1", "q"), ("1", "", "q"), ("1", "", PASTE, "q")])
    def test_stopping_keeps_the_progress_and_no_secret(
        self, world: World, answers: tuple[str, ...]
    ) -> None:
        assert plain(world, *answers) == 130
        assert "progress is kept" in world.said
        assert "config.toml" not in world.files
        assert not any(SELLER.encode() in data for data in world.files.values())
        assert not any(b"87aea000" in data for data in world.files.values())

    @pytest.mark.parametrize("answers", [(), ("1",), ("1", ""), ("1", "", PASTE)])
    def test_the_end_of_the_input_is_a_stop(self, world: World, answers: tuple[str, ...]) -> None:
        assert plain(world, *answers) == 130

    def test_progress_that_cannot_be_kept_is_said_once(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from koongo_tui.store.progress import ProgressFile

        def full(*_: object, **__: object) -> None:
            raise KoongoError("The disk is full.")

        monkeypatch.setattr(ProgressFile, "save", full)
        assert plain(world, "1", "", PASTE, "1", "1") == 0
        assert world.said.count("The disk is full.") == 1


class TestResuming:
    def stopped(self, world: World) -> None:
        assert plain(world, "2", "", "q") == 130

    def test_it_is_offered(self, world: World) -> None:
        self.stopped(world)
        page = PAGE.replace(UK, "ATVPDKIKX0DER").replace(DE, "A2EUQ1WTGCTBG2")
        page = page.replace("Amazon.co.uk", "Amazon.com").replace("Amazon.de", "Amazon.ca")
        assert plain(world, "", page + "\n", "2", "1") == 0
        assert "stopped at question 3 of 5" in world.said
        assert "US and Canada" in world.said
        assert channels(world)["main"]["marketplace"] == "A2EUQ1WTGCTBG2"

    def test_it_can_be_declined(self, world: World) -> None:
        self.stopped(world)
        assert plain(world, "no", "1", "", PASTE, "1", "1") == 0
        assert channels(world)["main"]["region"] == "eu"

    def test_with_the_option_it_is_not_asked(self, world: World) -> None:
        self.stopped(world)
        assert plain(world, "q", options=("--resume",)) == 130
        assert "Question 3 of 5" in world.said
        assert "Question 1 of 5" not in world.said

    def test_waiting_asks_for_the_values_again_and_then_waits(self, world: World) -> None:
        self.stopped(world)
        account = Account(marketplaces=("ATVPDKIKX0DER",), refusals=[refused(), refused()])
        stdin = f"{SELLER}\n{TOKEN}\n\n\n1\n1\n"
        assert world.setup("--resume", "--wait", stdin=stdin, account=account) == 0
        assert world.slept == [300.0, 300.0]

    def test_damaged_progress_is_said(self, world: World) -> None:
        file = world.context.workspace.paths.progress_file
        file.parent.mkdir(mode=0o700, parents=True)
        file.write_text("{")
        assert plain(world, "q") == 130
        assert "damaged" in world.said
        assert "Question 1 of 5" in world.said

    def test_useless_progress_is_passed_over(self, world: World) -> None:
        world.context.workspace.progress.save({"step": "paste"}, at=NOW)
        assert plain(world, "q") == 130
        assert "Question 1 of 5" in world.said


class TestRegion:
    def test_an_address_will_do(self, world: World) -> None:
        plain(world, "https://sellercentral.amazon.de/home", "q")
        assert "https://sellercentral.amazon.de/apps/manage" in world.said.splitlines()

    def test_nonsense_is_asked_again(self, world: World) -> None:
        assert plain(world, "7", "mars", "1", "q") == 130
        assert "no region that we know" in world.said
        assert "Question 2 of 5" in world.said

    def test_a_country_not_covered_gets_a_message_and_no_id(self, world: World) -> None:
        assert plain(world, "4", "Mexico", "", "q") == 130
        assert "Which developer ID should a seller account opened in Mexico use?" in world.said
        assert "Developer ID is:" not in world.said
        assert "Question 2 of 5" not in world.said

    def test_the_given_id_lets_it_go_on(self, world: World) -> None:
        assert plain(
            world, "4", "Mexico", "123", "4", "Mexico", "123456789012", "b", "", "", "", "q"
        )
        assert "twelve digits" in world.said
        assert world.said.count("Developer ID is:   1234-5678-9012") == 2
        assert "https://sellercentral.amazon.com.mx/apps/manage" in world.said.splitlines()

    def test_an_address_of_a_country_not_covered(self, world: World) -> None:
        plain(world, "sellercentral.amazon.sg", "1234-5678-9012", "q")
        assert "Developer ID is:   1234-5678-9012" in world.said

    def test_a_country_of_the_guide_is_simply_its_region(self, world: World) -> None:
        plain(world, "4", "Germany", "q")
        assert f"Developer ID is:   {Region.EU.developer_id}" in world.said


class TestAuthorising:
    def test_somebody_else_owns_the_account(self, world: World) -> None:
        assert plain(world, "1", "o", "", "q") == 130
        assert "Ref KT-EU-1" in world.said
        assert "Question 3 of 5" in world.said


class TestPasting:
    def test_values_one_after_the_other(self, world: World) -> None:
        assert plain(world, "1", "", f"{SELLER}\n\n\n", f"{TOKEN}\n\n", "1", "1") == 0
        assert "Still missing: MWS Auth Token." in world.said

    def test_nothing_known(self, world: World) -> None:
        assert plain(world, "1", "", "hello there\n\n\n", "\n", "q") == 130
        assert "Nothing that we know was found" in world.said
        assert world.said.count("Still missing: Seller ID and MWS Auth Token.") == 2

    def test_the_one_value_that_is_missing_may_be_unusual(self, world: World) -> None:
        answers = ("1", "", f"{TOKEN}\n\n\n", "A1B2C3\n\n", "1", "1", "1")
        assert plain(world, *answers) == 0
        assert "(odd-seller-id)" in world.said
        assert channels(world)["main"]["seller_id"] == "A1B2C3"

    def test_a_mix_up_is_named_and_mended_by_one_answer(self, world: World) -> None:
        page = f"Seller ID: {TOKEN}\nMWS Auth Token: {SELLER}\n\n"
        assert plain(world, "1", "", page, "9", "1", "1", "1") == 0
        assert "(swapped)" in world.said
        assert "Please answer with a number" in world.said
        assert channels(world)["main"]["seller_id"] == SELLER

    def test_pasting_again_after_a_mix_up(self, world: World) -> None:
        page = f"Seller ID: {DE}\nMWS Auth Token: {TOKEN}\n\n\n"
        assert plain(world, "1", "", page, "1", f"{SELLER}\n\n", "", "1") == 0
        assert "(marketplace-as-seller)" in world.said
        assert channels(world)["main"]["marketplace"] == DE

    def test_opening_the_page_again_shows_the_link(self, world: World) -> None:
        row = "Active\tKoongo\t017653029598\tView\tRenew\n"
        assert plain(world, "1", "", f"{PAGE}{row}\n", "1", PASTE, "1", "1") == 0
        assert "developer ID 0176-5302-9598, not the one from above" in world.said
        lines = world.said.splitlines()
        assert lines.count("https://sellercentral.amazon.co.uk/apps/manage") == 2

    def test_not_the_owner(self, world: World) -> None:
        text = "You must be the primary user of the account\n\n\n"
        assert plain(world, "1", "", text, "1", PASTE, "1", "1") == 0
        assert "Ref KT-EU-1" in world.said

    def test_a_problem_without_a_choice(self, world: World) -> None:
        text = "amzn1.oa2-cs.v1.0123456789abcdef0123456789abcdef\n\n\n"
        assert plain(world, "1", "", text, PASTE, "1", "1") == 0
        assert "(aws-keys)" in world.said

    def test_what_is_only_worth_knowing_is_told_once(self, world: World) -> None:
        note = Problem("note", "Worth knowing", "A thing.", "", Actor.YOU, blocking=False)
        setup = Setup(findings=Findings(problems=(note,)))
        assert work_through(setup, Dialogue(world.context), world.context) == setup
        assert world.said.count("Worth knowing (note)") == 1

    def test_dates_and_the_right_developer_are_told(self, world: World) -> None:
        row = "Active\tKoongo\t905112355740\t3/26/2026, 4:28 PM 3/25/2027, 4:28 PM\tView\tRenew\n"
        assert plain(world, "1", "", f"{PAGE}{row}\n", "1", "1") == 0
        assert "right for this region" in world.said
        assert "ends on 25 March 2027" in world.said

    def test_what_was_tidied_is_told_once(self, world: World) -> None:
        odd = f"Seller ID: \u200b{SELLER}\n\n\n"
        assert plain(world, "1", "", odd, f"{TOKEN}\n\n", "1", "1") == 0
        assert world.said.count("Changed:") == 1


class TestTesting:
    def test_it_is_tested(self, world: World) -> None:
        account = Account()
        assert plain(world, "1", "", PASTE, "2", "1", account=account) == 0
        assert account.asked[0][0].marketplace_id == DE
        assert "Connected." in world.said

    def test_after_a_refusal_it_can_be_tested_again(self, world: World) -> None:
        account = Account(refusals=[refused()])
        assert plain(world, "1", "", PASTE, "1", "1", "1", account=account) == 0
        assert "Nothing was saved. What next?" in world.said
        assert world.slept == []

    def test_or_waited_for(self, world: World) -> None:
        account = Account(refusals=[refused(), refused(), refused()])
        assert plain(world, "1", "", PASTE, "1", "2", "1", account=account) == 0
        assert world.slept == [300.0, 300.0]

    def test_or_other_values_entered(self, world: World) -> None:
        account = Account(refusals=[refused()])
        assert plain(world, "1", "", PASTE, "1", "4", PASTE, "1", "1", account=account) == 0

    def test_a_marketplace_that_the_account_does_not_have(self, world: World) -> None:
        account = Account(marketplaces=(DE,))
        # The refused one, another one, the question again with the account's own offered.
        assert plain(world, "1", "", PASTE, "1", "3", "2", "1", account=account) == 0
        assert channels(world)["main"]["marketplace"] == DE

    def test_the_account_decides_once_it_is_known(self, world: World) -> None:
        account = Account(marketplaces=(DE,))
        assert plain(world, "1", "", PASTE, "1", "3", "1", "1", "1", account=account) == 0
        assert channels(world)["main"]["marketplace"] == DE

    def test_a_marketplace_of_another_region(self, world: World) -> None:
        assert plain(world, "1", "", PASTE, "nowhere", "amazon.com", "2", "1") == 0
        assert "no Amazon marketplace" in world.said
        assert "(wrong-endpoint)" in world.said
        assert channels(world)["main"]["marketplace"] == UK

    def test_switching_the_program_asks_for_its_token(self, world: World) -> None:
        # Ireland never had MWS; with SP-API the MWS token is of no use.
        answers = ("1", "", PASTE, "Ireland", "4", "1", "q")
        assert plain(world, *answers) == 130
        assert "(mws-retired)" in world.said
        assert world.said.count("Question 3 of 5") == 2


class TestSaving:
    def test_a_command_that_prints_the_token(self, world: World, tmp_path: Path) -> None:
        (tmp_path / "t.py").write_text(f"print({TOKEN!r})")
        (tmp_path / "other.py").write_text("print('something else')")
        good, bad = (f"{sys.executable} {tmp_path / name}" for name in ("t.py", "other.py"))
        assert plain(world, "1", "", PASTE, "1", "2", bad, "2", good) == 0
        assert "something else than the token" in world.said
        assert good.encode() in world.files["config.toml"]
        assert "secrets/main.token" not in world.files

    @pytest.mark.parametrize("answer", ["3", "4"])
    def test_elsewhere(self, world: World, answer: str) -> None:
        assert plain(world, "1", "", PASTE, "1", "nowhere", answer) == 0
        assert "number from 1 to 4" in world.said
        assert "secrets/main.token" not in world.files

    def test_a_second_channel_needs_a_name(self, world: World) -> None:
        plain(world, "1", "", PASTE, "1", "1")
        assert plain(world, "1", "", PASTE, "2", "1", "main", "a b", "german") == 0
        assert "1 to 32" in world.said
        assert set(channels(world)) == {"main", "german"}

    def test_the_named_one_is_replaced(self, world: World) -> None:
        plain(world, "1", "", PASTE, "1", "1")
        assert plain(world, "1", "", PASTE, "2", "1", options=("--name", "main")) == 0
        assert channels(world)["main"]["marketplace"] == DE


class TestOptions:
    def test_what_they_answer_is_not_asked(self, world: World) -> None:
        options = ("--region", "us")
        assert plain(world, "q", options=options) == 130
        assert "Question 1 of 5" not in world.said
        assert "Question 2 of 5" in world.said

    def test_a_token_from_a_file_leaves_the_last_two(self, world: World, tmp_path: Path) -> None:
        (tmp_path / "page").write_text(PAGE)
        options = ("--token-file", str(tmp_path / "page"), "--name", "shop")
        assert plain(world, "1", "1", options=options) == 0
        assert "Question 3 of 5" not in world.said
        assert set(channels(world)) == {"shop"}

    def test_a_region_that_is_not_covered_is_still_asked_about(self, world: World) -> None:
        assert plain(world, "q", options=("--region", "Mexico")) == 130
        assert "Question 1 of 5" in world.said


def test_progress_is_kept_after_each_question(world: World) -> None:
    plain(world, "1", "", PASTE, "q")
    saved = world.fresh().workspace.progress.load()
    assert saved is not None
    assert Setup.from_progress(saved.values).step is Step.PASTE
    assert saved.values["step"] == "test"
