"""``submit``, ``resubmit`` and ``cancel`` over real HTTP, for both programs."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from koongo_tui.cli.context import Context
from koongo_tui.cli.waiting import wait_until_finished
from koongo_tui.guide.programs import Program
from koongo_tui.sandbox.scenarios import NORMAL
from koongo_tui.sandbox.world import Course
from tests.cli.sending import Desk, desk_at
from tests.outbox.seller import utc_now


@pytest.fixture(params=list(Program), ids=str)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path, request.param) as desk:
        desk.connect(feed_source=str(desk.source))
        yield desk


def test_the_whole_way_from_a_feed_with_a_mistake_to_done(desk: Desk) -> None:
    first, second, third = desk.skus
    desk.write({first: 5, "NOT-HERE-1": 7, second: 3, third: 8})
    sent = desk.run("submit", "--yes", "--wait")
    assert sent.code == 6
    [id_] = sent.out.split()
    assert "errors 1" in sent.err
    assert f"koongo-tui show {id_}" in sent.err
    shown = desk.run("show", id_, "--json")
    assert [row["sku"] for row in shown.json["report"]["rows"]] == ["NOT-HERE-1"]
    # The person puts the SKU right in the source, under the same number as before.
    again = desk.run("resubmit", id_, "--failed-lines", "--yes", "--wait", "--json")
    assert again.code == 6
    assert again.json["feed"]["records"] == 1
    assert b"NOT-HERE-1" in desk.arrived[-1]
    assert first.encode() not in desk.arrived[-1]


def test_a_line_that_was_put_right_is_sent_alone_and_accepted(desk: Desk) -> None:
    first, second, third = desk.skus
    desk.write({first: 5, second: -3, third: 8})
    sent = desk.run("submit", "--yes", "--wait")
    assert sent.code == 6
    id_ = sent.out.strip()
    desk.write({"NEW": 1, first: 5, second: 3, third: 9})
    done = desk.run("resubmit", id_, "--failed-lines", "--corrected", "--yes", "--wait")
    assert done.code == 0, done.err
    assert "errors 0" in done.err
    assert second.encode() in desk.arrived[-1]
    assert len(re.findall(rb"MessageID>|messageId", desk.arrived[-1])) in (1, 2)
    assert third.encode() not in desk.arrived[-1]
    whole = desk.run("resubmit", id_, "--yes")
    assert whole.code == 0
    assert desk.arrived[-1] == desk.arrived[0]


def test_a_person_is_told_what_happens_and_asked(desk: Desk) -> None:
    first, second, third = desk.skus
    desk.write({first: 5, second: 0, third: 8})
    no = desk.run("submit", typed="\n")
    assert no.code == 0
    assert "Nothing was sent." in no.err
    assert "1 of 3 quantities is 0 (33 %)" in no.err
    assert f"({desk.type}), 3 records" in no.err
    assert desk.program.title in no.err
    assert desk.arrived == []
    yes = desk.run("submit", typed="yes\n")
    assert yes.code == 0
    assert len(desk.arrived) == 1
    assert "Sending: 100 %" in yes.err
    desk.write({first: 5, second: 4, "NEW": 8})
    changed = desk.run("submit", "--dry-run")
    assert "1 added, 1 changed, 1 removed, 1 the same" in changed.err
    assert changed.code == 0


def test_without_a_terminal_nobody_is_asked(desk: Desk) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    ran = desk.run("submit", "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "not-confirmed"
    assert "--yes" in ran.json["error"]["fix"]
    assert desk.arrived == []


def test_the_same_feed_once_more_is_said_and_asked_again(desk: Desk) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    assert desk.run("submit", "--yes").code == 0
    same = desk.run("submit", typed="yes\n")
    assert "the very same feed" in same.err
    assert "Send the same feed once more (yes or no) [no]" in same.err
    assert len(desk.arrived) == 2
    unasked = desk.run("submit")
    assert unasked.code == 2
    assert "unchanged" in unasked.err
    assert len(desk.arrived) == 2


def test_a_dry_run_says_all_and_sends_nothing(desk: Desk) -> None:
    path = desk.write(dict.fromkeys(desk.skus, 5), desk.folder / "other")
    ran = desk.run("submit", str(path), "--dry-run", "--json")
    assert ran.code == 0
    assert ran.json["dry_run"]
    assert not ran.json["sent"]
    assert ran.json["feed"]["type"] == desk.type
    assert ran.json["feed"]["records"] == 3
    path.write_bytes(desk.feed({desk.skus[0]: -1}))
    look = desk.run("submit", str(path), "--dry-run", "--json")
    assert look.code == 6
    assert [f["severity"] for f in look.json["findings"]] == ["warn"]
    path.write_bytes(desk.feed({}))
    empty = desk.run("submit", str(path), "--yes", "--json")
    assert empty.code == 2
    assert empty.json["refused"]
    assert desk.arrived == []


def test_a_type_that_is_named_wins_and_one_that_is_none_is_refused(desk: Desk) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    wrong = desk.run("submit", "--type", "POST_ORDER_FULFILLMENT_DATA", "--yes", "--json")
    assert wrong.code == 2
    assert wrong.json["feed"]["type"] == "POST_ORDER_FULFILLMENT_DATA"
    none = desk.run("submit", "--type", "whatever", "--yes")
    assert none.code == 2
    assert desk.arrived == []


def test_cancelling_tells_what_became_of_it(desk: Desk) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    desk.sandbox.world.course = Course()
    id_ = desk.run("submit", "--yes").out.strip()
    cancelled = desk.run("cancel", id_, "--json")
    assert (cancelled.code, cancelled.json["outcome"]) == (0, "cancelled")
    assert desk.run("list", "--json", "--cached").json["submissions"][0]["state"] == "cancelled"
    again = desk.run("cancel", id_, "--json")
    assert (again.code, again.json["outcome"]) == (0, "already-cancelled")
    unknown = desk.run("cancel", "469999999999", "--json")
    assert (unknown.code, unknown.json["outcome"]) == (2, "unknown")
    assert desk.run("cancel").code == 2
    assert desk.run("cancel", " ").code == 2


def test_too_late_to_cancel(desk: Desk) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    done = desk.run("submit", "--yes", "--wait").out.strip()
    late = desk.run("cancel", done, "--json")
    assert (late.code, late.json["outcome"]) == (6, "already-done")
    desk.sandbox.use("stuck")
    desk.write(dict.fromkeys(desk.skus, 6))
    working = desk.run("submit", "--yes").out.strip()
    theirs = desk.sandbox.world.find(desk.told["seller_id"], working)
    assert theirs is not None
    assert theirs.started_at is not None
    theirs.started_at -= timedelta(minutes=1)
    worked = desk.run("cancel", working, "--json")
    assert (worked.code, worked.json["outcome"]) == (6, "too-late")
    assert "Too late" in desk.run("cancel", working).err


def test_waiting_ends_with_the_persons_own_limit(desk: Desk) -> None:
    desk.sandbox.use("stuck")
    desk.write(dict.fromkeys(desk.skus, 5))
    ran = desk.run("submit", "--yes", "--wait", "--timeout", "0s")
    assert ran.code == 5
    assert ran.out.strip()
    assert "has not finished" in ran.err
    assert desk.run("submit", "--yes", "--timeout", "5m").code == 2
    assert desk.run("submit", "--yes", "--wait", "--timeout", "soon").code == 2


async def test_waiting_outlives_an_amazon_that_fails(desk: Desk) -> None:
    desk.write(dict.fromkeys(desk.skus, 5))
    id_ = (await asyncio.to_thread(desk.run, "submit", "--yes")).out.strip()
    context = Context(stderr=io.StringIO(), clock=utc_now)
    with closing(desk.workspace()) as workspace:
        context.__dict__["workspace"] = workspace
        channel = workspace.channel("main")
        api = workspace.open_api(channel)
        desk.sandbox.use("unavailable")

        async def sleep(seconds: float) -> None:
            desk.sandbox.use(NORMAL)
            await asyncio.sleep(min(seconds, 0.05))

        row = await wait_until_finished(context, channel, api, id_, at_most=None, sleep=sleep)
        await api.aclose()
    assert row.counts.accepted == 3
    said = context.stderr.getvalue()  # type: ignore[attr-defined]
    assert said.count("We go on trying.") == 1
    assert "Done: processed 3, accepted 3, errors 0" in said


def test_resubmit_says_what_it_cannot_do(desk: Desk) -> None:
    stranger = desk.sandbox.world.submissions(desk.told["seller_id"])[0].id
    ran = desk.run("resubmit", stranger, "--yes", "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "not-kept"
    desk.write(dict.fromkeys(desk.skus, 5))
    good = desk.run("submit", "--yes", "--wait").out.strip()
    ran = desk.run("resubmit", good, "--failed-lines", "--yes", "--json")
    assert ran.json["error"]["code"] == "nothing-refused"
    assert desk.run("resubmit", good, "--corrected", "--yes").code == 2
    assert len(desk.arrived) == 1


def test_json_holds_everything_and_nothing_else_is_on_stdout(desk: Desk) -> None:
    desk.write({desk.skus[0]: 5, desk.skus[1]: -1})
    ran = desk.run("submit", "--yes", "--wait", "--json")
    found = json.loads(ran.out)
    assert found["sent"]
    assert found["submission"]["id"] == found["id"]
    assert found["submission"]["errors"] == 1
    assert found["exit"] == ran.code == 6
