"""Amazon's words for how bad a row is, in the languages of its reports.

A report comes in the account's "Feed Processing Report Language". English is documented; German
and French are those that published readers of such reports handle; the others are the plain
words of their languages.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from koongo_tui.amazon.reports.model import Severity

_WORDS = {
    Severity.FATAL: "fatal fatale fataal schwerwiegend 致命的 致命的なエラー",
    Severity.ERROR: "error errors fehler erreur errore errori errores erro fout fouten エラー "
    "błąd hata fel 错误 錯誤",
    Severity.WARNING: "warning warnings warnung avertissement avviso avvertenza "
    "avvertimento advertencia aviso waarschuwing 警告 ostrzeżenie uyarı varning",
    Severity.INFO: "info hinweis information informazione información informação informatie 情報 "
    "informacja bilgi notice success",
}
_KNOWN = {
    unicodedata.normalize("NFC", word): severity
    for severity, words in _WORDS.items()
    for word in words.split()
}


_LONGEST = 40


def severity_of(word: str) -> Severity:
    """What a word means. One that nobody knows is an error: better looked at than missed."""
    return _meaning(word[:_LONGEST])


@lru_cache(maxsize=64)  # thousands of lines share a few words
def _meaning(word: str) -> Severity:
    plain = unicodedata.normalize("NFC", word).casefold().replace(" ", "").strip("!:.\"'")
    return _KNOWN.get(plain, Severity.ERROR)
