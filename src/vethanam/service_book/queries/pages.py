"""A person's book as a list, and facts that wait for verification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from vethanam.orders.models import Order
from vethanam.service_book.models import FACTS, Fact, PayeeAccount, Posting, Standing
from vethanam.service_book.queries.book_office import holders_of
from vethanam.service_book.queries.current_entries import standing, verified


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact for a page: kind, days, order, and whether a second person verified it."""

    kind: str
    id: int
    valid_from: date
    valid_until: date | None
    recorded_at: datetime
    order: str
    is_verified: bool
    #: its fund, component, kind of due or tax year, for a kind with several side by side
    about: str = ""
    #: whether its withdrawal waits for a second person
    is_taken_back: bool = False
    #: the id of its order in the register of orders
    order_id: int | None = None


_ABOUT = ("fund", "component", "kind_of_due", "tax_year")


def _current(model: type[Fact]) -> QuerySet[Any]:
    """Facts in force, with ``is_verified``."""
    rows: QuerySet[Any] = standing(model).annotate(is_verified=verified(model))
    if model is PayeeAccount:
        rows = rows.defer(*PayeeAccount.unread)
    return rows.select_related("employment", "order")


# The last entries of one kind (STANDS as known at an instant), shown with what waits.
_STANDING = """
    SELECT {place}, '{kind}', f.id, f.valid_from, f.valid_until, f.recorded_at, f.order_id, {about},
           coalesce({verified}, false), f.is_withdrawn
      FROM {table} f JOIN service_book_standing s ON s.kind = '{kind}' AND s.fact = f.id
     WHERE f.employment_id = %(employment)s AND s.employment_id = %(employment)s {known}
       AND NOT coalesce({corrected}, false)
       AND (NOT s.is_withdrawn OR NOT coalesce({verified}, false) AND coalesce({seen}, false))"""
_BOOK = """
    SELECT b.kind, b.id, b.valid_from, b.valid_until, b.recorded_at, o.number, o.dated, b.is_verified,
      b.about,
           b.is_taken_back, b.order_id
      FROM ({facts}) b (place, kind, id, valid_from, valid_until, recorded_at, order_id, about, is_verified,
      is_taken_back)
      LEFT JOIN orders_order o ON o.id = b.order_id
     ORDER BY b.valid_from DESC, b.recorded_at DESC, b.id DESC, b.place
"""


def book_of(employment: int, known_at: datetime | None = None) -> list[FactView]:
    """Every fact of an employment in force, newest first; as known at an instant, or now.

    One query for all kinds.
    """
    with connection.cursor() as cursor:
        cursor.execute(_book_text(known_at is None), {"employment": employment, "known_at": known_at})
        rows = cursor.fetchall()
    return [_view(row) for row in rows]


def _view(row: Sequence[Any]) -> FactView:
    *front, order, dated, is_verified, about, is_taken_back, order_id = row
    cited = str(Order(number=order, dated=dated)) if dated else ""
    columns = [*front, cited, is_verified, about, is_taken_back, order_id]
    return FactView(*columns)


@cache
def _book_text(is_now: bool) -> str:
    # Only names of our own tables and columns; every value is a parameter.
    facts = []
    for place, (kind, model) in enumerate(FACTS.items()):
        own = {field.attname for field in model._meta.concrete_fields}
        about = next((f"f.{name}" for name in _ABOUT if name in own), "''")
        facts.append(
            _STANDING.format(
                place=place, kind=kind, table=model._meta.db_table, about=about, **_times(is_now=is_now)
            )
        )
    return _BOOK.format(facts=" UNION ALL ".join(facts))


def _times(*, is_now: bool) -> dict[str, str]:
    """The conditions on the times of the view, now or at an instant."""
    known = "IS NOT NULL" if is_now else "<= %(known_at)s"
    times = {name: f"s.{name}_at {known}" for name in ("verified", "corrected", "seen")}
    return times | {"known": "" if is_now else f"AND s.recorded_at {known}"}


# A merge of all facts of a kind with the verifications, in id order; a look-up per fact would use the index
# of all verifications of the State. With as many verifications as facts, none of the kind waits.
_KINDS_WAITING = """
    SELECT '{kind}' FROM (
        SELECT ARRAY(SELECT f.id FROM {table} f WHERE f.employment_id = ANY(%(whose)s::bigint[])) AS facts
          OFFSET 0) own
     WHERE cardinality(facts) >
           (SELECT count(*) FROM service_book_verification v
             WHERE v.kind = '{kind}' AND v.fact = ANY(facts))"""


def unverified(
    drawing_code: str | None, at: datetime, *, after: tuple[str, int] | None = None, most: int | None = None
) -> list[Fact]:
    """Facts that stand and nobody verified yet, of everybody whose service book a drawing code has (or of
    all); and the postings to it of arrivals from elsewhere.

    They come by kind and number. With ``most`` so many, after the fact of a kind and number.
    """
    found: list[Fact] = []
    order = list(FACTS)
    start = order.index(after[0]) if after else 0
    for rows in _waiting(drawing_code, at):
        place = order.index(rows.model.kind())
        left = None if most is None else most - len(found)
        if place < start or left == 0:
            continue
        rest = rows.filter(pk__gt=after[1]) if after and place == start else rows
        found += rest.order_by("pk")[:left]
    return found


def count_unverified(drawing_code: str, at: datetime) -> int:
    """The number of facts from :func:`unverified`."""
    return sum(rows.count() for rows in _waiting(drawing_code, at))


def people_with_entries(drawing_code: str) -> QuerySet[Standing]:
    """Entries that wait for verification, of everybody ever posted under a drawing code, as rows of the
    standing view. :func:`holders_of` gives the people with a book at the code.
    """
    is_taken_back = Q(is_withdrawn=True, seen_at__isnull=True)
    return Standing.objects.filter(
        employment__in=Posting.objects.filter(drawing_code__code=drawing_code).values("employment"),
        verified_at__isnull=True,
        corrected_at__isnull=True,
    ).exclude(is_taken_back)


def _waiting(drawing_code: str | None, at: datetime) -> list[QuerySet[Any]]:
    """Waiting facts by kind; for a drawing code only kinds with any."""
    if drawing_code is None:
        return [_current(model).filter(is_verified=False) for model in FACTS.values()]
    posted = Posting.objects.filter(drawing_code__code=drawing_code)
    whose = sorted(set(posted.values_list("employment_id", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute(_kinds_waiting_text(), {"whose": whose})
        kinds = {kind for (kind,) in cursor.fetchall()}
    rows = [
        _current(model).filter(is_verified=False, employment__in=whose)
        for kind, model in FACTS.items()
        if kind in kinds
    ]
    waits = {
        employment
        for one in rows
        for employment in one.order_by().values_list("employment_id", flat=True).distinct()
    }
    held = [one for one, codes in holders_of(waits, at).items() if drawing_code in codes]
    theirs = Q(employment__in=held)
    return [
        one.filter(theirs | Q(drawing_code__code=drawing_code) if one.model is Posting else theirs)
        for one in rows
    ]


@cache
def _kinds_waiting_text() -> str:
    # Only names of our own tables; every value is a parameter.
    return " UNION ALL ".join(
        _KINDS_WAITING.format(kind=kind, table=model._meta.db_table) for kind, model in FACTS.items()
    )
