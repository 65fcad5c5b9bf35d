"""What was found in a text that somebody pasted."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date

from koongo_tui.guide.dates import DateReading
from koongo_tui.guide.mistakes import Problem
from koongo_tui.guide.programs import Program
from koongo_tui.guide.secret import Secret


@dataclass(frozen=True, slots=True)
class Token:
    """The secret half of an authorisation: an MWS Auth Token or an SP-API refresh token."""

    kind: Program
    secret: Secret


@dataclass(frozen=True, slots=True)
class Consent:
    """The return address of SP-API's consent page. Its code lives five minutes."""

    code: Secret
    state: str
    selling_partner_id: str | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text holds. Every field is optional; ``Findings()`` is the empty answer.

    Attributes:
        seller_id: in capitals, as Amazon prints it.
        token: kept masked; never part of any sentence here.
        marketplaces: IDs in the order of the text, misread ones already repaired.
        developer_id: grouped, ``9051-1235-5740``.
        status: ``Active``, ``Disabled`` or ``Expired``, whatever the page's language.
        authorised_on: from the row of Manage your apps.
        expires_on: from the same row.
        ambiguous_dates: empty, or both ways to read the row's dates, when nothing settles which.
        consent: the return address of SP-API's consent page.
        tidied: sentences on what was put right without asking.
        problems: the mistakes that were recognised, blocking ones first.
        lines: how many lines the text had.
    """

    seller_id: str | None = None
    token: Token | None = None
    marketplaces: tuple[str, ...] = ()
    developer_id: str | None = None
    status: str | None = None
    authorised_on: date | None = None
    expires_on: date | None = None
    ambiguous_dates: tuple[DateReading, ...] = ()
    consent: Consent | None = None
    tidied: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing was found; there may be problems all the same."""
        return not any(getattr(self, name) for name in _VALUES)

    def merge(self, later: Findings) -> Findings:
        """Both pastes taken together: where both hold a value, the later one wins.

        Problems of the earlier paste stay unless the later one brings the value they ask for.
        """
        values = {name: getattr(later, name) or getattr(self, name) for name in _VALUES}
        if later.ambiguous_dates:
            values["authorised_on"] = values["expires_on"] = None
        elif later.authorised_on or later.expires_on:
            values["ambiguous_dates"] = ()
        merged = replace(
            later, **values, tidied=tuple(dict.fromkeys((*self.tidied, *later.tidied)))
        )
        codes = {p.code for p in later.problems}
        kept = [p for p in self.problems if p.code not in codes and not _answered(p, later)]
        new = [p for p in later.problems if not (self.seller_id and p.code in _ASK_SELLER)]
        return replace(merged, problems=blocking_first((*new, *kept)))


_VALUES = tuple(f.name for f in fields(Findings) if f.name not in {"tidied", "problems", "lines"})

_ASK_SELLER = frozenset({"marketplace-as-seller", "developer-as-seller", "merchant-token"})
_ANSWERS = {
    "seller_id": _ASK_SELLER | {"other-shop", "swapped"},
    "token": frozenset({"truncated-token", "placeholder", "sp-api-token", "replaced-token"}),
    "marketplaces": frozenset({"lookalike-marketplace", "wrong-endpoint"}),
    "developer_id": frozenset(
        {"wrong-region-developer", "mistyped-developer", "retired-developer"}
    ),
    "expires_on": frozenset({"ambiguous-date"}),
}
_OF_THE_PAGE = frozenset(
    {
        "aws-keys",
        "not-primary-user",
        "individual-plan",
        "amazon-pay-or-vendor",
        "consent-draft",
        "consent-redirect",
        "consent-fragment",
    }
)


def _answered(problem: Problem, later: Findings) -> bool:
    if problem.code in _OF_THE_PAGE:
        return not later.is_empty
    return any(
        problem.code in codes and bool(getattr(later, name)) for name, codes in _ANSWERS.items()
    )


def blocking_first(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The same problems, those that stop the work before those worth knowing."""
    return tuple(sorted(problems, key=lambda p: not p.blocking))
