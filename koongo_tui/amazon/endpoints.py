"""Addresses that requests may go to, and the proxy that stands before them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from koongo_tui.errors import UsageError

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")


def check_endpoint(url: str) -> str:
    """The endpoint in its plain form, ``https://mws-eu.amazonservices.com``, a path kept.

    Raises:
        UsageError: neither https nor plain http to this machine, or no address at all. What was
            given is repeated only where it cannot hold a password.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
        named = _NAME.fullmatch(host) is not None or ip_address(host).version == 6
    except ValueError:
        host, port, named, parts = "", None, False, urlsplit("")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "An endpoint holds no user name and no password.",
            fix="Write the address alone, for example https://host.example",
        )
    shown = f'"{url.strip()[:80]}"'
    if parts.scheme not in ("https", "http") or not named:
        raise UsageError(
            f"{shown} is no endpoint.", fix="Write a full address, https://host.example"
        )
    if parts.query or parts.fragment:
        raise UsageError(f"The endpoint {shown} goes on after its path.", fix="Leave out ? and #.")
    if parts.scheme == "http" and not is_loopback(host):
        raise UsageError(
            f"The endpoint {shown} would send the token in the clear. Nothing was sent.",
            fix="Use https. Plain http is for this machine only (127.0.0.1, localhost).",
        )
    name = f"[{host}]" if ":" in host else host
    place = name if port is None else f"{name}:{port}"
    return f"{parts.scheme}://{place}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: ``localhost``, 127.0.0.0/8 or ::1."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host of an address as it is signed: in lower case, without port, IPv6 in brackets."""
    host = (urlsplit(url).hostname or "").lower()
    return f"[{host}]" if ":" in host else host


def without_query(url: str) -> str:
    """An address that may be shown: what comes after ``?`` may hold a signature and a token."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def proxy_for(url: str) -> str | None:
    """The proxy that the environment sets before an address, ``host:port``; None without one.

    A user name and password in it are left out.
    """
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    host = parts.hostname or ""
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or is_loopback(host) or proxy_bypass(host):
        return None
    return _place(urlsplit(proxy if "://" in proxy else f"http://{proxy}"))


def _place(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]
