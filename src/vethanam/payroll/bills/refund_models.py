"""Models of refunds to the treasury by challan, for passed bills."""

from __future__ import annotations

from django.db import models


class Refund(models.Model):
    """One person's refund of one passed bill by a challan.

    It counts as not drawn once the treasury confirms it.

    ``amount`` is refunded earnings less refunded deductions: the challan's total, or this person's part of
    ``challan_total`` if it covers several refunds. An undecided or confirmed refund keeps its number reserved
    for the treasury's account year. ``account_year`` is that of the challan.
    """

    class State(models.TextChoices):
        ENTERED = "entered"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    bill = models.ForeignKey("payroll.Bill", models.DO_NOTHING, related_name="refunds")
    employment = models.ForeignKey("people.Employment", models.DO_NOTHING, related_name="+")
    treasury = models.ForeignKey("people.Treasury", models.DO_NOTHING, related_name="+")
    challan_number = models.CharField(max_length=40)
    challan_date = models.DateField()
    account_year = models.CharField(max_length=7)
    amount = models.BigIntegerField()
    challan_total = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ENTERED)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    entered_for = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.DO_NOTHING, null=True, related_name="+")
    decided_for = models.ForeignKey("people.Person", models.DO_NOTHING, null=True, related_name="+")
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["treasury", "state"]), models.Index(fields=["employment"])]
        constraints = [
            models.UniqueConstraint(
                fields=["treasury", "account_year", "challan_number"],
                condition=~models.Q(state="refused") & models.Q(challan_total__isnull=True),
                name="challan_once",
            ),
            models.UniqueConstraint(
                fields=["treasury", "account_year", "challan_number", "bill", "employment"],
                condition=~models.Q(state="refused"),
                name="challan_once_for_each",
            ),
            models.CheckConstraint(
                condition=models.Q(challan_total__isnull=True)
                | models.Q(challan_total__gt=models.F("amount")),
                name="challan_covers_more",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_is_something"),
        ]

    def __str__(self) -> str:
        return f"Challan {self.challan_number}"


class RefundLine(models.Model):
    """The refunded amount of one line of a claim. Append-only."""

    refund = models.ForeignKey(Refund, models.DO_NOTHING, related_name="lines")
    claim = models.ForeignKey("payroll.Claim", models.DO_NOTHING, related_name="+")
    component = models.SmallIntegerField()
    obligation = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["claim"])]
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "claim", "component", "obligation"],
                name="refund_line_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_line_is_something"),
        ]
