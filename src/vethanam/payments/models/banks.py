"""Banks, their branches, the key and channel of the bank that pays, and the days on which treasuries work."""

from __future__ import annotations

from django.db import models


class Bank(models.Model):
    """A bank, identified by the first four letters of its branch codes."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """A branch of a bank by its IFSC."""

    ifsc = models.CharField(max_length=11, unique=True)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.bank}, {self.name}"


class BankTerms(models.Model):
    """A paying bank's channel and answer key from a day on. Append-only, the latest holds.

    ``public_key`` is the Ed25519 key, 64 hexadecimal digits. ``channel`` is an HTTPS address, or empty for
    the two folders.
    """

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=64)
    channel = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class TreasuryDay(models.Model):
    """A day on which an order opens or closes the treasuries, against the calendar. The latest row holds."""

    day = models.DateField()
    is_open = models.BooleanField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
