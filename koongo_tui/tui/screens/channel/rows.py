"""The rows of the tabs API Settings and Edit Profile. Pure: a draft and facts in, rows out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from koongo_tui.channel_settings import Draft, Setting, refused_type_words, token_label
from koongo_tui.feeds.checks.whole import size_words
from koongo_tui.guide.programs import Program
from koongo_tui.store.channels import Channel, SecretHome
from koongo_tui.store.intents import Pause
from koongo_tui.tui.screens.channel.fields import FieldRow
from koongo_tui.tui.text import Tone
from koongo_tui.tui.wording import day, plural, when

SOON = 30
"""Days before the end of an authorisation from which it is pointed out."""


class Deed(StrEnum):
    """A row that does something."""

    TEST = "test"
    CALENDAR = "calendar"
    SET_UP = "set-up"
    SUBMIT = "submit"
    GO_ON = "go-on"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class ApiFacts:
    """What the rows need besides the draft.

    Attributes:
        kept: the kept token masked, or why it cannot be read; None while it is not known.
        participations: Amazon has told the account's marketplaces.
        tested: what came of the last test, a few words; None without one.
        pause: why auto-submit is paused; None when it is not.
        now: aware.
        renew_at: the page where the authorisation is renewed.
    """

    kept: str | None
    participations: bool
    tested: tuple[str, Tone] | None
    pause: Pause | None
    now: datetime
    renew_at: str


def api_rows(draft: Draft, facts: ApiFacts) -> tuple[FieldRow, ...]:
    """The tab API Settings."""
    return tuple(_api(draft, facts))


def _api(draft: Draft, facts: ApiFacts) -> Iterator[FieldRow]:
    own = "the account's own marketplaces" if facts.participations else "those of the region"
    yield _row(
        draft,
        Setting.MARKETPLACE,
        f"Where this channel's feeds go. Enter chooses among {own}.",
    )
    yield _row(
        draft,
        Setting.SELLER_ID,
        "The seller account, as Amazon's page names it. Enter changes it.",
    )
    yield _token_row(draft, facts.kept)
    yield _row(
        draft,
        Setting.TOKEN_PLACE,
        "Enter moves the token: a private file, a command, a systemd credential, or nowhere.",
    )
    yield _end_row(draft, facts)
    yield _auto_row(draft, facts.pause)
    if facts.pause is not None:
        yield FieldRow(
            Deed.GO_ON,
            "Let it go on",
            "You have looked",
            "Auto-submit is paused until a person has looked. Enter lets it go on.",
            tone=Tone.ACCENT,
        )
    tested, tone = facts.tested or ("not in this run", Tone.MUTED)
    yield FieldRow(
        Deed.TEST,
        "Test connection",
        tested,
        "Enter asks Amazon with the values above, layer by layer. Nothing is saved by it.",
        tone=tone,
    )
    yield FieldRow(
        Deed.CALENDAR,
        "Calendar file",
        "reminds 30, 14, 7 and 1 days before the end",
        "Enter or f writes a file that every calendar program takes. No secret is in it.",
        tone=Tone.MUTED,
    )
    yield FieldRow(
        Deed.SET_UP,
        "Authorise again",
        "the setup, with these values to begin with",
        "Enter opens the setup at Amazon's page. Your changes here are kept.",
        tone=Tone.MUTED,
    )
    yield FieldRow(
        Deed.SUBMIT,
        "Submit to Amazon",
        "look at the feed first",
        "Enter opens the tab Feed Preview. Nothing is sent before you have seen it there.",
        tone=Tone.MUTED,
    )


def _token_row(draft: Draft, kept: str | None) -> FieldRow:
    home = draft.saved.token_place.home
    if draft.token is not None:
        value = draft.words(Setting.TOKEN)
    elif home is SecretHome.FILE:
        value = kept or "looking"
    else:
        value = {
            SecretHome.COMMAND: "printed by the command",
            SecretHome.CREDENTIAL: "given by systemd",
            SecretHome.ASK: "kept nowhere",
        }[home]
    label = "MWS Auth Token" if draft.now.program is Program.MWS else "Refresh token"
    return FieldRow(
        Setting.TOKEN,
        label,
        value,
        f"Enter replaces the {token_label(draft.now.program)} by one that you paste. "
        "^T shows it for 10 seconds.",
        changed=draft.differs(Setting.TOKEN),
    )


def _end_row(draft: Draft, facts: ApiFacts) -> FieldRow:
    ends = draft.now.expires_on
    words, tone = end_words(ends, facts.now)
    paste = "paste the Koongo row of Manage your apps, or type the date"
    if draft.now.program is Program.MWS:
        how = "Amazon ends it after a year. To renew it click Renew in the row Koongo there:"
    else:
        how = "Amazon ends it after 365 days. To renew it confirm again, or Re-authorise there:"
    return FieldRow(
        Setting.ENDS_ON,
        Setting.ENDS_ON.label,
        words,
        f"{how} {facts.renew_at} Then press Enter here: {paste}.",
        changed=draft.differs(Setting.ENDS_ON),
        tone=tone,
    )


def end_words(ends: date | None, now: datetime) -> tuple[str, Tone]:
    """When an authorisation ends, as it is said on the form."""
    if ends is None:
        return "not known yet", Tone.MUTED
    today = now.astimezone().date()
    days = (ends - today).days
    if days < 0:
        return f"{day(ends, today)}: ended {plural(-days, 'day')} ago", Tone.BAD
    left = "today" if days == 0 else f"in {plural(days, 'day')}"
    return f"{day(ends, today)}, {left}", Tone.WARN if days <= SOON else Tone.PLAIN


def _auto_row(draft: Draft, pause: Pause | None) -> FieldRow:
    on = draft.now.auto_submit
    value = draft.words(Setting.AUTO_SUBMIT)
    if on and pause is not None:
        value = f"{value}, paused: {pause.reason}"
    wrong = ""
    if on and draft.now.feed_source is None:
        wrong = "It needs a feed source: press 4 and choose one."
    return FieldRow(
        Setting.AUTO_SUBMIT,
        "Enable Auto-Submit",
        value,
        "With Yes the feed is sent whenever its source has changed, every 20 minutes at most. "
        "It pauses itself when Amazon refuses much of a feed.",
        changed=draft.differs(Setting.AUTO_SUBMIT),
        tone=Tone.WARN if on and pause is not None else Tone.PLAIN,
        wrong=wrong,
    )


def profile_rows(draft: Draft, look: str, wrong: str = "") -> tuple[FieldRow, ...]:
    """The tab Edit Profile.

    Args:
        look: what the last look at the source found, or that there was none.
        wrong: why the source cannot be read; empty when it can, or was not looked at.
    """
    return tuple(_profile(draft, look, wrong))


def _profile(draft: Draft, look: str, wrong: str) -> Iterator[FieldRow]:
    yield _row(draft, Setting.NAME, "What you call the channel. Its history and token go along.")
    yield _row(
        draft,
        Setting.FEED_SOURCE,
        "Where the feed comes from: a file on this machine, or Koongo's https address of it.",
    )
    yield FieldRow(
        Deed.LOOK,
        "Look now",
        look,
        "Enter or r looks at the source as it stands above, and says what is there.",
        tone=Tone.MUTED,
        wrong=wrong,
    )
    yield _type_row(draft)
    yield _row(
        draft,
        Setting.REFRESH,
        "How often the list asks Amazon: 45 seconds at least, Amazon's quota allows no more.",
    )
    about_all = "It counts for all channels."
    yield _row(draft, Setting.BELL, f"The terminal's bell when a submission finishes. {about_all}")
    yield _row(
        draft,
        Setting.TERMINAL_NOTICE,
        f"The terminal's own notification, where it has one. {about_all}",
    )
    yield _row(
        draft,
        Setting.NOTICE_COMMAND,
        f"A command line that is run when a submission finishes. {about_all}",
    )


def _type_row(draft: Draft) -> FieldRow:
    return FieldRow(
        Setting.FEED_TYPE,
        Setting.FEED_TYPE.label,
        draft.words(Setting.FEED_TYPE),
        "What the feed is to Amazon. Enter shows the types, with what each is about.",
        changed=draft.differs(Setting.FEED_TYPE),
        wrong=refused_type_words(draft.now) or "",
    )


def _row(draft: Draft, setting: Setting, help_words: str) -> FieldRow:
    return FieldRow(
        setting,
        setting.label,
        draft.words(setting),
        help_words,
        changed=draft.differs(setting),
    )


def looked_words(size: int, changed_at: datetime, now: datetime) -> str:
    """What a look at a source found."""
    return f"{size_words(size)}, of {when(changed_at, now)}"


def source_of(channel: Channel) -> str:
    """The channel's feed source as it is written; empty without one."""
    return channel.feed_source or ""
