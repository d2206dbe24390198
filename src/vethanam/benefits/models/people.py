"""A beneficiary, her card, circumstances, life proofs, death, and namesakes."""

from __future__ import annotations

from django.db import models

from vethanam.benefits.models.entry import Entry


class Beneficiary(models.Model):
    """A person who has applied for a scheme. Her number is given once and holds for every scheme."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    number = models.CharField(max_length=12, unique=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Beneficiary {self.number}"


class ReferenceCode(Entry):
    """The code on her card, as a keyed hash. The latest row of a beneficiary holds."""

    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    mark = models.BinaryField(max_length=32, unique=True)


class CodeSecret(models.Model):
    """The key for hashing codes and accounts. One row; only functions of the database's owner read it."""

    secret = models.BinaryField()


class Circumstance(Entry):
    """A fact about a beneficiary, true from a day, known since ``recorded_at``, with its document.

    A correction names the row before; with ``is_withdrawn`` it withdraws it. It counts once another person
    has checked it. The rule pack declares the kinds and how a value is written.
    """

    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    value = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    document = models.CharField(max_length=120)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["beneficiary", "kind", "valid_from", "id"], name="circumstance_as_of")
        ]


class Guardian(Entry):
    """Who acts for a minor, or for an adult under guardianship, with the proof by its reference.

    It counts once another person has checked it.
    """

    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    proof = models.CharField(max_length=12)
    proof_reference = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)


class LifeProof(Entry):
    """She was seen alive on a day. Kept also outside a window; whether it counts is a matter of the rules."""

    class Manner(models.TextChoices):
        CENTRE = "centre"
        HOME = "home"
        CERTIFICATE = "certificate"  # of a gazetted officer

    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    on = models.DateField()
    manner = models.CharField(max_length=12, choices=Manner.choices)
    reference = models.CharField(max_length=60)


class Death(Entry):
    """A reported death. It stops payments and messages at once; another person confirms it.

    ``refutes`` names the report that proved wrong: she lives. Two persons say so.
    """

    class Source(models.TextChoices):
        RELATIVE = "relative"
        SOCIETY = "society"
        LOCAL_BODY = "local_body"
        REGISTER = "register"
        MUSTERING = "mustering"

    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    died_on = models.DateField(null=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    certificate = models.CharField(max_length=60, blank=True)
    refutes = models.ForeignKey("self", models.PROTECT, null=True, related_name="refutations")


class Likeness(Entry):
    """Whether two beneficiaries who look alike are one person, as two officers settled it."""

    lower = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    higher = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    is_one_person = models.BooleanField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(lower__lt=models.F("higher")), name="likeness_in_order")
        ]
