"""Check new passwords by the configured validators, with our own sentences."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from vethanam.errors import Sentence, Unsound
from vethanam.identity.models import Account

LEAST_LENGTH = 10
_FAULTS = {
    "password_too_short": Sentence("password_too_short", {"least": LEAST_LENGTH}),
    "password_too_common": Sentence("password_too_common"),
    "password_entirely_numeric": Sentence("password_all_digits"),
    "password_too_similar": Sentence("password_too_similar"),
}


def password_faults(password: str, account: Account) -> list[Sentence]:
    """Every fault of a new password; empty if none."""
    try:
        validate_password(password, account)
    except ValidationError as refused:
        return [_FAULTS[str(fault.code)] for fault in refused.error_list]
    return []


def check_new_password(password: str, account: Account) -> None:
    """Raise Unsound for a weak password.

    Raises
    ------
    Unsound
        All of its faults.
    """
    if faults := password_faults(password, account):
        raise Unsound("password_refused", faults=faults)
