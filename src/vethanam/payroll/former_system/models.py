"""Models of side-by-side comparisons: signed differences, and offices that went live."""

from __future__ import annotations

from django.db import models


class SignedDifference(models.Model):
    """One row of a comparison, signed by an officer with a reason: correct as it is, or settled elsewhere.

    ``digest`` covers the row's people, component, cause and both figures. A row that changes is no longer
    signed.
    """

    month = models.IntegerField()
    digest = models.BinaryField()
    cause = models.CharField(max_length=40)
    component = models.CharField(max_length=60)
    people = models.IntegerField()
    drawn = models.BigIntegerField()
    computed = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    account = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "digest"], name="difference_signed_once")]


class WentLive(models.Model):
    """A drawing code's first month with this system, after every difference of the months taken over
    is settled or signed.
    """

    drawing_code = models.OneToOneField("people.DrawingCode", models.DO_NOTHING, related_name="+")
    first_month = models.IntegerField()
    account = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()
