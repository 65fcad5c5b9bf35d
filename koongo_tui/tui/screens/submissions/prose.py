"""The longer words: why there is nothing to see, what went wrong, and the way on.

Pure functions of facts and a width. A link stands alone at column 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from koongo_tui.amazon.errors import (
    AmazonError,
    ClockSkewed,
    DeveloperRefused,
    Unreachable,
)
from koongo_tui.amazon.submission import NORMAL_SMALL, SMALL_FEED_BYTES, State
from koongo_tui.errors import KoongoError
from koongo_tui.guide.regions import DEVELOPER_NAME
from koongo_tui.store.rows import Row
from koongo_tui.sync import PATIENCE_TRIES, SyncState
from koongo_tui.tui.text import EMPTY, Line, Tone, clean, facts, paragraph, plain
from koongo_tui.tui.wording import ago, clock, countdown, day, lasted, when, zone

_CAUSES = {
    "name": "The name of Amazon's server could not be looked up: this machine may be offline.",
    "network": "The network did not let us through.",
    "tls": "The certificate was not Amazon's: something between may be reading along.",
    "proxy": "The proxy did not let us through.",
    "timeout": "Amazon did not answer in time.",
    "cut": "The answer was cut off.",
}


def heading(text: str, width: int) -> list[Line]:
    """The sentence that says it all."""
    return [EMPTY, *paragraph(text, width, tone=Tone.STRONG), EMPTY]


def steps(sentences: Iterable[str | tuple[str, str]], width: int) -> list[Line]:
    """Numbered steps; a pair is a sentence with the link that stands alone below it."""
    lines: list[Line] = []
    for number, step in enumerate(sentences, 1):
        sentence, link = step if isinstance(step, tuple) else (step, None)
        lines += paragraph(sentence, width, indent=3, first=f"{number}  ")
        if link is not None:
            lines.append(plain(link, Tone.ACCENT))
    return lines


def amazon_words(error: KoongoError | None, width: int) -> list[Line]:
    """What Amazon said, exactly as received; wrapped, never cut."""
    if not isinstance(error, AmazonError) or error.amazon_words is None:
        return []
    lines = [EMPTY, *paragraph(f"Amazon said: {clean(error.amazon_words)}", width)]
    if error.request_id:
        lines += paragraph(f"Request ID: {clean(error.request_id)}", width, tone=Tone.MUTED)
    return lines


# -- the list is not there, or not current ----------------------------------------------------


def empty_lines(width: int, marketplace: str) -> list[Line]:
    """Amazon answered, and there is nothing."""
    return [
        *heading("No submissions yet", width),
        *paragraph(
            f"Amazon has nothing from the last 90 days for this account ({marketplace}). The first "
            "feed that Koongo sends appears here by itself.",
            width,
        ),
        EMPTY,
        *paragraph(
            "In Koongo, Submit to Amazon sends one. Feed auto-submit is off until you turn it on "
            "there.",
            width,
        ),
    ]


def no_match_lines(width: int, text: str) -> list[Line]:
    """The filter lets nothing through."""
    return [
        *heading("Nothing fits the filter", width),
        *paragraph(clean(text), width, indent=3),
        EMPTY,
        *paragraph("Esc shows all submissions again.", width),
    ]


def first_lines(width: int) -> list[Line]:
    """The very first list is on its way."""
    return [
        *heading("Reading your submissions from Amazon", width),
        *paragraph(
            "Amazon gives the last 90 days, 100 at a time. A long list takes a while, because "
            "Amazon limits how often we may ask. Rows appear as they come, and what has arrived "
            "is kept if you leave.",
            width,
        ),
    ]


def blocked_lines(error: KoongoError, width: int, *, saved: int) -> list[Line]:
    """Amazon cannot be asked from here."""
    kept = (
        "The saved list stays readable: Esc shows it." if saved else "There is no saved list yet."
    )
    lines = [*heading(clean(error.message), width)]
    if error.fix:
        lines += [*paragraph(clean(error.fix), width), EMPTY]
    lines += paragraph(f"Who has to act: {error.who.value}.", width)
    return [*lines, EMPTY, *paragraph(kept, width, tone=Tone.MUTED)]


def lost_lines(state: SyncState, width: int) -> list[Line]:
    """The banner over a list that stands still (three lines at most on a usual terminal)."""
    error = state.error
    if error is None:
        why = "No answer came from Amazon."
    elif isinstance(error, Unreachable):
        why = _CAUSES.get(error.cause, clean(error.message))
        why = f"Amazon could not be reached. {why}"
    else:
        why = clean(error.message)
    tried = (
        f" Tried {state.failures} times, waiting longer each time." if state.failures > 1 else ""
    )
    return paragraph(f"{why} Your Amazon connection itself is not in doubt.{tried}", width)


# -- refused --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is known when Amazon refuses.

    Attributes:
        state: of the synchronisation.
        expires_on: when the authorisation ends or ended; None when unknown.
        link: Manage your apps at this seller's Seller Central.
        now: aware.
        tries: moments at which Amazon refused again, oldest first.
    """

    state: SyncState
    expires_on: date | None
    link: str
    now: datetime
    tries: tuple[datetime, ...] = ()


def refused_lines(refusal: Refusal, width: int) -> list[Line]:
    """Cause first, then what to do, then Amazon's words unaltered."""
    state, error = refusal.state, refusal.state.error
    if state.tries_left:
        lines = _patient(refusal, width)
    elif isinstance(error, DeveloperRefused):
        lines = [
            *heading("Amazon refuses the developer's keys", width),
            *paragraph(
                "These are not your values: the keys of the program's own developer account are "
                "wrong or no longer valid. Koongo, or whoever set the developer's side up, has to "
                "act. Press c for a message to send them.",
                width,
                indent=3,
            ),
        ]
    elif isinstance(error, ClockSkewed):
        lines = [
            *heading("This machine's clock is wrong", width),
            *paragraph(clean(error.message), width, indent=3),
            EMPTY,
            *steps((clean(error.fix or "Set the time."), "Press r to try again."), width),
        ]
    else:
        lines = _ended(refusal, width)
    return [*lines, *amazon_words(error, width)]


def _ended(refusal: Refusal, width: int) -> list[Line]:
    error, expires = refusal.state.error, refusal.expires_on
    today = refusal.now.astimezone().date()
    over = expires is not None and expires <= today
    if error is not None and error.code not in ("access-refused", "expired", "revoked"):
        title, why = clean(error.message), clean(error.fix)
    elif over and expires is not None:
        title = "The authorisation has most likely ended"
        why = (
            f"It was due to end on {day(expires, today)}, {_days_ago((today - expires).days)}. "
            "Amazon ends every authorisation after one year unless it is renewed. Renewing "
            "normally keeps the same token, so nothing has to be pasted again."
        )
    elif expires is not None:
        title = "The authorisation was most likely switched off"
        why = (
            f"It was to last until {day(expires, today)}, and it worked before. Somebody may have "
            "disabled it in Seller Central. If Status is Disabled, Enable brings it back; if the "
            "row is gone, authorise again and paste the new token."
        )
    else:
        title = "Amazon refuses access: most likely the authorisation has ended"
        why = (
            "Amazon ends every authorisation after one year unless it is renewed. Renewing "
            "normally keeps the same token, so nothing has to be pasted again."
        )
    return [
        *heading(title, width),
        *paragraph(why, width, indent=3),
        EMPTY,
        *steps(
            (
                ("Open", refusal.link),
                f"Find the row {DEVELOPER_NAME} and click Renew, or Enable",
                "Come back and press w. We ask Amazon every 5 minutes for up to an hour, because "
                "a renewal can take that long to count.",
            ),
            width,
        ),
        EMPTY,
        *paragraph(
            "Until then Amazon refuses every feed. The saved list stays readable: Esc.",
            width,
            indent=3,
        ),
    ]


def _patient(refusal: Refusal, width: int) -> list[Line]:
    state = refusal.state
    lines = [
        *heading("Waiting for Amazon to notice the renewal", width),
        *paragraph(
            "Renewals are usually felt within minutes, sometimes only after an hour.",
            width,
            indent=3,
        ),
        EMPTY,
    ]
    lines += [plain(f"   {clock(at)}   refused") for at in refusal.tries[-6:]]
    if state.next_at is not None:
        left = countdown(state.next_at - refusal.now)
        number = PATIENCE_TRIES - state.tries_left + 1
        lines.append(plain(f"   Try {number} of {PATIENCE_TRIES} in {left}", Tone.ACCENT))
    lines += [EMPTY, *paragraph("You can leave this screen; we go on while it is open.", width)]
    return lines


def _days_ago(days: int) -> str:
    if days == 0:
        return "that is today"
    return "that is yesterday" if days == 1 else f"{days} days ago"


# -- one submission that is not done ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a submission that is not finished.

    Attributes:
        row: the submission.
        now: aware.
        checked_at: when Amazon was asked last; None when never.
        later: ID and time of a later submission; None without one.
    """

    row: Row
    now: datetime
    checked_at: datetime | None = None
    later: tuple[str, datetime] | None = None


def freshness(standing: Standing) -> str:
    """How old that knowledge is, and what was sent since; for the line above the keys."""
    words = "Not checked yet."
    if standing.checked_at is not None:
        words = f"Checked {ago(standing.now - standing.checked_at)} ago."
    if standing.later is not None:
        later, at = standing.later
        sent = when(at, standing.now)
        words = f"{words} A later feed, {clean(later)}, was sent {sent}."
    return words


def standing_lines(standing: Standing, width: int) -> list[Line]:
    """A submission without a report: what that means, and what to do."""
    match standing.row.state(standing.now):
        case State.STUCK:
            return _stuck(standing, width)
        case State.HELD:
            return _held(standing, width)
        case State.WAITING:
            return _plain_state(
                "Waiting for its turn at Amazon",
                "Amazon has received it and begins when the feeds before it are done. Nothing "
                "has been changed yet. There is nothing to do.",
                standing,
                width,
            )
        case State.WORKING:
            return _plain_state(
                "Amazon is reading it",
                "Small files usually finish within an hour. The result appears here by itself. "
                "There is nothing to do.",
                standing,
                width,
            )
        case State.CANCELLED:
            return _plain_state(
                "Cancelled",
                "It was cancelled before Amazon had finished it. Send the feed again if it was "
                "needed.",
                standing,
                width,
            )
        case State.FAILED:
            return _plain_state(
                "Amazon could not process it",
                "Amazon gave up on the whole feed. The report, where there is one, says why. Send "
                "the feed again; when it fails again, ask Koongo.",
                standing,
                width,
            )
        case State.UNKNOWN:
            return _plain_state(
                "A status that we do not know",
                "It is shown exactly as Amazon gave it. The list shows what becomes of it.",
                standing,
                width,
            )
        case _:
            return _no_report(standing, width)


def _no_report(standing: Standing, width: int) -> list[Line]:
    why = {
        "none": "The report has not been fetched yet. It comes by itself as soon as Amazon's "
        "limit allows it; this one is asked for first.",
        "pending": "Amazon does not have the report ready yet. We ask again.",
        "gone": "Amazon no longer has the report: it keeps them for 90 days.",
        "unreadable": "What Amazon sent is no processing report that we can read. v shows it as "
        "it came.",
        "stored": "The report is here, and it names no line.",
    }[standing.row.report_state.value]
    return _plain_state("Amazon has finished with it", why, standing, width)


def _plain_state(title: str, words: str, standing: Standing, width: int) -> list[Line]:
    return [
        *heading(title, width),
        *paragraph(words, width, indent=3),
        EMPTY,
        *_facts(standing, width),
    ]


def _stuck(standing: Standing, width: int) -> list[Line]:
    row, now = standing.row, standing.now
    size = row.size
    if size is None:
        guess = "Its size is not known here, so the longer time was allowed."
    elif size <= SMALL_FEED_BYTES:
        guess = "This one is small, so it may be stuck."
    else:
        guess = "This one is large, and even that time has passed."
    submitted = row.submission.submitted_at
    deadline = "it passes another hour"
    if submitted is not None and now - submitted < 2 * NORMAL_SMALL:
        deadline = "it passes 2 hours"
    return [
        *heading("Longer than Amazon calls normal", width),
        *paragraph(
            "Amazon's guidance: small files finish within an hour, files above 5 MB within eight "
            f"hours. {guess}",
            width,
            indent=3,
        ),
        *paragraph("It is not:  waiting for you, refused, or a Koongo problem.", width, indent=3),
        EMPTY,
        plain(" What to do", Tone.STRONG),
        *steps(
            (
                "Wait for the next check if it is only a little late. Amazon is often slower in "
                "the afternoon, Universal Time.",
                f"If {deadline}, ask Seller Support to cancel it. Press c for a message with the "
                "right number and times.",
                "Sending the same feed again does not speed this one up.",
            ),
            width,
        ),
        EMPTY,
        *_facts(standing, width),
    ]


def _held(standing: Standing, width: int) -> list[Line]:
    return [
        *heading("Amazon paused this feed because it looks risky", width),
        *paragraph(
            "Amazon's status is IN_SAFETY_NET. It is used when a feed could do harm, for example "
            "remove most of your listings. Amazon may contact you to confirm. Nothing has been "
            "changed yet.",
            width,
            indent=3,
        ),
        EMPTY,
        plain(" Did you mean to send it?", Tone.STRONG),
        *paragraph(
            "Turn auto-submit off in Koongo, check the stock source, then ask Seller Support to "
            "cancel this feed. Press c for the message.",
            width,
            indent=3,
            first="No    ",
        ),
        *paragraph(
            "Nothing to do here. Answer Amazon when they write to you.",
            width,
            indent=3,
            first="Yes   ",
        ),
        EMPTY,
        *_facts(standing, width),
    ]


def _facts(standing: Standing, width: int) -> list[Line]:
    row, now = standing.row, standing.now
    submission = row.submission
    pairs: list[tuple[str, str]] = []
    if submission.submitted_at is not None:
        local = f"{when(submission.submitted_at, now)} {zone(submission.submitted_at)}".rstrip()
        open_for = ""
        if row.state(now).is_open:
            open_for = f", {lasted(now - submission.submitted_at)} ago"
        size = f", {row.size / 1_000_000:.1f} MB" if row.size is not None else ""
        pairs.append(("Submitted", f"{local}{open_for}{size}"))
    if submission.completed_at is not None:
        pairs.append(("Finished", when(submission.completed_at, now)))
    pairs.append(("Type", clean(submission.feed_type)))
    pairs.append(("Amazon says", clean(submission.native_status)))
    return facts(pairs, width)
