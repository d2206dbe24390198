"""Sheets imported from the former system: file, number of rows, root over them, and verifier."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Sheet(models.Model):
    """One imported sheet: entered by one person, verified by another.

    ``root`` is over salted commitments to the new rows, sorted, account numbers included; ``salt`` is the
    sheet's own and derives the salt of each row. ``facts`` maps each kind of fact to the lowest and highest
    id appended. ``content`` holds the compressed rows of a sheet that takes effect only when verified
    (months drawn before).
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
    """A second person's comparison of a sheet with the registers, with a signature over its root."""

    sheet = models.OneToOneField(Sheet, models.DO_NOTHING, related_name="verification")
    root = models.BinaryField()
    verified_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    key = models.ForeignKey("identity.SigningKey", models.DO_NOTHING, null=True, related_name="+")
    signature = models.JSONField(default=dict)
    facts = models.IntegerField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()
