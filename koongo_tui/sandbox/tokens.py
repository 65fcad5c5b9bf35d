"""NextToken: where a list goes on, unreadable and unforgeable for the client."""

from __future__ import annotations

import hmac
import json
import zlib
from base64 import b64decode, b64encode
from hashlib import shake_256
from typing import Any

_LENGTH = 280
"""Bytes that even a short one has: Amazon's tokens are 400 characters and longer."""


class BadToken(ValueError):
    """Not a token of ours, or of another seller."""


def make_token(key: bytes, seller_id: str, place: dict[str, Any]) -> str:
    """A token for a place in one seller's list."""
    plain = zlib.compress(json.dumps(place).encode())
    plain = len(plain).to_bytes(4, "big") + plain
    plain += shake_256(key + plain).digest(max(0, _LENGTH - len(plain)))
    mark = hmac.digest(key, seller_id.encode() + plain, "sha256")
    return b64encode(mark + _masked(key, mark, plain)).decode()


def read_token(key: bytes, seller_id: str, token: str) -> dict[str, Any]:
    """The place of a token.

    Raises:
        BadToken: it was not made for this seller with this key.
    """
    try:
        raw = b64decode(token, validate=True)
    except ValueError:
        raise BadToken from None
    mark, plain = raw[:32], _masked(key, raw[:32], raw[32:])
    if not hmac.compare_digest(mark, hmac.digest(key, seller_id.encode() + plain, "sha256")):
        raise BadToken
    length = int.from_bytes(plain[:4], "big")
    place: dict[str, Any] = json.loads(zlib.decompress(plain[4 : 4 + length]))
    return place


def _masked(key: bytes, mark: bytes, data: bytes) -> bytes:
    stream = shake_256(key + mark).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))
