"""State between requests: answers under an Idempotency-Key, and request counts per account."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The stored answer of an act under an Idempotency-Key; the same body gets it again for seven days."""

    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    body_hash = models.BinaryField()
    answer = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"Answer under {self.key}"


class Asked(models.Model):
    """The number of requests of an account in one minute."""

    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    minute = models.DateTimeField(db_index=True)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "minute"], name="one_count_a_minute")]

    def __str__(self) -> str:
        return f"{self.count} in {self.minute}"
