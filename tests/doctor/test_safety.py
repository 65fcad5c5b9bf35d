"""No secret in any finding or file, and no Seller ID in what goes to support."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.doctor.bundle import bundle_text, write_bundle
from koongo_tui.doctor.examination import CHECKS, COMPACT, Check
from koongo_tui.doctor.findings import Finding, Level
from koongo_tui.doctor.safety import mask_secrets, mask_sellers, without_secrets
from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.guide.marketplaces import MARKETPLACES
from koongo_tui.store.config import SecretHome, SecretPlace

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
KEY = "tX9bQ0Lk3pVw8Zr5Yh2Nc6Md1Jf4Gs7Ae0UiOqPw"
BODY = "5d41402abc4b2a76b9719d911017c592aaaabbbbccccdddd0000111122223333"
SELLER = "A135KKEKJAIBJ56"
NONE_OF = (TOKEN, "87aea000", KEY, BODY, "hunter2hunter2", "pw-of-proxy")

hexadecimal = st.text("0123456789abcdef", min_size=20, max_size=60)
tokens = st.one_of(
    st.uuids().map(lambda u: (f"amzn.mws.{u}", str(u))),
    hexadecimal.map(lambda h: (f"Atzr|IwEB{h}", h)),
    hexadecimal.map(lambda h: (f"Atza|IwEB{h}", h)),
    hexadecimal.map(lambda h: (f"amzn1.oa2-cs.v1.{h}", h)),
)


@given(tokens, st.text(max_size=10), st.text(max_size=10))
def test_a_token_in_any_part_of_a_finding_is_masked(
    token: tuple[str, str], before: str, after: str
) -> None:
    whole, body = token
    text = f"{before}{whole} {after}"
    values = MappingProxyType({"a": text, "b": [text], "c": {"d": text}, "n": 1})
    finding = Finding("A", Level.OK, text, fix=text, link=text, aside=text, values=values)
    safe = without_secrets(finding, {})
    told = json.dumps([safe.text, safe.fix, safe.link, safe.aside, dict(safe.values)])
    assert body not in told
    assert safe.values["n"] == 1


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=60))
def test_secrets_of_the_environment_are_masked_whatever_they_look_like(secret: str) -> None:
    environ = {"KOONGO_TUI_MWS_SECRET_KEY": secret}
    assert secret.strip("*") not in mask_secrets(f"x {secret} y", environ).replace("*", "")[2:-2]


@given(st.from_regex(r"A[A-Z0-9]{5}[0-9][A-Z0-9]{6,7}", fullmatch=True))
def test_seller_ids_are_masked_and_marketplaces_stay(seller: str) -> None:
    known = {m.id for m in MARKETPLACES}
    masked = mask_sellers(f"mws:eu:{seller} 'x'")
    assert (seller in masked) == (seller in known)


def test_every_marketplace_stays_readable() -> None:
    text = " ".join(m.id for m in MARKETPLACES)
    assert mask_sellers(text) == text


async def everything(machine: Any) -> tuple[list[Finding], str]:
    found = await machine.find(COMPACT, *CHECKS)
    return found, bundle_text(machine.subject(), found)


async def test_nothing_secret_in_the_findings_and_the_bundle_of_a_full_machine(
    machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.developer()
    machine.channel(endpoint="http://127.0.0.1:9", expires_on=None)
    machine.channel(
        "vault",
        token=None,
        token_place=SecretPlace(SecretHome.COMMAND, "echo hunter2hunter2"),
        endpoint="https://me:pw-of-proxy@gateway.example",
    )
    machine.workspace.use("main")
    path = machine.paths.config_file
    path.write_text(f"# my note: hunter2hunter2\n{path.read_text()}")
    machine.paths.state_dir.mkdir(mode=0o700, exist_ok=True)
    (machine.paths.state_dir / "crash.log").write_text(f"koongo-tui: ValueError {TOKEN}\n")
    machine.environ.update(
        KOONGO_TUI_TOKEN=TOKEN,
        KOONGO_TUI_MWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
        KOONGO_TUI_MWS_SECRET_KEY=KEY,
        KOONGO_TUI_LWA_CLIENT_ID="amzn1.application-oa2-client.x",
        KOONGO_TUI_LWA_CLIENT_SECRET=f"amzn1.oa2-cs.v1.{BODY}",
        HTTPS_PROXY="http://me:pw-of-proxy@proxy.example:3128",
    )
    monkeypatch.setenv("HTTPS_PROXY", machine.environ["HTTPS_PROXY"])
    found, bundle = await everything(machine)
    told = json.dumps([[f.text, f.fix, f.link, f.aside, dict(f.values)] for f in found])
    for secret in NONE_OF:
        assert secret not in bundle
        if secret != "hunter2hunter2":  # the person's own command, shown to them alone
            assert secret not in told
    assert SELLER not in bundle
    assert "AKIAIOSFODNN7EXAMPLE" not in bundle
    assert "A1********56" in bundle
    assert "KOONGO_TUI_TOKEN is set" in bundle
    assert "ends in" not in bundle


async def test_amazons_words_are_masked_like_everything_else(machine: Any) -> None:
    def told(_: Any) -> Any:
        raise KoongoError(f"AuthToken {TOKEN} of {SELLER} is not valid.")

    found = await machine.find(Check("Amazon", told))
    assert TOKEN not in found[0].text
    assert SELLER not in bundle_text(machine.subject(), found)


async def test_a_damaged_configuration_still_gives_a_bundle(machine: Any) -> None:
    machine.channel()
    machine.paths.config_file.write_text(f"= {TOKEN} {SELLER}")
    _, bundle = await everything(machine)
    assert "config.toml, line 1" in bundle
    assert TOKEN not in bundle


def test_the_file_is_private_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "bundle.txt"
    write_bundle(path, "first\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="is there already"):
        write_bundle(path, "second\n")
    assert path.read_text() == "first\n"
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "elsewhere.txt")
    with pytest.raises(UsageError):
        write_bundle(link, "x")
    assert not (tmp_path / "elsewhere.txt").exists()
    with pytest.raises(UsageError, match="cannot be written"):
        write_bundle(tmp_path / "no" / "folder.txt", "x")
