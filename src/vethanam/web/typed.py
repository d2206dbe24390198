"""What people type into forms, as values: a day, the account of a colleague."""

from __future__ import annotations

from datetime import date

from vethanam.errors import Unsound
from vethanam.identity.models import Account


def day_typed(text: str) -> date:
    """A day of a form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unsound("date_form") from None


def account_typed(text: str) -> Account:
    """The account of a sign-in name in a form."""
    found = Account.objects.filter(username=text.strip()).first()
    if found is None:
        raise Unsound("sign_in_name_unknown")
    return found
