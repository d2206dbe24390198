from __future__ import annotations

import polars as pl
import pytest

from vethanam.clauses import Clause, objections, reasons
from vethanam.errors import Unsound

TABLE = [
    Clause("FIRST", "One.", pl.col("one")),
    Clause("SECOND", "Two.", pl.col("two")),
    Clause("THIRD", "Three.", pl.col("three")),
]


def asked(**values: object) -> tuple[str | None, list[str]]:
    frame = pl.DataFrame(
        {name: [value] for name, value in {"one": False, "two": False, "three": False, **values}.items()}
    )
    return reasons(frame, TABLE).row(0)


def test_nothing_objects() -> None:
    assert asked() == (None, [])


def test_the_first_reason_leads_and_the_rest_are_listed_in_order() -> None:
    assert asked(one=True, three=True) == ("FIRST", ["THIRD"])
    assert asked(two=True, three=True) == ("SECOND", ["THIRD"])


def test_what_is_not_known_objects() -> None:
    frame = pl.DataFrame({"one": [False], "two": pl.Series([None], dtype=pl.Boolean), "three": [False]})
    assert reasons(frame, TABLE).row(0) == ("SECOND", [])


def test_a_clause_that_fails_objects_to_every_row_and_leaves_the_others_standing() -> None:
    broken = Clause("BROKEN", "Fails.", pl.col("text").cast(pl.Int64, strict=True) > 3)
    frame = pl.DataFrame({"text": ["5", "no number"], "one": [True, False]})
    assert reasons(frame, [TABLE[0], broken]).rows() == [("FIRST", ["BROKEN"]), ("BROKEN", [])]


def test_a_clause_that_gives_no_yes_or_no_objects() -> None:
    assert objections(pl.DataFrame({"n": [1, 2]}), [Clause("N", "A number.", pl.col("n"))])[
        "N"
    ].to_list() == [True, True]


def test_a_constant_clause_asks_every_row() -> None:
    frame = pl.DataFrame({"n": [1, 2, 3]})
    assert (
        reasons(frame, [Clause("NO", "Never.", pl.lit(False)), Clause("YES", "Always.", pl.lit(True))]).rows()
        == [("YES", [])] * 3
    )


def test_clauses_given_first_can_be_read_and_their_failure_is_not_known() -> None:
    given = [Clause("number", "The number.", pl.col("text").cast(pl.Int64, strict=True))]
    table = [Clause("HIGH", "High.", pl.col("number") > 3)]
    assert reasons(pl.DataFrame({"text": ["5", "2"]}), table, given=given)["reason"].to_list() == [
        "HIGH",
        None,
    ]
    assert reasons(pl.DataFrame({"text": ["5", "x"]}), table, given=given)["reason"].to_list() == [
        "HIGH",
        "HIGH",
    ]


def test_an_undeclared_column_is_a_fault_of_the_table_and_not_an_answer() -> None:
    with pytest.raises(Unsound, match="reads four"):
        reasons(pl.DataFrame({"one": [True]}), [Clause("FOURTH", "Four.", pl.col("four"))])


def test_an_empty_table_objects_to_nothing() -> None:
    assert reasons(pl.DataFrame({"n": [1, 2]}), []).rows() == [(None, []), (None, [])]


def test_no_rows_give_no_answers() -> None:
    assert reasons(pl.DataFrame(schema={"one": pl.Boolean}), TABLE[:1]).height == 0
