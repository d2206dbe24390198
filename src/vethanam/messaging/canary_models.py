"""Canaries: made-up persons with a contact that no message reaches, planted for one holder of contacts."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct
from vethanam.privacy.models.signed_steps import OfficersAgreement, OfficersProposal


class CanaryProposal(OfficersProposal):
    """Canaries that an officer proposes for a holder. Append-only.

    ``mark`` names the holder in public, by letters that tell nothing. ``domain`` is where their addresses
    receive mail; it differs from every other domain.
    """

    class HolderKind(models.TextChoices):
        GATEWAY = "gateway"
        PROCESSOR = "processor"
        OFFICE = "office"
        PROGRAM = "program"

    mark = models.CharField(max_length=8, unique=True)
    holder_kind = models.CharField(max_length=9, choices=HolderKind.choices)
    holder = models.CharField(max_length=24)
    people = models.PositiveSmallIntegerField()
    domain = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"Canaries {self.mark}"


class CanaryPlanting(OfficersAgreement):
    """A second officer agreed, and they were made. ``root`` is over their commitments. Append-only."""

    proposal = models.OneToOneField(CanaryProposal, models.PROTECT, related_name="planting")
    root = models.BinaryField()

    def __str__(self) -> str:
        return f"Planting of {self.proposal}"


class Canary(models.Model):
    """One made-up person. ``commitment`` is to the code in her address, under ``salt``. Append-only.

    She has a sealed contact like everybody, and no employment, award or account. Nobody can read the code
    here: it is known to who receives mail at the address.
    """

    planting = models.ForeignKey(CanaryPlanting, models.PROTECT, related_name="canaries")
    subject = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    salt = models.BinaryField()
    commitment = models.BinaryField(unique=True)

    def __str__(self) -> str:
        return f"Canary {self.pk}"


class CanaryReached(LoggedAct):
    """Something reached a canary: the day, the way, and the hash of its words. Append-only."""

    class Channel(models.TextChoices):
        EMAIL = "email"
        OTHER = "other"

    canary = models.ForeignKey(Canary, models.PROTECT, related_name="reached")
    day = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    words = models.BinaryField()
    case = models.ForeignKey("privacy.Duty", models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["canary", "words"], name="canary_reached_once")]

    def __str__(self) -> str:
        return f"Arrival at {self.canary}"
