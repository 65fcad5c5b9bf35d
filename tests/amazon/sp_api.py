"""Amazon's three sides of SP-API on one scripted server: sign-in, interface and storage."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from tests.amazon.scripted import Received, Reply, ScriptedServer

APPLICATION_ID = "amzn1.sellerapps.app.0d2b1c3e-4f5a-6b7c-8d9e-0f1a2b3c4d5e"
CLIENT_ID = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
CLIENT_SECRET = "amzn1.oa2-cs.v1." + "5ec7e7" * 10 + "beef"
REFRESH_TOKEN = "Atzr|IwEBIAbCdEfGhIjKlMnOpQrStUvWxYz0123456789REFRESH"
ACCESS_TOKEN = "Atza|IwEBIGfEdCbA9876543210zYxWvUtSrQpOnMlKjIhACCESS"
OTHER_TOKEN = "Atza|IwEBIJkLmNoP1122334455aAbBcCdDeEfFgGhHiIOTHER"
CODE = "RHqWzZcodeXyZ012345"
SECRETS = (CLIENT_SECRET, REFRESH_TOKEN, ACCESS_TOKEN, OTHER_TOKEN, CODE)
GERMANY = "A1PA6795UKMFR9"
ADDRESS = "/storage/doc?X-Amz-Credential=AK%2F2026%2Feu&X-Amz-Signature=abc%3D"

REPORT = (
    b"Feed Processing Summary:\n\tNumber of records processed\t\t4\n"
    b"\tNumber of records successful\t\t4\n"
)
PACKED_REPORT = gzip.compress(REPORT)


class Amazon(ScriptedServer):
    """A server whose sign-in, interface and storage each have replies of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = asyncio.Event()
        self.sign_in: list[Reply] = [grant()]
        self.api: list[Reply] = []
        self.storage: list[Reply] = [Reply(REPORT, headers={"Content-Type": "text/plain"})]

    def reply_to(self, request: Received) -> Reply:
        """By the path; the last one of a list is repeated."""
        self.arrived.set()
        path = request.url.path
        queue = self.api
        if path.startswith("/auth/"):
            queue = self.sign_in
        elif path.startswith("/storage/"):
            queue = self.storage
        return queue.pop(0) if len(queue) > 1 else queue[0]

    def asked(self, beginning: str) -> list[Received]:
        """The requests whose path begins so."""
        return [r for r in self.received if r.url.path.startswith(beginning)]

    @property
    def document(self) -> Reply:
        """An answer that gives out an address in the storage."""
        return said(
            {
                "feedDocumentId": "amzn1.tortuga.3.doc",
                "url": f"{self.url}{ADDRESS}",
            }
        )


def grant(token: str = ACCESS_TOKEN, *, seconds: int = 3600) -> Reply:
    """Login with Amazon gives a token."""
    return said(
        {
            "access_token": token,
            "refresh_token": REFRESH_TOKEN,
            "token_type": "bearer",
            "expires_in": seconds,
        }
    )


def refused_grant(error: str, description: str = "no", status: int = 400, **more: str) -> Reply:
    """Login with Amazon refuses."""
    return said({"error": error, "error_description": description, **more}, status=status)


def said(members: object, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON; headers with underscores for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(members).encode()
    return Reply(body, status, {"Content-Type": "application/json", **named})


def refused(
    status: int, code: str = "Unauthorized", message: str = "no", details: str | None = "", **h: str
) -> Reply:
    """SP-API refuses."""
    error = {"code": code, "message": message}
    if details is not None:
        error["details"] = details
    return said({"errors": [error]}, status, x_amzn_requestid="4d-1f", **h)


DENIED = "Access to requested resource is denied."
EXPIRED = refused(403, message=DENIED, details="The access token you provided has expired.")
REVOKED = refused(
    403,
    message=DENIED,
    details="The access token you provided is revoked, malformed or invalid.",
)


def feed(number: int = 1, status: str = "DONE", **more: object) -> dict[str, object]:
    """A feed as getFeeds and getFeed describe it."""
    return {
        "feedId": str(50_000_000_000 + number),
        "feedType": "JSON_LISTINGS_FEED",
        "marketplaceIds": [GERMANY],
        "createdTime": "2026-11-23T09:00:00+00:00",
        "processingStatus": status,
        **more,
    }


DONE = feed(
    1,
    processingStartTime="2026-11-23T09:01:00+00:00",
    processingEndTime="2026-11-23T09:03:00+00:00",
    resultFeedDocumentId="amzn1.tortuga.4.report",
)


def form(request: Received) -> Mapping[str, str]:
    """The fields of a form that arrived."""
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True))


def query(request: Received) -> Mapping[str, str]:
    """The parameters of an address that was asked for."""
    return dict(parse_qsl(request.url.query, keep_blank_values=True))
