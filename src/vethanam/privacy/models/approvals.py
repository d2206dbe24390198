"""Approvals: a signature over a commitment, beside its leaf."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct


class Approval(LoggedAct):
    """One person's signature, in a role, over the commitment to a request. Append-only.

    The row is an index: a reader verifies its leaf, the leaf of its key, and the signature
    (:func:`vethanam.privacy.approval_proofs.proven_approvals`). ``role`` is the permit's word for it.
    """

    class Of(models.TextChoices):
        CAMPAIGN = "campaign"
        PURPOSE = "purpose"
        ASKED_USE = "asked"
        RECIPIENT = "recipient"
        POSITION = "position"
        TEXT_CLASS = "text"

    of = models.CharField(max_length=9, choices=Of.choices)
    reference = models.CharField(max_length=40)
    commitment = models.BinaryField()
    role = models.CharField(max_length=24)
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    key = models.ForeignKey("identity.SigningKey", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["of", "reference"], name="approvals_of")]

    def __str__(self) -> str:
        return f"Approval of {self.of} {self.reference} as {self.role}"


class TextClassProposal(models.Model):
    """A class that an office proposes for a text while a restraint on kinds of message is in force.

    The class counts once a law officer and the data protection officer have signed ``commitment`` after
    the restraint. ``values_hash`` is of the values that fill the text; null for a text whose variables
    are all closed.
    """

    class Kind(models.TextChoices):
        NEUTRAL = "neutral"
        ACHIEVEMENTS = "achievements"
        BENEFITS = "service_benefit_announcements"

    reference = models.CharField(max_length=32, unique=True)
    template = models.CharField(max_length=48)
    template_hash = models.BinaryField()
    values_hash = models.BinaryField(null=True)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    content = models.JSONField()
    office = models.CharField(max_length=24)
    proposed_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    asking_person = models.BigIntegerField()
    for_person = models.BigIntegerField(null=True)
    commitment = models.BinaryField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["template_hash"], name="classes_of_text")]

    def __str__(self) -> str:
        return f"Class of {self.template} as {self.kind}"

    @property
    def asked_by_persons(self) -> frozenset[int]:
        """The persons behind the proposal, who cannot sign it."""
        return frozenset({self.asking_person, self.for_person} - {None})  # type: ignore[arg-type]
