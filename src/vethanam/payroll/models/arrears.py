"""A list of arrears: whose, for which months, how much, written down before anything is drawn."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ArrearList(models.Model):
    """Due less drawn of a drawing code's people for some months, as known at an instant. Appended, never changed.

    ``result_hash`` is over every difference and its orders: a bill is made of a list only while asking again gives
    the same. ``owed`` and ``to_recover`` are sums of earnings; ``employments`` is null for everybody of the code.
    """

    drawing_code = models.ForeignKey("people.DrawingCode", models.PROTECT, related_name="+")
    first = models.IntegerField()
    last = models.IntegerField()
    employments = ArrayField(models.BigIntegerField(), null=True)
    known_at = models.DateTimeField()
    result_hash = models.BinaryField()
    people = models.IntegerField()
    owed = models.BigIntegerField()
    to_recover = models.BigIntegerField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["drawing_code", "known_at"])]

    def __str__(self) -> str:
        return f"Arrears {self.first} to {self.last}"


class ArrearMonth(models.Model):
    """One person's month on a list: arrays, one place per component, of what is due in all and what was drawn of it."""

    arrear_list = models.ForeignKey(
        ArrearList, models.DO_NOTHING, related_name="months", db_constraint=False, db_index=False
    )
    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    for_month = models.IntegerField()
    components = ArrayField(models.SmallIntegerField())
    due = ArrayField(models.BigIntegerField())
    drawn = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["arrear_list", "employment", "for_month"], name="arrear_month_once"
            )
        ]
