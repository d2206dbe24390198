"""Contacts without their content, seals, confirmations, erasures, and the grants that open a seal.

People are known by number: this room lies below ``people``.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.privacy.vault.binding import SERVICE_BOOK, Binding
from vethanam.privacy.vault.number import ContactKind

KINDS = [(kind.value, kind.value) for kind in ContactKind]


class Contact(models.Model):
    """One version of a person's contact, without the contact itself.

    The highest version per register and kind is live.

    ``mask`` is two digits of a number and empty for an address. ``register`` is where it was given: the
    service book, or an office's opt-in list. ``given_for`` names its purposes; empty means all purposes of
    its register. ``verified_on`` is the day an office confirmed it; null means portal only until the right
    :class:`CodeAnswer` confirms it. A :class:`ContactReturn` ends either confirmation.
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
        """The binding of its seal and of a code sent to it."""
        return Binding(self.person, self.kind, self.version, self.register)


class LabelSecret(models.Model):
    """The secret of a person from which her label in each use is made, and to which her contacts are bound.

    Kept as the two padded halves of a key of HMAC-SHA-256, so that the database makes labels in bulk. She
    has it in her complete file. Append-only.
    """

    person = models.BigIntegerField(primary_key=True)
    inner_key = models.BinaryField(unique=True)
    outer_key = models.BinaryField()


class Sealed(models.Model):
    """The sealed contact. Web and worker insert and cannot read; the dispatcher reads under a grant."""

    contact = models.OneToOneField(Contact, models.DO_NOTHING, primary_key=True, related_name="+")
    sealed = models.BinaryField()


class ContactCode(models.Model):
    """A code sent to a contact to confirm it.

    ``sealed`` opens for the dispatcher only, ``check`` is a slow salted hash. Valid for a day
    from ``at``. Append-only.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="codes")
    sealed = models.BinaryField()
    check_hash = models.CharField(max_length=200)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()


class CodeAnswer(models.Model):
    """A typed confirmation code: right or wrong. The right one confirms the contact. Append-only."""

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
    """A person erased a contact: unused from now on; the dispatcher deletes its seal and key. Append-only."""

    contact = models.OneToOneField(Contact, models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)


class ContactReturn(models.Model):
    """A message to the contact bounced: from ``at`` on it is unconfirmed until a code confirms it.

    Append-only.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="returns")
    message = models.OneToOneField("privacy.Outbox", models.DO_NOTHING, related_name="+")
    code = models.CharField(max_length=12)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)


class DataKey(models.Model):
    """A person's wrapped data key for one version of a contact. Deleting it erases that contact."""

    contact = models.OneToOneField(
        Contact, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    person = models.BigIntegerField()
    epoch = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()


class OpenGrant(models.Model):
    """Permission to read one seal for one use, for seconds; without a use, to seal it again in a rotation.

    Written only by the database functions ``privacy_grant`` and ``privacy_grant_resealing``.
    """

    contact = models.ForeignKey(
        Contact, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    use = models.ForeignKey(
        "privacy.Use", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "expires_at"], name="grant_of_contact")]


class VaultRotation(models.Model):
    """One step of a rotation of the vault's keys. Append-only; the steps of an epoch come in this order.

    ``begun`` names the fingerprints of the old and the new public key; the dispatcher seals every contact
    again. ``closing`` ends sealing under the old key. The dispatcher writes ``resealed`` when nothing needs
    the old keys, with the number of contacts under data keys; ``ended`` follows their destruction. The owner
    writes every other step. ``leaf`` is of the first and the last.
    """

    class Step(models.TextChoices):
        BEGUN = "begun"
        CLOSING = "closing"
        RESEALED = "resealed"
        ENDED = "ended"

    epoch = models.PositiveIntegerField()
    step = models.CharField(max_length=8, choices=Step.choices)
    old_key = models.BinaryField()
    new_key = models.BinaryField()
    contacts = models.PositiveIntegerField(null=True)
    leaf = models.BigIntegerField(null=True, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["epoch", "step"], name="rotation_step_once")]


class ChannelChoice(models.Model):
    """A person stops a channel for a purpose or a sender, or opens it again. The latest row of each holds.

    Without a purpose it covers every message of the sender; ``is_stopped`` false is then her opt-in
    to the sender.
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
