"""The recogniser on a corpus of pastes: languages, layouts, mistakes and noise."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.guide.dates import DateOrder
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.mistakes import MISTAKES
from koongo_tui.guide.programs import Program
from koongo_tui.guide.recogniser import Findings, recognise
from koongo_tui.guide.regions import Region
from koongo_tui.guide.steps import Field

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
REFRESH = "Atzr|IwEBIExampleRefresh0Token1aB2c3D4e5F6g7H8i9J0-k_L1m2"
CORPUS = Path(__file__).parents[1] / "data" / "pastes.toml"
PASTES: list[dict[str, Any]] = tomllib.loads(CORPUS.read_text("utf-8"))["paste"]


def text_of(paste: dict[str, Any]) -> str:
    text: str = paste["text"]
    return text.replace("{token}", TOKEN).replace("{refresh}", REFRESH)


def read(paste: dict[str, Any], text: str) -> Findings:
    return recognise(
        text,
        region=Region(paste["region"]) if "region" in paste else None,
        program=Program(paste["program"]) if "program" in paste else None,
        today=paste.get("today"),
        dates=DateOrder(paste["dates"]) if "dates" in paste else None,
        field=Field(paste["field"]) if "field" in paste else None,
    )


def result(findings: Findings) -> dict[str, Any]:
    """What was found, in the words of the corpus."""
    found = {
        "seller": findings.seller_id,
        "token": findings.token and findings.token.kind.value,
        "markets": [m.code for i in findings.marketplaces if (m := marketplace_by_id(i))],
        "developer": findings.developer_id,
        "status": findings.status,
        "authorised": findings.authorised_on,
        "expires": findings.expires_on,
        "ambiguous": bool(findings.ambiguous_dates),
        "consent": findings.consent and findings.consent.state,
        "problems": sorted(p.code for p in findings.problems),
    }
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: paste["name"])
def test_finds_what_the_corpus_says(paste: dict[str, Any]) -> None:
    text = text_of(paste)
    findings = read(paste, text)
    inputs = {"name", "text", "region", "program", "field", "today", "dates", "tidied"}
    expected = {k: v for k, v in paste.items() if k not in inputs and k != "token_text"}
    if "problems" in expected:
        expected["problems"] = sorted(expected["problems"])
    assert result(findings) == expected
    if findings.token:
        whole = TOKEN if findings.token.kind is Program.MWS else REFRESH
        assert findings.token.secret.reveal() == paste.get("token_text", whole)


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: paste["name"])
def test_says_what_it_tidied_and_nothing_more(paste: dict[str, Any]) -> None:
    tidied = read(paste, text_of(paste)).tidied
    expected = paste.get("tidied", [])
    assert len(tidied) == len(expected), tidied
    for part in expected:
        assert any(part in sentence for sentence in tidied), tidied


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: paste["name"])
def test_never_shows_a_token(paste: dict[str, Any]) -> None:
    findings = read(paste, text_of(paste))
    shown = repr(findings) + str(findings.problems) + " ".join(findings.tidied)
    assert "87aea" not in shown
    assert "RefreshToken" not in shown
    assert "ANqPb" not in shown


def test_the_corpus_is_wide() -> None:
    assert len(PASTES) >= 100
    assert Counter(p["name"] for p in PASTES).most_common(1)[0][1] == 1
    codes = {code for p in PASTES for code in p.get("problems", [])}
    assert codes <= set(MISTAKES)
    tidied_or_elsewhere = {"whitespace", "invisible", "token-in-argv"}
    assert {m.code for m in MISTAKES.values() if m.offline} - codes == tidied_or_elsewhere
