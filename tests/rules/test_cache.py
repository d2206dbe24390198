"""The memo returns an earlier result only where all its inputs are equal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from vethanam.rules.cache import NO_CACHE, ResultCache, Same


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
    cache, rule = ResultCache(1_000), Rule()
    first = [cache.of([frame], "2026-10", rule.of(frame)) for frame in (amounts(1, 2), amounts(1, 2))]
    assert first == [3, 3] and rule.times == 1


def test_one_other_cell_is_another_question() -> None:
    cache, rule = ResultCache(1_000), Rule()
    frames = [
        amounts(1, 2),
        amounts(1, 3),
        amounts(2, 1),
        amounts(1, None),
        amounts(1, 2, name="two"),
        amounts(),
    ]
    found = [cache.of([frame], "2026-10", rule.of(frame)) for frame in frames]
    assert found == [3, 4, 3, 1, 3, 0] and rule.times == len(frames)
    cache.of([frames[0]], "2026-11", rule.of(frames[0]))
    cache.of([frames[0], frames[1]], "2026-10", rule.of(frames[0]))
    assert rule.times == len(frames) + 2


def test_a_rulebook_that_reads_alike_is_another_one() -> None:
    one, other = {"rate": 1}, {"rate": 1}
    assert Same(one) == Same(one) and hash(Same(one)) == hash(Same(one))
    assert Same(one) != Same(other) and Same(one) != one


def test_what_was_not_asked_for_long_is_let_go() -> None:
    cache, rule = ResultCache(8 * 21), Rule()
    asked = [amounts(number) for number in range(10)]
    for frame in (*asked[:8], asked[0], asked[8]):
        cache.of([frame], None, rule.of(frame))
    assert rule.times == 9
    cache.of([asked[0]], None, rule.of(asked[0]))
    assert rule.times == 9
    cache.of([asked[1]], None, rule.of(asked[1]))
    assert rule.times == 10


def test_a_month_of_everybody_is_not_kept() -> None:
    cache, rule = ResultCache(200), Rule()
    large = amounts(*range(50))
    assert cache.of([large], None, rule.of(large)) == cache.of([large], None, rule.of(large)) == 1225
    assert rule.times == 2


def test_results_of_two_functions_stand_side_by_side() -> None:
    cache, frame = ResultCache(1_000), amounts(1, 2)
    assert cache.of([frame], ("sum", "2026-10"), lambda: 3) == 3
    assert cache.of([frame], ("names", "2026-10"), lambda: ["one"]) == ["one"]
    assert cache.of([frame], ("sum", "2026-10"), lambda: 4) == 3


def test_without_room_nothing_is_kept() -> None:
    rule = Rule()
    for frame in (amounts(1, 2), amounts()):
        assert [NO_CACHE.of([frame], "2026-10", rule.of(frame)) for _ in range(2)] == [
            frame["amount"].sum()
        ] * 2
    assert rule.times == 4
