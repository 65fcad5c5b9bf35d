"""The last line of defence: no secret in a file that is not made for one."""

from __future__ import annotations

import re
import unicodedata

# The public beginnings of MWS tokens, of Login with Amazon's refresh and access tokens, and of
# the secrets of LWA clients; then the body, as long as it goes on.
_SECRET = re.compile(r"(amzn\.mws\.|Atzr\||Atza\||amzn1\.oa2-cs\.v1\.)([^\s\"',;]*)", re.IGNORECASE)
_SHOWN = 4
_LONG = 16


def holds_secret(text: str) -> bool:
    """Whether a token or client secret is somewhere in a text, however it was wrapped."""
    return _SECRET.search(_bare(text)) is not None


def masked_secrets(text: str) -> str:
    """The text with the body of each token in it replaced by stars."""
    return _SECRET.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    body = found[2]
    return f"{found[1]}********{body[-_SHOWN:] if len(body) >= _LONG else ''}"


def _bare(text: str) -> str:
    return "".join(
        c
        for c in unicodedata.normalize("NFKC", text)
        if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")
    )
