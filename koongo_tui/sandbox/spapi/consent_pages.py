"""The HTML of Seller Central's pages about applications: plain, without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from koongo_tui.sandbox.announcement import CONSENT_PATH, MANAGE_PATH
from koongo_tui.sandbox.cast import Application, Seller
from koongo_tui.sandbox.spapi.consent import ConsentProblem
from koongo_tui.sandbox.spapi.messages import WebAnswer

_STYLE = """
body { font: 16px/1.5 sans-serif; margin: 0; background: #f3f3f3; color: #111 }
header { background: #232f3e; color: #fff; padding: .8em 2em }
main { max-width: 44em; margin: 2em auto; padding: 1.5em 2em; background: #fff }
fieldset { border: 1px solid #ccc; margin: 1em 0 } label { display: block; padding: .2em 0 }
button { font: inherit; padding: .5em 1.5em } code, textarea { overflow-wrap: anywhere }
textarea { width: 100%; box-sizing: border-box; font: 14px monospace }
td { padding: .2em 1em .2em 0 }
.note { color: #555; font-size: 14px }
"""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


def consent_page(
    application: Application, sellers: Iterable[Seller], chosen: Seller, values: Mapping[str, str]
) -> WebAnswer:
    """Who signs in, and whether the application may act for them.

    Args:
        chosen: seller that is ticked already.
        values: of the query, sent again with the form.
    """
    hidden = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in values.items()
    )
    choices = "\n".join(
        f'<label><input type="radio" name="seller" value="{seller.seller_id}"'
        f"{' checked' if seller == chosen else ''} required> {escape(seller.name)} "
        f'<span class="note">{seller.region.title}, {seller.seller_id}</span></label>'
        for seller in sellers
    )
    name = escape(application.name)
    return _page(
        f"Authorize {name}",
        f"""<h1>Selling Partner API authorization</h1>
<p><strong id="application">{name}</strong> asks to access your selling account through the
Selling Partner API.</p>
<p class="note">Application ID: <code>{escape(application.application_id)}</code></p>
<form method="post" action="{CONSENT_PATH}">
{hidden}
<fieldset><legend>Sign in as</legend>
{choices}
</fieldset>
<label><input type="checkbox" name="agree" value="yes" checked required> I direct Amazon to give
{name} access to my selling account.</label>
<p><button type="submit" id="confirm" name="confirm" value="yes">Confirm</button></p>
</form>""",
    )


def problem_page(problem: ConsentProblem) -> WebAnswer:
    """Instead of the page."""
    return _page(
        "Authorization error",
        "<h1>We are sorry</h1>\n<p>This application cannot be authorized right now.</p>\n"
        f'<p id="error">Error: <strong>{escape(problem.code)}</strong>. '
        f"{escape(problem.message)}</p>",
        400,
    )


def return_page(address: str) -> WebAnswer:
    """Where the browser arrives when no other address was asked for.

    Args:
        address: of this page, with its query.
    """
    return _page(
        "Authorized",
        f"""<h1>Authorized</h1>
<p>The application named no address to return to. Copy the address of this page and paste it into
the application. It works once, for five minutes.</p>
<p><textarea id="return-address" rows="4" readonly autofocus>{escape(address)}</textarea></p>""",
    )


def manage_page(
    application: Application, rows: Iterable[tuple[Seller, int]], *, note: str = ""
) -> WebAnswer:
    """Every seller with its authorisations.

    Args:
        rows: sellers, and how many of their authorisations stand.
        note: HTML that tells what has just been done.
    """
    lines = "\n".join(
        f"<tr><td>{escape(seller.name)}</td><td>{seller.seller_id}</td>"
        f"<td>{count or 'none'}</td><td>"
        f'<form method="post" action="{MANAGE_PATH}">'
        f'<input type="hidden" name="seller" value="{seller.seller_id}">'
        '<button name="action" value="authorize">Authorize app</button> '
        '<button name="action" value="disable">Disable</button></form></td></tr>'
        for seller, count in rows
    )
    return _page(
        "Manage your apps",
        f"<h1>Manage your apps</h1>\n{note}\n<p>{escape(application.name)}</p>\n<table>\n"
        "<tr><td>Seller</td><td>Seller ID</td><td>Authorizations</td><td></td></tr>\n"
        f"{lines}\n</table>",
    )


def token_note(seller: Seller, token: str) -> str:
    """A refresh token, shown once."""
    return (
        f"<p>Refresh token of {escape(seller.name)}, shown only now:</p>\n"
        f'<p><textarea id="refresh-token" rows="6" readonly>{escape(token)}</textarea></p>'
    )


def disabled_note(seller: Seller) -> str:
    """The authorisations have ended."""
    return f'<p id="disabled">The app can no longer access {escape(seller.name)}.</p>'


def _page(title: str, body: str, status: int = 200) -> WebAnswer:
    html = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        "<header>Amazon Seller Central of the koongo-tui sandbox: nothing here is real</header>\n"
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return WebAnswer(html.encode(), status, "text/html; charset=utf-8", _HEADERS)
