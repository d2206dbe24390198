"""The content of the paymaster's page, computed in its process from the database, by
the acts' own statements.

The web process gives an act and its references. The paymaster takes nothing else from it, and writes nothing
but the end of a ticket.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import Limit, authority_for, read
from vethanam.acts.key_signatures import asked_of_keys, to_base64
from vethanam.acts.keys import registration_challenge
from vethanam.acts.registry import act_of
from vethanam.benefits.models import Route
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, SigningTicket
from vethanam.identity.signatures import MONEY, live_keys
from vethanam.identity.signing_tickets import take_ticket
from vethanam.payroll.bills.queries import accounts_at
from vethanam.payroll.bills.statements import changed_accounts
from vethanam.payroll.models import Bill
from vethanam.people.models import DrawingCode, Employment, Person
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount

#: the act by which a key is made on this page
ENROLS = "enrol_key"
#: accounts shown one by one; further ones are counted
SHOWN = 200
#: columns of an account that the paymaster may read
_READ = ("id", "username", "kind", "is_active")
#: columns of an account's whole numbers
_WHOLE = ("number", "onward_number")


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that a ticket opened: the account and its role, the act and its input, and the
    site to return to.
    """

    account: int
    role: str
    scope: str
    act: str
    given: str
    site: str


@dataclass(frozen=True, slots=True)
class BillShown:
    """One bill under the signature. Amounts are paise; ``title`` is the office's, in both languages."""

    number: str
    office: str
    title: tuple[str, str]
    month: Month
    people: int
    net: int
    changed: int
    without: int


@dataclass(frozen=True, slots=True)
class AccountShown:
    """A bank account under the signature: its employee, its branch, and its last digits before and now.

    ``name`` is in both languages. ``onward`` is the account to which treasury savings are sent on. ``bill``
    is empty where the account itself is signed; then ``whole`` and ``onward_whole`` are the numbers, to
    compare with the passbook, and ``born`` is the birth date. ``lives``: she was reported dead.
    """

    number: str
    name: tuple[str, str]
    before: str
    now: str
    branch: str
    onward: str = ""
    bill: str = ""
    is_withdrawn: bool = False
    whole: str = ""
    onward_whole: str = ""
    born: date | None = None
    lives: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The statement to sign, or with ``makes_key`` the key to make. ``further`` counts the accounts
    that are not shown.

    ``says`` are the parts of any other statement. ``challenge`` and ``keys`` are for the browser, ``salt``
    comes back with the signature.
    """

    act: str
    title: str
    who: tuple[str, str]
    username: str
    role: str
    scope: str
    challenge: str
    salt: str
    keys: Sequence[Mapping[str, str]]
    bills: Sequence[BillShown] = ()
    accounts: Sequence[AccountShown] = ()
    further: int = 0
    says: Mapping[str, Any] | None = None
    makes_key: bool = False


def opened_by(ticket: str, act: str, given: str) -> Opened:
    """The page for a ticket, which opens no other.

    Raises
    ------
    Refused
        The ticket was used, is too old, or is for something else.
    """
    row: SigningTicket = take_ticket(ticket, act, given)
    return Opened(row.account_id, row.role, row.scope, act, given, row.site)


def page_of(opened: Opened) -> Page:
    """The page's content, as the database has it now.

    Raises
    ------
    Refused, Unsound
        The act is none that moves money, its input cannot be read, or the account has no such role now.
    """
    declared, account = act_of(opened.act), Account.objects.only(*_READ).get(pk=opened.account)
    salt = secrets.token_hex(16)
    raw = {**_mapping(opened.given), "assertion": {"key": "-", "signature": "-", "salt": salt}}
    limit = Limit(role=opened.role, scope=opened.scope)
    authority = authority_for(declared, account, raw, None, is_sample=None, limit=limit)
    if opened.act == ENROLS and "attestation" not in raw:
        return _enrolment(authority, account, declared.title)
    prepares = declared.at_paymaster or declared.prepares
    asked = prepares(authority, read(declared, raw)) if prepares else None
    if asked is None or declared.subject_of(asked) not in MONEY:
        raise Refused("nothing_to_sign", act=opened.act)
    bills, accounts, further, says = _shown(authority, asked, raw)
    return Page(
        opened.act, declared.title, _who(authority), account.username, authority.role, authority.scope or "",
        to_base64(asked.challenge), salt, asked_of_keys(live_keys(authority, declared.subject_of(asked))),
        bills, accounts[:SHOWN], further + len(accounts[SHOWN:]), says,
    )  # fmt: skip


def _enrolment(authority: Authority, account: Account, title: str) -> Page:
    """The page on which a key for money is made: its challenge, and the keys that exist."""
    held = [key for key in live_keys(authority, "money_key") if key.relying_on]
    return Page(
        ENROLS, title, _who(authority), account.username, authority.role, authority.scope or "",
        to_base64(registration_challenge(authority)), "", asked_of_keys(held), makes_key=True,
    )  # fmt: skip


def _mapping(given: str) -> dict[str, Any]:
    try:
        raw = json.loads(given)
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        raise Unsound("not_a_mapping")
    return raw


def _who(authority: Authority) -> tuple[str, str]:
    person = Person.objects.filter(pk=authority.person or 0).first()
    return (person.name, person.name_ml) if person else ("", "")


def _shown(
    authority: Authority, asked: Prepared, raw: Mapping[str, Any]
) -> tuple[list[BillShown], list[AccountShown], int, Mapping[str, Any] | None]:
    """Bills with the accounts that changed; else accounts, or the parts of the one statement."""
    statements = asked.listed.statements if asked.listed else ()
    if statements and "bill" in statements[0]:
        bills, more = _changed(authority, [str(one["bill"]) for one in statements])
        return _bills(statements), bills, more, asked.listed.also if asked.listed else None
    if statements and "beneficiary" in statements[0]:
        return [], _benefit_accounts(statements), 0, None
    if statements and "employment" in statements[0]:
        return [], _accounts(authority, statements, raw), 0, None
    return [], [], 0, asked.summary


def _bills(statements: Iterable[Mapping[str, Any]]) -> list[BillShown]:
    codes = {one["drawing_code"] for one in statements}
    titles = {
        code: (title, title_ml)
        for code, title, title_ml in DrawingCode.objects.filter(code__in=codes).values_list(
            "code", "title", "title_ml"
        )
    }
    return [
        BillShown(
            one["bill"], one["drawing_code"], titles[one["drawing_code"]], Month.parse(one["month"]),
            one["people"], one["net"], one["accounts_changed"], one["without_account"],
        )
        for one in statements
    ]  # fmt: skip


def _changed(authority: Authority, numbers: Sequence[str]) -> tuple[list[AccountShown], int]:
    """The changed accounts of bills, and the number of those not shown."""
    bills = list(Bill.objects.select_related("drawing_code", "treasury").filter(number__in=numbers))
    changes = changed_accounts(bills, authority.at)
    first = changes[:SHOWN]
    kept = _accounts_by_id({one.account for one in first} | {one.before for one in first if one.before})
    people = _people({"pk__in": {one.employment for one in first}})
    shown = []
    for one in first:
        number, name, _born = people[one.employment]
        now, before = kept[one.account], kept.get(one.before or 0)
        shown.append(
            AccountShown(
                number,
                name,
                before.tail if before else "",
                now.tail,
                now.branch,
                _onward(now.onward_branch, now.onward_tail),
                one.bill,
            )
        )
    return shown, len(changes) - len(first)


def _accounts(
    authority: Authority, statements: Sequence[Mapping[str, Any]], raw: Mapping[str, Any]
) -> list[AccountShown]:
    """The accounts that statements are about, whole, with the one paid to before."""
    numbers = _numbers({one["account"] for one in statements if "account" in one})
    people = _people({"number__in": {str(one["employment"]) for one in statements}})
    employments = {number: (pk, name, born) for pk, (number, name, born) in people.items()}
    typed = tuple(str(raw.get(name) or "") for name in _WHOLE)
    paid = accounts_at(people.keys(), authority.at)
    kept = _accounts_by_id(set(paid.values()))
    shown = []
    for one in statements:
        pk, name, born = employments.get(str(one["employment"]), (0, ("", ""), None))
        whole, onward = numbers.get(one.get("account", 0), typed)
        before = kept.get(paid.get(pk, 0))
        shown.append(
            AccountShown(
                str(one["employment"]), name, before.tail if before else "", str(one.get("tail", "")),
                str(one.get("branch", "")),
                _onward(str(one.get("onward_branch", "")), str(one.get("onward_tail", ""))),
                is_withdrawn=bool(one.get("is_withdrawn")), whole=whole, onward_whole=onward, born=born,
            )
        )  # fmt: skip
    return shown


def _benefit_accounts(statements: Sequence[Mapping[str, Any]]) -> list[AccountShown]:
    """The accounts of beneficiaries that statements are about, whole, to compare with the passbook; or the
    society that pays a person at home.
    """
    rows = Route.objects.defer(None).select_related("application__beneficiary__person", "society")
    kept = rows.in_bulk([one["account"] for one in statements])
    shown = []
    for one in statements:
        row = kept[one["account"]]
        person = row.application.beneficiary.person
        shown.append(
            AccountShown(
                str(one["beneficiary"]), (person.name, person.name_ml), "", row.tail,
                f"{row.society.code} {row.society.name}" if row.society else row.branch, whole=row.number,
                born=person.born, lives="lives" in one,
            )
        )  # fmt: skip
    return shown


def _numbers(accounts: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The whole numbers of stored accounts, which only the paymaster's role reads."""
    rows = PayeeAccount.rows().filter(pk__in=list(accounts)).values_list("pk", *_WHOLE)
    return {pk: (number, onward) for pk, number, onward in rows}


def _onward(branch: str, tail: str) -> str:
    return f"{branch} ••{tail}" if tail else branch


def _accounts_by_id(ids: Iterable[int]) -> dict[int, PayeeAccount]:
    rows = PayeeAccount.objects.only("id", "branch", "tail", "onward_branch", "onward_tail").filter(
        pk__in=list(ids)
    )
    return {one.pk: one for one in rows}


def _people(which: Mapping[str, Any]) -> dict[int, tuple[str, tuple[str, str], date]]:
    """Employee number, name in both languages, and birth date, by employment."""
    rows = Employment.objects.filter(**which)
    return {
        pk: (number, (name, name_ml), born)
        for pk, number, name, name_ml, born in rows.values_list(
            "pk", "number", "person__name", "person__name_ml", "person__born"
        )
    }
