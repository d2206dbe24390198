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


class SigningKey(models.Model):
    """A public key an account signs with. Rows are appended; a revocation is a date in a later row of its own."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    algorithm = models.CharField(max_length=20)
    public_key = models.BinaryField()
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
