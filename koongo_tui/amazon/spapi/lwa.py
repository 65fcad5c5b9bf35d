"""Access tokens from Login with Amazon (SP-API documentation, Connecting to the SP-API).

One access token serves all requests for an hour. It is kept in memory only, for this object's
life, and fetched once however many requests wait for it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote_plus, urlencode

from koongo_tui.amazon.endpoints import host_of
from koongo_tui.amazon.errors import AmazonError, BadAnswer
from koongo_tui.amazon.failures import refused_by_proxy
from koongo_tui.amazon.spapi.addresses import token_url
from koongo_tui.amazon.spapi.lwa_errors import OPERATION, refusal_of
from koongo_tui.amazon.transport import Answer, Request, Transport
from koongo_tui.guide.secret import Secret

EARLY = timedelta(minutes=5)
"""How long before its end an access token is no longer used."""

_USUAL_LIFE = 3600
_FORM = "application/x-www-form-urlencoded; charset=utf-8"
_LEAST = 8


class Lwa:
    """Login with Amazon for one application.

    Args:
        endpoint: the token address, or its host alone; see :func:`token_url`.
        client_id, client_secret: of the application.
        transport: closed by whoever made it.
        clock: gives now, aware.

    Raises:
        UsageError: the endpoint would send secrets in the clear, or is none.
    """

    def __init__(
        self,
        endpoint: str,
        client_id: str,
        client_secret: Secret,
        *,
        transport: Transport,
        clock: Callable[[], datetime],
    ) -> None:
        self._url = token_url(endpoint)
        self._client_id = client_id
        self._client_secret = client_secret
        self._transport = transport
        self._clock = clock
        self._kept: dict[Secret, _Kept] = {}
        self._flights: dict[Secret, asyncio.Task[Secret]] = {}

    async def access_token(self, refresh_token: Secret) -> Secret:
        """An access token that is good for some minutes at least.

        Raises:
            AccessRefused: code ``revoked``: the refresh token does not count.
            DeveloperRefused: the application's own keys do not count.
            AmazonError: of another kind: no answer, or none that helps.
        """
        kept = self._kept.get(refresh_token)
        if kept is not None and self._clock() < kept.until:
            return kept.token
        flight = self._flights.get(refresh_token)
        if flight is None:
            flight = asyncio.ensure_future(self._renew(refresh_token))
            self._flights[refresh_token] = flight
            flight.add_done_callback(lambda done: self._landed(refresh_token, done))
        # Whoever gives up waiting does not take the token from those who still do.
        return await asyncio.shield(flight)

    def forget(self, token: Secret) -> None:
        """Amazon does not take this access token: the next request fetches another."""
        self._kept = {key: kept for key, kept in self._kept.items() if kept.token != token}

    async def exchange(self, code: Secret, redirect_uri: str | None = None) -> Secret:
        """The refresh token for a code of the consent page, which lives five minutes.

        Args:
            redirect_uri: the one that the consent page was called with; None without one.

        Raises:
            AccessRefused: code ``code-expired``: the code was used, is too old or not for us.
            AmazonError: as :meth:`access_token`.
        """
        fields: dict[str, str | Secret] = {"grant_type": "authorization_code", "code": code}
        if redirect_uri is not None:
            fields["redirect_uri"] = redirect_uri
        grant = await self._ask(fields, code)
        if grant.refresh_token is None:
            raise _useless(host_of(self._url))
        return grant.refresh_token

    def hiding(self, *secrets: Secret) -> Callable[[str], str]:
        """Takes these secrets and the application's out of a text."""
        return lambda text: _without((*secrets, self._client_secret), text)

    async def aclose(self) -> None:
        """Give up what is under way. Another request would begin anew."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _renew(self, refresh_token: Secret) -> Secret:
        asked = self._clock()
        fields: dict[str, str | Secret] = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
        }
        grant = await self._ask(fields, refresh_token)
        life = timedelta(seconds=grant.seconds)
        self._kept[refresh_token] = _Kept(grant.access_token, asked + max(life - EARLY, life / 2))
        return grant.access_token

    def _landed(self, refresh_token: Secret, flight: asyncio.Task[Secret]) -> None:
        del self._flights[refresh_token]
        if not flight.cancelled():
            # Read here, so that it is no complaint of the event loop when nobody waits any more.
            flight.exception()

    async def _ask(self, fields: Mapping[str, str | Secret], given: Secret) -> _Grant:
        problem: AmazonError
        try:
            answer = await self._transport.send(self._request(fields))
        except AmazonError as error:
            problem = error
        else:
            if answer.status == 200 and (grant := _read(answer)) is not None:
                return grant
            problem = self._refused(answer, given, str(fields["grant_type"]))
        problem.operation = OPERATION
        raise problem

    def _request(self, fields: Mapping[str, str | Secret]) -> Request:
        ready = {
            **fields,
            "client_id": self._client_id,
            "client_secret": self._client_secret,
        }
        form = urlencode(
            {name: v.reveal() if isinstance(v, Secret) else v for name, v in ready.items()}
        )
        return Request("POST", self._url, {"Content-Type": _FORM}, form.encode())

    def _refused(self, answer: Answer, given: Secret, grant_type: str) -> AmazonError:
        if answer.status == 407:
            return refused_by_proxy(self._url)
        if answer.status == 200:
            return _useless(host_of(self._url))
        return refusal_of(
            answer,
            for_code=grant_type == "authorization_code",
            now=self._clock(),
            hide=self.hiding(given),
        )


def _without(secrets: tuple[Secret, ...], text: str) -> str:
    """A text with secrets taken out, plain or percent-encoded."""
    for secret in secrets:
        # A few characters are no secret, and would be found in any sentence.
        if len(secret) >= _LEAST:
            text = text.replace(secret.reveal(), secret.masked)
            text = text.replace(quote_plus(secret.reveal()), secret.masked)
    return text


@dataclass(frozen=True, slots=True)
class _Kept:
    token: Secret
    until: datetime


@dataclass(frozen=True, slots=True)
class _Grant:
    access_token: Secret
    refresh_token: Secret | None
    seconds: int


def _read(answer: Answer) -> _Grant | None:
    try:
        told = json.loads(answer.body)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    access, refresh = (_token(told.get(name)) for name in ("access_token", "refresh_token"))
    seconds = told.get("expires_in")
    if not isinstance(seconds, int) or not 0 < seconds <= 86_400:
        seconds = _USUAL_LIFE
    return None if access is None else _Grant(access, refresh, seconds)


def _token(value: object) -> Secret | None:
    """A token that may stand in a header."""
    if isinstance(value, str) and value and all("!" <= c <= "~" for c in value):
        return Secret(value)
    return None


def _useless(host: str) -> BadAnswer:
    return BadAnswer(
        f"{host} answers, but gives no token as Login with Amazon does.",
        fix="Check the endpoint, and whether a proxy or a sign-in page is in the way.",
        http_status=200,
    )
