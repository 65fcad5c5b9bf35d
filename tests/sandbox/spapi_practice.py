"""A caller of the sandbox's SP-API, written with nothing of the program."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.sandbox import Sandbox
from tests.sandbox.practice import Clock

FEEDS = "/feeds/2021-06-30/feeds"
DOCUMENTS = "/feeds/2021-06-30/documents"
PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"
TOKEN = "/auth/o2/token"
LISTINGS = "JSON_LISTINGS_FEED"
FULFILMENT = "POST_ORDER_FULFILLMENT_DATA"
JSON = "application/json; charset=UTF-8"
AGENT = "Practice/1.0 (Language=Python/3.11; Platform=Linux)"


@dataclass
class SpReply:
    """An answer of SP-API."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def json(self) -> Any:
        return self.response.json()

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers

    @property
    def refusal(self) -> tuple[int, str, str, str]:
        """Status, code, message and details."""
        error = self.json["errors"][0]
        return self.status, error["code"], error["message"], error.get("details", "")


class Partner:
    """The sandbox, and an application that acts for a seller."""

    def __init__(self, sandbox: Sandbox, http: httpx.AsyncClient, clock: Clock) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world
        self.http = http
        self.clock = clock
        self.seller = sandbox.seller("eu")
        self.application = sandbox.world.cast.application
        self.token = ""

    async def lwa(self, grant_type: str, **form: str | None) -> httpx.Response:
        """Ask Login with Amazon; a field of None is left out."""
        values: dict[str, str | None] = {
            "grant_type": grant_type,
            "client_id": self.application.client_id,
            "client_secret": self.application.client_secret,
            **form,
        }
        sent = {name: value for name, value in values.items() if value is not None}
        return await self.http.post(TOKEN, data=sent)

    async def sign_in(self, seller: Seller | None = None) -> str:
        """Get an access token for a seller, and use it from now on."""
        self.seller = seller or self.seller
        reply = await self.lwa("refresh_token", refresh_token=self.seller.refresh_token)
        assert reply.status_code == 200, reply.text
        self.token = str(reply.json()["access_token"])
        return self.token

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Any = None,
        body: object = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> SpReply:
        """Call an operation; a header of None is left out."""
        if not self.token:
            await self.sign_in()
        given: dict[str, str | None] = {
            "x-amz-access-token": self.token,
            "x-amz-date": self.clock.now.strftime("%Y%m%dT%H%M%SZ"),
            "user-agent": AGENT,
            "content-type": None if body is None else "application/json",
            **(headers or {}),
        }
        final = {name: value for name, value in given.items() if value is not None}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = self.http.build_request(
            method,
            path,
            params=params,
            headers=final,
            content=None if body is None else content,
        )
        if "user-agent" not in final:
            del request.headers["user-agent"]
        return SpReply(await self.http.send(request))

    async def feeds(self, *types: str, **params: str) -> SpReply:
        """getFeeds."""
        return await self.call("GET", FEEDS, params={"feedTypes": ",".join(types), **params})

    async def feed(self, id_: str) -> dict[str, Any]:
        """getFeed."""
        reply = await self.call("GET", f"{FEEDS}/{id_}")
        assert reply.status == 200, reply.json
        return dict(reply.json)

    async def upload(self, content: bytes, content_type: str = JSON) -> str:
        """createFeedDocument and the bytes; gives the document's ID."""
        made = await self.call("POST", DOCUMENTS, body={"contentType": content_type})
        assert made.status == 201, made.json
        sent = await self.put(made.json["url"], content, content_type)
        assert sent.status_code == 200, sent.text
        return str(made.json["feedDocumentId"])

    async def put(self, url: str, content: bytes, content_type: str | None) -> httpx.Response:
        """Send bytes to the storage."""
        headers = {} if content_type is None else {"content-type": content_type}
        return await self.http.put(url, content=content, headers=headers)

    async def submit(
        self, feed_type: str, content: bytes, content_type: str = JSON, **more: object
    ) -> SpReply:
        """Upload, and createFeed."""
        body = {
            "feedType": feed_type,
            "marketplaceIds": [self.seller.marketplace_ids[0]],
            "inputFeedDocumentId": await self.upload(content, content_type),
            **more,
        }
        return await self.call("POST", FEEDS, body=body)

    async def report(self, id_: str) -> tuple[bytes, httpx.Response, dict[str, Any]]:
        """The report of a feed: unpacked, the storage's answer, getFeedDocument's answer."""
        feed = await self.feed(id_)
        document = await self.call("GET", f"{DOCUMENTS}/{feed['resultFeedDocumentId']}")
        assert document.status == 200, document.json
        got = await self.http.get(document.json["url"])
        content = got.content
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        return content, got, dict(document.json)

    async def judged(self, messages: object, **header: object) -> dict[str, Any]:
        """The report of a listings feed with these messages."""
        head = {"sellerId": self.seller.seller_id, "version": "2.0", **header}
        feed = {"header": head, "messages": messages}
        return await self.judged_whole(json.dumps(feed).encode())

    async def judged_whole(self, content: bytes) -> dict[str, Any]:
        """The report of a listings feed."""
        reply = await self.submit(LISTINGS, content)
        assert reply.status == 202, reply.json
        self.clock.wait(60)
        report, _, _ = await self.report(reply.json["feedId"])
        return dict(json.loads(report))
