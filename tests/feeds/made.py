"""Feeds for tests: small files of each kind, and strategies for random ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from koongo_tui.feeds.checks import CheckContext, CheckResult, check_feed
from koongo_tui.feeds.opened import open_feed
from koongo_tui.guide.marketplaces import Marketplace, find_marketplace
from koongo_tui.guide.programs import Program

SELLER = "A135KKEKJAIBJ56"


def market(code: str) -> Marketplace:
    found = find_marketplace(code)
    assert found is not None
    return found


def listing(number: int, sku: str, /, **more: Any) -> dict[str, Any]:
    """A message that is good unless ``more`` spoils it; None takes a field away."""
    message = {
        "messageId": number,
        "sku": sku,
        "operationType": "PARTIAL_UPDATE",
        "productType": "LUGGAGE",
        "attributes": {
            "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 3}],
            "item_name": [{"value": f"Trolley {sku}", "marketplace_id": "A1PA6795UKMFR9"}],
        },
    } | more
    return {name: value for name, value in message.items() if value is not None}


def stock(number: int, sku: str, quantity: Any) -> dict[str, Any]:
    return listing(
        number,
        sku,
        attributes={
            "fulfillment_availability": [
                {"fulfillment_channel_code": "DEFAULT", "quantity": quantity}
            ]
        },
    )


def listings(messages: Sequence[Any], **header: Any) -> bytes:
    head = {"sellerId": SELLER, "version": "2.0"} | header
    return json.dumps({"header": head, "messages": messages}, ensure_ascii=False).encode()


def envelope(
    messages: str, kind: str = "Price", seller: str = SELLER, more: str = "", version: str = "1.01"
) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">\n'
        f"<Header><DocumentVersion>{version}</DocumentVersion>"
        f"<MerchantIdentifier>{seller}</MerchantIdentifier></Header>\n"
        f"<MessageType>{kind}</MessageType>\n{more}{messages}</AmazonEnvelope>\n"
    ).encode()


def price(number: int, sku: str, amount: str = "12.00") -> str:
    return (
        f"<Message><MessageID>{number}</MessageID><OperationType>Update</OperationType>"
        f"<Price><SKU>{escape(sku)}</SKU>"
        f'<StandardPrice currency="EUR">{amount}</StandardPrice></Price></Message>\n'
    )


def check(
    path: Path,
    data: bytes,
    *,
    feed_type: str | None = None,
    program: Program = Program.MWS,
    code: str = "DE",
    seller: str | None = SELLER,
) -> CheckResult:
    """Write a feed and check it."""
    path.write_bytes(data)
    with open_feed(path, feed_type=feed_type, marketplace=market(code)) as feed:
        return check_feed(feed, CheckContext(program, market(code), seller))


def codes(result: CheckResult) -> dict[str, int]:
    return {finding.code: finding.count for finding in result.findings}


@contextmanager
def pieces_of(size: int) -> Iterator[None]:
    """Files are read in pieces of so many bytes."""
    names = ("cursor", "flat_walker", "checks.skeleton", "lines", "subset")
    patches = [mock.patch(f"koongo_tui.feeds.{name}.CHUNK", size) for name in names]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


# Texts as they come, with everything that means something to one of the formats.
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85\ufeff"),
        st.sampled_from('"\\{}[],:<>&-!?/ MéÜ日'),
    ),
    max_size=12,
)
sizes = st.integers(1, 400)
