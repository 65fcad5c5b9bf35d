"""Login with Amazon: tokens, and refusals in Amazon's words."""

from __future__ import annotations

import re

import pytest

from koongo_tui.guide.recogniser import recognise
from koongo_tui.sandbox.cast import Standing
from tests.sandbox.practice import URL
from tests.sandbox.spapi_practice import PARTICIPATIONS, TOKEN, Partner


def consent(partner: Partner, **more: str) -> str:
    query = {"application_id": partner.application.application_id, "state": "s", **more}
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{URL}/apps/authorize/consent?{pairs}"


def code_of(partner: Partner, **more: str) -> str:
    returned = partner.sandbox.consent_return("eu", consent(partner, **more))
    found = recognise(returned).consent
    assert found is not None
    return found.code.reveal()


async def test_a_refresh_token_gives_an_access_token(partner: Partner) -> None:
    reply = await partner.lwa("refresh_token", refresh_token=partner.seller.refresh_token)
    values = reply.json()

    assert reply.status_code == 200
    assert set(values) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert values["access_token"].startswith("Atza|")
    assert values["refresh_token"] == partner.seller.refresh_token
    assert (values["token_type"], values["expires_in"]) == ("bearer", 3600)
    assert len(values["access_token"]) <= 2048
    assert "no-store" in reply.headers["cache-control"]
    assert re.fullmatch(r"[0-9a-f-]{36}", reply.headers["x-amzn-requestid"])


async def test_each_access_token_is_another_one(partner: Partner) -> None:
    assert await partner.sign_in() != await partner.sign_in()


def test_values_look_as_amazons_do(partner: Partner) -> None:
    application = partner.application

    assert re.fullmatch(r"amzn1\.sellerapps\.app\.[0-9a-f-]{36}", application.application_id)
    assert re.fullmatch(r"amzn1\.application-oa2-client\.[0-9a-f]{32}", application.client_id)
    assert re.fullmatch(r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}", application.client_secret)
    for seller in partner.world.cast.sellers:
        found = recognise(seller.refresh_token).token
        assert found is not None
        assert found.secret.reveal() == seller.refresh_token


@pytest.mark.parametrize(
    ("grant_type", "form", "status", "error", "words"),
    [
        ("refresh_token", {"refresh_token": "Atzr|x"}, 400, "invalid_grant", ": refresh_token"),
        ("refresh_token", {}, 400, "invalid_request", "required parameter : refresh_token"),
        ("refresh_token", {"client_id": None}, 400, "invalid_request", ": client_id"),
        ("refresh_token", {"client_id": "x"}, 401, "invalid_client", "Client authentication"),
        ("refresh_token", {"client_secret": "x"}, 401, "invalid_client", "Client authentication"),
        ("authorization_code", {"code": "x"}, 400, "invalid_grant", ": code"),
        ("authorization_code", {}, 400, "invalid_request", ": code"),
        ("client_credentials", {"scope": "x"}, 400, "invalid_scope", "scope"),
        ("client_credentials", {}, 400, "invalid_request", ": scope"),
        ("password", {}, 400, "unsupported_grant_type", "not supported"),
        ("", {}, 400, "invalid_request", ": grant_type"),
    ],
)
async def test_refusals(
    partner: Partner,
    grant_type: str,
    form: dict[str, str | None],
    status: int,
    error: str,
    words: str,
) -> None:
    reply = await partner.lwa(grant_type, **form)
    values = reply.json()

    assert (reply.status_code, values["error"]) == (status, error)
    assert words in values["error_description"]


async def test_some_refusals_name_the_request(partner: Partner) -> None:
    reply = await partner.lwa("password")

    assert reply.json()["request_id"] == reply.headers["x-amzn-requestid"]
    assert reply.json()["error_index"] == "0"


async def test_only_forms_that_are_posted(partner: Partner) -> None:
    posted = await partner.http.post(TOKEN, json={"grant_type": "refresh_token"})
    fetched = await partner.http.get(TOKEN)

    assert (posted.status_code, posted.json()["error"]) == (400, "invalid_request")
    assert (fetched.status_code, fetched.json()["error"]) == (405, "invalid_request")


@pytest.mark.parametrize("standing", [Standing.EXPIRED, Standing.REVOKED])
async def test_an_authorisation_that_has_ended(partner: Partner, standing: Standing) -> None:
    seller = next(s for s in partner.world.cast.sellers if s.standing is standing)
    reply = await partner.lwa("refresh_token", refresh_token=seller.refresh_token)

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_grant")


async def test_a_code_is_exchanged_once(partner: Partner) -> None:
    code = code_of(partner)
    first = await partner.lwa("authorization_code", code=code)
    second = await partner.lwa("authorization_code", code=code)

    assert len(code) == 20
    assert first.status_code == 200
    assert first.json()["refresh_token"] != partner.seller.refresh_token
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    partner.token = first.json()["access_token"]
    assert (await partner.call("GET", PARTICIPATIONS)).status == 200
    again = await partner.lwa("refresh_token", refresh_token=first.json()["refresh_token"])
    assert again.status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 400)])
async def test_a_code_lives_five_minutes(partner: Partner, seconds: int, status: int) -> None:
    code = code_of(partner)
    partner.clock.wait(seconds)

    assert (await partner.lwa("authorization_code", code=code)).status_code == status


@pytest.mark.parametrize(
    ("asked", "sent", "status"),
    [
        ("http://127.0.0.1:9/back", "http://127.0.0.1:9/back", 200),
        ("http://127.0.0.1:9/back", "http://127.0.0.1:9/other", 400),
        ("http://127.0.0.1:9/back", None, 200),
        ("https://koongo.example/amazon/return", "https://koongo.example/amazon/return", 200),
        (None, "https://koongo.example/amazon/return", 200),
        (None, "http://127.0.0.1:9/back", 400),
    ],
)
async def test_the_address_to_return_to_is_compared(
    partner: Partner, asked: str | None, sent: str | None, status: int
) -> None:
    code = code_of(partner, **({"redirect_uri": asked} if asked else {}))
    reply = await partner.lwa("authorization_code", code=code, redirect_uri=sent)

    assert reply.status_code == status


async def test_a_new_authorisation_leaves_earlier_ones_alone(partner: Partner) -> None:
    await partner.lwa("authorization_code", code=code_of(partner))
    old = await partner.lwa("refresh_token", refresh_token=partner.seller.refresh_token)

    assert old.status_code == 200


async def test_a_token_for_no_seller(partner: Partner) -> None:
    reply = await partner.lwa("client_credentials", scope="sellingpartnerapi::notifications")
    partner.token = reply.json()["access_token"]

    assert reply.json()["scope"] == "sellingpartnerapi::notifications"
    assert "refresh_token" not in reply.json()
    assert (await partner.call("GET", PARTICIPATIONS)).refusal[:2] == (403, "Unauthorized")


async def test_revoking_ends_all_tokens(partner: Partner) -> None:
    await partner.sign_in()
    ended = partner.sandbox.revoke(partner.seller.seller_id)
    reply = await partner.lwa("refresh_token", refresh_token=partner.seller.refresh_token)

    assert ended == 1
    assert reply.json()["error"] == "invalid_grant"
    assert "revoked, malformed" in (await partner.call("GET", PARTICIPATIONS)).refusal[3]
    renewed = await partner.lwa("authorization_code", code=code_of(partner))
    assert renewed.status_code == 200
