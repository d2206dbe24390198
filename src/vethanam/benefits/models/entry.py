"""Columns common to all entries of the room: who entered them, and when."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """An append-only row by one person; ``person`` is the human behind ``entered_by``."""

    recorded_at = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Check(models.Model):
    """Another person agrees to an entry that needs two, or declines it with a reason.

    ``kind`` names the table of the entry, ``entry`` its row.
    """

    class Kind(models.TextChoices):
        CIRCUMSTANCE = "circumstance"
        STANDING = "standing"
        ROUTE = "route"
        DEATH = "death"
        GUARDIAN = "guardian"
        LIKENESS = "likeness"
        ELSEWHERE = "elsewhere"
        DEMAND = "demand"
        DELIVERY = "delivery"
        MONEY_RETURN = "money_return"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    entry = models.BigIntegerField()
    is_agreed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    checked_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "entry"], name="benefit_checked_once"),
            models.CheckConstraint(
                condition=models.Q(is_agreed=True) | ~models.Q(reason=""), name="benefit_decline_has_reason"
            ),
        ]
