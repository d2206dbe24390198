"""Registered consent managers, their links to people, and the calls of their programs."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct


class ConsentManager(models.Model):
    """A consent manager that the Data Protection Board registered. Append-only; the latest row holds.

    It counts only as two administrators signed it (:mod:`vethanam.privacy.agreement_proofs`).
    """

    number = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class ManagerCode(LoggedAct):
    """A code that a person made for one consent manager; its program redeems it once. Append-only."""

    manager = models.CharField(max_length=24)
    hash = models.BinaryField(unique=True)
    ends_at = models.DateTimeField()


class ManagerLink(models.Model):
    """A consent manager acts for a person, by a handle known to its program. Append-only."""

    code = models.OneToOneField(ManagerCode, models.DO_NOTHING, related_name="link")
    person = models.BigIntegerField(db_index=True)
    manager = models.CharField(max_length=24)
    handle_hash = models.BinaryField(unique=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)


class ManagerLinkEnd(models.Model):
    """The end of a link, by its person. Append-only."""

    link = models.OneToOneField(ManagerLink, models.DO_NOTHING, related_name="end")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)


class ManagerCall(models.Model):
    """A call of a consent manager's program, answered or refused. Append-only.

    ``manager`` is the number of the program. ``link`` is unset where the call names none of its links.
    """

    class Does(models.TextChoices):
        REDEEM = "redeem"
        READ = "read"
        GIVE = "give"
        WITHDRAW = "withdraw"

    manager = models.CharField(max_length=24)
    link = models.ForeignKey(ManagerLink, models.DO_NOTHING, null=True, related_name="calls")
    does = models.CharField(max_length=8, choices=Does.choices)
    purpose = models.CharField(max_length=24, blank=True)
    controller = models.CharField(max_length=24, blank=True)
    refusal = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)
