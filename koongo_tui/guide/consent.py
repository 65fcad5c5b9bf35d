"""SP-API's consent page: the address to open, and the one to which Amazon returns the browser.

Source: SP-API documentation, "Website authorization workflow" and "Authorization errors":
``state``, ``selling_partner_id`` and ``spapi_oauth_code`` stand in the query of the return
address, and the code in it can be exchanged for five minutes.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from koongo_tui.errors import Actor
from koongo_tui.guide.credentials import is_seller_id
from koongo_tui.guide.findings import Consent
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret

REQUEST_LIFE = timedelta(minutes=10)
"""How long an answer to one consent address is taken: our own limit."""

CODE_LIFE = timedelta(minutes=5)
"""How long Amazon exchanges the code of a return address."""

CONSENT_CODES = frozenset({"consent-unknown", "consent-state", "consent-used", "consent-old"})
"""Problems of a return address that ``check_return`` finds."""

EXCHANGE_CODES = CONSENT_CODES | {"code-expired"}
"""Every problem that a new return address or a refresh token answers."""

_PATH = "/apps/authorize/consent"
_CODE = "spapi_oauth_code="
_LONGEST = 4096
_MOST_FIELDS = 50
_OUTSIDE = re.compile(r"[\s\"'<>`]")

_AGAIN = (
    Choice(ChoiceKind.OPEN_PAGE, "Open the consent page again"),
    Choice(ChoiceKind.PASTE_AGAIN, "Paste another address"),
)

# Where sellers of several countries sign in together; elsewhere each country has its own host.
_HOSTS = {
    Region.EU: ("sellercentral-europe.amazon.com",),
    Region.NA: ("sellercentral.amazon.com",),
}


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """One visit of the consent page that was asked for.

    Attributes:
        state: random; Amazon gives it back, which tells the answer from anybody else's.
        made_at: aware.
        url: the address to open in a browser.
        redirect_uri: part of the address; the exchange of the code repeats it. None when the
            application's registered one is meant.
        used: its answer was taken; it is never taken twice.
    """

    state: str
    made_at: datetime
    url: str
    redirect_uri: str | None = None
    used: bool = False

    @property
    def ends_at(self) -> datetime:
        """Until when an answer is taken."""
        return self.made_at + REQUEST_LIFE

    def is_open(self, now: datetime) -> bool:
        """An answer would be taken; otherwise another request has to be made."""
        return not self.used and now <= self.ends_at


def new_request(
    host: str,
    application_id: str,
    *,
    now: datetime,
    redirect_uri: str | None = None,
    draft: bool = False,
    random: Callable[[], str] | None = None,
) -> ConsentRequest:
    """A request with a state of its own.

    Args:
        host: of the Seller Central, or a whole origin, ``http://127.0.0.1:8080``.
        application_id: ``amzn1.sellerapps.app.…`` or ``amzn1.sp.solution.…``.
        now: aware.
        redirect_uri: a registered one; None lets Amazon use the first.
        draft: the application is not published yet.
        random: gives the state; the system's own source of chance if None.
    """
    if random is None:
        from secrets import token_urlsafe

        state = token_urlsafe(24)
    else:
        state = random()
    url = consent_url(host, application_id, state, redirect_uri, draft)
    return ConsentRequest(state, now, url, redirect_uri)


def consent_url(
    host: str, application_id: str, state: str, redirect_uri: str | None, draft: bool
) -> str:
    """The address of the consent page, as Amazon's documentation builds it.

    ``version=beta`` is there for a draft only: without it Amazon answers MD1000 to a draft.
    """
    from urllib.parse import urlencode

    values = {"application_id": application_id, "state": state}
    if redirect_uri is not None:
        values["redirect_uri"] = redirect_uri
    if draft:
        values["version"] = "beta"
    origin = host if "://" in host else f"https://{host}"
    return f"{origin.rstrip('/')}{_PATH}?{urlencode(values)}"


def consent_hosts(region: Region | None, seller_central: str | None) -> tuple[str, ...]:
    """Seller Central hosts whose consent page may be the right one, the likeliest first.

    Args:
        region: of the account.
        seller_central: the host that the person named; it is right then.
    """
    if seller_central:
        return (seller_central,)
    return _HOSTS.get(region, region.sites) if region else ()


def check_return(
    consent: Consent, request: ConsentRequest | None, *, now: datetime
) -> Problem | None:
    """Whether a return address answers the request: its state, once, within ten minutes.

    States are compared in constant time.

    Args:
        consent: as pasted.
        request: the latest that was made; None when there was none.
        now: when the address was pasted, aware.
    """
    if request is None:
        return _unusable(
            "consent-unknown",
            "No authorisation was started here",
            "This is the address to which Amazon returned a browser, and nothing on this machine "
            "had asked for it. It was not used.",
            "Open the consent page from here, confirm, and paste the address that follows.",
        )
    if not consent.state:
        return _unusable(
            "consent-state",
            "The return address is not complete",
            "Its part “state” is missing, so nobody can tell that it belongs to this setup. It "
            "was not used.",
            "Copy the whole address from the browser's address bar.",
        )
    given = consent.state.encode(errors="replace")
    if not hmac.compare_digest(given, request.state.encode()):
        return _unusable(
            "consent-state",
            "That return address belongs to another attempt",
            "Its state is not the one of the consent page that was opened from here. It may come "
            "from an earlier try, or from somebody else's account. It was not used.",
            "Open the consent page again, confirm, and paste the address that follows.",
        )
    if request.used:
        return _unusable(
            "consent-used",
            "That return address was used already",
            "Amazon exchanges each code once only.",
            "Open the consent page again, confirm, and paste the new address.",
        )
    if now > request.ends_at:
        return _unusable(
            "consent-old",
            "That return address came too late",
            f"The consent page was opened more than {REQUEST_LIFE // timedelta(minutes=1)} minutes "
            "ago, and the code in the address lasts five minutes. It was not used.",
            "Open the consent page again, confirm, and paste the address at once.",
        )
    return None


def code_problem(*, late: bool = False) -> Problem:
    """Amazon did not exchange the code of a return address.

    Args:
        late: it was not even sent: its five minutes had passed.
    """
    causes = (
        "The code lasts five minutes from the moment the owner confirms, and works once. It is "
        "also refused when it was made for another application or another redirect address."
    )
    if late:
        causes = "The code lasts five minutes, and they have passed. It was not sent to Amazon."
    return _unusable(
        "code-expired",
        "Amazon does not take the authorisation code any more",
        causes,
        "Open the consent page again, confirm, and paste the new address at once.",
    )


def spent(request: ConsentRequest | None) -> ConsentRequest | None:
    """The same request after its answer was used."""
    return replace(request, used=True) if request else None


def _unusable(code: str, title: str, message: str, fix: str) -> Problem:
    return Problem(code, title, message, fix, Actor.YOU, actions=_AGAIN)


def find_consent(text: str) -> Consent | None:
    """The first return address of a text, or None. Its query alone will do."""
    at = text.find(_CODE)
    if at < 0:
        return None
    from urllib.parse import parse_qs

    before = _OUTSIDE.split(text[max(0, at - _LONGEST) : at])[-1]
    after = _OUTSIDE.split(text[at : at + _LONGEST], maxsplit=1)[0]
    query = (before.rpartition("?")[2] + after).partition("#")[0].replace("&amp;", "&")
    if query.count("&") > _MOST_FIELDS:
        return None
    values = {name: found[0] for name, found in parse_qs(query).items()}
    code = values.get(_CODE[:-1], "").rstrip(".,;)")
    partner = values.get("selling_partner_id", "")
    if not code:
        return None
    return Consent(
        code=Secret(code),
        state=values.get("state", ""),
        selling_partner_id=partner if is_seller_id(partner) else None,
    )
