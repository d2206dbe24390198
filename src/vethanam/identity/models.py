"""Accounts and the keys they sign with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountKeeper(BaseUserManager["Account"]):
    """Creates accounts; a password is optional, for passkeys are preferred."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Account:
        """A new account with this sign-in name."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """By sign-in name."""
        return self.get(username=username)


class Account(AbstractBaseUser):
    """Something that signs in: an officer, an employee about herself, or a service of ours."""

    class Kind(models.TextChoices):
        OFFICER = "officer"
        PERSON = "person"
        SERVICE = "service"

    username = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="en")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountKeeper] = AccountKeeper()

    def __str__(self) -> str:
        return self.username


class PersonMark(models.Model):
    """The random name under which leaves tell one human who signs or asks from another, and say nothing else of her."""

    person = models.BigIntegerField(unique=True)
    mark = models.CharField(max_length=32, unique=True)

    def __str__(self) -> str:
        return f"Mark {self.mark}"


class SigningKey(models.Model):
    """A public key with which a person signs, as its leaf committed to it. Appended; one that ends names what it ends.

    ``reference`` is a random text that names the key in leaves. ``person`` is the human who holds it. ``algorithm`` and
    ``public_key`` are those of :mod:`vethanam.ledger.signatures`; ``relying_on`` is the host a passkey was made for,
    ``credential`` its own name for the key.
    """

    reference = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    person = models.BigIntegerField(db_index=True)
    algorithm = models.CharField(max_length=20)
    public_key = models.BinaryField()
    relying_on = models.CharField(max_length=120, blank=True)
    credential = models.BinaryField(default=b"")
    enrolled_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)
    revokes = models.OneToOneField("self", models.PROTECT, null=True, related_name="revoked_by")

    def __str__(self) -> str:
        return f"Key {self.reference}"


class SignedAct(models.Model):
    """A person's signature for an act that only her own key can do. Appended.

    The row is an index: ``leaf`` is the entry ``act.signed``, which has the commitment, the key and the signature. ``signs`` is
    the kind of thing that is signed, ``role`` the role in which it was.
    """

    act = models.CharField(max_length=40)
    signs = models.CharField(max_length=12)
    commitment = models.BinaryField()
    role = models.CharField(max_length=24)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    person = models.BigIntegerField()
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Signature for {self.act}"


class FirstCode(models.Model):
    """A code with which its holder activates an account, printed once. Appended; only an account's latest code counts.

    ``code_hash`` is an Argon2 hash. ``leaf`` is the staged entry that says who issued it.
    """

    class Reason(models.TextChoices):
        INVITATION = "invitation"
        RESET = "reset"

    account = models.ForeignKey(Account, models.PROTECT, related_name="first_codes")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    code_hash = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"First code {self.pk}"


class Activation(models.Model):
    """A first code was used. The key to it is unique, so a code counts once over all processes."""

    first_code = models.OneToOneField(FirstCode, models.PROTECT, related_name="activation")
    at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Activation {self.pk}"


class Device(models.Model):
    """A browser from which an account signed in. A cookie holds its random key, the row its hash.

    ``wrong`` counts wrong passwords and codes in a row from this device. ``forgotten_at`` ends it.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="devices")
    key_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    first_used_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    wrong = models.SmallIntegerField(default=0)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key_hash"], name="one_row_a_device")]

    def __str__(self) -> str:
        return f"Device {self.pk}"


class SignIn(models.Model):
    """An account signed in. ``is_strong``: a second factor or a passkey was used."""

    class Means(models.TextChoices):
        PASSWORD = "password"  # noqa: S105
        PASSWORD_AND_CODE = "password_and_code"  # noqa: S105
        PASSWORD_AND_PASSKEY = "password_and_passkey"  # noqa: S105
        PASSKEY = "passkey"
        FIRST_CODE = "first_code"
        PROVIDER = "provider"

    account = models.ForeignKey(Account, models.PROTECT, related_name="sign_ins")
    at = models.DateTimeField()
    means = models.CharField(max_length=20, choices=Means.choices)
    is_strong = models.BooleanField()
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["account", "-at"])]

    def __str__(self) -> str:
        return f"Sign-in {self.pk}"


class Slowdown(models.Model):
    """Wrong passwords or codes for one name from devices it never used, over all processes.

    ``subject`` is a keyed hash of the name typed, so that unknown names are slowed alike and none is stored. ``wrong``
    counts within the present round of five, ``rounds`` the rounds of the last day, ``untold`` the wrong ones that the
    account's holder was not told yet.
    """

    subject = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    wrong = models.SmallIntegerField(default=0)
    rounds = models.SmallIntegerField(default=0)
    last_wrong_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True)
    untold = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"Slowdown {self.pk}"


class UsedCode(models.Model):
    """The highest time step of which a generator's code was used. A guard lets it only rise.

    ``generator`` is a keyed hash of its secret: a new generator of the account begins anew.
    """

    generator = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    counter = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Used code of account {self.account_id}"


class BoundSubject(models.Model):
    """An account signs in by a subject of an OpenID provider, bound by its holder. ``subject`` is a hash of both names."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="bound_subjects")
    subject = models.CharField(max_length=64)
    bound_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(ended_at=None), name="subject_signs_one_account_in"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at=None), name="account_has_one_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"Bound subject {self.pk}"


class ResetRequest(models.Model):
    """An officer asks that an account gets a new first code. Appended; another officer agrees within a week."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="reset_requests")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_by_person = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Reset request {self.pk}"


class ResetAgreement(models.Model):
    """Another officer agreed to a reset. A guard compares the persons."""

    request = models.OneToOneField(ResetRequest, models.PROTECT, related_name="agreement")
    agreed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    agreed_by_person = models.BigIntegerField()
    first_code = models.OneToOneField(FirstCode, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Reset agreement {self.pk}"


class Token(models.Model):
    """A text by which a program acts for an account: for one role and scope, or where those are empty any it holds.

    ``hash`` is the SHA-256 of the text. A token ends by its day or by being revoked. ``is_strong``: it was issued after
    a second factor, or at the machine.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=24, blank=True)
    scope = models.CharField(max_length=24, blank=True)
    is_strong = models.BooleanField(default=True)
    hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Token {self.name}"

    @property
    def is_machine(self) -> bool:
        """Whether it belongs to a program and no person."""
        return self.account.kind == Account.Kind.SERVICE
