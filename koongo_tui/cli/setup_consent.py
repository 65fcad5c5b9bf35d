"""Authorising under SP-API without a screen: question 2 of the plain setup, and the exchange."""

from __future__ import annotations

import asyncio

from koongo_tui.amazon.errors import AccessRefused
from koongo_tui.cli.context import Context, printable
from koongo_tui.cli.dialogue import Dialogue
from koongo_tui.cli.setup_plain_region import tell_developer
from koongo_tui.errors import NotSetUpError
from koongo_tui.guide.flow import Setup, SetupError, Way
from koongo_tui.guide.handoff import owner_card
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import DEVELOPER_NAME

_WAYS = (Way.WEBSITE, Way.SELF)


def ask_authorisation(setup: Setup, talk: Dialogue, context: Context) -> Setup:
    """Question 2 under SP-API: how, and the page to open; gives the setup one step on.

    Raises:
        BackError, StoppedError: the person's answer.
    """
    talk.say(f"Question 2 of 5. How does the account owner authorise {DEVELOPER_NAME}?")
    answer = talk.choose(
        [
            "On Amazon's consent page, in any browser (recommended)",
            "With the refresh token of a private application",
        ],
        default=_WAYS.index(setup.way) + 1,
        help_text="The consent page is for applications that serve many sellers. A private "
        "application is authorised by its own owner under Develop apps in Seller Central.",
    )
    if not isinstance(answer, int):
        talk.say("Please answer with 1 or 2.")
        return setup
    setup = setup.choose_way(_WAYS[answer - 1])
    if setup.way is Way.SELF:
        return _develop_apps(setup, talk)
    try:
        setup = _at_one_host(setup, talk)
        setup = setup.with_consent_request(context.workspace.consent_request(setup))
    except SetupError as error:
        talk.regret(error)
        return setup
    except NotSetUpError as error:
        return _no_application(setup, talk, error)
    return _consent_page(setup, talk)


def _no_application(setup: Setup, talk: Dialogue, error: NotSetUpError) -> Setup:
    """It is somebody else's turn; there are ways on without them."""
    talk.regret(error)
    talk.say("It is not your turn. What you can do now:")
    answer = talk.choose(
        [
            "Use a private application: you have its refresh token, or can get it",
            "Continue with MWS (ended by Amazon; for gateways and the sandbox)",
        ],
        help_text="The consent page belongs to an application. Once whoever runs this program has "
        "kept one here, question 2 gives the page.",
    )
    if answer == 1:
        return _develop_apps(setup.choose_way(Way.SELF), talk)
    if answer == 2:
        setup = setup.choose_program(Program.MWS)
        tell_developer(setup, talk)
    return setup


def _develop_apps(setup: Setup, talk: Dialogue) -> Setup:
    talk.say("Open this page, choose Authorise app in the application's menu, and copy the")
    talk.say("refresh token, which begins with Atzr. The Seller ID stands under Account Info.")
    for page in setup.pages:
        talk.say(page.url)
    return _entered(setup, talk)


def _at_one_host(setup: Setup, talk: Dialogue) -> Setup:
    """Where each country of a region has a Seller Central of its own, the one to sign in at."""
    hosts = setup.consent_hosts
    if len(hosts) < 2:
        return setup
    talk.say("Where does the owner sign in?")
    answer = talk.choose(
        hosts, help_text="Another Seller Central can be named as well, by address or country."
    )
    if isinstance(answer, int):
        return setup.choose_address(hosts[answer - 1])
    return setup.choose_address(answer) if "." in answer else setup.choose_country(answer)


def _consent_page(setup: Setup, talk: Dialogue) -> Setup:
    talk.say("Open this page, signed in as the primary user, and confirm:")
    for page in setup.pages:
        talk.say(page.url)
    talk.say("Amazon then opens another page. Copy its whole address from the address bar, also")
    talk.say("when the page itself shows an error. The code in it lasts five minutes, so come")
    talk.say("back at once. This page answers for ten minutes. Then press Enter.")
    return _entered(setup, talk)


def _entered(setup: Setup, talk: Dialogue) -> Setup:
    answer = talk.ask(
        "Answer",
        help_text="Not the owner of the account? Answer o: you get a text to send to them.",
    )
    if answer.lower() == "o":
        talk.say()
        talk.say(owner_card(setup))
    return setup.next()


def exchanged(setup: Setup, context: Context) -> Setup:
    """The setup with the refresh token for the code that waits, or with what is wrong with it.

    Raises:
        KoongoError: Amazon could not be asked; the code waits on.
    """
    consent, ends_at = setup.consent, setup.code_ends_at
    if consent is None or ends_at is None:
        return setup
    now = context.clock()
    if now > ends_at:
        return setup.code_refused(now=now)
    context.say("Exchanging the authorisation code for a refresh token.")
    try:
        token = asyncio.run(context.workspace.exchange(setup, consent))
    except AccessRefused as error:
        if error.code != "code-expired":
            raise
        if error.amazon_words:
            context.say(f"  Amazon: {printable(error.amazon_words)}")
        return setup.code_refused()
    context.say("Amazon gave a refresh token.")
    return setup.with_refresh_token(token, today=now.date())
