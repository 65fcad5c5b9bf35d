"""The message that helps somebody else to see why Amazon refuses; nothing secret in it."""

from __future__ import annotations

from koongo_tui.amazon.errors import AmazonError, DeveloperRefused
from koongo_tui.connection import TestState
from koongo_tui.guide.handoff import koongo_keys_message
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.setup.words import short_id

_WORDS = {
    TestState.OK: "ok",
    TestState.FAILED: "no",
    TestState.SKIPPED: "not tried",
    TestState.RUNNING: "not finished",
    TestState.WAITING: "not tried",
}


def refusal_report(session: Session) -> str:
    """The last test, line by line, with Amazon's own words; empty when there was none."""
    result, setup = session.test, session.setup
    if result is None or session.tested_at is None:
        return ""
    error = result.error
    words = error.amazon_words if isinstance(error, AmazonError) else None
    request = error.request_id if isinstance(error, AmazonError) else None
    region = setup.region.title if setup.region else ""
    if isinstance(error, DeveloperRefused):
        return koongo_keys_message(
            region=region,
            developer_id=setup.developer_id,
            at=session.tested_at,
            amazon_words=words,
            request_id=request,
        )
    lines = [
        f"koongo-tui, connection test of {session.tested_at:%Y-%m-%d %H:%M %Z}".rstrip(),
        f"Region {region}, {setup.marketplace.name if setup.marketplace else 'no marketplace'}, "
        f"seller {short_id(setup.seller_id or '')}, "
        f"{f'developer {setup.developer_id}' if setup.developer_id else setup.program.title}",
        "",
        *(f"{_WORDS[step.state]:<10} {step.name.value}: {step.message}" for step in result.steps),
    ]
    if error is not None:
        lines += ["", error.message]
    if words:
        lines.append(f"Amazon: {words}")
    if request:
        lines.append(f"Request ID: {request}")
    return "\n".join(lines) + "\n"
