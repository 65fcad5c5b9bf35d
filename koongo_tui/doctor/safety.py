"""The last line of defence: no secret in a finding, and no Seller ID in what is sent to support."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from koongo_tui.application import CLIENT_SECRET_VARIABLE
from koongo_tui.doctor.findings import Finding
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.store.guard import masked_secrets
from koongo_tui.workspace import MWS_SECRET_VARIABLE, TOKEN_VARIABLE

SECRET_VARIABLES = (TOKEN_VARIABLE, MWS_SECRET_VARIABLE, CLIENT_SECRET_VARIABLE)
_STARS = "********"
_SHORTEST = 6
"""Characters; a shorter value would be found inside of words."""

# Seller IDs and the access keys of AWS, which are no secrets, but nobody's business either.
_SELLER_ID = re.compile(r"(?<![A-Za-z0-9])A(?=[A-Z0-9]*[0-9])[A-Z0-9]{11,14}(?![A-Za-z0-9])")
_ACCESS_KEY = re.compile(r"(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{12,128}(?![A-Za-z0-9])")


def without_secrets(finding: Finding, environ: Mapping[str, str]) -> Finding:
    """The finding, with whatever looks like a secret, or is one of the environment's, masked."""

    def masked(value: object) -> object:
        if isinstance(value, str):
            return mask_secrets(value, environ)
        if isinstance(value, Mapping):
            return {key: masked(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [masked(inner) for inner in value]
        return value

    return replace(
        finding,
        text=mask_secrets(finding.text, environ),
        fix=mask_secrets(finding.fix, environ),
        link=mask_secrets(finding.link, environ),
        aside=mask_secrets(finding.aside, environ),
        values=MappingProxyType({key: masked(value) for key, value in finding.values.items()}),
    )


def mask_secrets(text: str, environ: Mapping[str, str]) -> str:
    """A text without tokens, client secrets, and the secrets of the environment."""
    for name in SECRET_VARIABLES:
        secret = environ.get(name, "").strip()
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, _STARS)
    return masked_secrets(text)


def mask_sellers(text: str) -> str:
    """A text in which Seller IDs and access keys show their ends only; marketplaces stay."""
    text = _ACCESS_KEY.sub(lambda found: f"{found[0][:4]}{_STARS}", text)
    return _SELLER_ID.sub(_seller, text)


def _seller(found: re.Match[str]) -> str:
    text = found[0]
    return text if marketplace_by_id(text) else f"{text[:2]}{_STARS}{text[-2:]}"
