"""Orders, undertakings and stops that hold messages, their later positions, and election windows.

All append-only.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.journal.models import LoggedAct


def _codes(longest: int = 40) -> Any:
    return ArrayField(models.CharField(max_length=longest), default=list, blank=True)


class Restraint(models.Model):
    """A restraint on messages. Each field it names must match; an empty field does not narrow it.

    ``at`` is the business time of its entry; ``recorded_at`` is the real instant it took effect, after which
    no message in scope is handed over. A back-dated restraint holds from its entry; ``starts_at`` is the
    start of the reported gap. ``counts`` are the messages in scope by state at that instant.
    """

    class Kind(models.TextChoices):
        COURT_ORDER = "court_order"
        UNDERTAKING = "undertaking"
        STOP = "stop"  # an officer's stop of one sending

    reference = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    court = models.CharField(max_length=160, blank=True)
    case_number = models.CharField(max_length=80, blank=True)
    dated = models.DateField(null=True)
    document_hash = models.BinaryField(null=True)
    says = models.CharField(max_length=500, blank=True)
    source_registers = _codes()
    purposes = _codes()
    kinds = _codes()
    controllers = _codes()
    senders = _codes()
    channels = _codes()
    classes = _codes()
    uses = _codes()
    excepts = _codes()
    starts_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    is_case_pending = models.BooleanField()
    counts = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    leaf = models.BigIntegerField()
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Restraint {self.reference}"


class PositionProposal(models.Model):
    """A position that waits for the signatures of a law officer and a second person.

    It has no effect before both.

    ``commitment`` is what they sign; ``leave_…`` as in :class:`RestraintPosition`.
    """

    reference = models.CharField(max_length=32, unique=True)
    restraint = models.ForeignKey(Restraint, models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=9)
    until = models.DateTimeField(null=True)
    leave_purposes = _codes()
    leave_senders = _codes()
    leave_channels = _codes()
    dated = models.DateField(null=True)
    document_hash = models.BinaryField(null=True)
    says = models.CharField(max_length=500, blank=True)
    commitment = models.BinaryField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    leaf = models.BigIntegerField()


class RestraintPosition(models.Model):
    """A court's further order on a restraint, or the release of an officer's stop.

    No row sends anything by itself.

    ``leave_…`` are the purposes, senders and channels that a court's leave opens within the restraint.
    ``proposal`` is the proposal that two officers signed; the release of a stop has none.
    """

    class State(models.TextChoices):
        CONTINUED = "continued"
        LEAVE = "leave"
        VACATED = "vacated"
        DISMISSED = "dismissed"
        RELEASED = "released"  # an officer's stop, released

    restraint = models.ForeignKey(Restraint, models.PROTECT, related_name="positions")
    proposal = models.OneToOneField(PositionProposal, models.PROTECT, null=True, related_name="position")
    state = models.CharField(max_length=9, choices=State.choices)
    until = models.DateTimeField(null=True)
    leave_purposes = _codes()
    leave_senders = _codes()
    leave_channels = _codes()
    dated = models.DateField(null=True)
    document_hash = models.BinaryField(null=True)
    says = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    leaf = models.BigIntegerField()


class QueueStatement(models.Model):
    """The queue at the instant of a restraint: each message in scope under ``root``.

    ``gap`` counts messages handed over between the restraint's start and its entry.
    """

    restraint = models.OneToOneField(Restraint, models.PROTECT, related_name="statement")
    counts = models.JSONField()
    gap = models.JSONField(default=dict)
    size = models.IntegerField()
    root = models.BinaryField(null=True)
    leaf = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()


class RelayHold(models.Model):
    """The accepted letters of a statement that the mail server still had, and whether it holds them.

    Written by the dispatcher once a statement.
    """

    statement = models.OneToOneField(QueueStatement, models.PROTECT, related_name="relay_hold")
    waiting = models.IntegerField()
    is_held = models.BooleanField()
    leaf = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()


class StatedMessage(models.Model):
    """One message in a queue statement, with its state at the instant."""

    statement = models.ForeignKey(QueueStatement, models.DO_NOTHING, related_name="+")
    message = models.BigIntegerField()
    person = models.BigIntegerField()
    state = models.CharField(max_length=9)
    salt = models.BinaryField()
    commitment = models.BinaryField()
    position = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "message"], name="message_stated_once")]
        indexes = [models.Index(fields=["person"], name="stated_of_person")]


class RecordedWindow(models.Model):
    """An election or caution window entered by a law officer, beside the shipped ones. Append-only.

    Each row of a code stops messages; only a signed end (:class:`WindowAgreement`) replaces the rows
    before it.

    Open while ``ended_at`` is null; the counting of votes does not end it. ``confidence`` names
    the uncertain parts.
    """

    class Kind(models.TextChoices):
        ELECTION = "election"
        CAUTION = "caution"

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    area = _codes()
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    authority = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=200, blank=True)
    gap = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    leaf = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["code", "-id"], name="window_latest")]


class WindowAgreement(LoggedAct):
    """The data protection officer's agreement to a law officer's entry that ends or narrows a window.
    Append-only.

    The row is an index: it ends nothing (:mod:`vethanam.privacy.window_proofs`).
    """

    window = models.ForeignKey(RecordedWindow, models.DO_NOTHING, related_name="agreements")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)

    def __str__(self) -> str:
        return f"Agreement to window entry {self.window_id}"
