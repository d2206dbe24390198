"""Models of drawn pay, written when a bill is passed: payslips in monthly partitions, lines, recoveries."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PayMonth(models.Model):
    """A month of drawing, opened and closed by owner's functions. Its payslips form one partition."""

    month = models.IntegerField(primary_key=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    payslips = models.IntegerField(null=True)
    net = models.BigIntegerField(null=True)


class Payslip(models.Model):
    """The amounts one passed bill drew for one employment, one array element per line.

    Partitioned by ``drawn_in``.

    The guards create the table. Its key is (drawn_in, bill, employment); ``id`` is unique by its sequence.
    ``tax_year`` is the year of receipt: pay of March is received, and taxed, in April.
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
    """The opening of a payslip's commitment in the ledger: its salt and position in the tree under the leaf.

    Without it the leaf remains, so the person can still prove a kept payslip.
    """

    payslip_id = models.BigIntegerField(primary_key=True)
    bill = models.ForeignKey("payroll.Bill", models.DO_NOTHING, related_name="+")
    salt = models.BinaryField()
    position = models.IntegerField()
    leaf = models.BigIntegerField()


class PayLine(models.Model):
    """A view with one row per line of a payslip, under the reader's rights."""

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
    """The amount recovered of an obligation on a passed bill, for a month.

    The obligation itself is a fact of service.
    """

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
