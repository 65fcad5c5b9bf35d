"""The sandbox's own check of Signature Version 2."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.sandbox.mws.signature import canonical_query, host_names, is_signed

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
PUBLISHED = {
    "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "Action": "DescribeJobFlows",
    "SignatureMethod": "HmacSHA256",
    "SignatureVersion": "2",
    "Timestamp": "2011-10-03T15:19:30",
    "Version": "2009-03-31",
}


def test_the_vector_that_amazon_published() -> None:
    signed = PUBLISHED | {"Signature": "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="}

    assert is_signed(SECRET, "GET", "elasticmapreduce.amazonaws.com", "/", signed)
    assert is_signed(SECRET, "GET", "elasticmapreduce.amazonaws.com", "", signed)


@pytest.mark.parametrize(
    "change",
    [{"Action": "Other"}, {"Signature": ""}, {"More": "1"}, {"SignatureMethod": "HmacSHA1"}],
)
def test_any_change_makes_it_wrong(change: dict[str, str]) -> None:
    signed = PUBLISHED | {"Signature": "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="} | change

    assert not is_signed(SECRET, "GET", "elasticmapreduce.amazonaws.com", "/", signed)


def test_method_path_host_and_secret_are_signed() -> None:
    signed = PUBLISHED | {"Signature": "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="}
    host = "elasticmapreduce.amazonaws.com"

    assert not is_signed(SECRET, "POST", host, "/", signed)
    assert not is_signed(SECRET, "GET", "example.com", "/", signed)
    assert not is_signed(SECRET, "GET", host, "/Feeds", signed)
    assert not is_signed(SECRET + "x", "GET", host, "/", signed)


def test_names_sort_by_bytes_and_blanks_are_percent_encoded() -> None:
    parameters = {"Merchant": "a b", "MaxCount": "~1", "MWSAuthToken": "ä/+", "Signature": "s"}

    assert canonical_query(parameters) == "MWSAuthToken=%C3%A4%2F%2B&MaxCount=~1&Merchant=a%20b"


def test_the_older_hash_is_taken() -> None:
    parameters = PUBLISHED | {"SignatureMethod": "HmacSHA1"}
    text = f"POST\nlocalhost\n/Feeds/2009-01-01\n{canonical_query(parameters)}"
    parameters["Signature"] = b64encode(
        hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).digest()
    ).decode()

    assert is_signed(SECRET, "POST", "localhost:80", "/Feeds/2009-01-01", parameters)


def test_a_method_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        is_signed(SECRET, "GET", "h", "/", {"SignatureMethod": "HmacMD5"})


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("LocalHost:8080", ["localhost:8080", "localhost"]),
        ("mws-eu.amazonservices.com", ["mws-eu.amazonservices.com"]),
        ("[::1]:99", ["[::1]:99", "[::1]"]),
        ("[::1]", ["[::1]"]),
    ],
)
def test_every_form_of_the_host(header: str, names: list[str]) -> None:
    assert list(host_names(header)) == names + [f"http://{name}" for name in names]


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=6))
def test_any_text_can_be_signed(parameters: dict[str, str]) -> None:
    parameters.pop("SignatureMethod", None)
    parameters.pop("Signature", None)
    text = f"GET\nh\n/\n{canonical_query(parameters)}"
    digest = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest()

    assert is_signed(
        SECRET, "GET", "h", "/", parameters | {"Signature": b64encode(digest).decode()}
    )
