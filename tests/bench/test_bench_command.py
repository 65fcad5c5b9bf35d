"""The benchmark itself: it runs, and says what it measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from koongo_tui.guide.programs import Program
from tests.bench.__main__ import main
from tests.bench.calls import figures_of
from tests.bench.day import HOUR, OFFICE, play

if sys.platform == "win32":
    pytest.skip("the terminal of the benchmark is a matter of Unix", allow_module_level=True)


def test_the_command_prints_its_figures_as_json_and_as_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "figures.json"
    assert main(["--only", "commands", "--runs", "1", "--json", str(file)]) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert report == json.loads(file.read_text())
    assert report["schema"] == 1
    names = [figure["name"] for figure in report["figures"]]
    assert names == ["commands.version", "commands.status-cached", "commands.status"]
    for figure in report["figures"]:
        assert figure["value"] > 0
        assert figure["floor"] > 0
        assert figure["reached"] in (True, False)
        assert figure["name"] in err


def test_options_that_make_no_sense_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--runs", "0"], ["--only", "nothing"]):
        with pytest.raises(SystemExit) as ended:
            main(wrong)
        assert ended.value.code == 2
    assert "--runs has to be at least 1" in capsys.readouterr().err


@pytest.mark.parametrize("program", list(Program))
def test_a_played_morning_is_counted_request_by_request(program: Program, tmp_path: Path) -> None:
    day = play(tmp_path, program, 0.2 * HOUR)
    made, refused, unmet = figures_of(day, program)
    assert made.floor is not None
    assert made.value >= len(day.books.lists) + len(day.books.reports)
    assert made.value == sum(meter.calls for meter in day.books.meters.values())
    assert refused.value == 0
    assert unmet.details["the first list"] == 0
    assert not day.presses
    assert OFFICE[0] > day.end
