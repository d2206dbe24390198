"""The people drawn in a month, and one of them, from the latest run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.money import Paise
from vethanam.payroll.models import Assessed, Run, RunFinding
from vethanam.payroll.queries import findings_of, latest_run, month_of, posted_under
from vethanam.payroll.register.components import known_components
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.queries import ends_of
from vethanam.web.drawing.desk import noted, place_of
from vethanam.web.parts import words
from vethanam.web.parts.entry_text import ENDS
from vethanam.web.parts.names import component_name
from vethanam.web.parts.people import PersonShown, numbers_of, people_named
from vethanam.web.parts.view_values import LineShown, Noted, total
from vethanam.web.pay.months import lines_of
from vethanam.web.reader import page_reader

PAGE = 40


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the roll."""

    person: PersonShown
    address: str
    shape: str
    word: str
    gross: Paise
    net: Paise


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person's month for the office."""

    person: PersonShown
    place: str
    month: Month
    net: Paise
    shape: str
    word: str
    earnings: Sequence[LineShown]
    deductions: Sequence[LineShown]
    gross: Paise
    deducted: Paise
    findings: Sequence[Noted]


def roll_of(code: str, month: Month) -> QuerySet[Any, Any]:
    """The latest run's rows by employee number; empty without a run."""
    run = latest_run(code, month)
    kept = run.run if run is not None and run.version is not None else None
    return (
        Assessed.objects.filter(run=kept, drawing_code__code=code)
        .values("run", "employment", "employment__number")
        .annotate(gross=Sum("gross"), net=Sum("net"))
        .order_by("employment__number")
    )


def people_of(code: str, roll: Collection[Mapping[str, Any]]) -> list[Person]:
    """Rows of :func:`roll_of` as people, with their posts and states."""
    whose = people_named({row["employment__number"] for row in roll})
    aside = set(
        RunFinding.objects.filter(run__in={row["run"] for row in roll}, is_set_aside=True).values_list(
            "employment", flat=True
        )
    )
    return [
        Person(
            whose[row["employment__number"]],
            reverse("drawing:person", kwargs={"code": code, "number": row["employment__number"]}),
            *(("look", _("Set aside")) if row["employment"] in aside else ("done", _("Computed"))),
            row["gross"],
            row["net"],
        )
        for row in roll
    ]


def not_computed(code: str, month: Month, at: datetime) -> list[str]:
    """The numbers of people posted here, up to the next month, who are not computed: set aside, new, or
    without a run.
    """
    run = latest_run(code, month)
    rows = Assessed.objects.filter(run=run.run if run else None, drawing_code__code=code)
    posted = set(posted_under(code, month.plus(1))) - set(rows.values_list("employment", flat=True))
    ends = ends_of(page_reader(), sorted(posted), at).filter(pl.col("until") < month.first)
    numbers = Employment.objects.filter(pk__in=posted - set(ends["employment"].to_list()))
    return list(numbers.order_by("number").values_list("number", flat=True))


def linked(code: str, numbers: Sequence[str]) -> list[tuple[PersonShown, str]]:
    """Each person with the address of her page in the office."""
    whose = people_named(numbers)
    return [
        (whose[number], reverse("drawing:person", kwargs={"code": code, "number": number}))
        for number in numbers
    ]


def person_page(code: str, found: Employment, month: Month, at: datetime) -> PersonPage:
    """The person's amounts on bills, or in the latest run; for a person who left earlier,
    the end of service.
    """
    run = latest_run(code, month)

    def opens(component: str) -> str:
        return reverse(
            "drawing:line",
            kwargs={"code": code, "number": found.number, "month": month, "component": component},
        )

    found_here = [f for f in findings_of(run.run) if f.employment == found.pk] if run else []
    whose = people_named({found.number} | numbers_of(found_here))
    findings = [noted(code, f, whose) for f in found_here]
    person, place = whose[found.number], place_of(code, 0)
    claimed = month_of(found.pk, month)
    if claimed.lines:
        lines = lines_of(claimed, month_of(found.pk, month.plus(-1)), opens)
        paid = ("done", _("Drawn")) if claimed.state == "drawn" else ("under-way", _("On a bill"))
        return PersonPage(
            person,
            place,
            month,
            lines.net,
            *paid,
            lines.earnings,
            lines.deductions,
            lines.gross,
            lines.deducted,
            findings,
        )
    earnings, deductions = _computed(run.run if run else 0, found.pk, opens)
    word = (
        ("look", _("Set aside"))
        if any(f.shape == "look" for f in findings)
        else ("open", _("Computed, not claimed"))
        if earnings
        else ("open", _ended(found, month, at) or _("Not computed"))
    )
    return PersonPage(
        person,
        place,
        month,
        total(earnings) - total(deductions),
        *word,
        earnings,
        deductions,
        total(earnings),
        total(deductions),
        findings,
    )


def _ended(found: Employment, month: Month, at: datetime) -> str:
    """When and how service ended, where that was before the month."""
    for until, cause in ends_of(page_reader(), [found.pk], at).select("until", "end_cause").iter_rows():
        if until < month.first:
            how = [_(ENDS[cause])] if cause else []
            return " · ".join([_("In service until %(day)s") % {"day": words.day(until)}, *how])
    return ""


def _computed(run: int, employment: int, opens: object) -> tuple[list[LineShown], list[LineShown]]:
    known = known_components()
    rows = {"earning": {}, "deduction": {}, "employer": {}}  # type: ignore[var-annotated]
    for part in Assessed.objects.filter(run=run, employment=employment).order_by("part"):
        for component, amount in zip(part.components, part.amounts, strict=True):
            of = rows[known[component].kind]
            of[known[component].name] = of.get(known[component].name, 0) + amount

    def shown(kind: str) -> list[LineShown]:
        return [
            LineShown(name, component_name(name), amount, address=opens(name) if callable(opens) else "")
            for name, amount in rows[kind].items()
        ]

    return shown("earning"), shown("deduction")


def latest_month(code: str) -> Month | None:
    """The latest computed month of this code."""
    key = (
        Run.objects.filter(drawing_code__code=code, version__isnull=False)
        .order_by("-month")
        .values_list("month", flat=True)
        .first()
    )
    return Month.from_key(key) if key else None
