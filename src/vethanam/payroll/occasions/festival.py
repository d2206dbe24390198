"""Festival benefits of a year: bonus, special festival allowance, or neither with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from vethanam.errors import Sentence, Unsound
from vethanam.payroll.models import BillLine, Occasion
from vethanam.payroll.occasions.entitlement import BONUS, FESTIVAL, Entitled, Left
from vethanam.payroll.occasions.leave_account import live_claims
from vethanam.payroll.occasions.terms import Terms, terms_on
from vethanam.payroll.runs.leavers import died_without_heir
from vethanam.people.models import Employment
from vethanam.rules.occasion_questions import Answered, answered
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class Festival:
    """An office's festival benefits of a year: people entitled and people left out, by number."""

    year: int
    entitled: tuple[Entitled, ...]
    left: tuple[Left, ...]


def emoluments_on(year: int) -> date:
    """The day that decides by its emoluments."""
    return date(year, 3, 31)


def festival_of(reader: BookReader, year: int, employments: Sequence[int], known_at: datetime) -> Festival:
    """The festival benefit of each of these people for a year, as known at an instant."""
    terms = terms_on(reader, employments, emoluments_on(year), known_at)
    dead = died_without_heir(reader, sorted(employments), known_at)
    drawn = _drawn(year, employments)
    entitled: list[Entitled] = []
    left: list[Left] = []
    for one in Employment.objects.filter(pk__in=list(employments)).order_by("number"):
        found = _of(one, year, terms, drawn.get(one.pk, ""), dead.get(one.pk))
        if isinstance(found, Entitled):
            entitled.append(found)
        else:
            left.append(found)
    return Festival(year, tuple(entitled), tuple(left))


def _of(one: Employment, year: int, terms: Terms, bill: str, died: date | None) -> Entitled | Left:
    if bill:
        return Left(one.pk, one.number, Sentence("festival_drawn", {"year": str(year), "bill": bill}))
    if died is not None:
        return Left(one.pk, one.number, Sentence("account_of_the_dead_person", {"day": died}))
    if one.pk in terms.why_not:
        return Left(one.pk, one.number, terms.why_not[one.pk])
    try:
        found = worked_out(terms, one.pk, year)
    except Unsound as unsound:
        return Left(one.pk, one.number, unsound.sentence)
    bonus = found.answer["bonus_paise"]
    return Entitled(
        one.pk,
        one.number,
        BONUS if bonus else FESTIVAL,
        bonus or found.answer["festival_allowance_paise"],
        found.is_unconfirmed,
        terms.day,
        found.answer,
    )


def worked_out(terms: Terms, employment: int, year: int) -> Answered:
    """The rules' answer, on the terms of 31 March.

    Raises
    ------
    Unsound
        The rules refuse it, or lack a figure.
    """
    given = {
        "year": year,
        "earnings": terms.known_earnings(employment),
        "series": terms.series(employment),
        "joined": terms.joined(employment),
    }
    return answered(terms.rulebook, "festival_benefit", terms.day, localdate(terms.known_at), given)


def _drawn(year: int, employments: Sequence[int]) -> dict[int, str]:
    """Map employment to the bill that draws or claims its benefits of the year."""
    rows = live_claims(Occasion.Kind.FESTIVAL, employments).filter(occasion__year=str(year))
    lines = BillLine.objects.filter(claim__in=rows, is_live=True)
    return dict(lines.values_list("claim__employment_id", "bill__number"))
