"""Home delivery: the advance to a society, the outcome of each of its lines, and money that goes back."""

from __future__ import annotations

from django.db import models

from vethanam.benefits.models.cycles import Release
from vethanam.benefits.models.entry import Entry
from vethanam.benefits.models.payments import Leg
from vethanam.benefits.models.schemes import Society


class Advance(models.Model):
    """The money of a release for the people of one society, in one payment to the society.

    Its lines are the home legs that name it; ``total`` is their sum. ``days``: the last day of delivery is so
    many days after the credit.
    """

    number = models.CharField(max_length=16, unique=True)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    society = models.ForeignKey(Society, models.PROTECT, related_name="+")
    people = models.IntegerField()
    total = models.BigIntegerField()
    days = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__gt=0, total__gt=0), name="advance_pays_something"
            )
        ]

    def __str__(self) -> str:
        return f"Delivery list {self.number}"


class ListTaken(Entry):
    """The secretary of a society took the list of an advance, sealed to the society; ``content`` is its hash.

    ``answer_key`` verifies an answer to this file (Ed25519); null: it was taken before lists were sealed.
    """

    advance = models.ForeignKey(Advance, models.PROTECT, related_name="+")
    content = models.BinaryField(max_length=32)
    answer_key = models.BinaryField(max_length=32, null=True)
    leaf = models.BigIntegerField(unique=True)


class Delivery(Entry):
    """The outcome of one line: delivered with its proof, or the reason why not.

    It counts once the secretary of the society has agreed. ``reference`` is the receipt code, the page of the
    book with the thumb mark, or the names of two witnesses.
    """

    class Outcome(models.TextChoices):
        DELIVERED = "delivered"
        NOT_FOUND = "not_found"
        ABSENT = "absent"
        MOVED = "moved"
        REFUSED = "refused"
        DIED = "died"

    class Proof(models.TextChoices):
        CODE = "code"
        THUMB = "thumb"
        WITNESSES = "witnesses"

    leg = models.ForeignKey(Leg, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    on = models.DateField()
    proof = models.CharField(max_length=12, choices=Proof.choices, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="delivered") & ~models.Q(proof="") & ~models.Q(reference="")
                | ~models.Q(outcome="delivered") & models.Q(proof="", reference=""),
                name="delivery_has_its_proof",
            )
        ]
        indexes = [models.Index(fields=["leg"], name="deliveries_of_line")]


class MoneyReturn(Entry):
    """Money of an advance that a society gave back by a transfer; an officer of the scheme confirms it.

    ``is_interest``: it is the interest on what came back late, and no part of the advance.
    """

    advance = models.ForeignKey(Advance, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    is_interest = models.BooleanField(default=False)
    on = models.DateField()
    reference = models.CharField(max_length=40)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="money_return_of_something")
        ]
