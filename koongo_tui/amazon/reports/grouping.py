"""Rows put together by severity and code, in memory that does not grow with the report."""

from __future__ import annotations

from koongo_tui.amazon.reports.codes import explain
from koongo_tui.amazon.reports.model import Issue, IssueGroup, Severity

EXAMPLES = 5
EXAMPLE_LENGTH = 200
MAX_GROUPS = 200
"""Amazon's reports hold some dozens of codes; the bound is for what is no report of Amazon's."""

_OTHERS = "Amazon gave more kinds of messages than are kept apart here. These are the others."

_Key = tuple[Severity, str | None, str]


class _Group:
    __slots__ = ("code", "count", "examples", "message", "severity")

    def __init__(self, severity: Severity, code: str | None, message: str) -> None:
        self.severity = severity
        self.code = code
        self.message = message
        self.count = 0
        self.examples: list[str] = []


class Groups:
    """Collects rows."""

    def __init__(self) -> None:
        self._groups: dict[_Key, _Group] = {}
        self.count = 0

    def add(self, issue: Issue) -> None:
        """Take one row in."""
        self.count += 1
        code = issue.code
        key = (issue.severity, code, "" if code else issue.message)
        group = self._groups.get(key) or self._new(key, issue)
        group.count += 1
        if len(group.examples) < EXAMPLES:
            example = (issue.sku or issue.order_id or issue.record or "")[:EXAMPLE_LENGTH]
            if example and example not in group.examples:
                group.examples.append(example)

    def _new(self, key: _Key, issue: Issue) -> _Group:
        code, message = issue.code, issue.message
        if len(self._groups) >= MAX_GROUPS:
            key, code, message = (issue.severity, None, _OTHERS), None, _OTHERS
        return self._groups.setdefault(key, _Group(issue.severity, code, message))

    def result(self) -> tuple[IssueGroup, ...]:
        """Biggest first; of the same size the worse first, then in the report's order."""
        ordered = sorted(self._groups.values(), key=lambda g: (-g.count, g.severity.rank))
        return tuple(_finished(group) for group in ordered)


def _finished(group: _Group) -> IssueGroup:
    meaning = explain(group.code, group.severity)
    return IssueGroup(
        severity=group.severity,
        code=group.code,
        count=group.count,
        message=group.message,
        cause=meaning.cause if meaning else None,
        fix=meaning.fix if meaning else None,
        examples=tuple(group.examples),
    )
