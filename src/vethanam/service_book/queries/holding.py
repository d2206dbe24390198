"""Which office has somebody's service book: that of the last verified posting, and only it verifies what is entered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate

from vethanam.orders.queries import orders_not_in_force
from vethanam.service_book.models import Posting, Verification
from vethanam.service_book.queries.standing import SEEN_BEFORE, standing


def holders_of(employments: Iterable[int], at: datetime) -> dict[int, frozenset[str]]:
    """By employment the drawing codes that have the service book on the day of ``at``; nobody without a posting is in it.

    That is the code of the last posting begun and verified, by an order in force; before the first begins, of those verified to
    come. What corrects a verified one, or takes it back, is of the office that has the book. Of whoever has none of these it is
    each office that a posting names which waits. A new posting that waits gives nobody the book of somebody who has an office: an
    officer could else read whom he pleases.
    """
    verified = Verification.objects.filter(kind=Posting.kind(), fact=OuterRef("pk"), recorded_at__lte=at)
    postings = standing(Posting).filter(employment__in=list(employments), recorded_at__lte=at)
    table = Posting._meta.db_table
    seen = SEEN_BEFORE.format(table=table, kind=Posting.kind(), of=table, known="AND v.recorded_at <= %s")
    rows = postings.annotate(
        # The names are of our own tables; the value is a parameter.
        is_seen=Exists(verified) | Q(RawSQL(seen, [at], output_field=BooleanField()))  # noqa: S611
    ).order_by("employment", "valid_from", "recorded_at", "id")
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
