"""The SP-API application in the configuration: kept, read, changed and removed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from koongo_tui.guide.regions import Region
from koongo_tui.store.config import (
    ConfigFile,
    MwsDeveloper,
    SecretHome,
    SecretPlace,
    SpApiDeveloper,
)
from koongo_tui.store.errors import SecretRefused

APPLICATION = SpApiDeveloper(
    application_id="amzn1.sellerapps.app.0d2b1c3e-4f5a-6b7c-8d9e-0f1a2b3c4d5e",
    client_id="amzn1.application-oa2-client.0123456789abcdef0123456789abcdef",
    draft=True,
    redirect_uri="https://koongo.example/amazon",
    secret_set_on=date(2026, 11, 23),
)


@pytest.fixture
def file(tmp_path: Path) -> ConfigFile:
    return ConfigFile(tmp_path / "config" / "config.toml")


def test_without_one_there_is_none(file: ConfigFile) -> None:
    assert file.load().sp_api_developer is None
    file.remove_sp_api_developer()
    assert file.load().sp_api_developer is None


@pytest.mark.parametrize(
    "developer",
    [
        APPLICATION,
        SpApiDeveloper("a", "c"),
        SpApiDeveloper("a", "c", SecretPlace(SecretHome.COMMAND, "pass show amazon/lwa")),
    ],
)
def test_what_is_kept_is_read(file: ConfigFile, developer: SpApiDeveloper) -> None:
    file.save_sp_api_developer(developer)
    config = file.load()
    assert config.sp_api_developer == developer
    assert config.notes == ()


def test_a_change_leaves_nothing_of_the_old_one_and_nothing_else_is_touched(
    file: ConfigFile,
) -> None:
    file.save_developer(MwsDeveloper(Region.EU, "AKIAIOSFODNN7EXAMPLE"))
    file.save_sp_api_developer(APPLICATION)
    file.path.write_text(file.path.read_text() + "# mine\n")
    plain = SpApiDeveloper(APPLICATION.application_id, APPLICATION.client_id)
    file.save_sp_api_developer(plain)
    assert file.load().sp_api_developer == plain
    assert "# mine" in file.path.read_text()
    file.remove_sp_api_developer()
    assert file.load().sp_api_developer is None
    assert Region.EU in file.load().mws_developers


def test_a_secret_is_never_written_here(file: ConfigFile) -> None:
    wrong = SpApiDeveloper("a", "amzn1.oa2-cs.v1.0123456789abcdef")
    with pytest.raises(SecretRefused):
        file.save_sp_api_developer(wrong)
    assert not file.path.exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('client_id = "c"', "application_id: is missing"),
        ('application_id = "a"', "client_id: is missing"),
        ('application_id = "a"\nclient_id = "c"\ndraft = "yes"', "draft"),
        ('application_id = "a"\nclient_id = "c"\nsecret_set_on = "soon"', "secret_set_on"),
        ('application_id = "a"\nclient_id = "c"\nclient_secret = "shelf"', "client_secret"),
        ('application_id = "a"\nclient_id = "amzn1.oa2-cs.v1.abc"', "is a secret"),
    ],
)
def test_a_wrong_value_is_named_and_the_application_left_out(
    file: ConfigFile, lines: str, said: str
) -> None:
    file.path.parent.mkdir(mode=0o700)
    file.path.write_text(f"[developers.sp-api]\n{lines}\n")
    file.path.chmod(0o600)
    config = file.load()
    assert config.sp_api_developer is None
    [note] = config.notes
    assert said in note
    assert "developers.sp-api" in note


def test_the_secret_ends_after_180_days() -> None:
    assert APPLICATION.rotate_by == date(2027, 5, 22)
    assert SpApiDeveloper("a", "c").rotate_by is None
    assert APPLICATION.secret_name == "sp-api.client-secret"
