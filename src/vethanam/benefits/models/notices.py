"""Notices of a register of deaths about people who may be beneficiaries; an officer settles each."""

from __future__ import annotations

from django.db import models

from vethanam.benefits.models.entry import Entry
from vethanam.benefits.models.people import Beneficiary, Death


class DeathNotice(models.Model):
    """A register's notice of a death, beside a beneficiary of that day of birth with a like name.

    It stops nothing. The name of the notice is not kept, and a notice about nobody here is not either.
    ``account`` is that of the register's program; ``transaction`` and ``reference`` are the register's.
    """

    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    died_on = models.DateField()
    record_number = models.CharField(max_length=60, blank=True)
    transaction = models.CharField(max_length=99)
    reference = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "transaction", "reference", "beneficiary"], name="death_notice_once"
            )
        ]


class DeathNoticeAnswer(Entry):
    """The answer of an officer: her death is reported by the notice, or it is another person, and why."""

    notice = models.OneToOneField(DeathNotice, models.PROTECT, related_name="answer")
    death = models.ForeignKey(Death, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(death__isnull=False) | ~models.Q(reason=""), name="death_notice_settled"
            )
        ]
