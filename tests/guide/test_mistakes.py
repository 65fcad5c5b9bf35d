"""The table of mistakes, and what is said in the cases that are told offline."""

from __future__ import annotations

import re

import pytest

from koongo_tui.errors import Actor
from koongo_tui.guide.checks import check_developer, cross_check
from koongo_tui.guide.findings import Findings
from koongo_tui.guide.mistakes import MISTAKES, ChoiceKind, Mistake, Problem, problem
from koongo_tui.guide.programs import Program
from koongo_tui.guide.recogniser import recognise
from koongo_tui.guide.regions import Region
from koongo_tui.guide.steps import Field

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"


def test_34_rows_in_order() -> None:
    assert len(MISTAKES) == 34
    assert [m.number for m in MISTAKES.values()] == list(range(1, 35))
    assert all(m.code == code for code, m in MISTAKES.items())
    assert {m.number for m in MISTAKES.values() if m.offline} == {*range(1, 17), 19, 29, 30, 33}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=lambda m: m.code)
def test_speaks_plainly(mistake: Mistake) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", mistake.code)
    assert not mistake.title.endswith((".", "!"))
    assert len(mistake.title) <= 60
    for sentence in (mistake.explanation, mistake.fix):
        assert sentence[0].isupper()
        assert "!" not in sentence
        assert "authoriz" not in sentence.lower()
    assert mistake.who in Actor


def test_a_problem_takes_the_words_of_its_row_unless_given_better() -> None:
    row = MISTAKES["swapped"]
    made = problem("swapped", fix="Do this.", blocking=False)
    assert made == Problem(
        "swapped", row.title, row.explanation, "Do this.", row.who, blocking=False
    )
    with pytest.raises(KeyError):
        problem("no-such-row")


def only(text: str, field: Field | None = None, region: Region | None = None) -> Problem:
    (found,) = recognise(text, field=field, region=region).problems
    return found


def test_wrong_region_developer_shows_both_and_offers_the_region() -> None:
    said = only("Developer ID: 0176-5302-9598", region=Region.EU)
    assert "US and Canada" in said.message
    assert "Europe" in said.message
    assert said.facts == (
        ("On the page", "0176-5302-9598"),
        ("Right for Europe", "9051-1235-5740"),
    )
    assert [(a.kind, a.value) for a in said.actions] == [
        (ChoiceKind.OPEN_PAGE, ""),
        (ChoiceKind.CHANGE_REGION, "na"),
    ]


@pytest.mark.parametrize(
    ("developer", "words"),
    [
        ("9051-1253-5740", "Digits 7 and 8 are exchanged"),
        ("9051-1235-5746", "Digit 12 is 6 and should be 0"),
        ("9051-1335-5741", "Digits 6 and 12 differ"),
    ],
)
def test_mistyped_developer_names_the_digits(developer: str, words: str) -> None:
    said = only(f"Developer ID: {developer}", region=Region.EU)
    assert said.code == "mistyped-developer"
    assert said.message.startswith(words)
    shown = [value for _, value in said.facts]
    assert shown == [developer, "9051-1235-5740"]


def test_a_developer_id_of_11_digits_is_counted() -> None:
    said = only("Developer ID: 9051-1235-574")
    assert "this one has 11" in said.message
    assert ("Koongo's ID", "9051-1235-5740") in said.facts
    assert "this one has 9" in only("Developer ID: 123456789").message


def test_retired_developer_says_which_is_right() -> None:
    said = check_developer("7930-6722-8694", Region.FE)
    assert said is not None
    assert said.code == "retired-developer"
    assert ("Australia and Japan", "2611-6230-2505") in said.facts
    assert not said.blocking
    assert check_developer("7930-6722-8694", None) is not None


def test_the_right_developer_and_an_unknown_region_raise_nothing() -> None:
    assert check_developer("9051-1235-5740", Region.EU) is None
    assert check_developer("9051-1235-5740", None) is None
    assert check_developer("4444-5555-6666", None) is None
    assert check_developer(None, Region.EU) is None


def test_swapped_offers_to_swap_first() -> None:
    said = only(f"Seller ID: {TOKEN}\nMWS Auth Token: A135KKEKJAIBJ56")
    assert [a.kind for a in said.actions] == [ChoiceKind.SWAP, ChoiceKind.KEEP, ChoiceKind.EDIT]
    assert said.facts == (
        ("Seller ID", "amzn.mws.********1234, which is a token"),
        ("Token", "A135KKEKJAIBJ56, which looks like a Seller ID"),
    )


def test_truncated_token_counts_what_arrived() -> None:
    assert only(TOKEN[:34]).message == "34 of 45 characters arrived."
    assert only(TOKEN[:20] + "\n" + TOKEN[20:30]).message == "30 of 45 characters arrived."
    assert only("amzn.mws.", Field.TOKEN).message == "9 of 45 characters arrived."
    assert only(TOKEN + "5").title == "The token is too long"
    slip = TOKEN.replace("f563", "f56").replace("87aea", "87aeaa")
    assert only(slip).title == "The token has a slip in it"
    assert "beginning" in only(TOKEN[9:], Field.TOKEN).message


def test_marketplace_as_seller_says_where_the_right_value_is() -> None:
    said = only("A1PA6795UKMFR9", Field.SELLER_ID)
    assert said.title == "That is a marketplace, not a seller"
    assert said.facts == (
        ("You pasted", "A1PA6795UKMFR9"),
        ("We know it as", "the marketplace ID of Amazon.de"),
    )
    assert "line above" in said.message


def test_lookalike_names_the_characters() -> None:
    said = only("Marketplace ID: A1F83G8C2AR07P")
    assert "character 12 is the letter O, not the digit 0" in said.message
    assert not said.blocking
    assert said.facts == (("A1F83G8C2AR07P", "A1F83G8C2ARO7P  Amazon.co.uk"),)


def test_two_sellers_can_be_chosen_from() -> None:
    said = only("Seller ID: A135KKEKJAIBJ56\nSeller ID: A2R2RITDJNW1Q6")
    values = [a.value for a in said.actions if a.kind is ChoiceKind.USE_VALUE]
    assert values == ["A135KKEKJAIBJ56", "A2R2RITDJNW1Q6"]


def test_keys_of_ones_own_are_not_kept() -> None:
    findings = recognise("AKIAIOSFODNN7EXAMPLE\nwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    assert findings.is_empty
    assert [p.code for p in findings.problems] == ["aws-keys"]
    assert findings.problems[0].title.startswith("Stop")
    assert "EXAMPLE" not in repr(findings)


def test_ambiguous_date_shows_both_readings() -> None:
    said = only("3/4/2020", Field.EXPIRES_ON)
    assert [(a.label, a.value) for a in said.actions] == [
        ("3 April 2020", "day-first"),
        ("4 March 2020", "month-first"),
    ]
    assert not said.blocking


def test_wrong_endpoint_names_both_regions() -> None:
    said = only("Marketplace ID: A1F83G8C2ARO7P", region=Region.NA)
    assert said.code == "wrong-endpoint"
    assert said.message.startswith("Amazon.co.uk is in Europe, and this channel is US and Canada.")
    assert (said.actions[0].kind, said.actions[0].value) == (ChoiceKind.CHANGE_REGION, "eu")


def test_each_program_refuses_the_others_token() -> None:
    mws = recognise(TOKEN)
    assert cross_check(mws, region=None, program=Program.MWS) == ()
    (said,) = cross_check(mws, region=None, program=Program.SP_API)
    assert said.code == "mws-retired"
    sp_api = recognise("Atzr|IwEBIExampleRefresh0Token1aB2c3D4e5F6g7H8i9J0")
    assert cross_check(sp_api, region=None, program=Program.SP_API) == ()
    (said,) = cross_check(sp_api, region=None, program=Program.MWS)
    assert said.code == "sp-api-token"
    assert said.actions[0].kind is ChoiceKind.SWITCH_PROGRAM
    assert said.actions[0].value == "sp-api"
    assert cross_check(Findings(), region=Region.EU, program=Program.MWS) == ()


def test_an_owner_is_given_the_card() -> None:
    said = only("Sorry, you must be the primary user to open this page.")
    assert said.who is Actor.OWNER
    assert said.actions[0].kind is ChoiceKind.OWNER_CARD
