"""Reading a paste without showing it."""

from __future__ import annotations

import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest

from koongo_tui.cli.hidden_paste import LONGEST, read_paste
from koongo_tui.guide.secret import Secret

SECRET = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0004567"


def never(text: Secret) -> bool:
    return False


def read(text: str, enough: bool = False) -> tuple[str | None, str]:
    stdin = io.StringIO(text)
    found = read_paste(stdin, enough=lambda _: enough)
    return found.reveal() if found else None, stdin.read()


class TestFromAPipe:
    def test_the_end_of_the_input_ends_it(self) -> None:
        assert read("a\nb") == ("a\nb", "")

    def test_no_input_at_all(self) -> None:
        assert read("") == (None, "")

    def test_an_empty_line_ends_it_once_it_is_enough(self) -> None:
        assert read("a\n\nnext", enough=True) == ("a\n\n", "next")

    def test_an_empty_line_inside_a_page_does_not(self) -> None:
        assert read("a\n\nb\n\n\nnext") == ("a\n\nb\n\n\n", "next")

    def test_a_lone_empty_line_is_an_empty_answer(self) -> None:
        assert read("\nnext") == ("\n", "next")

    @pytest.mark.parametrize("word", ["?", "b", "q", "o"])
    def test_a_command_needs_no_empty_line(self, word: str) -> None:
        assert read(f" {word} \nnext") == (word, "next")

    def test_far_too_much_is_cut(self) -> None:
        found, _ = read("x" * (LONGEST + 10) + "\nmore\n")
        assert found is not None
        assert "more" not in found


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of POSIX")
class TestAtATerminal:
    @contextmanager
    def terminal(self) -> Iterator[tuple[int, TextIO]]:
        import pty

        master, slave = pty.openpty()
        with os.fdopen(slave, encoding="utf-8") as stdin:
            yield master, stdin
        os.close(master)

    def paste(self, text: str) -> tuple[str | None, str]:
        """What is read, and what the terminal shows."""
        with self.terminal() as (master, stdin):
            found: list[Secret | None] = []
            thread = threading.Thread(
                target=lambda: found.append(read_paste(stdin, enough=never, quiet=0.05))
            )
            thread.start()
            self.until_hidden(stdin)
            os.write(master, text.encode())
            thread.join(timeout=10)
            assert found
            os.set_blocking(master, False)
            try:
                shown = os.read(master, 10_000).decode()
            except BlockingIOError:
                shown = ""
            assert self.echoes(stdin)
            return (found[0].reveal() if found[0] else None), shown

    def echoes(self, stdin: TextIO) -> bool:
        import termios

        return bool(termios.tcgetattr(stdin)[3] & termios.ECHO)

    def until_hidden(self, stdin: TextIO) -> None:
        until = time.monotonic() + 10
        while self.echoes(stdin):
            assert time.monotonic() < until

    def test_nothing_is_shown_and_empty_lines_inside_do_not_end_it(self) -> None:
        page = f"Congratulations\n\nSeller ID\n\n\n{SECRET}\n\n"
        found, shown = self.paste(page)
        assert found == page
        assert shown.strip() == ""

    def test_the_end_of_the_input(self) -> None:
        assert self.paste("\x04") == (None, "")
