"""Feeds that are to be sent: what is not settled, and whether auto-submit is paused."""

from __future__ import annotations

from collections.abc import Iterator

from koongo_tui.doctor.findings import Finding, Level, size
from koongo_tui.doctor.subject import Subject
from koongo_tui.outbox.standing import Standing, standings


def feeds(subject: Subject) -> Iterator[Finding]:
    """One finding for each channel with something to say, and the kept copies."""
    config = subject.config()
    if config is None:
        return
    workspace = subject.workspace
    for standing in standings(workspace, config.channels.values()).values():
        if (words := _open(standing)) is not None:
            yield words
        if standing.pause is not None:
            yield Finding(
                "Feeds",
                Level.LOOK,
                f"{standing.channel}: auto-submit is paused: {standing.pause.reason}",
                code="auto-submit-paused",
                fix=f"When you have looked: {standing.pause_fix}",
                values={
                    "channel": standing.channel,
                    "code": standing.pause.code,
                    "since": standing.pause.at.isoformat(),
                },
            )
    number, taken = workspace.sent.usage()
    if number:
        copies = f"{number:,} cop{'y' if number == 1 else 'ies'} of sent feeds"
        yield Finding(
            "Feeds",
            Level.OK,
            f"{copies}, {size(taken)}, kept for {config.keep_feed_days:,} days",
            values={"copies": number, "bytes": taken, "keep_days": config.keep_feed_days},
        )


def _open(standing: Standing) -> Finding | None:
    if standing.open_words is None:
        return None
    return Finding(
        "Feeds",
        Level.LOOK,
        standing.open_words.partition(" Go on with: ")[0],
        code="feeds-unfinished",
        fix=f"Run: {standing.open_fix}",
        values={
            "channel": standing.channel,
            "unknown": standing.unknown,
            "unsent": standing.unsent,
        },
    )
