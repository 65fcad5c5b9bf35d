"""What a person may write as feed source and feed type."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.store.feed_sources import (
    FeedSourceWrong,
    LocalFile,
    WebAddress,
    parse_feed_source,
    parse_feed_type,
)

HOME = Path("/home/petra")
HERE = Path("/srv/shop")


def read(text: str) -> LocalFile | WebAddress:
    return parse_feed_source(text, home=HOME, here=HERE)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/var/feeds/amazon.xml", "/var/feeds/amazon.xml"),
        ("  /var/feeds/amazon.xml\n", "/var/feeds/amazon.xml"),
        ("~/feeds/a b.txt", "/home/petra/feeds/a b.txt"),
        ("feeds/amazon.xml", "/srv/shop/feeds/amazon.xml"),
        ("./amazon.xml", "/srv/shop/amazon.xml"),
        ("../amazon.xml", "/srv/shop/../amazon.xml"),
        ("größe.xml", "/srv/shop/größe.xml"),
    ],
)
def test_a_path_becomes_absolute(text: str, path: str) -> None:
    assert read(text) == LocalFile(Path(path))


def test_a_path_is_read_back_from_anywhere() -> None:
    kept = read("feeds/amazon.xml").key
    assert parse_feed_source(kept, home=Path("/root")) == LocalFile(
        Path("/srv/shop/feeds/amazon.xml")
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://shop.example/feed.xml", "https://shop.example/feed.xml"),
        ("HTTPS://shop.example/f?key=a&b=c#top", "https://shop.example/f?key=a&b=c"),
        ("http://127.0.0.1:8080/feed", "http://127.0.0.1:8080/feed"),
        ("http://localhost/feed", "http://localhost/feed"),
        ("http://[::1]/feed", "http://[::1]/feed"),
    ],
)
def test_an_address_that_is_safe(text: str, url: str) -> None:
    assert read(text) == WebAddress(url)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no path"),
        ("a\x00b", "no path"),
        ("x" * 5000, "no path"),
        ("http://shop.example/feed", "in the clear"),
        ("http://localhost.shop.example/feed", "in the clear"),
        ("ftp://shop.example/feed", "no address that"),
        ("file:///etc/passwd", "no address that"),
        ("https:///feed", "no address that"),
        ("https://shop.example/a b", "no address that"),
        ("https://[/", "is no address"),
        ("https://shop.example:port/", "is no address"),
        ("https://shop.example/" + "x" * 5000, "too long"),
        ("https://petra:hunter2@shop.example/feed", "a password"),
        ("https://hunter2@shop.example/feed", "a password"),
        ("http://x:hunter2@127.0.0.1/feed", "a password"),
        ("ftp://x:hunter2@shop.example", "a password"),
    ],
)
def test_what_is_no_source_is_refused_and_not_repeated(text: str, reason: str) -> None:
    with pytest.raises(FeedSourceWrong, match=reason) as caught:
        read(text)
    assert caught.value.fix
    assert "hunter2" not in str(vars(caught.value)) + str(caught.value)


def test_a_relative_path_counts_from_nowhere_in_the_configuration() -> None:
    with pytest.raises(FeedSourceWrong, match="no fixed folder"):
        parse_feed_source("feed.xml", home=HOME)


def test_the_key_in_an_address_is_never_shown() -> None:
    source = read("https://shop.example/feed?key=hunter2")
    assert source.shown == "https://shop.example/feed?…"
    assert "hunter2" not in f"{source} {source!r}"


@given(st.text())
def test_any_text_is_a_source_or_is_refused_in_words(text: str) -> None:
    try:
        source = read(text)
    except FeedSourceWrong:
        return
    assert parse_feed_source(source.key, home=HOME) == source
    if isinstance(source, LocalFile):
        assert source.path.is_absolute()
    else:
        assert source.url.startswith(("https://", "http://"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("JSON_LISTINGS_FEED", "JSON_LISTINGS_FEED"),
        ("_POST_PRODUCT_DATA_", "POST_PRODUCT_DATA"),
        (" json_listings_feed ", "JSON_LISTINGS_FEED"),
        ("", None),
        ("_", None),
        ("FEED", None),
        ("POST PRODUCT DATA", None),
        ("X_" * 60 + "Y", None),
    ],
)
def test_a_feed_type_in_its_plain_form(text: str, found: str | None) -> None:
    assert parse_feed_type(text) == found
