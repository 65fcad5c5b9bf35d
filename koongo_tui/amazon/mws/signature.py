"""Signature Version 2 with HmacSHA256 (MWS developer guide, Signing a query request)."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote

from koongo_tui.guide.secret import Secret


def encode(text: str) -> str:
    """Percent-encode as UTF-8: only ``A-Z a-z 0-9 - _ . ~`` stay, a blank is ``%20``."""
    return quote(text, safe="-_.~")


def canonical_query(parameters: Mapping[str, str]) -> str:
    """``name=value`` joined by ``&``, both encoded, sorted by name in byte order."""
    ordered = sorted(parameters.items(), key=lambda item: item[0].encode())
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in ordered)


def string_to_sign(method: str, host: str, path: str, parameters: Mapping[str, str]) -> str:
    """What the signature covers.

    Args:
        method: in capitals.
        host: without port; turned to lower case here.
        path: as it stands in the request line, ``/`` when empty.
        parameters: all but ``Signature``.
    """
    return "\n".join((method, host.lower(), path or "/", canonical_query(parameters)))


def sign(key: Secret, text: str) -> str:
    """The value of ``Signature``, not yet percent-encoded."""
    return b64encode(hmac.digest(key.reveal().encode(), text.encode(), "sha256")).decode()
