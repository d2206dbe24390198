"""Each cause of a change, found in two months that differ in one thing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from vethanam.payroll.runs.change_causes import NOT_EXPLAINED, Change, Months, changes_of
from vethanam.periods import Month
from vethanam.rules import MonthFacts
from vethanam.rules.columns import MEMBERSHIPS, MONTHS, OBLIGATIONS_DUE, RATES, SEGMENTS

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
LINE = {"employment": pl.Int64, "component": pl.String, "kind": pl.String, "amount": pl.Int64}


def facts(
    month: Month,
    *,
    days: int | None = None,
    owed: int = 0,
    rate: int = 0,
    member: int | None = None,
    **columns: Any,
) -> MonthFacts:
    """A month of one person on duty."""
    until = month.last if days is None else month.first + timedelta(days=days - 1)
    segment = {
        "employment": 7, "part": 1, "start": month.first, "until": until, "category": "state",
        "pay_basis": "scale", "revision": 11, "scale": "37400-79000",
        "basic_pay": 4_560_000, "da_series": "state", "place_class": "C",
    } | columns  # fmt: skip
    obligation = {
        "obligation": 3,
        "employment": 7,
        "kind": "festival_advance",
        "amount": owed,
        "is_divisible": True,
    }
    special = {
        "employment": 7,
        "part": 1,
        "component": "special_pay",
        "amount": rate,
        "start": month.first,
        "until": month.last,
    }
    return MonthFacts(
        month,
        SEGMENTS.rows([segment]),
        MONTHS.rows([{"employment": 7, "born": date(1985, 1, 1)}]),
        rates=RATES.rows([special] if rate else []),
        obligations=OBLIGATIONS_DUE.rows([obligation] if owed else []),
        memberships=MEMBERSHIPS.rows(
            [{"employment": 7, "fund": "sli", "amount": member}] if member is not None else []
        ),
    )


def changed(
    before: MonthFacts,
    now: MonthFacts,
    *,
    component: str = "basic_pay",
    kind: str = "earning",
    was: int = 100,
    due: int | None = None,
    become: int = 200,
    codes: tuple[int, int] = (1, 1),
    arrears: int = 0,
) -> list[Change]:
    """The causes of one line's change."""

    def line(amount: int) -> pl.DataFrame:
        rows = [(7, component, kind, amount)] if amount else []
        return pl.DataFrame(rows, schema=LINE, orient="row")

    def parts(code: int) -> pl.DataFrame:
        return pl.DataFrame({"employment": [7], "drawing_code": [code], "bill_class": [1]})

    due_before = line(was if due is None else due)
    return changes_of(
        Months(
            line(become),
            line(was).with_columns(arrears=pl.lit(arrears, pl.Int64)),
            due_before,
            now,
            before,
            parts(codes[1]),
            parts(codes[0]),
            {7: "increment"},
        )
    )


@pytest.mark.parametrize(("cause", "before", "now"), [
    ("increment", {}, {"basic_pay": 4_670_000}),
    ("leave", {}, {"absence": "half_pay", "absence_since": date(2026, 10, 1)}),
    ("joined", {"days": 14}, {}),
    ("left", {}, {"days": 14}),
    ("place", {}, {"place_class": "B"}),
    ("quarters", {}, {"in_quarters": True}),
    ("authorised_rate", {}, {"rate": 50_000}),
    ("rate", {}, {}),
])  # fmt: skip
def test_cause_of_an_earning(cause: str, before: dict[str, Any], now: dict[str, Any]) -> None:
    (change,) = changed(facts(SEPTEMBER, **before), facts(OCTOBER, **now))
    assert (change.cause, change.effect, change.is_explained) == (cause, 100, True)


@pytest.mark.parametrize(("was", "become", "due"), [(0, 75_000, 0), (75_000, 0, 75_000), (75_000, 0, 0)])
def test_profession_tax_that_comes_or_goes_has_one_cause(was: int, become: int, due: int) -> None:
    """Said once for everybody, also beside an increment, and where the month before was drawn otherwise."""

    def lines(tax: int) -> pl.DataFrame:
        rows = [(7, "basic_pay", "earning", 100), (7, "profession_tax", "deduction", tax)]
        return pl.DataFrame([row for row in rows if row[3]], schema=LINE, orient="row")

    parts = pl.DataFrame({"employment": [7], "drawing_code": [1], "bill_class": [1]})
    now = facts(OCTOBER, basic_pay=4_670_000)
    months = Months(
        lines(become), lines(was), lines(due), now, facts(SEPTEMBER), parts, parts, {7: "increment"}
    )  # fmt: skip
    (change,) = changes_of(months)
    assert (change.component, change.cause, change.effect) == ("profession_tax", "half_yearly", was - become)


def test_an_entry_about_deductions_moves_no_earning() -> None:
    (change,) = changed(facts(SEPTEMBER, member=100), facts(OCTOBER, member=200))
    assert change.cause == "rate"


def test_income_tax_alone_follows_the_year() -> None:
    line = {"component": "income_tax", "kind": "deduction"}
    (change,) = changed(facts(SEPTEMBER), facts(OCTOBER), **line)  # type: ignore[arg-type]
    assert change.cause == "tax_of_year"
    on_full_pay = facts(OCTOBER, absence="earned", absence_since=date(2026, 10, 5))
    (change,) = changed(facts(SEPTEMBER), on_full_pay, **line)  # type: ignore[arg-type]
    assert change.cause == "tax_of_year"


@pytest.mark.parametrize(("cause", "component", "before", "now"), [
    ("recovery_begun", "festival_advance", {}, {"owed": 400_000}),
    ("recovery_ended", "festival_advance", {"owed": 400_000}, {}),
    ("recovery_changed", "festival_advance", {"owed": 400_000}, {"owed": 200_000}),
    ("membership", "state_life_insurance", {"member": 100}, {"member": 200}),
    ("increment", "income_tax", {}, {"basic_pay": 4_670_000}),
])  # fmt: skip
def test_cause_of_a_deduction(
    cause: str, component: str, before: dict[str, Any], now: dict[str, Any]
) -> None:
    (change,) = changed(
        facts(SEPTEMBER, **before), facts(OCTOBER, **now), component=component, kind="deduction"
    )
    assert (change.cause, change.effect) == (cause, -100)


def test_transfer_is_a_cause() -> None:
    (change,) = changed(facts(SEPTEMBER), facts(OCTOBER), codes=(1, 2))
    assert change.cause == "transfer"


def test_line_that_stopped_without_an_entry_is_not_explained() -> None:
    (change,) = changed(facts(SEPTEMBER), facts(OCTOBER), component="special_pay", was=100, due=0, become=0)
    assert (change.cause, change.why) == (NOT_EXPLAINED, "line_stopped")


@pytest.mark.parametrize(
    ("component", "kind", "was", "due", "become"),
    [("arrears_to_provident_fund", "deduction", 100, 0, 0), ("basic_pay", "earning", 300, 200, 400)],
)
def test_arrears_drawn_of_the_month_before_explain_what_is_not_drawn_again(
    component: str, kind: str, was: int, due: int, become: int
) -> None:
    said: dict[str, Any] = {"component": component, "kind": kind, "was": was, "due": due, "become": become}
    (change,) = changed(facts(SEPTEMBER), facts(OCTOBER), **said, arrears=100)
    assert (change.cause, change.is_explained) == ("arrears_drawn", True)
    (other,) = changed(facts(SEPTEMBER), facts(OCTOBER), **said, arrears=99)
    assert other.cause != "arrears_drawn"


def test_line_the_book_gives_but_another_month_did_not_draw_is_that_months_question() -> None:
    (change,) = changed(facts(SEPTEMBER), facts(OCTOBER), was=100, due=200, become=200)
    assert (change.cause, change.is_explained) == ("drawn_otherwise", True)


def test_what_did_not_change_is_not_told() -> None:
    assert changed(facts(SEPTEMBER), facts(OCTOBER), was=100, become=100) == []


def test_share_of_the_employer_moves_no_net() -> None:
    (change,) = changed(
        facts(SEPTEMBER), facts(OCTOBER), component="government_pension_contribution", kind="employer"
    )
    assert change.effect == 0
