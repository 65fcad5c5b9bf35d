"""What never changes the recogniser's answer, what never yields one, and how long it takes."""

from __future__ import annotations

import base64
import string
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from koongo_tui.guide.dates import DateOrder
from koongo_tui.guide.findings import Findings
from koongo_tui.guide.marketplaces import MARKETPLACES
from koongo_tui.guide.recogniser import Token, find_token, recognise
from koongo_tui.guide.regions import Region
from koongo_tui.guide.steps import Field

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
PAGE = f"""Congratulations!
Koongo can now access your Amazon seller account with MWS
These are your account identifiers, which Koongo will need to access your Amazon seller account.
Seller account identifiers for Example Shop
Seller ID: A135KKEKJAIBJ56
Marketplace ID: A1F83G8C2ARO7P (Amazon.co.uk)
A1PA6795UKMFR9 (Amazon.de)
A1RKKUPIHCS9HS (Amazon.es)
A13V1IB3VIYZZH (Amazon.fr)
APJ6JRA9NG5V4 (Amazon.it)
Seller-Developer Authorisation
MWS Authorisation Token: {TOKEN}
"""
ROW = (
    "Active\tKoongo\t9051-1235-5740\t3/26/2019, 4:28 PM 3/25/2020, 4:28 PM\tView\tRenew\tDisable\n"
)
CONSENT = (
    "https://koongo.example/callback?state=xyz123456789&selling_partner_id=A135KKEKJAIBJ56"
    "&spapi_oauth_code=ANqPbcdefghijklmnop"
)
BOTH = f"Seller ID: A2R2RITDJNW1Q6\nMWS Auth Token: {TOKEN}\n"
GERMAN = f"Händler-ID: A135KKEKJAIBJ56\nMWS-Autorisierungstoken: {TOKEN}\n"
SAMPLES = (PAGE, ROW, CONSENT, BOTH, GERMAN, TOKEN, "A135KKEKJAIBJ56", f"{TOKEN}\nA3UN6WX5RRO2A")


def values(findings: Findings) -> Findings:
    """What was found, without the sentences on how."""
    return replace(findings, tidied=(), lines=0)


PLAIN = {text: values(recognise(text)) for text in SAMPLES}


# --- What never changes the result ------------------------------------------------------


@given(st.sampled_from(SAMPLES), st.integers(20, 200))
def test_a_terminal_of_any_width(text: str, width: int) -> None:
    wrapped = "\n".join(
        line[i : i + width] for line in text.split("\n") for i in range(0, len(line) or 1, width)
    )
    assert values(recognise(wrapped)) == PLAIN[text]


@given(st.sampled_from(SAMPLES), st.integers(20, 200))
def test_a_mail_program_that_wraps_and_quotes(text: str, width: int) -> None:
    wrapped = "\n".join(
        "> " + line[i : i + width]
        for line in text.split("\n")
        for i in range(0, len(line) or 1, width)
    )
    assert values(recognise(wrapped)) == PLAIN[text]


@given(st.integers(1, 60), st.sampled_from(["", "    ", "\t", "> ", "| "]))
def test_a_token_broken_at_any_width_and_indented(width: int, indent: str) -> None:
    pieces = [TOKEN[i : i + width] for i in range(0, len(TOKEN), width)]
    found = recognise("Token: " + ("\n" + indent).join(pieces))
    assert values(found) == values(recognise(f"Token: {TOKEN}"))
    assert any("broken over" in s for s in found.tidied) is (width < len(TOKEN))


@given(
    st.sampled_from(SAMPLES),
    st.text(" \t\n\r\u00a0\u3000", max_size=30),
    st.text(" \t\n\r\u00a0\u3000", max_size=30),
)
def test_padding(text: str, before: str, after: str) -> None:
    assert values(recognise(before + text + after)) == PLAIN[text]


@given(st.sampled_from(SAMPLES), st.integers(0, 9), st.integers(0, 9))
def test_trailing_and_leading_blanks_on_every_line(text: str, left: int, right: int) -> None:
    padded = "\n".join(" " * left + line + " " * right for line in text.split("\n"))
    assert values(recognise(padded)) == PLAIN[text]


@given(st.sampled_from(SAMPLES), st.data())
def test_invisible_characters_anywhere(text: str, data: st.DataObject) -> None:
    hidden = st.sampled_from("\u200b\u200d\u00ad\ufeff\u2060\u202e\u061c\U000e0041\x00\x7f")
    places = data.draw(st.lists(st.tuples(st.integers(0, len(text)), hidden), max_size=20))
    dirty = text
    for place, character in sorted(places, reverse=True):
        dirty = dirty[:place] + character + dirty[place:]
    assert values(recognise(dirty)) == PLAIN[text]


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("\x1b[200~", "\x1b[201~"),
        ("[200~", "[201~"),
        ("^[[200~", "^[[201~"),
        ("0~", "1~"),
        ("\x1b[200~", ""),
        ("", "[201~"),
        ("\x1b[32m", "\x1b[0m"),
    ],
)
def test_paste_marks(text: str, begin: str, end: str) -> None:
    assert values(recognise(begin + text + end)) == PLAIN[text]


@given(
    st.sampled_from(SAMPLES), st.sampled_from("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")
)
def test_dashes_of_any_kind(text: str, dash: str) -> None:
    assert values(recognise(text.replace("-", dash))) == PLAIN[text]


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x0b", "\n\n"])
def test_line_ends_of_any_kind(text: str, end: str) -> None:
    assert values(recognise(text.replace("\n", end))) == PLAIN[text]


@given(st.permutations(BOTH.splitlines() + ROW.splitlines() + ["Marketplace: Amazon.de"]))
def test_any_order(lines: list[str]) -> None:
    found = recognise("\n".join(lines))
    assert found.seller_id == "A2R2RITDJNW1Q6"
    assert found.token is not None
    assert found.developer_id == "9051-1235-5740"
    assert found.expires_on == date(2020, 3, 25)
    assert found.marketplaces == ("A1PA6795UKMFR9",)
    assert found.problems == ()


@given(
    st.sampled_from(["Seller ID", "Händler-ID", "ID du vendeur", "ID venditore", "ID de vendedor"]),
    st.sampled_from([": ", " = ", "\n", "\t", ":\n    ", ' "', " is ", " | "]),
    st.from_regex(r"A[0-9][A-Z0-9]{11,13}", fullmatch=True),
)
def test_any_seller_id_behind_its_label(label: str, between: str, seller: str) -> None:
    assume(len(set(seller[1:])) > 2)
    assume(not any(m.id[:5] in seller for m in MARKETPLACES))
    assert recognise(label + between + seller).seller_id == seller


# --- What never yields anything ---------------------------------------------------------


def is_nothing(text: str) -> bool:
    found = recognise(text, region=Region.EU)
    return found.is_empty and not found.problems


def letters(alphabet: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Text from an alphabet; Hypothesis' own would try the constants of the program too."""
    return st.lists(alphabet, max_size=300).map("".join)


@given(letters(st.characters()))
@example("amzn.mws.")
def test_any_text(text: str) -> None:
    assert recognise(text).is_empty


@given(letters(st.sampled_from(string.ascii_uppercase + string.digits + "-. \n")))
def test_capitals_and_digits(text: str) -> None:
    assert is_nothing("Some text first\nthen more\nand more\nand more\n" + text)


@given(st.binary(max_size=400), st.booleans())
def test_base64(data: bytes, lines: bool) -> None:
    text = (base64.encodebytes if lines else base64.b64encode)(data).decode()
    assume(len(text.strip()) != 40)  # the length of a secret key: that alone is worth a warning
    assert is_nothing(text)


@given(st.binary(max_size=400))
def test_hex_in_either_case(data: bytes) -> None:
    assert is_nothing(data.hex())
    assert is_nothing(data.hex().upper())


@given(st.lists(st.uuids(), max_size=10))
def test_uuids(uuids: list[Any]) -> None:
    assert is_nothing("\n".join(map(str, uuids)))


@given(st.lists(st.from_regex(r"[A-Z0-9]{10,16}", fullmatch=True), min_size=4, max_size=20))
def test_lists_of_codes(codes: list[str]) -> None:
    assert is_nothing("\n".join(codes))


@given(st.lists(st.integers(10**11, 10**12 - 1), max_size=20))
def test_numbers_of_twelve_digits(numbers: list[int]) -> None:
    known = {int(r.developer_id.replace("-", "")) for r in Region}
    assume(not any(abs(n - k) < 10**3 for n in numbers for k in known))
    found = recognise("\n".join(map(str, numbers)))
    assert found.is_empty


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"2026-11-23 10:00:{i:02} WARN job A{i:013} failed in 12 ms" for i in range(60)),
        "def read(self) -> str:\n    return self._token  # amzn.mws. + a UUID\n" * 20,
        "<div class='a'><a href='https://www.amazon.de/dp/B0A1B2C3D4'>offer</a></div>",
        "git commit da39a3ee5e6b4b0d3255bfef95601890afd80709 on 03/04/2020",
        "Amazon.com, Amazon.de and eBay are shops. Active users rose on 3/4/2020.",
        "The token ring was expired; a secret key opens the marketplace of ideas.",
        "| a | b |\n|---|---|\n| **x** | ****** |",
        "0,1,2,3\nA,B,C,D\n" * 50,
        "HTTP/1.1 200 OK\nDate: x\nServer: x\nExpires: Wed, 21 Oct 2015 07:28:00 GMT\n",
        "Token\n-----\nA token is a word of the grammar.",
        '{"lock-token": "4ea38b7b-f563-7709-4bae-87aea0001234"}',
        "status: ACTIVE, account: 123456789012, created: 2022-11-15",
        "AAAAAAAAAAAAAA",
        "A0000000000000",
        "A0000000001G0",
        "ABCDEFGHIJKLM",
    ],
)
def test_prose_logs_and_code(text: str) -> None:
    assert is_nothing(text)


@given(st.sampled_from(MARKETPLACES), st.sampled_from(["", "Seller ID: ", "Marketplace ID: "]))
def test_a_marketplace_is_never_a_seller(marketplace: Any, label: str) -> None:
    for text in (marketplace.id, marketplace.id.lower(), marketplace.id.replace("O", "0")):
        found = recognise(label + text)
        assert found.seller_id is None
        assert found.marketplaces == (marketplace.id,)
        if label == "Seller ID: ":
            assert "marketplace-as-seller" in {p.code for p in found.problems}


# --- How long it takes ------------------------------------------------------------------

MEGABYTE = 1_000_000
HOSTILE = {
    "one letter": "A",
    "digits": "0",
    "beginnings of tokens": "amzn.mws.",
    "halves of tokens": "amzn.mws.4ea38b7b-",
    "cut tokens": TOKEN[:40] + "\n",
    "whole tokens": TOKEN + " ",
    "beginnings of refresh tokens": "Atzr|",
    "lines of refresh tokens": "Atzr|aB3_aB3_aB3_aB3_aB3_\n",
    "pages": PAGE,
    "rows": ROW,
    "labels": "Seller ID: ",
    "labels without values": "token: ",
    "small words": "seller de ",
    "lines": "\n",
    "short lines": "a\n",
    "blanks": " ",
    "names": "Amazon.de\n",
    "look-alikes": "A1PA6795UK0F99 ",
    "numbers": "905112355741 ",
    "dates": "expiry date 3/4/2019 ",
    "consent": "&spapi_oauth_code=a",
    "escapes": "\x1b[",
    "paste marks": "[200~",
    "tildes": "0~ ",
    "invisible": "\u200b",
    "words in one sign": "\ufdfa",
    "dashes": "\u2013",
    "dots": "amzn....",
    "keys": "AKIAIOSFODNN7EXAMPLE ",
    "base64": base64.b64encode(bytes(range(256))).decode(),
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_comes_to_its_end(unit: str) -> None:
    text = (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE]
    # A quarter of a second; a rule that takes the square of it would meet the suite's time limit.
    assert len(repr(recognise(text))) < 10_000, "what is said of it stays short"


def test_values_are_found_in_a_big_paste() -> None:
    noise = "The quick brown fox jumps over the lazy dog, 12 times.\n" * 8000
    found = recognise(noise + BOTH + noise)
    assert found.seller_id == "A2R2RITDJNW1Q6"
    assert found.token is not None


# --- The rest of the interface ----------------------------------------------------------


def test_a_field_counts_as_the_label() -> None:
    assert recognise("aqwertzuiopxy", field=Field.SELLER_ID).seller_id is None
    assert recognise("a1wertzui2pxy", field=Field.SELLER_ID).seller_id == "A1WERTZUI2PXY"
    assert recognise("Spain", field=Field.MARKETPLACE).marketplaces == ("A1RKKUPIHCS9HS",)
    assert recognise("ES", field=Field.MARKETPLACE).marketplaces == ("A1RKKUPIHCS9HS",)
    assert recognise("444455556666", field=Field.DEVELOPER_ID).developer_id == "4444-5555-6666"
    assert recognise("25 March 2020", field=Field.EXPIRES_ON).expires_on == date(2020, 3, 25)
    assert recognise(f" {TOKEN} ", field=Field.TOKEN).token is not None


def test_counts_the_lines_that_arrived() -> None:
    assert recognise("\n" + PAGE + "\n\n").lines == 12
    assert recognise("").lines == 0


def test_a_lone_date_is_an_end_only_when_it_lies_ahead() -> None:
    row = "Active Koongo 9051-1235-5740 25 March 2020"
    past = recognise(row, today=date(2020, 4, 1))
    assert (past.authorised_on, past.expires_on) == (date(2020, 3, 25), None)
    ahead = recognise(row, today=date(2020, 3, 1))
    assert (ahead.authorised_on, ahead.expires_on) == (None, date(2020, 3, 25))


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"--token={TOKEN}",
        "AMZN.MWS.4ea",
        "amzn.\u200bmws.4ea38b7b",
        "amzn. mws.",
        "Atzr|IwEBI",
        "Atza|IwEBI",
        "amzn1.oa2-cs.v1.0123",
    ],
)
def test_a_token_is_seen_in_an_argument(text: str) -> None:
    assert find_token(text)


@pytest.mark.parametrize("text", ["", "setup", "--region", "A135KKEKJAIBJ56", "amazon.de"])
def test_other_arguments_pass(text: str) -> None:
    assert not find_token(text)


# --- Two pastes taken together ----------------------------------------------------------


def test_later_values_win_and_earlier_ones_stay() -> None:
    both = recognise(PAGE).merge(recognise("Seller ID: A2R2RITDJNW1Q6"))
    assert both.seller_id == "A2R2RITDJNW1Q6"
    assert isinstance(both.token, Token)
    assert len(both.marketplaces) == 5
    assert both.lines == 1


def test_a_problem_is_gone_when_its_value_arrives() -> None:
    cut = recognise("MWS Auth Token: " + TOKEN[:30])
    assert [p.code for p in cut.problems] == ["truncated-token"]
    assert cut.merge(recognise("A135KKEKJAIBJ56")).problems == cut.problems
    assert cut.merge(recognise(TOKEN)).problems == ()


def test_a_marketplace_pasted_after_the_seller_is_no_mixup() -> None:
    market = recognise("A1PA6795UKMFR9")
    assert [p.code for p in market.problems] == ["marketplace-as-seller"]
    assert recognise("A135KKEKJAIBJ56").merge(market).problems == ()


def test_a_page_that_said_no_is_forgotten_with_the_next_value() -> None:
    refused = recognise("You must be the primary user.")
    assert refused.merge(Findings()).problems == refused.problems
    assert refused.merge(recognise(TOKEN)).problems == ()


def test_dates_and_their_question_replace_each_other() -> None:
    row = "Active Koongo 9051-1235-5740 {} {}"
    sure = recognise(row.format("26.03.2019", "25.03.2020"))
    asked = recognise(row.format("3/4/2019", "3/4/2020"))
    assert asked.merge(sure).ambiguous_dates == ()
    assert asked.merge(sure).problems == ()
    unsure = sure.merge(asked)
    assert unsure.expires_on is None
    assert [r.order for r in unsure.ambiguous_dates] == list(DateOrder)


def test_the_same_tidying_is_said_once() -> None:
    once = recognise(" A135KKEKJAIBJ56")
    assert once.merge(once).tidied == once.tidied


def test_blocking_problems_come_first() -> None:
    found = recognise(
        "Marketplace ID: A1F83G8C2AR07P\nMWS Auth Token: View\nSeller ID: M_SHOP_12345"
    )
    blocking = [p.blocking for p in found.problems]
    assert blocking == sorted(blocking, reverse=True)
    assert len(found.problems) == 3
