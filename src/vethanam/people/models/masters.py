"""Changes of masters: proposed by one person, approved by another; only then the masters' tables change.

Masters are the reference tables: departments, treasuries, heads, posts, offices, drawing codes, and those of
the rooms above. All three tables here are append-only and hold the whole history.
"""

from __future__ import annotations

from django.db import models


class MasterProposal(models.Model):
    """One or more changes, approved or declined as a whole: a form, or the sheets of a file.

    A title is in the proposer's own words, or empty. ``digest`` is the SHA-256 of its changes in canonical
    JSON, as named in the log.
    """

    title = models.CharField(max_length=160, blank=True)
    source = models.CharField(max_length=120, blank=True)
    digest = models.BinaryField()
    proposed_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    proposed_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title or f"Proposal {self.pk}"


class MasterChange(models.Model):
    """One change of one master. ``given`` is its new content, ``before`` the replaced content, both as JSON.

    ``key`` identifies the master within its kind; ``place`` is the change's position in its proposal, ``row``
    its row in the file.
    """

    class Verb(models.TextChoices):
        ENTER = "enter"
        CORRECT = "correct"
        CLOSE = "close"

    proposal = models.ForeignKey(MasterProposal, models.PROTECT, related_name="changes")
    place = models.PositiveIntegerField()
    row = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=24)
    verb = models.CharField(max_length=8, choices=Verb.choices)
    key = models.CharField(max_length=160)
    given = models.JSONField()
    before = models.JSONField(null=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "place"], name="master_change_place")]
        indexes = [models.Index(fields=["kind", "key"], name="master_change_of")]


class MasterDecision(models.Model):
    """The end of a proposal: approved or declined by another person, or withdrawn by the proposer."""

    class Outcome(models.TextChoices):
        AGREED = "agreed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    proposal = models.OneToOneField(MasterProposal, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    decided_person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class MasterClosing(models.Model):
    """The last day of a master. Nothing new may name it afterwards; existing references stay."""

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=160)
    last_day = models.DateField()
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="master_closing_of")]
