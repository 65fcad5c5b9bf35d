from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from koongo_tui.store.errors import FileUnreadable, FileUnwritable, SecretRefused
from koongo_tui.store.guard import holds_secret, masked_secrets
from koongo_tui.store.progress import ProgressFile, SavedProgress

AT = datetime(2014, 2, 3, 12, 0, tzinfo=timezone(timedelta(hours=1)))
VALUES = {"step": "paste", "region": "eu", "marketplace_id": None}


@pytest.fixture
def file(tmp_path: Path) -> ProgressFile:
    return ProgressFile(tmp_path / "state" / "setup.json")


def test_nothing_saved_is_nothing_found(file: ProgressFile) -> None:
    assert file.load() is None
    assert file.notes == ()
    file.clear()
    assert not file.path.parent.exists()


def test_saved_progress_comes_back(file: ProgressFile) -> None:
    file.save(VALUES, AT)
    saved = file.load()
    assert saved == SavedProgress(VALUES, AT)
    assert saved is not None
    assert saved.saved_at.utcoffset() == timedelta(0)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    file.save({"step": "test"}, AT)
    assert ProgressFile(file.path).load() == SavedProgress({"step": "test"}, AT)
    file.clear()
    assert file.load() is None


@pytest.mark.parametrize(
    "value",
    [
        "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234",
        "my token is Atzr|IwEBIJ",
        "amzn.m\nws.4ea\u200b38b7b",
        "ＡＭＺＮ.mws.4ea38b7b",
        "Atza|access",
        "amzn1.oa2-cs.v1.abc",
    ],
)
def test_a_token_is_never_saved(file: ProgressFile, value: str) -> None:
    file.save(VALUES, AT)
    with pytest.raises(SecretRefused) as caught:
        file.save({"step": "paste", "typed": value}, AT)
    assert value not in str(caught.value)
    with pytest.raises(SecretRefused):
        file.save({value: None}, AT)
    assert file.load() == SavedProgress(VALUES, AT)


def test_a_token_inside_a_text_is_masked() -> None:
    text = "no: amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234, and Atzr|short; Atzr|"
    assert masked_secrets(text) == "no: amzn.mws.********1234, and Atzr|********; Atzr|********"
    assert not holds_secret("Amazon MWS, amzn1.application-oa2-client.x")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"schema": 2, "saved_at": "2014-02-03T00:00:00+00:00", "values": {}}',
        b'{"schema": 1, "saved_at": "yesterday", "values": {}}',
        b'{"schema": 1, "saved_at": "2014-02-03T00:00:00+00:00", "values": []}',
        b'{"schema": 1, "saved_at": "2014-02-03T00:00:00+00:00", "values": {"step": 1}}',
        b'{"schema": 1, "saved_at": 5, "values": {}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_kept_aside_and_said(file: ProgressFile, content: bytes) -> None:
    file.path.parent.mkdir(mode=0o700)
    file.path.write_bytes(content)
    file.path.chmod(0o600)
    assert file.load() is None
    aside = file.path.with_name("setup.json.damaged")
    assert str(aside) in file.notes[-1]
    assert aside.read_bytes() == content
    assert file.load() is None
    assert file.notes == ()
    file.save(VALUES, AT)
    file.path.write_bytes(b"again")
    assert file.load() is None
    assert aside.read_bytes() == content


def test_a_damaged_file_that_cannot_be_moved_is_said(
    file: ProgressFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.save(VALUES, AT)
    file.path.write_bytes(b"{")

    def refuse(*_: object) -> Path:
        raise FileUnwritable(file.path, "the disk is full")

    monkeypatch.setattr("koongo_tui.store.progress.keep_copy_aside", refuse)
    assert file.load() is None
    assert "could not be moved aside" in file.notes[-1]
    assert file.path.read_bytes() == b"{"


def test_a_looser_mode_is_said(file: ProgressFile) -> None:
    file.save(VALUES, AT)
    file.path.chmod(0o644)
    assert file.load() is not None
    assert "0644" in file.notes[0]


def test_what_the_system_refuses_is_an_error(file: ProgressFile) -> None:
    file.path.mkdir(parents=True)
    with pytest.raises(FileUnreadable):
        file.load()
    with pytest.raises(FileUnwritable):
        file.clear()
    with pytest.raises(FileUnwritable):
        file.save(VALUES, AT)


@given(
    st.dictionaries(st.text(max_size=10), st.none() | st.text(max_size=30)),
    st.datetimes(datetime(1971, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_any_values_survive(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str | None], at: datetime
) -> None:
    assume(not any(holds_secret(f"{key} {value}") for key, value in values.items()))
    file = ProgressFile(tmp_path_factory.mktemp("progress") / "setup.json")
    file.save(values, at)
    assert file.load() == SavedProgress(values, at)
    assert json.loads(file.path.read_text(encoding="ascii"))["values"] == values
