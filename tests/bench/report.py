"""A processing report of a hundred thousand errors: how soon it is read, and what it costs."""

from __future__ import annotations

import csv
import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from koongo_tui.amazon.submission import Counts
from koongo_tui.store.history import ReportState
from tests.bench.bench import COLUMNS, END, ENTER, FEW, LINES, Bench
from tests.bench.figures import Figure, Measure, Target, median
from tests.bench.homes import CHECKOUT, Home, now
from tests.bench.probe import longest
from tests.bench.terminal import Terminal

MANY_LINES, FEW_LINES = 100_000, 20_000

BIGGEST = 0.64
"""Share of the lines in the biggest group; the others go round a handful of codes."""

CODES = ("8560", "8541", "8058", "5665", "6024", "99001")
WORDS = (
    "A value is required for the brand field (brand_name) of this product, and the one that was "
    "sent is not among those that the category allows."
)


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of report.

    Attributes:
        content_type: as Amazon declares it.
        lines: the report with so many errors, piece by piece.
        plain: reads one with the standard library alone, and does nothing with it.
    """

    content_type: str
    lines: Callable[[int], Iterator[str]]
    plain: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a report took: seconds, megabytes more, the longest hold in seconds."""

    seconds: float
    growth: float
    hold: float


def figures(bench: Bench) -> Iterator[Figure]:
    """The figures of this group."""
    for name, form in FORMS.items():
        runs = max(1, bench.runs // 3)
        opened: dict[int, list[Opened]] = {MANY_LINES: [], FEW_LINES: []}
        homes = {lines: home_with(bench, name, form, lines) for lines in opened}
        plain: list[float] = []
        for _ in range(runs):
            for lines, home in homes.items():
                opened[lines].append(seen(bench, home, lines))
            file = next(homes[MANY_LINES].paths.reports_dir.glob("mws*/*.gz"))
            start = time.perf_counter()
            form.plain(file)
            plain.append(time.perf_counter() - start)
        many = opened[MANY_LINES]
        yield Figure(
            f"report.{name}",
            f"Key to the groups of {MANY_LINES:,} error lines ({name}) on screen",
            "s",
            median([one.seconds for one in many]),
            Target(2.0),
            floor=median(plain),
            floor_name="the standard library's parser over the same file, nothing kept",
            samples=[one.seconds for one in many],
        )
        yield Figure(
            f"report.{name}-memory",
            f"Memory that {MANY_LINES:,} lines take beyond what {FEW_LINES:,} take",
            "MB",
            median([one.growth for one in many]),
            Target(10, Measure.MORE),
            floor=median([one.growth for one in opened[FEW_LINES]]),
            floor_name=f"{FEW_LINES:,} lines of as many groups",
            samples=[one.growth for one in many],
        )
        yield Figure(
            f"report.{name}-hold",
            "The longest hold of the event loop meanwhile, longest of all",
            "s",
            max(one.hold for one in many),
            Target(0.1),
            samples=[one.hold for one in many],
        )


def home_with(bench: Bench, name: str, form: Form, lines: int) -> Home:
    """A person whose oldest submission has such a report."""
    home = Home(bench.folder / f"report-{name}-{lines}", rows=FEW)
    home.write()
    workspace = home.workspace()
    account, identifier = home.channel.account_key, home.id_of(home.rows - 1)
    with workspace.archive.begin() as file:
        for piece in form.lines(lines):
            file.write(piece.encode())
        path = workspace.archive.keep(account, identifier, file)
    workspace.history().set_report(
        account,
        identifier,
        Counts(processed=2 * lines, accepted=lines, errors=lines, warnings=0),
        report_state=ReportState.STORED,
        fetched_at=now(),
        content_type=form.content_type,
        path=path,
    )
    workspace.close()
    return home


def seen(bench: Bench, home: Home, lines: int) -> Opened:
    """Open the report with the keys a person would press."""
    holds = bench.folder / "holds-report.json"
    biggest = f"{int(lines * BIGGEST):,} lines".encode()
    home.check_now()
    with Terminal(
        bench.probe(home, holds),
        home.environ,
        columns=COLUMNS,
        lines=LINES,
        folder=CHECKOUT,
    ) as terminal:
        terminal.wait_for(home.id_of(0).encode(), home.id_of(9).encode())
        terminal.settle()
        terminal.wait(1.0)
        before, place = terminal.memory, terminal.place
        start = terminal.press(END + ENTER)
        # The groups and not the list below them: only they count so many lines of one code.
        end = terminal.wait_for(biggest, since=place)
        terminal.wait(0.5)
        growth = terminal.memory - before
        finished = time.perf_counter()
        terminal.leave()
    return Opened(end - start, growth, longest(holds, start, finished))


def code_of(line: int, lines: int) -> str:
    """The code of a line, from 0."""
    return CODES[0] if line < lines * BIGGEST else CODES[1 + line % (len(CODES) - 1)]


def xml_lines(lines: int) -> Iterator[str]:
    """An XML report."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope><Header>'
        "<DocumentVersion>1.02</DocumentVersion></Header><MessageType>ProcessingReport"
        "</MessageType><Message><MessageID>1</MessageID><ProcessingReport><StatusCode>Complete"
        f"</StatusCode><ProcessingSummary><MessagesProcessed>{2 * lines}</MessagesProcessed>"
        f"<MessagesSuccessful>{lines}</MessagesSuccessful><MessagesWithError>{lines}"
        "</MessagesWithError><MessagesWithWarning>0</MessagesWithWarning></ProcessingSummary>\n"
    )
    for line in range(lines):
        yield (
            f"<Result><MessageID>{line + 1}</MessageID><ResultCode>Error</ResultCode>"
            f"<ResultMessageCode>{code_of(line, lines)}</ResultMessageCode><ResultDescription>"
            f"{WORDS}</ResultDescription><AdditionalInfo><SKU>MUG-{line}</SKU></AdditionalInfo>"
            "</Result>\n"
        )
    yield "</ProcessingReport></Message></AmazonEnvelope>\n"


def tsv_lines(lines: int) -> Iterator[str]:
    """A text report."""
    yield (
        f"Feed Processing Summary:\n\tNumber of records processed\t\t{2 * lines}\n"
        f"\tNumber of records successful\t\t{lines}\n\n"
        "original-record-number\tsku\terror-code\terror-type\terror-message\n"
    )
    for line in range(lines):
        yield f"{line + 1}\tMUG-{line}\t{code_of(line, lines)}\tError\t{WORDS}\n"


def json_lines(lines: int) -> Iterator[str]:
    """A report of a listings feed."""
    yield '{"header": {"sellerId": "A135KKEKJAIBJ56", "version": "2.0"}, "issues": [\n'
    for line in range(lines):
        issue = {
            "messageId": line + 1,
            "code": code_of(line, lines),
            "severity": "ERROR",
            "message": WORDS,
            "attributeName": "brand",
        }
        yield json.dumps(issue) + (",\n" if line < lines - 1 else "\n")
    yield (
        f'], "summary": {{"errors": {lines}, "warnings": 0, "messagesProcessed": {2 * lines}, '
        f'"messagesAccepted": {lines}, "messagesInvalid": {lines}}}}}\n'
    )


def _xml(path: Path) -> None:
    with gzip.open(path) as file:
        for _, element in ElementTree.iterparse(file):
            element.clear()


def _tsv(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            pass


def _json(path: Path) -> None:
    with gzip.open(path) as file:
        json.load(file)


FORMS = {
    "xml": Form("text/xml", xml_lines, _xml),
    "tsv": Form("text/plain; charset=utf-8", tsv_lines, _tsv),
    "json": Form("application/json", json_lines, _json),
}
