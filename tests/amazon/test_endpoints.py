"""Where requests may go."""

from __future__ import annotations

import pytest

from koongo_tui.amazon.endpoints import (
    check_endpoint,
    host_of,
    is_loopback,
    proxy_for,
    without_query,
)
from koongo_tui.errors import ExitCode, UsageError


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("https://mws-eu.amazonservices.com", "https://mws-eu.amazonservices.com"),
        (" HTTPS://MWS-EU.amazonservices.com/ ", "https://mws-eu.amazonservices.com"),
        ("https://gateway.example:8443/mws/", "https://gateway.example:8443/mws"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.9.9.9/", "http://127.9.9.9"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_a_safe_endpoint_comes_back_in_its_plain_form(given: str, plain: str) -> None:
    assert check_endpoint(given) == plain


@pytest.mark.parametrize(
    "given",
    [
        "http://mws-eu.amazonservices.com",
        "http://10.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://128.0.0.1",
        "http://[::2]",
    ],
)
def test_plain_http_is_for_this_machine_only(given: str) -> None:
    with pytest.raises(UsageError, match="in the clear") as caught:
        check_endpoint(given)
    assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    "given",
    [
        "",
        "mws-eu.amazonservices.com",
        "ftp://127.0.0.1",
        "https://",
        "https:///path",
        "https://a b",
        "https://host:port",
        "https://host:99999",
        "https://[1::2::3]",
        "https://[zz:1]",
        "https://-a.example",
        "https://hö.example",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="is no endpoint"):
        check_endpoint(given)


@pytest.mark.parametrize("end", ["?Action=x", "#top"])
def test_an_endpoint_ends_with_its_path(end: str) -> None:
    with pytest.raises(UsageError, match="goes on after"):
        check_endpoint("https://host.example/mws" + end)


@pytest.mark.parametrize("given", ["https://me:geheim@host.example", "http://geheim@127.0.0.1"])
def test_an_endpoint_with_a_password_is_refused_and_not_repeated(given: str) -> None:
    with pytest.raises(UsageError, match="no password") as caught:
        check_endpoint(given)
    assert "geheim" not in str(caught.value)


def test_the_signed_host_is_in_lower_case_and_has_no_port() -> None:
    assert host_of("https://MWS-EU.AmazonServices.com:8443/Feeds") == "mws-eu.amazonservices.com"
    assert host_of("http://[::1]:80/") == "[::1]"


def test_loopback_is_a_whole_network() -> None:
    assert is_loopback("LOCALHOST")
    assert is_loopback("127.1.2.3")
    assert is_loopback("[::1]")
    assert not is_loopback("mws-eu.amazonservices.com")
    assert not is_loopback("")


def test_an_address_is_shown_without_its_query() -> None:
    assert without_query("https://a.example/Feeds?Signature=x#y") == "https://a.example/Feeds"


@pytest.mark.parametrize(
    ("variable", "value", "shown"),
    [
        ("HTTPS_PROXY", "http://proxy.example:3128", "proxy.example:3128"),
        ("https_proxy", "http://user:geheim@proxy.example:3128", "proxy.example:3128"),
        ("ALL_PROXY", "socks5://proxy.example", "proxy.example"),
        ("HTTPS_PROXY", "user:geheim@proxy.example:1", "proxy.example:1"),
    ],
)
def test_the_proxy_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, shown: str
) -> None:
    assert proxy_for("https://mws-eu.amazonservices.com") is None

    monkeypatch.setenv(variable, value)

    assert proxy_for("https://mws-eu.amazonservices.com/x") == shown
    assert proxy_for("https://127.0.0.1/x") is None
    monkeypatch.setenv("NO_PROXY", ".amazonservices.com")
    assert proxy_for("https://mws-eu.amazonservices.com/x") is None
