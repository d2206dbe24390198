"""Sheets of beneficiaries of the former system: the sheet, its rows, the second person's decision."""

from __future__ import annotations

from django.db import models

from vethanam.benefits.models.entry import Entry
from vethanam.benefits.models.schemes import SchemeOffice


class BeneficiarySheet(Entry):
    """A sheet of awards that another system sanctioned, of one scheme; a local body's own, or the scheme's.

    ``root`` is over salted commitments to all rows, ``account_root`` over those to the accounts; the salt of
    each row derives from ``salt``. One leaf for the whole sheet.
    """

    scheme = models.ForeignKey(SchemeOffice, models.PROTECT, related_name="+")
    local_body = models.ForeignKey("people.LocalBody", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    file_hash = models.BinaryField(max_length=32)
    rows = models.IntegerField()
    accounts = models.IntegerField()
    totals = models.JSONField(default=dict)
    root = models.BinaryField(max_length=32)
    account_root = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32)
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Sheet {self.pk}"


class SheetRow(models.Model):
    """One row of a sheet beside its application: the award as the former system has it.

    ``stated`` holds the circumstances, the life proof, the suspension and the months drawn before. They
    become entries once the sheet is verified. ``commitment`` is the leaf of the row under the sheet's root.
    """

    sheet = models.ForeignKey(BeneficiarySheet, models.PROTECT, related_name="+")
    application = models.OneToOneField("Application", models.PROTECT, related_name="taken_over")
    line = models.IntegerField()
    former_number = models.CharField(max_length=24)
    from_month = models.IntegerField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    sanctioned_on = models.DateField()
    stated = models.JSONField()
    commitment = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "line"], name="sheet_row_once")]
        indexes = [models.Index(fields=["former_number"], name="benefit_former_numbers")]


class SheetDecision(Entry):
    """A second person compared a sheet with the former register: she verifies it whole, or declines it.

    ``signed`` is her signature over both roots; a sheet with accounts needs one.
    """

    sheet = models.OneToOneField(BeneficiarySheet, models.PROTECT, related_name="decision")
    is_agreed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    signed = models.ForeignKey("identity.SignedAct", models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_agreed=True) | ~models.Q(reason=""), name="sheet_decline_has_reason"
            )
        ]
