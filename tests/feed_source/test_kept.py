"""What was fetched is kept: it opens offline, and a damaged note costs another fetch only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koongo_tui.feed_source import (
    FeedShelf,
    FeedSourceError,
    Fetched,
    LocalFile,
    NotModified,
    WebAddress,
    look,
)
from tests.feed_source.conftest import Clock
from tests.feed_source.files import content, mode, write
from tests.feed_source.shop import Page, Shop


async def test_a_feed_opens_offline(shop: Shop, shelf: FeedShelf, clock: Clock) -> None:
    source = WebAddress(f"{shop.base}/feed?key=hunter2")
    shop.pages["/feed?key=hunter2"] = Page(b"sku\n1\n", headers={"ETag": '"7"'})
    assert shelf.get("Mugs/Köln") is None
    found = await look(shelf, "Mugs/Köln", source, clock=clock)
    assert isinstance(found, Fetched)
    shop.pages.clear()
    with pytest.raises(FeedSourceError):
        await look(shelf, "Mugs/Köln", source, clock=clock)
    kept = shelf.get("Mugs/Köln")
    assert kept is not None
    assert kept.known == found.known
    assert content(kept.path) == b"sku\n1\n"
    folder = kept.path.parent
    for path in (folder.parent, folder):
        assert mode(path) == 0o700
    note = folder / "current.json"
    assert mode(note) == 0o600
    assert b"hunter2" not in content(note)


async def test_a_second_look_asks_with_what_is_known(
    shop: Shop, shelf: FeedShelf, clock: Clock
) -> None:
    source = WebAddress(f"{shop.base}/feed")
    shop.pages["/feed"] = Page(b"sku\n1\n", headers={"ETag": '"7"'})
    await look(shelf, "main", source, clock=clock)
    shop.pages["/feed"] = Page(status=304)
    clock.pass_by(hours=1)
    found = await look(shelf, "main", source, clock=clock)
    assert isinstance(found, NotModified)
    kept = shelf.get("main")
    assert kept is not None
    assert kept.known == found.known
    assert found.known.checked_at == clock.now


async def test_a_copy_that_is_not_the_noted_one_is_fetched_anew(
    shop: Shop, shelf: FeedShelf, clock: Clock
) -> None:
    source = WebAddress(f"{shop.base}/feed")
    shop.pages["/feed"] = Page(b"sku\n1\n", headers={"ETag": '"7"'})
    await look(shelf, "main", source, clock=clock)
    # As after a kill between the feed's move and the note.
    os.utime(shelf.path("main"), (1, 1))
    kept = shelf.get("main")
    assert kept is not None
    assert kept.known is None
    assert isinstance(await look(shelf, "main", source, clock=clock), Fetched)
    assert "if-none-match" not in shop.asked[1][1]


async def test_another_source_of_the_channel_is_fetched(
    shelf: FeedShelf, clock: Clock, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, b"sku\n1\n")
        found = await look(shelf, "main", LocalFile(tmp_path / name), clock=clock)
        assert isinstance(found, Fetched)


async def test_a_forgotten_feed_is_gone(shelf: FeedShelf, clock: Clock, tmp_path: Path) -> None:
    write(tmp_path / "a", b"sku\n1\n")
    for name in ("main", "other"):
        await look(shelf, name, LocalFile(tmp_path / "a"), clock=clock)
    assert shelf.forget("main")
    assert not shelf.forget("main")
    assert shelf.get("main") is None
    assert shelf.get("other") is not None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(data=st.data())
def test_a_damaged_note_is_no_note(shelf: FeedShelf, clock: Clock, data: st.DataObject) -> None:
    path = shelf.prepare("main")
    path.write_bytes(b"sku\n1\n")
    note = path.with_name("current.json")
    good = {
        "schema": 1,
        "source": "s",
        "size": 6,
        "sha256": "f",
        "changed_at": "2026-11-23T10:00:00+00:00",
        "checked_at": "2026-11-23T10:00:00+00:00",
        "copy": {"size": 6, "modified": path.stat().st_mtime_ns, "settled": True},
        "etag": None,
        "last_modified": None,
        "file": None,
    }
    note.write_text(json.dumps(good))
    kept = shelf.get("main")
    assert kept is not None
    assert kept.known is not None
    key = data.draw(st.sampled_from(sorted(good)))
    value = data.draw(json_values)
    note.write_text(json.dumps(good | {key: value}))
    kept = shelf.get("main")
    assert kept is not None
    if kept.known is not None:
        # A harmless change; what goes into a header has no line break.
        assert all(
            text is None or text.isprintable()
            for text in (kept.known.etag, kept.known.last_modified)
        )
    note.write_bytes(data.draw(st.binary()))
    assert shelf.get("main") is not None
