"""What is owed to people who ask, and the cases that open by themselves; each with what was done, in order."""

from __future__ import annotations

from django.db import models

from vethanam.privacy.clocks import ASKED, KINDS, STEPS

_ASKED = sorted({word for words in ASKED.values() for word in words})
_STEPS = sorted({step for steps in STEPS.values() for step in steps})


class Duty(models.Model):
    """One thing with a clock, from ``opened_at`` (business time) on. Appended; what is done stands in its steps.

    ``person`` asks, about ``use`` where it is a question. A case that opened by itself has the account whose requests opened
    it, and how many ``people`` those named; one that was opened by hand has no account, and as many as are thought of.
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
        """How it is called: year and running number."""
        return f"{self.opened_at.year}/{self.pk}"


class DutyStep(models.Model):
    """Something done for a duty, with the words the person or the file gets. Appended, each once.

    ``parts`` are what a form says under each of its headings; ``until`` is the day that was asked for or given.
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
