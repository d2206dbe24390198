"""The bank's answers, the accepted events, and the findings."""

from __future__ import annotations

from django.db import models


class Answer(models.Model):
    """One file of the bank, read once. A file with a bad signature is kept as evidence and never trusted.

    The paymaster reads it: ``said`` is its content without an account number, each entry with the hop of its
    account. The worker makes credits of it; ``leaf`` is null until then.
    """

    class Kind(models.TextChoices):
        REPORT = "report"  # pain.002
        NOTICE = "notice"  # camt.054
        UNREADABLE = "unreadable"

    sha256 = models.BinaryField()
    is_verified = models.BooleanField()
    name = models.CharField(max_length=120)
    message = models.CharField(max_length=35, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    file = models.ForeignKey("payments.PaymentFile", models.PROTECT, null=True, related_name="+")
    dated_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    credits_count = models.IntegerField(default=0)
    findings_count = models.IntegerField(default=0)
    leaf = models.BigIntegerField(null=True)
    said = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "is_verified"], name="answer_read_once")]

    def __str__(self) -> str:
        return f"Answer {self.name}"


class AnswerBody(models.Model):
    """The bytes and signature of an answer. They carry account numbers: paymaster only."""

    answer = models.OneToOneField(Answer, models.PROTECT, primary_key=True, related_name="+")
    body = models.BinaryField()
    signature = models.BinaryField()


class Credit(models.Model):
    """An event of a leg from a verified answer. Append-only, each kind once per hop.

    The first hop is the payment itself; for a treasury savings account, the onward transfer to the bank is a
    second hop with its own events. A transfer in the treasury's books has no answer: it happened with the
    voucher of its bill, on its day.
    """

    class Kind(models.TextChoices):
        CREDITED = "credited"
        REJECTED = "rejected"
        RETURNED = "returned"

    class Hop(models.IntegerChoices):
        FIRST = 1
        ONWARD = 2

    leg = models.ForeignKey("payments.PaymentLeg", models.DO_NOTHING, related_name="credits")
    hop = models.PositiveSmallIntegerField(choices=Hop.choices, default=Hop.FIRST)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.BigIntegerField()
    on = models.DateField()
    code = models.CharField(max_length=35, blank=True)
    answer = models.ForeignKey(Answer, models.DO_NOTHING, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leg", "hop", "kind"], name="credit_once")]


class PaymentFinding(models.Model):
    """A payment problem for a person to handle. ``key`` prevents duplicates.

    ``officer`` is the role that can act: the office, which knows the account, or the treasury, which talks
    to the bank.
    """

    key = models.CharField(max_length=160, unique=True)
    code = models.CharField(max_length=40)
    record = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    officer = models.CharField(max_length=24, default="treasury_officer")
    treasury = models.ForeignKey("people.Treasury", models.PROTECT, null=True, related_name="+")
    bill = models.ForeignKey("payroll.Bill", models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("payments.PaymentFile", models.PROTECT, null=True, related_name="+")
    leg = models.ForeignKey("payments.PaymentLeg", models.PROTECT, null=True, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    resolution = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["recorded_at"], condition=models.Q(resolved_at__isnull=True), name="open_findings"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record}: {self.code}"


class BankDay(models.Model):
    """A day on which the State's own list opens or closes the banks, against the calendar.

    The latest row holds.
    """

    day = models.DateField()
    is_open = models.BooleanField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["day", "recorded_at"], name="bank_day_as_of")]
