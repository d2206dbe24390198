"""The service book of one person on a page, and the form that corrects an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.money import rupees, shown
from vethanam.people.models import Employment
from vethanam.service_book.actions import correct
from vethanam.service_book.models import Fact
from vethanam.service_book.queries import book_of, held_by, holders_of
from vethanam.web.entry_words import before_said, entry_said
from vethanam.web.sentences import KINDS

#: field -> its name, and how it is typed
FIELDS: dict[str, tuple[str, str]] = {
    "valid_from": (gettext_noop("From"), "day"),
    "valid_until": (gettext_noop("Until (empty while it lasts)"), "day"),
    "basic_pay": (gettext_noop("Basic pay, rupees"), "money"),
    "amount": (gettext_noop("Amount, rupees"), "money"),
    "instalment": (gettext_noop("Instalment, rupees"), "money"),
    "rate": (gettext_noop("Rate, rupees"), "money"),
    "days": (gettext_noop("Days"), "count"),
}
OPTIONAL = frozenset({"valid_until", "amount", "basic_pay"})


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry of the book."""

    kind: str
    says: str
    days: tuple[date, date | None]
    order: str
    is_verified: bool
    correct: str


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """An entry that waits: of whom, what it says, what it puts right."""

    key: str
    number: str
    kind: str
    says: str
    before: str
    days: tuple[date, date | None]
    order: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    name: str
    label: str
    value: str
    type: str


def entries_of(code: str, found: Employment, at: datetime) -> list[EntryShown]:
    """What stands in the book, newest first. What entries say, and to correct one, is for the office that has the book."""
    book = book_of(found.pk)
    holders = holders_of([found.pk], at).get(found.pk)
    has_it = holders is None or code in holders
    held = held_by(by_kind((fact.kind, fact.id) for fact in book)) if has_it else {}
    return [
        EntryShown(
            _(KINDS[fact.kind]),
            entry_said(fact.kind, held[fact.kind, fact.id]) if has_it else "",
            (fact.valid_from, fact.valid_until),
            fact.order,
            fact.is_verified,
            ""
            if fact.kind == "payee_account" or not has_it
            else reverse(
                "drawing:correct",
                kwargs={"code": code, "number": found.number, "kind": fact.kind, "fact": fact.id},
            ),
        )
        for fact in book
    ]


def waiting_of(facts: Sequence[Fact]) -> list[WaitingShown]:
    """Entries that wait for a second person, each with what it says, and what the entry it corrects said."""
    held = held_by(by_kind((fact.kind(), fact.pk) for fact in facts))
    return [
        WaitingShown(
            key_of(fact),
            fact.employment.number,
            _(KINDS[fact.kind()]),
            entry_said(fact.kind(), held[fact.kind(), fact.pk]),
            before_said(fact.kind(), held[fact.kind(), fact.pk]),
            (fact.valid_from, fact.valid_until),
            str(fact.order) if fact.order else "",
        )
        for fact in facts
    ]


def key_of(fact: Fact) -> str:
    """What a form calls a fact by."""
    return f"{fact.kind()}-{fact.pk}"


def by_kind(facts: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The numbers of facts by their kind."""
    numbers: dict[str, list[int]] = {}
    for kind, fact in facts:
        numbers.setdefault(kind, []).append(fact)
    return numbers


def correction_form(fact: Fact, typed: Mapping[str, str] | None) -> Sequence[Field]:
    """The fields of a fact that a form can correct, with what stands or what was typed."""
    return [
        Field(
            name,
            _(label),
            typed.get(name, "") if typed is not None else _written(getattr(fact, name), how),
            "date" if how == "day" else "text",
        )
        for name, (label, how) in _fields_of(fact).items()
    ]


def correct_fact(authority: Authority, fact: Fact, typed: Mapping[str, str]) -> Fact:
    """Append the correction.

    Raises
    ------
    Unsound
        A field cannot be read, or nothing was changed.
    """
    changes = {
        name: _read(name, typed.get(name, "").strip(), how)
        for name, (_label, how) in _fields_of(fact).items()
    }
    changed = {name: value for name, value in changes.items() if value != getattr(fact, name)}
    if not changed:
        raise Unsound("nothing_changed", _("Nothing was changed. Change a field, or go back."))
    if changes.get("valid_until") and changes["valid_until"] < changes["valid_from"]:
        raise Unsound("ends_before_it_begins", _("It ends before it begins. Check both dates."))
    return correct(authority, fact, **changed)


def _fields_of(fact: Fact) -> dict[str, tuple[str, str]]:
    return {name: how for name, how in FIELDS.items() if hasattr(fact, name)}


def _written(value: Any, how: str) -> str:
    if value is None:
        return ""
    if how == "money":
        return shown(value, symbol=False).replace(",", "")
    return value.isoformat() if how == "day" else str(value)


def _read(name: str, text: str, how: str) -> Any:
    if not text and name in OPTIONAL:
        return None
    if how == "money":
        return rupees(text)
    if how == "count":
        if not text.isdigit():
            raise Unsound("not_a_number", _("Days are a whole number."))
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unsound("not_a_date", _("A date is written year-month-day, such as 2026-10-17.")) from None
