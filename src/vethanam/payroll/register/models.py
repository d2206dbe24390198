"""Models of due amounts, claims, and amounts drawn elsewhere."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Component(models.Model):
    """A pay component with its integer code for arrays."""

    class Kind(models.TextChoices):
        EARNING = "earning"
        DEDUCTION = "deduction"
        EMPLOYER = "employer"  # paid by the State beside the pay; in neither gross nor net

    code = models.SmallIntegerField(primary_key=True)
    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(code__gt=0), name="component_code_positive")]


class DueRegister(models.Model):
    """One person's month: due, open, drawn and drawn elsewhere, per component.

    No process writes it. An owner's function takes ``due`` from a locked run; triggers maintain the other
    sums. A CHECK ensures that open claims never exceed due less drawn.
    """

    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    for_month = models.IntegerField()
    components = ArrayField(models.SmallIntegerField())
    due = ArrayField(models.BigIntegerField())
    open = ArrayField(models.BigIntegerField())
    drawn = ArrayField(models.BigIntegerField())
    elsewhere = ArrayField(models.BigIntegerField())
    run = models.ForeignKey(
        "payroll.Run",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        indexes = [
            models.Index(fields=["run"], condition=models.Q(run__isnull=False), name="register_of_run")
        ]
        constraints = [models.UniqueConstraint(fields=["employment", "for_month"], name="due_register_once")]


class RecoveredSum(models.Model):
    """The sum recovered of an obligation by claims for one month, or for all months of one year.

    ``period`` is a month such as 202610, or a year such as 2026. A balance is read from the years before and
    the months of its own year, so that it costs the same however old the obligation is. No process writes it:
    triggers maintain it with the claims and refunds.
    """

    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    obligation = models.BigIntegerField()
    period = models.IntegerField()
    amount = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["period"], name="recovered_in_period")]
        constraints = [
            models.UniqueConstraint(fields=["employment", "obligation", "period"], name="recovered_sum_once")
        ]


class Claim(models.Model):
    """A claim on the treasury for one part of one person's month, one cause and one instalment.

    ``cause`` is the order that made it due, null for the pay of the month itself. ``due`` is the whole due
    when the claim was made; ``claimed`` is the amount of this claim. ``arrear_list`` is the list whose due
    the register takes when the claim is made; ``occasion`` marks a claim outside the month's pay.
    ``unconfirmed`` names components based on an unconfirmed figure. Only the state ever changes.
    """

    class State(models.TextChoices):
        OPEN = "open"
        WITHHELD = "withheld"
        STAYED = "stayed"
        BARRED = "barred"
        DRAWN = "drawn"
        VOID = "void"

    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    for_month = models.IntegerField()
    part = models.PositiveSmallIntegerField()
    drawing_code = models.ForeignKey(
        "people.DrawingCode", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    cause = models.ForeignKey(
        "orders.Order", models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    instalment = models.PositiveSmallIntegerField(default=1)
    run = models.ForeignKey(
        "payroll.Run",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    arrear_list = models.ForeignKey(
        "payroll.ArrearList",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    occasion = models.ForeignKey(
        "payroll.Occasion", models.DO_NOTHING, null=True, related_name="claims", db_index=False
    )
    components = ArrayField(models.SmallIntegerField())
    obligations = ArrayField(models.BigIntegerField(null=True))
    due = ArrayField(models.BigIntegerField())
    claimed = ArrayField(models.BigIntegerField())
    unconfirmed = ArrayField(models.SmallIntegerField(), default=list)
    gross = models.BigIntegerField()
    deductions = models.BigIntegerField()
    net = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["employment", "for_month"]),
            models.Index(fields=["for_month"], name="claims_of_month"),
            models.Index(fields=["run"], condition=models.Q(run__isnull=False), name="claims_of_run"),
            models.Index(
                fields=["for_month", "employment"],
                condition=models.Q(occasion__isnull=False),
                name="claims_of_occasions",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["employment", "for_month", "part", "cause", "instalment"],
                name="one_live_claim",
                condition=models.Q(state__in=["open", "withheld", "stayed", "barred"]),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(net=models.F("gross") - models.F("deductions")), name="claim_adds_up"
            ),
        ]


class DrawnElsewhere(models.Model):
    """An amount drawn for a month outside this system's bills; counts as drawn once a
    second person verified it.

    ``gross`` is the sum of its earnings and ``tax`` the income tax deducted, both computed by the database.
    They are included in the date index, so that a tax year's receipts are summed without reading the
    vouchers.
    """

    class Source(models.TextChoices):
        MANUAL_BILL = "manual_bill"
        BEFORE_SYSTEM = "before_system"
        OTHER_EMPLOYER = "other_employer"
        PROVIDENT_FUND = "provident_fund"

    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    for_month = models.IntegerField()
    components = ArrayField(models.SmallIntegerField())
    amounts = ArrayField(models.BigIntegerField())
    gross = models.BigIntegerField(default=0, editable=False)
    tax = models.BigIntegerField(default=0, editable=False)
    source = models.CharField(max_length=16, choices=Source.choices)
    voucher_number = models.CharField(max_length=40)
    voucher_date = models.DateField()
    # asked for once a statement by guards/drawn_elsewhere.sql
    entered_by = models.ForeignKey(
        "people.Person", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    verified_by = models.ForeignKey(
        "people.Person", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.DO_NOTHING, null=True, related_name="superseded_by")
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["employment", "for_month"],
                condition=models.Q(is_withdrawn=False),
                name="elsewhere_of_month",
            ),
            models.Index(
                fields=["for_month"], condition=models.Q(is_withdrawn=False), name="elsewhere_for_month"
            ),
            models.Index(
                fields=["employment", "voucher_date"],
                include=["id", "for_month", "gross", "tax", "recorded_at"],
                condition=models.Q(is_withdrawn=False),
                name="elsewhere_received",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(entered_by=models.F("verified_by")), name="elsewhere_verified_by_another"
            ),
        ]


class OutsideVoucher(models.Model):
    """A voucher drawn outside this system as an office entered it. It counts as drawn once another person
    has compared it with the paper.

    ``replaces`` is the entry that it corrects.
    """

    drawing_code = models.ForeignKey("people.DrawingCode", models.DO_NOTHING, related_name="+")
    employment = models.ForeignKey("people.Employment", models.DO_NOTHING, related_name="+")
    for_month = models.IntegerField()
    components = ArrayField(models.SmallIntegerField())
    amounts = ArrayField(models.BigIntegerField())
    source = models.CharField(max_length=16, choices=DrawnElsewhere.Source.choices)
    voucher_number = models.CharField(max_length=40)
    voucher_date = models.DateField()
    replaces = models.ForeignKey(DrawnElsewhere, models.DO_NOTHING, null=True, related_name="+")
    entered_by = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    entered_for = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    recorded_at = models.DateTimeField()


class OutsideVoucherDecision(models.Model):
    """The answer to an entered voucher: verified by another person, declined by one, or taken back.

    ``drawn`` is the row that counts, where it is verified.
    """

    class Outcome(models.TextChoices):
        VERIFIED = "verified"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    voucher = models.OneToOneField(OutsideVoucher, models.DO_NOTHING, related_name="decision")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)
    drawn = models.OneToOneField(DrawnElsewhere, models.DO_NOTHING, null=True, related_name="+")
    decided_by = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    decided_for = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="verified", drawn__isnull=False)
                | (~models.Q(outcome="verified") & models.Q(drawn__isnull=True)),
                name="only_a_verified_voucher_counts",
            ),
        ]
