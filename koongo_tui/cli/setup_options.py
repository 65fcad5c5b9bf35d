"""From the options of ``setup`` to answers of the flow."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from koongo_tui.cli.context import Context
from koongo_tui.errors import NotSetUpError, UsageError
from koongo_tui.guide.belonging import program_of
from koongo_tui.guide.flow import Field, Setup, SetupError, TokenHome
from koongo_tui.guide.marketplaces import find_marketplace, marketplace_by_id
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import parse_region
from koongo_tui.guide.secret import Secret
from koongo_tui.preference import preferred_program

_LONGEST_PASTE = 1_000_000
"""Characters; a page of Amazon has a few thousand."""


def begun(args: argparse.Namespace, context: Context) -> Setup:
    """A new setup, with ``--resume`` the one that was cut off, with ``--channel`` a saved one.

    Raises:
        NotSetUpError: there is none to resume, or no such channel.
        SetupError: what was kept makes no sense.
    """
    if args.channel:
        program = Program(args.program) if args.program else None
        return context.workspace.begin_again(args.channel, program=program)
    if not args.resume:
        return Setup(program=preferred_program(context.workspace))
    progress = context.workspace.progress
    saved = progress.load()
    for note in progress.notes:
        context.say(note)
    if saved is None:
        raise NotSetUpError(
            "There is no unfinished setup to go on with.", fix="Run it without --resume."
        )
    return Setup.from_progress(saved.values)


def named(args: argparse.Namespace) -> str | None:
    """The channel that an option names, so that it may take a saved one's place."""
    name: str | None = args.name or args.channel
    return name


def answered(setup: Setup, args: argparse.Namespace, context: Context) -> Setup:
    """The setup with what the options say; those that are absent change nothing.

    Raises:
        KoongoError: an option makes no sense, or the token cannot be read.
    """
    text = _token_text(args, context)
    if program := _program_of(text, args, context):
        # First of all: a country means another thing to each program.
        setup = setup.choose_program(program)
    if args.name:
        setup = setup.rename(args.name)
    if args.region:
        setup = in_region(setup, args.region)
    if args.marketplace:
        setup = _for_marketplace(setup, args.marketplace)
    if args.seller_id:
        setup = setup.enter(Field.SELLER_ID, args.seller_id, today=_today(context))
    if text is not None:
        setup = _with_token(_asked_before(setup, context), args, text, context)
    return _placed_by_page(setup)


def _program_of(text: Secret | None, args: argparse.Namespace, context: Context) -> Program | None:
    """The one that was named; for a new channel, else, the one whose token is given.

    A saved channel changes its program only when somebody says so.
    """
    if args.program:
        return Program(args.program)
    if text is None or args.channel:
        return None
    return program_of(text.reveal(), today=_today(context))


def in_region(setup: Setup, text: str) -> Setup:
    """Choose a region by its name, a country, a marketplace or a Seller Central address.

    Raises:
        SetupError: the text names none.
    """
    if region := parse_region(text):
        return setup.choose_region(region)
    if home := find_marketplace(text):
        return _in_country(setup, home.code)
    if "." in text:
        return setup.choose_address(text)
    raise SetupError(
        f"“{text}” is no region that we know.",
        fix="Use europe, us or au-jp, or the address of your Seller Central.",
        code="unknown-region",
    )


def _in_country(setup: Setup, code: str) -> Setup:
    """The region of a marketplace's country; one that is not covered keeps its given ID."""
    if setup.program is Program.SP_API:
        return setup.choose_country(code)
    if code == setup.country:
        return setup
    return setup.choose_uncovered(code)


def _asked_before(setup: Setup, context: Context) -> Setup:
    """The consent page may have been opened by another run: its answer is taken here too."""
    if setup.program is not Program.SP_API or setup.consent_request is not None:
        return setup
    saved = context.workspace.progress.load()
    try:
        request = Setup.from_progress(saved.values).consent_request if saved else None
    except SetupError:
        request = None
    return setup.with_consent_request(request) if request else setup


def _for_marketplace(setup: Setup, text: str) -> Setup:
    setup = setup.choose_marketplace(text)
    chosen = setup.marketplace
    if setup.region is None and chosen is not None:
        # The choice itself would go with the region that is not there yet.
        setup = _in_country(setup, chosen.code).choose_marketplace(chosen.id)
    return setup


def _placed_by_page(setup: Setup) -> Setup:
    """Without any word on the region, the marketplaces that the page lists tell it."""
    if setup.region is not None or setup.country is not None:
        return setup
    found = [m for i in setup.findings.marketplaces if (m := marketplace_by_id(i))]
    if len({m.region for m in found}) != 1:
        return setup
    covered = next((m for m in found if m.in_guide), found[0])
    return _in_country(setup, covered.code)


def _token_text(args: argparse.Namespace, context: Context) -> Secret | None:
    """What holds the token: perhaps the token alone, perhaps a whole page."""
    if args.token_stdin:
        if context.stdin.isatty():
            context.say("Reading the token from standard input; it ends with Ctrl+D.")
        return Secret(context.stdin.read(_LONGEST_PASTE))
    if args.token_file:
        try:
            with Path(args.token_file).open(encoding="utf-8", errors="replace") as file:
                return Secret(file.read(_LONGEST_PASTE))
        except OSError as error:
            raise UsageError(
                f"{args.token_file} cannot be read: {error.strerror}. Nothing was saved.",
                fix="Check the file's name and rights.",
            ) from error
    if args.token_command:
        from koongo_tui.store.config import SecretHome, SecretPlace

        place = SecretPlace(SecretHome.COMMAND, args.token_command)
        return context.workspace.secrets.read("setup.token", place, env=None).secret
    return None


def _with_token(setup: Setup, args: argparse.Namespace, text: Secret, context: Context) -> Setup:
    given = setup.seller_id if args.seller_id else None
    setup = setup.paste(text.reveal(), today=_today(context), now=context.clock())
    if given is not None and setup.seller_id != given:
        raise SetupError(
            f"The page is of the seller {setup.seller_id}, and --seller-id says {given}. "
            "Nothing was saved.",
            fix="Use the page of that seller, or leave --seller-id out.",
            code="other-shop",
        )
    if args.token_command:
        if setup.token is not None and setup.token != text:
            raise SetupError(
                "The command prints more than the token in its first line, so the token could not "
                "be read when it is needed. Nothing was saved.",
                fix="Use a command that prints the token alone.",
                code="token-command",
            )
        return setup.keep_token(TokenHome.COMMAND, args.token_command)
    return setup


def _today(context: Context) -> date:
    return context.clock().date()
