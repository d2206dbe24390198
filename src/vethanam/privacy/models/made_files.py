"""Files that an officer made for an outsider."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class MadeFile(models.Model):
    """A file of evidence: what it says, the entries that it shows, and its recipient. Append-only.

    ``leaf`` commits to a hash of each part of ``content``, of ``page`` and of ``program``; the proofs are
    added when the file is written. No part holds a contact.
    """

    reference = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=12)
    about = models.CharField(max_length=120)
    purpose = models.CharField(max_length=24)
    recipient = models.CharField(max_length=12)
    content = models.JSONField()
    entries = ArrayField(models.BigIntegerField())
    page = models.TextField()
    program = models.TextField()
    made_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"File {self.reference}"
