"""Facts for the tests: one clerk of October 2026, and her variations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from vethanam.periods import Month
from vethanam.rules import Assessment, MonthFacts, assess, load_pack
from vethanam.rules.columns import ATTENDANCE, OBLIGATIONS_DUE, RATES, SEGMENTS

RULES = load_pack("kerala")
FUNDS = RULES.pack.funds
OCTOBER = Month(2026, 10)
type Row = Mapping[str, Any]


def segment(month: Month = OCTOBER, **facts: Any) -> dict[str, Any]:
    """A whole month on duty in a district headquarters, on a stage of the eleventh revision."""
    return {
        "employment": 1, "part": 1, "start": month.first, "until": month.last, "category": "state",
        "pay_basis": "scale", "revision": 11, "scale": "27900-63700", "basic_pay": 45600_00,
        "da_series": "state_11", "place_class": "B", **facts,
    }  # fmt: skip


def record(**facts: Any) -> dict[str, Any]:
    """A record without memberships, taxed elsewhere."""
    return {"employment": 1, "born": date(1985, 5, 20), "is_tax_settled": True, **facts}


def facts(
    *segments: Row,
    month: Month = OCTOBER,
    records: Sequence[Row] | None = None,
    rates: Sequence[Row] | None = None,
    wages: Sequence[Row] | None = None,
    owed: Sequence[Row] | None = None,
    **of_the_record: Any,
) -> MonthFacts:
    """The facts of a month; one record for each employment unless they are given."""
    rows = list(segments) or [segment(month)]
    people = {row["employment"] for row in rows}
    made = records if records is not None else [record(employment=e, **of_the_record) for e in sorted(people)]
    months, memberships = FUNDS.split(FUNDS.stated.rows(made))
    return MonthFacts(
        month,
        SEGMENTS.rows(rows),
        months,
        RATES.rows(
            [
                {"employment": 1, "part": 1, "start": month.first, "until": month.last, **r}
                for r in rates or []
            ]
        ),
        ATTENDANCE.rows([{"employment": 1, "part": 1, **w} for w in wages or []]),
        OBLIGATIONS_DUE.rows([{"employment": 1, "obligation": n, **o} for n, o in enumerate(owed or [], 1)]),
        memberships,
    )


def assessed(*segments: Row, **more: Any) -> Assessment:
    """The month worked out by the Kerala pack."""
    return assess(facts(*segments, **more), RULES)


def rupees(result: Assessment, part: int = 1, employment: int = 1) -> dict[str, int | None]:
    """Every line of a part in whole rupees, held ones as None; recoveries by their kind."""
    lines = result.lines.filter(part=part, employment=employment)
    told = {}
    for component, amount in lines.select("component", "amount").iter_rows():
        assert amount is None or amount % 100 == 0 or component in {"attachment", "cooperative"}, component
        told[component] = None if amount is None else amount // 100
    return told
