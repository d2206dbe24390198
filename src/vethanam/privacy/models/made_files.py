"""Files that an officer made for an outsider, and their signed certificates."""

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


class SignedCertificate(models.Model):
    """A certificate of a file of evidence that an officer and an expert signed outside. Append-only.

    ``hash`` is the SHA-256 of the signed PDF; ``part_a`` and ``part_b`` are those of the two signers'
    certificates. The PDF is not kept: it names its signers, and their certificates may hold e-mail addresses.
    """

    file = models.ForeignKey(MadeFile, models.PROTECT, related_name="certificates")
    hash = models.BinaryField(unique=True)
    part_a = models.BinaryField()
    part_b = models.BinaryField()
    recorded_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(part_a=models.F("part_b")), name="certificate_of_two_signers"
            )
        ]

    def __str__(self) -> str:
        return f"Certificate of {self.file}"
