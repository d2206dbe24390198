"""Accounts from before signatures were asked for: the act that signs them as they stand, the view of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts import account_statements
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Given, Texts
from vethanam.acts.key_signatures import MOST_SIGNED, SignedGiven, seed_of
from vethanam.acts.service_book import WRITES, key_of
from vethanam.identity.authority import Authority
from vethanam.payroll.bills.queries import accounts_at
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.service_book.account_signatures import keep_account_signatures, unsigned_accounts
from vethanam.service_book.models import PayeeAccount
from vethanam.service_book.queries.month_frames import employments_of
from vethanam.service_book.reader import BookReader


class SignAccountsGiven(SignedGiven):
    """A drawing code: its next 500 accounts are signed, or those of its accounts that are named."""

    drawing_code: Code | None = Field(None, title=_("Drawing code"))
    facts: Texts | None = Field(
        None, title=_("Entries"), description=_("Kind and id of each, such as absence-12. Left out: all.")
    )


def _unsigned(
    authority: Authority, drawing_code: str | None, facts: Collection[str] | None = None
) -> list[PayeeAccount]:
    """The next accounts of an office that wait for this person's signature; only those of ``facts``."""
    code = drawing_code or authority.scope or ""
    people = employments_of(BookReader(), Month.of(authority.at.date()), authority.at, code)
    accounts = accounts_at(people, authority.at)
    waiting = unsigned_accounts(accounts.values(), authority.person or 0)
    return [one for one in waiting if facts is None or key_of(one) in facts][:MOST_SIGNED]


def _prepare_standing(authority: Authority, given: SignAccountsGiven) -> Prepared | None:
    found = sorted(_unsigned(authority, given.drawing_code, given.facts), key=lambda one: one.pk)
    if not found:
        return None
    asked = account_statements.prepare_standing(authority, found, seed_of(given))
    return replace(asked, refers={"facts": [key_of(one) for one in found]})


def _prepare_standing_named(authority: Authority, given: SignAccountsGiven) -> Prepared:
    """The same statement for accounts that are named."""
    accounts = account_statements.named(given.facts or ())
    return account_statements.prepare_standing(authority, accounts, seed_of(given))


@act(
    "sign_accounts",
    title=_("Sign the accounts of an office"),
    roles=(Role.DRAWING_OFFICER, Role.CLERK),
    scope="drawing_code",
    signs="account",
    prepares=_prepare_standing,
    at_paymaster=_prepare_standing_named,
)
def sign_accounts(authority: Authority, given: SignAccountsGiven) -> Answer:
    """Sign the accounts of an office's people as they stand, after comparing them with the passbooks.

    For accounts that were entered before signatures were asked for. Nothing is paid into one of them until
    two persons have signed it, each up to 500 at a time. Nothing happens where all are signed.
    """
    found = _unsigned(authority, given.drawing_code, given.facts)
    account_statements.check_signed(authority, found)
    if authority.signed is not None:
        keep_account_signatures(authority, PayeeAccount.kind(), [one.pk for one in found])
    return Answer.of("accounts_signed", {"signed": len(found)}, count=len(found))


class UnsignedGiven(Given):
    """A drawing code."""

    drawing_code: Code = Field(title=_("Drawing code"))


@view("unsigned_accounts", title=_("Accounts to sign"), roles=WRITES, scope="drawing_code")
def accounts_to_sign(authority: Authority, given: UnsignedGiven) -> Mapping[str, Any]:
    """The next 500 accounts that nothing is paid into before the caller and another person sign them."""
    found = _unsigned(authority, given.drawing_code)
    return {
        "accounts": [
            {
                "employment": one.employment.number,
                "kind_of_account": one.kind_of_account,
                "branch": one.branch,
                "tail": one.tail,
                "valid_from": one.valid_from.isoformat(),
            }
            for one in found
        ]
    }
