"""Approvals: a signature over a commitment, beside its leaf."""

from __future__ import annotations

from django.db import models


class Approval(models.Model):
    """One person's signature, in a role, over the commitment to a request. Append-only.

    The row is an index: a reader verifies its leaf, the leaf of its key, and the signature
    (:func:`vethanam.privacy.approving.proven_approvals`). ``role`` is the permit's word for it.
    """

    class Of(models.TextChoices):
        CAMPAIGN = "campaign"
        PURPOSE = "purpose"
        ASKED_USE = "asked"
        RECIPIENT = "recipient"

    of = models.CharField(max_length=9, choices=Of.choices)
    reference = models.CharField(max_length=40)
    commitment = models.BinaryField()
    role = models.CharField(max_length=24)
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.BigIntegerField()
    key = models.ForeignKey("identity.SigningKey", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["of", "reference"], name="approvals_of")]

    def __str__(self) -> str:
        return f"Approval of {self.of} {self.reference} as {self.role}"
