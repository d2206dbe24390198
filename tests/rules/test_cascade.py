"""The amounts taken of the dues."""

from __future__ import annotations

from typing import Any

import polars as pl

from vethanam.rules.cascade import DUES, taken


def due(component: str, amount: int, place: int, **more: Any) -> dict[str, Any]:
    return {
        "employment": 1, "on_part": None, "component": component, "obligation": None, "place": place,
        "is_divisible": True, "is_spared": False, "is_unconfirmed": False, "due": amount, **more,
    }  # fmt: skip


def took(
    dues: list[dict[str, Any]], *gross: int, on_subsistence: tuple[int, ...] = (), reserved: int = 0
) -> list[tuple[str, int, int, int]]:
    pay = pl.DataFrame(
        {
            "employment": 1,
            "part": n,
            "gross": g,
            "is_on_subsistence": n in on_subsistence,
            "reserved": reserved,
        }
        for n, g in enumerate(gross, 1)
    ).cast({"part": pl.Int32})
    borne = taken(pl.DataFrame(dues, schema=DUES), pay)
    return sorted(borne.lines.select("component", "part", "amount", "carried").rows())


def test_everything_fits() -> None:
    assert took([due("a", 60, 1), due("b", 40, 2)], 100) == [("a", 1, 60, 0), ("b", 1, 40, 0)]


def test_the_first_that_does_not_fit_is_shortened_and_nothing_below_it_is_taken() -> None:
    dues = [due("a", 60, 1), due("b", 50, 2), due("c", 1, 3)]
    assert took(dues, 100) == [("a", 1, 60, 0), ("b", 1, 40, 10), ("c", 1, 0, 1)]


def test_one_that_cannot_be_divided_is_not_taken_at_all() -> None:
    dues = [due("a", 60, 1), due("b", 50, 2, is_divisible=False), due("c", 1, 3)]
    assert took(dues, 100) == [("a", 1, 60, 0), ("b", 1, 0, 50), ("c", 1, 0, 1)]


def test_the_place_decides_and_not_the_order_of_rows() -> None:
    assert took([due("last", 80, 9), due("first", 80, 1)], 100) == [("first", 1, 80, 0), ("last", 1, 20, 60)]


def test_equal_places_go_by_the_number_of_the_obligation() -> None:
    dues = [due("loan", 80, 5, obligation=2), due("loan", 80, 5, obligation=1)]
    borne = taken(
        pl.DataFrame(dues, schema=DUES),
        pl.DataFrame(
            {"employment": [1], "part": [1], "gross": [100], "is_on_subsistence": [False], "reserved": [0]}
        ).cast({"part": pl.Int32}),
    )
    assert dict(borne.lines.select("obligation", "amount").iter_rows()) == {1: 80, 2: 20}


def test_obligations_leave_the_reserved_sum_and_deductions_of_the_rules_do_not() -> None:
    dues = [due("tax", 60, 1), due("loan", 20, 5, obligation=1), due("loan", 20, 5, obligation=2)]
    assert took(dues, 100, reserved=25) == [
        ("loan", 1, 0, 20), ("loan", 1, 15, 5), ("tax", 1, 60, 0),
    ]  # fmt: skip
    assert took([due("tax", 90, 1), due("loan", 20, 5, obligation=1)], 100, reserved=25) == [
        ("loan", 1, 0, 20), ("tax", 1, 90, 0),
    ]  # fmt: skip
    assert took([due("loan", 75, 5, obligation=1)], 100, reserved=25) == [("loan", 1, 75, 0)]


def test_one_that_cannot_be_divided_is_not_taken_from_the_reserved_sum() -> None:
    dues = [due("loan", 80, 5, obligation=1, is_divisible=False)]
    assert took(dues, 100, reserved=25) == [("loan", 1, 0, 80)]


def test_what_one_part_leaves_is_tried_on_the_next() -> None:
    assert took([due("a", 150, 1)], 100, 40) == [("a", 1, 100, 0), ("a", 2, 40, 10)]


def test_one_that_cannot_be_divided_waits_for_a_part_that_bears_it() -> None:
    assert took([due("a", 50, 1, is_divisible=False)], 40, 60) == [("a", 2, 50, 0)]


def test_a_due_of_one_part_is_never_taken_from_another() -> None:
    assert took([due("a", 50, 1, on_part=1)], 20, 100) == [("a", 1, 20, 30)]
    assert took([due("a", 50, 1, on_part=2)], 100, 60) == [("a", 2, 50, 0)]


def test_what_is_spared_passes_over_subsistence() -> None:
    assert took([due("lic", 50, 1, is_spared=True)], 100, 60, on_subsistence=(1,)) == [("lic", 2, 50, 0)]


def test_nothing_due_takes_nothing() -> None:
    assert took([due("a", 0, 1)], 100) == []
    assert took([due("a", 10, 1)], 0) == [("a", 1, 0, 10)]
