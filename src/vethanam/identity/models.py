"""Accounts and their signing keys."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now

from vethanam.journal.models import LoggedAct


class AccountKeeper(BaseUserManager["Account"]):
    """Creates accounts; the password is optional, because passkeys are preferred."""

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
    """An account that signs in: an officer, an employee about herself, or one of our services."""

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
    """The random ID of a signer or requester, so that leaves tell people apart without naming them."""

    person = models.BigIntegerField(unique=True)
    mark = models.CharField(max_length=32, unique=True)

    def __str__(self) -> str:
        return f"Mark {self.mark}"


class SigningKey(models.Model):
    """A person's public signing key, as committed to in its leaf.

    Append-only; a row with ``revokes`` ends another.

    ``reference`` is a random name of the key for leaves. ``person`` is its holder. ``algorithm`` and
    ``public_key`` follow :mod:`vethanam.ledger.signatures`; ``relying_on`` is the host of a passkey,
    ``credential`` its credential id.
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


class KeyConfirmation(LoggedAct):
    """The countersignature of a key: by an administrator, or by its holder with an earlier key. Append-only.

    The row is an index: ``leaf`` is the entry ``key.confirmed``. ``person`` signed; ``administers`` if the
    key's holder becomes an administrator by it (:mod:`vethanam.ledger.signers`).
    """

    key = models.OneToOneField(SigningKey, models.PROTECT, related_name="confirmation")
    administers = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Confirmation of key {self.key_id}"


class SignedAct(LoggedAct):
    """A person's signature for an act that needs her own key. Append-only.

    The row is an index: ``leaf`` is the entry ``act.signed`` with commitment, key and signature. ``signs`` is
    the kind of signed thing, ``role`` the signer's role.
    """

    act = models.CharField(max_length=40)
    signs = models.CharField(max_length=12)
    commitment = models.BinaryField()
    role = models.CharField(max_length=24)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["act"], name="signatures_by_act")]

    def __str__(self) -> str:
        return f"Signature for {self.act}"


class FirstCode(models.Model):
    """A code to activate an account, printed once. Append-only; only an account's latest code is valid.

    ``code_hash`` is an Argon2 hash. ``leaf`` is the staged entry with the issuer.
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
    """The use of a first code. Its foreign key is unique, so a code works once across all processes."""

    first_code = models.OneToOneField(FirstCode, models.PROTECT, related_name="activation")
    at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Activation {self.pk}"


class Device(models.Model):
    """A browser of an account. A cookie holds its random key, the row the hash.

    ``wrong`` counts consecutive wrong passwords and codes from this device. ``forgotten_at`` ends it.
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
    """A sign-in. ``is_strong``: with a second factor or a passkey."""

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
    """Wrong passwords or codes for one name from unknown devices, across all processes.

    ``subject`` is a keyed hash of the typed name, so that unknown names are slowed down alike and none is
    stored. ``wrong`` counts within the current round of five, ``rounds`` the rounds of the last day,
    ``untold`` the wrong ones not yet reported to the holder.
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
    """The last used time step of a generator. A guard lets it only rise.

    ``generator`` is a keyed hash of its secret, so a new generator starts afresh.
    """

    generator = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    counter = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Used code of account {self.account_id}"


class BoundSubject(models.Model):
    """An OpenID subject bound to an account by its holder. ``subject`` is a hash of issuer and subject."""

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
    """An officer's request for a new first code of an account.

    Append-only; another officer approves within a week.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="reset_requests")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_by_person = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Reset request {self.pk}"


class ResetAgreement(models.Model):
    """Another officer's approval of a reset. A guard compares the persons."""

    request = models.OneToOneField(ResetRequest, models.PROTECT, related_name="agreement")
    agreed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    agreed_by_person = models.BigIntegerField()
    first_code = models.OneToOneField(FirstCode, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Reset agreement {self.pk}"


class Token(models.Model):
    """An API token of an account, for one role and scope, or for any it holds if these are empty.

    ``hash`` is the SHA-256 of the token. It ends by expiry or revocation. ``is_strong``: issued after a
    second factor, or at the machine.
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
        """Whether the token belongs to a service account."""
        return self.account.kind == Account.Kind.SERVICE


class ConfirmedAct(models.Model):
    """An act that a page confirmed, by the page's own nonce, so that a second press stores nothing.

    ``state`` is the answer of the act. Rows are removed after a day.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    state = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "nonce"], name="one_act_a_confirmation")]

    def __str__(self) -> str:
        return f"Confirmed act {self.pk}"


class PutAway(models.Model):
    """First-visit help that an account has put away, by panel."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    panel = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "panel"], name="put_away_once")]

    def __str__(self) -> str:
        return f"Panel {self.panel} put away"


class SigningTicket(models.Model):
    """Opens the paymaster's page once, for an account, an act and its input; it proves and signs nothing.

    ``hash`` is the SHA-256 of the ticket, ``asks`` that of act and input. ``site`` is the address of the
    pages to which the browser returns. The database fills ``made_at``.
    """

    hash = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, blank=True)
    scope = models.CharField(max_length=24, blank=True)
    asks = models.BinaryField()
    site = models.CharField(max_length=300)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Ticket of account {self.account_id}"
