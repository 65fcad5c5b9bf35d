"""What must not share code with the program: a second Signature Version 2, written from Amazon's
description, and a look at everything that an error gives away.

The signature works on what arrived on the wire, so that a mistake in encoding shows in it too.
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


def everything_about(error: BaseException) -> str:
    """All that a careless handler could print of an error."""
    texts, todo, seen = [], [error], set()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        texts += [repr(one), str(one), repr(vars(one)), *map(repr, vars(one).values())]
        request = getattr(one, "_request", None)
        if request is not None:
            texts += [str(request.url), repr(request.content)]
        todo += [e for e in (one.__cause__, one.__context__) if e is not None]
        frame = one.__traceback__
        while frame is not None:
            if "koongo_tui" in frame.tb_frame.f_code.co_filename:
                texts += map(repr, frame.tb_frame.f_locals.values())
            frame = frame.tb_next
    return "\n".join(texts)
