"""Removing what is older than the person wants to keep.

Once a day at most for everything on this machine. ``[history] keep_days`` of the configuration is
for submissions and their reports: without the setting none is ever removed, and those that are
open stay, however old they are. ``[feeds] keep_days`` is for the copies of feeds that were sent:
90 without the setting; what is not settled keeps its copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.errors import KoongoError
from koongo_tui.store.files import private_folder, read_bytes, write_atomically
from koongo_tui.store.lock import locked

if TYPE_CHECKING:
    from pathlib import Path

    from koongo_tui.workspace import Workspace

EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed.

    Attributes:
        submissions, reports, feeds: how many.
        problem: why not all reports could be removed, as a sentence; None when they were.
    """

    submissions: int = 0
    reports: int = 0
    feeds: int = 0
    problem: str | None = None


def cutoff(keep_days: int, now: datetime) -> datetime:
    """The moment before which nothing is kept."""
    return now - timedelta(days=keep_days)


def forget_old(workspace: Workspace) -> Forgotten:
    """Remove what is too old, now. Reads and writes disks: not for an event loop.

    Raises:
        KoongoError: the configuration or the history cannot be used.
    """
    days = workspace.config().keep_days
    gone = Forgotten()
    if days is not None:
        before = cutoff(days, workspace.clock())
        gone = _remove(workspace, workspace.history().forget_before(before))
    return _remove_feeds(workspace, gone)


def forget_old_daily(workspace: Workspace) -> Forgotten | None:
    """The same, unless any process of this machine did so within a day; None then.

    A failure is tried again the next day: this is never what a person waits for, so nothing is
    raised.
    """
    try:
        if workspace.config().keep_days is None and not workspace.paths.sent_dir.exists():
            return None
        if not _is_due(workspace.paths.retention_file, workspace.clock()):
            return None
        return forget_old(workspace)
    except KoongoError as error:
        return Forgotten(problem=error.message)


def _remove(workspace: Workspace, gone: Iterable[tuple[str, str]]) -> Forgotten:
    submissions = reports = 0
    problem: str | None = None
    for account, submission_id in gone:
        submissions += 1
        try:
            reports += workspace.archive.forget_report(account, submission_id)
        except KoongoError as error:
            problem = problem or error.message
    return Forgotten(submissions, reports, problem=problem)


def _remove_feeds(workspace: Workspace, gone: Forgotten) -> Forgotten:
    """Remove the copies that no unsettled and no young intent needs."""
    if not workspace.paths.sent_dir.exists():
        return gone
    from koongo_tui.outbox.outbox import ARCHIVED_AS

    before = cutoff(workspace.config().keep_feed_days, workspace.clock())
    old = workspace.sent.kept_before(ARCHIVED_AS, before.timestamp())
    needed = workspace.intents.digests_since(before)
    number, problem = 0, gone.problem
    for digest in old:
        if digest in needed:
            continue
        try:
            number += workspace.sent.forget_report(ARCHIVED_AS, digest)
        except KoongoError as error:
            problem = problem or error.message
    return replace(gone, feeds=number, problem=problem)


def _is_due(stamp: Path, now: datetime) -> bool:
    """Whether a day has passed; if so, the day begins now, for all processes."""
    if not _has_passed(stamp, now):
        return False
    private_folder(stamp.parent)
    with locked(stamp):
        if not _has_passed(stamp, now):
            return False
        write_atomically(stamp, f"{now.isoformat()}\n".encode())
    return True


def _has_passed(stamp: Path, now: datetime) -> bool:
    try:
        last = datetime.fromisoformat((read_bytes(stamp) or b"").decode().strip())
        # A clock that was ahead must not keep everything for years.
        return not timedelta(0) <= now - last < EVERY
    except (ValueError, TypeError):
        return True
