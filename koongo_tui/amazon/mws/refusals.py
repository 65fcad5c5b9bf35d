"""Reading what an answer says went wrong, whoever wrote it: MWS, a gateway or a proxy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from koongo_tui.amazon.pages import page_text
from koongo_tui.amazon.transport import Answer
from koongo_tui.amazon.xmlsafe import XmlRefused, parse_tree


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an answer says went wrong.

    Attributes:
        from_mws: it is the ErrorResponse of MWS, not a page of something on the way.
        code: Amazon's, ``AccessDenied``; None when it gives none.
        message: Amazon's sentence, or the text of the page; None when there is none.
        request_id: Amazon's.
    """

    status: int
    from_mws: bool
    code: str | None = None
    message: str | None = None
    request_id: str | None = None


def read_refusal(answer: Answer, hide: Callable[[str], str]) -> Refusal | None:
    """What went wrong, or None when the answer is no refusal.

    ErrorResponse comes with ``RequestID`` and ``RequestId``, with an empty ``Type``, and without
    any ``Error`` in it: then its whole text stands for the message. It is one with status 200
    as well.

    Args:
        answer: of any status.
        hide: takes our secrets out of a text. Amazon's answer to a wrong signature repeats what
            should have been signed, the token with it.
    """
    fine = 200 <= answer.status < 300
    if fine and b"ErrorResponse" not in answer.body[:500]:
        return None
    header_id = answer.headers.get("x-mws-request-id") or answer.headers.get("x-amzn-requestid")
    try:
        root = parse_tree(answer.body)
    except XmlRefused:
        root = None
    if root is not None and root.tag == "ErrorResponse":
        error = root.find("Error")
        code = message = None
        if error is None:
            message = " ".join(" ".join(root.itertext()).split())
        else:
            code = (error.findtext("Code") or "").strip()
            message = (error.findtext("Message") or "").strip()
        request_id = root.findtext("RequestID") or root.findtext("RequestId") or ""
        return Refusal(
            status=answer.status,
            from_mws=True,
            code=code or None,
            message=hide(message)[:2000] or None,
            request_id=request_id.strip() or header_id,
        )
    if fine:
        return None
    return Refusal(
        status=answer.status,
        from_mws=False,
        message=hide(page_text(answer.body)) or None,
        request_id=header_id,
    )
