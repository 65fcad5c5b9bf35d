"""What a server's refusals mean, in words; only its host and path are ever named."""

from __future__ import annotations

from koongo_tui.amazon.endpoints import host_of, proxy_for, without_query
from koongo_tui.errors import Actor
from koongo_tui.feed_source.errors import (
    FeedSourceError,
    SourceFault,
    SourceMissing,
    SourceRefused,
    SourceUnreachable,
)
from koongo_tui.no_answer import Certificate, NoAnswer, no_answer

_KOONGO = "koongo.com"
_FIXES = {
    Certificate.EXPIRED: "Whoever runs {host} has to renew it. Until then use a local file.",
    Certificate.EARLY: "Check this machine's clock first; else whoever runs {host} has to act.",
    Certificate.OTHER_NAME: "Check the address; else whoever runs {host} has to act.",
    Certificate.UNKNOWN_AUTHORITY: "If it is an authority of your own company, name its "
    "certificate in SSL_CERT_FILE. If not, somebody may listen in: use a local file.",
    Certificate.OTHER: "Whoever runs {host} has to mend it. Until then use a local file.",
}


def whose_turn(url: str) -> Actor:
    """Who acts when a server's feed is wrong: Koongo on its own hosts, else the shop's side."""
    host = host_of(url)
    return Actor.KOONGO if host == _KOONGO or host.endswith(f".{_KOONGO}") else Actor.YOU


def unreachable(error: BaseException, url: str) -> SourceUnreachable:
    """What the network library raised, as our own error. Nothing of it is kept but its kind."""
    proxy = proxy_for(url)
    return _unreachable(no_answer(error, through_proxy=proxy is not None), url, proxy)


def _unreachable(found: NoAnswer, url: str, proxy: str | None) -> SourceUnreachable:
    host = host_of(url)
    message, fix = found.words(host, undone="Nothing was fetched.", proxy=proxy)
    who = None
    if found.certificate is not None:
        fix = _FIXES[found.certificate].format(host=host)
        if found.certificate is Certificate.EXPIRED:
            who = whose_turn(url)
    return SourceUnreachable(
        message, cause=found.cause, certificate=found.certificate, fix=fix, who=who
    )


def unusable_environment() -> SourceUnreachable:
    """The environment's proxy or certificate variables make no sense."""
    return SourceUnreachable(
        "What the environment says of proxies or certificates cannot be used. Nothing was fetched.",
        fix="Check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
        cause="proxy",
    )


def bad_redirect(url: str) -> SourceRefused:
    """A server sends us where no feed is fetched from."""
    return SourceRefused(
        f"{host_of(url)} sends on to an address that is not https, or to none. "
        "It was not followed, nothing was fetched.",
        fix="Open the address in a browser, and use the one where it ends if that is https.",
        who=whose_turn(url),
    )


def too_many_redirects(shown: str) -> SourceFault:
    """A server sends us round and round."""
    return SourceFault(
        f"{shown} sends from address to address without end. Nothing was fetched.",
        fix="Open the address in a browser, and use the one where it ends.",
    )


def refused(status: int, url: str) -> FeedSourceError:
    """What an answer means that brings no feed.

    Args:
        status: of HTTP, neither 200 nor a redirect.
        url: that was asked.
    """
    host, shown, whose = host_of(url), without_query(url), whose_turn(url)
    if status == 407:
        return _unreachable(NoAnswer("proxy"), url, proxy_for(url))
    if status == 401:
        return SourceRefused(
            f"{host} asks for a user name and a password (status 401). Nothing was fetched.",
            fix="Use Koongo's address of the feed, which needs none, or a local file.",
        )
    if status == 403:
        return SourceRefused(
            f"{host} refuses to give the feed (status 403). Nothing was fetched.",
            fix="Copy the address from Koongo once more. If it is right, ask whoever runs "
            f"{host} to let this machine in.",
            who=whose,
        )
    if status in (404, 410):
        return SourceMissing(
            f"There is no feed at {shown} (status {status}). Nothing was fetched.",
            fix="Copy the address from Koongo once more, and check that the feed was made.",
        )
    if status == 429:
        return SourceFault(
            f"{host} asks to be asked less often (status 429). Nothing was fetched.",
            fix="Wait for the next look, or look less often.",
        )
    if status >= 500:
        return SourceFault(
            f"{host} has a problem of its own (status {status}). Nothing was fetched.",
            fix=f"Wait for the next look. If it stays so, whoever runs {host} has to act.",
            who=whose,
        )
    return SourceFault(
        f"{host} gives no feed (status {status}). Nothing was fetched.",
        fix="Open the address in a browser, and check that it is the feed's.",
        who=whose,
    )
