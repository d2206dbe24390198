"""Properties of every month, for any facts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.made import OCTOBER, RULES, facts, record, segment
from vethanam.rules import MonthFacts, assess
from vethanam.rules.columns import ABSENCES, OBLIGATIONS

_IN_FORCE = RULES.parameters["pay.scales"].in_force(date(2026, 10, 1), "11")
SCALES = _IN_FORCE.fields["value"]  # type: ignore[union-attr]
quietly = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def people(draw: st.DrawFn, employment: int = 1) -> dict[str, list[dict[str, Any]]]:
    """One employment's month: one to four stretches over one or two bills, memberships, recoveries."""
    scale = draw(st.sampled_from(SCALES))
    stages = RULES.stages(11, scale, OCTOBER)
    assert stages is not None
    segments: list[dict[str, Any]] = []
    start, part = date(2026, 10, draw(st.integers(1, 20))), 1
    while start <= OCTOBER.last and len(segments) < 4:
        until = min(start + timedelta(days=draw(st.integers(0, 30))), OCTOBER.last)
        segments.append(segment(
            employment=employment, part=part, start=start, until=until, scale=scale,
            basic_pay=draw(st.sampled_from(stages)),
            place_class=draw(st.sampled_from(["A", "B", "C", "D", None])), in_quarters=draw(st.booleans()),
            is_gazetted=draw(st.booleans()), absence=draw(st.sampled_from([None, None, *ABSENCES])),
            absence_since=draw(st.sampled_from([None, date(2026, 4, 20)])),
        ))  # fmt: skip
        start = until + timedelta(days=1)
        part += draw(st.integers(0, 1))
    stated = st.none() | st.integers(0, 9000_00)
    row = record(
        employment=employment, pension_scheme=draw(st.sampled_from(["gpf", "nps", "none"])),
        gpf_subscription=draw(stated), sli_premium=draw(stated), is_gis=draw(st.booleans()), gis_group="B",
        gis_amount=draw(stated),
        is_medisep=draw(st.booleans()),
        is_fbs=draw(st.booleans()), is_tax_settled=draw(st.booleans()),
        tax_gross_to_date=draw(st.integers(0, 3000000_00)),
        tax_regime=draw(st.sampled_from(["new", "old"])),
        ends_on=draw(st.sampled_from([None, date(2026, 12, 31)])),
    )  # fmt: skip
    owed = [
        {
            "employment": employment, "obligation": employment * 100 + n,
            "kind": draw(st.sampled_from(OBLIGATIONS)),
            "amount": draw(st.integers(0, 60000_00)), "is_divisible": draw(st.booleans()),
        }
        for n in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    return {"segments": segments, "records": [row], "owed": owed}


def together(many: list[dict[str, list[dict[str, Any]]]]) -> MonthFacts:
    segments = [row for one in many for row in one["segments"]]
    return facts(
        *segments,
        records=[r for one in many for r in one["records"]],
        owed=[o for one in many for o in one["owed"]],
    )


@st.composite
def offices(draw: st.DrawFn) -> list[dict[str, list[dict[str, Any]]]]:
    return [draw(people(employment)) for employment in range(1, draw(st.integers(2, 5)) + 1)]


@given(people())
@quietly
def test_the_lines_sum_to_the_net_and_it_is_never_negative(one: dict[str, Any]) -> None:
    result = assess(together([one]), RULES)
    for row in result.totals.iter_rows(named=True):
        lines = result.lines.filter(part=row["part"])
        gross = sum(lines.filter(kind="earning")["amount"].drop_nulls())
        taken = sum(lines.filter(kind="deduction")["amount"].drop_nulls())
        assert (row["gross"], row["deductions"], row["net"]) == (gross, taken, gross - taken)
        assert row["net"] >= 0
        assert row["lines_held"] == lines.filter(state="held").height


@given(people())
@quietly
def test_nothing_due_is_lost_and_no_line_is_negative(one: dict[str, Any]) -> None:
    result = assess(together([one]), RULES)
    payable = result.lines.filter(state="payable")
    assert (payable["amount"] >= 0).all()
    assert (payable["carried"] >= 0).all()
    for _, lines in (
        payable.filter(kind="deduction").filter(pl.col("obligation").is_not_null()).group_by("obligation")
    ):
        first_due = lines.sort("part")["due"][0]
        assert sum(lines["amount"]) + sum(lines["carried"]) == first_due
        assert first_due <= next(
            o["amount"] for o in one["owed"] if o["obligation"] == lines["obligation"][0]
        )


@given(offices())
@quietly
def test_one_person_comes_out_as_in_the_crowd(many: list[dict[str, Any]]) -> None:
    crowd = assess(together(many), RULES)
    ones = [assess(together([one]), RULES) for one in many]
    assert crowd.lines.equals(pl.concat([one.lines for one in ones]))
    assert crowd.totals.equals(pl.concat([one.totals for one in ones]))
    assert crowd.findings.equals(pl.concat([one.findings for one in ones]))


@given(offices(), st.randoms(use_true_random=False))
@quietly
def test_the_order_of_rows_and_chunks_does_not_matter(many: list[dict[str, Any]], random: Any) -> None:
    whole = together(many)
    names = ("segments", "months", "rates", "attendance", "obligations", "memberships")
    seed = random.randrange(1000)
    shuffled = {name: getattr(whole, name).sample(fraction=1, shuffle=True, seed=seed) for name in names}
    assert assess(MonthFacts(OCTOBER, **shuffled), RULES).hash == assess(whole, RULES).hash
