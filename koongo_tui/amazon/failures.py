"""Why no answer came, in words: the causes of :class:`Unreachable`."""

from __future__ import annotations

import socket
import ssl

from koongo_tui.amazon.endpoints import host_of, proxy_for
from koongo_tui.amazon.errors import Unreachable

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
        "The connection to {host} is not safe: {detail}. Nothing was sent.",
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


def unreachable(error: BaseException, url: str) -> Unreachable:
    """What the network library raised, as our own error. Nothing of it is kept but its kind."""
    cause, detail = _cause(error)
    proxy = proxy_for(url)
    if proxy is not None and cause in ("name", "network"):
        # It is the proxy that was looked for, not Amazon.
        cause = "proxy"
    return _unreachable(cause, host_of(url), detail, proxy)


def unusable_environment(host: str) -> Unreachable:
    """The environment's proxy or certificate variables make no sense."""
    return Unreachable(
        "What the environment says of proxies or certificates cannot be used. Nothing was sent.",
        fix="Check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
        host=host,
        cause="proxy",
    )


def refused_by_proxy(url: str) -> Unreachable:
    """A proxy answered in Amazon's place and asks for a password (status 407)."""
    return _unreachable("proxy", host_of(url), "", proxy_for(url))


def _unreachable(cause: str, host: str, detail: str, proxy: str | None) -> Unreachable:
    message, fix = _WORDS[cause]
    message = message.format(host=host, detail=detail)
    if proxy is not None:
        message += f" The environment sets the proxy {proxy}."
    return Unreachable(message, fix=fix, host=host, cause=cause)


def _cause(error: BaseException) -> tuple[str, str]:
    for inner in _chain(error):
        if isinstance(inner, ssl.SSLCertVerificationError):
            return "tls", f"its certificate is not trusted ({inner.verify_message})"
        if isinstance(inner, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
            # Not a failure: the handshake was waiting when time was up.
            continue
        if isinstance(inner, ssl.SSLError):
            return "tls", "the other side does not speak TLS as it should"
        if isinstance(inner, socket.gaierror):
            return "name", ""
    kind = type(error).__name__
    if isinstance(error, TimeoutError) or kind.endswith("Timeout"):
        return "timeout", ""
    if kind == "ProxyError":
        return "proxy", ""
    if kind in ("ReadError", "WriteError", "CloseError", "RemoteProtocolError"):
        return "cut", ""
    return "network", ""


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    inner: BaseException | None = error
    while inner is not None and inner not in chain:
        chain.append(inner)
        inner = inner.__cause__ or inner.__context__
    return chain
