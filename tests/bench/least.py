"""The fewest calls that a day's demands can be met with, and a count of what exceeds the quota.

Nothing here is the program's own: the rules are written down once more, so that a mistake in the
program is not repeated in what it is measured by.

What is demanded of the list of submissions:

- **a look** at a moment (a cron job runs ``status``): it never waits, so a list has to have been
  read not longer before than Amazon takes to restore one request;
- **a wish** at a moment (a person presses refresh): a list that is read after the key, and not
  later than Amazon restores one request;
- **a watch** (an open screen that refreshes by itself): at no moment is the list older than its
  interval, which is a longer one while no submission is open.

Each is a span of time in which a list has to be read. The fewest moments that meet every span are
found by always choosing the end of the span that ends first among those not met yet; no choice
does with fewer (interval stabbing). How far apart the moments are is not looked at, which can
only make the least smaller.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[float, float]
"""Seconds since the day began, both ends included."""


def looks(moments: Iterable[float], restore: float) -> list[Span]:
    """See the module.

    Args:
        moments: when somebody looks.
        restore: seconds in which Amazon restores one request.
    """
    return [(moment - restore, moment) for moment in moments]


def wishes(moments: Iterable[float], restore: float) -> list[Span]:
    """See the module. Arguments as in :func:`looks`."""
    return [(moment, moment + restore) for moment in moments]


def watch(
    end: float, open_spans: Sequence[Span], interval: float, quiet: float, step: float = 1.0
) -> list[Span]:
    """The spans of a screen that is watched from 0 to the end.

    Args:
        open_spans: when some submission is open.
        interval, quiet: how old the list may be while one is open, and while none is.
        step: seconds between two of the moments that stand for all.
    """
    spans = []
    for number in range(int(end / step) + 1):
        moment = number * step
        age = interval if any(a <= moment <= b for a, b in open_spans) else quiet
        if moment >= age:
            # From one of these moments to the next it grows older by a step.
            spans.append((moment - age + step, moment))
    return spans


def stabbed(spans: Iterable[Span]) -> list[float]:
    """The fewest moments so that each span has one."""
    chosen: list[float] = []
    for start, end in sorted(spans, key=lambda span: span[1]):
        if not chosen or chosen[-1] < start:
            chosen.append(end)
    return chosen


def unmet(spans: Iterable[Span], moments: Sequence[float], slack: float) -> int:
    """How many of these spans have no moment; seconds of slack are granted to each side."""
    ordered = sorted(moments)

    def met(span: Span) -> bool:
        first = bisect_left(ordered, span[0] - slack)
        return first < len(ordered) and ordered[first] <= span[1] + slack

    return sum(not met(span) for span in spans)


def follows(opened: float, closed: float, lists: Sequence[float], pause: float) -> int:
    """How often one submission has to be asked for so that it is never older than the pause.

    Args:
        opened, closed: from the first list that tells of it to the moment when it is finished; the
            look that finds it finished counts.
        lists: when lists were read, ascending; each tells of it too.
        pause: seconds.
    """
    asked, known = 0, opened
    while known < closed:
        until = [moment for moment in lists if known < moment <= known + pause]
        if until:
            known = until[-1]
        else:
            known += pause
            asked += 1
    return asked


@dataclass
class Meter:
    """Amazon's own count of one operation: a bucket, and the requests of the running hour.

    Attributes:
        burst: requests that may come at once.
        restore: seconds until one more is allowed.
        hourly: requests in an hour; None without such a limit.
        refused: requests that came although there was none left.
    """

    burst: int
    restore: float
    hourly: int | None = None
    calls: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self._level = float(self.burst)
        self._at = 0.0
        self._hour: list[float] = []

    @property
    def left_in_hour(self) -> int:
        """Requests that the running hour still allows; meaningless without such a limit."""
        return (self.hourly or 0) - len(self._hour)

    @property
    def hour_began(self) -> float:
        """The oldest request that still counts; the present moment when there is none."""
        return self._hour[0] if self._hour else self._at

    def request(self, moment: float) -> bool:
        """Count a request at this moment; False when it exceeds the quota."""
        self.calls += 1
        self._level = min(self.burst, self._level + (moment - self._at) / self.restore)
        self._at = moment
        self._hour = [one for one in self._hour if one > moment - 3600]
        full = self.hourly is not None and len(self._hour) >= self.hourly
        # A budget that counts in milliseconds may be that much early.
        if self._level < 1 - 0.002 / self.restore or full:
            self.refused += 1
            return False
        self._level -= 1
        self._hour.append(moment)
        return True
