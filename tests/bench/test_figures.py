"""The arithmetic of the figures."""

from __future__ import annotations

import pytest

from tests.bench.figures import Figure, Measure, Target, median, percentile, rounded, table


@pytest.mark.parametrize(
    ("samples", "middle"), [([3.0], 3.0), ([5.0, 1.0, 3.0], 3.0), ([4.0, 1.0, 2.0, 10.0], 3.0)]
)
def test_the_median_is_the_middle_of_the_ordered_samples(
    samples: list[float], middle: float
) -> None:
    assert median(samples) == middle


def test_a_percentile_is_a_sample_that_was_taken() -> None:
    hundred = [float(n) for n in range(100, 0, -1)]
    assert percentile(hundred, 0.95) == 95.0
    assert percentile(hundred, 1) == 100.0
    assert percentile([7.0], 0.95) == 7.0


@pytest.mark.parametrize("share", [0, 1.1])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        percentile([1.0], share)


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="samples"):
        median([])


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        (Target(12), True),
        (Target(11.9), False),
        (Target(1.5, Measure.RATIO), True),
        (Target(1.4, Measure.RATIO), False),
        (Target(4, Measure.MORE), True),
        (Target(3.9, Measure.MORE), False),
    ],
)
def test_a_target_bounds_the_value_the_ratio_or_what_is_more(target: Target, reached: bool) -> None:
    figure = Figure("a.b", "A", "s", 12.0, target, floor=8.0)
    assert figure.reached is reached
    assert figure.as_json()["reached"] is reached


def test_a_target_against_a_floor_that_was_not_measured_is_not_reached() -> None:
    assert Figure("a.b", "A", "s", 1.0, Target(2, Measure.RATIO)).reached is False
    assert Figure("a.b", "A", "s", 1.0, Target(2, Measure.MORE)).reached is False


def test_without_a_target_nothing_is_reached_or_missed() -> None:
    assert Figure("a.b", "A", "s", 1.0).reached is None


def test_json_says_all_that_is_needed_to_judge_a_figure() -> None:
    figure = Figure(
        "start.first-list", "Start", "s", 0.41237, Target(1.4, Measure.RATIO), floor=0.31,
        floor_name="bare", peers={"posting": 1.2}, samples=[0.4, 0.42],
    ).as_json()  # fmt: skip
    assert figure["value"] == 0.4124
    assert figure["ratio"] == 1.33
    assert figure["target"] == {"most": 1.4, "of": "ratio to the floor"}
    assert figure["peers"] == {"posting": 1.2}
    assert figure["samples"] == [0.4, 0.42]


@pytest.mark.parametrize(
    ("value", "short"), [(123456.0, 123500.0), (0.00123456, 0.001235), (0.0, 0.0), (-2.00004, -2.0)]
)
def test_four_digits_are_kept(value: float, short: float) -> None:
    assert rounded(value) == short


def test_the_table_marks_what_is_missed() -> None:
    lines = table(
        [
            Figure("a.good", "A", "B", 340.0, Target(500), peers={"DataTable": 945.0}),
            Figure("a.bad", "A", "s", 3.0, Target(2, Measure.RATIO), floor=1.0),
        ]
    ).splitlines()
    assert lines[1].startswith("ok ")
    assert "DataTable 945" in lines[1]
    assert lines[2].startswith("MISSED ")
    assert "3.00" in lines[2]
    assert "<= 2 x floor" in lines[2]
