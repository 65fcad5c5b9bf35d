"""Fetching a feed from an address, over real HTTP."""

from __future__ import annotations

import gzip
import hashlib
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.errors import Actor
from koongo_tui.feed_source import (
    FeedSourceError,
    Fetched,
    Known,
    Look,
    NotModified,
    SourceFault,
    SourceMissing,
    SourceNotAFeed,
    SourceRefused,
    SourceTooLarge,
    SourceUnreachable,
    WebAddress,
    fetch,
)
from koongo_tui.feed_source.answers import refused, whose_turn
from koongo_tui.feed_source.landing import is_page
from koongo_tui.feed_source.web import Patience
from koongo_tui.no_answer import Certificate
from koongo_tui.store.errors import FileUnwritable
from tests.feed_source.conftest import Clock
from tests.feed_source.files import content, mode, names, remove, write
from tests.feed_source.files import found as found_file
from tests.feed_source.shop import Page, Shop

BODY = b"sku\tprice\n" + b"A-1\t12.95\n" * 50_000


def packed(data: bytes) -> bytes:
    """The same bytes each time, so that every process names its tests alike."""
    return gzip.compress(data, mtime=0)


KEY = "hunter2secret"
PATH = f"/feed.txt?key={KEY}"


async def look(
    shop: Shop, into: Path, clock: Clock, known: Known | None = None, **more: Any
) -> Look:
    return await fetch(WebAddress(shop.base + PATH), known, into, clock=clock, **more)


async def first(shop: Shop, into: Path, clock: Clock) -> Known:
    found = await look(shop, into, clock)
    assert isinstance(found, Fetched)
    return found.known


async def failed(shop: Shop, into: Path, clock: Clock, **more: Any) -> FeedSourceError:
    write(into, b"of yesterday")
    with pytest.raises(FeedSourceError) as caught:
        await look(shop, into, clock, **more)
    assert content(into) == b"of yesterday"
    assert names(into.parent) == ["current"]
    error = caught.value
    assert error.fix
    told = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert KEY not in told + repr(vars(error))
    return error


# What comes


async def test_a_feed_is_fetched_and_lies_there_for_its_owner_alone(
    shop: Shop, into: Path, clock: Clock
) -> None:
    shop.pages[PATH] = Page(BODY, headers={"ETag": '"7"', "Last-Modified": "Mon, 23 Nov 2026"})
    known = await first(shop, into, clock)
    assert content(into) == BODY
    assert mode(into) == 0o600
    assert names(into.parent) == ["current"]
    assert (known.size, known.sha256) == (len(BODY), hashlib.sha256(BODY).hexdigest())
    assert (known.etag, known.last_modified) == ('"7"', "Mon, 23 Nov 2026")
    assert known.changed_at == known.checked_at == clock.now
    [(_, headers)] = shop.asked
    assert headers["user-agent"].startswith("koongo-tui/")
    assert "if-none-match" not in headers


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (packed(BODY), {"Content-Encoding": "gzip"}),
        (packed(BODY), {"Content-Type": "application/gzip"}),
        (packed(packed(BODY)), {"Content-Encoding": "gzip"}),
        (BODY, {"Content-Encoding": "gzip"}),
        (packed(BODY[:50]) + packed(BODY[50:]), {}),
        (BODY, {"Content-Type": "text/html"}),
    ],
)
async def test_a_packed_feed_is_unpacked_by_its_bytes(
    shop: Shop, into: Path, clock: Clock, body: bytes, headers: dict[str, str]
) -> None:
    shop.pages[PATH] = Page(body, headers=headers)
    await first(shop, into, clock)
    assert content(into) == BODY


async def test_a_feed_without_a_length_ends_with_the_connection(
    shop: Shop, into: Path, clock: Clock
) -> None:
    shop.pages[PATH] = Page(BODY, length=-1)
    await first(shop, into, clock)
    assert content(into) == BODY


# What has not changed


async def test_what_has_not_changed_is_not_sent_again(shop: Shop, into: Path, clock: Clock) -> None:
    shop.pages[PATH] = Page(BODY, headers={"ETag": '"7"', "Last-Modified": "Mon, 23 Nov 2026"})
    known = await first(shop, into, clock)
    shop.pages[PATH] = Page(status=304, headers={"ETag": 'W/"8"'})
    clock.pass_by(hours=1)
    found = await look(shop, into, clock, known)
    assert isinstance(found, NotModified)
    assert (shop.asked[1][1]["if-none-match"], shop.asked[1][1]["if-modified-since"]) == (
        '"7"',
        "Mon, 23 Nov 2026",
    )
    assert (found.known.etag, found.known.last_modified) == ('W/"8"', "Mon, 23 Nov 2026")
    assert found.known.checked_at == clock.now
    assert found.known.changed_at == known.changed_at


async def test_a_server_that_sends_the_same_again_has_not_changed_it(
    shop: Shop, into: Path, clock: Clock
) -> None:
    shop.pages[PATH] = Page(BODY)
    known = await first(shop, into, clock)
    before = found_file(into)
    shop.pages[PATH] = Page(packed(BODY), headers={"ETag": '"new"'})
    found = await look(shop, into, clock, known)
    assert isinstance(found, NotModified)
    assert found.known.etag == '"new"'
    assert found_file(into) == before


async def test_another_content_takes_its_place(shop: Shop, into: Path, clock: Clock) -> None:
    shop.pages[PATH] = Page(BODY, headers={"ETag": '"7"'})
    known = await first(shop, into, clock)
    shop.pages[PATH] = Page(BODY + b"B-2\t1\n")
    clock.pass_by(hours=1)
    found = await look(shop, into, clock, known)
    assert isinstance(found, Fetched)
    assert content(into) == BODY + b"B-2\t1\n"
    assert (found.known.etag, found.known.changed_at) == (None, clock.now)


async def test_what_is_known_of_a_lost_copy_or_another_source_does_not_count(
    shop: Shop, into: Path, clock: Clock
) -> None:
    shop.pages[PATH] = shop.pages["/other"] = Page(BODY, headers={"ETag": '"7"'})
    known = await first(shop, into, clock)
    await fetch(WebAddress(f"{shop.base}/other"), known, into, clock=clock)
    remove(into)
    assert isinstance(await look(shop, into, clock, known), Fetched)
    assert all("if-none-match" not in headers for _, headers in shop.asked)


# What is wrong


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, SourceRefused, "user name and a password"),
        (403, SourceRefused, "refuses to give the feed"),
        (404, SourceMissing, "There is no feed at"),
        (410, SourceMissing, "There is no feed at"),
        (407, SourceUnreachable, "proxy"),
        (429, SourceFault, "less often"),
        (500, SourceFault, "problem of its own"),
        (503, SourceFault, "problem of its own"),
        (206, SourceFault, "gives no feed"),
        (304, SourceFault, "gives no feed"),
        (418, SourceFault, "gives no feed"),
    ],
)
async def test_a_refusal_is_named(
    shop: Shop, into: Path, clock: Clock, status: int, kind: type[FeedSourceError], words: str
) -> None:
    shop.pages[PATH] = Page(b"x", status)
    error = await failed(shop, into, clock)
    assert type(error) is kind
    assert words in error.message
    assert "localhost" in error.message


def test_koongo_acts_on_its_own_hosts() -> None:
    assert whose_turn("https://app.koongo.com/feed?k=1") is Actor.KOONGO
    assert whose_turn("https://koongo.com.example/feed") is Actor.YOU
    assert refused(503, "https://app.koongo.com/feed").who is Actor.KOONGO
    assert refused(503, "https://shop.example/feed").who is Actor.YOU


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><title>Sign in</title>",
        b"\xef\xbb\xbf\r\n <HTML lang=en>",
        b"<!-- shop --><?xml version='1.0'?>\n<!doctype html PUBLIC>",
        packed(b"<html>" + BODY),
    ],
)
async def test_a_web_page_in_place_of_a_feed_is_named(
    shop: Shop, into: Path, clock: Clock, body: bytes
) -> None:
    shop.pages[PATH] = Page(body)
    error = await failed(shop, into, clock)
    assert isinstance(error, SourceNotAFeed)
    assert "web page" in error.message
    assert "sign-in" in error.fix


@given(st.binary(max_size=200))
def test_a_feed_of_any_kind_is_no_page(rest: bytes) -> None:
    for beginning in (b"sku\tprice\n", b'<?xml version="1.0"?><AmazonEnvelope>', b'{"header":'):
        assert not is_page(beginning + rest)
    assert is_page(b" \n<html>" + rest)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(b""), "is empty"),
        (Page(packed(b"")), "is empty"),
        (Page(packed(BODY)[:-9]), "damaged or cut off"),
        (Page(b"\x1f\x8b" + BODY), "damaged or cut off"),
        (Page(packed(BODY)[:-9], headers={"Content-Encoding": "gzip"}), "damaged or cut"),
        (Page(BODY, headers={"Content-Encoding": "br"}), "not asked for"),
    ],
)
async def test_what_is_no_feed_is_named(
    shop: Shop, into: Path, clock: Clock, page: Page, words: str
) -> None:
    shop.pages[PATH] = page
    error = await failed(shop, into, clock)
    assert isinstance(error, SourceNotAFeed)
    assert words in error.message


async def test_half_an_answer_is_noticed(shop: Shop, into: Path, clock: Clock) -> None:
    shop.pages[PATH] = Page(BODY, length=len(BODY) + 1)
    error = await failed(shop, into, clock)
    assert isinstance(error, SourceUnreachable)
    assert (error.cause, error.passes) == ("cut", True)


async def test_an_answer_that_does_not_come_is_not_waited_for(
    shop: Shop, into: Path, clock: Clock
) -> None:
    shop.pages[PATH] = Page(BODY, slow=True)
    for patience in (Patience(read=0.05), Patience(whole=0.05)):
        error = await failed(shop, into, clock, patience=patience)
        assert isinstance(error, SourceUnreachable)
        assert error.cause == "timeout"


async def test_nobody_at_the_address(shop: Shop, into: Path, clock: Clock) -> None:
    shop.base = "http://localhost:1"
    error = await failed(shop, into, clock)
    assert isinstance(error, SourceUnreachable)
    assert error.cause == "network"


@pytest.mark.parametrize("page", [Page(BODY), Page(BODY, length=-1), Page(packed(BODY))])
async def test_a_feed_over_the_limit_is_not_kept(
    shop: Shop, into: Path, clock: Clock, page: Page
) -> None:
    shop.pages[PATH] = page
    error = await failed(shop, into, clock, limit=len(BODY) - 1)
    assert isinstance(error, SourceTooLarge)


async def test_a_folder_that_cannot_be_written_is_named(
    shop: Shop, tmp_path: Path, clock: Clock
) -> None:
    shop.pages[PATH] = Page(BODY)
    (tmp_path / "feeds").write_bytes(b"in the way")
    with pytest.raises(FileUnwritable):
        await look(shop, tmp_path / "feeds" / "current", clock)


async def test_no_log_holds_the_key(
    shop: Shop, into: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shop.pages[PATH] = Page(BODY)
    await first(shop, into, clock)
    assert "/feed.txt" in caplog.text
    assert KEY not in caplog.text


# Redirects


async def test_a_redirect_to_https_is_followed(
    shop: Shop, tls_shop: Callable[..., Shop], trusted: None, into: Path, clock: Clock
) -> None:
    safe = tls_shop()
    shop.pages[PATH] = Page(status=301, headers={"Location": f"{safe.base}/a#top"})
    safe.pages["/a"] = Page(status=307, headers={"Location": "b?x=1"})
    safe.pages["/b?x=1"] = Page(BODY)
    await first(shop, into, clock)
    assert content(into) == BODY


@pytest.mark.parametrize(
    "location",
    ["http://shop.example/feed", "http://localhost/", "//x:y@shop.example", "", "ftp://x", "/next"],
)
async def test_a_redirect_to_anything_else_is_not(
    shop: Shop, into: Path, clock: Clock, location: str
) -> None:
    shop.pages[PATH] = Page(status=302, headers={"Location": location})
    error = await failed(shop, into, clock)
    assert isinstance(error, SourceRefused)
    assert "not followed" in error.message
    assert len(shop.asked) == 1


async def test_redirects_come_to_an_end(
    tls_shop: Callable[..., Shop], trusted: None, into: Path, clock: Clock
) -> None:
    shop = tls_shop()
    shop.pages[PATH] = Page(status=302, headers={"Location": PATH})
    error = await failed(shop, into, clock)
    assert isinstance(error, SourceFault)
    assert len(shop.asked) == 6


# Certificates


async def test_a_certificate_of_a_known_authority_is_good(
    tls_shop: Callable[..., Shop], trusted: None, into: Path, clock: Clock
) -> None:
    shop = tls_shop()
    shop.pages[PATH] = Page(BODY)
    await first(shop, into, clock)
    assert content(into) == BODY


PAST = datetime(2020, 1, 1, tzinfo=UTC)
FAR = datetime(2500, 1, 1, tzinfo=UTC)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("name", "more", "wrong", "words"),
    [
        ("shop.example", {}, Certificate.OTHER_NAME, "for another name"),
        ("localhost", {"not_after": PAST}, Certificate.EXPIRED, "has ended"),
        ("localhost", {"not_before": FAR}, Certificate.EARLY, "not valid yet"),
    ],
)
async def test_a_wrong_certificate_is_named(
    tls_shop: Callable[..., Shop],
    into: Path,
    clock: Clock,
    name: str,
    more: dict[str, datetime],
    wrong: Certificate,
    words: str,
) -> None:
    shop = tls_shop(name, **more)
    error = await failed(shop, into, clock)
    assert isinstance(error, SourceUnreachable)
    assert (error.cause, error.certificate, error.passes) == ("tls", wrong, False)
    assert words in error.message
    assert "Nothing was fetched" in error.message
    assert shop.asked == []


async def test_an_unknown_authority_is_named(
    tls_shop: Callable[..., Shop], authority: trustme.CA, into: Path, clock: Clock
) -> None:
    shop = tls_shop()
    error = await failed(shop, into, clock)
    assert isinstance(error, SourceUnreachable)
    assert error.certificate is Certificate.UNKNOWN_AUTHORITY
    assert "SSL_CERT_FILE" in error.fix
    assert shop.asked == []


async def test_an_environment_that_makes_no_sense_is_named(
    shop: Shop, into: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/geheim.pem")
    error = await failed(shop, into, clock)
    assert "certificates cannot be used" in error.message
    assert "geheim" not in error.message
