"""Purposes as they were registered."""

from __future__ import annotations

from django.db import models


class Purpose(models.Model):
    """One version of a purpose, as its leaf committed to it. Appended, never changed."""

    code = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    hash = models.BinaryField()
    leaf = models.BigIntegerField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="purpose_version_once")]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"
