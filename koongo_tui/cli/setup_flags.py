"""``setup --no-input``: every answer comes from an option; nothing is asked."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context, error_json
from koongo_tui.cli.setup_consent import exchanged
from koongo_tui.cli.setup_options import answered, begun, named
from koongo_tui.cli.setup_report import channel_json, refuse_other_channel, tell_problem, tell_saved
from koongo_tui.cli.setup_trial import Sleep, tell_failure, tell_steps, try_setup
from koongo_tui.cli.test import result_json
from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.guide.flow import Setup, SetupError, Step, Way
from koongo_tui.guide.obstacles import refusal
from koongo_tui.guide.programs import Program

if TYPE_CHECKING:
    from koongo_tui.connection import TestResult


def run(args: argparse.Namespace, context: Context, *, sleep: Sleep) -> int:
    """Check, test where that is possible, save.

    Exit 0 when saved; 2 when an answer is missing or wrong; otherwise as the test ended, and then
    nothing is saved.
    """
    setup = answered(begun(args, context), args, context)
    if setup.consent is not None:
        _spend_request(context)
        setup = exchanged(setup, context)
    for sentence in setup.findings.tidied:
        context.say(f"Tidied: {sentence}")
    for problem in setup.problems:
        tell_problem(context, problem)
    try:
        setup = _ready_to_save(setup)
        refuse_other_channel(context, setup, replace=named(args) is not None)
    except SetupError as error:
        return _refused(context, setup, error)
    values = setup.require()
    result = None
    if context.workspace.knows_developer(setup.program, values.region):
        result = try_setup(context, setup, wait=args.wait, sleep=sleep)
        tell_steps(context, result)
        if result.error is not None:
            return _refused(context, setup, result.error, result)
        setup = setup.with_account(result.marketplaces).mark_tested()
    channel = context.workspace.save(setup)
    if context.as_json:
        context.print_json(
            {
                "ok": True,
                "saved": True,
                "tested": setup.tested,
                "channel": channel_json(setup, channel),
                "test": result and result_json(result),
                **_findings_json(setup),
                "error": None,
                "exit": int(ExitCode.OK),
            }
        )
    else:
        tell_saved(context, setup, channel)
    return ExitCode.OK


def _spend_request(context: Context) -> None:
    """An answer is taken once: a later run must not find the request that it answers."""
    saved = context.workspace.progress.load()
    if saved is not None:
        kept = {k: v for k, v in saved.values.items() if not k.startswith("consent_")}
        context.workspace.progress.save(kept, at=saved.saved_at)


_FIXES = {
    "region-missing": "Add --region europe, us or au-jp, or the address of the Seller Central.",
    "values-missing": "Give the Seller ID with --seller-id, and the token with --token-stdin, "
    "--token-file or --token-command; or the whole page that Amazon shows in place of the token.",
    "region-not-covered": "Ask Koongo support which developer ID to use, and enter it with: "
    "koongo-tui setup --plain",
}

_SP_API_FIXES = {
    "region-missing": "Add --region europe, us or au-jp, a country, or --marketplace.",
    "values-missing": "Give the Seller ID with --seller-id and the refresh token with "
    "--token-stdin, --token-file or --token-command. An MWS Auth Token is recognised too. To "
    "authorise on Amazon's consent page first: koongo-tui setup --plain",
}

_OTHER_PROGRAM_FIXES = {
    Program.SP_API: "To connect it through SP-API, add --program sp-api; a saved channel keeps its "
    "name, settings and history.",
    Program.MWS: "Give the SP-API refresh token, which begins with Atzr. To use MWS all the same, "
    "at a gateway or the sandbox: --program mws",
}


_FOREIGN_TOKEN = frozenset({"sp-api-token", "mws-retired"})


def _ready_to_save(setup: Setup) -> Setup:
    """Walk the steps as a person would. Raises SetupError, in the words of the options."""
    if setup.problems and setup.problems[0].blocking:
        # More urgent than an option that is missing, which would come first on the way.
        error = refusal(setup.problems[0])
        if setup.token_program is not None and error.code in _FOREIGN_TOKEN:
            error.fix = _OTHER_PROGRAM_FIXES[setup.token_program]
        raise error
    if setup.consent_request is None:
        # No consent page was opened, so it is the values that are asked for.
        setup = setup.choose_way(Way.SELF)
    try:
        setup = replace(setup, step=Step.REGION).go_to(Step.PASTE)
        on_page = [m for m in setup.offered_marketplaces if m.id in setup.findings.marketplaces]
        if setup.ready and setup.marketplace_id is None and not on_page:
            # A person would see which one is preselected; here nobody looks.
            raise SetupError(
                "The marketplace is missing. Nothing was saved.",
                fix="Add it, for example: --marketplace amazon.co.uk",
                code="marketplace-missing",
            )
        return setup.go_to(Step.SAVE)
    except SetupError as error:
        sp_api = setup.program is Program.SP_API
        error.fix = (_SP_API_FIXES if sp_api else _FIXES).get(error.code, error.fix)
        raise


def _refused(
    context: Context, setup: Setup, error: KoongoError, result: TestResult | None = None
) -> int:
    """Nothing was saved: say why."""
    code = int(error.exit_code)
    if context.as_json:
        context.print_json(
            {
                "ok": False,
                "saved": False,
                "tested": False,
                "channel": None,
                "test": result and result_json(result),
                **_findings_json(setup),
                "error": error_json(error),
                "exit": code,
            }
        )
    elif result is not None:
        told = tell_failure(context, context.workspace.trial_channel(setup), error)
        if told.patience:
            context.say("  To keep trying for an hour, add --wait.")
        context.say("Nothing was saved.")
    else:
        context.report(error)
        context.say("Nothing was saved.")
    return code


def _findings_json(setup: Setup) -> dict[str, object]:
    return {
        "problems": [
            {"code": p.code, "message": p.message, "fix": p.fix, "blocking": p.blocking}
            for p in setup.problems
        ],
        "tidied": list(setup.findings.tidied),
    }
