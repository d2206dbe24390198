"""Contacts as a face may see them, their seals, how one is confirmed or erased, and the grants under which a seal is read.

People are known by their number: this room lies below ``people``.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.privacy.vault.binding import SERVICE_BOOK, Binding
from vethanam.privacy.vault.number import ContactKind

KINDS = [(kind.value, kind.value) for kind in ContactKind]


class Contact(models.Model):
    """One version of a contact of a person: everything but the contact. In each register the highest of a kind is the live one.

    ``mask`` is two digits of a number, nothing of an address. ``register`` is the one it was given to and is used from:
    the service book, or an office's list of those who said yes to it. ``given_for`` names the purposes it was given for; empty
    is whatever its register serves. ``verified_on`` is the day an office confirmed it, or null: then only the portal copy,
    until the right :class:`CodeAnswer` confirms it. A :class:`ContactReturn` ends either.
    """

    person = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=KINDS)
    version = models.PositiveSmallIntegerField(default=1)
    mask = models.CharField(max_length=2, blank=True)
    register = models.CharField(max_length=24, default=SERVICE_BOOK)
    given_for = ArrayField(models.CharField(max_length=24), default=list)
    verified_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "version"], name="contact_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person}, version {self.version}"

    @property
    def binding(self) -> Binding:
        """What its seal, and a code that goes to it, are bound to."""
        return Binding(self.person, self.kind, self.version, self.register)


class Sealed(models.Model):
    """The contact itself, sealed. Web and worker insert and cannot read; the dispatcher reads under a grant."""

    contact = models.OneToOneField(Contact, models.DO_NOTHING, primary_key=True, related_name="+")
    sealed = models.BinaryField()


class ContactCode(models.Model):
    """A code that goes to a contact to confirm it. It stands in no row: ``sealed`` opens for the dispatcher alone, ``check``
    is a slow salted hash of it. Good for a day from ``at`` on. Appended.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="codes")
    sealed = models.BinaryField()
    check_hash = models.CharField(max_length=200)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()


class CodeAnswer(models.Model):
    """What a person typed as the code of a contact: right or wrong. The right one confirms the contact. Appended."""

    code = models.ForeignKey(ContactCode, models.PROTECT, related_name="answers")
    is_right = models.BooleanField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_right=True), name="code_confirms_once"
            )
        ]


class ContactErasure(models.Model):
    """A person took a contact back: it is used no more, and its seal and key are deleted by the dispatcher. Appended."""

    contact = models.OneToOneField(Contact, models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)


class ContactReturn(models.Model):
    """A message to a contact came back for good: from ``at`` on it counts as unconfirmed, until a code confirms it. Appended."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="returns")
    message = models.OneToOneField("privacy.Outbox", models.DO_NOTHING, related_name="+")
    code = models.CharField(max_length=12)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)


class DataKey(models.Model):
    """The wrapped data key of a person that closes one version of a contact. Deleting it erases that contact."""

    contact = models.OneToOneField(
        Contact, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    person = models.BigIntegerField()
    epoch = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()


class OpenGrant(models.Model):
    """Leave to read one seal for one use, for seconds. Written only by the database's own function ``privacy_grant``."""

    contact = models.ForeignKey(
        Contact, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    use = models.ForeignKey("privacy.Use", models.DO_NOTHING, related_name="+", db_constraint=False)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "expires_at"], name="grant_of_contact")]


class ChannelChoice(models.Model):
    """A person stops a channel for a purpose or a sender, or opens it again. The latest row of each holds.

    Without a purpose it is about everything a sender sends there; ``is_stopped`` false is then her opt-in to that sender.
    """

    person = models.BigIntegerField()
    purpose = models.CharField(max_length=24, blank=True)
    channel = models.CharField(max_length=20)
    sender = models.CharField(max_length=24, blank=True, default="")
    is_stopped = models.BooleanField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "purpose", "channel", "-recorded_at"], name="choice_latest")
        ]
