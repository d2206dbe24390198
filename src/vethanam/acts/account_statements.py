"""Signed statements about employees' bank accounts: the maker signs, and so does the verifier.

A statement holds only the last digits of a number, since faces never read the rest; the verifier's commits to
the whole account (``service_book/account_signatures.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from vethanam.acts.declaration import Prepared
from vethanam.acts.key_signatures import prepared_alone, prepared_list, salted, seed_of
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.service_book.account_signatures import account_commitments
from vethanam.service_book.models import PayeeAccount

#: columns of an account in a signed statement
_COLUMNS = ("kind_of_account", "branch", "tail", "onward_branch", "onward_tail")
#: accounts listed in a summary; further ones are counted
_LISTED = 50
#: most digits of an entry's number
_DIGITS = 18


class _Tried(Exception):
    """Rolls back a trial transaction."""


@contextmanager
def tried() -> Iterator[None]:
    """Run the block in a transaction and roll it back; its results stay in memory."""
    try:
        with transaction.atomic():
            yield
            raise _Tried
    except _Tried:
        return


def is_account(raw: Mapping[str, Any]) -> bool:
    """True if the recorded or corrected fact is an account."""
    return raw.get("fact") == PayeeAccount.kind()


def prepare_record(authority: Authority, given: Any) -> Prepared:
    """The statement for a new account."""
    says = {
        "employment": given.employment,
        "valid_from": given.valid_from.isoformat(),
        **_of(given),
    }
    subject = f"account of {given.employment}"
    return prepared_alone(authority, "record", subject, says, says, seed_of(given))


def prepare_correction(authority: Authority, given: Any, standing: Any) -> Prepared:
    """The statement for a corrected or withdrawn account."""
    says = {
        **_stated(standing),
        **{name: value for name, value in _of(given).items() if value},
        "corrects": standing.pk,
        "is_withdrawn": bool(given.is_withdrawn),
    }
    return prepared_alone(authority, "correct", f"account {standing.pk}", says, says, seed_of(given))


def prepare_verification(
    authority: Authority, accounts: Sequence[PayeeAccount], facts: int, seed: str
) -> Prepared:
    """The statement of a verification that includes accounts; ``facts`` is the number of entries verified."""
    stated = statements_of_accounts(accounts, seed)
    shown = [_stated(one) for one in accounts[:_LISTED]]
    summary = {"entries": facts, "accounts_count": len(accounts), "accounts": shown}
    private = {"statements": list(stated.values())}
    return prepared_list(authority, "verify", stated, summary=summary, private=private)


def prepare_standing(authority: Authority, accounts: Sequence[PayeeAccount], seed: str) -> Prepared:
    """The statement over accounts as they stand, for the act that signs a list of them."""
    stated = statements_of_accounts(accounts, seed)
    shown = [_stated(one) for one in accounts[:_LISTED]]
    summary = {"accounts_count": len(accounts), "accounts": shown}
    private = {"statements": list(stated.values())}
    return prepared_list(authority, "sign_accounts", stated, summary=summary, private=private)


def statements_of_accounts(accounts: Sequence[PayeeAccount], seed: str) -> dict[str, dict[str, Any]]:
    """The statement of each account by its subject, with the commitment to the whole account."""
    numbers = account_commitments([one.pk for one in accounts])
    return {
        _subject(one): salted({**_stated(one), "number": numbers.get(one.pk, "")}, seed) for one in accounts
    }


def named(keys: Collection[str]) -> list[PayeeAccount]:
    """The accounts of keys such as ``payee_account-12``, oldest first."""
    beginning = f"{PayeeAccount.kind()}-"
    numbers = [key.removeprefix(beginning) for key in keys if key.startswith(beginning)]
    ids = [int(number) for number in numbers if number.isdecimal() and len(number) <= _DIGITS]
    return list(PayeeAccount.rows().defer(*PayeeAccount.unread).filter(pk__in=ids).order_by("pk"))


def check_signed(authority: Authority, accounts: Sequence[PayeeAccount]) -> None:
    """Refuse accounts that were added after the officer signed.

    Raises
    ------
    Refused
        An account is not among those she signed for.
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
    """The columns of an account as stored; missing last digits are taken from the number."""
    found = {name: str(getattr(account, name, None) or "") for name in _COLUMNS}
    for number, tail in (("number", "tail"), ("onward_number", "onward_tail")):
        if not found[tail] and (typed := "".join(str(_given(account, number) or "").split())):
            found[tail] = typed[-4:]
    return found


def _given(account: Any, name: str) -> Any:
    """A typed number; a stored one is never read."""
    return None if isinstance(account, PayeeAccount) else getattr(account, name, None)
