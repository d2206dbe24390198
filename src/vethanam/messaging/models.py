"""Texts as they were registered, and who was told of which credit."""

from __future__ import annotations

from django.db import models


class MessageText(models.Model):
    """One version of a text in every language, as its leaf committed to it. Appended."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=24)
    content = models.JSONField()
    hash = models.BinaryField()
    leaf = models.BigIntegerField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="text_version_once")]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class Intimation(models.Model):
    """A person is told of one credit, once. The row is also her copy on the portal.

    ``values`` are masked figures only; ``code`` is random and stands in the message, so that she can compare the two.
    ``corrects`` names the intimation that a later event made untrue: a credit that came back.
    """

    credit = models.OneToOneField("payments.Credit", models.DO_NOTHING, related_name="+")
    use = models.ForeignKey("privacy.Use", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    employment = models.ForeignKey("people.Employment", models.DO_NOTHING, related_name="+")
    for_month = models.IntegerField()
    text = models.ForeignKey(MessageText, models.DO_NOTHING, related_name="+")
    values = models.JSONField()
    code = models.CharField(max_length=10, unique=True)
    corrects = models.OneToOneField("self", models.DO_NOTHING, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "person"], name="told_once_per_use")]
        indexes = [models.Index(fields=["person", "for_month"], name="told_of_month")]
