"""The SP-API application as this machine knows it: its keys, Amazon's addresses, the consent page.

The part of the workspace that only SP-API needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.errors import Actor, NotSetUpError
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Config, SpApiDeveloper
from koongo_tui.store.secrets import SecretStore

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.amazon.quota import Budget
    from koongo_tui.amazon.spapi.lwa import Lwa
    from koongo_tui.amazon.transport import Transport
    from koongo_tui.guide.consent import ConsentRequest
    from koongo_tui.guide.findings import Consent
    from koongo_tui.guide.flow import Setup

SPAPI_ENDPOINT_VARIABLE = "KOONGO_TUI_SPAPI_ENDPOINT"
LWA_ENDPOINT_VARIABLE = "KOONGO_TUI_LWA_ENDPOINT"
CLIENT_ID_VARIABLE = "KOONGO_TUI_LWA_CLIENT_ID"
CLIENT_SECRET_VARIABLE = "KOONGO_TUI_LWA_CLIENT_SECRET"  # noqa: S105  a variable's name

ROTATION_WARNING = timedelta(days=30)
"""How long before a client secret ends its rotation is asked for."""

_SET = "koongo-tui developer set --program sp-api --application-id ID --client-id ID"


class Application:
    """See the module.

    Args:
        environ: the environment variables.
        config: reads the configuration.
        secrets: where secrets live.
        clock: gives now, aware.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        config: Callable[[], Config],
        secrets: Callable[[], SecretStore],
        clock: Callable[[], datetime],
    ) -> None:
        self._environ = environ
        self._config = config
        self._secrets = secrets
        self._clock = clock

    @property
    def from_environment(self) -> bool:
        """The environment gives client ID and secret; they win over those that are kept."""
        return bool(
            self._environ.get(CLIENT_ID_VARIABLE) and self._environ.get(CLIENT_SECRET_VARIABLE)
        )

    @property
    def known(self) -> bool:
        """Tokens can be asked for."""
        return self.from_environment or self._config().sp_api_developer is not None

    def endpoint(self, region: Region, given: str | None) -> str:
        """The address of SP-API.

        Args:
            given: the channel's own; the environment's wins over it.

        Raises:
            UsageError: it would send secrets in the clear, or is none.
        """
        from koongo_tui.amazon.endpoints import check_endpoint
        from koongo_tui.amazon.spapi.addresses import ENDPOINTS

        other = self._environ.get(SPAPI_ENDPOINT_VARIABLE) or given
        return check_endpoint(other) if other else ENDPOINTS[region]

    def lwa_endpoint(self, given: str | None) -> str:
        """The address where tokens are given out. Arguments and errors as :meth:`endpoint`."""
        from koongo_tui.amazon.spapi.addresses import LWA_ENDPOINT, token_url

        return token_url(self._environ.get(LWA_ENDPOINT_VARIABLE) or given or LWA_ENDPOINT)

    def open(
        self,
        endpoint: str,
        lwa_endpoint: str,
        refresh_token: Callable[[], Secret],
        marketplace_id: str,
        budget: Callable[[], Budget],
    ) -> SellerApi:
        """A seller's account; the caller closes it.

        Raises:
            NotSetUpError: the application or the refresh token is missing.
            KoongoError: a secret or an endpoint cannot be used.
        """
        from koongo_tui.amazon.spapi.client import SpApiClient

        transport = _transport()
        lwa = self._lwa(lwa_endpoint, transport)
        return SpApiClient(
            endpoint,
            lwa,
            refresh_token(),
            marketplace_id,
            transport=transport,
            budget=budget(),
            clock=self._clock,
        )

    def consent_request(self, setup: Setup, endpoint: str) -> ConsentRequest:
        """A new visit of the consent page, with a state of its own.

        Args:
            setup: its region is chosen, at least.
            endpoint: of SP-API; one on this machine has a consent page of its own.

        Raises:
            NotSetUpError: the application ID is not known.
        """
        from koongo_tui.amazon.endpoints import host_of, is_loopback
        from koongo_tui.amazon.spapi.addresses import origin_of
        from koongo_tui.guide.consent import new_request

        developer = self._published()
        local = is_loopback(host_of(endpoint))
        return new_request(
            origin_of(endpoint) if local else setup.consent_hosts[0],
            developer.application_id,
            now=self._clock(),
            redirect_uri=developer.redirect_uri,
            draft=developer.draft,
        )

    async def exchange(
        self, consent: Consent, request: ConsentRequest | None, lwa_endpoint: str
    ) -> Secret:
        """The refresh token for the code that the consent page gave.

        Args:
            request: the visit that the code comes from, so that its redirect address is repeated;
                None where nobody knows, which takes the application's.

        Raises:
            AccessRefused: code ``code-expired``: the code was used, or is older than five minutes.
            AmazonError: of another kind: no answer, or none that helps.
            NotSetUpError: the application is not known.
        """
        if request is not None:
            redirect_uri = request.redirect_uri
        else:
            developer = self._config().sp_api_developer
            redirect_uri = developer.redirect_uri if developer else None
        transport = _transport()
        lwa = self._lwa(lwa_endpoint, transport)
        try:
            return await lwa.exchange(consent.code, redirect_uri)
        finally:
            await transport.aclose()

    def _lwa(self, endpoint: str, transport: Transport) -> Lwa:
        from koongo_tui.amazon.spapi.lwa import Lwa

        client_id, client_secret = self._keys()
        return Lwa(endpoint, client_id, client_secret, transport=transport, clock=self._clock)

    def _keys(self) -> tuple[str, Secret]:
        if self.from_environment:
            return (
                self._environ[CLIENT_ID_VARIABLE].strip(),
                Secret(self._environ[CLIENT_SECRET_VARIABLE].strip()),
            )
        developer = self._config().sp_api_developer
        if developer is None:
            raise NotSetUpError(
                "The keys of the SP-API application are not known here, so Amazon cannot be "
                "asked. Nothing was sent.",
                fix=f"Koongo's staff or a partner runs: {_SET}",
                who=Actor.KOONGO,
                code="developer-side-missing",
            )
        found = self._secrets().read(developer.secret_name, developer.secret_place, env=None)
        return developer.client_id, found.secret

    def _published(self) -> SpApiDeveloper:
        developer = self._config().sp_api_developer
        if developer is None:
            raise NotSetUpError(
                "The ID of the SP-API application is not known here, so there is no consent page "
                "to open.",
                fix="Paste the refresh token of a private application, or have the application "
                f"kept here with: {_SET}",
                who=Actor.KOONGO,
                code="developer-side-missing",
            )
        return developer


def _transport() -> Transport:
    from koongo_tui.amazon.transport import Transport, user_agent

    return Transport(user_agent())


def rotation_warning(developer: SpApiDeveloper, *, now: datetime) -> str | None:
    """What is to be said of the secret's age; None while it is young, or its age is not known."""
    by = developer.rotate_by
    today = now.astimezone().date()
    if by is None or by - today > ROTATION_WARNING:
        return None
    days = (by - today).days
    if days < 0:
        return (
            f"The client secret was due for rotation on {by.isoformat()}: Amazon may refuse it. "
            "Rotate it, then run developer set again."
        )
    left = "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
    return (
        f"The client secret has to be rotated by {by.isoformat()} ({left}): Amazon takes one for "
        "180 days. Refresh tokens stay valid."
    )
