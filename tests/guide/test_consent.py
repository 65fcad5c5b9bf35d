"""The consent page: its address, and what is taken of the address that comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.guide.consent import (
    REQUEST_LIFE,
    ConsentRequest,
    check_return,
    consent_hosts,
    consent_url,
    find_consent,
    new_request,
)
from koongo_tui.guide.findings import Consent
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
APPLICATION = "amzn1.sp.solution.4ea38b7b-f563-7709-4bae-87aea0004567"
SELLER = "A135KKEKJAIBJ56"
CODE = "RHcNzWXuTvQwErTyUiOp"


def request() -> ConsentRequest:
    return new_request("sellercentral.amazon.com", APPLICATION, now=NOW, random=lambda: "right")


def returned(state: str = "right") -> Consent:
    return Consent(Secret(CODE), state, SELLER)


def code_of(consent: Consent, asked: ConsentRequest | None, after: timedelta) -> str | None:
    problem = check_return(consent, asked, now=NOW + after)
    if problem is not None:
        assert problem.blocking
        assert CODE not in repr(problem)
        assert problem.actions
    return problem.code if problem else None


class TestAddress:
    def test_a_published_application(self) -> None:
        parts = urlsplit(
            consent_url("sellercentral.amazon.co.jp", APPLICATION, "a b&c", None, False)
        )
        assert (parts.scheme, parts.netloc) == ("https", "sellercentral.amazon.co.jp")
        assert parts.path == "/apps/authorize/consent"
        assert parse_qs(parts.query) == {"application_id": [APPLICATION], "state": ["a b&c"]}

    def test_a_draft_with_its_own_redirect_address(self) -> None:
        url = consent_url("s.example", APPLICATION, "x", "https://koongo.example/a?b=c", True)
        query = parse_qs(urlsplit(url).query)
        assert query["version"] == ["beta"]
        assert query["redirect_uri"] == ["https://koongo.example/a?b=c"]

    def test_a_whole_origin_stays_as_it_is(self) -> None:
        url = consent_url("http://127.0.0.1:8080/", APPLICATION, "x", None, False)
        assert url.startswith("http://127.0.0.1:8080/apps/authorize/consent?")

    def test_every_request_has_a_state_of_its_own_that_nobody_guesses(self) -> None:
        states = {new_request("h", APPLICATION, now=NOW).state for _ in range(50)}
        assert len(states) == 50
        assert min(len(s) for s in states) >= 32

    def test_the_state_stands_in_the_address(self) -> None:
        made = new_request("h", APPLICATION, now=NOW, redirect_uri="https://r.example", draft=True)
        query = parse_qs(urlsplit(made.url).query)
        assert query["state"] == [made.state]
        assert made.redirect_uri == "https://r.example"
        assert made.ends_at == NOW + timedelta(minutes=10)


class TestHosts:
    @pytest.mark.parametrize(
        ("region", "hosts"),
        [
            (None, ()),
            (Region.EU, ("sellercentral-europe.amazon.com",)),
            (Region.NA, ("sellercentral.amazon.com",)),
            (Region.FE, ("sellercentral.amazon.com.au", "sellercentral.amazon.co.jp")),
        ],
    )
    def test_of_a_region(self, region: Region | None, hosts: tuple[str, ...]) -> None:
        assert consent_hosts(region, None) == hosts

    def test_the_one_that_was_named_wins(self) -> None:
        assert consent_hosts(Region.EU, "sellercentral.amazon.de") == ("sellercentral.amazon.de",)


class TestReturn:
    @pytest.mark.parametrize("minutes", [0, 9, 10])
    def test_the_right_state_within_ten_minutes(self, minutes: int) -> None:
        assert code_of(returned(), request(), timedelta(minutes=minutes)) is None

    def test_a_clock_that_was_put_back_does_no_harm(self) -> None:
        assert code_of(returned(), request(), timedelta(seconds=-2)) is None

    def test_later_it_is_too_old(self) -> None:
        assert code_of(returned(), request(), REQUEST_LIFE + timedelta(seconds=1)) == "consent-old"

    @pytest.mark.parametrize("state", ["wrong", "Right", "right ", "", "rïght"])
    def test_another_state_is_refused(self, state: str) -> None:
        assert code_of(returned(state), request(), timedelta(0)) == "consent-state"

    @given(st.text(max_size=40).filter(lambda s: s != "right"))
    def test_no_other_state_is_ever_taken(self, state: str) -> None:
        assert check_return(returned(state), request(), now=NOW) is not None

    def test_nothing_was_asked_for(self) -> None:
        assert code_of(returned(), None, timedelta(0)) == "consent-unknown"

    def test_it_is_taken_once(self) -> None:
        used = ConsentRequest("right", NOW, "https://x", used=True)
        assert code_of(returned(), used, timedelta(0)) == "consent-used"


def test_what_was_asked_for_is_found_in_what_comes_back() -> None:
    made = new_request("h", APPLICATION, now=NOW)
    text = (
        f"https://koongo.example/back?spapi_oauth_code={CODE}&state={made.state}"
        f"&selling_partner_id={SELLER}&mws_auth_token=amzn.mws.x"
    )
    found = find_consent(text)
    assert found is not None
    assert (found.code.reveal(), found.selling_partner_id) == (CODE, SELLER)
    assert check_return(found, made, now=NOW) is None
