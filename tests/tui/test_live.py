"""What screens know of a channel, and what is done for them away from their loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, BinaryIO

import pytest

from koongo_tui.store.reports import ReportArchive
from koongo_tui.tui.live import Live

if TYPE_CHECKING:
    from tests.tui.conftest import World


async def test_a_report_that_is_opened_is_not_read_for_the_list_as_well(
    full: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    open_report = ReportArchive.open

    def counted(archive: ReportArchive, account: str, submission_id: str) -> BinaryIO | None:
        opened.append(submission_id)
        return open_report(archive, account, submission_id)

    monkeypatch.setattr(ReportArchive, "open", counted)
    live = Live(full.workspace, full.channel, lambda _event: None)
    row = live.row("50148017726")
    assert row is not None
    lines, _ = await asyncio.gather(live.read_lines(row), live.read_report(row))
    assert lines is not None
    assert opened == [row.id]
    assert live.report(row.id) is lines.report
