"""Checking an XML feed: the envelope, then one message after the other."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from koongo_tui.amazon.reports.encoding import canonical
from koongo_tui.feeds.batches import Batch
from koongo_tui.feeds.checks.sheet import Sheet
from koongo_tui.feeds.checks.skeleton import Skeleton
from koongo_tui.feeds.checks.xml_rules import BY_PARENT, SEVERAL_OF_A_SKU, Judged, missing
from koongo_tui.feeds.forms import XmlForm
from koongo_tui.feeds.lines import line_and_column
from koongo_tui.feeds.parsed import operation_word
from koongo_tui.feeds.xml_reader import BadMessage, text_of
from koongo_tui.feeds.xml_walker import XmlWalker

_ROOT = "AmazonEnvelope"
_OPERATIONS = ("UPDATE", "DELETE", "PARTIAL_UPDATE")
_SELLER = re.compile(r"A[A-Z0-9]{9,20}")
_ORDER_IDS = ("AmazonOrderID", "MerchantOrderID", "MerchantFulfillmentID")
_UTF8 = ("utf-8", "ascii")
LARGEST_ID = 2_147_483_647


class XmlJudge:
    """Checks the messages of one feed.

    Attributes:
        encoding: as the document declares it.
        seller_id: the header's MerchantIdentifier; None without one.
    """

    def __init__(self, form: XmlForm, sheet: Sheet, walker: XmlWalker) -> None:
        self._form = form
        self._sheet = sheet
        self._walker = walker
        self._kind = sheet.feed_type.message_type
        self.encoding = canonical(form.head.encoding) or form.head.encoding
        self.seller_id = form.head.merchant or None
        self._skeleton = Skeleton(form.source, form.head.encoding)
        self._first_bad: tuple[int, str] | None = None

    def batch(self, batch: Batch) -> None:
        """Check the next messages."""
        if batch.flaw is not None:
            self._sheet.flawed(batch)
            self._skeleton.message(batch.base, batch.end)
            return
        self._sheet.tally.rows += batch.count
        for record in batch.records():
            self._skeleton.message(record.start, record.end)
            try:
                message = self._form.reader.load(record.data)
            except BadMessage as bad:
                if self._first_bad is None:
                    self._first_bad = (record.start + bad.offset(record.data), str(bad))
                continue
            self._message(record.index, message)

    def finish(self) -> None:
        """All messages were checked."""
        self._skeleton.finish()
        broken = self._skeleton.broken
        wrong = [(broken.offset, broken.words)] if broken else []
        if self._first_bad is not None:
            wrong.append(self._first_bad)
        if self._walker.broken is not None:
            wrong.append((self._walker.broken.offset, self._walker.broken.words))
        if wrong:
            offset, words = min(wrong)
            line, column = line_and_column(self._form.source, offset)
            self._sheet.notes.whole(
                "not-well-formed",
                what=f"The feed is not valid XML. {words[:1].upper()}{words[1:]}",
                line=f"{line:,}",
                column=f"{column:,}",
            )
        self._envelope()

    def _envelope(self) -> None:
        notes, head = self._sheet.notes, self._form.head
        if head.root_name != _ROOT:
            name = head.root_name[:60] or "missing"
            notes.whole(
                "not-an-envelope", what=f"The first element has to be {_ROOT}, it is {name}"
            )
            return
        if self.encoding not in _UTF8:
            notes.whole(
                "encoding-unexpected",
                found=head.declared,
                marketplace="XML feeds",
                wanted="UTF-8",
            )
        for name, text in (
            ("DocumentVersion", head.version),
            ("MerchantIdentifier", head.merchant),
            ("MessageType", head.message_type),
        ):
            if not text:
                notes.whole("header-missing", what=name)
        wanted = self._sheet.context.seller_id
        if wanted and head.merchant != wanted and _SELLER.fullmatch(head.merchant):
            notes.whole("other-merchant", found=head.merchant, wanted=wanted)
        if self._kind and head.message_type and head.message_type != self._kind:
            kind = f"{self._sheet.feed_type.name} ({self._kind})"
            notes.whole("type-mismatch", type=kind, found=head.message_type[:60])
        if head.purge.lower() in ("true", "1"):
            notes.whole("purge")

    def _message(self, index: int, message: Element) -> None:
        sheet, notes = self._sheet, self._sheet.notes
        record = self._number(index, message)
        word = operation_word(text_of(message.find("OperationType")))
        sheet.tally.operation(word)
        if word and word not in _OPERATIONS:
            notes.record("operation-unknown", index, record, "", word)
        kind = self._kind or self._form.head.message_type
        body = message.find(kind) if kind else None
        if body is None:
            if kind:
                notes.record("body-missing", index, record, "", f"no {kind}")
            return
        sku = ""
        if sheet.feed_type.by_order:
            order = next((text for n in _ORDER_IDS if (text := text_of(body.find(n)))), "")
            if order:
                sheet.key(order, index)
            elif sheet.feed_type.known:
                notes.record("no-order", index, record, "")
        elif sheet.feed_type.known:
            sku = text_of(body.find("ParentSKU" if kind in BY_PARENT else "SKU"))
            if kind in SEVERAL_OF_A_SKU and sku:
                sheet.key(f"{sku}\0{text_of(body.find('ImageType'))}", index)
            else:
                sheet.sku(sku, index, record)
        judged = Judged(body, index, record, sku, word or "UPDATE")
        for name in missing(judged, sheet, kind):
            notes.record("field-missing", index, record, sku, name)

    def _number(self, index: int, message: Element) -> str:
        notes = self._sheet.notes
        text = text_of(message.find("MessageID"))
        if not text:
            notes.record("no-message-id", index, str(index + 1), "")
            return str(index + 1)
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
        if not 1 <= number <= LARGEST_ID:
            notes.record("message-id-wrong", index, text[:20], "")
        else:
            self._sheet.numbers.add(number, index)
        return text[:20]
