"""Accounts of an office's people: invite, reset, and close after service ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from vethanam.errors import Refused, typed
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import Issued
from vethanam.identity.models import Account, ResetRequest
from vethanam.identity.resets import agree_reset, ask_reset, close_account
from vethanam.people.accounts import Invitation, invite_numbers
from vethanam.people.models import Employment, Role
from vethanam.people.queries import appointments_at
from vethanam.periods import Month
from vethanam.service_book.queries.month_frames import employments_of
from vethanam.service_book.reader import BookReader

#: months after the last posting in which an office may still close an account
MONTHS_AFTER = 3
_OFFICE = (Role.CLERK, Role.DRAWING_OFFICER)


def employees_at(code: str, at: datetime) -> list[Employment]:
    """The employees posted under a drawing code in the month of an instant, by number."""
    ids = employments_of(BookReader(), Month.of(at.date()), at, code)
    return list(Employment.objects.filter(pk__in=ids).select_related("person__account").order_by("number"))


def is_posted_at(employment: int, code: str, at: datetime, months: int = 0) -> bool:
    """Whether an employee is posted under a drawing code in the month of ``at`` or the ``months`` before."""
    month = Month.of(at.date())
    return any(
        employment in employments_of(BookReader(), month.plus(-back), at, code) for back in range(months + 1)
    )


def invite_from_office(
    authority: Authority, code: str, numbers: Sequence[str], sent: Collection[int] = ()
) -> list[Invitation]:
    """Invite employees of an office in one act, by its clerk or drawing officer; ``sent`` get
    their codes by message.
    """
    _check_office(authority, code)
    posted = {one.number: one for one in employees_at(code, authority.at)}
    for number in numbers:
        if number not in posted:
            raise Refused("not_of_office", number=typed(number, 20), drawing_code=code)
        _check_no_officer(posted[number].person.account, authority.at)
    return invite_numbers(authority, numbers, sent)


def ask_reset_from_office(authority: Authority, code: str, number: str, reason: str) -> ResetRequest:
    """Request the reset of an employee's account."""
    return ask_reset(authority, _account_of(authority, code, number), reason)


def agree_reset_from_office(authority: Authority, code: str, number: str, request: ResetRequest) -> Issued:
    """Approve a reset requested by another officer of the office."""
    account = _account_of(authority, code, number)
    if request.account_id != account.pk:
        raise Refused("not_of_office", number=typed(number, 20), drawing_code=code)
    return agree_reset(authority, request)


def close_from_office(authority: Authority, code: str, number: str) -> None:
    """Close the account of an employee whose service ended, up to three months after the last posting."""
    close_account(authority, _account_of(authority, code, number, months=MONTHS_AFTER))


def _account_of(authority: Authority, code: str, number: str, months: int = 0) -> Account:
    """The account of an employee posted under the code in this month or the ``months`` before."""
    _check_office(authority, code)
    employment = Employment.objects.filter(number=number).select_related("person__account").first()
    is_posted = employment is not None and is_posted_at(employment.pk, code, authority.at, months)
    if employment is None or employment.person.account is None or not is_posted:
        raise Refused("not_of_office", number=typed(number, 20), drawing_code=code)
    _check_no_officer(employment.person.account, authority.at)
    return employment.person.account


def _check_office(authority: Authority, code: str) -> None:
    if authority.role not in _OFFICE or authority.scope != code or authority.delegation is not None:
        raise Refused("not_of_ones_office", drawing_code=code)


def _check_no_officer(account: Account | None, at: datetime) -> None:
    if account and appointments_at(at, account=account).exists():
        raise Refused("officer_of_administrator", name=account.username)
