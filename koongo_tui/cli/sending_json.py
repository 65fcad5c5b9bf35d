"""What the commands that send feeds print as JSON."""

from __future__ import annotations

from koongo_tui.cli.context import moment_json
from koongo_tui.errors import ExitCode
from koongo_tui.feeds.model import Finding
from koongo_tui.outbox.plan import SendPlan


def plan_json(plan: SendPlan) -> dict[str, object]:
    """What sending does: ``channel``, ``feed``, ``findings``, ``sent_last``, ``differences``."""
    checked, facts = plan.checked, plan.checked.facts
    kind = checked.feed_type
    return {
        "channel": plan.channel.name,
        "feed": {
            "path": str(checked.path),
            "type": kind.name if kind else None,
            "about": kind.words if kind else None,
            "bytes": checked.file.size,
            "sha256": checked.file.sha256,
            "records": facts.rows,
            "operations": {name or "none": count for name, count in facts.operations.items()},
            "skus": facts.skus,
            "orders": facts.orders,
            "quantities": facts.quantities,
            "zero_quantities": facts.zeros,
            "encoding": facts.encoding,
        },
        "refused": checked.refused,
        "findings": [_finding(finding) for finding in checked.findings],
        "sent_last": plan.last
        and {
            "id": plan.last.submission_id,
            "at": moment_json(plan.last.began_at),
            "unchanged": plan.unchanged,
        },
        "differences": plan.changes
        and {
            "added": plan.changes.added,
            "changed": plan.changes.changed,
            "removed": plan.changes.removed,
            "same": plan.changes.same,
        },
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "count": finding.count,
        "message": finding.sentence,
        "fix": finding.fix or None,
        "examples": [
            {"record": e.record, "sku": e.sku, "detail": e.detail} for e in finding.examples
        ],
    }


def sent_json(
    submission_id: str | None,
    submission: dict[str, object] | None,
    dry_run: bool,
    code: ExitCode,
) -> dict[str, object]:
    """What came of it: ``sent``, ``id``, and with ``--wait`` the submission as in ``list``."""
    return {
        "dry_run": dry_run,
        "sent": submission_id is not None,
        "id": submission_id,
        "submission": submission,
        "exit": int(code),
    }
