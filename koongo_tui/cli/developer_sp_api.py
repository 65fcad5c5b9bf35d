"""``developer ... --program sp-api``: the application that sellers authorise."""

from __future__ import annotations

import argparse
import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from koongo_tui.cli.context import Context
from koongo_tui.errors import NotSetUpError, UsageError
from koongo_tui.guide.secret import Secret

if TYPE_CHECKING:
    from koongo_tui.store.config import SecretPlace, SpApiDeveloper

APPLICATION_ID = re.compile(r"amzn1\.(sellerapps\.app|sp\.solution)\.[A-Za-z0-9-]{8,64}")
CLIENT_ID = re.compile(r"amzn1\.application-oa2-client\.[A-Za-z0-9]{8,64}")


def application_of(
    args: argparse.Namespace, place: SecretPlace, *, now: datetime
) -> SpApiDeveloper:
    """What the options of ``set`` say.

    Raises:
        UsageError: one of them is missing or wrong; nothing was saved.
    """
    from koongo_tui.store.config import SpApiDeveloper

    application_id, client_id = (args.application_id or "").strip(), (args.client_id or "").strip()
    if not APPLICATION_ID.fullmatch(application_id):
        raise UsageError(
            "The application ID begins with amzn1.sellerapps.app. or amzn1.sp.solution. Nothing "
            "saved.",
            fix="Give it with --application-id, as the page of the application shows it.",
        )
    if not CLIENT_ID.fullmatch(client_id):
        raise UsageError(
            "The client ID begins with amzn1.application-oa2-client. Nothing saved.",
            fix="Give it with --client-id, as the page LWA credentials shows it.",
        )
    return SpApiDeveloper(
        application_id=application_id,
        client_id=client_id,
        secret_place=place,
        draft=args.draft,
        redirect_uri=_redirect_uri(args.redirect_uri),
        secret_set_on=now.astimezone().date(),
    )


def _redirect_uri(text: str | None) -> str | None:
    from koongo_tui.amazon.endpoints import check_endpoint, without_query

    if text is None or not text.strip():
        return None
    text = text.strip()
    parts = urlsplit(text)
    if parts.fragment or "#" in text:
        raise UsageError(
            "A redirect address ends before #: Amazon answers MD5110 to one that goes on. "
            "Nothing saved."
        )
    check_endpoint(without_query(text))
    return text


def check_secret(secret: Secret) -> None:
    """Refuse what cannot be a client secret.

    Raises:
        UsageError: it is another value of the application, or a token; nothing was saved.
    """
    if secret.reveal().startswith(("amzn1.application", "amzn1.seller", "amzn1.sp.", "At")):
        raise UsageError(
            "That is not the client secret but another value. Nothing saved.",
            fix="The client secret stands below the client ID; it begins with amzn1.oa2-cs.",
        )


def row_of(developer: SpApiDeveloper, home: str) -> dict[str, object]:
    """What is kept, for JSON. There is no secret in it."""
    by = developer.rotate_by
    return {
        "program": "sp-api",
        "application_id": developer.application_id,
        "client_id": developer.client_id,
        "secret": home,
        "draft": developer.draft,
        "redirect_uri": developer.redirect_uri,
        "secret_set_on": _day(developer.secret_set_on),
        "rotate_by": _day(by),
    }


def keep(
    args: argparse.Namespace, context: Context, place: SecretPlace, secret: Secret | None
) -> None:
    """Keep the application, and say so."""
    developer = application_of(args, place, now=context.clock())
    context.workspace.save_sp_api_developer(developer, secret)
    if args.json:
        context.print_json(row_of(developer, place.home.value))
    else:
        kind = "draft" if developer.draft else "published application"
        context.say(f"Kept the SP-API {kind}. The client secret stays on this machine.")


def forget(args: argparse.Namespace, context: Context) -> None:
    """Remove the application. Raises NotSetUpError."""
    if context.workspace.config().sp_api_developer is None:
        raise NotSetUpError("No SP-API application is kept here.")
    context.workspace.forget_sp_api_developer()
    if args.json:
        context.print_json({"program": "sp-api", "forgotten": True})
    else:
        context.say("Removed the SP-API application and its client secret from this machine.")


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
