"""A person's files with a channel and a history of any size, made by the program's own store."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel, MwsDeveloper, SecretHome, SecretPlace, SpApiDeveloper
from koongo_tui.store.history import ReportState
from koongo_tui.store.paths import CONFIG_DIR_VARIABLE, STATE_DIR_VARIABLE, Paths
from koongo_tui.workspace import Workspace

CHECKOUT = Path(__file__).resolve().parents[2]

FIRST_ID = 50_000_000_000
OPEN = 100
"""Of each history the newest ones that Amazon is still working on."""

RARE = 1_000
"""One in so many has more than :data:`RARE_ERRORS` errors."""
RARE_ERRORS = 100

NOWHERE = "http://127.0.0.1:9"
"""Nothing answers there."""

_TYPES = ("POST_PRODUCT_DATA", "POST_PRODUCT_PRICING_DATA", "POST_INVENTORY_AVAILABILITY_DATA")


def now() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Home:
    """Where one invented person's files are.

    Attributes:
        folder: of all of them.
        rows: submissions in the history.
        program: of the one channel.
        endpoint: of the channel.
    """

    folder: Path
    rows: int = 0
    program: Program = Program.MWS
    endpoint: str = NOWHERE

    @property
    def paths(self) -> Paths:
        """The two folders."""
        return Paths(self.folder / "config", self.folder / "state")

    @cached_property
    def environ(self) -> dict[str, str]:
        """The environment of a program that runs here, from the checkout."""
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "TZ", "VIRTUAL_ENV")}
        return kept | {
            "HOME": str(self.folder),
            "PYTHONPATH": str(CHECKOUT),
            CONFIG_DIR_VARIABLE: str(self.paths.config_dir),
            STATE_DIR_VARIABLE: str(self.paths.state_dir),
        }

    @cached_property
    def channel(self) -> Channel:
        """The channel."""
        return Channel(
            name="main",
            program=self.program,
            region=Region.EU,
            marketplace_id="A1F83G8C2ARO7P",
            seller_id="A135KKEKJAIBJ56",
            token_place=SecretPlace(SecretHome.FILE),
            endpoint=self.endpoint,
        )

    def workspace(self) -> Workspace:
        """The program's own view of the files; the caller closes it."""
        return Workspace(self.paths, self.environ, clock=now)

    def id_of(self, place: int) -> str:
        """The ID of a row of the list as it opens, from 0."""
        return str(FIRST_ID + self.rows - 1 - place)

    def write(self) -> None:
        """Make the files."""
        workspace = self.workspace()
        try:
            workspace.config_file.save_channel(self.channel)
            if self.program is Program.MWS:
                workspace.save_developer(
                    MwsDeveloper(Region.EU, "AKIAIOSFODNN7EXAMPLE", SecretPlace(SecretHome.FILE)),
                    Secret("invented"),
                )
            else:
                workspace.save_sp_api_developer(
                    SpApiDeveloper("amzn1.sp.solution.invented", "amzn1.application-oa2-client.1"),
                    Secret("invented"),
                )
            workspace.secrets.write("main.token", Secret("invented"))
            self._fill(workspace)
        finally:
            workspace.close()

    def _fill(self, workspace: Workspace) -> None:
        history, account, moment = workspace.history(), self.channel.account_key, now()
        rows = [submission(self, place, moment) for place in range(self.rows)]
        history.upsert(account, rows, seen_at=moment)
        for place in range(min(OPEN, self.rows), self.rows):
            history.set_report(
                account,
                rows[place].id,
                counts_of(place),
                report_state=ReportState.STORED,
                fetched_at=moment,
                content_type="text/xml",
            )
        history.record_check(account, moment)

    def check_now(self) -> None:
        """Amazon has answered just now, so nothing is asked for when the program starts."""
        workspace = self.workspace()
        try:
            workspace.history().record_check(self.channel.account_key, now())
        finally:
            workspace.close()


def submission(home: Home, place: int, moment: datetime) -> Submission:
    """The row at this place of the list: the newest still open, none so long that it is stuck."""
    done = place >= OPEN
    sent = moment - timedelta(minutes=(5 if done else 2) * place + 1)
    return Submission(
        id=home.id_of(place),
        feed_type=_TYPES[place % len(_TYPES)],
        submitted_at=sent,
        native_status="_DONE_" if done else "_SUBMITTED_",
        started_at=sent if done else None,
        completed_at=sent + timedelta(minutes=3) if done else None,
    )


def counts_of(place: int) -> Counts:
    """What the report of this row says; every ninth has errors, a rare one many."""
    errors = 0 if place % 9 else 1 + place % 14
    if place % RARE == RARE - 1:
        errors = RARE_ERRORS + 1 + place // RARE
    return Counts(processed=412, accepted=412 - errors, errors=errors, warnings=0)
