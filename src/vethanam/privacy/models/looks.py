"""Views of officers of pages about one person, their chain, the leaf of a day, and the review of a month."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct


class Look(models.Model):
    """An officer saw a page about one person. Append-only.

    ``page`` is the kind of page. ``reason`` is the bill, case or question that it belonged to; without one
    it was the officer's desk, ``scope``.
    """

    account = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+", db_index=False)
    person = models.BigIntegerField()
    page = models.CharField(max_length=24)
    reason = models.CharField(max_length=40, blank=True)
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    scope = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="looks_at_person"),
            models.Index(fields=["at"], name="looks_by_time"),
        ]

    def __str__(self) -> str:
        return f"Look {self.pk}"


class LookGap(models.Model):
    """Looks that could not be written, told with the next one that could. Append-only; each opens a case."""

    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    case = models.BigIntegerField(null=True)


class LookEntry(models.Model):
    """A look in the chain of its person. Append-only.

    ``is_outside``: the page was of no bill or case, and the person not at the officer's desk.
    """

    look = models.OneToOneField(Look, models.DO_NOTHING, primary_key=True, related_name="entry")
    person = models.BigIntegerField()
    number = models.PositiveIntegerField()
    head = models.BinaryField()
    is_outside = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="look_number_once")]


class LookDay(models.Model):
    """The looks of a day, with their leaf. ``root`` is that of the tree over its lines. Append-only."""

    day = models.DateField(unique=True)
    looks = models.PositiveIntegerField()
    outside = models.PositiveIntegerField()
    unwritten = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    root = models.BinaryField()
    leaf = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()


class LookLine(models.Model):
    """The end of a person's chain on a day, under a salt of 16 random bytes. Append-only."""

    day = models.ForeignKey(LookDay, models.PROTECT, related_name="lines")
    person = models.BigIntegerField(db_index=True)
    number = models.PositiveIntegerField()
    salt = models.BinaryField()
    head = models.BinaryField()
    commitment = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "person"], name="look_line_once")]


class MonthReview(LoggedAct):
    """The data protection officer's review of a month, with the figures she signed for. Append-only.

    ``month`` is its first day.
    """

    month = models.DateField(unique=True)
    figures = models.JSONField()
    says = models.CharField(max_length=1000)
    signed_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")

    def __str__(self) -> str:
        return f"Review of {self.month:%Y-%m}"
