"""Which entries stand: nothing corrects them, and they are not taken back, or a second person has yet to see that."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from vethanam.service_book.models import Fact, Verification

#: whether anybody verified what the fact ``{of}`` corrects, or what that corrects in its turn; ``{known}`` as known when
SEEN_BEFORE = """
    EXISTS (
        WITH RECURSIVE back AS (
            SELECT b.id, b.supersedes_id FROM {table} b WHERE b.id = {of}.supersedes_id
             UNION ALL
            SELECT b.id, b.supersedes_id FROM {table} b JOIN back ON b.id = back.supersedes_id)
        SELECT FROM back JOIN service_book_verification v ON v.kind = '{kind}' AND v.fact = back.id {known})"""


def standing(model: type[Fact]) -> QuerySet[Any]:
    """Facts of a kind that stand, with ``is_verified``.

    What nobody ever verified is taken back at once. What somebody did goes on standing, unverified, until another person
    than whoever took it back verifies that.
    """
    table = model._meta.db_table
    seen = SEEN_BEFORE.format(table=table, kind=model.kind(), of=table, known="")
    rows: QuerySet[Any, Any] = model.rows().filter(superseded_by__isnull=True)
    rows = rows.annotate(
        is_verified=Exists(Verification.objects.filter(kind=model.kind(), fact=OuterRef("pk")))
    )
    # The names are of our own tables; there is no value in it.
    waits = Q(is_verified=False) & Q(RawSQL(seen, [], output_field=BooleanField()))  # noqa: S611
    return rows.filter(Q(is_withdrawn=False) | waits)


def was_seen(fact: Fact) -> bool:
    """Whether somebody verified an entry, or one that it corrects: it is then taken back by two."""
    model = type(fact)
    earlier: int | None = fact.pk
    while earlier is not None:
        if Verification.objects.filter(kind=model.kind(), fact=earlier).exists():
            return True
        earlier = model.rows().values_list("supersedes_id", flat=True).get(pk=earlier)
    return False
