"""A clock that stands still, and a caller of the sandbox that signs by itself."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.submissions import Submission

URL = "http://127.0.0.1:8765"


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


def sign(secret: str, method: str, host: str, path: str, parameters: Mapping[str, str]) -> str:
    """Signature Version 2, written down from its description once more."""
    pairs = [
        f"{quote(name, safe='-_.~')}={quote(parameters[name], safe='-_.~')}"
        for name in sorted(parameters)
    ]
    text = f"{method}\n{host}\n{path}\n{'&'.join(pairs)}"
    return b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


class Reply:
    """An answer, its XML by local names."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.content

    @property
    def root(self) -> ET.Element:
        """The XML."""
        root = ET.fromstring(self.body)
        for node in root.iter():
            node.tag = node.tag.rpartition("}")[2]
        return root

    def text(self, name: str) -> str | None:
        """Text of the first element of this name."""
        return self.root.findtext(f".//{name}")

    def texts(self, name: str) -> list[str | None]:
        """Texts of all elements of this name."""
        return [node.text for node in self.root.iter(name)]

    @property
    def refusal(self) -> tuple[int, str | None]:
        """Status and Amazon's code."""
        return self.status, self.text("Code")


class Amazon:
    """The sandbox, and a client that knows a seller's values."""

    def __init__(self, sandbox: Sandbox, http: httpx.AsyncClient, clock: Clock) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world
        self.http = http
        self.clock = clock
        self.seller = sandbox.seller("eu")

    def known_to_mws(self, seller: Seller) -> list[Submission]:
        """A seller's submissions but those of SP-API's own type, newest first."""
        mine = self.world.submissions(seller.seller_id)
        return [one for one in mine if one.feed_type != "JSON_LISTINGS_FEED"]

    async def call(
        self,
        operation: str,
        parameters: Mapping[str, str] | None = None,
        *,
        method: str = "POST",
        path: str | None = None,
        seller: Seller | None = None,
        change: Mapping[str, str | None] | None = None,
        secret: str | None = None,
        signed_host: str = "127.0.0.1",
        feed: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Call an operation.

        Args:
            change: common parameters to replace, None to leave out, before signing.
            feed: the body; parameters then go into the query.
        """
        seller = seller or self.seller
        developer = next(d for d in self.world.cast.developers if d.region is seller.region)
        sellers_section = "Participations" in operation or operation == "GetServiceStatus"
        usual = "/Sellers/2011-07-01" if sellers_section else "/Feeds/2009-01-01"
        path = usual if path is None else path
        values: dict[str, str | None] = {
            "Action": operation,
            "AWSAccessKeyId": developer.access_key_id,
            "MWSAuthToken": seller.mws_auth_token,
            "SellerId": seller.seller_id,
            "SignatureMethod": "HmacSHA256",
            "SignatureVersion": "2",
            "Timestamp": self.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Version": usual[-10:],
            **(parameters or {}),
            **(change or {}),
        }
        final = {name: value for name, value in values.items() if value is not None}
        key = secret or developer.secret_key
        final.setdefault("Signature", sign(key, method, signed_host, path, final))
        in_query = method == "GET" or feed is not None
        sent: dict[str, Any] = {"params": final} if in_query else {"data": final}
        more = dict(headers or {})
        if feed is not None:
            sent["content"] = feed
            checksum = b64encode(hashlib.md5(feed, usedforsecurity=False).digest()).decode()
            more.setdefault("Content-MD5", checksum)
            more.setdefault("Content-Type", "text/xml")
        return Reply(await self.http.request(method, path, headers=more, **sent))

    async def submit(self, feed_type: str, feed: bytes, **more: Any) -> str:
        """Submit a feed; gives its ID."""
        reply = await self.call("SubmitFeed", {"FeedType": feed_type}, feed=feed, **more)
        assert reply.status == 200, reply.body
        id_ = reply.text("FeedSubmissionId")
        assert id_
        return id_
