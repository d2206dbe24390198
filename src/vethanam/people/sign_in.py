"""Sign-in and activation without a browser, for the API. No cookie, no session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.first_codes import activate, code_of
from vethanam.identity.models import Account, SignIn
from vethanam.identity.passkey_factors import (
    MadePasskey,
    activation_challenge,
    check_passkey,
    keep_passkey,
)
from vethanam.identity.second_factors import (
    Generator,
    check_code,
    has_second_factor,
    keep_generator,
    new_generator,
)
from vethanam.identity.sign_in import check_password, record_sign_in
from vethanam.identity.slowdowns import Untold
from vethanam.ledger.signatures import Signature
from vethanam.people.accounts import needs_second_factor


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in account. ``untold``: wrong guesses not yet reported to its holder."""

    account: Account
    is_strong: bool
    untold: Untold


@dataclass(frozen=True, slots=True)
class Activated:
    """An activated account with the secret of its code generator and its recovery codes, shown once.

    ``generator`` is None if the account has a passkey, or kept its second factor.
    """

    account: Account
    generator: Generator | None
    recovery_codes: Sequence[str]


def sign_in(
    name: str, password: str, code: str, *, at: datetime, is_sample: bool, agent: str = "", address: str = ""
) -> SignedIn:
    """Sign in by name and password, plus a code if the account has or needs a second factor.

    ``at`` is business time, for appointments; guesses are counted in real time.

    Raises
    ------
    Refused
        Something is wrong, the code is missing, the account lacks the second factor it needs, or it
        is slowed down.
    """
    now = timezone.now()
    checked = check_password(name, password, code=code, address=address, now=now)
    account, is_strong = checked.account, checked.used_code
    if not is_strong and has_second_factor(account):
        if not code:
            raise Refused("code_needed")
        check_code(account, code, None, now)
        is_strong = True
    if not is_strong and needs_second_factor(account.pk, at, is_sample=is_sample):
        raise Refused("second_factor_missing")
    means = SignIn.Means.PASSWORD_AND_CODE if is_strong else SignIn.Means.PASSWORD
    recorded = record_sign_in(account, means, is_strong=is_strong, agent=agent, now=now)
    return SignedIn(account, is_strong, recorded.untold)


@transaction.atomic
def activate_with_generator(name: str, first_code: str, password: str) -> Activated:
    """Activate an account by its first code and give it a code generator.

    Raises
    ------
    Refused
        Name and code do not match.
    Unsound
        The password is weak.
    """
    account = activate(name, first_code, password)
    if has_second_factor(account):
        return Activated(account, None, ())
    generator = new_generator(account)
    return Activated(account, generator, keep_generator(account, generator.secret))


def challenge_to_activate(name: str, first_code: str) -> tuple[Account, bytes]:
    """The account of a first code, and the challenge for its passkey.

    Raises
    ------
    Refused
        Name and code do not match, or the account kept its second factor.
    """
    account, code = code_of(name, first_code)
    if has_second_factor(account):
        raise Refused("second_factor_kept")
    return account, activation_challenge(code)


@transaction.atomic
def activate_with_passkey(name: str, first_code: str, password: str, made: MadePasskey) -> Activated:
    """Activate an account by its first code and give it a passkey.

    Raises
    ------
    Refused
        Name and code do not match, the account kept its second factor, or the passkey answers something else.
    Unsound
        The password is weak, or the answer of the device cannot be read.
    """
    _, challenge = challenge_to_activate(name, first_code)
    account = activate(name, first_code, password)
    return Activated(account, None, keep_passkey(account, made, challenge))


def sign_in_by_passkey(
    name: str, key: bytes, signature: Signature, host: str, *, agent: str = ""
) -> SignedIn:
    """Sign in by name and passkey, without a password: nobody can guess it, so nothing is slowed.

    Raises
    ------
    Refused
        It is no passkey of the account, or signed something else.
    """
    now = timezone.now()
    account = check_passkey(name, key, signature, host, now)
    recorded = record_sign_in(account, SignIn.Means.PASSKEY, is_strong=True, agent=agent, now=now)
    return SignedIn(account, True, recorded.untold)
