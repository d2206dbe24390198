"""What was drawn: payslips in monthly partitions, the lines in them, and recoveries. Written when a bill is passed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PayMonth(models.Model):
    """A month in which bills are drawn, opened and closed by functions of the owner; its payslips are one partition."""

    month = models.IntegerField(primary_key=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    payslips = models.IntegerField(null=True)
    net = models.BigIntegerField(null=True)


class Payslip(models.Model):
    """What one passed bill drew for one employment: arrays, one place per line. Partitioned by ``drawn_in``.

    The table is made by hand in the migration of guards. Its key is (drawn_in, bill, employment); ``id`` is unique
    by its sequence. ``tax_year`` is the year of receipt: pay of March is received, and taxed, in April.
    """

    id = models.BigIntegerField(primary_key=True)
    drawn_in = models.IntegerField()
    bill = models.ForeignKey("payroll.Bill", models.DO_NOTHING, related_name="+", db_constraint=False)
    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+", db_constraint=False)
    claims = ArrayField(models.BigIntegerField())
    for_months = ArrayField(models.IntegerField())
    components = ArrayField(models.SmallIntegerField())
    obligations = ArrayField(models.BigIntegerField(null=True))
    amounts = ArrayField(models.BigIntegerField())
    gross = models.BigIntegerField()
    deductions = models.BigIntegerField()
    net = models.BigIntegerField()
    account_year = models.CharField(max_length=7)
    tax_year = models.CharField(max_length=7)

    class Meta:
        managed = False
        db_table = "payroll_payslip"


class PayslipOpening(models.Model):
    """What opens a payslip's commitment in the ledger: its salt, and its place in the tree beneath the leaf.

    It is destroyed on schedule; the leaf stays, and what the person keeps stays provable.
    """

    payslip_id = models.BigIntegerField(primary_key=True)
    bill = models.ForeignKey("payroll.Bill", models.DO_NOTHING, related_name="+")
    salt = models.BinaryField()
    position = models.IntegerField()
    leaf = models.BigIntegerField()


class PayLine(models.Model):
    """A view: one row per line of a payslip, with the rights of whoever reads it."""

    pk = models.CompositePrimaryKey("payslip_id", "ordinal")
    payslip = models.ForeignKey(Payslip, models.DO_NOTHING, related_name="+", db_constraint=False)
    drawn_in = models.IntegerField()
    bill = models.ForeignKey("payroll.Bill", models.DO_NOTHING, related_name="+", db_constraint=False)
    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    ordinal = models.IntegerField()
    claim = models.ForeignKey("payroll.Claim", models.DO_NOTHING, related_name="+", db_constraint=False)
    for_month = models.IntegerField()
    component = models.ForeignKey(
        "payroll.Component", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    obligation = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "payroll_payline"


class Recovery(models.Model):
    """What was recovered of an obligation on a passed bill, for a month. The obligation itself is a fact of service."""

    obligation = models.ForeignKey(
        "service_book.Obligation", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    bill = models.ForeignKey("payroll.Bill", models.DO_NOTHING, related_name="+", db_constraint=False)
    claim = models.ForeignKey("payroll.Claim", models.DO_NOTHING, related_name="+", db_constraint=False)
    for_month = models.IntegerField()
    drawn_in = models.IntegerField()
    amount = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["obligation"])]
        constraints = [
            models.UniqueConstraint(fields=["claim", "obligation"], name="recovered_once_per_claim")
        ]
