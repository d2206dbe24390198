"""Which office has somebody's service book: that of the last verified posting, and only it verifies what is entered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from vethanam.orders.queries import orders_not_in_force
from vethanam.service_book.models import Posting
from vethanam.service_book.queries.standing import SeenBefore, standing, verified


def holders_of(employments: Iterable[int], at: datetime) -> dict[int, frozenset[str]]:
    """By employment the drawing codes that have the service book on the day of ``at``; nobody without a posting is in it.

    That is the code of the last posting begun and verified, by an order in force; before the first begins, of those verified to
    come. What corrects a verified one, or takes it back, is of the office that has the book. Of whoever has none of these it is
    each office that a posting names which waits. A new posting that waits gives nobody the book of somebody who has an office: an
    officer could else read whom he pleases.
    """
    postings = standing(Posting).filter(employment__in=list(employments), recorded_at__lte=at)
    is_seen = verified(Posting, recorded_at__lte=at) | Q(SeenBefore(Posting, at))
    rows = postings.annotate(is_seen=is_seen).order_by("employment", "valid_from", "recorded_at", "id")
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
