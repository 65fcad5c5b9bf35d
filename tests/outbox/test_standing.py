"""What a person is told of feeds that are not settled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from koongo_tui.outbox.standing import Standing
from koongo_tui.store.intents import Pause

PAUSE = Pause(datetime(2026, 3, 6, tzinfo=UTC), "failed", "Amazon gave up on feed 77.", "77")


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing("main"), None),
        (
            Standing("main", unknown=1, unsent=2),
            "main: 1 feed may have arrived at Amazon or not, 2 feeds were not sent. "
            "Go on with: koongo-tui submit --unfinished --channel main",
        ),
        (
            Standing("main", pause=PAUSE),
            "Auto-submit of main is paused: Amazon gave up on feed 77. "
            "When you have looked: koongo-tui autosubmit --resume main",
        ),
    ],
)
def test_it_is_one_line_with_the_way_on(standing: Standing, words: str | None) -> None:
    assert standing.sentence == words
