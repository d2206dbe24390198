"""A person's service book on a page, and the form that corrects an entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.acts.service_book import key_of
from vethanam.orders.orders_in_force import became_of
from vethanam.payroll.runs.joint_accounts import listed
from vethanam.people.models import Employment
from vethanam.service_book.models import Absence, Fact, PayeeAccount
from vethanam.service_book.queries import Held, book_of, held_by, holders_of, others_of_accounts
from vethanam.web.parts.entry_kinds import KINDS
from vethanam.web.parts.entry_text import before_said, effect_said, entry_said
from vethanam.web.parts.people import People, PersonShown, people_named
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry of the book."""

    kind: str
    says: str
    days: tuple[date, date | None]
    order: str
    is_verified: bool
    is_taken_back: bool
    act: str
    act_word: str
    order_state: str = ""
    #: the page that settles a suspension
    settle: str = ""
    #: the page of the order, with its scans
    order_at: str = ""


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """A waiting entry: person, text, and the entry it corrects."""

    key: str
    person: PersonShown
    kind: str
    says: str
    before: str
    days: tuple[date, date | None]
    order: str
    shared: str
    is_taken_back: bool
    correct: str
    #: the birth date, beside an account: the passbook has it
    born: date | None = None
    #: the page of the order, with its scans
    order_at: str = ""


def entries_of(code: str, found: Employment, at: datetime) -> list[EntryShown]:
    """The entries of the book, newest first.

    Their text and correction are only for the office that holds the book.
    """
    book, has_it = book_of(found.pk), has_the_book(code, found, at)
    held = held_by(by_kind((fact.kind, fact.id) for fact in book)) if has_it else {}
    became = became_of({fact.order_id for fact in book if fact.order_id}, found.pk)
    return [
        EntryShown(
            _(KINDS[fact.kind]),
            entry_said(fact.kind, held[fact.kind, fact.id]) if has_it else "",
            (fact.valid_from, fact.valid_until),
            fact.order,
            fact.is_verified,
            fact.is_taken_back,
            *(
                _act(code, found.number, fact.kind, fact.id, is_verified=fact.is_verified)
                if has_it
                else ("", "")
            ),
            effect_said(became[fact.order_id]) if fact.order_id in became else "",
            _settle(code, found.number, held[fact.kind, fact.id], fact.id)
            if has_it and fact.kind == Absence.kind() and not fact.is_taken_back
            else "",
            order_address(code, fact.order_id) if has_it else "",
        )
        for fact in book
    ]


def order_address(code: str, order: int | None) -> str:
    """The address of an order's page for an office; empty for an entry without one."""
    return reverse("drawing:order", kwargs={"code": code, "order": order}) if order else ""


def _act(code: str, number: str, kind: str, fact: int, *, is_verified: bool) -> tuple[str, str]:
    """The address of an entry's change, and its label.

    An account cannot be corrected; an unverified one can be withdrawn.
    """
    address = {"code": code, "number": number, "kind": kind, "fact": fact}
    if kind != "payee_account":
        return reverse("drawing:correct", kwargs=address), _("Correct")
    return ("", "") if is_verified else (reverse("drawing:take_back", kwargs=address), _("Take back"))


def _settle(code: str, number: str, held: Held, fact: int) -> str:
    """The address that settles a suspension; empty for leave."""
    if held.now["kind_of_absence"] != Absence.Kind.SUSPENSION:
        return ""
    return reverse("drawing:settle_suspension", kwargs={"code": code, "number": number, "fact": fact})


def has_the_book(code: str, found: Employment, at: datetime) -> bool:
    """True if an office holds a person's service book; a former office does not."""
    holders = holders_of([found.pk], at).get(found.pk)
    return holders is None or code in holders


def waiting_of(code: str, facts: Sequence[Fact], at: datetime) -> list[WaitingShown]:
    """Entries that wait for a second person, each with its text and the text of the entry it corrects.

    For an account, also the other persons it is recorded for.
    """
    accounts = [fact.pk for fact in facts if isinstance(fact, PayeeAccount)]
    shared = others_of_accounts(page_reader(), accounts, at)
    others = {number for numbers in shared.values() for number in numbers}
    whose = people_named({fact.employment.number for fact in facts} | others)
    held = held_by(by_kind((fact.kind(), fact.pk) for fact in facts))
    return [
        WaitingShown(
            key_of(fact),
            whose[fact.employment.number],
            _(KINDS[fact.kind()]),
            entry_said(fact.kind(), held[fact.kind(), fact.pk]),
            "" if fact.is_withdrawn else before_said(fact.kind(), held[fact.kind(), fact.pk]),
            (fact.valid_from, fact.valid_until),
            str(fact.order) if fact.order else "",
            _shared(shared[fact.pk], whose) if isinstance(fact, PayeeAccount) and fact.pk in shared else "",
            fact.is_withdrawn,
            _act(code, fact.employment.number, fact.kind(), fact.pk, is_verified=False)[0],
            whose[fact.employment.number].born if isinstance(fact, PayeeAccount) else None,
            order_address(code, fact.order_id),
        )
        for fact in facts
    ]


def _shared(others: Sequence[str], whose: People) -> str:
    said = ngettext(
        "The same account is named for %(count)s other person (%(numbers)s).",
        "The same account is named for %(count)s other people (%(numbers)s).",
        len(others),
    )
    return said % {"count": len(others), "numbers": listed([whose.in_sentence(one) or one for one in others])}


def by_kind(facts: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The ids of facts by their kind."""
    numbers: dict[str, list[int]] = {}
    for kind, fact in facts:
        numbers.setdefault(kind, []).append(fact)
    return numbers
