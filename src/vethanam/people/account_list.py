"""Find accounts by sign-in name, employee number or part of a name, with their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from vethanam.identity.models import Account, Activation, FirstCode, ResetRequest
from vethanam.identity.resets import WAITS
from vethanam.people.models import Appointment, Employment, Person
from vethanam.people.queries import hats_of_all

#: states of an account
OPEN, INVITED, LAPSED, CLOSED, NONE = "open", "invited", "lapsed", "closed", "none"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with its person, state and roles."""

    account: Account
    person: Person | None
    number: str
    state: str
    roles: Sequence[tuple[str, str]]


def find_accounts(wanted: str, at: datetime, most: int) -> list[AccountRow]:
    """Accounts that match a search, or the newest officers' accounts for an empty one; at most ``most``."""
    rows = Account.objects.exclude(kind=Account.Kind.SERVICE)
    if wanted:
        people = Person.objects.filter(Q(name__icontains=wanted) | Q(name_ml__contains=wanted))
        numbers = Employment.objects.filter(number=wanted)
        rows = rows.filter(
            Q(username__icontains=wanted)
            | Q(pk__in=people.filter(account__isnull=False).values("account"))
            | Q(pk__in=numbers.values("person__account"))
        )
        return account_rows(list(rows.order_by("username")[:most]), at)
    return account_rows(list(rows.filter(kind=Account.Kind.OFFICER).order_by("-id")[:most]), at)


def account_rows(accounts: Sequence[Account], at: datetime) -> list[AccountRow]:
    """The rows of these accounts, in their order."""
    ids = [account.pk for account in accounts]
    people = _people_of(ids)
    numbers = dict(
        Employment.objects.filter(person__in=[p.pk for p in people.values()])
        .order_by("-id")
        .values_list("person", "number")
    )
    states, hats = states_of(accounts), hats_of_all(ids, at)
    return [
        AccountRow(
            account, person := people.get(account.pk), numbers.get(person.pk, "") if person else "",
            states[account.pk], [(hat.role, hat.scope) for hat in hats.get(account.pk, [])],
        )
        for account in accounts
    ]  # fmt: skip


def states_of(accounts: Sequence[Account]) -> dict[int, str]:
    """The state of each account by its id."""
    ids = [account.pk for account in accounts]
    used = set(Activation.objects.filter(first_code__account__in=ids).values_list("first_code", flat=True))
    latest = {
        row.account_id: row for row in FirstCode.objects.filter(account__in=ids).order_by("id")
    }  # an account's last one wins
    now = timezone.now()
    return {account.pk: _state(account, latest.get(account.pk), used, now) for account in accounts}


def open_resets() -> QuerySet[ResetRequest]:
    """Resets that wait for a second officer."""
    return ResetRequest.objects.filter(agreement__isnull=True, at__gt=timezone.now() - WAITS)


def waiting_resets() -> list[ResetRequest]:
    """Resets that wait for a second officer, oldest first."""
    return list(open_resets().select_related("account", "asked_by").order_by("id"))


def _state(account: Account, code: FirstCode | None, used: set[int], now: datetime) -> str:
    if not account.is_active:
        return CLOSED
    if code and code.pk not in used and not account.has_usable_password():
        return INVITED if code.ends_at > now else LAPSED
    return OPEN if account.has_usable_password() or code else NONE


def _people_of(accounts: Sequence[int]) -> dict[int, Person]:
    """The person of each account: its owner, or the person of its latest appointment."""
    held = (
        Appointment.objects.filter(account__in=accounts, person__isnull=False)
        .select_related("person")
        .order_by("id")
    )
    found = {one.account_id: one.person for one in held if one.person}
    own = Person.objects.filter(account__in=accounts)
    return found | {person.account_id: person for person in own if person.account_id}
