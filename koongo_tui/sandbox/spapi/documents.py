"""Feed documents: their IDs, and addresses in the storage that are signed for five minutes.

The form of the addresses is that of Amazon S3 (Authenticating requests: using query parameters);
the signature is the sandbox's own.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.dice import digest, letters, uuid_text
from koongo_tui.sandbox.submissions import Submission
from koongo_tui.sandbox.world import World

ADDRESS_LIFE = timedelta(seconds=300)
UPLOAD_LIFE = timedelta(days=2)
STORAGE = "/storage/"

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Upload:
    """A document that a seller has made room for.

    Attributes:
        content: None until it is sent.
    """

    id: str
    seller_id: str
    key: str
    content_type: str
    created_at: datetime
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Object:
    """What the storage gives out.

    Attributes:
        packed: the content is gzip, which no header says.
    """

    content: bytes = field(repr=False)
    content_type: str
    packed: bool


def document_id(region: str, *words: object) -> str:
    """``amzn1.tortuga.4.eu.`` and a UUID and some letters."""
    return f"amzn1.tortuga.4.{region}.{uuid_text(*words)}.T{letters(13, *words)}"


def result_id(world: World, submission: Submission) -> str:
    """The document ID of a processing report; the feed's ID is in its end."""
    seller = world.seller(submission.seller_id)
    assert seller is not None
    words = (world.seed, "result", submission.seller_id, submission.id)
    end = _base36(int(submission.id))
    return f"amzn1.tortuga.4.{seller.region}.{uuid_text(*words)}.T{end}"


def submission_of(world: World, seller: Seller, result: str) -> Submission | None:
    """The submission whose processing report a document ID names."""
    end = result.rpartition(".T")[2]
    if not (0 < len(end) <= 20 and all(letter in _DIGITS for letter in end)):
        return None
    found = world.find(seller.seller_id, str(int(end, 36)))
    return found if found is not None and result_id(world, found) == result else None


def key_of(region: str, document: str) -> str:
    """The place of a document in the storage."""
    return f"tortuga-prod-{region}/{document.removeprefix('amzn1.tortuga.')}"


class Signer:
    """Signs addresses in the storage.

    Args:
        endpoint: where the sandbox answers.
        seed: of the world.
    """

    def __init__(self, endpoint: str, seed: str) -> None:
        self._endpoint = endpoint
        self._secret = digest(seed, "storage")
        self._key_id = f"ASIA{letters(16, seed, 'storage key')}"

    def address(
        self,
        method: str,
        key: str,
        now: datetime,
        *,
        content_type: str = "",
        life: timedelta = ADDRESS_LIFE,
        encoding: str = "",
    ) -> str:
        """An address for one request.

        Args:
            content_type: that a PUT has to come with.
            encoding: that the answer is to be declared with.
        """
        seconds = max(0, int(life.total_seconds()))
        # One that has ended already was signed earlier.
        signed_at = now if seconds else now - ADDRESS_LIFE
        values = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{self._key_id}/{now:%Y%m%d}/sandbox/s3/aws4_request",
            "X-Amz-Date": f"{signed_at:%Y%m%dT%H%M%SZ}",
            "X-Amz-Expires": str(seconds or int(ADDRESS_LIFE.total_seconds())),
            "X-Amz-SignedHeaders": "content-type;host" if method == "PUT" else "host",
        }
        if encoding:
            values["response-content-encoding"] = encoding
        values["X-Amz-Signature"] = self.sign(method, key, values, content_type)
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())
        return f"{self._endpoint}{STORAGE}{quote(key)}?{query}"

    def sign(self, method: str, key: str, values: Mapping[str, str], content_type: str) -> str:
        """The signature of an address; a signature among the values is left out."""
        pairs = sorted((n, v) for n, v in values.items() if n != "X-Amz-Signature")
        lines = (method, key, repr(pairs), content_type if method == "PUT" else "")
        return hmac.digest(self._secret, "\n".join(lines).encode(), "sha256").hex()


def end_of(values: Mapping[str, str]) -> datetime | None:
    """When an address ends; None for one without a proper time."""
    try:
        signed_at = datetime.strptime(values["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return signed_at + timedelta(seconds=int(values["X-Amz-Expires"]))
    except (KeyError, ValueError, OverflowError):
        return None


def _base36(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = _DIGITS[rest] + text
    return text or "0"
