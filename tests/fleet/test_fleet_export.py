"""Channels in a file."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from koongo_tui.export import ExportFormat
from koongo_tui.fleet.export import COLUMNS, write_channels
from koongo_tui.fleet.health import fleet_of
from koongo_tui.store.channels import Config
from koongo_tui.store.errors import ConfigWrong
from tests.fleet.example import NOW, channel, ends_in, summary


def written(form: ExportFormat) -> str:
    one = channel("=main", expires_on=ends_in(12))
    config = Config(
        channels=MappingProxyType({one.name: one}),
        wrong=MappingProxyType({"odd": ConfigWrong(Path("config.toml"), ("x is missing",))}),
    )
    known = {one.account_key: summary(3, done=5, stuck=1, working=2)}
    target = StringIO()
    assert write_channels(fleet_of(config, known, NOW).rows, form, target, at=NOW) == 2
    return target.getvalue()


def test_json() -> None:
    found: dict[str, Any] = json.loads(written(ExportFormat.JSON))
    assert (found["schema"], found["at"]) == (1, "2026-03-06T14:32:00Z")
    main, odd = found["channels"]
    assert list(main) == list(COLUMNS)
    assert main["channel"] == "=main"
    assert (main["connection"], main["checked_at"]) == ("connected", "2026-03-06T14:29:00Z")
    assert (main["expires_on"], main["days_left"]) == ("2026-03-18", 12)
    assert (main["needs_a_look"], main["open"], main["total"]) == (1, 2, 8)
    assert (odd["connection"], odd["seller_id"]) == ("wrong-settings", None)


def test_csv_is_safe_in_a_spreadsheet() -> None:
    heading, main, odd = csv.reader(StringIO(written(ExportFormat.CSV)))
    assert tuple(heading) == COLUMNS
    assert main[0] == "'=main"
    assert odd[:3] == ["odd", "", ""]
