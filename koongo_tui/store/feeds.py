"""What each channel's feed source gave last: the feed itself, and what is known of it beside it.

``feeds/<channel>/current`` is the feed as it would be sent, ``current.json`` what is known of it.
The feed is moved into its place first; the stamp in the other file tells whether the two belong
together, so that a process killed in between costs another fetch and nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from koongo_tui.store.errors import FileUnwritable, reason_of
from koongo_tui.store.files import private_folder, read_bytes, safe_name, write_atomically
from koongo_tui.store.lock import locked

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class FileLook:
    """What the system says of a file.

    Attributes:
        size: bytes, as it lies there: of the archive when it is one.
        modified: nanoseconds since 1970.
        settled: it was looked at long enough after its last change that another change would
            have moved ``modified``; some file systems count in two seconds.
    """

    size: int
    modified: int
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a feed source from the last look that brought something.

    Attributes:
        source: a fingerprint of the source: what is known of another one does not count.
        size: bytes of the feed, unpacked.
        sha256: of the feed, unpacked, hexadecimal.
        changed_at: when this content came, aware.
        checked_at: when it was last found to be the source's content, aware.
        copy: of the copy that was made.
        etag, last_modified: as the server gave them; None without.
        file: of a local file; None of an address.
    """

    source: str
    size: int
    sha256: str
    changed_at: datetime
    checked_at: datetime
    copy: FileLook
    etag: str | None = None
    last_modified: str | None = None
    file: FileLook | None = None


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """A feed that is here, whatever has become of its source.

    Attributes:
        path: of the feed, unpacked.
        known: None when nothing is known of it, so that the next look fetches it anew.
    """

    path: Path
    known: Known | None


class FeedShelf:
    """The kept feeds of all channels. Its calls read and write disks.

    Args:
        folder: of all of them; made when the first feed comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, channel: str) -> Path:
        """Where a channel's feed lies, or would lie."""
        return self._folder / safe_name(channel) / "current"

    def get(self, channel: str) -> KeptFeed | None:
        """A channel's feed; None when none was fetched yet.

        Raises:
            FileUnreadable: the system refuses what is known of it.
        """
        path = self.path(channel)
        try:
            found = path.stat()
        except OSError:
            return None
        known = _read(read_bytes(_beside(path)) or b"")
        if known is not None:
            same = (known.copy.size, known.copy.modified) == (found.st_size, found.st_mtime_ns)
            known = known if same else None
        return KeptFeed(path, known)

    def prepare(self, channel: str) -> Path:
        """Make the folder for a channel's feed; gives the feed's path.

        Raises:
            FileUnwritable: it cannot be made.
        """
        path = self.path(channel)
        for folder in (self._folder, path.parent):
            private_folder(folder, ours=True)
        return path

    def keep(self, channel: str, known: Known) -> None:
        """Keep what is known of the feed that lies there.

        Raises:
            FileUnwritable, FileBusy: what was known before stays.
        """
        beside = _beside(self.prepare(channel))
        with locked(beside):
            write_atomically(beside, _written(known))

    def rename(self, old: str, new: str) -> None:
        """Keep a channel's feed under another name, if there is one.

        Raises:
            FileUnwritable: it stays under the old one.
        """
        here, there = self.path(old).parent, self.path(new).parent
        try:
            if here.exists():
                # Where capitals do not count, another name may be the same folder.
                if there.exists() and not there.samefile(here):
                    shutil.rmtree(there)
                here.rename(there)
        except OSError as error:
            raise FileUnwritable(there, reason_of(error)) from error

    def forget(self, channel: str) -> bool:
        """Remove a channel's feed; whether there was one.

        Raises:
            FileUnwritable: it cannot be removed.
        """
        folder = self.path(channel).parent
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise FileUnwritable(folder, reason_of(error)) from error
        return True


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _written(known: Known) -> bytes:
    values = {"schema": _SCHEMA, **asdict(known)}
    for moment in ("changed_at", "checked_at"):
        values[moment] = getattr(known, moment).isoformat()
    return json.dumps(values, indent=2).encode() + b"\n"


def _read(data: bytes) -> Known | None:
    """What a file says; None when it makes no sense, which costs another fetch."""
    try:
        values = json.loads(data)
        if values["schema"] != _SCHEMA:
            return None
        file = values["file"]
        return Known(
            source=_text(values["source"]),
            size=_number(values["size"]),
            sha256=_text(values["sha256"]),
            changed_at=_moment(values["changed_at"]),
            checked_at=_moment(values["checked_at"]),
            copy=_look(values["copy"]),
            etag=None if values["etag"] is None else _text(values["etag"]),
            last_modified=(
                None if values["last_modified"] is None else _text(values["last_modified"])
            ),
            file=None if file is None else _look(file),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _text(value: object) -> str:
    # What goes into a header again may hold no line break.
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise ValueError
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _look(values: dict[str, object]) -> FileLook:
    settled = values["settled"] is True
    return FileLook(_number(values["size"]), _number(values["modified"]), settled)


def look_of(found: os.stat_result, *, settled: bool = True) -> FileLook:
    """A look in what ``stat`` gave."""
    return FileLook(found.st_size, found.st_mtime_ns, settled)
