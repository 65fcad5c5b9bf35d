"""What findings mean together, and how they are said."""

from __future__ import annotations

from datetime import date

import pytest

from koongo_tui.doctor.findings import Finding, Level, broken, day, size, verdict
from koongo_tui.doctor.words import last_words, lines, sentences
from koongo_tui.errors import ExitCode, KoongoError


def found(level: Level, exit_code: ExitCode = ExitCode.OK) -> Finding:
    return Finding("Token", level, "Something.", exit_code=exit_code)


@pytest.mark.parametrize(
    ("levels", "words", "code"),
    [
        ([], "Nothing to do.", 0),
        ([Level.OK, Level.NOTE], "Nothing to do.", 0),
        ([Level.SOON, Level.LOOK], "1 thing to do soon, 1 to look at.", 0),
        ([Level.LOOK, Level.LOOK], "2 things to look at.", 0),
        ([Level.BROKEN, Level.SOON, Level.SOON], "1 thing broken, 2 to do soon.", 1),
    ],
)
def test_the_count_at_the_end(levels: list[Level], words: str, code: int) -> None:
    told = verdict([found(level) for level in levels])
    assert told.words == words
    assert last_words(told) == f"{words} Exit code {code}."
    assert told.exit_code == code


def test_the_exit_code_is_that_of_the_gravest() -> None:
    codes = (ExitCode.NOT_SET_UP, ExitCode.COULD_NOT_FIND_OUT, ExitCode.ACCESS_REFUSED)
    assert verdict([found(Level.BROKEN, code) for code in codes]).exit_code == 5


def test_an_error_becomes_a_finding_with_its_way_on() -> None:
    error = KoongoError("It is gone.", fix="Look.", code="gone", exit_code=ExitCode.NOT_SET_UP)
    finding = broken("Token", error, "main: ")
    assert (finding.text, finding.fix, finding.code) == ("main: It is gone.", "Look.", "gone")
    assert finding.exit_code is ExitCode.NOT_SET_UP


def test_a_finding_in_columns_and_its_link_alone_at_the_beginning_of_a_line() -> None:
    link = "https://sellercentral.amazon.co.uk/apps/manage"
    finding = Finding(
        "Ends", Level.SOON, "main: 25 March, in 19 days. Renew it:", link=link, aside="x"
    )
    assert list(lines(finding, 80)) == [
        "Ends        warn  main: 25 March, in 19 days. Renew it:, x",
        link,
    ]
    assert list(lines(finding, 80, before="Ends", private=False)) == [
        "            warn  main: 25 March, in 19 days. Renew it:",
        link,
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    finding = Finding("History", Level.NOTE, "word " * 60, fix="do this " * 20)
    told = list(lines(finding, width))
    assert max(map(len, told)) <= width
    assert told[0].startswith("History     note  word")


def test_what_steers_a_terminal_is_not_printed() -> None:
    finding = Finding("Config", Level.LOOK, "a\x1b[2J\x9bb\nc", link="https://x\x07")
    assert all(line.isprintable() for line in lines(finding, 80))


def test_a_sentence_ends_before_the_fix_begins() -> None:
    assert sentences(Finding("A", Level.LOOK, "It is so", fix="Do it."), private=True) == (
        "It is so. Do it."
    )


def test_words_for_days_and_sizes() -> None:
    assert day(date(2026, 3, 25), date(2026, 1, 1)) == "25 March"
    assert day(date(2027, 3, 25), date(2026, 1, 1)) == "25 March 2027"
    assert [size(n) for n in (0, 1, 999_999, 12_345_678)] == ["0 kB", "1 kB", "1,000 kB", "12.3 MB"]
