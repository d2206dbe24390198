"""Payment files that a restored database does not know, and the decisions of two persons on them."""

from __future__ import annotations

from django.db import models


class FoundFile(models.Model):
    """A payment file that the bank's folder or the paymaster's journal has and this database has not.

    ``mark`` is what the file says of its bill: drawing code and month drawn in. Its bytes stay outside, with
    the paymaster: they carry account numbers. The owner writes it, in ``vethanam restore``.
    """

    message = models.CharField(max_length=35, unique=True)
    sha256 = models.BinaryField()
    treasury = models.CharField(max_length=35, blank=True)
    mark = models.CharField(max_length=35, blank=True, db_index=True)
    legs_count = models.IntegerField()
    total = models.BigIntegerField()
    execute_on = models.DateField()
    created_at = models.DateTimeField()
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Payment file {self.message}"


class FoundTransfer(models.Model):
    """A payment of a found file. ``leg`` is set once a bill of this database explains it.

    A payment of pay names its employee, a payment of a deduction its ``schedule``, a payment sent again the
    reference it ``replaces``. ``tail`` are the last four characters of the account number.
    """

    file = models.ForeignKey(FoundFile, models.PROTECT, related_name="transfers")
    reference = models.CharField(max_length=35, unique=True)
    replaces = models.CharField(max_length=35, blank=True)
    amount = models.BigIntegerField()
    employee = models.CharField(max_length=24, blank=True, db_index=True)
    schedule = models.CharField(max_length=40, blank=True)
    tail = models.CharField(max_length=4, blank=True)
    leg = models.OneToOneField("payments.PaymentLeg", models.PROTECT, null=True, related_name="+")


class FoundFileDecision(models.Model):
    """The decision of two persons on a found file, or on missing files of an epoch, by its code.

    ``bill_follows``: the lost bill is made again; its payments count as instructed, and nobody in the file is
    paid a second time. ``void``: the file was never paid, or the money was brought back; its people are paid
    anew. The last decision holds.
    """

    class Outcome(models.TextChoices):
        BILL_FOLLOWS = "bill_follows"
        VOID = "void"

    message = models.CharField(max_length=35)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
