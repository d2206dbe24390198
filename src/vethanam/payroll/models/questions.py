"""What a person asks about a line of her pay, and what the office that draws it answers."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

#: within how long an office owes its answer: policy of this system, as for every other question
ANSWERED_WITHIN = timedelta(days=30)


class LineQuestion(models.Model):
    """“This looks wrong”: one person about one line of one month, or (``component`` empty) about the month. Appended.

    It is owed an answer by the office of ``drawing_code``, which drew the month or draws her now. ``says`` are her own
    words, and hold no contact.
    """

    class Asked(models.TextChoices):
        NOT_EXPECTED = "not_expected"
        ENTRY_WRONG = "entry_wrong"
        ORDER_MISSING = "order_missing"
        NOT_MINE = "not_mine"
        LINE_MISSING = "line_missing"

    reference = models.CharField(max_length=32, unique=True)
    employment = models.ForeignKey("people.Employment", models.DO_NOTHING, related_name="+")
    for_month = models.IntegerField()
    component = models.CharField(max_length=60, blank=True)
    drawing_code = models.ForeignKey("people.DrawingCode", models.DO_NOTHING, related_name="+")
    asked = models.CharField(max_length=16, choices=Asked.choices)
    says = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Question about {self.for_month}"


class LineAnswer(models.Model):
    """What an officer of that office found, in words the person reads. Appended, one a question."""

    class Outcome(models.TextChoices):
        STANDS = "stands"
        MENDED = "mended"
        ELSEWHERE = "elsewhere"

    question = models.OneToOneField(LineQuestion, models.DO_NOTHING, related_name="answer")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    says = models.CharField(max_length=1000)
    answered_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    leaf = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Answer: {self.outcome}"
