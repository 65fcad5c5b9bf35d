"""Why the system said no, in words. Imported by every layer."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "it is not there",
    errno.EACCES: "this user is not allowed to",
    errno.EPERM: "this user is not allowed to",
    errno.EROFS: "the disk is mounted read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota of this user is used up",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "it is a folder",
    errno.EEXIST: "a file of that name is in the way",
    errno.ELOOP: "its symbolic links go in a circle",
    errno.EMFILE: "too many files are open",
}


def reason_of(error: OSError) -> str:
    """Why the system said no, as the end of a sentence."""
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    return (error.strerror or str(error) or "the system gives no reason").rstrip(".")
