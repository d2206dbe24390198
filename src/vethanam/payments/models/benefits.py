"""The paymaster's part of payments of benefits: bytes, account hashes, failures; and the bank's events.

The legs and file parts themselves stand in ``benefits``, which knows nothing of banks.
"""

from __future__ import annotations

from django.db import models


class BenefitFileBody(models.Model):
    """The bytes of a file part with the paymaster's signature. They carry account numbers: paymaster only."""

    part = models.OneToOneField("benefits.FilePart", models.PROTECT, primary_key=True, related_name="+")
    body = models.BinaryField()
    signature = models.BinaryField()


class BenefitAccount(models.Model):
    """The salted hash of a signed leg's account. Paymaster only.

    A leg with a row here is in a signed file: it counts as paid until the bank says that it failed.
    """

    leg = models.OneToOneField("benefits.Leg", models.PROTECT, primary_key=True, related_name="+")
    salt = models.BinaryField()
    account_hash = models.BinaryField()


class FailedBenefit(models.Model):
    """A leg that the bank rejected or returned in a signed answer, as the paymaster read it. Append-only."""

    leg = models.OneToOneField("benefits.Leg", models.PROTECT, primary_key=True, related_name="+")
    answer = models.ForeignKey("payments.Answer", models.PROTECT, related_name="+")


class BenefitRemark(models.Model):
    """A leg or a part that the paymaster could not prove, for the worker to act on. ``key`` once."""

    key = models.CharField(max_length=160, unique=True)
    code = models.CharField(max_length=40)
    part = models.ForeignKey("benefits.FilePart", models.PROTECT, related_name="+")
    leg = models.ForeignKey("benefits.Leg", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)


class BenefitCredit(models.Model):
    """An event of a benefit's leg from a verified answer. Append-only, each kind once."""

    class Kind(models.TextChoices):
        CREDITED = "credited"
        REJECTED = "rejected"
        RETURNED = "returned"

    leg = models.ForeignKey("benefits.Leg", models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.BigIntegerField()
    on = models.DateField()
    code = models.CharField(max_length=35, blank=True)
    answer = models.ForeignKey("payments.Answer", models.DO_NOTHING, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leg", "kind"], name="benefit_credit_once")]


class BenefitTree(models.Model):
    """The secret of the tree under a leaf about payments of benefits; the salts are derived from it.

    The tree is over the legs of ``part``, or over the events of ``answer``.
    """

    leaf = models.BigIntegerField(unique=True)
    secret = models.BinaryField(max_length=32)
    part = models.ForeignKey("benefits.FilePart", models.PROTECT, null=True, related_name="+")
    answer = models.ForeignKey("payments.Answer", models.PROTECT, null=True, related_name="+")
