"""Processing reports as Amazon sent them: fetched once, kept for ever, compressed."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from koongo_tui.store.errors import FileDamaged, FileUnreadable, FileUnwritable, reason_of
from koongo_tui.store.files import private_folder, safe_name, sync_folder

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_INCOMING = "incoming"
_STALE = 24 * 60 * 60
_BLOCK = 1024 * 1024


class ReportArchive:
    """One file for each report. Its calls read and write disks: large reports belong in a thread.

    Args:
        folder: of the archive; made when the first report arrives.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def begin(self) -> Iterator[BinaryIO]:
        """A temporary file for a report on its way: readable, writable, seekable, without a name.

        Nothing of it stays unless :meth:`keep` is called before the block ends.

        Raises:
            FileUnwritable: it cannot be made.
        """
        import tempfile

        incoming = self._folder / _INCOMING
        private_folder(self._folder, ours=True)
        private_folder(incoming, ours=True)
        try:
            file = tempfile.TemporaryFile(dir=incoming)  # noqa: SIM115 - closed below
        except OSError as error:
            raise FileUnwritable(incoming, reason_of(error)) from error
        with file:
            yield cast(BinaryIO, file)

    def keep(self, account: str, submission_id: str, report: BinaryIO) -> str:
        """Keep a report, in one step: a reader sees none or all of it.

        Args:
            account: whose it is, as the history names it.
            submission_id: of this account.
            report: read from its beginning, whatever its position is.

        Returns:
            Where it is, relative to the archive.

        Raises:
            FileUnwritable: nothing was kept.
        """
        import tempfile

        path = self._path(account, submission_id)
        incoming = self._folder / _INCOMING
        for folder in (self._folder, incoming, path.parent):
            private_folder(folder, ours=True)
        report.seek(0)
        try:
            handle, name = tempfile.mkstemp(dir=incoming, suffix=".gz")
            unfinished = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    # No time in the header: the same report is the same file.
                    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                        while block := report.read(_BLOCK):
                            packed.write(block)
                    file.flush()
                    os.fsync(file.fileno())
                _sweep(incoming, unfinished.stat().st_mtime)
                unfinished.replace(path)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise FileUnwritable(path, reason_of(error)) from error
        sync_folder(path.parent)
        return path.relative_to(self._folder).as_posix()

    def has(self, account: str, submission_id: str) -> bool:
        """Whether this report is kept."""
        return self._path(account, submission_id).exists()

    def open(self, account: str, submission_id: str) -> BinaryIO | None:
        """A kept report for reading, as Amazon sent it; None when there is none.

        Reading raises FileDamaged where the file is damaged.

        Raises:
            FileUnreadable: the system refuses it.
        """
        path = self._path(account, submission_id)
        try:
            packed = gzip.GzipFile(path, "rb")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FileUnreadable(path, reason_of(error)) from error
        return cast(BinaryIO, io.BufferedReader(_Unpacked(path, packed), _BLOCK))

    def forget_report(self, account: str, submission_id: str) -> bool:
        """Remove one report; False when there was none. Raises FileUnwritable."""
        path = self._path(account, submission_id)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise FileUnwritable(path, reason_of(error)) from error
        return True

    def kept_before(self, account: str, moment: float) -> tuple[str, ...]:
        """The IDs of an account's reports that were kept before a moment, in seconds since 1970.

        By the file system's own clock, and only where the ID is a plain file name.
        """
        found = []
        for report in (self._folder / safe_name(account)).glob("*.gz"):
            with suppress(OSError):
                if report.stat().st_mtime < moment:
                    found.append(report.name.removesuffix(".gz"))
        return tuple(found)

    def usage(self) -> tuple[int, int]:
        """How many reports are kept, and how many bytes they take. Looks at every file."""
        number = size = 0
        for report in self._folder.glob("*/*.gz"):
            if report.parent.name != _INCOMING:
                with suppress(OSError):
                    size += report.stat().st_size
                    number += 1
        return number, size

    def forget(self, account: str) -> None:
        """Remove all reports of an account, if there are any. Raises FileUnwritable."""
        import shutil

        folder = self._folder / safe_name(account)
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise FileUnwritable(folder, reason_of(error)) from error

    def rename_account(self, old: str, new: str) -> None:
        """Keep the reports of an account under another key, if there are any.

        Raises FileUnwritable.
        """
        here, there = (self._folder / safe_name(account) for account in (old, new))
        try:
            reports = list(here.iterdir())
            private_folder(there, ours=True)
            for report in reports:
                report.replace(there / report.name)
            here.rmdir()
        except FileNotFoundError:
            return
        except OSError as error:
            raise FileUnwritable(there, reason_of(error)) from error

    def _path(self, account: str, submission_id: str) -> Path:
        return self._folder / safe_name(account) / f"{safe_name(submission_id)}.gz"


class _Unpacked(io.RawIOBase):
    """A compressed file whose damage is reported in our words."""

    def __init__(self, path: Path, packed: gzip.GzipFile) -> None:
        super().__init__()
        self._path = path
        self._packed = packed

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        with _in_our_words(self._path):
            return self._packed.seek(offset, whence)

    def tell(self) -> int:
        return self._packed.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        with memoryview(buffer) as room, _in_our_words(self._path):
            data = self._packed.read(room.nbytes)
            room.cast("B")[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._packed.close()
        super().close()


@contextmanager
def _in_our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileDamaged(path, "the kept report is damaged") from None
    except OSError as error:
        raise FileUnreadable(path, reason_of(error)) from error


def _sweep(incoming: Path, now: float) -> None:
    """Remove what killed processes left, by the file system's own clock."""
    for leftover in incoming.iterdir():
        with suppress(OSError):
            if now - leftover.stat().st_mtime > _STALE:
                leftover.unlink()
