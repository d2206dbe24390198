"""Bills, their lines, presentations to the treasury, and acts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Bill(models.Model):
    """Claims drawn together under one head, class and drawing code. A bill number is never reused.

    Each signature has two persons: the one acting and the one represented (the same without a delegation). A
    constraint ensures that those who check, countersign and pass differ from earlier signers.
    """

    class Kind(models.TextChoices):
        MONTHLY = "monthly"
        SUPPLEMENTARY = "supplementary"
        ARREAR = "arrear"
        SURRENDER = "surrender"
        FESTIVAL = "festival"
        DECEASED = "deceased"
        COMPENSATION = "compensation"

    class State(models.TextChoices):
        MADE = "made"
        CHECKED = "checked"
        COUNTERSIGNED = "countersigned"
        PRESENTED = "presented"
        OBJECTED = "objected"
        WITHDRAWN = "withdrawn"
        QUEUED = "queued"
        LAPSED = "lapsed"
        PASSED = "passed"
        PART_CREDITED = "part_credited"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    AGAIN: ClassVar[tuple[str, ...]] = (State.OBJECTED, State.WITHDRAWN, State.LAPSED)
    PAID: ClassVar[tuple[str, ...]] = (State.PASSED, State.PART_CREDITED, State.CLOSED)

    number = models.CharField(max_length=40, unique=True)
    drawing_code = models.ForeignKey("people.DrawingCode", models.PROTECT, related_name="+")
    treasury = models.ForeignKey("people.Treasury", models.PROTECT, related_name="+")
    bill_class = models.ForeignKey("people.BillClass", models.PROTECT, related_name="+")
    head = models.ForeignKey("people.HeadOfAccount", models.PROTECT, related_name="+")
    signing = models.CharField(max_length=14)
    kind = models.CharField(max_length=13, choices=Kind.choices)
    account_year = models.CharField(max_length=7)
    register_number = models.PositiveIntegerField()
    drawn_in = models.IntegerField()
    run = models.ForeignKey("payroll.Run", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=13, choices=State.choices, default=State.MADE)
    people = models.IntegerField()
    gross = models.BigIntegerField()
    deductions = models.BigIntegerField()
    net = models.BigIntegerField()
    made_at = models.DateTimeField()

    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    made_for = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    checked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    checked_for = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    countersigned_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    countersigned_for = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    presented_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    presented_for = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    passed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    passed_for = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["treasury", "state"]),
            models.Index(fields=["drawing_code", "drawn_in"]),
            models.Index(fields=["drawn_in"], name="bills_drawn_in"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["drawing_code", "account_year", "register_number"], name="bill_register_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(net=models.F("gross") - models.F("deductions"), net__gte=0),
                name="bill_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"Bill {self.number}"


#: kinds of bills that draw runs of several months
_OF_RUNS = (Bill.Kind.SUPPLEMENTARY, Bill.Kind.DECEASED)


def for_month(month: int) -> models.Q:
    """Filter for bills of a month's pay without arrears: made from its run, alone or with other months."""
    with_others = BillLine.objects.filter(
        bill=models.OuterRef("pk"), claim__for_month=month, claim__run__isnull=False
    )
    return models.Q(run__month=month) | models.Q(
        models.Exists(with_others), run__isnull=True, kind__in=_OF_RUNS
    )


def made_of(run: int) -> models.Q:
    """Filter for bills made from a run, alone or with other months."""
    with_others = BillAct.objects.filter(
        bill=models.OuterRef("pk"), act="made", facts__runs__contains=[{"run": run}]
    )
    return models.Q(run=run) | models.Q(models.Exists(with_others), run__isnull=True, kind__in=_OF_RUNS)


class BillLine(models.Model):
    """A claim on a bill. Cancelling the bill keeps the line, no longer live."""

    bill = models.ForeignKey(Bill, models.DO_NOTHING, related_name="lines")
    claim = models.ForeignKey("payroll.Claim", models.DO_NOTHING, related_name="lines")
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=models.Q(is_live=True), name="claim_on_one_live_bill"
            ),
            models.UniqueConstraint(fields=["bill", "claim"], name="claim_once_on_a_bill"),
        ]


class BillAct(models.Model):
    """One act on a bill: actor, person represented, delegation, reason. Append-only."""

    DRAWING: ClassVar[tuple[str, ...]] = ("made", "checked", "countersigned", "presented")

    bill = models.ForeignKey(Bill, models.DO_NOTHING, related_name="acts")
    act = models.CharField(max_length=16)
    at = models.DateTimeField()
    account = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, null=True, related_name="+")
    role = models.CharField(max_length=24)
    scope = models.CharField(max_length=24, blank=True)
    delegation = models.ForeignKey("people.Delegation", models.DO_NOTHING, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("people.Person", models.DO_NOTHING, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)
    leaf = models.BigIntegerField()


class Presentation(models.Model):
    """One presentation of a bill to the treasury, numbered, with a token and one outcome."""

    class Outcome(models.TextChoices):
        WAITS = "waits"
        QUEUED = "queued"
        OBJECTED = "objected"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"
        PASSED = "passed"

    bill = models.ForeignKey(Bill, models.DO_NOTHING, related_name="presentations")
    treasury = models.ForeignKey("people.Treasury", models.DO_NOTHING, related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=24)
    presented_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.WAITS)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    voucher_number = models.CharField(max_length=40, blank=True)
    voucher_date = models.DateField(null=True)
    account_year = models.CharField(max_length=7, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["voucher_date"], condition=models.Q(outcome="passed"), name="vouchers_by_date"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["bill", "ordinal"], name="presentation_ordinal_once"),
            models.UniqueConstraint(fields=["treasury", "token"], name="token_once"),
            models.UniqueConstraint(
                fields=["treasury", "account_year", "voucher_number"],
                condition=~models.Q(voucher_number=""),
                name="voucher_once",
            ),
            models.UniqueConstraint(
                fields=["bill"],
                condition=models.Q(outcome__in=["waits", "queued", "passed"]),
                name="one_live_presentation",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="passed")
                | (models.Q(voucher_date__isnull=False) & ~models.Q(voucher_number="")),
                name="passed_with_voucher",
            ),
        ]


class LineObjection(models.Model):
    """The treasury's objection to one line of a presented bill. Append-only."""

    presentation = models.ForeignKey(Presentation, models.DO_NOTHING, related_name="line_objections")
    line = models.ForeignKey(BillLine, models.DO_NOTHING, related_name="+")
    reason = models.CharField(max_length=300)
