"""Signature Version 2."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.mws.signature import canonical_query, encode, sign, string_to_sign
from koongo_tui.guide.secret import Secret
from tests.amazon.verify import signature_for

KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def test_the_vector_that_amazon_published() -> None:
    text = string_to_sign(
        "GET",
        "elasticmapreduce.amazonaws.com",
        "/",
        {
            "Version": "2009-03-31",
            "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE",
            "Timestamp": "2011-10-03T15:19:30",
            "Action": "DescribeJobFlows",
            "SignatureVersion": "2",
            "SignatureMethod": "HmacSHA256",
        },
    )

    assert sign(Secret(KEY), text) == "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="


def test_a_vector_of_the_feeds_section() -> None:
    text = string_to_sign(
        "POST",
        "mws-eu.amazonservices.com",
        "/Feeds/2009-01-01",
        {
            "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE",
            "Action": "GetFeedSubmissionList",
            "MWSAuthToken": "amzn.mws.4ea38b7b-f563-7709-4bae-87aeaEXAMPLE",
            "Merchant": "A135KKEKJAIBJ56",
            "MaxCount": "10",
            "FeedProcessingStatusList.Status.1": "_DONE_",
            "SignatureMethod": "HmacSHA256",
            "SignatureVersion": "2",
            "Timestamp": "2026-11-23T10:00:00Z",
            "Version": "2009-01-01",
        },
    )

    assert sign(Secret(KEY), text) == "g8ZvohOCF3UDRPL8lAtkmWsqBfG2E9LD7MK4LCz47go="


def test_parameters_are_sorted_in_byte_order() -> None:
    query = canonical_query({"Merchant": "1", "MaxCount": "2", "MWSAuthToken": "3", "a": "4"})

    assert query == "MWSAuthToken=3&MaxCount=2&Merchant=1&a=4"


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("a b+c", "a%20b%2Bc"),
        ("-_.~", "-_.~"),
        ("*/:=&", "%2A%2F%3A%3D%26"),
        ("é€", "%C3%A9%E2%82%AC"),
    ],
)
def test_encoding(text: str, encoded: str) -> None:
    assert encode(text) == encoded


def test_the_host_is_signed_in_lower_case_and_an_empty_path_as_a_slash() -> None:
    assert string_to_sign("GET", "MWS.Example", "", {}) == "GET\nmws.example\n/\n"


@given(TEXT)
def test_whatever_is_encoded_can_be_decoded(text: str) -> None:
    assert unquote_to_bytes(encode(text)).decode() == text


@given(
    st.dictionaries(TEXT.filter(lambda name: name != "Signature"), TEXT, max_size=8),
    TEXT.filter(bool),
)
def test_two_implementations_agree_on_any_values(values: dict[str, str], key: str) -> None:
    path = "/Feeds/2009-01-01"
    raw = [(name.encode(), value.encode()) for name, value in values.items()]

    ours = sign(Secret(key), string_to_sign("POST", "host.example", path, values))

    assert ours == signature_for("POST", "host.example", path, raw, key)
