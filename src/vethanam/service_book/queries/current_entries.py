"""Entries in force: not corrected, and not withdrawn with a second person's confirmation.

Here for rows of one kind, as a Django query or SQL; ``queries/facts.py`` does the same for bulk frames.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from vethanam.service_book.models import Fact, Verification

#: whether the fact ``{earlier}`` or one it corrects, at any depth, was verified; ``{known}`` limits it to a
#: time of knowledge
SEEN_BEFORE = """
    EXISTS (
        WITH RECURSIVE back AS (
            SELECT b.id, b.supersedes_id FROM {table} b WHERE b.id = {earlier}
             UNION ALL
            SELECT b.id, b.supersedes_id FROM {table} b JOIN back ON b.id = back.supersedes_id)
        SELECT FROM back
          JOIN service_book_verification v ON v.kind = '{kind}' AND v.fact = back.id {known})"""


def standing[Kind: Fact](model: type[Kind]) -> QuerySet[Kind]:
    """Facts of a kind in force.

    An unverified fact is withdrawn at once. A verified one stays in force, shown as unverified, until another
    person verifies the withdrawal.
    """
    waits = ~verified(model) & Q(SeenBefore(model))
    rows: QuerySet[Kind] = model.rows().filter(superseded_by__isnull=True)
    return rows.filter(Q(is_withdrawn=False) | waits)


def verified(model: type[Fact], **known: Any) -> Exists:
    """Whether a fact itself was verified."""
    return Exists(Verification.objects.filter(kind=model.kind(), fact=OuterRef("pk"), **known))


class SeenBefore(Func):
    """Whether any fact in the chain that a fact corrects was verified; as known at an instant."""

    output_field = BooleanField()

    def __init__(self, model: type[Fact], at: datetime | None = None) -> None:
        super().__init__(F("supersedes_id"))
        self.model, self.at = model, at

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """Only names of our own tables; every value is a parameter."""
        earlier, values = compiler.compile(self.source_expressions[0])
        text = SEEN_BEFORE.format(
            table=self.model._meta.db_table,
            kind=self.model.kind(),
            earlier=earlier,
            known="" if self.at is None else "AND v.recorded_at <= %s",
        )
        return text, (*values, *(() if self.at is None else (self.at,)))


def was_seen(fact: Fact) -> bool:
    """Whether an entry, or one it corrects, was verified: its withdrawal then needs two persons."""
    model = type(fact)
    earlier: int | None = fact.pk
    while earlier is not None:
        if Verification.objects.filter(kind=model.kind(), fact=earlier).exists():
            return True
        earlier = model.rows().values_list("supersedes_id", flat=True).get(pk=earlier)
    return False
