"""Contacts that dispatchers opened: counts by use, the leaf of a day, and its comparison."""

from __future__ import annotations

from django.db import models


class OpenedCount(models.Model):
    """Contacts of a use that a dispatcher opened, began to hand over, or let go without. Append-only.

    Each count is written in the transaction of what it counts. Without a use the contacts were sealed again
    in a rotation of the vault's keys. The database sets both times: ``at`` is that of the sequencer's latest
    head, and never on a day that is signed.
    """

    use = models.ForeignKey(
        "privacy.Use", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    opened = models.PositiveIntegerField(default=0)
    begun = models.PositiveIntegerField(default=0)
    let_go = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()


class KeyDay(models.Model):
    """The contacts opened on a day in India, with their leaf. Append-only; the dispatcher writes it.

    ``resealed`` counts the contacts sealed again in a rotation, which are in no other count.
    """

    day = models.DateField(unique=True)
    opened = models.PositiveIntegerField()
    begun = models.PositiveIntegerField()
    let_go = models.PositiveIntegerField()
    resealed = models.PositiveIntegerField()
    leaf = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Contacts opened on {self.day}"


class KeyLine(models.Model):
    """The counts of a use on a day. Append-only."""

    day = models.ForeignKey(KeyDay, models.PROTECT, related_name="lines")
    use = models.ForeignKey("privacy.Use", models.DO_NOTHING, related_name="+", db_constraint=False)
    opened = models.PositiveIntegerField()
    begun = models.PositiveIntegerField()
    let_go = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "use"], name="key_line_once")]


class KeyComparison(models.Model):
    """The worker compared a day with grants and outcomes. Append-only.

    ``differing`` is the number of uses that differ; they open ``case``.
    """

    day = models.OneToOneField(KeyDay, models.PROTECT, primary_key=True, related_name="comparison")
    differing = models.PositiveIntegerField()
    case = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
