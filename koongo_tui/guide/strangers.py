"""What people paste in place of the two values: keys, masks, links, pages of other programs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from koongo_tui.guide.labels import Kind, Label
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem, problem
from koongo_tui.guide.refusals import consent_refusal

_AGAIN = (Choice(ChoiceKind.PASTE_AGAIN, "Paste again"),)
_PAGE_AGAIN = (*_AGAIN, Choice(ChoiceKind.OPEN_PAGE, "Open that page again"))

# The word on the link, in the languages of Amazon's sites.
_LINK_WORDS = (
    "view|click view|view token|show|anzeigen|ansehen|einblenden|voir|afficher|visualizza|mostra|"
    "vedi|ver|mostrar|bekijken|weergeven|tonen|visa|wyswietl|zobacz|表示|表示する"
)
_MASK = r"[*•●∙·▪■○◦…]{4,}|[xX]{4,}|\.{6,}"
_BRACKETS = (
    r"[\[<(]\s{0,3}(?:redacted|hidden|your [a-z ]{2,20}|removed|token|seller id|\.{3})\s{0,3}[\])>]"
)
_PLACEHOLDER = re.compile(rf"(?:{_BRACKETS}|{_MASK}|a(?:[x.]{{6,}})|(?:{_LINK_WORDS})\b\.?)")
_TO_VALUE = re.compile(r"[ \t]*[:=]?[ \t]*(?:\n[ \t]*){0,2}[\"']?")
_CELL_END = re.compile(r"[\"',; ]*(?:\t|\n|\Z)|[ ]{2,}")

_AWS_ID = re.compile(
    r"(?<![A-Za-z0-9])(?:AKIA|ASIA)(?=[A-Z]{0,15}[0-9])[A-Z0-9]{16}(?![A-Za-z0-9])"
)
_AWS_SECRET = re.compile(r"(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])")
_LWA_SECRET = re.compile(r"amzn1\.oa2-cs\.v1\.[0-9a-zA-Z]{8}")
_APPLICATION = re.compile(
    r"(?<!application_id=)amzn1\.(?:application-oa2-client|sellerapps\.app|sp\.solution|application)"
    r"\.[0-9a-fA-F-]{8,40}"
)
_MERCHANT = re.compile(
    r"(?<![A-Za-z0-9_])M_[A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40})?_[0-9]{5,12}(?![A-Za-z0-9_])"
)
_MERCHANT_ALONE = re.compile(r"M_[A-Za-z0-9_]{4,60}")

_USER_WORDS = (
    "primary user",
    "primary account user",
    "hauptnutzer",
    "hauptbenutzer",
    "kontoinhaber",
    "utilisateur principal",
    "utente principale",
    "usuario principal",
    "primaire gebruiker",
)
_PRIMARY_USER = re.compile(
    r"(?:must be|be|not|only|only by) the primary (?:account )?user|"
    r"(?:needs?|requires?) (?:to be )?(?:the )?primary user|"
    r"(?:nicht der|nur der|nur vom) (?:haupt(?:be)?nutzer|kontoinhaber)|"
    r"(?:pas|seul) l.utilisateur principal|"
    r"(?:non e|solo) l.utente principale|"
    r"(?:no es|solo) el usuario principal|"
    r"(?:niet|alleen) de primaire gebruiker"
)
_PLAN_WORDS = ("professional", "individual sel")
_PLAN = re.compile(
    r"not a professional (?:amazon )?(?:seller|selling|account)|"
    r"primary user of a professional|"
    r"(?:requires?|needs?|upgrade to) (?:an? )?(?:amazon )?professional (?:selling|seller)|"
    r"individual (?:selling plan|seller accounts?)"
)
_OTHER_PROGRAMS = (
    "integration central",
    "vendor central",
    "vendorcentral.amazon",
    "payments.amazon.",
    "//pay.amazon.",
    "amazon pay merchant",
    "amazon pay store",
    "amazon pay client",
    "amazon pay public key",
    "amazon pay integration",
    "amazon payments seller",
)


_PAGE = 100_000
"""Characters up to which sentences are looked for that a page of Amazon's would show."""


def find_strangers(text: str, folded: str, labels: Sequence[Label]) -> list[Problem]:
    """The problems that do not depend on the values found."""
    found = (
        _keys(text, labels),
        _application(text),
        _merchant(text, labels),
        consent_refusal(text),
        *_page(folded),
    )
    return [p for p in found if p]


def find_placeholders(
    folded: str, labels: Sequence[Label], missing: Sequence[Kind]
) -> Problem | None:
    """A mask or the word of a link where a value belongs.

    Args:
        folded: the text, folded.
        labels: its labels.
        missing: the kinds of which no value was found.
    """
    kinds = dict.fromkeys(
        label.kind for label in labels if label.kind in missing and _stands_in(folded, label.end)
    )
    whole = folded.strip().strip("\"'")
    if not kinds and Kind.TOKEN in missing and len(whole) < 80 and _PLACEHOLDER.fullmatch(whole):
        kinds = {Kind.TOKEN: None}
    if not kinds:
        return None
    return placeholder(seller_only=Kind.TOKEN not in kinds, both=len(kinds) > 1)


def placeholder(*, seller_only: bool = False, both: bool = False) -> Problem:
    """The problem of a mask or link in place of a value."""
    if seller_only:
        return problem(
            "placeholder",
            "The Seller ID is blanked out where it was copied from.",
            title="That stands in for the Seller ID, it is not the Seller ID",
            fix="Copy it from the Amazon page itself.",
            actions=_PAGE_AGAIN,
        )
    message = "That is the link or the mask, not the token. Click View first."
    if both:
        message = "Seller ID and token are blanked out where they were copied from."
    return problem("placeholder", message, actions=_PAGE_AGAIN)


def _stands_in(folded: str, at: int) -> bool:
    begin = _TO_VALUE.match(folded, at)
    cell = _PLACEHOLDER.match(folded, begin.end() if begin else at)
    return cell is not None and _CELL_END.match(folded, cell.end()) is not None


def _keys(text: str, labels: Sequence[Label]) -> Problem | None:
    if "amzn1." in text and _LWA_SECRET.search(text):
        return problem(
            "aws-keys",
            "This is the client secret of an SP-API application. Whoever has it can act in the "
            "application's name. It was not stored.",
            title="Stop: this is an application's secret",
            fix="Do not share it. Give it only to: koongo-tui developer set",
        )
    labelled = any(
        label.kind is Kind.SECRET_KEY and _AWS_SECRET.match(text, _value_start(text, label.end))
        for label in labels
    )
    whole = text.strip().strip("\"'")
    alone = _AWS_SECRET.fullmatch(whole) is not None and _is_mixed(whole)
    if not (_AWS_ID.search(text) or labelled or alone):
        return None
    return problem("aws-keys", actions=(Choice(ChoiceKind.OPEN_PAGE, "Open Manage your apps"),))


def _is_mixed(word: str) -> bool:
    return (
        any(c.isupper() for c in word)
        and any(c.islower() for c in word)
        and any(c.isdigit() for c in word)
    )


def _application(text: str) -> Problem | None:
    if "amzn1." not in text or _APPLICATION.search(text) is None:
        return None
    return problem(
        "sp-api-token",
        "That is the ID of an SP-API application, not a token. It belongs to the developer's side.",
        title="That is an application, not a token",
        fix="Paste the refresh token, which begins with Atzr, or the return address.",
        actions=_AGAIN,
    )


def _merchant(text: str, labels: Sequence[Label]) -> Problem | None:
    if "M_" not in text:
        return None
    labelled = any(
        label.kind in {Kind.SELLER, Kind.TOKEN}
        and _MERCHANT_ALONE.match(text, min(len(text), _value_start(text, label.end)))
        for label in labels
    )
    if labelled or _MERCHANT.search(text) or _MERCHANT_ALONE.fullmatch(text.strip()):
        return problem("merchant-token", actions=_PAGE_AGAIN)
    return None


def _value_start(text: str, at: int) -> int:
    begin = _TO_VALUE.match(text, at)
    return begin.end() if begin else at


def _page(folded: str) -> list[Problem]:
    found = []
    folded = " ".join(folded[:_PAGE].split())
    if _any_of(_USER_WORDS, folded) and _PRIMARY_USER.search(folded):
        card = (Choice(ChoiceKind.OWNER_CARD, "Write the instructions for the owner"),)
        found.append(problem("not-primary-user", actions=card))
    if _any_of(_PLAN_WORDS, folded) and _PLAN.search(folded):
        found.append(problem("individual-plan"))
    if _any_of(_OTHER_PROGRAMS, folded):
        found.append(problem("amazon-pay-or-vendor", actions=_PAGE_AGAIN))
    return found


def _any_of(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)
