"""The pay calendar: days of a month by pay group, group of each drawing code. Append-only, by order."""

from __future__ import annotations

from django.db import models

#: the pay group of every drawing code without another
GENERAL = "general"


class PayDay(models.Model):
    """The days of one month for one pay group. The latest row of a month and group holds.

    ``opens_on`` is the first day on which the month is computed, ``cut_off_on`` the last day for entries,
    ``pays_on`` the first day on which its pay leaves.
    """

    pay_group = models.CharField(max_length=12, default=GENERAL)
    month = models.IntegerField()
    opens_on = models.DateField()
    cut_off_on = models.DateField()
    pays_on = models.DateField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["month", "pay_group"], name="pay_day_of_month")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_on__lte=models.F("cut_off_on"), cut_off_on__lte=models.F("pays_on")),
                name="pay_day_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"Pay-day of {self.month}, {self.pay_group}"


class PayGroup(models.Model):
    """The pay group of a drawing code from a month on. The latest row of a first month holds."""

    drawing_code = models.ForeignKey("people.DrawingCode", models.PROTECT, related_name="+")
    pay_group = models.CharField(max_length=12)
    first_month = models.IntegerField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["drawing_code", "first_month"], name="pay_group_of_code")]
