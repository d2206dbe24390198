"""Entries of service books that contradict each other, for the people of an office at once.

Each conflict is a finding that blocks nothing: the month is computed by the entry that holds. Days that
nobody can be paid for, such as two leaves for one day, are in ``queries/uncomputable_people.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from vethanam.errors import Finding
from vethanam.money import shown
from vethanam.orders.models import Order
from vethanam.periods import Month
from vethanam.service_book.contradictions import FAR, days_of
from vethanam.service_book.models import Absence, Fact, Pay, Posting, ServiceSpell
from vethanam.service_book.queries.current_entries import entered, last_entries
from vethanam.service_book.suspensions import Suspension, suspensions_among

#: pairs of entries are compared so far back
LOOKS_BACK_MONTHS = 24
#: entries of these kinds say that she serves
_IN_SERVICE = (Posting, Pay, Absence)
#: an order of this kind never lowers the pay
_RAISES = (Pay.Reason.INCREMENT, Pay.Reason.PROMOTION, Pay.Reason.HIGHER_GRADE, Pay.Reason.REVISION)

type Book = Mapping[type[Fact], Sequence[Any]]
type Conflict = tuple[str, Fact, dict[str, Any]]


def conflicts_of(numbers: Mapping[int, str], month: Month) -> list[Finding]:
    """The conflicts that touch a month, by employment: of entries that count or wait for their first check.

    ``numbers`` maps employment to number. The facts of a finding have the later entry as ``kind`` and
    ``entry``. One query for each kind of entry.
    """
    books: dict[int, dict[type[Fact], list[Any]]] = defaultdict(lambda: defaultdict(list))
    for model in (ServiceSpell, *_IN_SERVICE):
        rows = entered(model).filter(employment__in=list(numbers)).select_related("order")
        rows = rows.order_by("valid_from", "recorded_at", "id")
        for fact in rows:
            books[fact.employment_id][model].append(fact)
    return [
        Finding(
            f"Employee {numbers[employment]}",
            code,
            facts={**facts, "kind": fact.kind(), "entry": fact.pk, "employment": employment},
        )
        for employment in sorted(books)
        for check in _CHECKS
        for code, fact, facts in check(books[employment], month)
    ]


def _two_spells(book: Book, month: Month) -> Iterator[Conflict]:
    """A service that begins before the one before it ended."""
    for before, spell in pairwise(book.get(ServiceSpell, ())):
        if days_of(before)[1] >= days_of(spell)[0] and days_of(spell)[0] <= month.last:
            yield "two_services", spell, {"since": before.valid_from, "day": spell.valid_from}


def _after_service(book: Book, month: Month) -> Iterator[Conflict]:
    """Entries that begin after the service ended, and leave that goes past its end."""
    ends = [days_of(spell)[1] for spell in book.get(ServiceSpell, ())]
    if not ends or (ended := max(ends)) == FAR or ended < month.plus(-1).first:
        return
    for model in _IN_SERVICE:
        for fact in book.get(model, ()):
            first, last = days_of(fact)
            if first > ended:
                yield "entry_after_service", fact, {"day": fact.valid_from, "ended": ended}
            elif model is Absence and ended < last < FAR:
                yield "leave_past_service", fact, {"since": first, "until": last, "ended": ended}


def _two_postings(book: Book, month: Month) -> Iterator[Conflict]:
    """Two postings from one day, and a posting with an end after the next began."""
    for before, posting in pairwise(_up_to(book.get(Posting, ()), month)):
        first, until = days_of(posting)[0], days_of(before)[1]
        if days_of(before)[0] == first and _differ(
            before, posting, "office_id", "post_id", "drawing_code_id"
        ):
            yield "two_postings", posting, {"day": posting.valid_from, **_offices(before, posting)}
        elif first <= until < FAR and until >= month.first:
            facts = {"until": until, "day": posting.valid_from, **_offices(before, posting)}
            yield "posting_not_ended", posting, facts


def _offices(before: Posting, posting: Posting) -> dict[str, str]:
    return {"office": before.office.name, "other": posting.office.name}


def _posted_on_leave(book: Book, month: Month) -> Iterator[Conflict]:
    """A posting that begins on a day of leave, after its first."""
    for posting in _up_to(book.get(Posting, ()), month):
        first = days_of(posting)[0]
        for leave in book.get(Absence, ()):
            begins, ends = days_of(leave)
            if begins < first <= ends and ends >= month.first and leave.kind_of_absence != "suspension":
                facts = {"day": posting.valid_from, "since": begins, "kind_other": leave.kind_of_absence}
                yield "posted_on_leave", posting, facts


def _pay_falls(book: Book, month: Month) -> Iterator[Conflict]:
    """Pay below the pay before it though its order raises, such as an increment entered before a
    promotion that was ordered from an earlier day; and two pays from one day.
    """
    held = [pay for pay in _up_to(book.get(Pay, ()), month) if pay.basic_pay]
    for before, pay in pairwise(held):
        sums = {"before": shown(before.basic_pay), "now": shown(pay.basic_pay), "day": pay.valid_from}
        is_lower = pay.basis == before.basis and pay.basic_pay < before.basic_pay
        if days_of(before)[0] == days_of(pay)[0]:
            # an increment and a promotion may begin on one day
            if is_lower or (pay.reason == before.reason and _differ(before, pay, "basic_pay", "scale")):
                yield "two_pays", pay, sums
        elif is_lower and pay.reason in _RAISES:
            yield "pay_falls", pay, {**sums, "since": before.valid_from}


def _not_by_slip(book: Book, month: Month) -> Iterator[Conflict]:
    """Pay entered after a pay slip of the Accountant General, and not by a later slip."""
    held = [pay for pay in book.get(Pay, ()) if pay.valid_from <= month.last and pay.basic_pay]
    slips = [pay for pay in held if pay.order is not None and pay.order.kind == Order.Kind.PAY_SLIP]
    if slips and slips[-1].basic_pay != held[-1].basic_pay:
        slip, pay = slips[-1], held[-1]
        told = {"now": shown(pay.basic_pay), "day": pay.valid_from, "slip": f"{slip.order.number}"}
        yield "pay_not_by_slip", pay, {**told, "by_slip": shown(slip.basic_pay), "since": slip.valid_from}


def _suspension_ended(book: Book, month: Month) -> Iterator[Conflict]:
    """A suspension that ended and that no order settled; not while its settlement waits for a check."""
    for found in suspensions_among(book.get(Absence, ())):
        if found.until <= month.last and not _is_being_settled(found):
            facts = {"since": found.since, "until": found.until}
            yield "suspension_not_settled", found.last, facts


def _is_being_settled(found: Suspension) -> bool:
    """Whether the last corrections of its entries leave nothing to settle."""
    rows = last_entries(Absence).filter(employment=found.entries[0].employment_id)
    open_ones = suspensions_among(one for one in rows if not one.is_withdrawn)
    return not any(one.since <= found.until and found.since <= one.until for one in open_ones)


def _up_to(facts: Sequence[Any], month: Month) -> list[Any]:
    """Facts begun by the end of a month: of the last years with the one before, at least two."""
    begun = [fact for fact in facts if fact.valid_from <= month.last]
    since = month.plus(-LOOKS_BACK_MONTHS).first
    early = sum(fact.valid_from < since for fact in begun)
    return begun[max(0, min(early - 1, len(begun) - 2)) :]


def _differ(one: Fact, other: Fact, *columns: str) -> bool:
    return any(getattr(one, column) != getattr(other, column) for column in columns)


_CHECKS: tuple[Callable[[Book, Month], Iterator[Conflict]], ...] = (
    _two_spells,
    _after_service,
    _two_postings,
    _posted_on_leave,
    _pay_falls,
    _not_by_slip,
    _suspension_ended,
)
