"""One file for support: everything that was found, without secrets, to be looked through first."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui import __version__
from koongo_tui.amazon.endpoints import check_endpoint
from koongo_tui.doctor.findings import Finding, verdict
from koongo_tui.doctor.safety import SECRET_VARIABLES, mask_secrets, mask_sellers
from koongo_tui.doctor.words import last_words, lines
from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.store.errors import reason_of
from koongo_tui.store.files import FILE_MODE

if TYPE_CHECKING:
    from koongo_tui.doctor.subject import Subject
    from koongo_tui.store.config import Channel

WIDTH = 90
LARGEST_LOG = 64 * 1024
_SHOWN_VARIABLES = (
    "TERM", "TERM_PROGRAM", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR", "TZ",
)  # fmt: skip
_NAMED_VARIABLES = (
    "SSH_CONNECTION", "TMUX", "STY", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy",
    "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "CREDENTIALS_DIRECTORY",
)  # fmt: skip


def bundle_text(subject: Subject, findings: Sequence[Finding]) -> str:
    """The file's text. Seller IDs are masked; no secret is in it."""
    parts = [
        f"koongo-tui {__version__} doctor, {subject.now.isoformat(timespec='seconds')}",
        "Seller IDs are masked; no token or key is in here. Look through it before you send it.",
        "",
        *_finding_lines(findings),
        "",
        last_words(verdict(findings)),
        *_section("Facts", _facts(findings)),
        *_section("Configuration", _configuration(subject)),
        *_section("Environment", _environment(subject.workspace.environ)),
        *_section("Last crash", _crash(subject)),
    ]
    text = "\n".join(parts) + "\n"
    return mask_sellers(mask_secrets(text, subject.workspace.environ))


def write_bundle(path: Path, text: str) -> None:
    """Write a new private file, mode 0600; one that is there is never touched.

    Raises:
        UsageError: there is something already, or it cannot be written.
    """
    refuse_existing(path)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except FileExistsError:
        raise _there_already(path) from None
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {reason_of(error)}.", fix="Choose another place."
        ) from error


def refuse_existing(path: Path) -> None:
    """Say early that a file is there already. Raises UsageError."""
    if os.path.lexists(path):
        raise _there_already(path)


def _there_already(path: Path) -> UsageError:
    return UsageError(f"{path} is there already. Nothing was written.", fix="Choose another name.")


def _section(title: str, content: Iterator[str]) -> Iterator[str]:
    yield from ("", title, "-" * len(title))
    yield from content


def _finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    before = ""
    for finding in findings:
        yield from lines(finding, WIDTH, before=before, private=False)
        before = finding.area


def _facts(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.values or finding.code:
            facts = {"level": finding.level.value, "code": finding.code or None, **finding.values}
            yield f"{finding.area}: {json.dumps(facts, default=str)}"


def _configuration(subject: Subject) -> Iterator[str]:
    """What was understood of the file; its comments and unknown keys are its owner's alone."""
    try:
        config = subject.workspace.config()
    except KoongoError as error:
        yield error.message
        return
    yield f"current = {config.current}"
    notices = config.notices
    yield f"notices: bell {notices.bell}, terminal {notices.terminal}, command " + (
        "set" if notices.command else "not set"
    )
    yield f"keep_days = {config.keep_days}"
    for channel in config.channels.values():
        yield f"[{channel.name}] {json.dumps(_channel(channel), default=str)}"
    for name in config.wrong:
        yield f"[{name}] has wrong values"


def _channel(channel: Channel) -> dict[str, object]:
    return {
        "program": str(channel.program),
        "region": str(channel.region),
        "marketplace": channel.marketplace_id,
        "seller_id": channel.seller_id,
        # Not the command line: it is its owner's, and may hold anything.
        "token": str(channel.token_place.home),
        "developer_id": channel.developer_id,
        "authorised_on": channel.authorised_on,
        "expires_on": channel.expires_on,
        "endpoint": _address(channel.endpoint),
        "lwa_endpoint": _address(channel.lwa_endpoint),
        "refresh_seconds": channel.refresh_seconds,
        "auto_refresh": channel.auto_refresh,
        "auto_submit": channel.auto_submit,
    }


def _address(text: str | None) -> str | None:
    """An address as it is used; one that is refused may hold a password."""
    if text is None:
        return None
    try:
        return check_endpoint(text)
    except KoongoError:
        return "(set, and refused)"


def _environment(environ: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(environ):
        if name in _SHOWN_VARIABLES or (name.startswith("KOONGO_TUI_") and name.endswith("_DIR")):
            yield f"{name}={environ[name]!r}"
        elif name in SECRET_VARIABLES or name in _NAMED_VARIABLES or name.startswith("KOONGO_TUI_"):
            yield f"{name} is set"


def _crash(subject: Subject) -> Iterator[str]:
    try:
        with (subject.workspace.paths.state_dir / "crash.log").open("rb") as file:
            text = file.read(LARGEST_LOG).decode(errors="replace")
    except OSError:
        yield "none"
        return
    yield from text.splitlines()
