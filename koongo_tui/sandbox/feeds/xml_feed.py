"""Judging an XML feed."""

from __future__ import annotations

from koongo_tui.sandbox.catalogue import Catalogue
from koongo_tui.sandbox.feed_types import ORDER_TYPES
from koongo_tui.sandbox.feeds.envelope import DocumentRefusedError, Node, read_envelope
from koongo_tui.sandbox.feeds.xml_rules import (
    MESSAGE_TYPES,
    Finding,
    Setting,
    check_message,
    schema,
)
from koongo_tui.sandbox.outcomes import Outcome, Row, Severity, outcome_of, refused_document


def judge_xml(content: bytes, feed_type: str, catalogue: Catalogue) -> Outcome:
    """What becomes of an XML feed.

    The catalogue is changed only by a document that is read to its end.
    """
    judge = _Judge(Setting(feed_type, catalogue))
    try:
        read_envelope(content, MESSAGE_TYPES.get(feed_type), judge.message)
    except DocumentRefusedError as refused:
        return refused_document(refused.code, refused.message)
    catalogue.skus |= judge.listed
    catalogue.skus -= judge.deleted
    return outcome_of(judge.processed, judge.rows)


class _Judge:
    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._by_order = setting.feed_type in ORDER_TYPES
        self._ids: set[str] = set()
        self.processed = 0
        self.rows: list[Row] = []
        self.listed: set[str] = set()
        self.deleted: set[str] = set()

    def message(self, message: Node) -> None:
        """Judge the next message."""
        self.processed += 1
        id_ = message.value("MessageID")
        number = int(id_) if id_.isascii() and id_.isdigit() and len(id_) < 19 else 0
        findings = [*self._check_id(message, id_, number), *check_message(message, self._setting)]
        body = next((c for c in message.children if c.children), message)
        sku, order_id = body.value("SKU"), body.value("AmazonOrderID")
        for code, text in findings:
            self.rows.append(
                Row(
                    # A message whose ID is no number, or not its own, is known by its place.
                    number if id_ not in self._ids and number else self.processed,
                    Severity.ERROR,
                    code,
                    text,
                    "" if self._by_order else sku,
                    order_id if self._by_order else "",
                )
            )
        self._ids.add(id_)
        if sku:
            self._setting.seen_skus.setdefault(sku, id_)
        if body.name == "Product" and sku and not findings:
            deletes = message.value("OperationType") == "Delete"
            (self.deleted if deletes else self.listed).add(sku)

    def _check_id(self, message: Node, id_: str, number: int) -> list[Finding]:
        if not number:
            return [schema(message, f"'{id_}' is not a valid value for MessageID")]
        if id_ in self._ids:
            return [schema(message, f"the MessageID {id_} is used more than once")]
        return []
