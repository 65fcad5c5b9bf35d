"""What ``setup`` tells of problems and of the end, the same in every skin without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.guide.flow import Setup, SetupError
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.mistakes import Problem
from koongo_tui.guide.programs import Program

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel


def tell_problem(context: Context, problem: Problem) -> None:
    """A problem with its code, its facts and what to do."""
    context.say(f"{problem.title} ({problem.code})")
    context.say(f"  {problem.message}")
    width = max((len(label) for label, _ in problem.facts), default=0)
    for label, value in problem.facts:
        context.say(f"  {label + ':':<{width + 1}} {value}")
    if problem.fix:
        context.say(f"  {problem.fix}")


def refuse_other_channel(context: Context, setup: Setup, *, replace: bool) -> None:
    """A second channel must not quietly take the place of the first.

    Args:
        replace: the person named the channel, so changing it is what they want.

    Raises:
        SetupError: a channel of this name is there for another account or marketplace.
    """
    known = context.workspace.config().channels.get(setup.name)
    if known is None or replace:
        return
    if (known.seller_id, known.marketplace_id) == (setup.seller_id, setup.marketplace_id):
        return
    marketplace = marketplace_by_id(known.marketplace_id)
    raise SetupError(
        f"There is a channel {known.name} already: {known.seller_id} on "
        f"{marketplace.name if marketplace else known.marketplace_id}.",
        fix=f"Add --name with another name, or --name {known.name} to replace it.",
        code="channel-exists",
    )


def channel_json(setup: Setup, channel: Channel) -> dict[str, object]:
    """The saved channel, without its token."""
    return {
        "name": channel.name,
        "program": channel.program.value,
        "region": channel.region.value,
        "marketplace": channel.marketplace_id,
        "seller_id": channel.seller_id,
        "developer_id": setup.developer_id,
        "token_masked": setup.token.masked if setup.token else None,
        "token_home": channel.token_place.home.value,
        "authorised_on": channel.authorised_on and channel.authorised_on.isoformat(),
        "expires_on": channel.expires_on and channel.expires_on.isoformat(),
    }


def tell_saved(context: Context, setup: Setup, channel: Channel) -> None:
    """The end of the flow: the channel, and what is still to be done."""
    marketplace = marketplace_by_id(channel.marketplace_id)
    context.data("Saved channel              " + channel.name)
    for label, value in (
        ("Marketplace", marketplace.name if marketplace else channel.marketplace_id),
        ("Seller ID", channel.seller_id),
        (_TOKEN_LABELS[channel.program], setup.token.masked if setup.token else "-"),
        ("Enable Feed Auto-Submit", "Yes" if channel.auto_submit else "No"),
        ("Token lives in", context.workspace.token_source(channel)),
    ):
        context.data(f"{label:<26} {value}")
    if setup.tested:
        context.say("Tested: Amazon accepts these values.")
        context.say("Next: koongo-tui status")
    else:
        context.say(_UNTESTED[channel.program])
        context.say("The values above are those of Koongo's own channel form.")
        context.say("An example with live submissions: koongo-tui --demo")


_TOKEN_LABELS = {
    Program.MWS: "MWS Authorization Token",
    Program.SP_API: "SP-API refresh token",
}

_UNTESTED = {
    Program.MWS: (
        "Not tested: live submissions need the developer's side, which is not known here "
        "(koongo-tui developer set), or SP-API. Amazon itself ended MWS on 31 March 2024."
    ),
    Program.SP_API: (
        "Not tested: live submissions need the developer's side, which is not known here "
        "(koongo-tui developer set --program sp-api)."
    ),
}
