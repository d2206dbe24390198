"""A person's own record on pages: service book, leave, loans, next increment, next month, data sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.acts.scans import scan_name
from vethanam.errors import Unsound
from vethanam.money import Paise, shown
from vethanam.orders.models import OrderScan
from vethanam.orders.orders_in_force import became_of
from vethanam.payroll.occasions.leave_account import LeaveBalance, leave_accounts
from vethanam.payroll.payslips.expected_month import ExpectedMonth, expected_month, next_month_of
from vethanam.payroll.queries import month_of
from vethanam.payroll.runs.increments import NextIncrement, next_increment
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.queries import FactView, RoleThen, book_of, entry_roles, held_by
from vethanam.web.employee.pages import pen_of
from vethanam.web.parts import words
from vethanam.web.parts.entry_kinds import KINDS
from vethanam.web.parts.entry_text import effect_said, entry_said
from vethanam.web.parts.names import component_name, named, said
from vethanam.web.parts.page_context import name_of_desk
from vethanam.web.parts.people import people_named
from vethanam.web.parts.view_values import LineShown
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """One entry of the book, as its owner reads it."""

    key: str
    kind: str
    says: str
    days: tuple[date, date | None]
    order: str
    order_state: str
    verified: str
    is_verified: bool
    object_to: str
    #: name and address of each scan of its order
    scans: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One line of the summary or the data sheet: label, text, address."""

    label: str
    text: str
    address: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedShown:
    """The estimate of a month, or why there is none."""

    month: Month
    known_at: datetime
    net: Paise | None
    change: str
    earnings: Sequence[LineShown]
    deductions: Sequence[LineShown]
    gross: Paise
    deducted: Paise
    why_not: str
    increment: IncrementShown | None
    waiting: int


@dataclass(frozen=True, slots=True)
class IncrementShown:
    """The next increment in words."""

    day: date
    now: Paise
    then: Paise | None
    says: Sequence[str]

    @property
    def sentence(self) -> str:
        """The day of the increment, and the basic pay from then."""
        if self.then is None:
            return words.day(self.day)
        told = {"day": words.day(self.day), "now": shown(self.now), "then": shown(self.then)}
        return _("%(day)s: %(now)s becomes %(then)s") % told


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account of leave."""

    name: str
    since: date
    entered: int
    is_verified: bool
    rows: Sequence[tuple[date, str, int]]
    balance: int


def entries_of(mine: Employment, scans: Mapping[int, Sequence[OrderScan]] | None = None) -> list[OwnEntry]:
    """The entries of the book, newest first, each with its order, the ``scans`` of the order, and who
    verified it by role.
    """
    book = book_of(mine.pk)
    facts: dict[str, list[int]] = {}
    for fact in book:
        facts.setdefault(fact.kind, []).append(fact.id)
    held, roles = held_by(facts), entry_roles(mine.pk)
    became = became_of({fact.order_id for fact in book if fact.order_id}, mine.pk)
    return [
        OwnEntry(
            key=f"{fact.kind}-{fact.id}",
            kind=_(KINDS[fact.kind]),
            says=entry_said(fact.kind, held[fact.kind, fact.id]),
            days=(fact.valid_from, fact.valid_until),
            order=fact.order,
            order_state=effect_said(became[fact.order_id]) if fact.order_id in became else "",
            verified=_by(roles[fact.kind, fact.id].verified if fact.is_verified else None),
            is_verified=fact.is_verified,
            object_to=object_to(mine, f"{fact.kind}-{fact.id}"),
            scans=_scans(mine, (scans or {}).get(fact.order_id or 0, ())) if fact.is_verified else (),
        )
        for fact in book
    ]


def _scans(mine: Employment, scans: Sequence[OrderScan]) -> list[tuple[str, str]]:
    return [
        (
            scan_name(one),
            reverse("employee:scan", kwargs={"order": one.order_id, "scan": bytes(one.sha256).hex()})
            + pen_of(mine),
        )
        for one in scans
    ]


def object_to(mine: Employment, key: str) -> str:
    """The address of the objection to an entry."""
    return reverse("employee:object_to", kwargs={"entry": key}) + pen_of(mine)


def _by(role: RoleThen | None) -> str:
    """The role and the day of a verification."""
    if role is None:
        return ""
    day = words.day(localtime(role.at).date())
    return f"{name_of_desk(role.role, role.scope)} · {day}" if role.role else day


def book_title(entries: Sequence[OwnEntry]) -> str:
    """How many entries, and how many of them wait for a second person."""
    waiting = sum(not one.is_verified for one in entries)
    count = ngettext("%(count)s entry", "%(count)s entries", len(entries)) % {"count": len(entries)}
    if not waiting:
        return _("%(entries)s, each verified by a second person") % {"entries": count}
    told = ngettext(
        "%(entries)s; %(count)s waits for a second person",
        "%(entries)s; %(count)s wait for a second person",
        waiting,
    )
    return told % {"entries": count, "count": words.count_in_words(waiting)}


def accounts_of(mine: Employment, at: datetime) -> list[AccountShown]:
    """The accounts of leave with their balances."""
    return [_account(one) for one in leave_accounts(mine.pk, localdate(at), at)]


def _account(one: LeaveBalance) -> AccountShown:
    rows = [
        (
            it.first,
            _("Surrendered, bill %(bill)s") % {"bill": it.bill}
            if it.what == "surrender"
            else capfirst(_(it.what.replace("_", " "))),
            it.days,
        )
        for it in one.taken
    ]
    return AccountShown(capfirst(named(one.kind)), one.since, one.entered, one.is_verified, rows, one.balance)


def leave_title(accounts: Sequence[AccountShown]) -> str:
    """The balances in one line."""
    if not accounts:
        return _("No account of leave is entered")
    told = [
        ngettext("%(kind)s: %(count)s day", "%(kind)s: %(count)s days", one.balance)
        % {"kind": one.name, "count": one.balance}
        for one in accounts
    ]
    return " · ".join(told)


def increment_shown(mine: Employment, at: datetime) -> IncrementShown | None:
    """The next increment; None for pay without one."""
    found = next_increment(mine.pk, localdate(at))
    return IncrementShown(found.month.first, found.now, found.then, list(_of(found))) if found else None


def _of(found: NextIncrement) -> Sequence[str]:
    says = []
    if found.is_entered:
        says.append(_("It stands in your service book with its order."))
    elif found.is_overdue:
        says.append(_("It is due, and no order for it stands in your service book yet."))
    else:
        says.append(_("No order for it stands in your service book yet."))
    if found.lost:
        told = ngettext(
            "%(days)s day without allowances has postponed it.",
            "%(days)s days without allowances have postponed it.",
            found.lost,
        )
        says.append(told % {"days": found.lost})
    if found.undecided:
        says.append(_("An order must say if your days of suspension or dies non count for it."))
    if found.then is None:
        says.append(
            _("The scale has no higher stage. A stagnation increment or a higher grade has its own order.")
        )
    return says


def expected_shown(mine: Employment, at: datetime) -> ExpectedShown:
    """The coming month by the rules of a run, on the book as it stands."""
    reader = page_reader()
    month = next_month_of(reader, mine.pk, at)
    why_not, found = "", None
    try:
        found = expected_month(reader, mine.pk, month, at)
    except Unsound as unsound:
        why_not = said(unsound)
    lines = _lines(mine, found) if found else {"earning": [], "deduction": []}
    return ExpectedShown(
        month=month,
        known_at=at,
        net=found.net if found else None,
        change=_change(mine, found) if found else "",
        earnings=lines["earning"],
        deductions=lines["deduction"],
        gross=found.gross if found else 0,
        deducted=found.deductions if found else 0,
        why_not=why_not,
        increment=increment_shown(mine, at),
        waiting=sum(not fact.is_verified for fact in book_of(mine.pk)),
    )


def _lines(mine: Employment, found: ExpectedMonth) -> dict[str, list[LineShown]]:
    rows: dict[str, list[LineShown]] = {"earning": [], "deduction": []}
    for line in found.lines:
        of = {"month": found.month, "component": line.component}
        rows[line.kind].append(
            LineShown(
                line.component,
                component_name(line.component),
                line.amount,
                address=reverse("employee:line", kwargs=of) + pen_of(mine),
                says="" if line.amount is not None else _("No order known here fixes it."),
            )
        )
    return rows


def _change(mine: Employment, found: ExpectedMonth) -> str:
    """The difference to the month before, if that was drawn in full here."""
    before = month_of(mine.pk, found.month.plus(-1))
    if not before.lines or before.is_apart:
        return ""
    month, difference = words.month(before.month), found.net - before.net
    if not difference:
        return _("The same as %(month)s.") % {"month": month}
    told = _("%(size)s more than %(month)s.") if difference > 0 else _("%(size)s less than %(month)s.")
    return told % {"size": shown(abs(difference)), "month": month}


#: kinds of entry on the data sheet, in its order
_ON_THE_SHEET = (
    "service_spell", "posting", "pay", "authorised_rate", "wage", "quarters", "membership", "obligation",
    "tax_choice", "payee_account", "leave_account", "guardianship",
)  # fmt: skip
#: kinds that hold several entries side by side, beyond fund, component or tax year
_SIDE_BY_SIDE = frozenset({"obligation", "quarters", "guardianship"})


def data_sheet(mine: Employment, at: datetime) -> list[OwnLine]:
    """Her own data and the entries that hold today, each with the address of an objection."""
    person, today = people_named([mine.number])[mine.number], localdate(at)
    own = [
        ("person-name", _("Name"), " · ".join(filter(None, (person.name, person.other)))),
        ("person-number", _("Employee number"), " · ".join(filter(None, (mine.number, person.name)))),
        ("person-born", _("Birth date"), words.day(mine.person.born)),
    ]
    sheet = [OwnLine(label, text, object_to(mine, key)) for key, label, text in own if text]
    entries = {one.key: one for one in entries_of(mine)}
    holding = _holding(book_of(mine.pk), today)
    for kind in _ON_THE_SHEET:
        for fact in holding:
            if fact.kind == kind:
                one = entries[f"{fact.kind}-{fact.id}"]
                since = _("since %(day)s") % {"day": words.day(fact.valid_from)}
                state = "" if fact.is_verified else _("waits for a second person")
                under = " · ".join(filter(None, (since, state)))
                sheet.append(
                    OwnLine(one.kind, one.says or since, one.object_to, under if one.says else state)
                )
    return sheet


def _holding(book: Sequence[FactView], today: date) -> list[FactView]:
    """The entries that hold on a day: of an exclusive kind the latest."""
    seen: set[tuple[str, str]] = set()
    found = []
    for fact in book:
        if fact.valid_from > today or (fact.valid_until and fact.valid_until < today):
            continue
        key = fact.kind, fact.about
        if fact.kind not in _SIDE_BY_SIDE and fact.kind != "leave_account":
            if key in seen:
                continue
            seen.add(key)
        found.append(fact)
    return found
