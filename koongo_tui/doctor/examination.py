"""All checks, in the order in which a person reads them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass

from koongo_tui.doctor import amazon, channels, configuration, feeds, history, machine
from koongo_tui.doctor.findings import Finding, Level, broken
from koongo_tui.doctor.safety import without_secrets
from koongo_tui.doctor.subject import Subject
from koongo_tui.errors import ExitCode, KoongoError


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        area: what it is about, for the case that it fails.
        look: gives the findings; reads disks, so it is called in a thread.
        ask: the same for one that talks to the network; one of the two is given.
    """

    area: str
    look: Callable[[Subject], Iterator[Finding]] | None = None
    ask: Callable[[Subject], AsyncIterator[Finding]] | None = None


CHECKS = (
    Check("Program", machine.program),
    Check("Terminal", machine.terminal),
    Check("Config", configuration.configuration),
    Check("Notices", machine.notices),
    Check("Developer", configuration.developers),
    Check("Token", channels.tokens),
    Check("Amazon", ask=amazon.amazon),
    Check("Ends", channels.ends),
    Check("Requests", amazon.requests),
    Check("History", history.history),
    Check("Feeds", feeds.feeds),
)
COMPACT = Check("Compact", history.compact)


async def examine(subject: Subject, checks: Iterable[Check] = CHECKS) -> AsyncIterator[Finding]:
    """Do the checks one after the other, and give what they find as they find it.

    A check that fails is a finding, and the next one is done. No finding holds a secret, whatever
    it was made from.
    """
    async for finding in _found(subject, checks):
        yield without_secrets(finding, subject.workspace.environ)


async def _found(subject: Subject, checks: Iterable[Check]) -> AsyncIterator[Finding]:
    for check in checks:
        try:
            if check.ask is not None:
                async for finding in check.ask(subject):
                    yield finding
            elif check.look is not None:
                for finding in await asyncio.to_thread(_looked, check, subject):
                    yield finding
        except KoongoError as error:
            yield broken(check.area, error)
        except Exception as error:  # noqa: BLE001 - one check never stops the others
            yield _failed(check, error)


def _looked(check: Check, subject: Subject) -> list[Finding]:
    """What a check finds, as far as it gets."""
    assert check.look is not None
    found: list[Finding] = []
    try:
        for finding in check.look(subject):
            found.append(finding)
    except KoongoError as error:
        found.append(broken(check.area, error))
    except Exception as error:  # noqa: BLE001 - one check never stops the others
        found.append(_failed(check, error))
    return found


def _failed(check: Check, error: Exception) -> Finding:
    """Only the kind of the failure: its text may hold anything."""
    return Finding(
        check.area,
        Level.BROKEN,
        f"This check itself failed ({type(error).__name__}). The others went on.",
        code="check-failed",
        exit_code=ExitCode.UNEXPECTED,
    )
