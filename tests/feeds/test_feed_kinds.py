"""What is known of the feed types, and what is declared with a feed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koongo_tui.amazon.spapi.client import USUAL_TYPES
from koongo_tui.feeds.content_types import content_type, expected_encoding
from koongo_tui.feeds.kinds import (
    FEED_TYPES,
    FeedKind,
    feed_type_named,
    feed_type_of_message,
    find_feed_type,
    words_of,
)
from koongo_tui.guide.marketplaces import MARKETPLACES
from koongo_tui.guide.programs import Program
from koongo_tui.sandbox.feed_types import FEED_KINDS, MWS_TYPES, REMOVED_TYPES
from tests.feeds.made import market


def test_the_sandbox_was_told_the_same_by_amazon() -> None:
    ours = {feed_type.name: feed_type.kind.value for feed_type in FEED_TYPES}
    assert {name: kind.value for name, kind in FEED_KINDS.items()}.items() <= ours.items()
    assert {t.name for t in FEED_TYPES if t.mws} == MWS_TYPES
    assert {t.name for t in FEED_TYPES if t.removed} == REMOVED_TYPES


def test_every_usual_type_has_words() -> None:
    assert all(words_of(name) for name in USUAL_TYPES)
    assert words_of("POST_SOMETHING_NEW") is None


def test_a_name_with_or_without_underscores() -> None:
    plain = find_feed_type("POST_PRODUCT_DATA")
    assert plain is not None
    assert plain is find_feed_type(" _post_product_data_ ")
    assert feed_type_of_message("Product") is plain
    assert feed_type_of_message("Nothing") is None


@pytest.mark.parametrize(
    ("name", "kind", "by_order"),
    [
        ("POST_FLAT_FILE_NEW_DATA", FeedKind.FLAT_FILE, False),
        ("JSON_NEW_FEED", FeedKind.JSON, False),
        ("POST_NEW_ORDER_DATA", FeedKind.XML, True),
    ],
)
def test_a_type_that_is_new(name: str, kind: FeedKind, by_order: bool) -> None:
    new = feed_type_named(name)
    assert (new.kind, new.by_order, new.known, new.words) == (kind, by_order, False, name)
    assert (new.taken_by(Program.MWS), new.taken_by(Program.SP_API)) == (None, None)
    assert not new.removed


def test_limits() -> None:
    json, xml = feed_type_named("JSON_LISTINGS_FEED"), feed_type_named("POST_PRODUCT_DATA")
    assert json.limits.most_records == 25_000
    assert (json.limits.sendings, json.limits.sendings_within) == (5, timedelta(minutes=5))
    assert (json.mws, json.sp_api) == (False, True)
    assert xml.limits.fewer_bytes == 2**31
    assert xml.pause == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("kind", "code", "encoding", "expected"),
    [
        (FeedKind.JSON, "DE", "utf-8", "application/json; charset=UTF-8"),
        (FeedKind.XML, "JP", "utf-8", "text/xml; charset=utf-8"),
        (FeedKind.XML, "DE", "cp1252", "text/xml; charset=ISO-8859-1"),
        (FeedKind.FLAT_FILE, "DE", "ascii", "text/tab-separated-values; charset=ISO-8859-1"),
        (FeedKind.FLAT_FILE, "DE", "cp1252", "text/tab-separated-values; charset=ISO-8859-1"),
        (FeedKind.FLAT_FILE, "DE", "utf-8", "text/tab-separated-values; charset=UTF-8"),
        (FeedKind.FLAT_FILE, "JP", "ascii", "text/tab-separated-values; charset=Shift_JIS"),
        (FeedKind.FLAT_FILE, "JP", "cp932", "text/tab-separated-values; charset=Shift_JIS"),
        (FeedKind.FLAT_FILE, "JP", "utf-16", "text/tab-separated-values; charset=UTF-16"),
    ],
)
def test_content_types(kind: FeedKind, code: str, encoding: str, expected: str) -> None:
    assert content_type(kind, market(code), encoding) == expected


def test_only_japan_expects_its_own_encoding() -> None:
    assert {m.code for m in MARKETPLACES if expected_encoding(m) != "cp1252"} == {"JP"}
    assert expected_encoding(None) == "cp1252"
