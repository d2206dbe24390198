"""Lists of arrears, saved before anything is drawn."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ArrearList(models.Model):
    """Due less drawn of a drawing code's people for some months, as known at an instant. Append-only.

    ``result_hash`` covers every difference and its orders: a bill can be made from a list only while
    recomputing gives the same hash. ``owed`` and ``to_recover`` are sums of earnings. ``employments`` is null
    for everybody of the code.
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
    """One person's month on a list, as arrays with one element per component: whole due, and drawn."""

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


class ArrearsRequest(models.Model):
    """A finance request about the arrears of everybody, to count or to claim them, with its progress.

    ``press`` is a digest of one press of the form, so a double press makes one request. ``result`` has the
    sums by order and by drawing code when the worker is done. The request never changes, and nothing changes
    after it is done. A ``stopped`` request has its reason and can be resumed.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        COMPUTING = "computing"
        DONE = "done"
        STOPPED = "stopped"

    first = models.IntegerField()
    last = models.IntegerField()
    claims = models.BooleanField()
    asked_at = models.DateTimeField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    is_sample = models.BooleanField(default=False)
    press = models.CharField(max_length=64, unique=True)

    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    says = models.TextField(blank=True)
    result = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="done", result__isnull=False)
                | (~models.Q(state="done") & models.Q(result__isnull=True)),
                name="arrears_done_keep_their_result",
            )
        ]

    def __str__(self) -> str:
        return f"Arrears of everybody, {self.first} to {self.last}"

    @property
    def is_over(self) -> bool:
        """True if the request is done or stopped."""
        return self.state in (self.State.DONE, self.State.STOPPED)
