"""Models of claims outside a month's pay: leave surrender, festival benefits, compensation."""

from __future__ import annotations

from django.db import models


class Occasion(models.Model):
    """One person's leave surrender, an office's festival benefits of a year, or compensation drawn at once.

    Append-only.

    Its claims refer to it. ``year`` prevents drawing twice: the financial year of a surrender, in which a
    person's days never exceed ``most``; ``service`` for a surrender on retirement; or the year of the
    festival; of a compensation it is the account year. ``on`` is the date of computation, ``pays`` the mode
    of payment.
    """

    class Kind(models.TextChoices):
        SURRENDER = "surrender"
        FESTIVAL = "festival"
        COMPENSATION = "compensation"

    kind = models.CharField(max_length=12, choices=Kind.choices)
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
                condition=models.Q(
                    kind__in=["festival", "compensation"], days__isnull=True, most__isnull=True
                )
                | models.Q(kind="surrender", days__gt=0, most__gte=models.F("days")),
                name="surrender_has_days",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind.capitalize()} of {self.year}"
