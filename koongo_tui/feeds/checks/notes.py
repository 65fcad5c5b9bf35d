"""Gathering what was found: counts and the first examples, whatever the size of the feed."""

from __future__ import annotations

from koongo_tui.feeds.checks.rules import RULES, Rule
from koongo_tui.feeds.model import Example, Finding, Severity

MOST_EXAMPLES = 5
_DETAIL = 120


class Notes:
    """Takes what is found, gives the findings."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._facts: dict[str, dict[str, str]] = {}
        self._examples: dict[str, list[Example]] = {}
        self._whole: list[Finding] = []

    def whole(self, code: str, **facts: str) -> None:
        """Something about the file as a whole; each thing is said once, the first time."""
        rule = RULES[code]
        finding = Finding(code, rule.severity, rule.sentence.format(**facts), rule.fix)
        if finding not in self._whole:
            self._whole.append(finding)

    def record(
        self, code: str, index: int, record: str, sku: str, detail: str = "", **facts: str
    ) -> None:
        """Something about one record; ``record`` is empty where its place is its number."""
        count = self._counts.get(code, 0)
        self._counts[code] = count + 1
        if count < MOST_EXAMPLES:
            self._facts.setdefault(code, facts)
            example = Example(index, record or str(index + 1), sku[:_DETAIL], detail[:_DETAIL])
            self._examples.setdefault(code, []).append(example)

    def some(self, code: str, count: int, examples: list[Example], **facts: str) -> None:
        """Something about records that were counted elsewhere."""
        if count:
            self._counts[code] = count
            self._examples[code] = examples
            self._facts[code] = facts

    def has(self, code: str) -> bool:
        """It was found already."""
        return code in self._counts or any(finding.code == code for finding in self._whole)

    @property
    def refused(self) -> bool:
        """Something was found that refuses the feed."""
        return any(finding.severity is Severity.REFUSE for finding in self.findings())

    def findings(self) -> tuple[Finding, ...]:
        """All, the worst first, then what concerns most."""
        found = self._whole + [
            Finding(
                code,
                RULES[code].severity,
                _sentence(RULES[code], count, self._facts.get(code, {})),
                RULES[code].fix,
                count,
                tuple(self._examples.get(code, ())),
            )
            for code, count in self._counts.items()
        ]
        return tuple(sorted(found, key=lambda f: (f.severity.rank, -f.count)))


def _sentence(rule: Rule, count: int, facts: dict[str, str]) -> str:
    one = count == 1
    return rule.sentence.format(
        records="1 record" if one else f"{count:,} records",
        have="has" if one else "have",
        are="is" if one else "are",
        were="was" if one else "were",
        say="says" if one else "say",
        hold="holds" if one else "hold",
        **facts,
    )
