"""What a proposed order would cost, as it was worked out: a draft, kept to be compared. Nothing is paid from it."""

from __future__ import annotations

from django.db import models


class Scenario(models.Model):
    """A proposed order with its cost by what was known at an instant. Appended, never changed.

    ``text`` is the proposed order as its author wrote it; ``told`` the sums and tables, amounts in paise.
    """

    title = models.CharField(max_length=120)
    text = models.TextField()
    first = models.IntegerField()
    last = models.IntegerField()
    known_at = models.DateTimeField()
    rulebook_hash = models.BinaryField()
    told = models.JSONField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["account", "known_at"], name="scenario_by_author")]

    def __str__(self) -> str:
        return self.title
