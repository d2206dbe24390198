"""Payees of recoveries outside Government: courts, societies, insurers, and their accounts."""

from __future__ import annotations

from django.db import models


class Institution(models.Model):
    """A payee of recoveries. Its name is the one in obligations; it is paid and never messaged."""

    class Kind(models.TextChoices):
        COURT = "court"
        COOPERATIVE = "cooperative"
        INSURER = "insurer"
        OTHER = "other"

    name = models.CharField(max_length=120, unique=True)
    name_ml = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class InstitutionAccount(models.Model):
    """An account of an institution from a day on; the latest verified one holds. Append-only.

    The verification is written once, by another officer than the one who entered it. Only the
    paymaster reads the number.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="accounts")
    valid_from = models.DateField()
    branch = models.CharField(max_length=11)
    number = models.CharField(max_length=20)
    tail = models.CharField(max_length=4)
    holder = models.CharField(max_length=120)
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    verified_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True) | ~models.Q(verified_by=models.F("entered_by")),
                name="institution_account_verified_by_another",
            )
        ]
