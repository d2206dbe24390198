"""The service book of one person on a page, and the form that corrects an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.sharing import listed
from vethanam.people.models import Employment
from vethanam.service_book.actions import correct
from vethanam.service_book.models import Fact, PayeeAccount
from vethanam.service_book.queries import book_of, held_by, holders_of, others_of_accounts
from vethanam.web.drawing.entry_fields import COLUMNS, Field, fields_of, read, written
from vethanam.web.entry_words import before_said, entry_said
from vethanam.web.sentences import KINDS


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
    shared: str


def entries_of(code: str, found: Employment, at: datetime) -> list[EntryShown]:
    """What stands in the book, newest first. What entries say, and to correct one, is for the office that has the book."""
    book, has_it = book_of(found.pk), has_the_book(code, found, at)
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


def has_the_book(code: str, found: Employment, at: datetime) -> bool:
    """Whether an office has somebody's service book: the one that a person left has not."""
    holders = holders_of([found.pk], at).get(found.pk)
    return holders is None or code in holders


def waiting_of(facts: Sequence[Fact], at: datetime) -> list[WaitingShown]:
    """Entries that wait for a second person, each with what it says, and what the entry it corrects said.

    Of an account, for whom else it is named.
    """
    shared = others_of_accounts([fact.pk for fact in facts if isinstance(fact, PayeeAccount)], at)
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
            _shared(shared[fact.pk]) if isinstance(fact, PayeeAccount) and fact.pk in shared else "",
        )
        for fact in facts
    ]


def _shared(others: Sequence[str]) -> str:
    said = ngettext(
        "The same account is named for %(count)s other person (%(numbers)s).",
        "The same account is named for %(count)s other people (%(numbers)s).",
        len(others),
    )
    return said % {"count": len(others), "numbers": listed(others)}


def key_of(fact: Fact) -> str:
    """What a form calls a fact by."""
    return f"{fact.kind()}-{fact.pk}"


def by_kind(facts: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The numbers of facts by their kind."""
    numbers: dict[str, list[int]] = {}
    for kind, fact in facts:
        numbers.setdefault(kind, []).append(fact)
    return numbers


def correction_form(fact: Fact, typed: Mapping[str, str] | None, faults: Mapping[str, str]) -> list[Field]:
    """The columns of an entry with what stands, or with what was typed and what is wrong with it."""
    columns = COLUMNS[fact.kind()]
    values = written(fact, columns) if typed is None else typed
    return fields_of(columns, fact.employment, values, faults)


def correct_fact(authority: Authority, fact: Fact, typed: Mapping[str, str]) -> dict[str, str]:
    """Append the correction, where nothing is wrong with it: else what is, by column. What is not typed at all stays.

    Raises
    ------
    Refused
        Somebody corrected it before.
    Unsound
        Nothing was changed, or what would stand contradicts itself.
    """
    columns = [column for column in COLUMNS[fact.kind()] if column.name in typed]
    changes, faults = read(type(fact), columns, fact.employment, typed)
    if faults:
        return faults
    changed = {name: value for name, value in changes.items() if value != getattr(fact, name)}
    if not changed:
        raise Unsound("nothing_changed", _("Nothing was changed. Change a field, or go back."))
    if changes.get("valid_until") and changes["valid_until"] < changes["valid_from"]:
        return {"valid_until": _("It ends before it begins. Check both dates.")}
    correct(authority, fact, **changed)
    return {}
