"""Published notices, consents and withdrawals."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Notice(models.Model):
    """One rendition of a notice: a version in a language, as committed to in its leaf. Append-only."""

    code = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    purpose = models.CharField(max_length=24)
    content = models.JSONField()
    hash = models.BinaryField()
    leaf = models.BigIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "language"], name="notice_rendition_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.version} in {self.language}"


class Consent(models.Model):
    """A person's consent: one purpose, one controller, fields and channels.

    Append-only; withdrawn by a further row.

    ``form`` says how it was given; ``own`` is a separate act for this one purpose. A consent from
    before the Act (``is_pre_act``) has no notice in this system; it holds until withdrawn and never
    extends to another purpose. ``manager`` is the consent manager through which she gave it, if any.
    """

    class Form(models.TextChoices):
        OWN = "own"
        BUNDLED = "bundled_preticked"

    class GivenBy(models.TextChoices):
        SELF = "self"
        GUARDIAN = "guardian"

    class GuardianProof(models.TextChoices):
        KNOWN_ADULT = "known_adult"
        COURT = "court"
        AUTHORITY = "authority"
        COMMITTEE = "committee"
        DIGILOCKER = "digilocker"

    reference = models.CharField(max_length=32, unique=True)
    person = models.BigIntegerField()
    purpose = models.CharField(max_length=24)
    controller = models.CharField(max_length=24)
    fields = ArrayField(models.CharField(max_length=40))
    channels = ArrayField(models.CharField(max_length=20))
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    form = models.CharField(max_length=20, choices=Form.choices, default=Form.OWN)
    given_by = models.CharField(max_length=8, choices=GivenBy.choices, default=GivenBy.SELF)
    guardian = models.BigIntegerField(null=True)
    guardian_proof = models.CharField(max_length=12, choices=GuardianProof.choices, blank=True)
    is_pre_act = models.BooleanField(default=False)
    manager = models.CharField(max_length=24, blank=True, default="", db_default="")
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    leaf = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["purpose", "person", "controller"], name="consent_of_person")]

    def __str__(self) -> str:
        return f"Consent {self.reference}"


class ConsentWithdrawal(models.Model):
    """A consent withdrawn at ``withdrawn_at``.

    ``cancelled`` is how many waiting messages were cancelled with it. ``manager`` is the consent manager
    through which it came, if any.
    """

    consent = models.OneToOneField(Consent, models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField()
    cancelled = models.IntegerField()
    manager = models.CharField(max_length=24, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    leaf = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Withdrawal of {self.consent_id}"
