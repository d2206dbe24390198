"""What came of laying the months of the system before beside ours: differences signed, and offices that went live."""

from __future__ import annotations

from django.db import models


class SignedDifference(models.Model):
    """One row of a comparison that an officer signed with a reason: it is right as it is, or it is settled otherwise.

    ``digest`` is over the people of the row, its component, both figures of each and its cause: a row that changes is no
    longer signed.
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
    """A drawing code draws by this system from a month on: every month taken over is equal, or each difference is signed."""

    drawing_code = models.OneToOneField("people.DrawingCode", models.DO_NOTHING, related_name="+")
    first_month = models.IntegerField()
    account = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()
