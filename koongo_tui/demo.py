"""The demo: the whole program on a local Amazon, in folders that vanish with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from koongo_tui.application import LWA_ENDPOINT_VARIABLE, SPAPI_ENDPOINT_VARIABLE
from koongo_tui.demo_pages import ExampleFeed
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import MWS_ENDPOINT_VARIABLE, Workspace

if TYPE_CHECKING:
    from koongo_tui.guide.marketplaces import Marketplace
    from koongo_tui.sandbox.server import Sandbox
    from koongo_tui.sandbox.world import World

DEMO_PACE = 0.2
"""Quotas restore five times as fast as Amazon's, so that a visitor sees something happen."""


class Demo:
    """A running sandbox and the pages that its example sellers would see."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        """
        Args:
            folder: for the files of the example seller's shop.
        """
        self._sandbox = sandbox
        self._folder = folder

    def page(self, region: Region) -> str:
        """The Congratulations page of an example seller of this region."""
        return self._sandbox.congratulations_page(region.value)

    def row(self, region: Region) -> str:
        """The seller's row of Manage your apps."""
        return self._sandbox.manage_apps_row(region.value)

    def returned(self, region: Region, url: str) -> str:
        """The address to which the consent page sends the seller's browser."""
        return self._sandbox.consent_return(region.value, url)

    def own_token(self, region: Region) -> str:
        """What the seller copies when they authorise a private application."""
        seller = self._sandbox.seller(region.value)
        return f"{seller.refresh_token}\nSeller ID: {seller.seller_id}"

    def feed(self, program: Program, marketplace: Marketplace) -> ExampleFeed:
        """A file as the example seller's shop would make it for Koongo."""
        from koongo_tui.sandbox import example_feed as made

        region = marketplace.region.value
        seller = self._sandbox.seller(region)
        if program is Program.SP_API:
            name, kind = f"koongo-feed-{region}.json", made.LISTINGS
            content = made.example_listings(seller, marketplace.id, marketplace.currency)
        else:
            name, kind = f"koongo-feed-{region}.txt", made.FLAT_FILE
            content = made.example_flat_file(seller)
        path = self._folder / name
        if not path.exists():
            path.write_bytes(content)
        return ExampleFeed(str(path), kind)


@contextmanager
def demo_workspace(
    environ: Mapping[str, str],
    *,
    clock: Callable[[], datetime],
    world: World | None = None,
    scenario: str = "demo",
) -> Iterator[Workspace]:
    """A workspace that touches none of the user's files, over a sandbox of its own.

    The developer's side of both programs and every region is set; there is no channel yet.

    Args:
        environ: the environment; settings of the user's own koongo-tui are left out of it.
        clock: gives now, aware.
        world: what the sandbox plays; the usual sellers at the present moment if None.
        scenario: of the sandbox.
    """
    from koongo_tui.guide.secret import Secret
    from koongo_tui.sandbox.server import running
    from koongo_tui.store.config import MwsDeveloper, SecretHome, SecretPlace, SpApiDeveloper

    with (
        TemporaryDirectory(prefix="koongo-tui-demo-") as folder,
        running(world, pace=DEMO_PACE, scenario=scenario) as sandbox,
    ):
        announcement = sandbox.announcement
        own = {k: v for k, v in environ.items() if not k.startswith("KOONGO_TUI_")}
        own[MWS_ENDPOINT_VARIABLE] = announcement["mws_endpoint"]
        own[SPAPI_ENDPOINT_VARIABLE] = announcement["spapi_endpoint"]
        own[LWA_ENDPOINT_VARIABLE] = announcement["lwa_endpoint"]
        workspace = Workspace(
            Paths(Path(folder) / "config", Path(folder) / "state"),
            own,
            clock=clock,
            pace=DEMO_PACE,
            demo=Demo(sandbox, Path(folder)),
        )
        for developer in announcement["developers"]:
            workspace.save_developer(
                MwsDeveloper(
                    Region(developer["region"]),
                    developer["access_key_id"],
                    SecretPlace(SecretHome.FILE),
                ),
                Secret(developer["secret_key"]),
            )
        application = announcement["developers"][0]
        workspace.save_sp_api_developer(
            SpApiDeveloper(application["application_id"], application["lwa_client_id"]),
            Secret(application["lwa_client_secret"]),
        )
        try:
            yield workspace
        finally:
            workspace.close()
