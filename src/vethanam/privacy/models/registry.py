"""Registered purposes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.journal.models import LoggedAct
from vethanam.privacy.models.requesters import AskedFor


class Purpose(models.Model):
    """One version of a purpose, as committed to in its leaf. Append-only."""

    code = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    hash = models.BinaryField()
    leaf = models.BigIntegerField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="purpose_version_once")]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class PurposeProposal(AskedFor):
    """A purpose proposed by an office, public from then on. Append-only; approvals sign its commitment."""

    reference = models.CharField(max_length=32, unique=True)
    code = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    hash = models.BinaryField()
    office = models.CharField(max_length=24)
    proposed_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    commitment = models.BinaryField(unique=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.code} version {self.version}, proposed"


class PurposePublication(models.Model):
    """A proposal with two approvals, published as a version of the register."""

    proposal = models.OneToOneField(PurposeProposal, models.PROTECT, related_name="publication")
    purpose = models.OneToOneField(Purpose, models.PROTECT, related_name="publication")
    published_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()


class SchemeRegister(models.Model):
    """The register of contacts of one scheme, owned by its office. Two persons enter it with the office."""

    code = models.CharField(max_length=24, unique=True)
    controller = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Transfer(models.Model):
    """A transfer of data to another body: recipient, purpose, order, day. Append-only, public.

    Two administrators enter one made elsewhere; the worker adds each feed and each print job handed over
    here, under its use's number. Such a recipient may have been registered without an order.
    """

    number = models.CharField(max_length=24, unique=True)
    recipient = models.CharField(max_length=160)
    purpose = models.CharField(max_length=24)
    field_names = models.CharField(max_length=300)
    people = models.PositiveIntegerField()
    sent_on = models.DateField()
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class ApprovedText(models.Model):
    """An authority lets one text of a purpose go, by an order or letter with its number and day.

    ``until`` is its last day; null means without one.
    """

    purpose = models.CharField(max_length=24)
    text_hash = models.CharField(max_length=64)
    until = models.DateField(null=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_hash[:12]}"


class HighCourtApproval(ApprovedText):
    """The High Court lets one text of a purpose go to judicial officers."""


class ElectionClearance(ApprovedText):
    """The election authority lets one text of a purpose go in an election window, up to a day."""


class NotifiedRegister(models.Model):
    """A register of the State that the Central Government notified for section 7(b)(ii)."""

    code = models.CharField(max_length=24)
    gazette_number = models.CharField(max_length=80)
    notified_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Event(models.Model):
    """An emergency on record: its hazard, its area and its days. The latest row of a code holds.

    ``area`` are districts or taluks, or ``state``.
    """

    code = models.CharField(max_length=24)
    hazard = models.CharField(max_length=60)
    area = ArrayField(models.CharField(max_length=40))
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class EventDeclaration(LoggedAct):
    """An emergency that an officer of a disaster authority declared for one place. Append-only.

    ``hazard`` is of a closed list, ``place`` a district, a taluk or ``state``. ``code`` names it in messages.
    """

    code = models.CharField(max_length=24, unique=True)
    office = models.CharField(max_length=24)
    hazard = models.CharField(max_length=24)
    place = models.CharField(max_length=40)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    declared_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="event_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.code


class EventClosing(LoggedAct):
    """The end of a declared emergency before its time. Append-only; nothing is sent for it afterwards."""

    declaration = models.OneToOneField(EventDeclaration, models.DO_NOTHING, related_name="closing")
    closed_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")


class UseReview(LoggedAct):
    """The data protection officer's review of a use that went without approval. Append-only, once a use."""

    use = models.OneToOneField("privacy.Use", models.DO_NOTHING, related_name="review")
    was_due = models.BooleanField()
    says = models.CharField(max_length=300)
    reviewed_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
