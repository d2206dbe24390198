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


class Token(models.Model):
    """A text by which a program acts for an account: for one role and scope, or where those are empty any it holds.

    ``hash`` is the SHA-256 of the text. A token ends by its day or by being revoked.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=24, blank=True)
    scope = models.CharField(max_length=24, blank=True)
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
