"""A costed order as a page: total, chart, heads; and several side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payroll.models import Scenario
from vethanam.periods import Month
from vethanam.web.parts import words
from vethanam.web.parts.charts import FULL, NARROW, WIDE
from vethanam.web.parts.cost_chart import MOST_HEADS, CostColumn, CostDrawing, cost_columns
from vethanam.web.parts.names import component_name
from vethanam.web.templatetags.page import crore

#: tables that can be downloaded
BY = ("months", "heads", "offices", "scales", "components")
TEN_CRORE: Paise = 10_00_00_000_00
#: initial text of the form
EXAMPLE = """\
title: Dearness allowance, three per cent more
with_effect_from: 2027-01-01
first_drawn: 2027-04
changes:
  - {parameter: dearness_allowance.rate, key: state_11, add: 3}
"""


@dataclass(frozen=True, slots=True)
class CostRow:
    """One head (or office, scale): monthly salary, arrears, payment with salaries, total."""

    name: str
    under: str
    people: int
    monthly: Paise
    arrears: Paise
    with_salary: Paise
    together: Paise
    shade: int = 0


@dataclass(frozen=True, slots=True)
class CostShown:
    """The contents of a costed order's page."""

    id: int
    title: str
    in_force: date
    first_drawn: Month
    until: Month
    known: Any
    total: Paise
    arrears: Paise
    with_salary: Paise
    monthly: Paise
    people: int
    heads: Sequence[CostRow]
    scales: Sequence[CostRow]
    components: Sequence[tuple[str, Paise]]
    drawings: Sequence[tuple[str, CostDrawing]]
    said: str
    held: int
    aside: int
    not_drawn: int
    text: str
    tables: Sequence[tuple[str, str]]

    @property
    def is_crore(self) -> bool:
        """True if the tables count in crore; small sums are shown in rupees."""
        return abs(self.total) >= TEN_CRORE


def listed(authority: Authority) -> list[dict[str, Any]]:
    """The author's own drafts, newest first."""
    rows = Scenario.objects.filter(account=authority.account).order_by("-known_at", "-pk")
    return [
        {
            "id": row.pk,
            "title": row.title,
            "address": reverse("finance:scenario", kwargs={"scenario": row.pk}),
            "known": row.known_at,
            "until": Month.from_key(row.last),
            "total": row.told["cost_paise"],
        }
        for row in rows
    ]


def shown_of(kept: Scenario) -> CostShown:
    """All values of the page, from the stored costing."""
    told = kept.told
    heads = _heads(told["heads"])
    drawings = _drawings(told, heads)
    monthly = sum(row.monthly for row in heads)
    return CostShown(
        kept.pk,
        kept.title,
        date.fromisoformat(told["with_effect_from"]),
        Month.parse(told["first_drawn"]),
        Month.parse(told["until"]),
        kept.known_at,
        told["cost_paise"],
        told["arrears_paise"],
        told["with_salary_paise"],
        monthly,
        told["people"],
        heads,
        [_row(row, row["scale"] or _("No scale"), "") for row in told["scales"]],
        list(_components(told["components"]).items()),
        drawings,
        _("The cost of each month by head of account; %(sum)s in all.") % {"sum": crore(told["cost_paise"])},
        told["lines_held"],
        told["set_aside"],
        told.get("months_not_drawn", 0),
        kept.text,
        [(words_of(by), reverse("finance:table", kwargs={"scenario": kept.pk}) + f"?by={by}") for by in BY],
    )


def words_of(by: str) -> str:
    """The grouping of a table, as the text of its link."""
    return {
        "months": _("By month and head"),
        "heads": _("By head"),
        "offices": _("By office"),
        "scales": _("By scale"),
        "components": _("By month and component"),
    }[by]


def beside_of(chosen: Sequence[Scenario]) -> dict[str, Any]:
    """Several costed orders: sums, and all their heads, one column per order."""
    costs = [shown_of(kept) for kept in chosen]
    names = list(dict.fromkeys(row["title"] or row["head"] for kept in chosen for row in kept.told["heads"]))
    sums = [{row["title"] or row["head"]: row["cost_paise"] for row in kept.told["heads"]} for kept in chosen]
    same = len({(kept.first, kept.last) for kept in chosen}) == 1
    return {
        "costs": costs,
        "rows": [{"name": name, "amounts": [one.get(name, 0) for one in sums]} for name in names],
        "same_months": same,
        "cheapest": min(costs, key=lambda one: one.total),
        "dearest": max(costs, key=lambda one: one.total),
    }


def _heads(rows: Sequence[dict[str, Any]]) -> list[CostRow]:
    """The five largest heads, and the sum of the others."""
    told = [
        _row(row, row["title"] or row["head"] or _("No head of account"), row["head"], shade)
        for shade, row in enumerate(rows, start=1)
    ]
    if len(told) <= MOST_HEADS:
        return told
    kept, others = told[: MOST_HEADS - 1], told[MOST_HEADS - 1 :]
    together = CostRow(
        _("All other heads"),
        "",
        sum(row.people for row in others),
        sum(row.monthly for row in others),
        sum(row.arrears for row in others),
        sum(row.with_salary for row in others),
        sum(row.together for row in others),
        MOST_HEADS,
    )
    return [*kept, together]


def _row(row: dict[str, Any], name: str, under: str, shade: int = 0) -> CostRow:
    return CostRow(
        name,
        under,
        row["people"],
        row["monthly_paise"],
        row["arrears_paise"],
        row["with_salary_paise"],
        row["cost_paise"],
        shade,
    )


def _components(rows: Sequence[dict[str, Any]]) -> dict[str, Paise]:
    sums: dict[str, Paise] = defaultdict(int)
    for row in rows:
        sums[component_name(row["component"])] += row["cost_paise"]
    return sums


def _drawings(told: dict[str, Any], heads: Sequence[CostRow]) -> list[tuple[str, CostDrawing]]:
    """The chart; if a month's cost is negative, only the table is shown."""
    shade_of = {row.under: place for place, row in enumerate(heads) if row.under}
    amounts: dict[str, list[Paise]] = {}
    is_arrear = {}
    for row in told["months"]:
        sums = amounts.setdefault(row["month"], [0] * len(heads))
        sums[shade_of.get(row["head"], len(heads) - 1)] += row["cost_paise"]
        is_arrear[row["month"]] = row["is_arrear"]
    if len(amounts) < 2 or any(amount < 0 for sums in amounts.values() for amount in sums):
        return []
    columns = []
    for key, sums in amounts.items():
        month = Month.parse(key)
        columns.append(CostColumn(f"{words.short_month(month)} {month.year}", sums, is_arrear[key]))
    halves = (
        f"{_('Arrears')} {crore(told['arrears_paise'])}",
        f"{_('With each salary')} {crore(told['with_salary_paise'])}",
    )
    names = [row.name for row in heads]
    return [
        ("narrow", cost_columns(columns, names, halves, width=NARROW, height=240, is_phone=True)),
        ("wide", cost_columns(columns, names, halves, width=WIDE, height=280)),
        ("full", cost_columns(columns, names, halves, width=FULL, height=310)),
    ]
