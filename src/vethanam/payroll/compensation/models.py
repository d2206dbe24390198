"""Models of compensation: ordered for a roll, decided on by finance, its tax entered, its lines drawn."""

from __future__ import annotations

from django.db import models

from vethanam.privacy.models.signed_steps import SignedStep


class Compensation(SignedStep):
    """A law officer orders what a court has given to the people of a roll.

    ``amounts`` are paise by class of person; the key ``""`` has the amount of every other line.
    """

    reference = models.CharField(max_length=32, unique=True)
    roll = models.ForeignKey("privacy.Roll", models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    head = models.ForeignKey("people.HeadOfAccount", models.PROTECT, related_name="+")
    amounts = models.JSONField()

    def __str__(self) -> str:
        return self.reference

    def amount_of(self, class_of: str) -> int:
        """The paise of a line of a class of person; 0 where the court gives it nothing."""
        return int(self.amounts.get(class_of, self.amounts.get("", 0)))


class CompensationDecision(SignedStep):
    """Finance approves a compensation, or declines it with a reason."""

    class Outcome(models.TextChoices):
        APPROVED = "approved"
        DECLINED = "declined"

    compensation = models.OneToOneField(
        Compensation, models.PROTECT, primary_key=True, related_name="decision"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.compensation_id} {self.outcome}"


class CompensationTax(SignedStep):
    """The tax to deduct from each line, in hundredths of one per cent. The last row holds."""

    compensation = models.ForeignKey(Compensation, models.PROTECT, related_name="taxes")
    rate = models.PositiveIntegerField()
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(rate__lt=10_000), name="compensation_tax_below_whole")
        ]

    def __str__(self) -> str:
        return f"Tax of {self.compensation_id}"


class CompensatedLine(models.Model):
    """The claim on the treasury for one line of a roll. Append-only; a void claim counts no more."""

    claim = models.OneToOneField(
        "payroll.Claim", models.DO_NOTHING, primary_key=True, related_name="compensated"
    )
    compensation = models.ForeignKey(Compensation, models.DO_NOTHING, related_name="lines")
    line = models.ForeignKey("privacy.RollLine", models.DO_NOTHING, related_name="+")

    def __str__(self) -> str:
        return f"Line {self.line_id} of {self.compensation_id}"
