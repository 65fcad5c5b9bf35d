from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from koongo_tui.errors import ExitCode
from koongo_tui.guide.secret import Secret
from koongo_tui.store.channels import SecretHome, SecretPlace
from koongo_tui.store.errors import FileUnwritable, SecretMissing, SecretUnreadable
from koongo_tui.store.paths import Paths
from koongo_tui.store.secret_command import CommandResult, run_command, secret_from_command
from koongo_tui.store.secrets import SecretStore

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
FILE = SecretPlace(SecretHome.FILE)
CREDENTIAL = SecretPlace(SecretHome.CREDENTIAL)
ASK = SecretPlace(SecretHome.ASK)
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def command(line: str) -> SecretPlace:
    return SecretPlace(SecretHome.COMMAND, line)


def python(code: str) -> str:
    return f'{sys.executable} -c "{code}"'


@pytest.fixture
def store(paths: Paths) -> SecretStore:
    return SecretStore(paths, {})


def test_a_saved_secret_comes_back_and_its_file_is_private(store: SecretStore) -> None:
    assert store.write("main.token", Secret(TOKEN)) == ()
    found = store.read("main.token", FILE)
    assert found.secret == Secret(TOKEN)
    assert found.source == f"private file {store.path('main.token')}"
    assert found.overrides is None
    assert found.notes == ()
    path = store.path("main.token")
    assert path.name == "main.token"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["main.token"]


def test_nothing_shows_the_secret_by_accident(store: SecretStore) -> None:
    store.write("main.token", Secret(TOKEN))
    assert TOKEN not in repr(store.read("main.token", FILE))
    assert "4ea38b7b" not in repr(CommandResult(0, TOKEN.encode(), b""))


def test_a_name_never_leaves_the_folder(store: SecretStore, paths: Paths) -> None:
    store.write("../../etc/passwd", Secret("x"))
    assert [p.parent for p in paths.secrets_dir.iterdir()] == [paths.secrets_dir]


def test_a_written_secret_replaces_the_old_one(store: SecretStore) -> None:
    store.write("main.token", Secret("one"))
    store.write("main.token", Secret("two"))
    assert store.read("main.token", FILE).secret.reveal() == "two"


def test_looser_modes_are_tightened_and_said(store: SecretStore) -> None:
    store.write("main.token", Secret(TOKEN))
    path = store.path("main.token")
    path.chmod(0o644)
    path.parent.chmod(0o755)
    notes = store.read("main.token", FILE).notes
    assert len(notes) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert TOKEN not in "".join(notes)


@pytest.mark.parametrize("content", ["", "\n\n", "  \n"])
def test_an_empty_file_holds_no_secret(store: SecretStore, content: str) -> None:
    store.write("main.token", Secret("x"))
    store.path("main.token").write_text(content)
    with pytest.raises(SecretMissing, match="is empty"):
        store.read("main.token", FILE)


def test_a_missing_file_means_not_set_up(store: SecretStore) -> None:
    with pytest.raises(SecretMissing) as caught:
        store.read("main.token", FILE)
    assert caught.value.exit_code is ExitCode.NOT_SET_UP
    assert "koongo-tui setup --channel main" in caught.value.fix


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff\xfe", "not text"), (b"x" * 70_000, "too large")]
)
def test_a_file_that_is_no_secret_is_refused(
    store: SecretStore, content: bytes, words: str
) -> None:
    store.write("main.token", Secret("x"))
    store.path("main.token").write_bytes(content)
    with pytest.raises(SecretUnreadable, match=words):
        store.read("main.token", FILE)


def test_a_pipe_or_folder_is_refused_at_once(store: SecretStore) -> None:
    store.write("x", Secret("x"))
    os.mkfifo(store.path("main.token"))
    with pytest.raises(SecretUnreadable, match="not a plain file"):
        store.read("main.token", FILE)
    store.path("main.token").unlink()
    store.path("main.token").mkdir()
    with pytest.raises(SecretUnreadable, match="not a plain file"):
        store.read("main.token", FILE)


def test_the_file_of_another_user_is_refused(
    store: SecretStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write("main.token", Secret(TOKEN))
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(SecretUnreadable, match="runs as user 4711") as caught:
        store.read("main.token", FILE)
    assert "as the user who saved it" in caught.value.fix


@pytest.mark.skipif(not ROOT, reason="only the superuser can give a file away")
def test_a_file_that_was_given_away_is_refused(store: SecretStore) -> None:
    store.write("main.token", Secret(TOKEN))
    os.chown(store.path("main.token"), 12345, -1)
    with pytest.raises(SecretUnreadable, match="belongs to user 12345"):
        store.read("main.token", FILE)


def test_a_file_that_the_system_refuses_is_an_error(
    store: SecretStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write("main.token", Secret(TOKEN))

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SecretUnreadable, match="not allowed"):
        store.read("main.token", FILE)


def test_a_disk_that_fails_is_an_error(store: SecretStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write("main.token", Secret(TOKEN))

    def fail(_: int) -> os.stat_result:
        raise OSError(5, "Input/output error")

    # Only for the moment: the test runner needs the call as well.
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", fail)
        with pytest.raises(SecretUnreadable, match="Input/output error"):
            store.read("main.token", FILE)


def test_remove_forgets(store: SecretStore) -> None:
    store.write("main.token", Secret(TOKEN))
    assert store.remove("main.token")
    assert not store.remove("main.token")
    with pytest.raises(SecretMissing):
        store.read("main.token", FILE)
    store.path("main.token").mkdir()
    with pytest.raises(FileUnwritable):
        store.remove("main.token")


def test_the_environment_wins_and_what_it_overrides_is_named(paths: Paths) -> None:
    environ = {"KOONGO_TUI_TOKEN": f" {TOKEN}\n"}
    store = SecretStore(paths, environ)
    assert store.read("main.token", FILE).overrides is None
    store.write("main.token", Secret("old"))
    found = store.read("main.token", FILE)
    assert found.secret == Secret(TOKEN)
    assert found.source == "environment variable KOONGO_TUI_TOKEN"
    assert found.overrides == f"private file {store.path('main.token')}"
    assert store.read("main.token", command("pass show x")).overrides == "command pass show x"
    assert store.read("main.token", ASK).overrides is None
    assert store.read("main.token", CREDENTIAL).overrides is None
    assert store.read("main.token", None).overrides is None
    environ["KOONGO_TUI_TOKEN"] = ""
    assert store.read("main.token", FILE).secret == Secret("old")


def test_each_secret_has_its_own_variable_or_none(paths: Paths) -> None:
    store = SecretStore(paths, {"KOONGO_TUI_TOKEN": "token", "KEY": "key"})
    assert store.read("mws-eu.secret-key", None, env="KEY").secret == Secret("key")
    with pytest.raises(SecretMissing, match="No place is configured"):
        store.read("mws-eu.secret-key", None, env=None)


def test_a_systemd_credential_is_read_from_its_folder(paths: Paths, tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "main.token").write_text(TOKEN + "\n")
    # systemd's own modes: readable through an access list, owned by the superuser.
    (folder / "main.token").chmod(0o440)
    store = SecretStore(paths, {"CREDENTIALS_DIRECTORY": str(folder)})
    found = store.read("main.token", CREDENTIAL)
    assert found.secret == Secret(TOKEN)
    assert found.source == "systemd credential main.token"
    assert stat.S_IMODE((folder / "main.token").stat().st_mode) == 0o440
    with pytest.raises(SecretMissing, match="is not there"):
        store.read("other.token", CREDENTIAL)
    both = SecretStore(paths, {"CREDENTIALS_DIRECTORY": str(folder), "KOONGO_TUI_TOKEN": "x"})
    assert both.read("main.token", CREDENTIAL).overrides == "systemd credential main.token"


def test_without_systemd_there_are_no_credentials(store: SecretStore) -> None:
    with pytest.raises(SecretMissing, match="CREDENTIALS_DIRECTORY is not set") as caught:
        store.read("main.token", CREDENTIAL)
    assert "LoadCredential=main.token:" in caught.value.fix


def test_a_person_is_asked_each_time(paths: Paths) -> None:
    asked: list[str] = []

    def ask(name: str) -> Secret | None:
        asked.append(name)
        return Secret(TOKEN) if len(asked) < 3 else None

    store = SecretStore(paths, {}, ask=ask)
    assert store.read("main.token", ASK).secret == Secret(TOKEN)
    assert store.read("main.token", ASK).source == "typed just now"
    assert asked == ["main.token"] * 2
    with pytest.raises(SecretMissing, match="was not given"):
        store.read("main.token", ASK)


def test_where_nobody_can_be_asked_it_is_said(store: SecretStore) -> None:
    with pytest.raises(SecretMissing, match="nobody can be asked") as caught:
        store.read("main.token", ASK)
    assert "KOONGO_TUI_TOKEN" in caught.value.fix


def test_places_have_words(store: SecretStore) -> None:
    assert store.describe("a", ASK) == "asked each time"
    assert store.describe("a", command("x y")) == "command x y"


def test_a_command_is_split_into_words_and_given_the_environment(paths: Paths) -> None:
    ran: list[tuple[Sequence[str], Mapping[str, str], float]] = []

    def run(words: Sequence[str], environ: Mapping[str, str], limit: float) -> CommandResult:
        ran.append((words, environ, limit))
        return CommandResult(0, f"\n  {TOKEN}  \r\nlogin: petra\n".encode(), b"")

    store = SecretStore(paths, {"GPG_TTY": "/dev/pts/1"}, run_command=run)
    found = store.read("main.token", command("pass show 'amazon/koongo eu' $HOME;ls"))
    assert found.secret == Secret(TOKEN)
    assert found.source == "command pass show 'amazon/koongo eu' $HOME;ls"
    assert ran == [
        (["pass", "show", "amazon/koongo eu", "$HOME;ls"], {"GPG_TTY": "/dev/pts/1"}, 60.0)
    ]


def test_a_real_command_is_run_without_a_shell_and_without_input(
    paths: Paths, tmp_path: Path
) -> None:
    store = SecretStore(paths, dict(os.environ))
    line = python("import sys; print(repr(sys.stdin.read()), sys.argv[1:])") + " '$HOME' ; ls"
    text = store.read("main.token", command(line)).secret.reveal()
    assert text == "'' ['$HOME', ';', 'ls']"


def test_a_failing_command_is_shown_with_its_own_words(paths: Paths) -> None:
    store = SecretStore(paths, dict(os.environ))
    line = python(
        "import sys; "
        "sys.exit('\\x1b[31mgpg: no key\\n\\nfor amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234')"
    )
    with pytest.raises(SecretUnreadable) as caught:
        store.read("main.token", command(line))
    message = caught.value.message
    assert "failed with status 1 and says: [31mgpg: no key for amzn.mws.********" in message
    assert "4ea38b7b" not in message
    assert caught.value.exit_code is ExitCode.NOT_SET_UP


def test_a_command_that_is_not_there_is_named(paths: Paths) -> None:
    store = SecretStore(paths, dict(os.environ))
    with pytest.raises(SecretUnreadable, match="no-such-program is not on this machine"):
        store.read("main.token", command("no-such-program show"))
    with pytest.raises(SecretUnreadable, match="cannot be started: this user is not allowed to"):
        store.read("main.token", command("/"))


def test_a_command_that_hangs_is_stopped_with_what_it_started(paths: Paths) -> None:
    # The grandchild keeps the pipes open after its parent is gone.
    line = python(
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'], "
        "stdin=subprocess.PIPE if 0 else None); import signal; signal.pause()"
    )
    with pytest.raises(SecretUnreadable, match="gave no answer within 0 s and was stopped"):
        secret_from_command(line, dict(os.environ), run_command, limit=0.2)


@pytest.mark.parametrize(
    ("line", "words"), [("pass 'show", "no closing quotation"), (" ", "is empty"), ("", "is empty")]
)
def test_a_command_line_that_makes_no_sense_is_refused(
    store: SecretStore, line: str, words: str
) -> None:
    with pytest.raises(SecretUnreadable, match=words):
        store.read("main.token", command(line))


def test_a_command_that_prints_nothing_is_said_with_its_complaint(paths: Paths) -> None:
    def silent(*_: object) -> CommandResult:
        return CommandResult(0, b"\n \n", b"")

    def complaining(*_: object) -> CommandResult:
        return CommandResult(0, b"", b"w" * 2000)

    with pytest.raises(SecretMissing, match="printed nothing and says nothing more"):
        secret_from_command("pass", {}, silent)
    with pytest.raises(SecretMissing, match="printed nothing and says: www") as caught:
        secret_from_command("pass", {}, complaining)
    assert len(caught.value.message) < 800


def test_an_interrupted_command_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    def interrupt(self: object, **_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_command([sys.executable, "-c", "import signal; signal.pause()"], dict(os.environ), 60)
