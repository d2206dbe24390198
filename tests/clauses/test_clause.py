from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from vethanam.clauses import Citation, Clause, Column, Columns, evaluate, in_force, levels
from vethanam.errors import Unsound, UnsoundInput

FRAME = Columns(
    "pay", "one employee", ("basic_pay",), (Column("basic_pay", pl.Int64(), "paise", "Her basic pay"),)
)


def clause(name: str, expression: pl.Expr, **more: object) -> Clause:
    return Clause(name, f"{name} is worked out.", expression, **more)  # type: ignore[arg-type]


def test_clauses_are_worked_out_after_what_they_read() -> None:
    total = clause("total", pl.col("double") + pl.col("basic_pay"))
    double = clause("double", pl.col("basic_pay") * 2)
    frame = pl.DataFrame({"basic_pay": [10, 20]})
    assert evaluate(frame, [total, double], FRAME)["total"].to_list() == [30, 60]
    assert [[c.name for c in layer] for layer in levels([total, double], FRAME)] == [["double"], ["total"]]


def test_one_row_and_many_rows_share_one_text() -> None:
    rules = [clause("tenth", pl.col("basic_pay") // 10)]
    many = pl.DataFrame({"basic_pay": range(1000)})
    ones = [evaluate(many[i : i + 1], rules)["tenth"][0] for i in range(1000)]
    assert evaluate(many, rules)["tenth"].to_list() == ones


def test_a_circle_is_refused_with_its_names() -> None:
    circle = [clause("a", pl.col("b")), clause("b", pl.col("c")), clause("c", pl.col("b"))]
    with pytest.raises(Unsound, match="b → c → b"):
        levels(circle, FRAME)


def test_an_unknown_column_is_refused_before_any_row_is_read() -> None:
    with pytest.raises(Unsound, match="reads grade_pay") as refused:
        evaluate(FRAME.empty(), [clause("allowance", pl.col("grade_pay"))], FRAME)
    assert refused.value.code == "unknown_column"


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(Unsound, match="Two rules are called a"):
        levels([clause("a", pl.lit(1)), clause("a", pl.lit(2))], FRAME)


def test_a_rule_may_not_hide_a_column() -> None:
    with pytest.raises(Unsound, match="has the name of a column"):
        levels([clause("basic_pay", pl.lit(1))], FRAME)


def test_a_rule_holds_from_its_first_to_its_last_day() -> None:
    rule = clause("a", pl.lit(1), since=date(2026, 3, 1), until=date(2026, 3, 31))
    assert [bool(in_force([rule], date(2026, *day))) for day in ((2, 28), (3, 1), (3, 31), (4, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_a_frame_tells_all_its_faults_at_once() -> None:
    with pytest.raises(UnsoundInput) as refused:
        FRAME.checked(pl.DataFrame({"grade": [1]}))
    assert [fault.code for fault in refused.value.faults] == ["column_unknown", "column_missing"]
    with pytest.raises(UnsoundInput) as refused:
        FRAME.checked(pl.DataFrame({"basic_pay": [1.5]}))
    assert [fault.code for fault in refused.value.faults] == ["column_type"]
    with pytest.raises(UnsoundInput) as refused:
        FRAME.checked(pl.DataFrame({"basic_pay": [None, 3]}, schema=FRAME.schema))
    assert [fault.code for fault in refused.value.faults] == ["column_empty"]


def test_a_column_with_a_default_may_be_left_out() -> None:
    columns = Columns(
        "pay",
        "one employee",
        (),
        (*FRAME.columns, Column("in_quarters", pl.Boolean(), "flag", "Quarters", default=False)),
    )
    assert columns.checked(pl.DataFrame({"basic_pay": [1]}))["in_quarters"].to_list() == [False]
    assert columns.rows([{"basic_pay": 1}, {"basic_pay": 2, "in_quarters": True}])[
        "in_quarters"
    ].to_list() == [False, True]
    assert "| `in_quarters` | Boolean | flag | default False | Quarters. |" in columns.document()


def test_a_citation_reads_as_an_order_is_cited() -> None:
    citation = Citation("G.O.(P) No.27/2021/Fin", date(2021, 2, 10), "para 7", "read", True)
    assert str(citation) == "G.O.(P) No.27/2021/Fin, dated 10 Feb 2021, para 7"
    assert Citation.from_json(citation.as_json()) == citation
