"""One person's koongo-tui: their files, and the way from a channel to its account at Amazon.

Both front ends work through this. It opens what it needs when it is first asked for, so that a
command which only reads the configuration never touches the database or the network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from koongo_tui.errors import Actor, KoongoError, NotSetUpError
from koongo_tui.guide.marketplaces import Marketplace, marketplace_by_id
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import (
    Channel,
    Config,
    ConfigFile,
    MwsDeveloper,
    SecretHome,
    SecretPlace,
    SpApiDeveloper,
)
from koongo_tui.store.paths import Paths, user_paths

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.amazon.quota import Budget
    from koongo_tui.application import Application
    from koongo_tui.channel_facts import ChannelFacts
    from koongo_tui.demo_pages import DemoPages
    from koongo_tui.file_preview import FilePreview
    from koongo_tui.guide.consent import ConsentRequest
    from koongo_tui.guide.findings import Consent
    from koongo_tui.guide.flow import Setup
    from koongo_tui.store.budget import SharedBudget
    from koongo_tui.store.channels import NoticeSettings
    from koongo_tui.store.database import Database
    from koongo_tui.store.feeds import FeedShelf
    from koongo_tui.store.history import History
    from koongo_tui.store.intents import IntentLog
    from koongo_tui.store.progress import ProgressFile
    from koongo_tui.store.reports import ReportArchive
    from koongo_tui.store.secrets import SecretStore

TOKEN_VARIABLE = "KOONGO_TUI_TOKEN"  # noqa: S105  a variable's name
MWS_ENDPOINT_VARIABLE = "KOONGO_TUI_MWS_ENDPOINT"
MWS_KEY_VARIABLE = "KOONGO_TUI_MWS_ACCESS_KEY_ID"
MWS_SECRET_VARIABLE = "KOONGO_TUI_MWS_SECRET_KEY"  # noqa: S105  a variable's name


class Workspace:
    """See the module.

    Args:
        paths: where the files are.
        environ: the environment variables.
        clock: gives now, aware.
        ask: asks the person for a secret; None where nobody can be asked.
        pace: multiplies Amazon's own waiting times; 1 everywhere but in the demo.
        demo: the demo's pages; None outside the demo.
    """

    def __init__(
        self,
        paths: Paths,
        environ: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        ask: Callable[[str], str | None] | None = None,
        pace: float = 1.0,
        demo: DemoPages | None = None,
    ) -> None:
        self.paths = paths
        self.environ = environ
        self.clock = clock
        self.pace = pace
        self.demo = demo
        self.config_file = ConfigFile(paths.config_file)
        self._ask = ask
        self._budgets: dict[str, SharedBudget] = {}

    @classmethod
    def of_user(
        cls,
        environ: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        ask: Callable[[str], str | None] | None = None,
    ) -> Workspace:
        """The workspace of whoever runs the program."""
        return cls(user_paths(environ), environ, clock=clock, ask=ask)

    # -- channels ----------------------------------------------------------------------

    def config(self) -> Config:
        """The configuration as it is on disk now. Raises StoreError when it is damaged."""
        return self.config_file.load()

    def channel(self, name: str | None = None) -> Channel:
        """A channel by name, or the current one. Raises NotSetUpError."""
        config = self.config()
        if not config.channels:
            raise NotSetUpError(
                "There is no channel yet: no seller account is connected on this machine.",
                fix="Begin with: koongo-tui setup",
            )
        chosen = name or config.current or next(iter(config.channels))
        if chosen not in config.channels:
            known = ", ".join(config.channels)
            raise NotSetUpError(
                f"There is no channel “{chosen}”.", fix=f"The channels are: {known}."
            )
        return config.channels[chosen]

    def use(self, name: str) -> None:
        """Make a channel the current one."""
        self.config_file.use(name)

    def forget(self, channel: Channel) -> tuple[str, ...]:
        """Remove a channel, its token and, when no other channel shares it, its history.

        Returns:
            What was done, one sentence each.
        """
        done = []
        others = [c for c in self.config().channels.values() if c.name != channel.name]
        self.config_file.remove_channel(channel.name)
        done.append(f"The channel {channel.name} was removed.")
        if self.secrets.remove(f"{channel.name}.token"):
            done.append("The private file with the token was removed.")
        if self.feeds.forget(channel.name):
            done.append("The copy of its feed was removed.")
        self.draft(channel.name).clear()
        if all(c.account_key != channel.account_key for c in others):
            self.history().forget(channel.account_key)
            self.archive.forget(channel.account_key)
            done.append("Its saved submissions were removed.")
        return tuple(done)

    @staticmethod
    def marketplace(channel: Channel) -> Marketplace:
        """The channel's marketplace. Raises NotSetUpError for an ID that Amazon does not have."""
        found = marketplace_by_id(channel.marketplace_id)
        if found is None:
            raise NotSetUpError(
                f"The channel {channel.name} names a marketplace that Amazon does not have: "
                f"{channel.marketplace_id}.",
                fix=f"Correct it in the configuration, or run: koongo-tui setup --channel "
                f"{channel.name}",
            )
        return found

    def facts(self, channel: Channel) -> ChannelFacts:
        """What a diagnosis of this channel may lean on."""
        from koongo_tui.channel_facts import ChannelFacts

        marketplace = marketplace_by_id(channel.marketplace_id)
        check = self.history().last_check(channel.account_key)
        return ChannelFacts(
            program=channel.program,
            region=channel.region,
            seller_central=marketplace.seller_central if marketplace else channel.region.sites[0],
            marketplace=marketplace,
            developer_id=channel.developer_id or channel.region.developer_id,
            worked_before=check is not None and check.succeeded_at is not None,
            expires_on=channel.expires_on,
            name=channel.name if channel.name in self.config().channels else None,
        )

    @cached_property
    def progress(self) -> ProgressFile:
        """An unfinished setup."""
        from koongo_tui.store.progress import ProgressFile

        return ProgressFile(self.paths.progress_file)

    def draft(self, name: str) -> ProgressFile:
        """Changes to a channel's settings that are not saved yet; never a secret."""
        from koongo_tui.store.progress import ProgressFile

        return ProgressFile(self.paths.draft_file(name))

    def save_settings(
        self,
        before: Channel,
        now: Channel,
        *,
        token: Secret | None = None,
        notices: NoticeSettings | None = None,
    ) -> tuple[str, ...]:
        """Save changed settings of a channel: the token to its home first, the configuration after.

        Under another name the channel takes its private file, its feed and its pauses along. The
        submissions stay with the account. May take as long as the command that prints the token.

        Args:
            before: as it was when the changes began.
            token: a new one; only for ``SecretHome.FILE``.
            notices: changed ones; None leaves them as they are.

        Returns:
            What a person should know, as sentences.

        Raises:
            KoongoError: nothing was written to the configuration.
        """
        # Whatever is wrong with it is said before the token moves.
        self.config_file.preview_update(before, now, notices)
        kept = self._keep_token(before, now, token)
        notes = self.config_file.update_channel(before, now, notices)
        if kept is not None:
            self.secrets.remove(kept)
        if now.name != before.name:
            self.feeds.rename(before.name, now.name)
            self.intents.rename_channel(before.name, now.name)
        self.draft(before.name).clear()
        return notes

    def _keep_token(self, before: Channel, now: Channel, token: Secret | None) -> str | None:
        """Put the token where it is to live; gives the private file that is not needed any more."""
        was_file = before.token_place.home is SecretHome.FILE
        if now.token_place.home is not SecretHome.FILE:
            return before.token_name if was_file else None
        renamed = now.name != before.name
        if token is None and (renamed or not was_file):
            from koongo_tui.store.errors import SecretMissing

            try:
                place = before.token_place
                token = self.secrets.read(before.token_name, place, env=None).secret
            except SecretMissing:
                # A private file that was missing before is missing after it as well.
                if not was_file:
                    raise
        if token is not None:
            self.secrets.write(now.token_name, token)
        old, new = self.secrets.path(before.token_name), self.secrets.path(now.token_name)
        # Where capitals do not count, another name may be the same file.
        same = not renamed or (old.exists() and new.exists() and old.samefile(new))
        return before.token_name if was_file and not same else None

    # -- secrets and the developer's side ------------------------------------------------

    @cached_property
    def secrets(self) -> SecretStore:
        """Where secrets live."""
        from koongo_tui.store.secrets import SecretStore

        return SecretStore(self.paths, self.environ, ask=self._ask_secret)

    def _ask_secret(self, prompt: str) -> Secret | None:
        text = self._ask(prompt) if self._ask else None
        return Secret(text.strip()) if text and text.strip() else None

    def token_source(self, channel: Channel) -> str:
        """Where this channel's token comes from, in words; never the token."""
        kept = self.secrets.describe(f"{channel.name}.token", channel.token_place)
        if self.environ.get(TOKEN_VARIABLE):
            return f"environment variable {TOKEN_VARIABLE}, instead of: {kept}"
        return kept

    @cached_property
    def application(self) -> Application:
        """The SP-API application as this machine knows it."""
        from koongo_tui.application import Application

        return Application(
            self.environ, config=self.config, secrets=lambda: self.secrets, clock=self.clock
        )

    def save_sp_api_developer(self, developer: SpApiDeveloper, secret: Secret | None) -> None:
        """Keep the SP-API application; its client secret goes to its private file."""
        if secret is not None:
            self.secrets.write(developer.secret_name, secret)
        elif developer.secret_place.home is not SecretHome.FILE:
            self.secrets.remove(developer.secret_name)
        self.config_file.save_sp_api_developer(developer)

    def forget_sp_api_developer(self) -> None:
        """Remove the SP-API application and its client secret."""
        self.config_file.remove_sp_api_developer()
        self.secrets.remove(SpApiDeveloper.secret_name)

    def consent_request(self, setup: Setup) -> ConsentRequest:
        """A new visit of SP-API's consent page. Raises NotSetUpError."""
        return self.application.consent_request(setup, self._sp_api_endpoint(setup))

    async def exchange(self, setup: Setup, consent: Consent) -> Secret:
        """The refresh token for a code of the consent page.

        Raises:
            AccessRefused: code ``code-expired``.
            KoongoError: of another kind.
        """
        known = self._known(setup)
        endpoint = self.application.lwa_endpoint(known.lwa_endpoint if known else None)
        return await self.application.exchange(consent, setup.consent_request, endpoint)

    def _sp_api_endpoint(self, setup: Setup) -> str:
        if setup.region is None:
            raise NotSetUpError("The region of the seller account is not chosen yet.")
        known = self._known(setup)
        return self.application.endpoint(setup.region, known.endpoint if known else None)

    def _known(self, setup: Setup) -> Channel | None:
        """The channel that a setup sets up again, through the same program."""
        known = self.config().channels.get(setup.name)
        return known if known is not None and known.program is setup.program else None

    def developer_from_environment(self) -> bool:
        """The environment gives MWS keys; they win over those that are kept."""
        return bool(self.environ.get(MWS_KEY_VARIABLE) and self.environ.get(MWS_SECRET_VARIABLE))

    def knows_developer(self, program: Program, region: Region) -> bool:
        """The developer's side is known, so Amazon can be asked."""
        if program is Program.SP_API:
            return self.application.known
        return self.developer_from_environment() or region in self.config().mws_developers

    def save_developer(self, developer: MwsDeveloper, secret: Secret | None) -> None:
        """Keep the MWS keys of a region; the secret key goes to its private file."""
        if secret is not None:
            self.secrets.write(_key_name(developer.region), secret)
        self.config_file.save_developer(developer)

    def forget_developer(self, region: Region) -> None:
        """Remove the MWS keys of a region."""
        self.config_file.remove_developer(region)
        self.secrets.remove(_key_name(region))

    def _mws_keys(self, region: Region) -> tuple[str, Secret]:
        if self.developer_from_environment():
            return self.environ[MWS_KEY_VARIABLE], Secret(self.environ[MWS_SECRET_VARIABLE])
        developer = self.config().mws_developers.get(region)
        if developer is None:
            raise NotSetUpError(
                f"The developer's keys for {region.title} are not known here, so Amazon cannot be "
                "asked. Nothing was sent.",
                fix="Koongo's staff or a partner runs: koongo-tui developer set --region "
                f"{region.value} --access-key-id ID",
                who=Actor.KOONGO,
                code="developer-side-missing",
            )
        found = self.secrets.read(_key_name(region), developer.secret_place, env=None)
        return developer.access_key_id, found.secret

    # -- Amazon --------------------------------------------------------------------------

    def endpoint(self, channel: Channel) -> str:
        """The address of the channel's endpoint. Raises KoongoError for an unsafe one."""
        from koongo_tui.amazon.endpoints import check_endpoint

        if channel.program is Program.SP_API:
            return self.application.endpoint(channel.region, channel.endpoint)

        given = self.environ.get(MWS_ENDPOINT_VARIABLE) or channel.endpoint
        if given:
            return check_endpoint(given)
        marketplace = self.marketplace(channel)
        if marketplace.mws_host is None:
            raise NotSetUpError(
                f"{marketplace.name} opened after Amazon had closed MWS: it has no MWS address.",
                fix="Use another marketplace of the account, or SP-API.",
                code="mws-retired",
            )
        return f"https://{marketplace.mws_host}"

    def open_api(self, channel: Channel, *, token: Secret | None = None) -> SellerApi:
        """The channel's account at Amazon; the caller closes it.

        Args:
            channel: a saved channel, or one that setup is trying.
            token: use this one instead of the kept one.

        Raises:
            NotSetUpError: the developer's side or the token is missing.
            KoongoError: a secret or the endpoint cannot be used.
        """
        endpoint = self.endpoint(channel)
        if channel.program is Program.SP_API:
            return self.application.open(
                endpoint,
                self.application.lwa_endpoint(channel.lwa_endpoint),
                lambda: token or self._token(channel),
                channel.marketplace_id,
                lambda: self.budget(channel),
            )
        from koongo_tui.amazon.mws.client import MwsClient, MwsCredentials
        from koongo_tui.amazon.transport import Transport, user_agent

        key_id, secret_key = self._mws_keys(channel.region)
        return MwsClient(
            endpoint,
            MwsCredentials(channel.seller_id, token or self._token(channel), key_id, secret_key),
            transport=Transport(user_agent()),
            budget=self.budget(channel),
            clock=self.clock,
        )

    def _token(self, channel: Channel) -> Secret:
        name = f"{channel.name}.token"
        return self.secrets.read(name, channel.token_place, env=TOKEN_VARIABLE).secret

    def budget(self, channel: Channel) -> Budget:
        """The account's requests, shared by everything on this machine."""
        known = self._budgets.get(channel.account_key)
        if known is not None:
            return known
        from koongo_tui.store.budget import SharedBudget

        if channel.program is Program.SP_API:
            from koongo_tui.amazon.spapi.quotas import SPAPI_PLANS as PLANS
        else:
            from koongo_tui.amazon.mws.quotas import MWS_PLANS as PLANS
        budget = self._budgets[channel.account_key] = SharedBudget(
            self._database,
            channel.account_key,
            PLANS,
            clock=self.clock,
            scale=self.pace,
        )
        return budget

    @cached_property
    def _database(self) -> Database:
        # One for all budgets and intents: each open file counts, and accounts may be thousands.
        from koongo_tui.store.database import Database

        return Database(self.paths.history_file)

    def history(self) -> History:
        """What is known of all submissions; opened once."""
        return self._history

    @cached_property
    def _history(self) -> History:
        from koongo_tui.store.history import History

        return History(self.paths.history_file)

    @cached_property
    def archive(self) -> ReportArchive:
        """The processing reports, as downloaded."""
        from koongo_tui.store.reports import ReportArchive

        return ReportArchive(self.paths.reports_dir)

    @cached_property
    def sent(self) -> ReportArchive:
        """The feeds as they were prepared to be sent."""
        from koongo_tui.store.reports import ReportArchive

        return ReportArchive(self.paths.sent_dir)

    @cached_property
    def intents(self) -> IntentLog:
        """What is to be sent, and what became of it."""
        from koongo_tui.store.intents import IntentLog

        return IntentLog(self._database)

    @cached_property
    def feeds(self) -> FeedShelf:
        """What each channel's feed source gave last."""
        from koongo_tui.store.feeds import FeedShelf

        return FeedShelf(self.paths.feeds_dir)

    def close(self) -> None:
        """Close the database, as far as it was opened; the next use opens it again."""
        if "_history" in self.__dict__:
            self._history.close()
        if "_database" in self.__dict__:
            self._database.close()

    # -- the end of setup -----------------------------------------------------------------

    def trial_channel(self, setup: Setup) -> Channel:
        """The channel that a setup would become, to test it before anything is saved.

        Raises:
            SetupError: the setup is not that far.
        """
        from koongo_tui.guide.steps import TokenHome

        values = setup.require()
        before = self.config().channels.get(setup.name)
        same = self._known(setup)
        channel = Channel(
            name=setup.name,
            program=setup.program,
            region=values.region,
            marketplace_id=values.marketplace.id,
            seller_id=values.seller_id,
            token_place=SecretPlace(
                SecretHome(setup.token_home.value),
                setup.token_command if setup.token_home is TokenHome.COMMAND else None,
            ),
            developer_id=setup.given_developer_id,
            authorised_on=setup.authorised_on,
            expires_on=setup.expires_on,
            # The addresses that its owner wrote are those of one program.
            endpoint=same.endpoint if same else None,
            lwa_endpoint=same.lwa_endpoint if same else None,
        )
        if before is None:
            return self._with_example_feed(channel, values.marketplace)
        return replace(
            channel,
            refresh_seconds=before.refresh_seconds,
            auto_refresh=before.auto_refresh,
            auto_submit=before.auto_submit,
            feed_source=before.feed_source,
            feed_type=before.feed_type,
        )

    def _with_example_feed(self, channel: Channel, marketplace: Marketplace) -> Channel:
        """In the demo a channel has a feed to look at and to send."""
        if self.demo is None:
            return channel
        feed = self.demo.feed(channel.program, marketplace)
        return replace(channel, feed_source=feed.source, feed_type=feed.feed_type)

    def begin_again(self, name: str | None = None, *, program: Program | None = None) -> Setup:
        """A saved channel as the beginning of a setup, with the token that it uses now.

        The token is looked up in its private file only: no command is run and nobody is asked.

        Args:
            name: the channel; the current one if None.
            program: move it to this program; None keeps its own.

        Raises:
            NotSetUpError: there is no such channel.
        """
        channel = self.channel(name)
        from koongo_tui.guide.flow import Setup

        setup = Setup.of_channel(channel, program=program)
        if setup.program is not channel.program or channel.token_place.home is not SecretHome.FILE:
            return setup
        try:
            found = self.secrets.read(f"{channel.name}.token", channel.token_place, env=None)
        except KoongoError:
            return setup
        return setup.with_stored_token(found.secret)

    def preview(self, setup: Setup) -> tuple[FilePreview, ...]:
        """Exactly what saving would write, the token masked."""
        from koongo_tui.file_preview import FilePreview

        channel = self.trial_channel(setup)
        files = [
            FilePreview(
                str(self.paths.config_file), 0o600, self.config_file.preview_channel(channel)
            )
        ]
        if channel.token_place.home is SecretHome.FILE and setup.token is not None:
            path = self.secrets.path(f"{setup.name}.token")
            files.append(FilePreview(str(path), 0o600, setup.token.masked + "\n"))
        return tuple(files)

    def save(self, setup: Setup) -> Channel:
        """Save a finished setup: the token to its home, the channel to the configuration.

        The token goes first: a channel without its token would look set up and not work. A
        channel that moves to another program takes its submissions along.
        """
        channel = self.trial_channel(setup)
        before = self.config().channels.get(setup.name)
        name = f"{setup.name}.token"
        if channel.token_place.home is SecretHome.FILE and setup.token is not None:
            self.secrets.write(name, setup.token)
        else:
            self.secrets.remove(name)
        self.config_file.save_channel(channel)
        self.progress.clear()
        if before is not None:
            self._move_history(before, channel)
        return channel

    def _move_history(self, before: Channel, now: Channel) -> None:
        """Keep what is known of an account that is reached through another program now."""
        same = (before.region, before.seller_id) == (now.region, now.seller_id)
        old, new = before.account_key, now.account_key
        shared = any(c.account_key == old for c in self.config().channels.values())
        if same and old != new and not shared and self.history().rename_account(old, new):
            self.archive.rename_account(old, new)


def _key_name(region: Region) -> str:
    return f"mws-{region.value}.secret-key"
