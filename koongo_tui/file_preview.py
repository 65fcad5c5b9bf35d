"""A file before it is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file as it would be written; secrets are masked in ``text``."""

    path: str
    mode: int
    text: str
