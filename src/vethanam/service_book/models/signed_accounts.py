"""Which signatures cover which accounts, and the secret under which their numbers are committed to."""

from __future__ import annotations

from django.db import models


class AccountSignature(models.Model):
    """A signature that covers the entry of an account. Append-only; an index that proves nothing by itself.

    ``kind`` is that of the entry: an employee's account or an institution's. The statement lies in the
    opening of the signature's leaf.
    """

    kind = models.CharField(max_length=24)
    fact = models.BigIntegerField()
    signed = models.ForeignKey("identity.SignedAct", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "fact", "signed"], name="account_signed_once_by_an_act")
        ]


class AccountSecret(models.Model):
    """One row: 32 random bytes, from which each account's salt is derived. Owner and paymaster only.

    A signature commits to a number under that salt (``guards/account_commitments.sql``), so that nobody who
    reads the statement can try the few numbers that end in its last digits.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    secret = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="account_secret_is_one_row")]
