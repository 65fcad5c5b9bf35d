"""A seller's account that answers as the test wants, in place of Amazon."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TextIO, cast

from koongo_tui.amazon.api import (
    Participation,
    SellerApi,
)
from koongo_tui.cli import setup
from koongo_tui.cli.context import Context
from koongo_tui.cli.parser import build_parser
from koongo_tui.errors import KoongoError
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel
from tests.played_api import PlayedApi

SELLER = "A135KKEKJAIBJ56"
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0004567"
UK = "A1F83G8C2ARO7P"
DE = "A1PA6795UKMFR9"
PAGE = f"""Congratulations!

Koongo can now access your Amazon seller account with MWS

Seller ID: {SELLER}
Marketplace ID: {UK} (Amazon.co.uk)
{DE} (Amazon.de)

MWS Authorisation Token: {TOKEN}
"""
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Account(PlayedApi):
    """Answers the layered test; refusals are raised one a test, then all is well.

    Attributes:
        refusals: what the coming tests end with.
        asked: the channel and token of each test.
    """

    marketplaces: tuple[str, ...] = (UK, DE)
    refusals: list[KoongoError] = field(default_factory=list)
    asked: list[tuple[Channel, Secret | None]] = field(default_factory=list)
    closed: int = 0
    program: Program = Program.MWS

    async def ping(self) -> datetime:
        return NOW

    async def participations(self) -> tuple[Participation, ...]:
        if self.refusals:
            raise self.refusals.pop(0)
        found = [m for i in self.marketplaces if (m := marketplace_by_id(i))]
        return tuple(Participation(m.id, m.name, m.code) for m in found)

    async def aclose(self) -> None:
        self.closed += 1


class World:
    """One person's folders, with or without a developer's side."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self.environ = {**os.environ, **(environ or {})}
        self.out = io.StringIO()
        self.err = io.StringIO()
        self.slept: list[float] = []
        self.prepare: Callable[[Context], None] | None = None
        self.context = self.fresh()

    def fresh(self, stdin: str | TextIO = "") -> Context:
        """A context as a new process would have it."""
        return Context(
            stdin=io.StringIO(stdin) if isinstance(stdin, str) else stdin,
            stdout=self.out,
            stderr=self.err,
            environ=self.environ,
            clock=lambda: NOW,
        )

    def setup(
        self, *arguments: str, stdin: str | TextIO = "", account: Account | None = None
    ) -> int:
        """Run ``setup`` in a context of its own; the error goes through."""
        self.out.truncate(0)
        self.out.seek(0)
        self.err.truncate(0)
        self.err.seek(0)
        self.context = self.fresh(stdin)
        self.context.as_json = "--json" in arguments
        if self.prepare is not None:
            self.prepare(self.context)
        if account is not None:
            connect(self.context, account)
        args = build_parser("setup").parse_args(["setup", *arguments])
        return setup.run(args, self.context, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    @property
    def said(self) -> str:
        return self.err.getvalue()

    @property
    def files(self) -> dict[str, bytes]:
        """What is saved, without the lock files."""
        paths = self.context.workspace.paths
        return {
            str(p.relative_to(folder)): p.read_bytes()
            for folder in (paths.config_dir, paths.state_dir)
            for p in sorted(folder.rglob("*"))
            if p.is_file() and not p.name.endswith(".lock") and "history" not in p.name
        }


def connect(context: Context, account: Account) -> None:
    """Make the account the Amazon of this context, and the developer's side known."""
    workspace: Any = context.workspace

    def knows(program: Program, region: Region) -> bool:
        return True

    def open_api(channel: Channel, *, token: Secret | None = None) -> SellerApi:
        account.asked.append((channel, token))
        return cast(SellerApi, account)

    workspace.knows_developer = knows
    workspace.open_api = open_api


Make = Callable[..., World]
