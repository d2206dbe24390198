"""Which entries stand: nothing corrects them, and they are not taken back, or a second person has yet to see that.

Said here for rows of one kind, as the model's query or as SQL; ``queries/facts.py`` says the same of frames read in bulk.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from vethanam.service_book.models import Fact, Verification

#: whether anybody verified the fact ``{earlier}``, which another corrects, or what that corrects in its turn; ``{known}`` as
#: known when
SEEN_BEFORE = """
    EXISTS (
        WITH RECURSIVE back AS (
            SELECT b.id, b.supersedes_id FROM {table} b WHERE b.id = {earlier}
             UNION ALL
            SELECT b.id, b.supersedes_id FROM {table} b JOIN back ON b.id = back.supersedes_id)
        SELECT FROM back
          JOIN service_book_verification v ON v.kind = '{kind}' AND v.fact = back.id {known})"""


def standing[Kind: Fact](model: type[Kind]) -> QuerySet[Kind]:
    """Facts of a kind that stand.

    What nobody ever verified is taken back at once. What somebody did goes on standing, unverified, until another person
    than whoever took it back verifies that.
    """
    waits = ~verified(model) & Q(SeenBefore(model))
    rows: QuerySet[Kind] = model.rows().filter(superseded_by__isnull=True)
    return rows.filter(Q(is_withdrawn=False) | waits)


def verified(model: type[Fact], **known: Any) -> Exists:
    """Whether somebody verified a fact of a kind itself."""
    return Exists(Verification.objects.filter(kind=model.kind(), fact=OuterRef("pk"), **known))


class SeenBefore(Func):
    """Whether anybody verified what a fact of a kind corrects, or what that corrects in its turn; as known at an instant."""

    output_field = BooleanField()

    def __init__(self, model: type[Fact], at: datetime | None = None) -> None:
        super().__init__(F("supersedes_id"))
        self.model, self.at = model, at

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """The names in the text are of our own tables; what is a value is a parameter."""
        earlier, values = compiler.compile(self.source_expressions[0])
        text = SEEN_BEFORE.format(
            table=self.model._meta.db_table,
            kind=self.model.kind(),
            earlier=earlier,
            known="" if self.at is None else "AND v.recorded_at <= %s",
        )
        return text, (*values, *(() if self.at is None else (self.at,)))


def was_seen(fact: Fact) -> bool:
    """Whether somebody verified an entry, or one that it corrects: it is then taken back by two."""
    model = type(fact)
    earlier: int | None = fact.pk
    while earlier is not None:
        if Verification.objects.filter(kind=model.kind(), fact=earlier).exists():
            return True
        earlier = model.rows().values_list("supersedes_id", flat=True).get(pk=earlier)
    return False
