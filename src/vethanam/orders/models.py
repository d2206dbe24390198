"""Orders, their effects, and the figures they fix; all append-only."""

from __future__ import annotations

from django.db import models

from vethanam.orders.scan_types import LARGEST, TYPES


class Order(models.Model):
    """One order. Order date, effective date and first-drawn month are three different fields."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government"
        OFFICE = "office"
        COURT = "court"
        PAY_SLIP = "pay_slip"  # of the Accountant General
        SANCTION = "sanction"

    class PaymentMode(models.TextChoices):
        CASH = "cash"
        PROVIDENT_FUND = "provident_fund"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.GOVERNMENT)
    number = models.CharField(max_length=120)
    dated = models.DateField()
    with_effect_from = models.DateField(null=True)
    first_drawn_month = models.IntegerField(null=True)
    paragraph = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300, blank=True)
    title_ml = models.CharField(max_length=300, blank=True)
    document_hash = models.BinaryField(null=True)
    case_number = models.CharField(max_length=80, blank=True)
    payment_mode = models.CharField(max_length=16, choices=PaymentMode.choices, default=PaymentMode.CASH)
    instalments = models.PositiveSmallIntegerField(default=1)
    locked_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "dated"], name="order_number_and_date")]

    def __str__(self) -> str:
        return f"{self.number} dated {self.dated:%d %b %Y}"


class OrderEffect(models.Model):
    """An effect on an order, its people and first day. The latest row known at an instant holds.

    ``employment`` is the id of one employment, or null for everybody under the order.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force"
        STAYED = "stayed"
        VACATED = "vacated"  # a stay was vacated: the order is in force again
        SET_ASIDE = "set_aside"
        SUPERSEDED = "superseded"

    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices)
    employment = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()
    case_number = models.CharField(max_length=80, blank=True)
    by_order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+")


class OrderScan(models.Model):
    """A scan of an order; its file lies in the state folder under its hash (``scan_files``).

    ``drawing_code`` is the office that attached it, empty for an officer without one. ``times_attached`` is
    1, and one more for each time that the same file was taken off this order before.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    media = models.CharField(max_length=40)
    attached_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    drawing_code = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()
    times_attached = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "sha256", "times_attached"], name="scan_of_order_once"),
            models.CheckConstraint(
                condition=models.Q(size__gt=0, size__lte=LARGEST, media__in=[*TYPES]),
                name="scan_of_safe_type_and_size",
            ),
        ]


class ScanWithdrawal(models.Model):
    """A step towards taking a scan off its order; the last one holds.

    ``person`` is the human behind ``by``.
    """

    class Step(models.TextChoices):
        ASKED = "asked"
        WITHDRAWN = "withdrawn"
        DECLINED = "declined"

    scan = models.ForeignKey(OrderScan, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=Step.choices)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40)
    drawing_code = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step="withdrawn") | ~models.Q(reason=""), name="scan_step_with_reason"
            )
        ]


class Figure(models.Model):
    """A figure of a rule pack fixed by an order: a rate, a slab, an amount.

    Entered here and approved by a second person.

    It is in force from its own date once recorded. A correction is a later row for the same parameter, key
    and day. ``content`` is the figure in the form of :mod:`vethanam.rules.entered_figures`.
    """

    pack = models.CharField(max_length=40)
    parameter = models.CharField(max_length=80)
    key = models.CharField(max_length=60, blank=True)
    with_effect_from = models.DateField()
    content = models.JSONField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(entered_by=models.F("agreed_by")), name="figure_agreed_by_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.parameter} {self.key} from {self.with_effect_from}".replace("  ", " ")
