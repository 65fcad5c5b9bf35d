"""Checking Signature Version 2 (MWS developer guide, Signing the query request)."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping
from urllib.parse import quote

METHODS = {"HmacSHA256": "sha256", "HmacSHA1": "sha1"}
"""``SignatureMethod`` to the name of the hash function."""


def is_signed(
    secret_key: str, method: str, host: str, path: str, parameters: Mapping[str, str]
) -> bool:
    """Whether ``Signature`` among the parameters is right.

    Clients differ in what they take for the host, and all of these work against Amazon's own
    hosts, which are https on the usual port: with the port or without it, and one client cuts
    only ``https://`` off its endpoint, so that a plain ``http://`` stays in.

    Args:
        method: of the HTTP request, ``POST``.
        host: the ``Host`` header.
        path: of the request.
        parameters: of query and form together, decoded.

    Raises:
        KeyError: ``SignatureMethod`` is none of :data:`METHODS`.
    """
    digest = METHODS[parameters.get("SignatureMethod", "HmacSHA256")]
    given = parameters.get("Signature", "").encode()
    query = canonical_query(parameters)
    return any(
        hmac.compare_digest(
            given, _sign(secret_key, "\n".join((method, name, path or "/", query)), digest)
        )
        for name in host_names(host)
    )


def canonical_query(parameters: Mapping[str, str]) -> str:
    """All parameters but ``Signature``, sorted by byte order of the name, percent-encoded."""
    pairs = sorted((name.encode(), value) for name, value in parameters.items())
    return "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in pairs
        if name != b"Signature"
    )


def host_names(host: str) -> Iterator[str]:
    """Every form of a ``Host`` header that may have been signed."""
    host = host.lower()
    bare, colon, port = host.rpartition(":")
    names = [host, bare] if colon and port.isdigit() else [host]
    yield from names
    for name in names:
        yield f"http://{name}"


def _sign(secret_key: str, text: str, digest: str) -> bytes:
    return b64encode(hmac.digest(secret_key.encode(), text.encode(), digest))
