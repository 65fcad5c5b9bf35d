"""What the tests of the store share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.channels import Channel
from koongo_tui.store.paths import Paths

GERMANY = "A1PA6795UKMFR9"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(config_dir=tmp_path / "config", state_dir=tmp_path / "state")


@pytest.fixture
def make_channel() -> Callable[..., Channel]:
    def make(name: str = "main", **values: Any) -> Channel:
        usual: dict[str, Any] = {
            "program": Program.MWS,
            "region": Region.EU,
            "marketplace_id": GERMANY,
            "seller_id": "A135KAIPNVMLK2",
            "developer_id": "9051-1235-5740",
            "authorised_on": date(2014, 2, 3),
            "expires_on": date(2015, 2, 3),
        }
        return Channel(name, **{**usual, **values})

    return make
