"""``doctor``: everything about this machine and setup, without secrets."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui import __version__
from koongo_tui.cli.context import Context
from koongo_tui.doctor.examination import CHECKS, COMPACT, Check, examine
from koongo_tui.doctor.findings import Finding, verdict
from koongo_tui.doctor.subject import Session, Subject
from koongo_tui.doctor.words import last_words, lines

if TYPE_CHECKING:
    from koongo_tui.doctor.findings import Verdict

WIDTH = 80
WIDEST = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--channel", metavar="NAME", help="test this one, not the current channel")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument(
        "--bundle", metavar="FILE", help="also write a file for support, without secrets"
    )
    parser.add_argument(
        "--compact",
        action="store_true",
        help="first check the history, remove what is too old, and make the file small",
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Look; exit 0 unless something is broken, else what the gravest of it means."""
    subject = Subject(context.workspace, _session(context), args.channel)
    if args.channel:
        _require(subject, args.channel)
    bundle = Path(args.bundle) if args.bundle else None
    if bundle is not None:
        from koongo_tui.doctor.bundle import refuse_existing

        refuse_existing(bundle)
    checks = (COMPACT, *CHECKS) if args.compact else CHECKS
    findings = asyncio.run(_examined(context, subject, checks, quiet=args.json))
    found = verdict(findings)
    if bundle is not None:
        from koongo_tui.doctor.bundle import bundle_text, write_bundle

        write_bundle(bundle, bundle_text(subject, findings))
    if args.json:
        context.print_json(_json(findings, found) | {"bundle": bundle and str(bundle)})
    else:
        context.data("")
        context.data(last_words(found))
    if bundle is not None:
        context.say(f"Written to {bundle}, for you alone (mode 0600). Look through it first.")
    elif not args.json:
        context.say("A file for support:  koongo-tui doctor --bundle FILE   (no secrets)")
    return found.exit_code


def _require(subject: Subject, name: str) -> None:
    """A name that nobody knows is a slip of the fingers and not a finding. Raises NotSetUpError."""
    config = subject.config()
    if config is not None and name not in config.wrong:
        config.channel(name)


async def _examined(
    context: Context, subject: Subject, checks: Iterable[Check], *, quiet: bool
) -> list[Finding]:
    width = min(subject.session.columns or WIDTH, WIDEST)
    findings: list[Finding] = []
    async for finding in examine(subject, checks):
        if not quiet:
            before = findings[-1].area if findings else ""
            for line in lines(finding, width, before=before):
                context.data(line)
            # A test of the network takes its time: what is known stands there already.
            context.stdout.flush()
        findings.append(finding)
    return findings


def _session(context: Context) -> Session:
    from koongo_tui.tui.terminal import read_terminal

    if not context.stdout.isatty():
        return Session(None)
    encoding = getattr(context.stdout, "encoding", None) or getattr(sys.stderr, "encoding", None)
    size = shutil.get_terminal_size((WIDTH, 24))
    return Session(read_terminal(context.environ, encoding), size.columns, size.lines)


def _json(findings: list[Finding], found: Verdict) -> dict[str, object]:
    return {
        "version": __version__,
        "findings": [finding_json(finding) for finding in findings],
        "broken": found.broken,
        "soon": found.soon,
        "look": found.look,
        "exit": int(found.exit_code),
    }


def finding_json(finding: Finding) -> dict[str, object]:
    """``area``, ``level``, ``text``, ``code``, ``fix``, ``link`` and the facts behind them."""
    return {
        "area": finding.area.lower(),
        "level": finding.level.value,
        "text": finding.text,
        "code": finding.code or None,
        "fix": finding.fix or None,
        "link": finding.link or None,
        "facts": dict(finding.values),
    }
