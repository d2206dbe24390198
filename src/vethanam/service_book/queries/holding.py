"""Which office has somebody's service book: that of the last posting, and only it verifies what is entered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from vethanam.orders.queries import orders_not_in_force
from vethanam.service_book.models import Posting, Verification
from vethanam.service_book.queries.standing import standing


def holders_of(employments: Iterable[int], at: datetime) -> dict[int, frozenset[str]]:
    """By employment the drawing codes that have the service book on the day of ``at``; nobody without a posting is in it.

    That is the code of the last posting begun and verified, by an order in force, and of each one after it that waits to be
    verified: either end of a transfer verifies the posting, and from then on the new office alone. Before the first begins,
    whoever is named in it.
    """
    verified = Verification.objects.filter(kind=Posting.kind(), fact=OuterRef("pk"), recorded_at__lte=at)
    postings = standing(Posting).filter(employment__in=list(employments), recorded_at__lte=at)
    rows = postings.annotate(is_verified_then=Exists(verified)).order_by(
        "employment", "valid_from", "recorded_at", "id"
    )
    suspended = orders_not_in_force(localdate(at), at)
    held: dict[int, set[str]] = {}
    to_come: dict[int, set[str]] = {}
    for employment, code, since, order, is_verified in rows.values_list(
        "employment_id", "drawing_code__code", "valid_from", "order_id", "is_verified_then"
    ):
        if {(order, None), (order, employment)} & suspended:
            continue
        if since > localdate(at):
            to_come.setdefault(employment, set()).add(code)
        elif is_verified:
            held[employment] = {code}
        else:
            held.setdefault(employment, set()).add(code)
    return {employment: frozenset(codes) for employment, codes in (to_come | held).items()}
