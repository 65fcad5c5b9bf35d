"""``status``: the quick answer, for people, scripts and monitoring."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import AmazonError
from koongo_tui.amazon.submission import State
from koongo_tui.cli.context import Context, moment_json, printable
from koongo_tui.cli.live import Look, look
from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.programs import Program
from koongo_tui.store.accounts import NO_ANSWER
from koongo_tui.store.summaries import NOTHING_KNOWN

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel
    from koongo_tui.store.summaries import AccountSummary

TALLY = {
    "waiting": State.WAITING,
    "working": State.WORKING,
    "stuck": State.STUCK,
    "held": State.HELD,
    "done": State.DONE,
    "done_with_errors": State.DONE_WITH_ERRORS,
    "failed": State.FAILED,
    "cancelled": State.CANCELLED,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    parser.add_argument("--all", action="store_true", help="every channel")
    parser.add_argument("--cached", action="store_true", help="do not ask Amazon")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Exit 0 when connected, 3 not set up, 4 refused, 5 could not find out."""
    config = context.workspace.config()
    for note in config.notes:
        context.say(note)
    if not args.json and context.workspace.paths.progress_file.exists():
        from koongo_tui.reminders import unfinished

        if (cut := unfinished(context.workspace)) is not None:
            context.say(f"{cut.sentence} Go on with: koongo-tui setup --resume")
    if not args.all:
        channel = context.workspace.channel(args.channel)
        answer = answer_of(context, channel, cached=args.cached)
        if args.json:
            context.print_json(answer)
        else:
            _tell(context, channel, answer)
        _tell_open(context, [channel])
        return _exit(answer)
    if not config.channels:
        context.workspace.channel(None)
    known = context.workspace.history().summaries(context.clock()) if args.cached else {}
    answers = []
    for channel in config.channels.values():
        summary = known.get(channel.account_key, NOTHING_KNOWN) if args.cached else None
        answers.append(answer_of(context, channel, cached=args.cached, summary=summary))
        if not args.json:
            _tell(context, channel, answers[-1])
    _tell_open(context, list(config.channels.values()))
    worst = max((_exit(a) for a in answers), default=int(ExitCode.OK))
    if args.json:
        context.print_json({"channels": answers, "exit": worst})
    return worst


def _tell_open(context: Context, channels: Sequence[Channel]) -> None:
    """A line for each channel with feeds that are not settled, or a paused auto-submit."""
    # What reads intents costs time that the quick answer has only where there are some.
    if not context.workspace.history().has_open_feeds():
        return
    from koongo_tui.outbox.standing import standings

    for standing in standings(context.workspace, channels).values():
        if (sentence := standing.sentence) is not None:
            context.say(printable(sentence))


def _exit(answer: dict[str, object]) -> int:
    code = answer["exit"]
    return code if isinstance(code, int) else int(ExitCode.UNEXPECTED)


def answer_of(
    context: Context, channel: Channel, *, cached: bool, summary: AccountSummary | None = None
) -> dict[str, object]:
    """What is to be said of a channel.

    Args:
        summary: what is known of its account; asked for here if None.
    """
    seen = look(context, channel, cached=cached, reports=3, summary=summary)
    now = context.clock()
    if summary is not None:
        check, tally = summary.check, summary.tally
    else:
        check = context.workspace.history().last_check(channel.account_key)
        tally = context.workspace.history().tally(channel.account_key, now)
    connection, code = _connection(seen, check.error_code if check else None, cached=cached)
    if fix := _fix(context, channel, seen.error, code=connection["code"]):
        connection["fix"] = fix
    if connection["reason"] is None and check is not None and check.error_text:
        connection["reason"] = check.error_text
    expires = channel.expires_on
    return {
        "channel": channel.name,
        "checked_at": moment_json(seen.checked_at),
        "stale": seen.stale(now, timedelta(seconds=channel.refresh_seconds)),
        "connection": connection,
        "authorisation": {
            "expires_on": expires and expires.isoformat(),
            "days_left": expires and (expires - now.date()).days,
        },
        "submissions": {"total": tally.total}
        | {word: tally[state] for word, state in TALLY.items()},
        "quota": {
            "requests_left": seen.requests_left,
            "next_allowed_at": moment_json(seen.next_allowed_at),
        },
        "token_source": context.workspace.token_source(channel),
        "exit": int(code),
    }


def _connection(
    seen: Look, last_code: str | None, *, cached: bool
) -> tuple[dict[str, object], ExitCode]:
    """How the connection stands, and the exit code of that."""
    error = seen.error
    if error is not None:
        word = _word(error.exit_code, error.code)
        fields: dict[str, object] = {
            "state": word,
            "code": error.code,
            "reason": error.message,
            "fix": error.fix or None,
        }
        return fields, error.exit_code
    if last_code is not None and (cached or not seen.asked):
        code = _exit_of_code(last_code)
        return {
            "state": _word(code, last_code),
            "code": last_code,
            "reason": None,
            "fix": None,
        }, code
    state = "ok" if seen.checked_at is not None else "not-tested"
    return {"state": state, "code": None, "reason": None, "fix": None}, ExitCode.OK


def _fix(
    context: Context, channel: Channel, error: KoongoError | None, *, code: object
) -> str | None:
    """The way on that belongs to this channel; None where the failure's own words will do."""
    if code is None:
        return None
    # It knows every mistake there is: time that an answer without any should not cost.
    from koongo_tui.diagnosis import RETIRED, diagnose, moving_on

    if code == RETIRED and channel.program is Program.MWS:
        return moving_on(channel.name)
    if isinstance(error, AmazonError) and error.exit_code is ExitCode.ACCESS_REFUSED:
        return diagnose(error, context.workspace.facts(channel), now=context.clock()).fix
    return None


def _word(exit_code: ExitCode, code: str) -> str:
    if exit_code is ExitCode.ACCESS_REFUSED:
        return "refused"
    if exit_code is ExitCode.NOT_SET_UP:
        return "not-tested"
    return "throttled" if code == "throttled" else "unreachable"


def _exit_of_code(code: str) -> ExitCode:
    """What a failure that was noted earlier means now."""
    return ExitCode.COULD_NOT_FIND_OUT if code in NO_ANSWER else ExitCode.ACCESS_REFUSED


def _tell(context: Context, channel: Channel, answer: dict[str, object]) -> None:
    connection = answer["connection"]
    submissions = answer["submissions"]
    authorisation = answer["authorisation"]
    assert isinstance(connection, dict)
    assert isinstance(submissions, dict)
    assert isinstance(authorisation, dict)
    marketplace = marketplace_by_id(channel.marketplace_id)
    name = marketplace.name if marketplace else channel.marketplace_id
    words = {
        "ok": "connected",
        "refused": "ACCESS REFUSED",
        "unreachable": "could not ask Amazon",
        "throttled": "Amazon asks us to wait",
        "not-tested": "not tested yet",
    }[connection["state"]]
    days = authorisation["days_left"]
    if days is not None:
        ends = f"authorisation ends in {days} days" if days >= 0 else "authorisation has ended"
        words = f"{words}, {ends}"
    short = f"{channel.seller_id[:4]}..{channel.seller_id[-4:]}"
    context.data(f"{channel.name}  {name}  {short}   {words}")
    look_at = sum(submissions[w] for w in ("stuck", "held", "done_with_errors", "failed"))
    total = submissions["total"]
    verb = "needs" if look_at == 1 else "need"
    when = answer["checked_at"] or "never"
    context.data(
        f"      {look_at} of {total:,} submissions {verb} a look"
        f"   working {submissions['working']}   checked {when}"
    )
    if connection["reason"]:
        context.data(f"      {connection['reason']}")
    if connection["fix"]:
        context.data(f"      {connection['fix']}")
    if channel.program is Program.SP_API:
        from koongo_tui.reminders import rotation

        if warning := rotation(context.workspace, channel):
            context.say(warning)
