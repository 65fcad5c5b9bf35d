"""Which program a pasted text belongs to."""

from __future__ import annotations

import pytest

from koongo_tui.guide.belonging import program_of
from koongo_tui.guide.programs import Program

MWS_TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0004567"
REFRESH = "Atzr|IwEBIJ7Qx3mZ0c2uRr5T9yKq4LwVnPfGh8sDdEaBbCcXxYyZz0123456789abcdef"
BACK = "https://koongo.example/?state=abc&selling_partner_id=A135KKEKJAIBJ56&spapi_oauth_code=RHcNz"


@pytest.mark.parametrize(
    ("text", "program"),
    [
        (MWS_TOKEN, Program.MWS),
        (MWS_TOKEN[:20], Program.MWS),
        ("amzn.mws.4ea38b7b-f563-\n 7709-4bae-87aea0004567", Program.MWS),
        ("MWS Auth Token: View", Program.MWS),
        ("Koongo   9051-1235-5740   Active", Program.MWS),
        (REFRESH, Program.SP_API),
        ("Atzr|Iw", Program.SP_API),
        (BACK, Program.SP_API),
        (f"{BACK}&mws_auth_token={MWS_TOKEN}", Program.SP_API),
        ("A135KKEKJAIBJ56", None),
        ("", None),
        ("Good morning", None),
    ],
)
def test_by_its_values_else_by_its_words(text: str, program: Program | None) -> None:
    assert program_of(text) is program
