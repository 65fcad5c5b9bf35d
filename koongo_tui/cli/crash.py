"""An unexpected failure, noted where it can be read later and told in one sentence."""

from __future__ import annotations

import traceback
from collections.abc import Mapping

from koongo_tui import __version__
from koongo_tui.errors import KoongoError


def note_crash(error: BaseException, environ: Mapping[str, str]) -> KoongoError:
    """Write the way to an unexpected failure into the state folder.

    Only files, lines and the kind of the failure are written: never its text, a local or an
    argument, any of which may hold a secret.
    """
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"koongo-tui {__version__}: {type(error).__name__}"]
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    where = _write("\n".join(lines) + "\n", environ)
    place = frames[-1].name if frames else "an unknown place"
    return KoongoError(
        "Something unexpected went wrong inside koongo-tui. Nothing was sent or saved since.",
        fix=(
            f"Please report it with the file {where}; it holds no secrets."
            if where
            else f"Please report it: {type(error).__name__} in {place}."
        ),
    )


def _write(text: str, environ: Mapping[str, str]) -> str | None:
    from koongo_tui.store.paths import user_paths

    try:
        folder = user_paths(environ).state_dir
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "crash.log"
        path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return str(path)
