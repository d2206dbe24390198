"""What we ask the bank to pay: a file, its legs, and the accounts they go to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PaymentFile(models.Model):
    """One instruction to the bank for one bill: the first pays everybody, a later one whoever was left or came back.

    Its message id and bytes never change; only its state moves, forward.
    """

    class State(models.TextChoices):
        WRITTEN = "written"
        HANDED_OVER = "handed_over"
        ACKNOWLEDGED = "acknowledged"

    message = models.CharField(max_length=35, unique=True)
    bill = models.ForeignKey("payroll.Bill", models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    execute_on = models.DateField()
    legs_count = models.IntegerField()
    total = models.BigIntegerField()
    sha256 = models.BinaryField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITTEN)
    created_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    leaf = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bill", "ordinal"], name="file_once_per_bill_and_ordinal"),
            models.CheckConstraint(
                condition=models.Q(legs_count__gt=0, total__gt=0), name="file_pays_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Payment file {self.message}"


class FileBody(models.Model):
    """The bytes of a file. They carry account numbers, so the worker alone reads them."""

    file = models.OneToOneField(PaymentFile, models.PROTECT, primary_key=True, related_name="+")
    body = models.BinaryField()


class PaymentLeg(models.Model):
    """One payment to one payee for one payslip.

    ``payslip`` is the id of a payslip (they lie in monthly partitions, so the database holds no foreign key to it).
    The payee is the employee, or, for what is recovered on an obligation, an institution, a fund or the government.
    A leg that failed stays as it is: the one sent in its place names it in ``replaces``.
    """

    class Kind(models.TextChoices):
        BANK = "bank"
        TREASURY_SAVINGS = "treasury_savings"
        PROVIDENT_FUND = "provident_fund"
        BOOK_TRANSFER = "book_transfer"
        MONEY_ORDER = "money_order"

    class Payee(models.TextChoices):
        EMPLOYEE = "employee"
        INSTITUTION = "institution"
        FUND = "fund"
        GOVERNMENT = "government"

    class State(models.TextChoices):
        INSTRUCTED = "instructed"
        SETTLED = "settled"
        REJECTED = "rejected"
        RETURNED = "returned"
        REISSUED = "reissued"

    LIVE: ClassVar[tuple[str, ...]] = (State.INSTRUCTED, State.SETTLED)
    FAILED: ClassVar[tuple[str, ...]] = (State.REJECTED, State.RETURNED)

    end_to_end_id = models.CharField(max_length=35, unique=True)
    file = models.ForeignKey(PaymentFile, models.PROTECT, null=True, related_name="legs")
    bill = models.ForeignKey("payroll.Bill", models.PROTECT, related_name="+")
    payslip = models.BigIntegerField()
    employment = models.ForeignKey("people.Employment", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    for_month = models.IntegerField()
    payee = models.CharField(max_length=11, choices=Payee.choices, default=Payee.EMPLOYEE)
    obligation = models.ForeignKey("service_book.Obligation", models.DO_NOTHING, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    amount = models.BigIntegerField()
    account_fact = models.ForeignKey(
        "service_book.PayeeAccount", models.DO_NOTHING, null=True, related_name="+"
    )
    attempt = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INSTRUCTED)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["bill", "state"]),
            models.Index(fields=["employment", "for_month"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["payslip", "payee", "obligation"],
                name="one_live_leg",
                nulls_distinct=False,
                condition=models.Q(state__in=["instructed", "settled"]),
            ),
            models.UniqueConstraint(
                fields=["payslip", "payee", "obligation"],
                name="one_first_leg",
                nulls_distinct=False,
                condition=models.Q(replaces__isnull=True),
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="leg_pays_something"),
            models.CheckConstraint(
                condition=models.Q(attempt=1, replaces__isnull=True)
                | models.Q(attempt__gt=1, replaces__isnull=False),
                name="leg_names_what_it_replaces",
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.end_to_end_id}"


class LegAccount(models.Model):
    """A salted hash of the account a leg goes to, so that an answer is matched without the number. Worker only."""

    leg = models.OneToOneField(PaymentLeg, models.PROTECT, primary_key=True, related_name="account")
    salt = models.BinaryField()
    account_hash = models.BinaryField()


class LegProof(models.Model):
    """One person's commitment beneath the leaf of an event, with the salt and record that open it.

    Salt and record are destroyed on schedule (both become null); the commitment stays, so that others keep their proof.
    """

    leaf = models.BigIntegerField(db_index=True)
    leg = models.ForeignKey(PaymentLeg, models.PROTECT, related_name="+")
    credit = models.ForeignKey("payments.Credit", models.PROTECT, null=True, related_name="+")
    commitment = models.BinaryField()
    salt = models.BinaryField(null=True)
    record = models.JSONField(null=True)


class Reissue(models.Model):
    """An officer asks that a leg that failed is sent again, to the account named here. The worker does it."""

    leg = models.OneToOneField(PaymentLeg, models.PROTECT, related_name="+")
    account_fact = models.ForeignKey("service_book.PayeeAccount", models.DO_NOTHING, related_name="+")
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    scope = models.CharField(max_length=24, blank=True)
    delegation = models.ForeignKey("people.Delegation", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)
