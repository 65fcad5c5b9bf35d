"""A seller with a channel at a running sandbox, through the product's own files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.world import Course
from koongo_tui.store.config import Channel
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import Workspace

PACE = 0.004
STOCK = "POST_INVENTORY_AVAILABILITY_DATA"
LISTINGS = "JSON_LISTINGS_FEED"


def utc_now() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


def be_quick(sandbox: Sandbox) -> None:
    """Have feeds finished in a moment, from now on."""
    sandbox.world.course = Course(timedelta(seconds=0.05), timedelta(seconds=0.05))


def environ_of(announcement: Mapping[str, Any]) -> dict[str, str]:
    """Where that Amazon is, and the developer's side."""
    developer = next(d for d in announcement["developers"] if d["region"] == "eu")
    return {
        "KOONGO_TUI_MWS_ENDPOINT": announcement["mws_endpoint"],
        "KOONGO_TUI_SPAPI_ENDPOINT": announcement["spapi_endpoint"],
        "KOONGO_TUI_LWA_ENDPOINT": announcement["lwa_endpoint"],
        "KOONGO_TUI_MWS_ACCESS_KEY_ID": developer["access_key_id"],
        "KOONGO_TUI_MWS_SECRET_KEY": developer["secret_key"],
        "KOONGO_TUI_LWA_CLIENT_ID": developer["lwa_client_id"],
        "KOONGO_TUI_LWA_CLIENT_SECRET": developer["lwa_client_secret"],
    }


class SellerHere:
    """One machine of a seller.

    Args:
        folder: of its files.
        announcement: what the sandbox says of itself.
        pace: of the sandbox.
        clock: gives now, aware.
    """

    def __init__(
        self,
        folder: Path,
        announcement: Mapping[str, Any],
        program: Program,
        *,
        pace: float = PACE,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.clock = clock
        self.folder = folder
        self.program = program
        self.pace = pace
        self.announcement = announcement
        self.told = next(s for s in announcement["sellers"] if s["region"] == "eu")
        self.environ = environ_of(announcement)
        self.type = STOCK if program is Program.MWS else LISTINGS
        self.source = folder / ("stock.xml" if program is Program.MWS else "listings.json")

    @property
    def skus(self) -> list[str]:
        """Some that the seller has."""
        found: list[str] = self.told["skus"]
        return found

    def workspace(self) -> Workspace:
        """The machine's files, as a new process opens them; the caller closes."""
        return Workspace(
            Paths(self.folder / "config", self.folder / "state"),
            {**os.environ, **self.environ},
            clock=self.clock,
            pace=self.pace,
        )

    def connect(self, name: str = "main", **more: Any) -> Channel:
        """Save a channel and its token."""
        channel = Channel(
            name=name,
            program=self.program,
            region=Region.EU,
            marketplace_id=self.told["marketplaces"][0],
            seller_id=self.told["seller_id"],
            refresh_seconds=45,
        )
        channel = replace(channel, **more)
        workspace = self.workspace()
        is_mws = self.program is Program.MWS
        token = self.told["mws_auth_token" if is_mws else "refresh_token"]
        workspace.secrets.write(channel.token_name, Secret(token))
        workspace.config_file.save_channel(channel)
        workspace.close()
        return channel

    def feed(self, quantities: Mapping[str, object]) -> bytes:
        """A feed that sets the stock of SKUs."""
        if self.program is Program.MWS:
            return stock_feed(self.told["seller_id"], quantities)
        return listings_feed(self.told["seller_id"], quantities)

    def write(self, quantities: Mapping[str, object], path: Path | None = None) -> Path:
        """The same as a file, as a shop writes it: in one step, and not just now."""
        path = path or self.source
        part = path.with_suffix(".part")
        part.write_bytes(self.feed(quantities))
        # A file that was written this second would be looked at twice.
        settled = self.clock().timestamp() - 60
        os.utime(part, (settled, settled))
        part.replace(path)
        return path


def stock_feed(seller_id: str, quantities: Mapping[str, object]) -> bytes:
    """An XML envelope of Inventory messages."""
    messages = "".join(
        f"<Message><MessageID>{number}</MessageID><OperationType>Update</OperationType>"
        f"<Inventory><SKU>{sku}</SKU><Quantity>{quantity}</Quantity></Inventory></Message>\n"
        for number, (sku, quantity) in enumerate(quantities.items(), start=1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<AmazonEnvelope><Header><DocumentVersion>1.01'
        f"</DocumentVersion><MerchantIdentifier>{seller_id}</MerchantIdentifier></Header>"
        f"<MessageType>Inventory</MessageType>\n{messages}</AmazonEnvelope>\n"
    ).encode()


def listings_feed(seller_id: str, quantities: Mapping[str, object]) -> bytes:
    """A JSON listings feed of patches."""
    messages = [
        {
            "messageId": number,
            "sku": sku,
            "operationType": "PATCH",
            "productType": "PRODUCT",
            "patches": [
                {
                    "op": "replace",
                    "path": "/attributes/fulfillment_availability",
                    "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": quantity}],
                }
            ],
        }
        for number, (sku, quantity) in enumerate(quantities.items(), start=1)
    ]
    header = {"sellerId": seller_id, "version": "2.0", "issueLocale": "en_US"}
    return json.dumps({"header": header, "messages": messages}, indent=1).encode()
