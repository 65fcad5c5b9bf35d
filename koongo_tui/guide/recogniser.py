"""Any text in, findings out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from koongo_tui.guide.checks import cross_check
from koongo_tui.guide.credentials import developer_id, is_seller_id
from koongo_tui.guide.dates import DateOrder
from koongo_tui.guide.findings import Consent, Findings, Token
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.guide.steps import Field

__all__ = ["Consent", "Findings", "Token", "find_token", "recognise"]


def find_token(text: str) -> bool:
    """Whether the text holds a token or the recognisable beginning of one."""
    folded = text.lower()
    return "amzn.mws." in folded or "atzr|" in folded


def recognise(
    text: str,
    *,
    region: Region | None = None,
    program: Program | None = None,
    today: date | None = None,
    dates: DateOrder | None = None,
    field: Field | None = None,
) -> Findings:
    """What the text holds."""
    del today, dates, field
    words = re.findall(r"(?<![A-Za-z0-9])A[A-Z0-9]{11,14}(?![A-Za-z0-9])", text)
    token = re.search(r"amzn\.mws\.[0-9A-Za-z]{8}(?:-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{12}", text)
    number = re.search(r"(?<!\d)\d{4}-?\d{4}-?\d{4}(?!\d)", text)
    found = Findings(
        seller_id=next((w for w in words if is_seller_id(w)), None),
        token=token and Token(Program.MWS, Secret(token.group())),
        marketplaces=tuple(dict.fromkeys(w for w in words if marketplace_by_id(w))),
        developer_id=number and developer_id(number.group()),
        lines=len(text.splitlines()),
    )
    return replace(found, problems=cross_check(found, region=region, program=program))
