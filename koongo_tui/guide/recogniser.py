"""Any text in, findings out: values in any order, labelled or not, whole or broken over lines.

The text is made plain, its labels and everything with the shape of a value are found, each value
is given its labels, and the rules for each kind of value decide. Every pass is linear in the
length of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from koongo_tui.guide import markets, rows, sellers, strangers
from koongo_tui.guide.checks import cross_check
from koongo_tui.guide.consent import find_consent
from koongo_tui.guide.dates import DateOrder
from koongo_tui.guide.findings import Consent, Findings, Token, blocking_first
from koongo_tui.guide.labels import Kind, find_labels, fold
from koongo_tui.guide.layout import Value, arrange
from koongo_tui.guide.mistakes import Problem
from koongo_tui.guide.mixups import seller_problems, swap_problem, token_problems
from koongo_tui.guide.normalise import normalise, without_marks
from koongo_tui.guide.notes import notes_on
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.steps import Field
from koongo_tui.guide.tokens import TokenRead, find_tokens
from koongo_tui.guide.unwrap import unwrap

__all__ = ["Consent", "Findings", "Token", "find_token", "recognise"]


_FEW_LINES = 3
"""Lines up to which a text is a value or two, so that a bare Seller ID or a date counts."""


def find_token(text: str) -> bool:
    """Whether the text holds a token or the recognisable beginning of one."""
    plain = "".join(normalise(text).text.split()).lower()
    return any(p in plain for p in ("amzn.mws.", "atzr|", "atza|", "amzn1.oa2-cs.v1."))


def recognise(
    text: str,
    *,
    region: Region | None = None,
    program: Program | None = None,
    today: date | None = None,
    dates: DateOrder | None = None,
    field: Field | None = None,
) -> Findings:
    """What a text holds, and every mix-up that can be seen in it.

    Args:
        text: as it was pasted, up to some megabytes.
        region: the channel's; values of other regions become problems.
        program: the channel's; values of the other program become problems.
        today: tells whether a single date lies ahead, so that it is the end.
        dates: how the person reads dates that can be read in two ways.
        field: the text was entered for this value; it counts as that value's label.
    """
    plain = normalise(text)
    lines = [line for line in plain.text.split("\n") if line.strip()]
    asked = _Asked(region, today, dates, len(lines) <= _FEW_LINES)
    whole = plain.text if field is None else f"{field.label}: {plain.text.lstrip()}"
    reading = _read(whole, asked)
    warnings = list(_warnings(reading))
    if joined := unwrap(whole):
        other = _read(joined.text, asked)
        warnings += _warnings(other)
        reading = _better(reading, other, certain=joined.certain)
    found = replace(
        reading.findings,
        tidied=(*plain.tidied, *_tidied(without_marks(text), reading)),
        lines=len(text.strip().splitlines()),
    )
    checks = cross_check(found, region=region, program=program)
    problems = dict.fromkeys((*warnings, *found.problems, *checks))
    return replace(found, problems=blocking_first(tuple(problems)))


@dataclass(frozen=True, slots=True)
class _Asked:
    region: Region | None
    today: date | None
    order: DateOrder | None
    few_lines: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a text, with what is needed to compare it with another.

    Attributes:
        findings: what it gives, before the checks against the channel.
        extra: sentences for ``tidied``.
        broken: a token stands in pieces, so the text was wrapped somewhere.
    """

    findings: Findings
    extra: tuple[str, ...]
    broken: bool

    @property
    def found(self) -> int:
        """How many values were found; one that may be cut does not count."""
        f = self.findings
        seller = f.seller_id and not sellers.unusual(f.seller_id)
        back = f.consent and (f.consent.state, f.consent.selling_partner_id)
        single = (seller, f.token, f.developer_id, f.status, f.authorised_on, f.expires_on)
        return sum(bool(v) for v in (*single, *(back or ()), f.consent)) + len(f.marketplaces)

    @property
    def size(self) -> int:
        """Characters of the values that can look whole although they were cut."""
        f = self.findings
        token = len(f.token.secret) if f.token else 0
        return len(f.seller_id or "") + token + (len(f.consent.code) if f.consent else 0)


def _warnings(reading: _Reading) -> Iterator[Problem]:
    """What must be said whichever reading is believed: keys that were cut are keys all the same."""
    return (p for p in reading.findings.problems if p.code == "aws-keys")


def _better(plain: _Reading, joined: _Reading, *, certain: bool) -> _Reading:
    """The reading that understands more.

    Between equals, a text that was certainly wrapped is believed joined, because a cut value or
    date can look whole; else the reading with fewer problems, or the one that has something to
    say where nothing was found.
    """
    if joined.found != plain.found:
        return joined if joined.found > plain.found else plain
    if (certain or plain.broken) and joined.size >= plain.size:
        return joined
    more = len(joined.findings.problems) - len(plain.findings.problems)
    if plain.found == 0:
        return joined if more > 0 else plain
    return joined if more < 0 else plain


def _read(text: str, asked: _Asked) -> _Reading:
    folded = fold(text)
    labels = find_labels(folded)
    tokens = find_tokens(text, labels)
    arranged = sellers.settle(arrange(folded, labels, _values(text, folded, tokens)))
    consent = find_consent(text)
    market = markets.read_markets(folded, labels, arranged)
    known = tuple(dict.fromkeys(m.meant.id for m in market if m.meant))
    row = rows.read_row(
        folded,
        labels,
        arranged,
        region=asked.region,
        today=asked.today,
        order=asked.order,
        few_lines=asked.few_lines,
    )
    ids = sellers.read_sellers(
        folded,
        arranged,
        company=asked.few_lines or bool(tokens or known or row.developer_id or consent),
    )
    seller, seller_doubts = seller_problems(ids, consent, market, arranged)
    token, token_doubts = token_problems(tokens)
    swapped = swap_problem(arranged, tokens, ids)
    missing = [k for k, v in ((Kind.SELLER, seller), (Kind.TOKEN, token)) if v is None]
    masked = None
    if not any(p.code == "placeholder" for p in token_doubts):
        masked = strangers.find_placeholders(folded, labels, missing)
    problems = (
        *strangers.find_strangers(text, folded, labels),
        swapped,
        *seller_doubts,
        *token_doubts,
        masked,
        *markets.market_problems(market),
        rows.odd_number(text, labels, asked.region),
        rows.date_problem(row),
    )
    findings = Findings(
        seller_id=seller,
        token=token,
        marketplaces=known,
        developer_id=row.developer_id,
        status=row.status,
        authorised_on=row.authorised_on,
        expires_on=row.expires_on,
        ambiguous_dates=row.readings,
        consent=consent,
        problems=tuple(p for p in problems if p),
    )
    extra = []
    if seller and (note := sellers.unusual(seller)):
        extra.append(note)
    if any(t.glued for t in tokens):
        extra.append("Text that was stuck to the end of the token was left out.")
    return _Reading(findings, tuple(extra), any(t.lines > 1 for t in tokens))


def _values(text: str, folded: str, tokens: Sequence[TokenRead]) -> list[Value]:
    return [
        *(Value(Kind.TOKEN, t.start, t.end, "") for t in tokens),
        *sellers.find_words(text, folded),
        *markets.find_names(folded),
        *rows.find_numbers(text),
    ]


def _tidied(raw: str, reading: _Reading) -> list[str]:
    found = reading.findings
    notes: list[str] = []
    if found.seller_id:
        notes += notes_on(raw, found.seller_id, "the Seller ID")
    if found.token:
        notes += notes_on(raw, found.token.secret.reveal(), "the token")
    return [*notes, *reading.extra]
