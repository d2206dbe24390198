"""Cautions before pay drawn in excess is recovered: State of Punjab v. Rafiq Masih (2014)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from vethanam.errors import Sentence
from vethanam.payroll.rulebook import pack_in_use
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.rules.questions import ask
from vethanam.service_book.models import Membership, Obligation, Posting, ServiceSpell
from vethanam.service_book.queries import entered

#: months before retirement, and months of excess, beyond which a recovery is restrained
RETIRES_WITHIN, LONGEST = 12, 60
#: services with an age of superannuation of their own
_AGES = ("judicial", "part_time_contingent")


def cautions_of(
    employment: Employment, excess_since: date | None, ordered: date, at: datetime
) -> list[Sentence]:
    """The cautions that apply to a recovery of excess pay ordered on a day.

    ``excess_since`` is the first day of the excess; None is not known. A group, a day of retirement or a
    first day without a record gives a caution too.
    """
    found = (
        _of_the_group(employment, ordered),
        _of_retirement(employment, ordered, at),
        _of_age(excess_since, ordered),
    )
    return [one for one in found if one is not None]


def _of_the_group(employment: Employment, on: date) -> Sentence | None:
    """Posts have no group on record; one that is not gazetted may be of Group C or D."""
    rows = entered(Posting).filter(employment=employment, valid_from__lte=on).select_related("post")
    posting = rows.order_by("-valid_from", "-recorded_at", "-pk").first()
    if posting is None:
        return Sentence("recovery_group_unknown")
    if posting.post.is_gazetted:
        return None
    return Sentence("recovery_group_c_d", {"post": posting.post.designation})


def _of_retirement(employment: Employment, ordered: date, at: datetime) -> Sentence | None:
    day = retires_on(employment, at)
    if day is None:
        return Sentence("recovery_retirement_unknown")
    limit = Month.of(ordered).plus(RETIRES_WITHIN).last
    return Sentence("recovery_near_retirement", {"day": day}) if day <= limit else None


def retires_on(employment: Employment, at: datetime) -> date | None:
    """The last day of service on record, else by the rules; None if the rules give no day."""
    spell = entered(ServiceSpell).filter(employment=employment).order_by("-valid_from", "-pk").first()
    if spell is not None and spell.valid_until is not None:
        return spell.valid_until
    given = {"born": employment.person.born.isoformat(), "category": _age_category(employment)}
    answer = ask({"ask": "retirement", "on": localdate(at).isoformat(), "given": given}, pack_in_use().name)
    return date.fromisoformat(answer["answer"]["retires_on"]) if "answer" in answer else None


def _age_category(employment: Employment) -> str:
    if employment.category in _AGES:
        return employment.category
    is_in_nps = entered(Membership).filter(employment=employment, fund="nps").exists()
    return "nps_60" if is_in_nps else "general_56"


def _of_age(excess_since: date | None, ordered: date) -> Sentence | None:
    if excess_since is None:
        return Sentence("recovery_age_unknown")
    if Month.of(excess_since).plus(LONGEST).first >= Month.of(ordered).first:
        return None
    return Sentence("recovery_over_five_years", {"since": excess_since})


def recoveries_without_reason(
    employments: list[int], month: Month, at: datetime
) -> list[tuple[Obligation, list[Sentence]]]:
    """Recoveries of excess pay in a month to which a caution applies, and no reason is on record."""
    rows = entered(Obligation).filter(
        employment__in=employments,
        kind_of_due=Obligation.Kind.OVERPAYMENT,
        in_spite_of="",
        valid_from__lte=month.last,
    )
    found = []
    for one in rows.select_related("employment__person", "order").order_by("pk"):
        if one.valid_until is not None and one.valid_until < month.first:
            continue
        ordered = one.order.dated if one.order else one.valid_from
        if cautions := cautions_of(one.employment, one.excess_since, ordered, at):
            found.append((one, cautions))
    return found
