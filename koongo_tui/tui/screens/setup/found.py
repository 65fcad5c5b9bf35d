"""What a paste brought, in words for the rows of the paste page."""

from __future__ import annotations

from koongo_tui.guide.flow import Setup
from koongo_tui.guide.marketplaces import marketplace_by_id

_DEVELOPER_CODES = ("wrong-region-developer", "mistyped-developer", "retired-developer")


def marketplace_words(setup: Setup) -> str:
    """``Amazon.co.uk  .de  .es   3 found``; empty when none was."""
    found = [m for i in setup.findings.marketplaces if (m := marketplace_by_id(i))]
    if not found:
        return ""
    first, *more = found
    endings = [m.domain.removeprefix("amazon") for m in more]
    return "  ".join([first.name, *endings, f" {len(found)} found"])


def developer_words(setup: Setup) -> tuple[str, str]:
    """A mark and a sentence about the developer ID that was read back."""
    read = setup.findings.developer_id
    if read is None:
        return "--", "not on that page; optional" if setup.findings.lines else "optional"
    if any(p.code in _DEVELOPER_CODES for p in setup.problems) or read != setup.developer_id:
        return "NO", f"{read}, not the one for this account"
    place = setup.region.title if setup.region else "this account"
    return "OK", f"{read}, right for {place}"
