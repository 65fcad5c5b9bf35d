"""Why no answer came over the network: the library's exceptions, sorted and put in words.

Shared by all that speaks HTTP. Nothing of an exception is kept but its kind: it may hold the
whole request. The network library is not imported for it.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum

_WORDS = {
    "name": (
        "This machine finds no address for {host}.",
        "Check the network connection and the name server.",
    ),
    "network": (
        "This machine cannot connect to {host}.",
        "Check the network connection and the firewall.",
    ),
    "tls": (
        "The connection to {host} is not safe: {detail}. {undone}",
        "A proxy or virus scanner may look into it. Name its certificate in SSL_CERT_FILE.",
    ),
    "proxy": (
        "The proxy does not let this machine through to {host}.",
        "Check HTTPS_PROXY and NO_PROXY, or ask whoever runs the proxy.",
    ),
    "timeout": (
        "{host} does not answer in time.",
        "Try again in a minute; if it stays so, check the network connection and the firewall.",
    ),
    "cut": (
        "The connection to {host} broke before the whole answer had come.",
        "Try again.",
    ),
}


class Certificate(StrEnum):
    """What is wrong with a certificate. The value is the end of a sentence."""

    EXPIRED = "its certificate has ended"
    EARLY = "its certificate is not valid yet"
    OTHER_NAME = "its certificate is for another name"
    UNKNOWN_AUTHORITY = "nobody whom this machine trusts has signed its certificate"
    OTHER = "its certificate is not trusted"


# OpenSSL's X509_V_ERR_* numbers.
_CERTIFICATES = {
    9: Certificate.EARLY,
    10: Certificate.EXPIRED,
    18: Certificate.UNKNOWN_AUTHORITY,
    19: Certificate.UNKNOWN_AUTHORITY,
    20: Certificate.UNKNOWN_AUTHORITY,
    21: Certificate.UNKNOWN_AUTHORITY,
    62: Certificate.OTHER_NAME,
    64: Certificate.OTHER_NAME,
}


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why no answer came.

    Attributes:
        cause: one of ``name``, ``network``, ``tls``, ``proxy``, ``timeout``, ``cut``.
        certificate: what is wrong with the other side's; None where that is not the cause.
        detail: the end of a sentence; empty where there is nothing to add.
    """

    cause: str
    certificate: Certificate | None = None
    detail: str = ""

    def words(self, host: str, *, undone: str, proxy: str | None) -> tuple[str, str]:
        """What is wrong, and what to do.

        Args:
            host: that was asked.
            undone: a sentence that says what was not done.
            proxy: that the environment sets before the host.
        """
        message, fix = _WORDS[self.cause]
        message = message.format(host=host, detail=self.detail, undone=undone)
        if proxy is not None:
            message += f" The environment sets the proxy {proxy}."
        return message, fix


def no_answer(error: BaseException, *, through_proxy: bool) -> NoAnswer:
    """Sort what the network library raised.

    Args:
        error: of httpx or of the system.
        through_proxy: a proxy stands before the host, so it is the proxy that was looked for.
    """
    found = _sorted(error)
    return NoAnswer("proxy") if through_proxy and found.cause in ("name", "network") else found


def _sorted(error: BaseException) -> NoAnswer:
    for inner in _chain(error):
        if isinstance(inner, ssl.SSLCertVerificationError):
            kind = _CERTIFICATES.get(getattr(inner, "verify_code", 0), Certificate.OTHER)
            return NoAnswer("tls", kind, f"{kind} ({inner.verify_message})")
        if isinstance(inner, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
            # Not a failure: the handshake was waiting when time was up.
            continue
        if isinstance(inner, ssl.SSLError):
            return NoAnswer("tls", detail="the other side does not speak TLS as it should")
        if isinstance(inner, socket.gaierror):
            return NoAnswer("name")
    kind_of = type(error).__name__
    if isinstance(error, TimeoutError) or kind_of.endswith("Timeout"):
        return NoAnswer("timeout")
    if kind_of == "ProxyError":
        return NoAnswer("proxy")
    if kind_of in ("ReadError", "WriteError", "CloseError", "RemoteProtocolError"):
        return NoAnswer("cut")
    return NoAnswer("network")


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    inner: BaseException | None = error
    while inner is not None and inner not in chain:
        chain.append(inner)
        inner = inner.__cause__ or inner.__context__
    return chain
