"""Columns common to all facts: two times, an order, the persons who entered and verified it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from django.db import models

from vethanam.errors import Sentence
from vethanam.periods import Session

SESSIONS = [(session.value, session.name.lower()) for session in Session]


@cache
def _worded(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


class Fact(models.Model):
    """An append-only fact: true from ``valid_from``, known since ``recorded_at``.

    A correction is another row that names the first in ``supersedes``; with ``is_withdrawn`` it withdraws it.
    Spans are derived, so stored facts of one kind cannot overlap: the later ``valid_from`` holds, then the
    later ``recorded_at``, then the later row.
    """

    # the index by days begins with the employment
    employment = models.ForeignKey("people.Employment", models.DO_NOTHING, related_name="+", db_index=False)
    valid_from = models.DateField()
    session = models.CharField(max_length=2, choices=SESSIONS, default=Session.FORENOON)
    valid_until = models.DateField(null=True)
    session_until = models.CharField(max_length=2, choices=SESSIONS, default=Session.AFTERNOON)
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.DO_NOTHING, null=True, related_name="superseded_by")
    is_withdrawn = models.BooleanField(default=False)
    order = models.ForeignKey("orders.Order", models.DO_NOTHING, null=True, related_name="+")
    # a sheet has one account for a million facts: guards/officers.sql asks for it once a statement
    entered_by = models.ForeignKey(
        "identity.Account", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    #: whether a fact needs an order
    needs_order: ClassVar[bool] = True
    #: whether a later fact of the kind ends an earlier one (pay) or both may hold together (loans)
    is_exclusive: ClassVar[bool] = True
    #: columns that separate facts holding side by side (a fund, a component)
    told_apart_by: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["employment", "valid_from", "recorded_at", "id"], name="%(class)s_as_of"),
            # most facts state only their first day; a read of the whole book fetches the others separately
            models.Index(
                fields=["employment"],
                condition=~models.Q(session="FN")
                | models.Q(valid_until__isnull=False)
                | models.Q(supersedes__isnull=False)
                | models.Q(is_withdrawn=True),
                name="%(class)s_not_plain",
            ),
        ]

    @classmethod
    def rows(cls) -> models.QuerySet[Any, Any]:
        """The facts of a kind passed as a value; a named model has a typed ``objects``."""
        return cls._default_manager.all()

    @classmethod
    def faults_of(cls, fields: Mapping[str, Any]) -> list[Sentence]:
        """Contradictions among the columns of a new fact, as ends of a sentence."""
        return []

    def hidden(self) -> dict[str, Any]:
        """Unread columns, and their replacements when the fact is withdrawn."""
        return {}

    @classmethod
    def kind(cls) -> str:
        """The name of this kind of fact in files and leaves: ``pay``, ``service_spell``."""
        return _worded(cls.__name__)


class Verification(models.Model):
    """A second person's check of a fact against its order."""

    kind = models.CharField(max_length=24)
    fact = models.BigIntegerField()
    # asked for once a statement by guards/officers.sql
    verified_by = models.ForeignKey(
        "identity.Account", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "fact"], include=["recorded_at"], name="fact_verified_once"
            )
        ]


class Standing(models.Model):
    """What stands of each entry: a row of the view ``service_book_standing``. It has times and no content."""

    kind = models.CharField(max_length=24)
    fact = models.BigIntegerField(primary_key=True)
    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    recorded_at = models.DateTimeField()
    is_withdrawn = models.BooleanField()
    entered_by = models.ForeignKey(
        "identity.Account", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    verified_at = models.DateTimeField(null=True)
    #: since when another entry corrects or withdraws it
    corrected_at = models.DateTimeField(null=True)
    #: since when such an entry, at any depth, is verified
    replaced_at = models.DateTimeField(null=True)
    #: since when an entry that it corrects, at any depth, was verified
    seen_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "service_book_standing"
