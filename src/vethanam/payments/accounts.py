"""Account numbers: read by the worker, written into a file, and otherwise known only by a keyed hash."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from vethanam.payments.messages import Account
from vethanam.payments.models import InstitutionAccount
from vethanam.service_book.models import PayeeAccount

SALT_BYTES = 16
_LABEL = b"vethanam/account/1\n"


@dataclass(frozen=True, slots=True)
class Payee:
    """The payee of a leg: holder and account of an account fact, and the account for onward transfer."""

    holder: str
    account: Account
    onward: Account | None = None

    def __repr__(self) -> str:
        return f"Payee(branch={self.account.branch!r})"


def payee_of(fact: PayeeAccount | InstitutionAccount) -> Payee:
    """Holder and account of a fact or of an institution, normalised for a file."""
    onward = None
    if isinstance(fact, PayeeAccount) and fact.onward_number:
        onward = tidied(Account(fact.onward_branch, fact.onward_number))
    return Payee(_plain(fact.holder), tidied(Account(fact.branch, fact.number)), onward)


def fresh_salt() -> bytes:
    """A salt for one leg, from the system's random source."""
    return secrets.token_bytes(SALT_BYTES)


def account_hash(salt: bytes, account: Account) -> bytes:
    """HMAC-SHA-256 of branch and number under the leg's salt; a plain hash of so few
    numbers could be reversed.

    >>> one, same = Account("SBIN0070028", "1 2"), Account("sbin0070028", "12")
    >>> account_hash(bytes(16), one) == account_hash(bytes(16), same)
    True
    """
    tidy = tidied(account)
    return hmac.digest(salt, _LABEL + f"{tidy.branch}\n{tidy.number}".encode(), "sha256")


def is_same_account(salt: bytes, expected: bytes, stated: Account | None) -> bool:
    """Whether an answer states the account a leg was sent to."""
    return stated is not None and hmac.compare_digest(account_hash(salt, stated), expected)


def tidied(account: Account) -> Account:
    """An account without spaces, in capitals, as files and hashes have it."""
    return Account(_plain(account.branch).upper(), "".join(account.number.split()).upper())


def _plain(text: str) -> str:
    return " ".join(text.split())
