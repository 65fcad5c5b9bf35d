"""Chance that repeats: the same seed and the same words always give the same values."""

from __future__ import annotations

from hashlib import sha256
from random import Random

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def dice(*words: object) -> Random:
    """A generator of its own for what the words name."""
    return Random("/".join(map(str, words)))  # noqa: S311  invented data, nothing to guess


def digest(*words: object) -> bytes:
    """32 bytes for what the words name."""
    return sha256("/".join(map(str, words)).encode()).digest()


def letters(length: int, *words: object) -> str:
    """Capital letters and digits."""
    return "".join(_LETTERS[byte % 36] for byte in digest(*words)[:length])


def uuid_text(*words: object) -> str:
    """32 hexadecimal digits in the five groups of a UUID."""
    text = digest(*words).hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:32]))
