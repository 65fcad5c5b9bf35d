"""What Amazon's pages look like when an application of SP-API is authorised, line by line.

Drawn after SP-API's documentation, "Website authorization workflow" and "Self-authorization".
``{{...}}`` is what to click or copy, ``<`` points at it.
"""

from __future__ import annotations

from enum import StrEnum


class ConsentPage(StrEnum):
    """What the owner meets when an application asks for their consent."""

    CONSENT = "consent"
    RETURN = "return"

    @property
    def title(self) -> str:  # type: ignore[override]
        """What the page is called."""
        return "Amazon's consent page" if self is ConsentPage.CONSENT else "The page that follows"


class OwnAppPage(StrEnum):
    """What the owner of a private application meets."""

    APPS = "develop-apps"
    TOKEN = "refresh-token"  # noqa: S105  a page's name
    ACCOUNT = "account-info"

    @property
    def title(self) -> str:  # type: ignore[override]
        """What the page is called."""
        return {
            OwnAppPage.APPS: "Develop apps",
            OwnAppPage.TOKEN: "Manage authorisations",
            OwnAppPage.ACCOUNT: "Account Info",
        }[self]


def drawn(page: ConsentPage | OwnAppPage, application: str, authorise: str) -> list[str]:
    """The page line by line.

    Args:
        application: its name.
        authorise: ``Authorise``, or ``Authorize`` in America.
    """
    return {
        ConsentPage.CONSENT: [
            f"{authorise} {application}",
            "",
            f"{application} asks for access to your",
            "selling partner account:",
            "  product listings, feeds, ...",
            "",
            f" {{{{[x]}}}} < I direct Amazon to provide {application}",
            "         access to my account",
            "",
            "       {{[ Confirm ]}} <     [ Cancel ]",
        ],
        ConsentPage.RETURN: [
            "{{https://... ?state=... &selling_partner_}} <",
            "{{id=A... &spapi_oauth_code=...}}",
            "------------------------------------------",
            "",
            f"A page of {application}, or",
            '  "This page cannot be found"',
            "",
            "Click into the address bar, select all of it",
            "(Ctrl+A) and copy it (Ctrl+C)",
        ],
        OwnAppPage.APPS: [
            "Apps and Services > Develop Apps",
            "",
            "App name       Status     Action",
            "------------------------------------------",
            "your app       Draft      [ Edit App ] {{v}} <",
            "                            View",
            f"                            {{{{{authorise}}}}} <",
            "                            Delete",
        ],
        OwnAppPage.TOKEN: [
            f"Manage {authorise[:-1].lower()}ations: your app",
            "",
            "Region           Status",
            f"Your region      {{{{[ {authorise} app ]}}}} <",
            "",
            "Refresh token, shown once:",
            "{{ Atzr|IwEB............................ }} <",
            "",
            "  [ Copy ]",
        ],
        OwnAppPage.ACCOUNT: [
            "{{Settings v}} < Account Info",
            "",
            "Business information",
            "  Display name",
            "  Legal entity",
            "  {{Merchant Token}} <",
            "",
            "{{ A............. }} <   this is the Seller ID",
        ],
    }[page]
