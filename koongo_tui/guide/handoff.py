"""Ready messages for somebody else: the account owner, Koongo's support, Amazon's Seller Support.

Plain text, 76 columns at most, to be copied or written to a file. None holds a secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from textwrap import fill
from typing import TYPE_CHECKING

from koongo_tui.guide.obstacles import country_name, not_ready, uncovered
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import DEVELOPER_NAME
from koongo_tui.guide.steps import SetupError, Step, Way

if TYPE_CHECKING:
    from koongo_tui.guide.flow import Setup

_WIDTH = 76


def owner_card(setup: Setup) -> str:
    """What the owner of the Amazon account has to do, for somebody who is not the owner.

    Raises:
        SetupError: no developer ID is known for the account's country yet; under SP-API, no
            region is chosen, or the consent page was not asked for.
    """
    if setup.program is Program.SP_API:
        return _sp_api_card(setup)
    if setup.developer_id is None or setup.region is None:
        raise uncovered(setup)
    place = country_name(setup) if setup.country else setup.region.title
    code = setup.country if setup.country and len(setup.country) == 2 else setup.region.value
    pages = "\n".join(f"   {page.url}" for page in setup.pages)
    which = " the one where you sign in" if len(setup.pages) > 1 else ""
    return f"""\
To connect our shop to {DEVELOPER_NAME} I need you to do this once, about 3 minutes:

1. Sign in as the primary user and open{which}
{pages}
2. Click Authorise new developer.
3. Developer name: {DEVELOPER_NAME}        Developer ID: {setup.developer_id}
4. Confirm. Amazon shows a page with a Seller ID and an MWS token.
5. Pass both to me in person or through our password manager,
   not by e-mail or chat.

Ref KT-{code.upper()}-1 - the ID above is right only for accounts opened in
{place}.
"""


def renewal_card(link: str) -> str:
    """What the owner does when an authorisation of MWS has ended: nothing comes back to paste.

    Args:
        link: Manage your apps at their Seller Central.
    """
    return f"""\
Amazon no longer lets {DEVELOPER_NAME} work with our shop.
Please renew it, about 1 minute:

1. Sign in to Seller Central as the primary user and open
   {link}
2. Find the row {DEVELOPER_NAME} and click Renew, or Enable.
3. Tell me when that is done, or that there is no such row.
   Nothing has to be sent: the token stays the same.
"""


def _sp_api_card(setup: Setup) -> str:
    if not setup.consent_hosts:
        raise not_ready(replace(setup, step=Step.REGION))
    alone = setup.way is Way.SELF
    if not alone and setup.consent_request is None:
        raise SetupError(
            "The consent page has not been asked for yet.", fix="Open it first.", code="no-consent"
        )
    # The consent page's address is long: indented it could not be selected as a whole.
    pages = "\n".join(page.url if not alone else f"   {page.url}" for page in setup.pages)
    steps = (
        """\
2. In the application's menu choose Authorise app. Amazon shows a refresh
   token, which begins with Atzr.
3. Copy the Seller ID too: Account Info, Merchant Token.
4. Pass both to me in person or through our password manager,
   not by e-mail or chat."""
        if alone
        else """\
2. Confirm. Amazon then opens another page.
3. Copy the whole address of that page from the address bar, also when the
   page shows an error, and send it to me at once: it works once, for five
   minutes, and only on my machine."""
    )
    when = "" if alone else " within ten minutes,"
    return f"""\
To connect our shop to {DEVELOPER_NAME} I need you to do this once,{when} please:

1. Sign in to Seller Central as the primary user and open
{pages}
{steps}
"""


def koongo_region_message(setup: Setup) -> str:
    """To Koongo's support: which developer ID is right for a country the guide leaves out."""
    return _paragraphs(
        f"Which developer ID should a seller account opened in {country_name(setup)} use?",
        "The guide gives IDs for Europe, for US and Canada and for Australia and Japan only. "
        "We have not authorised any of them.",
    )


def koongo_keys_message(
    *,
    region: str,
    developer_id: str | None,
    at: datetime,
    amazon_words: str | None = None,
    request_id: str | None = None,
) -> str:
    """To Koongo's support: Amazon refuses the developer's own keys.

    Args:
        region: its name, ``Europe``.
        developer_id: grouped, as the seller authorised it; None under SP-API.
        at: when it happened, aware.
        amazon_words: Amazon's code and sentence, unaltered.
        request_id: Amazon's, for a case with Amazon.
    """
    facts = [
        ("Region", region),
        ("Developer ID", developer_id),
        ("When", _utc(at)),
        ("Amazon's words", amazon_words),
        ("Request ID", request_id),
    ]
    keys = (
        "the access key and the secret key of this developer account"
        if developer_id
        else "the client ID and the client secret of the SP-API application"
    )
    return _paragraphs(
        "Amazon refuses the developer's keys of koongo-tui, before it looks at the seller's "
        f"values. Please check {keys}.",
        facts,
    )


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What a message about a submission says of it.

    Attributes:
        id: Amazon's number of it, ``50148017702``.
        feed_type: as Amazon writes it; None when unknown.
        submitted_at: aware; None when unknown.
        native_status: Amazon's own word.
        seller_id: names the account; Seller Support asks for it.
        marketplace: ``Amazon.co.uk``.
        size: bytes; None when unknown.
        products, quantity_zero: for a held one: how many products it would change, and how many
            it would set to nothing; None when unknown.
    """

    id: str
    submitted_at: datetime | None
    native_status: str
    seller_id: str
    marketplace: str
    feed_type: str | None = None
    size: int | None = None
    products: int | None = None
    quantity_zero: int | None = None


def stuck_message(facts: SubmissionFacts, *, now: datetime) -> str:
    """To Seller Support: please cancel a submission that does not finish."""
    return _paragraphs(
        f"Feed submission {facts.id} has not finished. Please cancel it, or tell us when it will "
        "be processed.",
        _about(facts, now),
        "Amazon's guidance is up to one hour for small files and up to eight hours for files "
        "above 5 MB.",
    )


def held_message(facts: SubmissionFacts, *, now: datetime) -> str:
    """To Seller Support: please cancel a submission that Amazon's safety net holds."""
    return _paragraphs(
        f"Feed submission {facts.id} is held by your safety check. It was not meant to be sent. "
        "Please cancel it without processing it.",
        _about(facts, now),
        "Nothing should be changed in our listings because of it.",
    )


def _about(facts: SubmissionFacts, now: datetime) -> Sequence[tuple[str, str | None]]:
    return (
        ("Submission", facts.id),
        ("Type", facts.feed_type),
        ("Submitted", _since(facts.submitted_at, now)),
        ("Status", facts.native_status),
        ("Size", None if facts.size is None else _size(facts.size)),
        ("Products", None if facts.products is None else f"{facts.products:,}"),
        ("Set to 0", None if facts.quantity_zero is None else f"{facts.quantity_zero:,}"),
        ("Seller ID", facts.seller_id),
        ("Marketplace", facts.marketplace),
    )


def _paragraphs(*parts: str | Sequence[tuple[str, str | None]]) -> str:
    texts = []
    for part in parts:
        if isinstance(part, str):
            texts.append(fill(part, _WIDTH))
        else:
            known = [(label, value) for label, value in part if value]
            width = max(len(label) for label, _ in known)
            texts.append("\n".join(f"{label:<{width}}  {value}" for label, value in known))
    return "\n\n".join(texts) + "\n"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _since(moment: datetime | None, now: datetime) -> str | None:
    if moment is None:
        return None
    hours, minutes = divmod(max(0, int((now - moment).total_seconds() // 60)), 60)
    ago = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return f"{_utc(moment)}, {ago} ago"


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.1f} kB"
