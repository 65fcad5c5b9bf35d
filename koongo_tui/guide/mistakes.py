"""The mistakes people make on the way, each with a stable code, what to say and who has to act.

One table for every front end: the screens, the plain questions, the JSON and the practice cases
use the same codes and words. ``Problem`` is one such mistake met in a given paste, with the facts
to show and the choices that put it right.

Sources of the rows: Amazon's own error tables of MWS and SP-API, its pages on authorising
developers, and the help pages of integrators who describe what their sellers run into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from koongo_tui.errors import Actor


class ChoiceKind(StrEnum):
    """What happens when a choice is taken."""

    SWAP = "swap"
    KEEP = "keep"
    EDIT = "edit"
    PASTE_AGAIN = "paste-again"
    USE_VALUE = "use-value"
    CHOOSE_DATE = "choose-date"
    SWITCH_PROGRAM = "switch-program"
    CHANGE_REGION = "change-region"
    OWNER_CARD = "owner-card"
    OPEN_PAGE = "open-page"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the person can pick; the first of a problem's choices is the recommended one.

    Attributes:
        kind: what it does.
        label: the words on the button or line.
        value: what the kind needs: the ID for ``USE_VALUE``, a ``DateOrder`` for
            ``CHOOSE_DATE``, a ``Program`` for ``SWITCH_PROGRAM``, a ``Region`` for
            ``CHANGE_REGION``; else empty. Never a secret.
    """

    kind: ChoiceKind
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake met in something that a person gave us.

    Attributes:
        code: a key of ``MISTAKES``.
        title: one line without a full stop: "That is a marketplace, not a seller".
        message: plain sentences. Never a secret in clear.
        fix: the one thing to do next, a sentence.
        who: who has to act.
        facts: label and value pairs to show aligned; secrets masked.
        actions: what the person can pick, the recommended one first.
        blocking: the value cannot be used as it is; False means "worth knowing".
    """

    code: str
    title: str
    message: str
    fix: str
    who: Actor
    facts: tuple[tuple[str, str], ...] = ()
    actions: tuple[Choice, ...] = ()
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row of the table.

    Attributes:
        number: its place in the table, from 1; practice cases are listed in this order.
        code: the stable word for it.
        title: one line without a full stop.
        who: who has to act.
        explanation: what happened, in plain sentences.
        fix: the one thing to do.
        offline: it is recognised before anything is sent.
    """

    number: int
    code: str
    title: str
    who: Actor
    explanation: str
    fix: str
    offline: bool = False


_ROWS = (
    Mistake(
        1,
        "wrong-region-developer",
        "The developer ID of another region",
        Actor.YOU,
        "Koongo has a developer ID of its own in each region. Amazon may accept another "
        "region's ID on the form, and then refuses every request.",
        "Authorise Koongo again with the developer ID of your region.",
        offline=True,
    ),
    Mistake(
        2,
        "mistyped-developer",
        "The developer ID looks mistyped",
        Actor.YOU,
        "The developer ID is almost one of Koongo's, but not quite.",
        "Copy the developer ID instead of typing it, and authorise again.",
        offline=True,
    ),
    Mistake(
        3,
        "retired-developer",
        "A developer ID that the guide no longer gives",
        Actor.YOU,
        "An old picture of the guide shows Koongo under this developer ID. The guide gives "
        "another one for every region.",
        "Ask Koongo which developer ID to use before you renew this one.",
        offline=True,
    ),
    Mistake(
        4,
        "swapped",
        "Seller ID and token are swapped",
        Actor.YOU,
        "The token stands where the Seller ID belongs, or the other way round.",
        "Swap them.",
        offline=True,
    ),
    Mistake(
        5,
        "whitespace",
        "Blanks around a value",
        Actor.YOU,
        "There were spaces, tabs or line breaks around the value. Amazon would have refused it.",
        "Nothing to do: they were removed.",
        offline=True,
    ),
    Mistake(
        6,
        "invisible",
        "Invisible characters in a value",
        Actor.YOU,
        "The value held characters that cannot be seen, or a dash of another kind. Amazon would "
        "have refused it.",
        "Nothing to do: they were put right.",
        offline=True,
    ),
    Mistake(
        7,
        "truncated-token",
        "The token is not complete",
        Actor.YOU,
        "A part of the token did not arrive.",
        "Click View on the Amazon page, select the whole token and copy it again.",
        offline=True,
    ),
    Mistake(
        8,
        "placeholder",
        "That stands in for the token, it is not the token",
        Actor.YOU,
        "What was pasted is the link or the mask that Amazon shows in place of the token.",
        "Click View in the column MWS Auth Token first, then copy what appears.",
        offline=True,
    ),
    Mistake(
        9,
        "marketplace-as-seller",
        "That is a marketplace, not a seller",
        Actor.YOU,
        "Every seller on a marketplace shares its marketplace ID.",
        "Copy the line above it on the same Amazon page, labelled Seller ID.",
        offline=True,
    ),
    Mistake(
        10,
        "lookalike-marketplace",
        "A marketplace ID was misread",
        Actor.YOU,
        "The marketplace ID is almost one of Amazon's. Letters and digits that look alike were "
        "exchanged.",
        "Use the ID that Amazon really has.",
        offline=True,
    ),
    Mistake(
        11,
        "developer-as-seller",
        "That is a developer's number, not yours",
        Actor.YOU,
        "Twelve digits are a developer ID. Yours, the Seller ID, starts with A.",
        "Copy the value labelled Seller ID on the Amazon page.",
        offline=True,
    ),
    Mistake(
        12,
        "merchant-token",
        "That is the older merchant token",
        Actor.YOU,
        "Amazon used merchant tokens that begin with M_ in older interfaces. They are not the "
        "Seller ID.",
        "Copy the Seller ID. It is on the same page as the MWS Auth Token and starts with A.",
        offline=True,
    ),
    Mistake(
        13,
        "aws-keys",
        "Stop: these are developer keys of your own",
        Actor.YOU,
        "Whoever has these keys can act in your name, and Amazon resets keys that were shared. "
        "They were not stored.",
        "Do not share them. Open Manage your apps instead of Developer Credentials.",
        offline=True,
    ),
    Mistake(
        14,
        "sp-api-token",
        "That belongs to Amazon's current API, SP-API",
        Actor.YOU,
        "The value is from SP-API. MWS does not know it.",
        "Continue this setup as an SP-API channel.",
        offline=True,
    ),
    Mistake(
        15,
        "not-primary-user",
        "This needs the owner of the account",
        Actor.OWNER,
        "Amazon lets only the primary user of a Professional account authorise a developer. On "
        "newer accounts a user with the right to view and edit the app store may do it too.",
        "Send the instructions to the account owner.",
        offline=True,
    ),
    Mistake(
        16,
        "individual-plan",
        "This needs the Professional selling plan",
        Actor.OWNER,
        "Accounts on the Individual selling plan have no access to Amazon's interfaces.",
        "Look under Settings, Account Info, Your Services, and upgrade to Professional.",
        offline=True,
    ),
    Mistake(
        17,
        "account-not-eligible",
        "Amazon says the account is not eligible",
        Actor.AMAZON,
        "The account is suspended, on vacation, or its verification is still open. Your values "
        "are not the cause.",
        "Open Account Health in Seller Central and follow Amazon there. Do not paste again.",
    ),
    Mistake(
        18,
        "marketplace-not-open",
        "The marketplace is not open for this account",
        Actor.YOU,
        "The account does not sell on this marketplace.",
        "Choose one of the marketplaces that the account has.",
    ),
    Mistake(
        19,
        "wrong-endpoint",
        "The marketplace is in another region",
        Actor.YOU,
        "The values are from one region and the channel is set up for another. Amazon would "
        "refuse them there.",
        "Change the channel's region, or paste the values of this region.",
        offline=True,
    ),
    Mistake(
        20,
        "expired",
        "The authorisation has ended",
        Actor.OWNER,
        "Amazon ends every authorisation after one year. The token normally stays the same.",
        "Open Manage your apps, find the row Koongo and click Renew.",
    ),
    Mistake(
        21,
        "revoked",
        "The authorisation was switched off",
        Actor.OWNER,
        "It worked before and its end date has not come. Somebody disabled or removed it.",
        "In Manage your apps, click Enable in the row Koongo. If the row is gone, authorise "
        "again and paste the new token.",
    ),
    Mistake(
        22,
        "renewed-not-yet",
        "Amazon has not noticed the renewal yet",
        Actor.AMAZON,
        "After a renewal Amazon can go on refusing for ten minutes to about an hour.",
        "Wait and keep trying. Do not paste again.",
    ),
    Mistake(
        23,
        "replaced-token",
        "Amazon issued another token",
        Actor.YOU,
        "The page shows another token than the one that is in use.",
        "Replace the old token with the one that the page shows now.",
    ),
    Mistake(
        24,
        "other-shop",
        "This is another shop",
        Actor.YOU,
        "The Seller ID belongs to another shop than the one that was set up.",
        "Check the shop's name at the top of Seller Central. Sign out first, or use a private "
        "window.",
    ),
    Mistake(
        25,
        "missing-right",
        "One right is missing",
        Actor.OWNER,
        "Amazon accepts the values and refuses one operation. Not every right was granted.",
        "Authorise Koongo again, so that Amazon grants every right.",
    ),
    Mistake(
        26,
        "throttled",
        "Amazon asks us to slow down",
        Actor.AMAZON,
        "Too many requests were made in a short time. Your values are not the cause.",
        "Wait. The next try is made by itself.",
    ),
    Mistake(
        27,
        "clock-skew",
        "The clock of this machine is wrong",
        Actor.YOU,
        "Amazon refuses requests whose time is far from its own clock.",
        "Set the clock, for example with: timedatectl set-ntp true",
    ),
    Mistake(
        28,
        "unreachable",
        "This machine cannot reach Amazon",
        Actor.YOU,
        "No answer came. A proxy, a firewall or a certificate may be in the way.",
        "Check the network of this machine and its proxy settings, then try again.",
    ),
    Mistake(
        29,
        "amazon-pay-or-vendor",
        "That is from Amazon Pay or Vendor Central",
        Actor.YOU,
        "The page belongs to Amazon Pay or Vendor Central. Koongo needs values from Seller "
        "Central.",
        "Sign in to Seller Central and open Manage your apps there.",
        offline=True,
    ),
    Mistake(
        30,
        "token-in-argv",
        "A token on the command line",
        Actor.YOU,
        "A token among the arguments stays in the shell's history, and everybody on this "
        "machine can see it while the command runs. It was not used.",
        "Use --token-stdin or --token-file. If others may have seen it, have Amazon issue a "
        "new token.",
        offline=True,
    ),
    Mistake(
        31,
        "mws-retired",
        "Amazon has ended MWS",
        Actor.YOU,
        "Amazon ended MWS on 31 March 2024. It answers only on the sandbox and on gateways "
        "that speak MWS.",
        "Continue with SP-API, Amazon's current API.",
    ),
    Mistake(
        32,
        "two-sources",
        "The token comes from two places",
        Actor.YOU,
        "A second source holds a token too, and it wins over the first.",
        "Remove the one that you do not want.",
    ),
    Mistake(
        33,
        "ambiguous-date",
        "Day and month could be exchanged",
        Actor.YOU,
        "The date can be read in two ways. We ask rather than guess, because the reminder "
        "depends on it.",
        "Choose the date that Amazon means.",
        offline=True,
    ),
    Mistake(
        34,
        "developer-keys",
        "Amazon does not accept Koongo's own keys",
        Actor.KOONGO,
        "The developer's keys are refused. Your values are not the cause.",
        "Send the ready message to Koongo support.",
    ),
)

MISTAKES: Mapping[str, Mistake] = MappingProxyType({row.code: row for row in _ROWS})
"""Every mistake by its code, in the order of the table."""


def problem(
    code: str,
    message: str = "",
    *,
    title: str = "",
    fix: str = "",
    facts: tuple[tuple[str, str], ...] = (),
    actions: tuple[Choice, ...] = (),
    blocking: bool = True,
) -> Problem:
    """A problem with the words of its row, save where the case has better ones.

    Raises:
        KeyError: the code is not in the table.
    """
    row = MISTAKES[code]
    return Problem(
        code=code,
        title=title or row.title,
        message=message or row.explanation,
        fix=fix or row.fix,
        who=row.who,
        facts=facts,
        actions=actions,
        blocking=blocking,
    )
