"""The token endpoint of Login with Amazon (SP-API documentation, Connecting to the API)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from itertools import count

from koongo_tui.sandbox.activation import Activation
from koongo_tui.sandbox.cast import Application
from koongo_tui.sandbox.dice import uuid_text
from koongo_tui.sandbox.spapi.grants import TOKEN_LIFE, Code, Grants
from koongo_tui.sandbox.spapi.messages import WebAnswer, WebRequest
from koongo_tui.sandbox.world import World

SCOPES = ("sellingpartnerapi::notifications", "sellingpartnerapi::client_credential:rotation")


class LwaRefusal(Exception):
    """No token.

    Attributes:
        status: of the HTTP answer.
        error, description: Amazon's.
        index: of the error in the request; None leaves it out.
    """

    def __init__(
        self, error: str, description: str, status: int = 400, index: str | None = None
    ) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.status = status
        self.error = error
        self.description = description
        self.index = index


def no_grant(what: str) -> LwaRefusal:
    """A token or code that does not count: why, Amazon does not say."""
    return LwaRefusal(
        "invalid_grant",
        f"The request has an invalid grant parameter : {what}. "
        "User may have revoked or didn't grant the permission.",
    )


class Lwa:
    """Gives tokens to the world's application."""

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants
        self._numbers = count(1)

    def handle(self, request: WebRequest, activation: Activation) -> WebAnswer:
        """The answer to one request, in the scenario that is on."""
        request_id = uuid_text(self._world.seed, "token request", next(self._numbers))
        headers = {
            "x-amzn-RequestId": request_id,
            "Cache-Control": "no-cache, no-store, must-revalidate",
        }
        try:
            values, status = self._answer(request, activation), 200
        except LwaRefusal as refusal:
            status = refusal.status
            values = {"error_description": refusal.description, "error": refusal.error}
            if refusal.index is not None:
                values |= {"error_index": refusal.index, "request_id": request_id}
        body = json.dumps(values, separators=(",", ":")).encode()
        return WebAnswer(body, status, "application/json;charset=UTF-8", headers, packable=False)

    def _answer(self, request: WebRequest, activation: Activation) -> dict[str, object]:
        if request.method != "POST":
            raise LwaRefusal("invalid_request", "The request method is not supported", 405)
        if "form-urlencoded" not in request.headers.get("content-type", "").lower():
            raise LwaRefusal("invalid_request", "The content type of the request is not supported")
        form = request.form()
        kind = _needed(form, "grant_type")
        grant = _GRANTS.get(kind)
        if grant is None:
            raise LwaRefusal(
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server",
                index="0",
            )
        application = self._application(form)
        refused = activation.lwa_refusal(kind)
        if refused is not None:
            raise LwaRefusal(refused.error, refused.description, refused.status)
        return grant(self, form, application, activation)

    def _application(self, form: Mapping[str, str]) -> Application:
        client_id, secret = _needed(form, "client_id"), _needed(form, "client_secret")
        application = self._world.cast.application
        known = hmac.compare_digest(client_id.encode(), application.client_id.encode())
        if not (known and hmac.compare_digest(secret.encode(), application.client_secret.encode())):
            raise LwaRefusal("invalid_client", "Client authentication failed", 401)
        return application

    def _by_code(
        self, form: Mapping[str, str], application: Application, activation: Activation
    ) -> dict[str, object]:
        code = self._grants.code(_needed(form, "code"))
        if code is None or not self._is_good(code, form.get("redirect_uri"), application):
            raise no_grant("code")
        code.used = True
        token = self._grants.new_refresh_token(code.seller_id)
        return self._tokens(application, code.seller_id, token, activation)

    def _is_good(self, code: Code, redirect_uri: str | None, application: Application) -> bool:
        """Whether a code can be exchanged.

        A redirect address has to be the one of the consent page. Clients that send none get their
        tokens all the same.
        """
        if code.used or self._world.clock() >= code.ends_at:
            return False
        expected = application.redirect_uris if code.redirect_uri is None else (code.redirect_uri,)
        return not redirect_uri or redirect_uri in expected

    def _by_refresh_token(
        self, form: Mapping[str, str], application: Application, activation: Activation
    ) -> dict[str, object]:
        token = _needed(form, "refresh_token")
        grant = self._grants.refresh_token(token)
        if grant is None or grant.revoked:
            raise no_grant("refresh_token")
        return self._tokens(application, grant.seller_id, token, activation)

    def _by_scope(
        self, form: Mapping[str, str], application: Application, _: Activation
    ) -> dict[str, object]:
        scope = _needed(form, "scope")
        if scope not in SCOPES:
            raise LwaRefusal("invalid_scope", "The requested scope is invalid")
        token = self._grants.new_access_token(application.client_id)
        return {"access_token": token, "scope": scope, **_KIND}

    def _tokens(
        self, application: Application, seller_id: str, token: str, activation: Activation
    ) -> dict[str, object]:
        access_token = self._grants.new_access_token(
            application.client_id,
            seller_id=seller_id,
            refresh_token=token,
            life=activation.scenario.token_life or TOKEN_LIFE,
        )
        return {"access_token": access_token, "refresh_token": token, **_KIND}


_KIND = {"token_type": "bearer", "expires_in": int(TOKEN_LIFE.total_seconds())}

_GRANTS: Mapping[
    str, Callable[[Lwa, Mapping[str, str], Application, Activation], dict[str, object]]
] = {
    "authorization_code": Lwa._by_code,
    "refresh_token": Lwa._by_refresh_token,
    "client_credentials": Lwa._by_scope,
}


def _needed(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "")
    if not value:
        raise LwaRefusal(
            "invalid_request", f"The request is missing a required parameter : {name}", index="0"
        )
    return value
