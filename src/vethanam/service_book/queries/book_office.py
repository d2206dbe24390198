"""The office that has a person's service book: that of the last verified posting.

Only it verifies new entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.service_book.models import Posting
from vethanam.service_book.queries.current_entries import counting, entered, seen, standing


def postings_that_open(employment: int) -> QuerySet[Posting]:
    """The postings whose offices may see a person: those that count, or the new ones of somebody without.

    So what one clerk enters shows her nobody of another office.
    """
    counted = counting(Posting).filter(employment=employment)
    return counted if counted.exists() else entered(Posting).filter(employment=employment)


def holders_of(employments: Iterable[int], at: datetime) -> dict[int, frozenset[str]]:
    """Employment → drawing codes that have its service book on the day of ``at``; without a posting
    it is left out.

    That is the code of the last posting begun and verified, under an order in force; before the first begins,
    of verified future ones. An unverified correction or withdrawal of a verified posting leaves the book
    where it is. Without any verified posting, every office named by a waiting one has it. A waiting posting
    never moves the book of somebody with an office, else an officer could open any book.
    """
    postings = standing(Posting).filter(employment__in=list(employments), recorded_at__lte=at)
    rows = postings.annotate(is_seen=seen(Posting, at)).order_by(
        "employment", "valid_from", "recorded_at", "id"
    )
    suspended = orders_not_in_force(localdate(at), at)
    begun: dict[int, set[str]] = {}
    to_come: dict[int, set[str]] = {}
    waits: dict[int, set[str]] = {}
    waits_to_come: dict[int, set[str]] = {}
    for employment, code, since, order, is_seen in rows.values_list(
        "employment_id", "drawing_code__code", "valid_from", "order_id", "is_seen"
    ):
        if {(order, None), (order, employment)} & suspended:
            continue
        is_begun = since <= localdate(at)
        if is_seen and is_begun:
            begun[employment] = {code}
        elif is_seen:
            to_come.setdefault(employment, set()).add(code)
        else:
            (waits if is_begun else waits_to_come).setdefault(employment, set()).add(code)
    found = waits_to_come | waits | to_come | begun
    return {employment: frozenset(codes) for employment, codes in found.items()}
