"""The outcomes of settling a suspension: pay, increment, certificates, allowances without a rule."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from vethanam.errors import Sentence
from vethanam.payroll.rulebook import pack_in_use
from vethanam.payroll.runs.increments import next_increment
from vethanam.periods import Month
from vethanam.service_book.contradictions import FAR
from vethanam.service_book.models import Absence, AuthorisedRate
from vethanam.service_book.queries import entered
from vethanam.service_book.suspensions import DUTY, NOT_DUTY, Suspension

#: kinds of leave that are taken from a leave account
_OF_AN_ACCOUNT = (Absence.Kind.EARNED, Absence.Kind.HALF_PAY, Absence.Kind.COMMUTED)
#: kinds of leave without pay
_UNPAID = (Absence.Kind.WITHOUT_ALLOWANCES, Absence.Kind.DIES_NON)


def outcomes_of(found: Suspension, treated_as: str, last_day: date) -> list[Sentence]:
    """The consequences of one way to settle a suspension that ends on ``last_day``, as sentences."""
    months = {"month_first": str(Month.of(found.since)), "month_last": str(Month.of(last_day))}
    sentences = [
        _pay(treated_as),
        _increment(found, treated_as, last_day),
        Sentence("suspension_certificates", months),
    ]
    if treated_as in _OF_AN_ACCOUNT:
        sentences.append(Sentence("suspension_leave_account", {"kind": treated_as}))
    if treated_as == NOT_DUTY and (unread := _unread(found, last_day)):
        sentences.append(Sentence("suspension_unread_allowances", {"components": unread}))
    return sentences


def last_day_of(found: Suspension, last_day: date | None, today: date) -> date:
    """The last day of a suspension; while it goes on the one named, or today."""
    return found.until if found.until != FAR else max(last_day or today, found.since)


def _pay(treated_as: str) -> Sentence:
    if treated_as == DUTY:
        return Sentence("suspension_paid_as_duty")
    if treated_as == NOT_DUTY:
        return Sentence("suspension_subsistence_stays")
    if treated_as in _UNPAID:
        return Sentence("suspension_unpaid", {"kind": treated_as})
    return Sentence("suspension_paid_as_leave", {"kind": treated_as})


def _increment(found: Suspension, treated_as: str, last_day: date) -> Sentence:
    """The days that count for the yearly increment, and the month to which the others postpone it."""
    whose, days = found.entries[0].employment_id, (last_day - found.since).days + 1
    before = next_increment(whose, last_day, settled=(DUTY, found.since, last_day))
    if before is None:
        return Sentence("suspension_no_increment", {"days": days})
    if treated_as == Absence.Kind.DIES_NON:
        return Sentence("suspension_increment_by_order", {"days": days})
    after = next_increment(whose, last_day, settled=(treated_as, found.since, last_day))
    if after is None or treated_as not in (NOT_DUTY, Absence.Kind.WITHOUT_ALLOWANCES):
        return Sentence("suspension_days_count", {"days": days, "month": str(before.month)})
    facts = {"days": days, "month": str(after.month), "month_then": str(before.month)}
    if before.is_entered:
        return Sentence("suspension_increment_entered", facts)
    code = "suspension_increment_stays" if after.month == before.month else "suspension_increment_postponed"
    return Sentence(code, facts)


def _unread(found: Suspension, last_day: date) -> list[str]:
    """Allowances without a rule in suspension: those of any pay, and stated ones on record for these days."""
    pack = pack_in_use()
    rows = entered(AuthorisedRate).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=found.since),
        employment=found.entries[0].employment_id,
        valid_from__lte=last_day,
    )
    stated = set(rows.values_list("component", flat=True))
    return [one for one in pack.unread_in_suspension if one in stated or one not in pack.stated]
