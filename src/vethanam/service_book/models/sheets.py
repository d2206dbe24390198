"""Sheets taken over from the system before: which file, how many rows, the root over them, and who verified it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Sheet(models.Model):
    """One sheet that was taken over: entered by one person, verified by another.

    ``root`` is the root of the sorted tree over salted commitments to the rows that were new, account numbers included;
    ``salt`` is the sheet's own, from which the salt of each row is made. ``facts`` are kinds of fact with the lowest and
    highest id that the sheet appended. ``content`` holds the rows, compressed, of a sheet that enters nothing before it is
    verified (months drawn before).
    """

    kind = models.CharField(max_length=24)
    file_name = models.CharField(max_length=120)
    file_hash = models.BinaryField()
    rows = models.IntegerField()
    fresh = models.IntegerField()
    changed = models.IntegerField(default=0)
    codes = ArrayField(models.CharField(max_length=20))
    totals = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    root = models.BinaryField()
    salt = models.BinaryField()
    content = models.BinaryField(null=True)
    entered_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "file_hash"], name="sheet_taken_once")]


class SheetVerification(models.Model):
    """Another person has compared a sheet with the registers and signed its root."""

    sheet = models.OneToOneField(Sheet, models.DO_NOTHING, related_name="verification")
    root = models.BinaryField()
    verified_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    key = models.ForeignKey("identity.SigningKey", models.DO_NOTHING, null=True, related_name="+")
    signature = models.JSONField(default=dict)
    facts = models.IntegerField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()
