"""Make the pictures of this folder from the real program: ``python screenshots/make.py``.

The program runs on the sandbox at a fixed moment, keys are pressed, and its screen is written as
SVG; the pictures of the README also as PNG, where ``rsvg-convert`` is installed. With ``--check``
nothing is written: the text of each picture is compared with what the program shows now.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from koongo_tui.tui.app import KoongoApp
    from koongo_tui.workspace import Workspace

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)
PATIENCE = 30.0

IN_THE_README = (
    "submissions",
    "consent",
    "paste",
    "mix-up",
    "refused",
    "submission",
    "trends",
    "preview",
)
"""Pictures that are wanted as PNG too."""

MARKETPLACE_AS_SELLER = "Seller ID: A1PA6795UKMFR9"


class Camera:
    """Presses keys, waits for texts and takes pictures of one running application."""

    def __init__(self, app: KoongoApp, pilot: Pilot[int], album: dict[str, str]) -> None:
        self._app = app
        self._pilot = pilot
        self._album = album

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def see(self, text: str) -> None:
        """Wait until the screen shows a text."""
        deadline = time.monotonic() + PATIENCE
        while text not in text_of(self._app.export_screenshot()):
            if time.monotonic() > deadline:
                sys.exit(f"“{text}” does not come; the screen shows:\n{self._shown()}")
            await self._pilot.pause(0.05)

    async def paste(self, text: str) -> None:
        """Paste as a terminal does."""
        from textual.events import Paste

        assert self._app.focused is not None
        self._app.focused.post_message(Paste(text))
        await self._pilot.pause()

    def take(self, name: str) -> None:
        """Keep what the screen shows now under a name."""
        self._album[name] = portable(self._app.export_screenshot(title="koongo-tui"))

    def _shown(self) -> str:
        return text_of(self._app.export_screenshot())


def portable(svg: str) -> str:
    """The same picture for every reader: fonts of their own, and no blanks that some collapse."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "DejaVu Sans Mono, Menlo, Consolas, monospace")
    # In this size a character of that font is exactly one cell wide.
    svg = svg.replace("font-size: 20px", "font-size: 20.26px")
    return _TEXT.sub(_without_blanks, svg)


CELL = 12.2
"""Width of a character in Textual's pictures."""

_TEXT = re.compile(
    r'(<text class="[^"]*") x="([\d.]+)" (y="[\d.]+") textLength="[\d.]+"([^>]*>)(.*?)</text>',
    re.DOTALL,
)


def _without_blanks(match: re.Match[str]) -> str:
    text = html.unescape(match[5])
    blanks = len(text) - len(text.lstrip("\xa0"))
    text = text.strip("\xa0")
    if not text:
        return ""
    x, length = float(match[2]) + blanks * CELL, len(text) * CELL
    kept = html.escape(text).replace("\xa0", "&#160;")
    return f'{match[1]} x="{x:g}" {match[3]} textLength="{length:g}"{match[4]}{kept}</text>'


_RANDOM = (
    (re.compile(r"koongo-tui-demo-\w+"), "koongo-tui-demo"),
    # The sandbox's port and the state of a visit are other ones each time.
    (re.compile(r"http://127\.0\.0\.1:\d+/apps/authorize/\S*\s+\S*state=\S+"), "consent page"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1"),
    # How long an answer took on this machine.
    (re.compile(r" +\d+\.\d s\b"), " 0.0 s"),
)


def text_of(svg: str) -> str:
    """What a picture says, a line for each line of the screen."""
    lines: dict[float, str] = {}
    found = re.findall(r'<text[^>]*\bx="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', svg, re.DOTALL)
    for x, y, text in sorted(found, key=lambda f: (float(f[1]), float(f[0]))):
        before = lines.get(float(y), "").ljust(round(float(x) / CELL))
        lines[float(y)] = before + html.unescape(text).replace("\xa0", " ")
    joined = "\n".join(lines[y].rstrip() for y in sorted(lines))
    for random, always in _RANDOM:
        joined = random.sub(always, joined)
    return joined


@asynccontextmanager
async def running_app(
    size: tuple[int, int], album: dict[str, str], scenario: str = "normal"
) -> AsyncIterator[tuple[Camera, Workspace]]:
    """The application on a sandbox of its own, at the fixed moment."""
    from koongo_tui.demo import demo_workspace
    from koongo_tui.sandbox.world import World
    from koongo_tui.tui.app import KoongoApp

    def clock() -> datetime:
        return NOW

    with demo_workspace(
        {"TERM": "xterm-256color"}, clock=clock, world=World(clock=clock), scenario=scenario
    ) as workspace:
        app = KoongoApp(workspace)
        async with app.run_test(size=size) as pilot:
            yield Camera(app, pilot, album), workspace


async def setup_pictures(album: dict[str, str]) -> None:
    """From Start to Done."""
    async with running_app((100, 30), album) as (camera, _):
        await camera.see("What would you like to see?")
        camera.take("start")
        await camera.press("1", "enter")
        await camera.see("Where is your Amazon seller account?")
        await camera.press("e")
        await camera.press("4", "enter")
        await camera.see("has no developer ID")
        camera.take("not-covered")
        await camera.press("escape", "1", "enter")
        await camera.see("Open this page")
        await camera.press("g")
        await camera.see("Scan")
        camera.take("qr-code")
        await camera.press("escape", "enter")
        await camera.see("Paste what Amazon showed you")
        await camera.paste(MARKETPLACE_AS_SELLER)
        await camera.see("That is a marketplace, not a seller")
        camera.take("mix-up")
        await camera.press("enter")
        await camera.press("ctrl+e")
        await camera.see("Looks complete")
        camera.take("paste")
        await camera.press("enter")
        await camera.see("Enter starts the test")
        await camera.press("enter")
        await camera.see("Amazon accepts everything")
        await camera.press("enter")
        await camera.see("Where should the token live")
        camera.take("save")
        await camera.press("enter")
        await camera.see("Done. Koongo can now work with")
        camera.take("done")


async def consent_pictures(album: dict[str, str]) -> None:
    """Step 2 under SP-API."""
    async with running_app((100, 30), album) as (camera, _):
        await camera.see("What would you like to see?")
        await camera.press("1", "enter")
        await camera.see("Where is your Amazon seller account?")
        camera.take("region")
        await camera.press("enter")
        await camera.see("Amazon's consent page")
        camera.take("consent")


async def authorise_pictures(album: dict[str, str]) -> None:
    """Step 2 with the drawn page beside the text."""
    async with running_app((140, 34), album) as (camera, _):
        await camera.see("What would you like to see?")
        await camera.press("1", "enter")
        await camera.see("Where is your Amazon seller account?")
        await camera.press("e", "enter")
        await camera.see("Open this page")
        camera.take("authorise")


async def refused_pictures(album: dict[str, str]) -> None:
    """A test that Amazon refuses."""
    async with running_app((100, 30), album, scenario="revoked") as (camera, _):
        await camera.see("What would you like to see?")
        await camera.press("1", "enter")
        await camera.see("Where is your Amazon seller account?")
        await camera.press("e", "enter")
        await camera.see("Open this page")
        await camera.press("enter")
        await camera.see("Paste what Amazon showed you")
        await camera.press("ctrl+e")
        await camera.see("Looks complete")
        await camera.press("enter")
        await camera.see("Enter starts the test")
        await camera.press("enter")
        await camera.see("Amazon does not accept this Seller ID with this token")
        camera.take("refused")


async def list_pictures(album: dict[str, str]) -> None:
    """The live list, one submission and the keys."""
    async with running_app((140, 34), album) as (camera, _):
        await camera.see("What would you like to see?")
        await camera.press("2", "enter")
        await camera.see("38 errors")
        await camera.press("n", "n", "n")
        await camera.see("Barcode is tied to a different product")
        camera.take("submissions")
        await camera.press("?")
        await camera.see("Look around")
        camera.take("keys")
        await camera.press("escape")
        await camera.press("enter")
        await camera.see("Fix first")
        camera.take("submission")
        await camera.press("escape", "b")
        await camera.see("lines refused")
        camera.take("trends")
        await camera.press("escape", "h")
        await camera.see("Each account is asked")
        camera.take("channels")
        await camera.press("escape", "e")
        await camera.see("Calendar file")
        camera.take("channel")
        await camera.press("3")
        await camera.see("source looked at")
        await camera.see("1 record has a price of 0")
        camera.take("preview")


async def make_all() -> dict[str, str]:
    """Every picture by its name."""
    album: dict[str, str] = {}
    for part in (
        setup_pictures,
        consent_pictures,
        authorise_pictures,
        refused_pictures,
        list_pictures,
    ):
        await part(album)
    return album


def write(album: dict[str, str]) -> None:
    """Replace the folder's pictures."""
    for old in [*HERE.glob("*.svg"), *HERE.glob("*.png")]:
        old.unlink()
    converter = shutil.which("rsvg-convert")
    for name, svg in album.items():
        path = HERE / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        if converter and name in IN_THE_README:
            subprocess.run(
                [converter, "--zoom", "1", "-o", str(path.with_suffix(".png")), str(path)],
                check=True,
            )
        print(path.name)


def differences(album: dict[str, str]) -> list[str]:
    """Names of pictures that no longer show what the program shows."""
    known = {path.stem: path.read_text(encoding="utf-8") for path in HERE.glob("*.svg")}
    names = sorted(known.keys() | album.keys())
    return [n for n in names if text_of(known.get(n, "")) != text_of(album.get(n, ""))]


def main() -> int:
    """Make the pictures, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    check = parser.parse_args().check
    os.environ.update(TZ="UTC", TEXTUAL_ANIMATIONS="none")
    time.tzset()
    album = asyncio.run(make_all())
    if not check:
        write(album)
        return 0
    stale = differences(album)
    if stale:
        print("No longer current:", ", ".join(stale), "- run: python screenshots/make.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
