"""Registered purposes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

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


class HighCourtApproval(models.Model):
    """The High Court lets one text of a purpose go to judicial officers; the order has its number and day."""

    purpose = models.CharField(max_length=24)
    text_hash = models.CharField(max_length=64)
    until = models.DateField(null=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_hash[:12]}"


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
