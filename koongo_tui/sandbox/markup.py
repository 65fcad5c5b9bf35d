"""Writing XML."""

from __future__ import annotations

from html import escape

DECLARATION = '<?xml version="1.0"?>\n'


def element(name: str, *children: str, attributes: str = "") -> str:
    """An element with children that are XML already, each on lines of its own.

    Args:
        attributes: as written, with a blank before each.
    """
    if not children:
        return f"<{name}{attributes}/>"
    inner = "\n".join(children).replace("\n", "\n  ")
    return f"<{name}{attributes}>\n  {inner}\n</{name}>"


def text(name: str, value: object) -> str:
    """An element that holds a text."""
    return f"<{name}>{escape(str(value), quote=False)}</{name}>"
