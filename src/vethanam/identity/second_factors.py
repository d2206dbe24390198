"""One-time codes and recovery codes of an account. Secrets and passkeys are in allauth's tables.

A one-time code works once across all processes: its time step is in the database and only rises.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import connection, transaction

from vethanam.errors import Refused
from vethanam.identity.models import Account, Device
from vethanam.identity.slowdowns import (
    begin_guess,
    guess_was_right,
    guess_was_wrong,
    minutes_left,
    subject_of,
)

_USE = """
INSERT INTO identity_usedcode (generator, account_id, counter) VALUES (%s, %s, %s)
ON CONFLICT (generator) DO UPDATE SET counter = EXCLUDED.counter
WHERE identity_usedcode.counter < EXCLUDED.counter
RETURNING counter"""


@dataclass(frozen=True, slots=True)
class Generator:
    """The secret of a code generator, as text and as the otpauth URL of the QR code."""

    secret: str
    address: str


def has_second_factor(account: Account) -> bool:
    """Whether an account has a code generator or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=account, type__in=kinds).exists())


def new_generator(account: Account) -> Generator:
    """A new secret, stored only after a code of it was typed."""
    return generator_of(account, generate_totp_secret())


def generator_of(account: Account, secret: str) -> Generator:
    """A generator of codes: the secret with its address for the app."""
    return Generator(secret, get_adapter().build_totp_url(account, secret))


@transaction.atomic
def keep_generator(account: Account, secret: str) -> list[str]:
    """Store the secret of an account's generator, replacing an earlier one; returns
    its unused recovery codes.
    """
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(account, secret)
    codes: list[str] = RecoveryCodes.activate(account).get_unused_codes()
    return codes


def confirm_generator(account: Account, secret: str, code: str) -> list[str]:
    """Store a secret after a right code of it; returns the recovery codes.

    Raises
    ------
    Refused
        The code is not one of this secret.
    """
    counter = _counter_of(secret, code)
    if counter is None or not _use(account, secret, counter):
        raise Refused("code_wrong")
    return keep_generator(account, secret)


def remove_second_factors(account: Account) -> None:
    """Remove generator, passkeys and recovery codes of an account."""
    Authenticator.objects.filter(user=account).delete()


def check_code(account: Account, code: str, device: Device | None, now: datetime) -> Authenticator:
    """The generator or recovery codes of a code, which is used up.

    Raises
    ------
    Refused
        It is wrong or used, or too many wrong ones were typed.
    """
    guess = begin_guess(subject_of("code", str(account.pk)), account, device, now)
    if isinstance(guess, datetime):
        raise Refused("code_slowed", minutes=minutes_left(guess, now))
    found = use_code(account, code)
    if found is None:
        guess_was_wrong(guess, now)
        raise Refused("code_wrong")
    guess_was_right(guess, now)
    return found


def use_code(account: Account, code: str) -> Authenticator | None:
    """Use a code up and return its authenticator; None if it is wrong or used. Does not count as a guess."""
    for one in Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.WEBAUTHN):
        if one.type == Authenticator.Type.TOTP:
            secret = decrypt(one.data["secret"])
            counter = _counter_of(secret, code)
            is_right = counter is not None and _use(account, secret, counter)
        else:
            is_right = one.wrap().validate_code(code)
        if is_right:
            return one
    return None


def fits_generator(account: Account, code: str) -> bool:
    """Whether a code fits the account's generator now; it is not used up."""
    own = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    return own is not None and _counter_of(decrypt(own.data["secret"]), code) is not None


def _counter_of(secret: str, code: str) -> int | None:
    """The time step of a code, among the current ones."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return int(counter)
    return None


def _use(account: Account, secret: str, counter: int) -> bool:
    """Use up this time step; False unless it is later than every used one of the generator."""
    return use_counter(account, subject_of("generator", f"{account.pk}:{secret}"), counter)


def use_counter(account: Account, generator: str, counter: int) -> bool:
    """Use a counter once; returns False unless it is higher than the last one used.

    ``generator`` names the counter: one per code generator, one for all passkeys of an account.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USE, [generator, account.pk, counter])
        return cursor.fetchone() is not None
