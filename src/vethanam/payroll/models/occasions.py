"""What people of an office ask apart from a month's pay, once a year or on an occasion."""

from __future__ import annotations

from django.db import models


class Occasion(models.Model):
    """Leave of one person surrendered, or the festival benefits of a year for an office, as known at an instant.

    Its claims name it. ``year`` is what nobody draws it twice for: the financial year of a surrender, of which the days
    of a person never exceed ``most``, ``service`` for the whole of it on retirement, or the year of the festival. ``on``
    is the day by which it is worked out, ``pays`` how it is paid. Appended, never changed.
    """

    class Kind(models.TextChoices):
        SURRENDER = "surrender"
        FESTIVAL = "festival"

    kind = models.CharField(max_length=9, choices=Kind.choices)
    drawing_code = models.ForeignKey("people.DrawingCode", models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    year = models.CharField(max_length=7)
    on = models.DateField()
    days = models.PositiveSmallIntegerField(null=True)
    most = models.PositiveSmallIntegerField(null=True)
    pays = models.CharField(max_length=14)
    known_at = models.DateTimeField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="festival", days__isnull=True, most__isnull=True)
                | models.Q(kind="surrender", days__gt=0, most__gte=models.F("days")),
                name="surrender_has_days",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind.capitalize()} of {self.year}"
