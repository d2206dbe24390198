"""Password check and record of sign-ins, for the web page and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from vethanam.errors import Refused
from vethanam.identity.devices import known_device, remember_device
from vethanam.identity.models import Account, SignIn
from vethanam.identity.second_factors import fits_generator, use_code
from vethanam.identity.slowdowns import (
    Untold,
    address_slowed_until,
    begin_guess,
    count_from_address,
    guess_was_right,
    guess_was_wrong,
    minutes_left,
    slowed_until,
    subject_of,
    take_untold,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """An account with the right password. ``used_code``: a one-time code was checked and used up too."""

    account: Account
    used_code: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded sign-in, the one before it, and wrong guesses not yet reported to the holder."""

    sign_in: SignIn
    before: SignIn | None
    untold: Untold


def account_named(name: str) -> Account | None:
    """The account with this sign-in name, in upper or lower case; never a service account."""
    typed = name.strip()[:60]
    accounts = Account.objects.exclude(kind=Account.Kind.SERVICE)
    return next(
        filter(
            None, (accounts.filter(username=one).first() for one in (typed, typed.upper(), typed.lower()))
        ),
        None,
    )


def check_password(
    name: str, password: str, *, code: str = "", device_key: str = "", address: str = "", now: datetime
) -> Checked:
    """The account of a name and its password.

    An unknown name takes the same time and gets the same sentences. While the name or the client's address is
    slowed down, a password from an unknown device works only together with the right generator code.

    Raises
    ------
    Refused
        They do not match, or the name is slowed down.
    """
    account = account_named(name)
    subject = subject_of("password", account.username if account else name.strip().casefold())
    device = known_device(account, device_key) if account else None
    is_slowed = slowed_until(subject, now) is not None
    address_until = None if device else address_slowed_until(address, now)
    if account and code and (is_slowed or address_until) and fits_generator(account, code):
        return _with_code(account, password, code, subject, now)
    if address_until and not is_slowed:
        raise Refused("address_slowed", minutes=minutes_left(address_until, now))
    guess = begin_guess(subject, account, device, now)
    if isinstance(guess, datetime):
        raise Refused("sign_in_slowed", minutes=minutes_left(guess, now))
    if not _is_right(account, password):
        guess_was_wrong(guess, now)
        if device is None:
            count_from_address(address, now)
        raise Refused("sign_in_wrong")
    guess_was_right(guess, now)
    if account is None:  # an unknown account never has a right password
        raise Refused("sign_in_wrong")
    return Checked(account, used_code=False)


def record_sign_in(
    account: Account, means: str, *, is_strong: bool, device_key: str = "", agent: str = "", now: datetime
) -> Recorded:
    """Record a sign-in and its device."""
    before = SignIn.objects.filter(account=account).order_by("-id").first()
    device = remember_device(account, device_key, agent, now) if device_key else None
    made = SignIn.objects.create(account=account, at=now, means=means, is_strong=is_strong, device=device)
    return Recorded(made, before, take_untold(account))


def _with_code(account: Account, password: str, code: str, subject: str, now: datetime) -> Checked:
    """Check password and code together, while the password alone is refused.

    The code is used up before the password is checked: each further password needs a further code, and the
    answer does not reveal that a code was right.
    """
    if use_code(account, code) is None or not _is_right(account, password):
        begin_guess(subject, account, None, now)  # so that the holder is told
        raise Refused("sign_in_wrong")
    return Checked(account, used_code=True)


def _is_right(account: Account | None, password: str) -> bool:
    """Whether the password is right. Always computes one slow hash."""
    if account is None or not account.has_usable_password():
        make_password(password)
        return False
    return account.check_password(password) and account.is_active
