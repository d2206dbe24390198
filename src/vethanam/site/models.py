"""The kind of an installation, and its schema version."""

from __future__ import annotations

from django.db import models


class Installation(models.Model):
    """One row, written by the owner at creation, never changed.

    Anyone with a shell may act in a sample database at any date, and never in a real one. Rooms below ask the
    database itself: ``SELECT is_sample()``.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    is_sample = models.BooleanField()
    born_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return "sample" if self.is_sample else "real"


class AppliedSchema(models.Model):
    """One row, written by the owner: the applied schema version, and the hash of each migration."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=64)
    migrations = models.JSONField()
    applied_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="applied_schema_is_one_row")]

    def __str__(self) -> str:
        return self.version
