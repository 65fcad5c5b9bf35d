"""Everything that can go wrong between us and Amazon: a small closed family.

::

    AmazonError
    ├── AccessRefused      the seller's side is refused: authorisation, account, marketplace
    ├── DeveloperRefused   the developer's keys are refused: not the seller's turn
    ├── ClockSkewed        this machine's clock is too far from Amazon's
    ├── Throttled          asked too often; says when to ask again
    ├── Unreachable        no answer: name, network, proxy, certificate, time-out, cut answer
    ├── AmazonFault        Amazon failed (5xx)
    ├── BadAnswer          an answer that cannot be understood
    ├── RequestRejected    Amazon found our request wrong
    ├── NotFound           no such submission or report for this account
    └── ReportNotReady     the processing report does not exist yet

The network library's exceptions never leave ``koongo_tui.amazon``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from koongo_tui.errors import Actor, ExitCode, KoongoError


class AmazonError(KoongoError):
    """Root of the family.

    Attributes:
        amazon_code: Amazon's own error code, ``AccessDenied``; None when there was no answer.
        amazon_message: Amazon's sentence, unaltered; None when there was none.
        request_id: Amazon's request ID, for a support case.
        http_status: of the answer; None when there was none.
        operation: Amazon's name of the call, ``GetFeedSubmissionList``.
    """

    exit_code = ExitCode.COULD_NOT_FIND_OUT
    who = Actor.AMAZON

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        fix: str = "",
        who: Actor | None = None,
        amazon_code: str | None = None,
        amazon_message: str | None = None,
        request_id: str | None = None,
        http_status: int | None = None,
        operation: str | None = None,
    ) -> None:
        super().__init__(message, code=code, fix=fix, who=who)
        self.amazon_code = amazon_code
        self.amazon_message = amazon_message
        self.request_id = request_id
        self.http_status = http_status
        self.operation = operation

    @property
    def amazon_words(self) -> str | None:
        """``AccessDenied - <sentence>``, as a screen shows it; None without an answer."""
        parts = [p for p in (self.amazon_code, self.amazon_message) if p]
        return " - ".join(parts) or None


class AccessRefused(AmazonError):
    """The seller's side is refused. Never retried by itself."""

    code = "access-refused"
    who = Actor.YOU
    exit_code = ExitCode.ACCESS_REFUSED


class DeveloperRefused(AmazonError):
    """The developer's keys are refused. The seller cannot mend it."""

    code = "developer-keys"
    who = Actor.KOONGO
    exit_code = ExitCode.ACCESS_REFUSED


class ClockSkewed(AmazonError):
    """This machine's clock is too far from Amazon's.

    Attributes:
        offset: Amazon's clock minus ours; None when Amazon's time is not known.
    """

    code = "clock-skew"
    who = Actor.YOU

    def __init__(self, message: str, *, offset: timedelta | None = None, **more: object) -> None:
        super().__init__(message, **more)  # type: ignore[arg-type]
        self.offset = offset


class Throttled(AmazonError):
    """Asked too often.

    Attributes:
        retry_at: the earliest moment at which asking again makes sense, aware.
        by_us: our own budget said no, and nothing was sent.
    """

    code = "throttled"

    def __init__(
        self, message: str, *, retry_at: datetime, by_us: bool = False, **more: object
    ) -> None:
        super().__init__(message, **more)  # type: ignore[arg-type]
        self.retry_at = retry_at
        self.by_us = by_us


class Unreachable(AmazonError):
    """No answer arrived.

    Attributes:
        host: the host that was asked.
        cause: one of ``name``, ``network``, ``tls``, ``proxy``, ``timeout``, ``cut``.
    """

    code = "unreachable"
    who = Actor.YOU

    def __init__(self, message: str, *, host: str, cause: str, **more: object) -> None:
        super().__init__(message, **more)  # type: ignore[arg-type]
        self.host = host
        self.cause = cause


class AmazonFault(AmazonError):
    """Amazon failed; asking again later may work."""

    code = "amazon-fault"


class BadAnswer(AmazonError):
    """An answer that cannot be understood."""

    code = "bad-answer"


class RequestRejected(AmazonError):
    """Amazon found our request wrong."""

    code = "request-rejected"
    exit_code = ExitCode.UNEXPECTED


class NotFound(AmazonError):
    """No such submission, or no longer: Amazon keeps them for 90 days."""

    code = "not-found"
    exit_code = ExitCode.USAGE
    who = Actor.YOU


class ReportNotReady(AmazonError):
    """The processing report does not exist yet."""

    code = "report-not-ready"
