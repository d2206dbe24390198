"""Duties to people who ask, and cases; each with its steps in order."""

from __future__ import annotations

from django.db import models

from vethanam.privacy.duty_deadlines import ASKED, KINDS, STEPS

_ASKED = sorted({word for words in ASKED.values() for word in words})
_STEPS = sorted({step for steps in STEPS.values() for step in steps})


class Duty(models.Model):
    """One request or case with clocks from ``opened_at`` (business time).

    Append-only; steps are separate rows.

    ``person`` asks, about ``use`` if it is a question. A case that opened by itself has the account behind it
    and the number of ``people`` it looked up; one opened by hand has no account and an estimated number.
    """

    reference = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    asked = models.CharField(max_length=32, choices=[(word, word) for word in _ASKED])
    person = models.BigIntegerField(null=True, db_index=True)
    use = models.ForeignKey("privacy.Use", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    people = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "use"], condition=models.Q(use__isnull=False), name="asked_once_about_a_use"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="breach", person__isnull=True)
                & models.Q(account__isnull=False, asked="looked_up_beyond_purpose")
                | models.Q(kind="breach", person__isnull=True, account__isnull=True)
                & ~models.Q(asked="looked_up_beyond_purpose")
                | (~models.Q(kind="breach") & models.Q(person__isnull=False, account__isnull=True)),
                name="duty_has_whom_it_is_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def number(self) -> str:
        """The number shown to people: year and running number."""
        return f"{self.opened_at.year}/{self.pk}"


class DutyStep(models.Model):
    """A step of a duty, with its words for the person or the file. Append-only, each kind once.

    ``parts`` are the parts of a form; ``until`` is the day requested or granted.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=[(step, step) for step in _STEPS])
    says = models.CharField(max_length=1000)
    parts = models.JSONField(default=dict)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "kind"], name="duty_step_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.duty_id}"
