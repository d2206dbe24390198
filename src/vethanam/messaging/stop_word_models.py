"""Stop words of people, and the marks of numbers by which they find their message."""

from __future__ import annotations

from django.db import models


class NumberMark(models.Model):
    """The last message of a sender to a telephone, by which a stop word finds its purpose.

    ``mark`` is a keyed hash of the number; only the dispatcher has the key. It goes with the contact, or
    after ninety days without a message.
    """

    contact = models.ForeignKey("privacy.Contact", models.DO_NOTHING, related_name="+", db_index=False)
    office = models.CharField(max_length=24)
    mark = models.BinaryField()
    message = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "office"], name="mark_of_contact_once")]
        indexes = [models.Index(fields=["mark"], name="marks_of_number")]


class StopWord(models.Model):
    """A stop word from the telephone to which a message went; ``at`` is when it came. Append-only.

    Written by the dispatcher; the worker stops the messages of that purpose (:class:`StopWordEnd`).
    """

    message = models.ForeignKey("privacy.Outbox", models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Stop word {self.pk}"


class StopWordEnd(models.Model):
    """The end of a stop word: a consent withdrawn, a channel stopped, or nothing to stop. Append-only."""

    class Outcome(models.TextChoices):
        WITHDRAWN = "withdrawn"
        STOPPED = "stopped"
        BEFORE = "before"
        CANNOT = "cannot"

    stop = models.OneToOneField(StopWord, models.DO_NOTHING, related_name="end")
    person = models.BigIntegerField()
    purpose = models.CharField(max_length=24)
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"End of stop word {self.stop_id}"


class ArrivalCount(models.Model):
    """How many messages of people came on a day: stop words, those of unknown numbers, and others.

    Counted only; no number and no text is kept.
    """

    day = models.DateField(unique=True)
    stops = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    others = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"Messages of people on {self.day}"
