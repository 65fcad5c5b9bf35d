"""What can go wrong with a feed source: a small closed family.

::

    FeedSourceError
    ├── SourceMissing      no such file; the server has no such feed (404, 410)
    ├── SourceRefused      this user may not read the file; the server refuses (401, 403, 407)
    ├── SourceNotAFeed     a folder, a pipe, nothing at all, a web page, a damaged archive
    ├── SourceTooLarge     more than a feed may have
    ├── SourceNotReady     the file is being written right now: the next look decides
    ├── SourceUnreachable  no answer, or not all of it: name, network, certificate, time-out
    └── SourceFault        the server failed, or answers as none should

What is kept from an earlier look stays as it is under each of them. No message holds the query
of an address: a shop's key may be in it.
"""

from __future__ import annotations

from koongo_tui.errors import Actor, ExitCode, KoongoError
from koongo_tui.no_answer import Certificate


class FeedSourceError(KoongoError):
    """Root of the family. Nothing was fetched.

    Attributes:
        passes: it may pass by itself, so the next look is worth its while.
    """

    code = "feed-source"
    exit_code = ExitCode.COULD_NOT_FIND_OUT
    passes = False


class SourceMissing(FeedSourceError):
    """There is no such feed."""

    code = "feed-source-missing"


class SourceRefused(FeedSourceError):
    """Reading it is not allowed."""

    code = "feed-source-refused"


class SourceNotAFeed(FeedSourceError):
    """What is there is no feed."""

    code = "feed-source-no-feed"


class SourceTooLarge(FeedSourceError):
    """It is larger than a feed may be."""

    code = "feed-source-too-large"


class SourceNotReady(FeedSourceError):
    """It is being written right now."""

    code = "feed-source-not-ready"
    passes = True


class SourceUnreachable(FeedSourceError):
    """No answer, or not all of it.

    Attributes:
        cause: one of ``name``, ``network``, ``tls``, ``proxy``, ``timeout``, ``cut``.
        certificate: what is wrong with the server's; None where that is not the cause.
    """

    code = "feed-source-unreachable"

    def __init__(
        self,
        message: str,
        *,
        cause: str,
        certificate: Certificate | None = None,
        fix: str = "",
        who: Actor | None = None,
    ) -> None:
        super().__init__(message, fix=fix, who=who)
        self.cause = cause
        self.certificate = certificate
        self.passes = cause != "tls"


class SourceFault(FeedSourceError):
    """The server failed."""

    code = "feed-source-fault"
    passes = True
