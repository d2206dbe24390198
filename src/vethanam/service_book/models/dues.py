"""What somebody subscribes, owes and chooses, and where the pay goes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vethanam.service_book.models.fact import Fact


class Membership(Fact):
    """Membership of a fund or an insurance. ``amount`` is what her own record states; null lets the rule decide."""

    class Fund(models.TextChoices):
        GPF = "gpf"
        NPS = "nps"
        SLI = "sli"
        GIS = "gis"
        FBS = "fbs"
        MEDISEP = "medisep"
        GPAIS = "gpais"

    needs_order: ClassVar[bool] = False
    told_apart_by: ClassVar[tuple[str, ...]] = ("fund",)
    fund = models.CharField(max_length=8, choices=Fund.choices)
    number = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField(null=True)
    group = models.CharField(max_length=2, blank=True)


class Obligation(Fact):
    """Something to be recovered: a loan, an attachment, a subscription. It is not the recovery of a month."""

    class Kind(models.TextChoices):
        GOVERNMENT_DUE = "government_due"
        OVERPAYMENT = "overpayment"
        HOUSE_BUILDING_ADVANCE = "house_building_advance"
        CONVEYANCE_ADVANCE = "conveyance_advance"
        FESTIVAL_ADVANCE = "festival_advance"
        GPF_LOAN = "gpf_loan"
        SLI_LOAN = "sli_loan"
        ATTACHMENT = "attachment"
        MAINTENANCE = "maintenance"
        COOPERATIVE = "cooperative"
        LIC = "lic"
        PLI = "pli"
        OTHER_VOLUNTARY = "other_voluntary"

    is_exclusive: ClassVar[bool] = False
    kind_of_due = models.CharField(max_length=24, choices=Kind.choices)
    payee = models.CharField(max_length=120)
    reference = models.CharField(max_length=60, blank=True)
    principal = models.BigIntegerField(null=True)
    interest = models.BigIntegerField(default=0)
    instalment = models.BigIntegerField()
    instalments = models.PositiveSmallIntegerField(null=True)
    is_divisible = models.BooleanField(default=True)


class RecoverySuspension(Fact):
    """An order suspends the recoveries of an obligation from a month to a month."""

    told_apart_by: ClassVar[tuple[str, ...]] = ("obligation_id",)
    is_exclusive: ClassVar[bool] = False
    obligation = models.ForeignKey(Obligation, models.DO_NOTHING, related_name="+")


class TaxChoice(Fact):
    """Regime and declared deductions for a tax year, or for every year where none is named."""

    class Regime(models.TextChoices):
        NEW = "new"
        OLD = "old"

    needs_order: ClassVar[bool] = False
    told_apart_by: ClassVar[tuple[str, ...]] = ("tax_year",)
    tax_year = models.CharField(max_length=7, blank=True)
    regime = models.CharField(max_length=4, choices=Regime.choices, default=Regime.NEW)
    declared_deductions = models.BigIntegerField(default=0)
    other_income = models.BigIntegerField(default=0)


class PayeeAccount(Fact):
    """Where the pay is sent: a bank account, or a treasury savings account with onward transfer.

    The number is readable by the worker alone; every face sees ``tail``, its last four digits.
    """

    class Kind(models.TextChoices):
        BANK = "bank"
        TREASURY_SAVINGS = "treasury_savings"

    needs_order: ClassVar[bool] = False
    kind_of_account = models.CharField(max_length=16, choices=Kind.choices, default=Kind.BANK)
    branch = models.CharField(max_length=11)
    number = models.CharField(max_length=20)
    tail = models.CharField(max_length=4)
    holder = models.CharField(max_length=120)
