"""Signed statements about employees' bank accounts: the officer who enters one signs, and so does the verifier.

No statement has a whole number: a face reads the last digits only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from vethanam.acts.declaration import Prepared
from vethanam.acts.signing import prepared_alone, prepared_list, salted
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.service_book.models import PayeeAccount

#: columns of an account in a signed statement
_COLUMNS = ("kind_of_account", "branch", "tail", "onward_branch", "onward_tail")
#: a summary lists so many accounts; the rest are counted
_LISTED = 50


class _Tried(Exception):
    """Ends a trial: its transaction is rolled back."""


@contextmanager
def tried() -> Iterator[None]:
    """Run it in a transaction, return its result, roll back."""
    try:
        with transaction.atomic():
            yield
            raise _Tried
    except _Tried:
        return


def is_account(raw: Mapping[str, Any]) -> bool:
    """Whether a fact that is recorded or corrected is an account."""
    return raw.get("fact") == PayeeAccount.kind()


def prepare_record(authority: Authority, given: Any) -> Prepared:
    """The statement for a new account."""
    says = {
        "employment": given.employment,
        "valid_from": given.valid_from.isoformat(),
        **_of(given),
    }
    return prepared_alone(authority, "record", f"account of {given.employment}", says, says)


def prepare_correction(authority: Authority, given: Any, standing: Any) -> Prepared:
    """The statement for a corrected or withdrawn account."""
    says = {
        **_stated(standing),
        **{name: value for name, value in _of(given).items() if value},
        "corrects": standing.pk,
        "is_withdrawn": bool(given.is_withdrawn),
    }
    return prepared_alone(authority, "correct", f"account {standing.pk}", says, says)


def prepare_verification(authority: Authority, accounts: Sequence[PayeeAccount], facts: int) -> Prepared:
    """What the officer signs who verifies entries with accounts among them; ``facts`` are all that she verifies."""
    stated = {_subject(one): salted(_stated(one)) for one in accounts}
    shown = [_stated(one) for one in accounts[:_LISTED]]
    summary = {"entries": facts, "accounts_count": len(accounts), "accounts": shown}
    private = {"statements": list(stated.values())}
    return prepared_list(authority, "verify", stated, summary=summary, private=private)


def check_signed(authority: Authority, accounts: Sequence[PayeeAccount]) -> None:
    """Refuse accounts that came up after the officer signed.

    Raises
    ------
    Refused
        One of them is not among those she signed for.
    """
    if authority.signed is None:
        return
    for one in accounts:
        if _subject(one) not in authority.signed.statements:
            raise Refused("signed_other_things", subject=_subject(one))


def _subject(account: PayeeAccount) -> str:
    return f"account {account.pk}"


def _stated(account: PayeeAccount) -> dict[str, Any]:
    return {
        "employment": account.employment.number,
        "account": account.pk,
        "valid_from": account.valid_from.isoformat(),
        "is_withdrawn": account.is_withdrawn,
        **_of(account),
    }


def _of(account: Any) -> dict[str, Any]:
    """The columns of an account, as they are kept; the last digits are those of the number where none were given."""
    found = {name: str(getattr(account, name, None) or "") for name in _COLUMNS}
    for number, tail in (("number", "tail"), ("onward_number", "onward_tail")):
        if not found[tail] and (typed := "".join(str(_given(account, number) or "").split())):
            found[tail] = typed[-4:]
    return found


def _given(account: Any, name: str) -> Any:
    """A number that was typed; one of the service book is never read."""
    return None if isinstance(account, PayeeAccount) else getattr(account, name, None)
