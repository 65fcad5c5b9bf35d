"""The 23 marketplaces of Amazon's Selling Partner API, with what each needs.

Source: Amazon's own list of marketplace identifiers, compared with five independent ones; all
agree. Never retype an identifier: several hold the letter O where a zero would look right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from koongo_tui.guide.regions import Region

# code, marketplace ID, region, domain, Seller Central (sellercentral.<this>), MWS host or -,
# currency, default language, covered by Koongo's guide (it gives a developer ID), country
_TABLE = """
US  ATVPDKIKX0DER   na  amazon.com     amazon.com     mws.amazonservices.com     USD  en_US  yes  United_States
CA  A2EUQ1WTGCTBG2  na  amazon.ca      amazon.ca      mws.amazonservices.ca      CAD  en_CA  yes  Canada
MX  A1AM78C64UM0Y8  na  amazon.com.mx  amazon.com.mx  mws.amazonservices.com.mx  MXN  es_MX  no   Mexico
BR  A2Q3Y263D00KWC  na  amazon.com.br  amazon.com.br  mws.amazonservices.com     BRL  pt_BR  no   Brazil
GB  A1F83G8C2ARO7P  eu  amazon.co.uk   amazon.co.uk   mws-eu.amazonservices.com  GBP  en_GB  yes  United_Kingdom
IE  A28R8C7NBKEWEA  eu  amazon.ie      amazon.ie      -                          EUR  en_IE  yes  Ireland
DE  A1PA6795UKMFR9  eu  amazon.de      amazon.de      mws-eu.amazonservices.com  EUR  de_DE  yes  Germany
FR  A13V1IB3VIYZZH  eu  amazon.fr      amazon.fr      mws-eu.amazonservices.com  EUR  fr_FR  yes  France
IT  APJ6JRA9NG5V4   eu  amazon.it      amazon.it      mws-eu.amazonservices.com  EUR  it_IT  yes  Italy
ES  A1RKKUPIHCS9HS  eu  amazon.es      amazon.es      mws-eu.amazonservices.com  EUR  es_ES  yes  Spain
NL  A1805IZSGTT6HS  eu  amazon.nl      amazon.nl      mws-eu.amazonservices.com  EUR  nl_NL  yes  Netherlands
BE  AMEN7PMS3EDWL   eu  amazon.com.be  amazon.com.be  mws-eu.amazonservices.com  EUR  fr_BE  yes  Belgium
SE  A2NODRKZP88ZB9  eu  amazon.se      amazon.se      mws-eu.amazonservices.com  SEK  sv_SE  yes  Sweden
PL  A1C3SOZRARQ6R3  eu  amazon.pl      amazon.pl      mws-eu.amazonservices.com  PLN  pl_PL  yes  Poland
TR  A33AVAJ2PDY3EV  eu  amazon.com.tr  amazon.com.tr  mws-eu.amazonservices.com  TRY  tr_TR  no   Turkey
SA  A17E79C6D8DWNP  eu  amazon.sa      amazon.sa      mws-eu.amazonservices.com  SAR  ar_SA  no   Saudi_Arabia
AE  A2VIGQ35RCS4UG  eu  amazon.ae      amazon.ae      mws.amazonservices.ae      AED  en_AE  no   United_Arab_Emirates
EG  ARBP9OOSHTCHU   eu  amazon.eg      amazon.eg      mws-eu.amazonservices.com  EGP  ar_EG  no   Egypt
ZA  AE08WJ6YKNBMC   eu  amazon.co.za   amazon.co.za   -                          ZAR  en_ZA  no   South_Africa
IN  A21TJRUUN4KGV   eu  amazon.in      amazon.in      mws.amazonservices.in      INR  en_IN  no   India
JP  A1VC38T7YXB528  fe  amazon.co.jp   amazon.co.jp   mws.amazonservices.jp      JPY  ja_JP  yes  Japan
AU  A39IBJ37TRP1C6  fe  amazon.com.au  amazon.com.au  mws.amazonservices.com.au  AUD  en_AU  yes  Australia
SG  A19VAU5U5O7RUS  fe  amazon.sg      amazon.sg      mws-fe.amazonservices.com  SGD  en_SG  no   Singapore
"""

# Markets that real accounts take part in and that are no Amazon shop: a list must hide them.
NOT_AMAZON: frozenset[str] = frozenset(
    {
        "A2ZV50J4W1RKNI",
        "AZMDEXL2RVFNN",
        "A6W85IYQ5WB1C",
        "A38D8NSA03LJTC",
        "AFQLKURYRPEL8",
        "A1ZFFQZ3HTUKT9",
        "A62U237T8HV6N",
        "A1MQXOICRS2Z7M",
        "A3H6HPSLHAK3XG",
    }
)


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One Amazon shop.

    Attributes:
        code: two letters of the country (``GB``, not ``UK``: what Amazon's APIs return).
        id: Amazon's marketplace ID.
        region: the part of Amazon whose endpoints and authorisations serve it.
        domain: ``amazon.co.uk``.
        seller_central: host where its sellers sign in.
        mws_host: host of its MWS endpoint, or None where MWS was never opened.
        currency: ISO 4217 code.
        language: default language, ``en_GB``.
        in_guide: Koongo's guide gives a developer ID for sellers of this country.
        country: English name.
    """

    code: str
    id: str
    region: Region
    domain: str
    seller_central: str
    mws_host: str | None
    currency: str
    language: str
    in_guide: bool
    country: str

    @property
    def name(self) -> str:
        """What people call it: ``Amazon.co.uk``."""
        return "A" + self.domain[1:]


def _read(line: str) -> Marketplace:
    code, id_, region, domain, central, mws, currency, language, covered, country = line.split()
    return Marketplace(
        code=code,
        id=id_,
        region=Region(region),
        domain=domain,
        seller_central=f"sellercentral.{central}",
        mws_host=None if mws == "-" else mws,
        currency=currency,
        language=language,
        in_guide=covered == "yes",
        country=country.replace("_", " "),
    )


MARKETPLACES: tuple[Marketplace, ...] = tuple(_read(line) for line in _TABLE.split("\n") if line)


@cache
def _by_id() -> dict[str, Marketplace]:
    return {m.id: m for m in MARKETPLACES}


def marketplace_by_id(marketplace_id: str) -> Marketplace | None:
    """The marketplace with exactly this ID, or None."""
    return _by_id().get(marketplace_id)


def find_marketplace(text: str) -> Marketplace | None:
    """The marketplace that a person means, or None.

    Takes an ID, a domain with or without ``www.`` (``amazon.co.uk``), a country's code (``GB``,
    also ``UK``) or its English name, in any case.
    """
    word = text.strip()
    if found := marketplace_by_id(word.upper()):
        return found
    word = word.lower().removeprefix("https://").removeprefix("www.").rstrip("/")
    if word == "uk":
        word = "gb"
    for m in MARKETPLACES:
        if word in (m.domain, m.code.lower(), m.country.lower()):
            return m
    return None


def marketplaces_of(region: Region) -> tuple[Marketplace, ...]:
    """Every marketplace of a region, in the table's order."""
    return tuple(m for m in MARKETPLACES if m.region is region)
