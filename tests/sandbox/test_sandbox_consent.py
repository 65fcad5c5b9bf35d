"""The consent page: what a browser sees, where it is sent, and Amazon's four refusals."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from koongo_tui.guide.recogniser import recognise
from tests.sandbox.practice import URL
from tests.sandbox.spapi_practice import Partner

CONSENT = "/apps/authorize/consent"
BACK = "http://127.0.0.1:8931/back"


class Page(HTMLParser):
    """The one form of a page, and its text."""

    def __init__(self, reply: httpx.Response) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.sellers: list[str] = []
        self.text = ""
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script" not in reply.text
        self.feed(reply.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values["action"]
        elif tag in ("input", "button"):
            if values.get("type") == "radio":
                self.sellers.append(values["value"])
            if values.get("type") != "radio" or "checked" in values:
                self.fields[values["name"]] = values["value"]

    def handle_data(self, data: str) -> None:
        self.text += data


async def see(partner: Partner, **query: str) -> httpx.Response:
    """Open the consent page."""
    values = {"application_id": partner.application.application_id, "state": "s t&ate", **query}
    return await partner.http.get(CONSENT, params=values)


async def confirm(partner: Partner, page: Page, **change: str) -> httpx.Response:
    return await partner.http.post(page.action, data={**page.fields, **change})


def returned(reply: httpx.Response) -> dict[str, str]:
    assert reply.status_code == 303, reply.text
    query = parse_qs(urlsplit(reply.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def test_a_seller_reads_and_confirms(partner: Partner) -> None:
    page = Page(await see(partner, redirect_uri=BACK))
    reply = await confirm(partner, page)
    values = returned(reply)

    assert "Koongo asks to access your selling account" in " ".join(page.text.split())
    assert partner.application.application_id in page.text
    assert len(page.sellers) == len(partner.world.cast.sellers)
    assert reply.headers["location"].startswith(f"{BACK}?state=s+t%26ate&selling_partner_id=")
    assert set(values) == {"state", "selling_partner_id", "spapi_oauth_code"}
    assert values["state"] == "s t&ate"
    assert values["selling_partner_id"] == partner.seller.seller_id
    exchanged = await partner.lwa(
        "authorization_code", code=values["spapi_oauth_code"], redirect_uri=BACK
    )
    assert exchanged.status_code == 200


async def test_another_seller_signs_in(partner: Partner) -> None:
    other = partner.sandbox.seller("fe")
    page = Page(await see(partner, redirect_uri=BACK))
    values = returned(await confirm(partner, page, seller=other.seller_id))

    assert other.seller_id in page.sellers
    assert values["selling_partner_id"] == other.seller_id


async def test_an_authorisation_that_ended_is_given_again(partner: Partner) -> None:
    ended = next(s for s in partner.world.cast.sellers if s.standing == "expired")
    page = Page(await see(partner))
    values = returned(await confirm(partner, page, seller=ended.seller_id))
    reply = await partner.lwa("authorization_code", code=values["spapi_oauth_code"])
    old = await partner.lwa("refresh_token", refresh_token=ended.refresh_token)

    partner.token = reply.json()["access_token"]
    assert (await partner.call("GET", "/sellers/v1/account")).status == 200
    assert old.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://127.0.0.1:9/", None),
        ("http://127.0.0.1:9/?a=1", None),
        ("http://localhost:9/back", None),
        ("http://[::1]:9/back", None),
        ("https://koongo.example/amazon/return", None),
        ("https://koongo.example/amazon/other", "MD5101"),
        ("http://koongo.example/amazon/return", "MD5101"),
        ("https://127.0.0.1:9/back", "MD5101"),
        ("http://127.0.0.1.example/", "MD5101"),
        ("http://127.0.0.1:9/\r\nSet-Cookie: a=b", "MD5101"),
        ("http://127.0.0.1:9/ü", "MD5101"),
        ("http://[/", "MD5101"),
        ("javascript:alert(1)", "MD5101"),
        ("https://koongo.example/amazon/return#a", "MD5110"),
    ],
)
async def test_addresses_to_return_to(partner: Partner, address: str, code: str | None) -> None:
    page = await see(partner, redirect_uri=address)
    values = {
        "application_id": partner.application.application_id,
        "redirect_uri": address,
        "seller": partner.seller.seller_id,
        "agree": "yes",
    }
    sent = await partner.http.post(CONSENT, data=values)

    if code is None:
        assert page.status_code == 200
        assert sent.headers["location"].startswith(address)
        assert returned(sent)["spapi_oauth_code"]
    else:
        assert code in Page(page).text
        assert (page.status_code, sent.status_code) == (400, 400)
        assert "location" not in sent.headers


async def test_a_draft_needs_the_beta(partner: Partner) -> None:
    partner.sandbox.use("draft")

    assert "MD1000" in Page(await see(partner)).text
    page = Page(await see(partner, version="beta"))
    assert returned(await confirm(partner, page))["spapi_oauth_code"]
    assert (await confirm(partner, page, version="")).status_code == 400


async def test_the_beta_does_not_hurt_when_published(partner: Partner) -> None:
    assert (await see(partner, version="beta")).status_code == 200


async def test_an_application_that_nobody_knows(partner: Partner) -> None:
    assert "MD1000" in Page(await see(partner, application_id="amzn1.sellerapps.app.x")).text


async def test_no_developer_in_the_region(partner: Partner) -> None:
    partner.sandbox.use("no-mws-developer")

    assert "MD9010" in Page(await see(partner)).text


async def test_without_an_address_the_sandbox_shows_its_own(partner: Partner) -> None:
    reply = await confirm(partner, Page(await see(partner)))
    shown = await partner.http.get(reply.headers["location"])
    found = recognise(Page(shown).text).consent

    assert reply.headers["location"].startswith(f"{URL}/apps/authorize/return?")
    assert reply.headers["location"] in Page(shown).text
    assert found is not None
    assert found.state == "s t&ate"
    assert found.selling_partner_id == partner.seller.seller_id


async def test_nothing_of_the_address_gets_into_the_page(partner: Partner) -> None:
    hostile = '"><script>alert(1)</script>'
    page = await see(partner, state=hostile)
    shown = await partner.http.get("/apps/authorize/return", params={"state": hostile})

    assert Page(page).fields["state"] == hostile
    for reply in (page, shown):
        assert "<script" not in reply.text
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("change", [{"seller": "A135KKEKJAIBJ56"}, {"agree": ""}])
async def test_forms_that_are_not_filled_in(partner: Partner, change: dict[str, Any]) -> None:
    reply = await confirm(partner, Page(await see(partner)), **change)

    assert reply.status_code == 400
    assert "location" not in reply.headers


async def test_pages_are_read_or_posted(partner: Partner) -> None:
    assert (await partner.http.put(CONSENT, content=b"")).status_code == 405


def consent_url(partner: Partner, **query: str) -> str:
    values = {"application_id": partner.application.application_id, "state": "abc", **query}
    return str(httpx.URL(f"{URL}{CONSENT}", params=values))


@pytest.mark.parametrize("region", ["eu", "na", "fe"])
async def test_what_a_person_would_paste(partner: Partner, region: str) -> None:
    pasted = partner.sandbox.consent_return(region, consent_url(partner, redirect_uri=BACK))
    found = recognise(pasted).consent

    assert pasted.startswith(f"{BACK}?state=abc&")
    assert found is not None
    assert found.selling_partner_id == partner.sandbox.seller(region).seller_id
    reply = await partner.lwa("authorization_code", code=found.code.reveal(), redirect_uri=BACK)
    assert reply.status_code == 200


async def test_another_shop_is_signed_in(partner: Partner) -> None:
    partner.sandbox.use("other-shop")
    pasted = partner.sandbox.consent_return("eu", consent_url(partner))
    page = Page(await see(partner))

    assert partner.seller.seller_id not in pasted
    assert page.fields["seller"] in pasted


def test_a_person_pastes_the_page_when_it_tells_an_error(partner: Partner) -> None:
    pasted = partner.sandbox.consent_return("eu", consent_url(partner, application_id="x"))

    assert "Error: MD1000." in pasted
    assert "<" not in pasted


async def test_authorising_by_hand(partner: Partner) -> None:
    """Self-authorisation: the token is shown once, earlier ones go on."""
    page = await partner.http.get("/apps/manage")
    form = {"seller": partner.seller.seller_id, "action": "authorize"}
    reply = await partner.http.post("/apps/manage", data=form)
    found = recognise(Page(reply).text).token

    assert partner.seller.name in page.text
    assert found is not None
    token = found.secret.reveal()
    assert token != partner.seller.refresh_token
    for known in (token, partner.seller.refresh_token):
        assert (await partner.lwa("refresh_token", refresh_token=known)).status_code == 200
    assert token not in (await partner.http.get("/apps/manage")).text


async def test_disabling(partner: Partner) -> None:
    form = {"seller": partner.seller.seller_id, "action": "disable"}
    reply = await partner.http.post("/apps/manage", data=form)
    refused = await partner.lwa("refresh_token", refresh_token=partner.seller.refresh_token)
    wrong = await partner.http.post("/apps/manage", data={"seller": "x"})

    assert "can no longer access Nordlicht Home" in Page(reply).text
    assert refused.json()["error"] == "invalid_grant"
    assert wrong.status_code == 400
