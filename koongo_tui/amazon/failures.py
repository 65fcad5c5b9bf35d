"""Why no answer came, in words: the causes of :class:`Unreachable`."""

from __future__ import annotations

from koongo_tui.amazon.endpoints import host_of, proxy_for
from koongo_tui.amazon.errors import Unreachable
from koongo_tui.no_answer import NoAnswer, no_answer


def unreachable(error: BaseException, url: str) -> Unreachable:
    """What the network library raised, as our own error. Nothing of it is kept but its kind."""
    proxy = proxy_for(url)
    return _unreachable(no_answer(error, through_proxy=proxy is not None), url, proxy)


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
    return _unreachable(NoAnswer("proxy"), url, proxy_for(url))


def _unreachable(found: NoAnswer, url: str, proxy: str | None) -> Unreachable:
    host = host_of(url)
    message, fix = found.words(host, undone="Nothing was sent.", proxy=proxy)
    return Unreachable(message, fix=fix, host=host, cause=found.cause)
