"""The labels that Amazon's pages, other programs and people put before a value.

A label is a few words in a row. Between them may stand blanks, line ends, dashes, underscores and
the small words of a language ("ID *du* vendeur"), so one entry covers many spellings. Accents and
capitals do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Kind(StrEnum):
    """What a label announces, or what a value is."""

    SELLER = "seller"
    TOKEN = "token"  # noqa: S105 - the name of a kind
    MARKETPLACE = "marketplace"
    DEVELOPER = "developer"
    AUTHORISED = "authorised"
    EXPIRES = "expires"
    SECRET_KEY = "secret-key"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text; ``end`` is the place after its last character."""

    kind: Kind
    start: int
    end: int


# English; German; French; Italian; Spanish; Dutch; then Polish, Swedish, Portuguese, Japanese
# as far as Amazon's sites of the guide's regions use them. Small words are left out.
_WORDS = {
    Kind.SELLER: """
        seller id, sellerid, seller ids, seller identifier, seller number, merchant id,
        merchantid, merchant identifier, merchant token, merchant number, selling partner id,
        your merchant token;
        handler id, handlerid, handlernummer, handler nummer, handlerkennung, handler token,
        handlertoken, haendler id, haendlernummer, haendlertoken, haendler token, verkaufer id,
        verkauferid, verkaufernummer, verkaeufer id, verkaeufernummer, verkauferkennung;
        id vendeur, identifiant vendeur, numero vendeur, id marchand, identifiant marchand,
        jeton marchand, jeton vendeur, identifiants vendeur;
        id venditore, identificativo venditore, identificatore venditore, codice venditore,
        numero venditore, token venditore, token commerciante, id commerciante;
        id vendedor, identificador vendedor, codigo vendedor, token vendedor,
        id comerciante, identificador comerciante;
        verkoper id, verkopers id, verkoperid, verkopersid, verkoopersid, verkopersnummer,
        verkopernummer, id verkoper, handelaars id, verkopers identificatie;
        id sprzedawcy, identyfikator sprzedawcy, saljar id, saljarid, saljarens id,
        出品者id, 出品者 id, セラーid, セラー id, マーチャントトークン, 出品者トークン
    """,
    Kind.TOKEN: """
        mws auth token, mws authorisation token, mws authorization token, mws token, auth token,
        mws authentication token, authorisation token, authorization token,
        authentication token, mwsauthtoken, mws authtoken, authtoken, refresh token,
        refreshtoken, token, mwstoken, seller token, access token;
        mws autorisierungstoken, mws autorisierungs token, autorisierungstoken,
        mws authentifizierungstoken, authentifizierungstoken, mws autorisierung token,
        mws authentifizierungs token, aktualisierungstoken;
        jeton autorisation mws, jeton authentification mws, jeton mws, jeton autorisation,
        jeton authentification, jeton, token autorisation mws, token mws, jeton actualisation,
        jeton auth mws, token auth mws, mws jeton autorisation;
        token autorizzazione mws, token autenticazione mws, token autorizzazione,
        token autenticazione, token aggiornamento;
        token autorizacion mws, token autenticacion mws, token autorizacion, token autenticacion,
        token actualizacion;
        mws autorisatietoken, autorisatietoken, mws verificatietoken, verificatietoken,
        mws machtigingstoken, machtigingstoken, mws authenticatietoken, authenticatietoken,
        vernieuwingstoken;
        token autoryzacji mws, mws auktoriseringstoken, mws認証トークン, mws 認証トークン,
        認証トークン, トークン
    """,
    Kind.MARKETPLACE: """
        marketplace id, marketplaceid, marketplace ids, marketplaceids, marketplaceidlist,
        marketplace identifier, marketplace, marketplaces, market place id;
        marktplatz id, marktplatzid, marktplatz, marktplatze, marktplatz ids, marktplatzkennung;
        id marketplace, identifiant marketplace, id place marche, identifiant place marche,
        id site vente, identifiant site vente, place marche, site vente, marches,
        id places marche;
        id mercato, identificativo marketplace, mercato, codice marketplace;
        id mercado, identificador marketplace, identificador mercado, mercado, id tienda,
        identificador tienda;
        marktplaats id, marktplaatsid, marktplaats, marktplaatsen, marktplaats ids,
        id marktplaats;
        id rynku, marknadsplats id, マーケットプレイスid, マーケットプレイス id, マーケットプレイス
    """,
    Kind.DEVELOPER: """
        developer id, developerid, developer identifier, developer account id,
        developer account identifier, developer number, developer account number,
        developer account;
        entwickler id, entwicklerid, entwicklernummer, entwicklerkennung, entwicklerkonto id,
        entwickler nummer;
        id developpeur, identifiant developpeur, numero developpeur,
        identifiant compte developpeur;
        id sviluppatore, identificativo sviluppatore, codice sviluppatore, numero sviluppatore;
        id desarrollador, identificador desarrollador, numero desarrollador;
        ontwikkelaar id, ontwikkelaars id, ontwikkelaarsid, ontwikkelaarid, ontwikkelaarsnummer,
        id ontwikkelaar;
        id dewelopera, utvecklar id, 開発者id, 開発者 id, デベロッパーid
    """,
    Kind.AUTHORISED: """
        authorisation date, authorization date, authorised on, authorized on, date authorised,
        date authorized;
        autorisierungsdatum, datum autorisierung, autorisiert am, genehmigungsdatum;
        date autorisation, autorise le;
        data autorizzazione, autorizzato il;
        fecha autorizacion, autorizado el;
        autorisatiedatum, datum autorisatie, geautoriseerd op, machtigingsdatum
    """,
    Kind.EXPIRES: """
        expiry date, expiration date, expires on, expires, expiry, expiration, authorised until,
        authorized until, valid until, ends on, expiry day, end date;
        ablaufdatum, gultig bis, gueltig bis, lauft ab am, laeuft ab am, ablauf,
        autorisiert bis, enddatum;
        date expiration, expire le, valable jusqu au, date fin;
        data scadenza, scade il, scadenza, valido fino al;
        fecha vencimiento, fecha caducidad, fecha expiracion, caduca el, vence el, vencimiento,
        valido hasta;
        vervaldatum, verloopdatum, geldig tot, verloopt op, einddatum
    """,
    Kind.SECRET_KEY: """
        secret key, secret access key, aws secret access key, secretkey, client secret, secret;
        geheimer schlussel, geheimer zugangsschlussel; cle secrete; chiave segreta;
        clave secreta; geheime sleutel
    """,
}
_SMALL = frozenset(
    {"s", "de", "du", "del", "della", "dello", "delle", "dei", "des", "di", "d", "der", "la", "le"}
    | {"l", "les", "do", "da", "van", "voor", "het", "den", "your", "the", "of", "to"}
)
_LONGEST = 4
_MOST = 2000
"""Labels after which a text is no page of Amazon's any more; the rest is not looked at."""
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s_>'’´`-]{0,16}")
_ACCENTED = re.compile("[\u00c0-\u017f]")
_BASE = str.maketrans(
    "àáâãäåāăąçćčďđèéêëēęěğìíîïīıłñńňòóôõöøōőŕřśşšťùúûüūůűýÿźżž",
    "aaaaaaaaacccddeeeeeeegiiiiiilnnnoooooooorrsss" + "tuuuuuuuyyzzz",
)


def fold(text: str) -> str:
    """The same text in small letters without accents, character for character."""
    small = text.replace("\u0130", "I").lower()
    return _ACCENTED.sub(lambda m: m.group().translate(_BASE), small)


@cache
def _table() -> tuple[dict[str, Kind], frozenset[str]]:
    table = {
        " ".join(phrase.split()): kind
        for kind, phrases in _WORDS.items()
        for phrase in phrases.replace(";", ",").split(",")
    }
    return table, frozenset(phrase.split()[0] for phrase in table)


def find_labels(folded: str) -> list[Label]:
    """Every label of a text that ``fold`` made, the longest reading at each place."""
    table, heads = _table()
    found: list[Label] = []
    done = 0
    for word in _WORD.finditer(folded):
        if word.start() < done or word.group() not in heads:
            continue
        label = _longest(folded, word, table)
        if label and not _part_of_a_name(folded, label):
            found.append(label)
            done = label.end
            if len(found) == _MOST:
                break
    return found


def _part_of_a_name(folded: str, label: Label) -> bool:
    """Names in programs end like labels: the ``token`` in ``lock-token`` announces no token."""
    one_word = folded[label.start : label.end] in {"token", "jeton", "secret"}
    return one_word and folded[label.start - 1 : label.start] in {"-", "_", "."}


def _longest(folded: str, first: re.Match[str], table: dict[str, Kind]) -> Label | None:
    words = [first.group()]
    kind, end = table.get(words[0]), first.end()
    at = first.end()
    while len(words) < _LONGEST:
        gap = _BETWEEN.match(folded, at)
        word = _WORD.match(folded, gap.end() if gap else at)
        if word is None:
            break
        at = word.end()
        if word.group() in _SMALL:
            continue
        words.append(word.group())
        if longer := table.get(" ".join(words)):
            kind, end = longer, at
    return Label(kind, first.start(), end) if kind else None
