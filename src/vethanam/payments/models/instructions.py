"""Bank instructions: a file, its legs, and their accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models

from vethanam.errors import Broken


class PaymentFile(models.Model):
    """One bank instruction for one bill: the first pays everybody, later ones the
    remaining or returned payments.

    The worker writes it, the paymaster makes and signs its bytes: ``sha256`` is theirs, and null until then.
    Its message id and bytes never change; its state only moves forward. *Leaving* is with the paymaster. Once
    signed the bank may have it, and the same bytes are handed over again after a crash. *Withdrawn* never
    left: a payee had died or something was not proven, and another file pays the others.
    """

    class State(models.TextChoices):
        WRITTEN = "written"
        LEAVING = "leaving"
        HANDED_OVER = "handed_over"
        ACKNOWLEDGED = "acknowledged"
        WITHDRAWN = "withdrawn"

    #: the bank cannot have received these
    UNSENT: ClassVar[tuple[str, ...]] = (State.WRITTEN, State.WITHDRAWN)

    message = models.CharField(max_length=35, unique=True)
    bill = models.ForeignKey("payroll.Bill", models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    execute_on = models.DateField()
    legs_count = models.IntegerField()
    total = models.BigIntegerField()
    sha256 = models.BinaryField(null=True)
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
    """The bytes of a file with the paymaster's signature. They carry account numbers: paymaster only."""

    file = models.OneToOneField(PaymentFile, models.PROTECT, primary_key=True, related_name="+")
    body = models.BinaryField()
    signature = models.BinaryField(null=True)


@dataclass(frozen=True, slots=True)
class PayOf:
    """The pay of a leg: payslip, employment, person, and its latest month."""

    payslip: int
    employment: int
    person: int
    for_month: int


class PaymentLeg(models.Model):
    """One payment to one payee: to an employee for one payslip, or to the payee of one schedule of a bill.

    ``payslip`` is a payslip's id (without a foreign key, because payslips lie in monthly partitions). An
    arrear for a person's provident fund is also a leg of her payslip. A leg of a schedule names its deduction
    in ``schedule`` and an institution or local body in ``party``; it belongs to no person and nobody is told
    of it. A failed or *withheld* leg stays as it is; its replacement names it in ``replaces``. Withheld means
    that the payee died before the file left, or that the paymaster could not prove it.
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
        LOCAL_BODY = "local_body"
        FUND = "fund"
        GOVERNMENT = "government"

    class State(models.TextChoices):
        INSTRUCTED = "instructed"
        SETTLED = "settled"
        REJECTED = "rejected"
        RETURNED = "returned"
        REISSUED = "reissued"
        WITHHELD = "withheld"

    LIVE: ClassVar[tuple[str, ...]] = (State.INSTRUCTED, State.SETTLED)
    FAILED: ClassVar[tuple[str, ...]] = (State.REJECTED, State.RETURNED)
    #: moved in the treasury's books by the voucher, without a bank
    BOOKED: ClassVar[tuple[str, ...]] = (Kind.PROVIDENT_FUND, Kind.BOOK_TRANSFER)

    end_to_end_id = models.CharField(max_length=35, unique=True)
    file = models.ForeignKey(PaymentFile, models.PROTECT, null=True, related_name="legs")
    bill = models.ForeignKey("payroll.Bill", models.PROTECT, related_name="+")
    payslip = models.BigIntegerField(null=True)
    employment = models.ForeignKey("people.Employment", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    for_month = models.IntegerField(null=True)
    payee = models.CharField(max_length=11, choices=Payee.choices, default=Payee.EMPLOYEE)
    schedule = models.CharField(max_length=40, blank=True)
    party = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    amount = models.BigIntegerField()
    account_fact = models.ForeignKey(
        "service_book.PayeeAccount", models.DO_NOTHING, null=True, related_name="+"
    )
    institution_account = models.ForeignKey(
        "payments.InstitutionAccount", models.DO_NOTHING, null=True, related_name="+"
    )
    attempt = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INSTRUCTED)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["bill", "state"]),
            models.Index(fields=["employment", "for_month"]),
            models.Index(fields=["file"], condition=models.Q(state="instructed"), name="legs_without_answer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["payslip", "payee"],
                name="one_live_leg",
                condition=models.Q(state__in=["instructed", "settled"]),
            ),
            models.UniqueConstraint(
                fields=["payslip", "payee"],
                name="one_first_leg",
                condition=models.Q(replaces__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["bill", "schedule", "party"],
                name="one_live_leg_of_a_schedule",
                condition=models.Q(payslip__isnull=True, state__in=["instructed", "settled"]),
            ),
            models.UniqueConstraint(
                fields=["bill", "schedule", "party"],
                name="one_first_leg_of_a_schedule",
                condition=models.Q(payslip__isnull=True, replaces__isnull=True),
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="leg_pays_something"),
            models.CheckConstraint(
                condition=models.Q(attempt=1, replaces__isnull=True)
                | models.Q(attempt__gt=1, replaces__isnull=False),
                name="leg_names_what_it_replaces",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    payslip__isnull=False,
                    employment__isnull=False,
                    person__isnull=False,
                    for_month__isnull=False,
                )
                | models.Q(payslip__isnull=True, employment__isnull=True, person__isnull=True)
                & ~models.Q(schedule="")
                & ~models.Q(payee="employee"),
                name="leg_is_of_a_payslip_or_a_schedule",
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.end_to_end_id}"

    @property
    def pay(self) -> PayOf:
        """The pay behind the leg.

        Raises
        ------
        Broken
            It is a leg of a schedule and belongs to no person.
        """
        if self.payslip is None or not self.employment_id or not self.person_id or self.for_month is None:
            raise Broken("nobodys_pay", instruction=self)
        return PayOf(self.payslip, self.employment_id, self.person_id, self.for_month)


class LegAccount(models.Model):
    """Salted hashes of a signed leg's account and of its onward account. Paymaster only.

    Answers are matched by them without the number; the matching hash tells the hop. A leg with a row here is
    in a signed file: it counts against its bill until the bank says that it failed (:class:`FailedLeg`).
    """

    leg = models.OneToOneField(PaymentLeg, models.PROTECT, primary_key=True, related_name="account")
    salt = models.BinaryField()
    account_hash = models.BinaryField()
    onward_hash = models.BinaryField(null=True)


class FailedLeg(models.Model):
    """A leg that the bank rejected or returned in a signed answer, as the paymaster read it. Append-only."""

    leg = models.OneToOneField(PaymentLeg, models.PROTECT, primary_key=True, related_name="+")
    answer = models.ForeignKey("payments.Answer", models.PROTECT, related_name="+")


class PaymasterRemark(models.Model):
    """What the paymaster could not do, for the worker to act on: it makes findings of it. ``key`` once.

    ``leg`` is one that is not proven; ``file`` alone is a file that stays where it is.
    """

    key = models.CharField(max_length=160, unique=True)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    file = models.ForeignKey(PaymentFile, models.PROTECT, null=True, related_name="+")
    leg = models.ForeignKey(PaymentLeg, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(taken_at__isnull=True), name="remarks_to_take")
        ]


class LegProof(models.Model):
    """One person's commitment under the leaf of an event, with its salt and record.

    Where salt and record are destroyed (both become null), the commitment stays, so that others keep their
    proof.
    """

    leaf = models.BigIntegerField(db_index=True)
    leg = models.ForeignKey(PaymentLeg, models.PROTECT, related_name="+")
    credit = models.ForeignKey("payments.Credit", models.PROTECT, null=True, related_name="+")
    commitment = models.BinaryField()
    salt = models.BinaryField(null=True)
    record = models.JSONField(null=True)


class Reissue(models.Model):
    """A request to send a failed leg again, to the named account. The worker does it."""

    leg = models.OneToOneField(PaymentLeg, models.PROTECT, related_name="+")
    account_fact = models.ForeignKey(
        "service_book.PayeeAccount", models.DO_NOTHING, null=True, related_name="+"
    )
    institution_account = models.ForeignKey(
        "payments.InstitutionAccount", models.DO_NOTHING, null=True, related_name="+"
    )
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    scope = models.CharField(max_length=24, blank=True)
    delegation = models.ForeignKey("people.Delegation", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account_fact__isnull=False, institution_account__isnull=True)
                | models.Q(account_fact__isnull=True, institution_account__isnull=False),
                name="reissue_names_one_account",
            )
        ]
