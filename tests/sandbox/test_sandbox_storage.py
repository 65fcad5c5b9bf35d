"""The storage behind signed addresses: five minutes, exact content type, no tokens."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.sandbox.practice import URL
from tests.sandbox.spapi_practice import DOCUMENTS, JSON, LISTINGS, Partner


def refusal(reply: httpx.Response) -> tuple[int, str | None, str | None]:
    """Status, Amazon's code and message."""
    assert reply.headers["content-type"] == "application/xml"
    root = ET.fromstring(reply.content)
    return reply.status_code, root.findtext("Code"), root.findtext("Message")


async def room(partner: Partner, content_type: str = JSON) -> str:
    made = await partner.call("POST", DOCUMENTS, body={"contentType": content_type})
    return str(made.json["url"])


async def finished(partner: Partner, **params: str) -> dict[str, Any]:
    """getFeedDocument of a listings feed's report."""
    listed = await partner.feeds(LISTINGS, processingStatuses="DONE", pageSize="1")
    id_ = listed.json["feeds"][0]["resultFeedDocumentId"]
    return dict((await partner.call("GET", f"{DOCUMENTS}/{id_}", params=params)).json)


async def test_an_address_says_how_long_it_is_good_for(partner: Partner) -> None:
    url = httpx.URL(await room(partner))

    assert str(url).startswith(f"{URL}/storage/tortuga-prod-eu/")
    assert url.params["X-Amz-Expires"] == "300"
    assert url.params["X-Amz-Date"] == "20261123T100000Z"
    assert url.params["X-Amz-SignedHeaders"] == "content-type;host"


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 403)])
async def test_an_upload_has_five_minutes(partner: Partner, seconds: int, status: int) -> None:
    url = await room(partner)
    partner.clock.wait(seconds)
    reply = await partner.put(url, b"{}", JSON)

    assert reply.status_code == status
    if status == 403:
        assert refusal(reply) == (403, "AccessDenied", "Request has expired")
        assert b"<Expires>2026-11-23T10:05:00Z</Expires>" in reply.content


@pytest.mark.parametrize(
    "content_type",
    [None, "application/json", "application/json;charset=UTF-8", JSON.lower(), "text/xml"],
)
async def test_the_content_type_is_signed(partner: Partner, content_type: str | None) -> None:
    url = await room(partner)

    assert refusal(await partner.put(url, b"{}", content_type))[:2] == (
        403,
        "SignatureDoesNotMatch",
    )
    assert (await partner.put(url, b"{}", JSON)).status_code == 200


async def test_tokens_have_no_place_there(partner: Partner) -> None:
    document = await finished(partner)
    token = {"x-amz-access-token": partner.token}
    signed = await partner.http.get(document["url"], headers=token)
    both = await partner.http.get(document["url"], headers={"authorization": "Bearer x"})
    put = await partner.http.put(
        await room(partner), content=b"{}", headers={"content-type": JSON, **token}
    )

    assert refusal(signed)[:2] == (403, "AccessDenied")
    assert b"<HeadersNotSigned>x-amz-access-token</HeadersNotSigned>" in signed.content
    assert partner.token.encode() not in signed.content
    assert refusal(both)[:2] == (400, "InvalidArgument")
    assert refusal(put)[:2] == (403, "AccessDenied")


async def test_an_upload_has_to_say_how_long_it_is(partner: Partner) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"{}"

    url = await room(partner)
    reply = await partner.http.put(url, content=pieces(), headers={"content-type": JSON})

    assert refusal(reply)[:2] == (501, "NotImplemented")
    assert (await partner.put(url, b"{}", JSON)).status_code == 200


async def test_a_report_is_packed_and_nothing_says_so(partner: Partner) -> None:
    document = await finished(partner)
    async with partner.http.stream("GET", document["url"]) as reply:
        raw = b"".join([part async for part in reply.aiter_raw()])

    assert document["compressionAlgorithm"] == "GZIP"
    assert "content-encoding" not in reply.headers
    assert reply.headers["content-type"] == "application/json"
    assert json.loads(gzip.decompress(raw))["header"]["version"] == "2.0"


async def test_unless_that_is_asked_for(partner: Partner) -> None:
    document = await finished(partner, enableContentEncodingUrlHeader="true")
    reply = await partner.http.get(document["url"])

    assert reply.headers["content-encoding"] == "gzip"
    assert reply.json()["header"]["version"] == "2.0"


async def test_a_download_has_five_minutes_and_can_be_asked_for_again(partner: Partner) -> None:
    first = await finished(partner)
    partner.clock.wait(300)
    reply = await partner.http.get(first["url"])
    second = await finished(partner)

    assert refusal(reply) == (403, "AccessDenied", "Request has expired")
    assert (await partner.http.get(second["url"])).status_code == 200


async def test_an_address_is_for_one_method_and_one_document(partner: Partner) -> None:
    upload, document = await room(partner), await finished(partner)
    other = document["url"].replace("/4.eu.", "/4.na.")

    for reply in (
        await partner.http.get(upload, headers={"content-type": JSON}),
        await partner.put(document["url"], b"x", None),
        await partner.http.get(other),
        await partner.http.get(document["url"].replace("Expires=300", "Expires=999")),
        await partner.http.get(document["url"].replace("X-Amz-Date=", "X-Amz-Day=")),
    ):
        assert refusal(reply)[:2] == (403, "SignatureDoesNotMatch")


async def test_addresses_that_are_none(partner: Partner) -> None:
    bare = (await finished(partner))["url"].partition("?")[0]

    assert refusal(await partner.http.get(bare))[:2] == (403, "AccessDenied")
    assert refusal(await partner.http.delete(bare))[:2] == (405, "MethodNotAllowed")


async def test_places_where_nothing_is(partner: Partner) -> None:
    """Signed by a sandbox of the same seed that holds other documents."""
    from koongo_tui.sandbox.spapi.documents import Signer

    signer = Signer(URL, partner.world.seed)
    get = signer.address("GET", "tortuga-prod-eu/nothing", partner.clock())
    put = signer.address("PUT", "tortuga-prod-eu/nothing", partner.clock(), content_type=JSON)

    assert refusal(await partner.http.get(get))[:2] == (404, "NoSuchKey")
    assert refusal(await partner.put(put, b"{}", JSON))[:2] == (404, "NoSuchKey")


async def test_bytes_may_be_sent_again(partner: Partner) -> None:
    url = await room(partner)

    for content in (b"{}", b"[]"):
        reply = await partner.put(url, content, JSON)
        assert (reply.status_code, reply.content) == (200, b"")
