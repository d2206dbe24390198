"""What kind of installation a database belongs to, and which version of the schema it has."""

from __future__ import annotations

from django.db import models


class Installation(models.Model):
    """One row, written by the owner when the database is born, never changed.

    A sample database may be acted in at any date by anyone with a shell; a real one may not. Rooms below ask the
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
    """One row, written by the owner: the version of the schema that was applied, and the hash of each migration."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=64)
    migrations = models.JSONField()
    applied_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="applied_schema_is_one_row")]

    def __str__(self) -> str:
        return self.version
