"""Signature Version 2 a second time, written from Amazon's description and sharing no code.

Works on what arrived on the wire, so that a mistake in encoding shows as one in signing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from tests.amazon.scripted import Received

_STAYS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


def _decode(text: str) -> bytes:
    out, at = bytearray(), 0
    while at < len(text):
        if text[at] == "%":
            out.append(int(text[at + 1 : at + 3], 16))
            at += 3
        else:
            out.append(ord(text[at]))
            at += 1
    return bytes(out)


def _encode(data: bytes) -> str:
    return "".join(chr(byte) if byte in _STAYS else f"%{byte:02X}" for byte in data)


def pairs(received: Received) -> list[tuple[bytes, bytes]]:
    """The parameters of a request, from its query and, for a form, its body."""
    texts = [received.url.query]
    if received.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        texts.append(received.body.decode("ascii"))
    found = []
    for text in texts:
        for part in filter(None, text.split("&")):
            name, _, value = part.partition("=")
            found.append((_decode(name), _decode(value)))
    return found


def parameters(received: Received) -> dict[str, str]:
    """The same, decoded; a name given twice fails."""
    found = {name.decode(): value.decode() for name, value in pairs(received)}
    assert len(found) == len(pairs(received))
    return found


def signature_for(
    method: str, host: str, path: str, given: list[tuple[bytes, bytes]], key: str
) -> str:
    """What ``Signature`` has to be."""
    rest = sorted((n, v) for n, v in given if n != b"Signature")
    query = "&".join(_encode(n) + "=" + _encode(v) for n, v in rest)
    text = method + "\n" + host + "\n" + path + "\n" + query
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def assert_signed(received: Received, key: str) -> None:
    """The request carries the signature that this key makes."""
    host = received.headers["host"].rsplit(":", 1)[0].lower()
    expected = signature_for(received.method, host, received.url.path, pairs(received), key)
    assert parameters(received)["Signature"] == expected
