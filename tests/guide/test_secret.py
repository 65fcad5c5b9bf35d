"""A secret is never shown by accident."""

from __future__ import annotations

import copy
import logging
import pickle

import pytest

from koongo_tui.guide.secret import Secret

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
SECRET = Secret(TOKEN)


def test_only_reveal_gives_the_text() -> None:
    assert SECRET.reveal() == TOKEN
    for shown in (str(SECRET), repr(SECRET), f"{SECRET}", f"{SECRET:>60}", "%s" % SECRET):  # noqa: UP031
        assert "87aea" not in shown
        assert "1234" in shown


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (TOKEN, "amzn.mws.********1234"),
        ("Atzr|IwEBIExampleRefresh0Token", "Atzr|********oken"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "********EKEY"),
        ("short", "********"),
        ("", "********"),
    ],
)
def test_the_mask(text: str, masked: str) -> None:
    assert Secret(text).masked == masked


def test_compares_hashes_and_counts_as_its_text() -> None:
    assert Secret("x") == Secret("x")
    assert Secret("x") != Secret("y")
    assert Secret("x") != "x"
    assert len({Secret("x"), Secret("x")}) == 1
    assert len(SECRET) == 45
    assert SECRET
    assert not Secret("")


def test_is_never_pickled_nor_copied() -> None:
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(SECRET)
    with pytest.raises(TypeError, match="never pickled"):
        copy.copy(SECRET)


def test_stays_masked_in_a_log_and_in_an_error(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger(__name__).info("token %s %r", SECRET, [SECRET])
    assert "87aea" not in caplog.text
    assert "87aea" not in str(ValueError(SECRET))
