"""From what was read to the two values, and to the mix-ups between them."""

from __future__ import annotations

from collections.abc import Sequence

from koongo_tui.guide.credentials import MWS_TOKEN_LENGTH
from koongo_tui.guide.findings import Consent, Token
from koongo_tui.guide.labels import Kind
from koongo_tui.guide.layout import Labelled
from koongo_tui.guide.markets import Market
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem, problem
from koongo_tui.guide.secret import Secret
from koongo_tui.guide.sellers import SellerRead
from koongo_tui.guide.strangers import placeholder
from koongo_tui.guide.tokens import TokenRead

_AGAIN = (
    Choice(ChoiceKind.PASTE_AGAIN, "Paste again"),
    Choice(ChoiceKind.OPEN_PAGE, "Open that page again"),
)


def seller_problems(
    read: Sequence[SellerRead],
    consent: Consent | None,
    markets: Sequence[Market],
    arranged: Sequence[Labelled],
) -> tuple[str | None, list[Problem]]:
    """The Seller ID, if the text gives exactly one, and what stands in its place otherwise."""
    ids = dict.fromkeys(s.seller_id for s in read)
    if consent and consent.selling_partner_id:
        ids[consent.selling_partner_id] = None
    if len(ids) == 1:
        return next(iter(ids)), []
    if ids:
        return None, [_two_sellers(tuple(ids))]
    if as_seller := _market_as_seller(markets):
        return None, [as_seller]
    for item in arranged:
        if item.value.kind is Kind.DEVELOPER and item.only is Kind.SELLER:
            facts = (("You pasted", item.value.text),)
            return None, [problem("developer-as-seller", facts=facts, actions=_AGAIN)]
    return None, []


def _two_sellers(ids: tuple[str, ...]) -> Problem:
    return problem(
        "other-shop",
        f"The text holds {len(ids)} different Seller IDs, and only one belongs to this shop. "
        "None was taken.",
        title="More than one Seller ID",
        fix="Choose the one of this shop.",
        facts=tuple((f"Seller ID {n}", i) for n, i in enumerate(ids[:5], 1)),
        actions=(
            *(Choice(ChoiceKind.USE_VALUE, f"Use {i}", i) for i in ids[:5]),
            Choice(ChoiceKind.PASTE_AGAIN, "Paste again"),
        ),
    )


def _market_as_seller(markets: Sequence[Market]) -> Problem | None:
    """A marketplace under the label Seller ID, or all by itself and without a label."""
    wrong = next((m for m in markets if m.label is Kind.SELLER), None)
    if wrong is None and len(markets) == 1 and markets[0].bare:
        wrong = markets[0]
    if wrong is None or wrong.meant is None:
        return None
    name = wrong.meant.name
    known = (
        f"almost the marketplace ID of {name}" if wrong.misread else f"the marketplace ID of {name}"
    )
    return problem(
        "marketplace-as-seller",
        f"That is {name}. Every seller on {name} shares this code. Yours is the line above it on "
        "the same Amazon page, labelled Seller ID. The marketplace was noted for step 4.",
        facts=(("You pasted", wrong.shown), ("We know it as", known)),
        actions=_AGAIN,
    )


def token_problems(tokens: Sequence[TokenRead]) -> tuple[Token | None, list[Problem]]:
    """The token, if the text gives exactly one, and what is wrong with it otherwise."""
    whole = {t.text: t for t in tokens if t.text}
    if len(whole) == 1:
        only = next(iter(whole.values()))
        return Token(only.program, Secret(only.text)), []
    if whole:
        masked = [Secret(t).masked for t in whole][:5]
        return None, [
            problem(
                "replaced-token",
                f"The text holds {len(whole)} different tokens, and only one is in use. None was "
                "taken.",
                title="More than one token",
                fix="Paste the one that the Amazon page shows now.",
                facts=tuple((f"Token {n}", m) for n, m in enumerate(masked, 1)),
                actions=_AGAIN,
            )
        ]
    if any(t.masked for t in tokens):
        return None, [placeholder()]
    if any(t.hourly for t in tokens):
        return None, [
            problem(
                "sp-api-token",
                "That is an SP-API access token, which ends after an hour. A channel needs the "
                "refresh token, which begins with Atzr.",
                title="That token lasts one hour only",
                fix="Paste the refresh token.",
                actions=_AGAIN,
            )
        ]
    return (None, [_cut(tokens[0])]) if tokens else (None, [])


def _cut(token: TokenRead) -> Problem:
    arrived = f"{token.arrived} of {MWS_TOKEN_LENGTH} characters"
    title, message = "", f"{token.arrived} of {MWS_TOKEN_LENGTH} characters arrived."
    if token.arrived > MWS_TOKEN_LENGTH:
        title = "The token is too long"
        message = (
            f"{token.arrived} characters arrived, and a token has {MWS_TOKEN_LENGTH}. Something "
            "is stuck to it, or a character is doubled."
        )
    elif token.misshapen:
        title = "The token has a slip in it"
        message = (
            f"{token.arrived} characters arrived, but not in the groups of a token. One is "
            "missing and another one doubled."
        )
    elif token.beheaded:
        message = f"{arrived} arrived. The beginning, amzn.mws., is not all there."
    return problem(
        "truncated-token",
        message,
        title=title,
        facts=(("Arrived", arrived),),
        actions=_AGAIN,
    )


def swap_problem(
    arranged: Sequence[Labelled], tokens: Sequence[TokenRead], read: Sequence[SellerRead]
) -> Problem | None:
    """Each value under the label of the other, or one of them.

    What was found is already sorted by shape: to swap means to accept that.
    """
    texts = {t.start: t.text for t in tokens if t.text}
    token = next(
        (
            texts[a.value.start]
            for a in arranged
            if a.value.kind is Kind.TOKEN and a.only is Kind.SELLER and a.value.start in texts
        ),
        None,
    )
    seller = next((s for s in read if s.label is Kind.TOKEN), None)
    if token is None and seller is None:
        return None
    facts = []
    if token is not None:
        facts.append(("Seller ID", f"{Secret(token).masked}, which is a token"))
    if seller is not None:
        facts.append(("Token", f"{seller.shown}, which looks like a Seller ID"))
    both = token is not None and seller is not None
    return problem(
        "swapped",
        "" if both else f"That looks like {'the token' if token else 'a Seller ID'}.",
        title="" if both else "That value belongs in the other field",
        facts=tuple(facts),
        actions=(
            Choice(ChoiceKind.SWAP, "Swap them" if both else "Put it where it belongs"),
            Choice(ChoiceKind.KEEP, "Keep as typed"),
            Choice(ChoiceKind.EDIT, "Edit by hand"),
        ),
    )
