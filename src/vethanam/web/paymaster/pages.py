"""The words of the paymaster's page: one sentence for the whole signature, then bill by bill
or account by account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.acts.signing_page import ENROLS, AccountShown, BillShown, Page
from vethanam.money import grouped, shown
from vethanam.payments.masters import FOUND_FILE
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.administration.words import role_words
from vethanam.web.parts import words

_VERBS: dict[str, str] = {
    "check": gettext_noop("Check"), "countersign": gettext_noop("Countersign"),
    "present": gettext_noop("Present"),
    "pass": gettext_noop("Pass"), "record": gettext_noop("Record"), "correct": gettext_noop("Correct"),
    "verify": gettext_noop("Verify"), "verify_institution": gettext_noop("Verify"),
    "verify_sheet": gettext_noop("Verify"), "sign_accounts": gettext_noop("Sign them"),
    "propose_master": gettext_noop("Propose"), "decide_master": gettext_noop("Agree"),
    ENROLS: gettext_noop("Sign the new key"),
}  # fmt: skip
#: parts of a statement that is no list, with their labels
_LABELS: dict[str, str] = {
    "institution": gettext_noop("Institution"), "branch": gettext_noop("Branch code (IFSC)"),
    "tail": gettext_noop("Account ending"), "payment": gettext_noop("Payment"),
    "sheet": gettext_noop("Sheet"),
    "rows": gettext_noop("Rows"), "new": gettext_noop("New"),
    "voucher_number": gettext_noop("Voucher number"),
    "voucher_date": gettext_noop("Voucher date"), "is_changed": gettext_noop("Account changed"),
    "relying_on": gettext_noop("Host"),
    "drawing_code": gettext_noop("Drawing code"), "first_month": gettext_noop("First month"),
    "month": gettext_noop("Month"), "pay_group": gettext_noop("Pay group"),
    "opens_on": gettext_noop("Opens on"), "cut_off_on": gettext_noop("Cut-off"),
    "pays_on": gettext_noop("Pay-day"),
    "order_number": gettext_noop("Order number"), "order_dated": gettext_noop("Order dated"),
    "message": gettext_noop("File"), "outcome": gettext_noop("Decision"),
    "payments": gettext_noop("Payments"), "reason": gettext_noop("Reason"),
    "sha256": gettext_noop("SHA-256 of the file"),
    "release": gettext_noop("Released money"), "scheme": gettext_noop("Scheme"),
    "months": gettext_noop("Months"), "awards": gettext_noop("Awards"), "sum": gettext_noop("Sum"),
    "compensation": gettext_noop("Compensation"),
    "order": gettext_noop("Order"), "accounts": gettext_noop("Accounts"),
    "drawn": gettext_noop("Drawn a month, of the State"), "root": gettext_noop("Root over the rows"),
    "account_root": gettext_noop("Root over the accounts"),
    "incentive": gettext_noop("Incentive bill"), "list": gettext_noop("Delivery list"),
    "society": gettext_noop("Society"), "homes": gettext_noop("Paid at home by a society"),
    "head": gettext_noop("Head of account"), "again": gettext_noop("Paid once more, not delivered by"),
    "deliveries": gettext_noop("Deliveries"),
    "agent": gettext_noop("To the agent, for each"), "own": gettext_noop("To the society, for each"),
    "figure": gettext_noop("Order of the rate"),
}  # fmt: skip
#: parts that are a day, and those that are a month
_DAYS = frozenset({"opens_on", "cut_off_on", "pays_on", "order_dated"})
_MONTHS = frozenset({"month", "first_month"})
#: the decisions on a file of before a restore
_OUTCOMES: dict[str, str] = {
    "void": gettext_noop("void: the bank did not pay it, its people are paid anew"),
    "bill_follows": gettext_noop("bill_follows: the bank paid it, its bill is made again"),
}


@dataclass(frozen=True, slots=True)
class Content:
    """The page in words; ``pairs`` are label and text."""

    title: str
    lead: str
    verb: str
    signer: str
    pairs: Sequence[tuple[str, str]]
    bills: Sequence[tuple[BillShown, str]]
    sums: Mapping[str, int]
    accounts: Sequence[tuple[AccountShown, str, str]]


def content_of(page: Page) -> Content:
    """The words of a page, in the active language."""
    sums = {
        "people": sum(one.people for one in page.bills),
        "net": sum(one.net for one in page.bills),
        "changed": sum(one.changed for one in page.bills),
    }
    return Content(
        _title(page), _lead(page, sums), _verb(page), _signer(page), _pairs(page),
        [(one, _own(one.title)) for one in page.bills], sums,
        [(one, _own(one.name), _other(one.name)) for one in page.accounts],
    )  # fmt: skip


def _verb(page: Page) -> str:
    return _("Make the key") if page.makes_key else _(_VERBS.get(page.act, page.title))


def _own(both: tuple[str, str]) -> str:
    """A name in the script of the page."""
    return both[1] if words.language() == "ml" and both[1] else both[0]


def _other(both: tuple[str, str]) -> str:
    """A name in the other script; empty without one."""
    return next((one for one in both if one and one != _own(both)), "")


def _signer(page: Page) -> str:
    role = role_words(page.role, page.scope) if page.role in Role else page.role
    return " · ".join(part for part in (_own(page.who), page.username, role) if part)


def _title(page: Page) -> str:
    count = len(page.bills)
    says = {
        "check": ngettext("Check %(count)s bill?", "Check %(count)s bills?", count),
        "countersign": ngettext("Countersign %(count)s bill?", "Countersign %(count)s bills?", count),
        "present": ngettext("Present %(count)s bill?", "Present %(count)s bills?", count),
        "pass": ngettext("Pass %(count)s bill?", "Pass %(count)s bills?", count),
    }
    if page.bills:
        return says[page.act] % {"count": words.count_in_words(count)}
    if page.accounts:
        count = len(page.accounts) + page.further
        title = ngettext("Sign for %(count)s bank account?", "Sign for %(count)s bank accounts?", count)
        return title % {"count": words.count_in_words(count)}
    if page.says and page.says.get("kind") == FOUND_FILE:
        return _("Decide on this file from before the restore?")
    return {
        "present": _("Send a payment again?"),
        "verify_institution": _("Verify the account of an institution?"),
        "verify_sheet": _("Verify a sheet?"),
        "propose_master": _("Propose this for the pay calendar?"),
        "decide_master": _("Agree to this in the pay calendar?"),
        ENROLS: _("Make a key for money?"),
    }.get(page.act, _(page.title))


def _lead(page: Page, sums: Mapping[str, int]) -> str:
    if page.act == ENROLS:
        return _("It signs what moves money, on this page only. No other page can ask for it.")
    if not page.bills:
        return _("You sign exactly this.")
    says = ngettext("%(net)s to %(count)s person.", "%(net)s to %(count)s people.", sums["people"])
    return says % {"net": shown(sums["net"]), "count": grouped(sums["people"])}


def _pairs(page: Page) -> list[tuple[str, str]]:
    said: Mapping[str, Any] = page.says or {}
    found = [
        (_(_LABELS[name]), _value(name, value))
        for name, value in said.items()
        if name in _LABELS and value != ""
    ]
    if "amount_paise" in said:
        found.append((_("Amount"), shown(said["amount_paise"])))
    found += [(name, shown(amount)) for name, amount in said.get("totals_paise", {}).items()]
    return found


def _value(name: str, value: Any) -> str:
    if name in _DAYS:
        return words.day(date.fromisoformat(value))
    if name in _MONTHS:
        return words.month(Month.parse(value))
    if name == "months":
        return ", ".join(words.month(Month.parse(one)) for one in value.split(", "))
    if name == "outcome":
        return _(_OUTCOMES.get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return grouped(value) if isinstance(value, int) else str(value)
