"""The words of a refusal that no renewal mends: MWS has ended, SP-API wants a new authorisation.

Pure functions of facts and a width, as :mod:`.prose`.
"""

from __future__ import annotations

from koongo_tui.diagnosis import Diagnosis
from koongo_tui.errors import Actor, KoongoError
from koongo_tui.tui.screens.submissions.prose import amazon_words, heading, steps
from koongo_tui.tui.text import EMPTY, Line, Tone, clean, paragraph, plain

STAYS = "The channel keeps its name, its settings and its saved submissions."


def retired_lines(error: KoongoError, width: int, *, saved: bool) -> list[Line]:
    """Amazon has ended MWS, and the channel uses it.

    Args:
        saved: there is a list to go back to.
    """
    lines = [
        *heading("Amazon has ended MWS, and this channel uses it", width),
        *paragraph(clean(error.message), width, indent=3),
        EMPTY,
        *steps(
            (
                "Press Enter: the setup moves this channel to SP-API, Amazon's interface today.",
                "The account's owner authorises it once more, and the connection is tested.",
            ),
            width,
        ),
        EMPTY,
        *paragraph(f"{STAYS} Nothing changes before the last step.", width, indent=3),
    ]
    if saved:
        lines += paragraph("Esc shows the saved list.", width, indent=3)
    return [*lines, *amazon_words(error, width)]


def authorise_again_lines(
    found: Diagnosis, error: KoongoError, link: str, width: int
) -> list[Line]:
    """SP-API refuses: the likeliest causes, where to look, and the way to authorise again.

    Args:
        link: Manage your apps at this seller's Seller Central.
    """
    lines = heading(clean(found.title), width)
    causes = tuple(clean(cause) for cause in found.causes) or (clean(error.message),)
    if len(causes) > 1:
        lines += [*paragraph("Most likely, in this order:", width), *steps(causes, width)]
    else:
        lines += paragraph(causes[0], width, indent=3)
    lines += [
        EMPTY,
        *paragraph("Its state stands on this page, in the application's row:", width),
        plain(link, Tone.ACCENT),
        EMPTY,
    ]
    if may_authorise(found):
        lines += paragraph(
            "Press Enter to authorise again. Until then Amazon is not asked by itself; r asks "
            f"once. {STAYS}",
            width,
        )
    else:
        lines += paragraph(f"{clean(found.fix)} r asks once more.", width)
    return [*lines, *amazon_words(error, width)]


def may_authorise(found: Diagnosis) -> bool:
    """A new authorisation is what helps, and not somebody else's turn."""
    return found.who in (Actor.YOU, Actor.OWNER)


def move_lines(width: int) -> list[Line]:
    """The other way on for any channel of MWS."""
    return [
        EMPTY,
        *paragraph(
            "Or press 2 to move this channel to SP-API, Amazon's interface today.",
            width,
            indent=3,
        ),
    ]
