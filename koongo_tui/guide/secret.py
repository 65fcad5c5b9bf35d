"""A value that must never be shown by accident."""

from __future__ import annotations

from typing import NoReturn

_SHOWN = 4
_PREFIXES = ("amzn.mws.", "Atzr|", "amzn1.oa2-cs.v1.")


class Secret:
    """A token or key whose ``repr``, ``str`` and ``format`` are masked.

    Only :meth:`reveal` gives the text; call it where the text leaves for its one destination and
    keep the result in no local longer than that call. Comparing takes constant time; pickling is
    refused, so a secret cannot slip into a cache or another process.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself."""
        return self._text

    @property
    def masked(self) -> str:
        """The public prefix, eight stars and the last four characters, as far as that is safe.

        ``amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234`` gives ``amzn.mws.********1234``. A
        secret under 16 characters shows nothing of itself.
        """
        if len(self._text) < 16:
            return "********"
        prefix = next((p for p in _PREFIXES if self._text.startswith(p)), "")
        return f"{prefix}********{self.ending}"

    @property
    def ending(self) -> str:
        """The last four characters, to tell one secret from another; empty for a short one."""
        return self._text[-_SHOWN:] if len(self._text) >= 16 else ""

    def __len__(self) -> int:
        return len(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        # Loading it loads OpenSSL: a quarter of what the quickest command takes.
        import hmac

        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return f"Secret({self.masked})"

    def __str__(self) -> str:
        return self.masked

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is never pickled")
