"""Sign-in and activation without a browser, for the API. No cookie, no session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.first_codes import activate
from vethanam.identity.models import Account, SignIn
from vethanam.identity.second_factors import (
    Generator,
    check_code,
    has_second_factor,
    keep_generator,
    new_generator,
)
from vethanam.identity.sign_in import check_password, record_sign_in
from vethanam.identity.slowdowns import Untold
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

    ``generator`` is None if the account kept its second factor.
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
