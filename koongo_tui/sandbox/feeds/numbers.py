"""Numbers in feeds: amounts, quantities and the check digits of product codes."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_LENGTHS = {"UPC": (12,), "EAN": (8, 13), "GTIN": (8, 12, 13, 14), "ISBN": (10, 13)}


def read_amount(text: str) -> Decimal | None:
    """A price, written with a point; None for something else."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def read_quantity(text: str) -> int | None:
    """A whole number, negative ones too; None for something else."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    return (
        sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    )


def is_product_code(kind: str, code: str) -> bool:
    """Whether a code has the length of its kind and the right check digit.

    Args:
        kind: ``UPC``, ``EAN``, ``GTIN`` or ``ISBN``; any other kind is taken as it is.
    """
    if kind not in _LENGTHS:
        return bool(code)
    code = code.replace("-", "") if kind == "ISBN" else code
    if len(code) not in _LENGTHS[kind] or not code.isascii():
        return False
    if len(code) == 10:
        return _is_isbn10(code)
    if not code.isdigit():
        return False
    # From the right, every second digit counts three times (GS1 check digit).
    weighted = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(code)))
    return weighted % 10 == 0


def _is_isbn10(code: str) -> bool:
    if not code[:9].isdigit() or code[9] not in "0123456789Xx":
        return False
    digits = [10 if d in "Xx" else int(d) for d in code]
    return sum(d * weight for d, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0
