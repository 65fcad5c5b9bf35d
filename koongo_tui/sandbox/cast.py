"""The people of the practice world: developers and sellers, always the same for one seed."""

from __future__ import annotations

from base64 import b32encode, b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from enum import StrEnum

from koongo_tui.guide.marketplaces import find_marketplace
from koongo_tui.guide.regions import DEVELOPER_NAME, Region
from koongo_tui.sandbox.dice import digest, letters, uuid_text

DEFAULT_SEED = "koongo"


class Standing(StrEnum):
    """Whether Amazon lets a developer act for a seller."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_ELIGIBLE = "not-eligible"
    INDIVIDUAL_PLAN = "individual-plan"


class Past(StrEnum):
    """How much a seller has submitted before the world begins."""

    NOTHING = "nothing"
    TYPICAL = "typical"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Developer:
    """Whoever signs requests.

    Attributes:
        developer_id: as Amazon prints it, ``9051-1235-5740``.
        access_key_id: 20 characters that begin with AKIA.
        secret_key: 40 characters.
    """

    region: Region
    name: str
    developer_id: str
    access_key_id: str
    secret_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Application:
    """Koongo's application at the Selling Partner API: one for all regions.

    Attributes:
        application_id: ``amzn1.sellerapps.app.`` and a UUID.
        client_id, client_secret: for Login with Amazon.
        redirect_uris: https addresses that the consent page may return to; those on loopback it
            may always.
    """

    name: str
    application_id: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seller:
    """A seller account of one region.

    Attributes:
        seller_id: 14 characters that begin with A.
        marketplace_ids: where it sells; its home first.
        mws_auth_token: given to the region's developer.
        refresh_token: from authorising the application by hand before the world begins.
        report_language: of its processing reports: ``en``, ``es`` or ``ja``.
    """

    seller_id: str
    name: str
    region: Region
    marketplace_ids: tuple[str, ...]
    mws_auth_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    standing: Standing = Standing.ACTIVE
    past: Past = Past.TYPICAL
    report_language: str = "en"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody. The first seller of a region is its usual one."""

    developers: tuple[Developer, ...]
    sellers: tuple[Seller, ...]
    application: Application


# name, region, marketplaces, standing, past, language of reports
_SELLERS = (
    ("Nordlicht Home", Region.EU, "GB DE ES FR IT", Standing.ACTIVE, Past.TYPICAL, "en"),
    ("Prairie Pantry", Region.NA, "US CA", Standing.ACTIVE, Past.TYPICAL, "en"),
    ("Sakura Stationery", Region.FE, "JP AU", Standing.ACTIVE, Past.TYPICAL, "ja"),
    ("Almacén Central", Region.EU, "ES DE FR IT GB NL BE SE PL", Standing.ACTIVE, Past.LARGE, "es"),
    ("Neuland Fahrräder", Region.EU, "DE", Standing.ACTIVE, Past.NOTHING, "en"),
    ("Maple & Main", Region.NA, "CA US", Standing.ACTIVE, Past.NOTHING, "en"),
    ("Coral Coast", Region.FE, "AU", Standing.ACTIVE, Past.TYPICAL, "en"),
    ("Harbour Lights", Region.EU, "GB", Standing.EXPIRED, Past.TYPICAL, "en"),
    ("Petit Jardin", Region.EU, "FR", Standing.REVOKED, Past.TYPICAL, "en"),
    ("Bottega Aurora", Region.EU, "IT", Standing.NOT_ELIGIBLE, Past.TYPICAL, "en"),
    ("Kleine Werkstatt", Region.EU, "DE", Standing.INDIVIDUAL_PLAN, Past.TYPICAL, "en"),
)


def make_cast(seed: str = DEFAULT_SEED) -> Cast:
    """The cast of a seed."""
    return Cast(
        developers=tuple(_developer(seed, region) for region in Region),
        application=_application(seed),
        sellers=tuple(
            Seller(
                seller_id=f"A{letters(13, seed, 'seller', name)}",
                name=name,
                region=region,
                marketplace_ids=tuple(_marketplace_id(code) for code in codes.split()),
                mws_auth_token=new_token(seed, name),
                refresh_token=_refresh_token(seed, name),
                standing=standing,
                past=past,
                report_language=language,
            )
            for name, region, codes, standing, past, language in _SELLERS
        ),
    )


def new_token(seed: str, name: str, generation: int = 1) -> str:
    """A seller's MWS Auth Token; each generation is another one."""
    return f"amzn.mws.{uuid_text(seed, 'token', name, generation)}"


def _application(seed: str) -> Application:
    return Application(
        name=DEVELOPER_NAME,
        application_id=f"amzn1.sellerapps.app.{uuid_text(seed, 'application')}",
        client_id=f"amzn1.application-oa2-client.{digest(seed, 'client').hex()[:32]}",
        client_secret=f"amzn1.oa2-cs.v1.{digest(seed, 'client secret').hex()}",
        redirect_uris=("https://koongo.example/amazon/return",),
    )


def _refresh_token(seed: str, name: str) -> str:
    raw = b"".join(digest(seed, "refresh token", name, part) for part in range(8))
    return f"Atzr|IwEBI{urlsafe_b64encode(raw).decode().rstrip('=')}"


def _developer(seed: str, region: Region) -> Developer:
    key_id = b32encode(digest(seed, "access key", region)).decode()[:16]
    return Developer(
        region=region,
        name=DEVELOPER_NAME,
        developer_id=region.developer_id,
        access_key_id=f"AKIA{key_id}",
        secret_key=b64encode(digest(seed, "secret key", region)[:30]).decode(),
    )


def _marketplace_id(code: str) -> str:
    marketplace = find_marketplace(code)
    assert marketplace is not None, code
    return marketplace.id
