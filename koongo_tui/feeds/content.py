"""What a record says, in full and in one form, so that two feeds can be compared.

Message numbers, the order of columns or attributes, and empty cells say nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from koongo_tui.feeds.flat_layout import OPERATION_NAMES, ORDER_NAMES, SKU_NAMES
from koongo_tui.feeds.forms import FlatForm, Form, JsonForm, XmlForm
from koongo_tui.feeds.json_reader import BadMessage as BadJson
from koongo_tui.feeds.json_reader import load_message
from koongo_tui.feeds.parsed import operation_word
from koongo_tui.feeds.xml_reader import BadMessage as BadXml
from koongo_tui.feeds.xml_reader import XmlReader, leaves, text_of

_ITEM_NAMES = ("order-item-id", "amazon-order-item-code")


@dataclass(frozen=True, slots=True)
class Content:
    """One record.

    Attributes:
        key: what it is about: the SKU or the order, with what tells several records of it apart.
        fields: name to full value; ``operation`` among them.
    """

    key: str
    fields: Mapping[str, str]

    def digest(self) -> int:
        """64 bits that are the same for the same fields, in this process."""
        return hash(tuple(sorted(self.fields.items())))


NO_CONTENT = Content("", {})
"""Of a record that cannot be read."""

ReadContent = Callable[[bytes], Content]


def content_reader(form: Form) -> ReadContent:
    """How to read the records of a feed."""
    match form:
        case JsonForm():
            return _json
        case XmlForm(reader=reader):
            return lambda data: _xml(reader, data)
        case FlatForm():
            return _flat(form)


def _json(data: bytes) -> Content:
    try:
        message = load_message(data)
    except BadJson:
        return NO_CONTENT
    if not isinstance(message, dict):
        return NO_CONTENT
    fields: dict[str, str] = {}
    for name, value in message.items():
        if name == "attributes" and isinstance(value, dict):
            fields.update((key, _canonical(part)) for key, part in value.items())
        elif name == "patches" and isinstance(value, list):
            for patch in value:
                path = str(patch.get("path", "")) if isinstance(patch, dict) else ""
                short = path.removeprefix("/attributes/")
                fields[short] = fields.get(short, "") + _canonical(patch)
        elif name == "operationType":
            fields["operation"] = str(value)
        elif name not in ("messageId", "sku"):
            fields[name] = _canonical(value)
    sku = message.get("sku")
    return Content(sku if isinstance(sku, str) else "", fields)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _xml(reader: XmlReader, data: bytes) -> Content:
    try:
        message = reader.load(data)
    except BadXml:
        return NO_CONTENT
    values: dict[str, list[str]] = {}
    keys: dict[str, str] = {}
    for path, element in leaves(message):
        name = path.partition("/")[2] or path
        if name == "MessageID":
            continue
        if name == "OperationType":
            values["operation"] = [operation_word(text_of(element))]
            continue
        if name in _XML_KEYS and name not in keys:
            keys[name] = text_of(element)
        values.setdefault(name, []).append(_whole(element))
    key = next((keys[name] for name in _XML_KEYS[:-1] if name in keys), "")
    if "ImageType" in keys:
        key += f"\0{keys['ImageType']}"
    return Content(key, {name: "\n".join(texts) for name, texts in values.items()})


_XML_KEYS = ("SKU", "ParentSKU", "AmazonOrderID", "MerchantOrderID", "ImageType")


def _whole(element: Element) -> str:
    if not element.attrib:
        return text_of(element)
    attributes = " ".join(f"{name}={value}" for name, value in sorted(element.attrib.items()))
    return f"{text_of(element)} [{attributes}]"


def _flat(form: FlatForm) -> ReadContent:
    layout, cells_of = form.layout, form.reader.cells
    sku, order = layout.first(SKU_NAMES), layout.first(ORDER_NAMES)
    item = layout.first(_ITEM_NAMES)
    operation = layout.first(OPERATION_NAMES)
    key_places = [place for place in (sku, order, item) if place is not None]
    places = [(place, name) for name, place in form.reader.places]

    def read(data: bytes) -> Content:
        cells = cells_of(data)
        width = len(cells)
        fields = {
            name: text for place, name in places if place < width and (text := cells[place].strip())
        }
        if operation is not None and operation < width:
            fields["operation"] = operation_word(cells[operation])
        key = "\0".join(cells[place].strip() for place in key_places if place < width)
        return Content(key, fields)

    return read
