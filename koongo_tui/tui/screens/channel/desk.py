"""What the form works on: the draft of one channel, kept over tabs, screens and runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.channel_settings import Draft, Setting
from koongo_tui.errors import KoongoError
from koongo_tui.store.channels import Channel, SecretHome

if TYPE_CHECKING:
    from koongo_tui.connection import TestResult
    from koongo_tui.guide.secret import Secret
    from koongo_tui.tui.widgets.hidden_text import HiddenEntry
    from koongo_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that saving writes, moves or removes.

    Attributes:
        what: what happens to it, a few words.
    """

    path: str
    what: str


class Desk:
    """The draft of a channel. One for each channel as long as the program runs.

    Attributes:
        draft: None before :meth:`load`.
        others: the names of all other channels.
        participations: IDs of the account's marketplaces, once Amazon told them in this run.
        test: the last connection test of these values, None when there was none in this run.
        tested_at: when it ended.
        typed: text that was typed and not taken, by setting; never a secret.
        from_before: when the changes of an earlier run were kept; None where there are none.
        kept: the kept token masked; None while it is not known.
    """

    def __init__(self, workspace: Workspace, name: str) -> None:
        self.workspace = workspace
        self.name = name
        self.draft: Draft | None = None
        self.others: tuple[str, ...] = ()
        self.participations: tuple[str, ...] | None = None
        self.test: TestResult | None = None
        self.tested_at: datetime | None = None
        self.typed: dict[Setting, str] = {}
        self.from_before: datetime | None = None
        self.kept: str | None = None

    @property
    def today(self) -> date:
        """In this machine's time zone."""
        return self.workspace.clock().astimezone().date()

    @property
    def unsaved(self) -> int:
        """How many settings differ from what is saved."""
        return len(self.draft.changes()) if self.draft is not None else 0

    @property
    def holds_token(self) -> bool:
        """There is a new token, which is kept nowhere before it is saved."""
        return self.draft is not None and self.draft.token is not None

    async def load(self) -> None:
        """Read what is saved, and put what was changed on top of it.

        Raises:
            KoongoError: the configuration cannot be read, or the channel is gone.
        """
        config = await asyncio.to_thread(self.workspace.config)
        saved = config.channel(self.name)
        self.others = tuple(n for n in (*config.channels, *config.wrong) if n != self.name)
        fresh = Draft.of(saved, config.notices)
        if self.draft is not None:
            token, values = self.draft.token, self.draft.to_values()
            self.draft = replace(fresh.with_values(values), token=token)
        else:
            kept = await asyncio.to_thread(self.workspace.draft(self.name).load)
            self.draft = fresh.with_values(kept.values) if kept is not None else fresh
            if kept is not None and self.draft.changed:
                self.from_before = kept.saved_at

    async def look_at_token(self) -> None:
        """Learn what the kept token ends in; only a private file is looked into."""
        draft = self.draft
        if draft is None or draft.saved.token_place.home is not SecretHome.FILE:
            return
        try:
            secret = await self.kept_token()
        except KoongoError as error:
            self.kept = error.message
        else:
            self.kept = f"{secret.masked}   {len(secret)} long"

    async def kept_token(self) -> Secret:
        """The token as it is kept. May run the person's command.

        Raises:
            KoongoError: it cannot be had.
        """
        assert self.draft is not None
        saved = self.draft.saved
        found = await asyncio.to_thread(
            self.workspace.secrets.read, saved.token_name, saved.token_place, env=None
        )
        return found.secret

    # -- changing ------------------------------------------------------------------------

    def check(self, setting: Setting) -> Callable[[str], None]:
        """Takes a text for a setting; raises what is wrong with it."""
        return lambda text: self.enter(setting, text)

    def enter(self, setting: Setting, text: str) -> None:
        """Take what was typed. Raises UsageError; then nothing is changed."""
        assert self.draft is not None
        self.change(
            self.draft.enter(
                setting,
                text,
                today=self.today,
                home=Path("~").expanduser(),
                here=Path.cwd(),
                taken=self.others,
            )
        )

    def take_token(self, entry: HiddenEntry) -> Sequence[str]:
        """Take a token that was pasted; gives what a person should know. Raises SettingWrong."""
        assert self.draft is not None
        draft, notes = self.draft.with_token(entry.take(), today=self.today)
        self.change(draft)
        return notes

    def change(self, draft: Draft) -> None:
        """The draft is another one; a test of other values does not count."""
        before = self.draft
        self.draft = draft
        if before is not None and _tested(before) != _tested(draft):
            self.test = None

    async def keep(self) -> None:
        """Keep the changes for the next run, without the token. What fails costs only that."""
        draft = self.draft
        if draft is None:
            return
        values = draft.to_values()
        file = self.workspace.draft(self.name)
        with suppress(KoongoError):
            if values:
                await asyncio.to_thread(file.save, values, self.workspace.clock())
            else:
                await asyncio.to_thread(file.clear)

    def drop(self) -> None:
        """Forget all changes."""
        if self.draft is not None:
            self.change(Draft.of(self.draft.saved, self.draft.saved_notices))
        self.from_before = None
        self.typed.clear()

    # -- saving --------------------------------------------------------------------------

    @property
    def _saved(self) -> Channel:
        assert self.draft is not None
        return self.draft.saved

    def files(self) -> tuple[FileChange, ...]:
        """What saving does to which files. The draft is complete."""
        draft = self.draft
        assert draft is not None
        before, now, paths = draft.saved, draft.now, self.workspace.paths
        found = []
        if now != before or draft.notices != draft.saved_notices:
            found.append(FileChange(str(paths.config_file), "changed; no token in it"))
        secrets = self.workspace.secrets
        old, new = str(secrets.path(before.token_name)), str(secrets.path(now.token_name))
        was_file = before.token_place.home is SecretHome.FILE
        is_file = now.token_place.home is SecretHome.FILE
        if is_file and (draft.token is not None or not was_file or old != new):
            found.append(FileChange(new, "the token only, mode 0600"))
        if was_file and (not is_file or old != new):
            found.append(FileChange(old, "removed"))
        if now.name != before.name and self.workspace.feeds.path(before.name).exists():
            folder = self.workspace.feeds.path(now.name).parent
            found.append(FileChange(str(folder), "the copy of the feed moves there"))
        return tuple(found)

    async def save(self) -> tuple[Channel, Channel, tuple[str, ...]]:
        """Save everything.

        Returns:
            The channel before and after, and what a person should know.

        Raises:
            KoongoError: the configuration is as it was, and so is the draft.
        """
        draft = self.draft
        assert draft is not None

        def work() -> tuple[str, ...]:
            notices = draft.notices if draft.notices != draft.saved_notices else None
            return self.workspace.save_settings(
                draft.saved, draft.now, token=draft.token, notices=notices
            )

        notes = await asyncio.to_thread(work)
        self.name, self.draft, self.from_before, self.kept = draft.now.name, None, None, None
        await self.load()
        return draft.saved, self._saved, notes


def _tested(draft: Draft) -> tuple[object, ...]:
    now = draft.now
    return now.marketplace_id, now.seller_id, now.token_place, draft.token
