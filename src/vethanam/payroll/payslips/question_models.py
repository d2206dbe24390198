"""Questions of employees about a line of pay, and the drawing office's answers."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

#: deadline for an answer: policy of this system, as for every other question
ANSWERED_WITHIN = timedelta(days=30)


class LineQuestion(models.Model):
    """A question of one person about one line, or with empty ``component`` about the month. Append-only.

    With ``entry`` it is an objection to an entry of her record: ``pay-12``, or ``person-born`` of her own
    data; ``for_month`` is then the month of asking.

    The office of ``drawing_code`` must answer: it drew the month, draws the person now, or has her book.
    ``says`` holds the person's own words, without contacts.
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
    entry = models.CharField(max_length=40, blank=True, default="")
    drawing_code = models.ForeignKey("people.DrawingCode", models.DO_NOTHING, related_name="+")
    asked = models.CharField(max_length=16, choices=Asked.choices)
    says = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Question about {self.for_month}"


class LineAnswer(models.Model):
    """The office's answer, in words for the person. Append-only, one per question."""

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
