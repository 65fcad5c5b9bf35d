"""``setup`` under SP-API without a screen: flags and plain questions, both ways of authorising."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon.errors import AccessRefused, Unreachable
from koongo_tui.cli.parser import build_parser
from koongo_tui.errors import KoongoError, NotSetUpError, UsageError
from koongo_tui.guide.findings import Consent
from koongo_tui.guide.flow import Setup
from koongo_tui.guide.programs import Program
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import SpApiDeveloper
from tests.cli.setup_world import DE, NOW, PAGE, SELLER, TOKEN, UK, Account, World

REFRESH = "Atzr|IwEBIJ7Qx3mZ0c2uRr5T9yKq4LwVnPfGh8sDdEaBbCcXxYyZz0123456789abcdef"
CODE = "RHcNzWXuTvQwErTyUiOp"
APPLICATION = "amzn1.sp.solution.0f6a1c2d-3b4e-4f50-8a61-7b8c9d0e1f2a"
FLAGS = ("--no-input", "--program", "sp-api", "--region", "europe", "--marketplace", "amazon.de")


def place(world: World, exchange: list[KoongoError] | None = None) -> list[str]:
    """Make the application known; gives the codes that are exchanged from then on."""
    developer = SpApiDeveloper(APPLICATION, "amzn1.application-oa2-client.x", draft=True)
    world.context.workspace.save_sp_api_developer(developer, Secret("amzn1.oa2-cs.v1.secret"))
    codes: list[str] = []
    refusals = exchange if exchange is not None else []
    world.prepare = lambda context: _amazon(context, codes, refusals)
    return codes


def _amazon(context: Any, codes: list[str], refusals: list[KoongoError]) -> None:
    async def exchanged(setup: Setup, consent: Consent) -> Secret:
        codes.append(consent.code.reveal())
        if refusals:
            raise refusals.pop(0)
        return Secret(REFRESH)

    context.workspace.exchange = exchanged


@pytest.fixture
def world() -> World:
    return World()


def account() -> Account:
    return Account(program=Program.SP_API)


def channel(world: World, name: str = "main") -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(world.files["config.toml"].decode())["channels"][name]
    return found


def plain(world: World, *answers: str, options: tuple[str, ...] = ()) -> int:
    stdin = "".join(a if a.endswith("\n") else a + "\n" for a in answers)
    options = options or ("--program", "sp-api")
    return world.setup("--plain", *options, stdin=stdin, account=account())


def shown_state(world: World) -> str:
    found = re.findall(r"https://\S+/apps/authorize/consent\?\S+?state=([\w-]+)", world.said)
    assert found
    return str(found[-1])


def address(state: str, seller: str = SELLER) -> str:
    return (
        f"https://koongo.example/?state={state}&selling_partner_id={seller}&spapi_oauth_code={CODE}"
    )


def no_secret(world: World) -> None:
    told = world.said + world.out.getvalue()
    files = {n: c for n, c in world.files.items() if not n.startswith("secrets")}
    for secret in (CODE, REFRESH[10:], TOKEN[10:]):
        assert secret not in told
        assert all(secret.encode() not in content for content in files.values())
    assert all(CODE.encode() not in content for content in world.files.values())


class TestTheProgram:
    """SP-API is recommended and the default; a token that is given says which it is."""

    def test_the_plain_questions_begin_with_sp_api(self) -> None:
        world = World()
        assert world.setup("--plain", stdin="1\nq\n") == 130
        assert "SP-API, Amazon's current API (recommended)" in world.said
        assert "Question 2 of 5. How does the account owner authorise Koongo?" in world.said

    @pytest.mark.parametrize(
        ("token", "program"), [(TOKEN, "mws"), (REFRESH, "sp-api"), (PAGE, "mws")]
    )
    def test_the_token_tells_it(self, world: World, token: str, program: str) -> None:
        code = world.setup(
            "--no-input",
            *("--region", "europe", "--seller-id", SELLER, "--marketplace", "amazon.co.uk"),
            "--token-stdin",
            stdin=token,
        )
        assert code == 0
        assert channel(world)["program"] == program

    def test_without_a_token_the_values_of_sp_api_are_asked_for(self, world: World) -> None:
        assert world.setup("--no-input", "--region", "europe", "--json") == 2
        error = json.loads(world.out.getvalue())["error"]
        assert "Seller ID and SP-API refresh token" in error["message"]
        assert "--token-stdin" in error["fix"]

    def test_a_country_that_has_no_developer_id_is_fine_until_the_token_says_mws(
        self, world: World
    ) -> None:
        options = ("--region", "Brazil", "--seller-id", SELLER, "--marketplace", "amazon.com.br")
        assert world.setup("--no-input", *options, "--token-stdin", stdin=REFRESH) == 0
        assert channel(world)["program"] == "sp-api"
        again = ("--no-input", *options, "--name", "b", "--token-stdin", "--json")
        assert world.setup(*again, stdin=TOKEN) == 2
        assert json.loads(world.out.getvalue())["error"]["code"] == "region-not-covered"

    @pytest.mark.parametrize(
        ("named", "token", "code", "way"),
        [
            ("sp-api", TOKEN, "mws-retired", "--program mws"),
            ("mws", REFRESH, "sp-api-token", "--program sp-api"),
        ],
    )
    def test_a_program_that_was_named_is_not_changed_behind_ones_back(
        self, world: World, named: str, token: str, code: str, way: str
    ) -> None:
        options = ("--program", named, "--region", "europe", "--seller-id", SELLER)
        assert world.setup("--no-input", *options, "--token-stdin", "--json", stdin=token) == 2
        error = json.loads(world.out.getvalue())["error"]
        assert error["code"] == code
        assert way in error["fix"]
        assert "config.toml" not in world.files

    def test_a_saved_channel_is_moved_only_when_somebody_says_so(self, world: World) -> None:
        world.setup("--no-input", "--token-stdin", stdin=PAGE)
        before = world.files
        again = ("--no-input", "--channel", "main", "--token-stdin")
        assert world.setup(*again, "--json", stdin=REFRESH) == 2
        found = json.loads(world.out.getvalue())
        assert "--program sp-api" in found["error"]["fix"]
        assert [p["code"] for p in found["problems"]] == ["sp-api-token"]
        assert world.files == before
        assert world.setup(*again, "--program", "sp-api", stdin=REFRESH) == 0
        assert channel(world)["program"] == "sp-api"

    def test_help_says_which_one_is_recommended(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            build_parser("setup").parse_args(["setup", "--help"])
        said = " ".join(capsys.readouterr().out.split())
        assert "the one whose token is given, else sp-api (recommended)" in said


class TestFlags:
    def test_a_refresh_token_saves_a_tested_channel(self, world: World) -> None:
        code = world.setup(
            *FLAGS, "--seller-id", SELLER, "--token-stdin", stdin=REFRESH, account=account()
        )
        assert code == 0
        saved = channel(world)
        assert (saved["program"], saved["region"], saved["marketplace"]) == ("sp-api", "eu", DE)
        assert world.files["secrets/main.token"].decode().strip() == REFRESH
        no_secret(world)

    @pytest.mark.parametrize("given", ["mexico", "amazon.com.mx", "sellercentral.amazon.com.mx"])
    def test_a_country_without_a_developer_id_needs_none(self, world: World, given: str) -> None:
        code = world.setup(
            *("--no-input", "--program", "sp-api", "--region", given),
            *("--marketplace", "MX", "--token-stdin"),
            stdin=f"{SELLER}\n{REFRESH}",
        )
        assert code == 0
        assert "developer_id" not in channel(world)

    def test_the_marketplace_tells_the_region(self, world: World) -> None:
        code = world.setup(
            *("--no-input", "--program", "sp-api", "--marketplace", "amazon.sg", "--token-stdin"),
            stdin=f"{SELLER}\n{REFRESH}",
        )
        assert code == 0
        assert channel(world)["region"] == "fe"

    @pytest.mark.parametrize(
        ("stdin", "arguments", "code", "word"),
        [
            (REFRESH, FLAGS, "values-missing", "--seller-id"),
            (
                f"{SELLER} {REFRESH}",
                ("--no-input", "--program", "sp-api"),
                "region-missing",
                "--marketplace",
            ),
        ],
    )
    def test_what_is_missing_is_asked_for_by_its_option(
        self, world: World, stdin: str, arguments: tuple[str, ...], code: str, word: str
    ) -> None:
        assert world.setup(*arguments, "--token-stdin", "--json", stdin=stdin) == 2
        told = json.loads(world.out.getvalue())["error"]
        assert told["code"] == code
        assert word in told["fix"]

    def test_a_return_address_that_nobody_asked_for_is_not_used(self, world: World) -> None:
        codes = place(world)
        assert world.setup(*FLAGS, "--token-stdin", stdin=address("x")) == 2
        assert "consent-unknown" in world.said
        assert codes == []
        no_secret(world)

    def test_the_answer_to_a_page_that_another_run_opened(self, world: World) -> None:
        codes = place(world)
        assert plain(world, "1", "1", "", "q") == 130
        back = address(shown_state(world))
        assert world.setup(*FLAGS, "--token-stdin", stdin=back, account=account()) == 0
        assert codes == [CODE]
        saved = channel(world)
        assert saved["seller_id"] == SELLER
        assert str(saved["expires_on"]) == "2027-11-23"
        assert world.files["secrets/main.token"].decode().strip() == REFRESH
        no_secret(world)

    def test_it_is_taken_once_even_when_nothing_was_saved(self, world: World) -> None:
        codes = place(world, [AccessRefused("Too late.", code="code-expired")])
        assert plain(world, "1", "1", "", "q") == 130
        back = address(shown_state(world))
        assert world.setup(*FLAGS, "--token-stdin", stdin=back) == 2
        assert "code-expired" in world.said
        assert world.setup(*FLAGS, "--token-stdin", stdin=back) == 2
        assert "consent-unknown" in world.said
        assert codes == [CODE]

    def test_progress_that_tells_nothing_is_no_page(self, world: World) -> None:
        world.context.workspace.progress.save({"name": "main"}, at=NOW)
        assert world.setup(*FLAGS, "--token-stdin", stdin=address("x")) == 2
        assert "consent-unknown" in world.said


class TestPlain:
    def test_the_consent_page(self, world: World) -> None:
        codes = place(world)
        answers = ["1", "1", "", "{back}\n", "3", "1"]
        assert walk(world, answers) == 0
        assert codes == [CODE]
        assert "version=beta" in world.said
        assert "sellercentral-europe.amazon.com" in world.said
        assert "Found a return address" in world.said
        assert "Developer ID" not in world.said
        assert channel(world)["program"] == "sp-api"
        assert world.files["secrets/main.token"].decode().strip() == REFRESH
        assert "setup.json" not in world.files
        no_secret(world)

    def test_a_private_application(self, world: World) -> None:
        assert plain(world, "1", "2", "", f"{REFRESH}\n{SELLER}\n\n", "1", "1") == 0
        assert "https://sellercentral-europe.amazon.com/sellingpartner" in world.said
        assert channel(world)["seller_id"] == SELLER
        no_secret(world)

    def test_each_value_by_itself(self, world: World) -> None:
        assert plain(world, "1", "2", "", f"{REFRESH}\n\n", f"{SELLER}\n\n", "1", "1") == 0

    def test_without_the_application_only_one_way_is_open(self, world: World) -> None:
        assert plain(world, "1", "1", "1", "", f"{REFRESH}\n{SELLER}\n\n", "1", "1") == 0
        assert "developer set" in world.said
        assert "It is not your turn." in world.said

    def test_or_mws_whose_form_is_read_out_then(self, world: World) -> None:
        assert plain(world, "1", "1", "2", "", PAGE + "\n", "1", "1") == 0
        assert "Spelled out: nine zero five one" in world.said
        assert channel(world)["program"] == "mws"

    def test_the_program_can_be_chosen_in_question_1(self, world: World) -> None:
        assert plain(world, "5", "5", "5", "2", "q", options=("--region", "")) == 130
        assert world.said.count("is going to use SP-API") == 2
        assert "is going to use MWS" in world.said
        assert "Question 2 of 5. How does" in world.said

    def test_another_country(self, world: World) -> None:
        place(world)
        assert plain(world, "4", "Brazil", "1", "", "q") == 130
        assert "https://sellercentral.amazon.com.br/apps/authorize/consent" in world.said

    @pytest.mark.parametrize(
        ("answer", "host"),
        [
            ("2", "sellercentral.amazon.co.jp"),
            ("Singapore", "sellercentral.amazon.sg"),
            ("sellercentral.amazon.com.au", "sellercentral.amazon.com.au"),
        ],
    )
    def test_where_each_country_has_its_own_page(
        self, world: World, answer: str, host: str
    ) -> None:
        place(world)
        assert plain(world, "3", "1", answer, "", "q") == 130
        assert f"https://{host}/apps/authorize/consent" in world.said

    def test_a_word_that_names_no_country_is_asked_again(self, world: World) -> None:
        place(world)
        assert plain(world, "3", "1", "Atlantis", "x", "q") == 130
        assert "Please answer with 1 or 2." in world.said

    def test_the_owner_gets_a_card(self, world: World) -> None:
        place(world)
        assert plain(world, "1", "1", "o", "q") == 130
        assert "send it to me at once" in world.said

    def test_another_attempts_address_opens_the_page_again(self, world: World) -> None:
        codes = place(world)
        answers = ["1", "1", "", address("other") + "\n\n\n", "1", "1", "", "{back}\n", "1", "1"]
        assert walk(world, answers) == 0
        assert "consent-state" in world.said
        assert codes == [CODE]

    def test_a_code_that_amazon_refuses_is_explained(self, world: World) -> None:
        refused = AccessRefused(
            "Too late.", code="code-expired", amazon_code="invalid_grant", amazon_message="code"
        )
        codes = place(world, [refused])
        answers = ["1", "1", "", "{back}\n", "1", "1", "", "{back}\n", "1", "1"]
        assert walk(world, answers) == 0
        assert "Amazon: invalid_grant - code" in world.said
        assert "code-expired" in world.said
        assert len(codes) == 2

    def test_a_network_that_fails_is_tried_again_with_the_same_code(self, world: World) -> None:
        codes = place(world, [Unreachable("No answer.", host="api.amazon.com", cause="network")])
        assert walk(world, ["1", "1", "", "{back}\n", "\n", "1", "1"]) == 0
        assert codes == [CODE, CODE]
        assert "try the code from before again" in world.said

    def test_another_refusal_is_told_and_the_code_kept(self, world: World) -> None:
        codes = place(world, [AccessRefused("The account is closed.", code="access-refused")])
        assert walk(world, ["1", "1", "", "{back}\n", "q"]) == 130
        assert "The account is closed." in world.said
        assert codes == [CODE]

    def test_until_its_five_minutes_are_over(self, world: World) -> None:
        codes = place(world, [Unreachable("No answer.", host="api.amazon.com", cause="network")])
        later = NOW + timedelta(minutes=6)
        assert walk(world, ["1", "1", "", "{back}\n", "{later}\n", "1", "q"], later=later) == 130
        assert codes == [CODE]
        assert "It was not sent to Amazon" in world.said

    def test_nothing_in_the_text_is_said(self, world: World) -> None:
        place(world)
        assert plain(world, "1", "1", "", "hello\n\n", "q") == 130
        assert "Nothing that we know was found" in world.said
        assert "Still missing: return address." in world.said


class _Answers:
    """Stdin whose later lines depend on what was shown: the state of the consent page."""

    def __init__(self, world: World, answers: list[str], later: datetime | None) -> None:
        self._world = world
        self._lines = [
            line for a in answers for line in (a if a.endswith("\n") else a + "\n").splitlines(True)
        ]
        self._later = later

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        if not self._lines:
            return ""
        line = self._lines.pop(0)
        if "{back}" in line:
            self._lines.insert(0, "\n")
            return line.replace("{back}", address(shown_state(self._world)))
        if "{later}" in line:
            assert self._later is not None
            moment = self._later
            self._world.context.clock = lambda: moment
            return "\n"
        return line


def walk(world: World, answers: list[str], *, later: datetime | None = None) -> int:
    stdin: Any = _Answers(world, answers, later)
    return world.setup("--plain", "--program", "sp-api", stdin=stdin, account=account())


class TestMoving:
    @pytest.fixture
    def mws(self, world: World) -> World:
        assert world.setup("--no-input", "--name", "shop", "--token-stdin", stdin=PAGE) == 0
        file = Path(world.context.workspace.paths.config_file)
        text = file.read_text(encoding="utf-8")
        text = text.replace("refresh_seconds = 60", "refresh_seconds = 90  # mine")
        file.write_text("# kept\n" + text, encoding="utf-8")
        return world

    def test_in_place_keeping_name_and_settings(self, mws: World) -> None:
        code = mws.setup(
            *("--no-input", "--channel", "shop", "--program", "sp-api", "--token-stdin"),
            stdin=REFRESH,
            account=account(),
        )
        assert code == 0
        saved = channel(mws, "shop")
        assert (saved["program"], saved["seller_id"], saved["marketplace"]) == (
            "sp-api",
            SELLER,
            UK,
        )
        assert saved["refresh_seconds"] == 90
        assert mws.files["config.toml"].decode().startswith("# kept\n")
        assert mws.files["secrets/shop.token"].decode().strip() == REFRESH
        no_secret(mws)

    def test_with_plain_questions(self, mws: World) -> None:
        options = ("--channel", "shop", "--program", "sp-api")
        assert plain(mws, "2", "", f"{REFRESH}\n\n", "1", "1", options=options) == 0
        assert channel(mws, "shop")["program"] == "sp-api"

    def test_another_token_than_the_saved_one_is_told(self, mws: World) -> None:
        newer = TOKEN.replace("4567", "9999")
        code = mws.setup("--no-input", "--channel", "shop", "--token-stdin", stdin=newer)
        assert code == 0
        assert "replaced-token" in mws.said
        assert mws.files["secrets/shop.token"].decode().strip() == newer

    def test_a_saved_token_that_is_gone_is_nothing_to_compare_with(self, mws: World) -> None:
        mws.context.workspace.secrets.remove("shop.token")
        assert mws.setup("--no-input", "--channel", "shop", "--token-stdin", stdin=TOKEN) == 0
        assert "replaced-token" not in mws.said

    def test_a_channel_that_is_not_there(self, world: World) -> None:
        with pytest.raises(NotSetUpError):
            world.setup("--no-input", "--channel", "shop", "--token-stdin", stdin=REFRESH)

    @pytest.mark.parametrize("more", [("--resume",), ("--name", "other")])
    def test_what_does_not_go_together(self, world: World, more: tuple[str, ...]) -> None:
        with pytest.raises(UsageError):
            world.setup("--no-input", "--channel", "shop", *more)

    def test_the_history_goes_along(self, mws: World) -> None:
        before = mws.context.workspace.channel("shop").account_key
        history = mws.context.workspace.history()
        history.mark_visited(before, NOW.astimezone(UTC))
        mws.context.workspace.close()
        argv = ("--no-input", "--channel", "shop", "--program", "sp-api", "--token-stdin")
        assert mws.setup(*argv, stdin=REFRESH, account=account()) == 0
        after = mws.context.workspace.channel("shop").account_key
        assert (before, after) == (f"mws:eu:{SELLER}", f"sp-api:eu:{SELLER}")
        history = mws.context.workspace.history()
        assert history.last_visit(after) == NOW
        assert history.last_visit(before) is None
