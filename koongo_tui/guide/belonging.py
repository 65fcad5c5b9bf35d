"""Which program of Amazon a pasted text belongs to, before anybody has said so."""

from __future__ import annotations

from datetime import date

from koongo_tui.guide.labels import fold
from koongo_tui.guide.normalise import normalise
from koongo_tui.guide.programs import Program
from koongo_tui.guide.recogniser import recognise

_BEGINNINGS = {"amzn.mws.": Program.MWS, "atzr|": Program.SP_API}
"""A token that was cut says by its beginning what it would have been."""


def program_of(text: str, *, today: date | None = None) -> Program | None:
    """The program whose values, or whose page, the text holds.

    Args:
        text: as it was pasted.
        today: helps to read dates.

    Returns:
        None for a text that tells nothing of it, a Seller ID alone for example.
    """
    found = recognise(text, today=today)
    if found.consent is not None:
        # A hybrid application's return address carries the token of MWS as well.
        return Program.SP_API
    if found.token is not None:
        return found.token.kind
    plain = normalise(text).text
    joined = "".join(plain.split()).lower()
    for beginning, program in _BEGINNINGS.items():
        if beginning in joined:
            return program
    # The page that follows the authorisation names its interface, and so does the column of the
    # token; a developer ID is known to MWS alone.
    if found.developer_id is not None or "mws" in fold(plain):
        return Program.MWS
    return None
