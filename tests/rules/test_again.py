"""The memo returns an earlier result only where all its inputs are equal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from vethanam.rules.again import Again, Same, asked_once


class Rule:
    """A pure function that counts how often it is worked out."""

    def __init__(self) -> None:
        self.times = 0

    def of(self, frame: pl.DataFrame) -> Callable[[], int]:
        def work() -> int:
            self.times += 1
            return int(frame["amount"].sum())

        return work


def amounts(*values: int | None, name: str = "one") -> pl.DataFrame:
    return pl.DataFrame(
        {"amount": values, "name": [name] * len(values), "day": [date(2026, 10, 1)] * len(values)},
        schema={"amount": pl.Int64, "name": pl.String, "day": pl.Date},
    )


def test_the_same_facts_are_worked_out_once() -> None:
    again, rule = Again[int](1_000), Rule()
    first = [again.of([frame], "2026-10", rule.of(frame)) for frame in (amounts(1, 2), amounts(1, 2))]
    assert first == [3, 3] and rule.times == 1


def test_one_other_cell_is_another_question() -> None:
    again, rule = Again[int](1_000), Rule()
    frames = [
        amounts(1, 2),
        amounts(1, 3),
        amounts(2, 1),
        amounts(1, None),
        amounts(1, 2, name="two"),
        amounts(),
    ]
    found = [again.of([frame], "2026-10", rule.of(frame)) for frame in frames]
    assert found == [3, 4, 3, 1, 3, 0] and rule.times == len(frames)
    again.of([frames[0]], "2026-11", rule.of(frames[0]))
    again.of([frames[0], frames[1]], "2026-10", rule.of(frames[0]))
    assert rule.times == len(frames) + 2


def test_a_rulebook_that_reads_alike_is_another_one() -> None:
    one, other = {"rate": 1}, {"rate": 1}
    assert Same(one) == Same(one) and hash(Same(one)) == hash(Same(one))
    assert Same(one) != Same(other) and Same(one) != one


def test_what_was_not_asked_for_long_is_let_go() -> None:
    again, rule = Again[int](100), Rule()
    asked = [amounts(number) for number in range(6)]
    for frame in (*asked[:4], asked[0], asked[4]):
        again.of([frame], None, rule.of(frame))
    assert rule.times == 5
    again.of([asked[0]], None, rule.of(asked[0]))
    assert rule.times == 5
    again.of([asked[1]], None, rule.of(asked[1]))
    assert rule.times == 6


def test_a_month_of_everybody_is_not_kept() -> None:
    again, rule = Again[int](100), Rule()
    large = amounts(*range(50))
    assert again.of([large], None, rule.of(large)) == again.of([large], None, rule.of(large)) == 1225
    assert rule.times == 2


def test_within_a_large_work_what_rests_on_rows_is_neither_kept_nor_looked_for() -> None:
    again, rule = Again[int](1_000), Rule()
    frame = amounts(1, 2)
    assert again.of([frame], "2026-10", rule.of(frame)) == 3
    with asked_once():
        assert [again.of([frame], key, rule.of(frame)) for key in ("2026-10", "2026-11", "2026-11")] == [
            3
        ] * 3
    assert rule.times == 4
    again.of([frame], "2026-10", rule.of(frame))
    again.of([frame], "2026-11", rule.of(frame))
    assert rule.times == 5


def test_within_a_large_work_what_rests_on_no_rows_is_worked_out_once() -> None:
    again, rule = Again[int](1_000), Rule()
    with asked_once():
        assert [again.of([], "2026-10", rule.of(amounts(3))) for _ in range(2)] == [3, 3]
    assert rule.times == 1
