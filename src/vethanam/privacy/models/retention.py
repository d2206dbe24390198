"""What is destroyed when its time is over, and what is held beyond it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


def _codes() -> Any:
    return ArrayField(models.CharField(max_length=40), default=list)


class Hold(models.Model):
    """Uses that are kept beyond their time: those that match each field it names. Append-only.

    ``since`` and ``until`` are days on which they were recorded, ``named`` the case, order or restraint it
    rests on, ``asked_by`` the office, court or auditor who asked.
    """

    class Ground(models.TextChoices):
        COURT_ORDER = "court_order"
        RESTRAINT = "restraint"
        BREACH = "breach"
        ROLL = "roll"
        AUDIT = "audit"

    reference = models.CharField(max_length=32, unique=True)
    ground = models.CharField(max_length=12, choices=Ground.choices)
    named = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=160)
    purposes = _codes()
    offices = _codes()
    uses = _codes()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    leaf = models.BigIntegerField(unique=True)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Hold {self.reference}"


class HoldStep(models.Model):
    """A step to the end of a hold, or of the keeping by a closed breach case: one officer proposes it,
    another of the other role agrees. Append-only.

    The row is an index: it ends nothing (:class:`ProvenEnd`).
    """

    class Kind(models.TextChoices):
        PROPOSED = "proposed"
        ENDED = "ended"

    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="steps")
    case = models.ForeignKey("privacy.Duty", models.PROTECT, null=True, related_name="end_steps")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    says = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.BigIntegerField(null=True)
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hold__isnull=False, case__isnull=True)
                | models.Q(hold__isnull=True, case__isnull=False),
                name="hold_step_of_one",
            )
        ]


class ProvenEnd(models.Model):
    """An end that the worker proved from signatures in the log. Append-only; no other process writes it.

    ``reference`` is that of the hold or case, of a position on a restraint its row. Only what stands here
    lets the database destroy records that were held.
    """

    class Of(models.TextChoices):
        HOLD = "hold"
        CASE = "case"
        POSITION = "position"

    of = models.CharField(max_length=8, choices=Of.choices)
    reference = models.CharField(max_length=32)
    leaf = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "reference"], name="end_proven_once")]

    def __str__(self) -> str:
        return f"Proven end of {self.of} {self.reference}"


class Destruction(models.Model):
    """Uses of one purpose and month whose time is over, as announced in a leaf; then they are destroyed.

    ``of_log`` destroys the private parts of their entries, ``of_record`` the salts and records of their
    people and the keys of their labels. ``ended_at`` is null until nothing of it is left.
    """

    purpose_code = models.CharField(max_length=40)
    month = models.DateField()
    of_log = models.BooleanField()
    of_record = models.BooleanField()
    log_days = models.IntegerField()
    record_days = models.IntegerField()
    uses = models.IntegerField()
    openings = models.IntegerField()
    records = models.IntegerField()
    leaf = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Destruction of {self.purpose_code} {self.month:%Y-%m}"


class Forgotten(models.Model):
    """One use of a :class:`Destruction`. Only the owner's function writes it, once the use is due."""

    use = models.ForeignKey("privacy.Use", models.DO_NOTHING, related_name="+", db_constraint=False)
    destruction = models.ForeignKey(Destruction, models.DO_NOTHING, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "destruction"], name="forgotten_once")]
