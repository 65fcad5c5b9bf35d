"""The history against a plain dictionary that follows the same rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from koongo_tui.amazon.submission import (
    NO_COUNTS,
    Counts,
    State,
    Submission,
    base_state,
    state_of,
)
from koongo_tui.store.history import Changes, History, ReportState, SortKey

NOON = datetime(2014, 2, 3, 12, tzinfo=UTC)
ACCOUNTS = ("mws:eu:A1", "mws:na:A2")
STATUSES = (
    "_SUBMITTED_",
    "_IN_PROGRESS_",
    "_IN_SAFETY_NET_",
    "_DONE_",
    "_CANCELLED_",
    "FATAL",
    "?",
)
MOMENTS = st.integers(-20, 20).map(lambda n: NOON + n * timedelta(minutes=37, milliseconds=3))
COUNT = st.none() | st.integers(0, 3)

SUBMISSIONS = st.builds(
    Submission,
    id=st.sampled_from(["9", "10", "11", "100", "A"]),
    feed_type=st.sampled_from(["POST_PRODUCT_DATA", "POST_ORDER_%"]),
    submitted_at=st.none() | MOMENTS,
    native_status=st.sampled_from(STATUSES),
    started_at=st.none() | MOMENTS,
    report_document_id=st.none() | st.just("doc"),
    marketplace_ids=st.sampled_from([(), ("A1PA6795UKMFR9",)]),
)


@dataclass
class Known:
    """What the model knows of one submission."""

    submission: Submission
    first_seen_at: datetime
    changed_at: datetime
    counts: Counts = NO_COUNTS
    report_state: ReportState = ReportState.NONE
    size: int | None = None

    @property
    def listed_at(self) -> datetime:
        return self.submission.submitted_at or self.first_seen_at

    def state(self, now: datetime) -> State:
        return state_of(self.submission, self.counts, now=now, size=self.size)


def _within(number: int | None, least: int | None, most: int | None) -> bool:
    if number is None:
        return least is None and most is None
    return (least is None or number >= least) and (most is None or number <= most)


def merged(old: Submission, new: Submission) -> Submission:
    return Submission(
        id=old.id,
        feed_type=new.feed_type,
        submitted_at=new.submitted_at or old.submitted_at,
        native_status=new.native_status,
        started_at=new.started_at or old.started_at,
        report_document_id=new.report_document_id or old.report_document_id,
        marketplace_ids=new.marketplace_ids or old.marketplace_ids,
    )


class HistoryMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.history = History(":memory:")
        self.now = NOON
        self.model: dict[str, dict[str, Known]] = {account: {} for account in ACCOUNTS}

    @rule(minutes=st.integers(-30, 300), micros=st.integers(0, 5))
    def time_passes(self, minutes: int, micros: int) -> None:
        self.now += timedelta(minutes=minutes, microseconds=micros)

    @rule(account=st.sampled_from(ACCOUNTS), told=st.lists(SUBMISSIONS, max_size=5))
    def a_list_arrives(self, account: str, told: list[Submission]) -> None:
        known = self.model[account]
        seen_at = self.now.replace(microsecond=self.now.microsecond // 1000 * 1000)
        new, changed = [], []
        for submission in {one.id: one for one in told}.values():
            before = known.get(submission.id)
            if before is None:
                known[submission.id] = Known(submission, seen_at, seen_at)
                new.append(submission.id)
                continue
            late = seen_at < before.changed_at
            was_open = base_state(before.submission.native_status).is_open
            if late and not was_open and base_state(submission.native_status).is_open:
                continue
            after = merged(before.submission, submission)
            if after != before.submission:
                before.submission, before.changed_at = after, seen_at
                changed.append(submission.id)
        assert self.history.upsert(account, told, seen_at=self.now) == Changes(
            tuple(new), tuple(changed)
        )

    @rule(
        account=st.sampled_from(ACCOUNTS),
        name=st.sampled_from(["9", "10", "11", "100", "A"]),
        counts=st.builds(Counts, COUNT, COUNT, COUNT, COUNT),
        state=st.sampled_from(ReportState),
    )
    def a_report_arrives(self, account: str, name: str, counts: Counts, state: ReportState) -> None:
        known = self.model[account].get(name)
        assert self.history.set_report(
            account, name, counts, report_state=state, fetched_at=self.now
        ) is (known is not None)
        if known:
            known.counts, known.report_state = counts, state

    @rule(
        account=st.sampled_from(ACCOUNTS),
        name=st.sampled_from(["9", "10"]),
        size=st.sampled_from([0, 5 * 1024 * 1024, 5 * 1024 * 1024 + 1]),
    )
    def a_size_is_known(self, account: str, name: str, size: int) -> None:
        known = self.model[account].get(name)
        assert self.history.set_size(account, name, size) is (known is not None)
        if known:
            known.size = size

    @rule(account=st.sampled_from(ACCOUNTS))
    def an_account_is_forgotten(self, account: str) -> None:
        self.history.forget(account)
        self.model[account] = {}

    @rule(
        account=st.sampled_from(ACCOUNTS),
        text=st.sampled_from([None, "", "1", "post ORDER", "%", "1 0", "zzz"]),
        states=st.none() | st.frozensets(st.sampled_from(State)),
        since=st.none() | MOMENTS,
        until=st.none() | MOMENTS,
        errors=st.tuples(COUNT, COUNT),
        sort=st.sampled_from(SortKey),
        descending=st.booleans(),
        window=st.tuples(st.integers(0, 5), st.integers(0, 6)),
    )
    def a_list_is_looked_at(
        self,
        account: str,
        text: str | None,
        states: frozenset[State] | None,
        since: datetime | None,
        until: datetime | None,
        errors: tuple[int | None, int | None],
        sort: SortKey,
        descending: bool,
        window: tuple[int, int],
    ) -> None:
        expected = [
            known
            for known in self.model[account].values()
            if (since is None or known.listed_at >= since)
            and (until is None or known.listed_at < until)
            and (states is None or known.state(self.now) in states)
            and _within(known.counts.errors, *errors)
            and all(
                word.lower() in known.submission.id.lower()
                or word.lower() in known.submission.feed_type.lower()
                for word in (text or "").split()
            )
        ]
        expected.sort(key=lambda known: (known.listed_at, known.submission.id), reverse=True)
        if sort is SortKey.SUBMITTED:
            if not descending:
                expected.reverse()
        else:
            expected.sort(key=lambda known: self.key(known, sort), reverse=descending)
            if sort in COUNTS:
                expected.sort(key=lambda known: getattr(known.counts, sort.value) is None)
        view = self.history.view(
            account,
            now=self.now,
            text=text,
            states=states,
            since=since,
            until=until,
            least_errors=errors[0],
            most_errors=errors[1],
            sort=sort,
            descending=descending,
        )
        assert len(view) == len(expected)
        start, stop = window
        rows = view.rows(start, stop)
        assert [row.submission for row in rows] == [k.submission for k in expected[start:stop]]
        assert [row.counts for row in rows] == [k.counts for k in expected[start:stop]]
        assert [row.state(self.now) for row in rows] == [
            k.state(self.now) for k in expected[start:stop]
        ]
        for place, known in enumerate(expected):
            assert view.position(known.submission.id) == place
        for name in self.model[account].keys() - {known.submission.id for known in expected}:
            assert view.position(name) is None

    def key(self, known: Known, sort: SortKey) -> tuple[int, str]:
        submission = known.submission
        if sort is SortKey.ID:
            return len(submission.id), submission.id
        if sort is SortKey.TYPE:
            return 0, submission.feed_type
        if sort is SortKey.STATE:
            return list(State).index(known.state(self.now)), ""
        return getattr(known.counts, sort.value) or 0, ""

    @invariant()
    def the_numbers_agree(self) -> None:
        for account, known in self.model.items():
            tally = self.history.tally(account, self.now)
            assert tally.total == len(known)
            counted = Counter(one.state(self.now) for one in known.values())
            assert dict(tally.by_state) == {state: counted[state] for state in State}
            newest_first = sorted(
                known.values(), key=lambda one: (one.listed_at, one.submission.id), reverse=True
            )
            still_open = [one for one in newest_first if one.state(self.now).is_open]
            assert self.history.open_ids(account) == tuple(one.submission.id for one in still_open)
            assert self.history.oldest_open_submitted_at(account) == (
                still_open[-1].listed_at if still_open else None
            )
            assert self.history.newest_submitted_at(account) == (
                newest_first[0].listed_at if newest_first else None
            )
            wanted = {
                one.submission.id
                for one in newest_first
                if one.report_state in (ReportState.NONE, ReportState.PENDING)
                and (
                    one.submission.native_status == "_DONE_"
                    or (
                        one.submission.native_status == "FATAL"
                        and one.submission.report_document_id
                    )
                )
            }
            assert set(self.history.pending_reports(account, 99)) == wanted

    def teardown(self) -> None:
        if hasattr(self, "history"):
            assert self.history.check() == ()
            self.history.close()


COUNTS = {SortKey.PROCESSED, SortKey.ACCEPTED, SortKey.ERRORS, SortKey.WARNINGS}

TestHistoryModel = HistoryMachine.TestCase
TestHistoryModel.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
