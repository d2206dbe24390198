"""What becomes of an entry that stands: it is corrected, it ends, or it is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.actions import record_order_effect
from vethanam.people.models import Employment
from vethanam.service_book.actions import correct
from vethanam.service_book.models import FACTS, Fact
from vethanam.service_book.queries import book_of, held_by, was_seen
from vethanam.web import words
from vethanam.web.drawing.book import by_kind
from vethanam.web.drawing.entry_fields import (
    COLUMNS,
    FROM,
    Column,
    Field,
    fields_of,
    order_columns,
    read,
    written,
)
from vethanam.web.drawing.ordering import cited, order_of, order_typed
from vethanam.web.drawing.stages import faults_of_stage
from vethanam.web.entry_words import entry_said
from vethanam.web.kinds import KINDS

#: the kinds that go on until somebody enters their end
ENDING = ("service_spell", "absence", "quarters", "obligation", "recovery_suspension", "membership")
_END = ("valid_until", "end_cause")
CASE_AT_MOST = 80


def columns_of(fact: Fact, *, ends: bool = False) -> tuple[Column, ...]:
    """The columns that may change, and the order that changes them; of an entry that ends only its last day and cause."""
    own = [column for column in COLUMNS[fact.kind()] if not ends or column.name in _END]
    if ends:
        own = [Column(c.name, c.label, c.how, c.hint, is_needed=c.name == "valid_until") for c in own]
    return (*own, *order_columns(is_needed=False))


def correction_form(
    fact: Fact, typed: Mapping[str, str] | None, faults: Mapping[str, str], *, ends: bool = False
) -> list[Field]:
    """The columns of an entry with what stands, or with what was typed and what is wrong with it."""
    columns = columns_of(fact, ends=ends)
    own = [column for column in columns if column in COLUMNS[fact.kind()]]
    stands = {} if ends else written(fact, own) | order_of(fact)
    return fields_of(columns, fact.employment, stands if typed is None else typed, faults)


def correct_fact(authority: Authority, fact: Fact, typed: Mapping[str, str]) -> dict[str, str]:
    """Append the correction, where nothing is wrong with it: else what is, by column. What is not typed at all stays.

    An entry that is taken back stands again, as it was or changed.

    Raises
    ------
    Refused
        Somebody corrected it before.
    Unsound
        Nothing was changed, or what would stand contradicts itself.
    """
    columns = [column for column in COLUMNS[fact.kind()] if column.name in typed]
    changes, faults = read(type(fact), columns, fact.employment, typed)
    order, wrong = order_typed(type(fact), order_columns(is_needed=False), typed)
    if faults | wrong:
        return faults | wrong
    changed = {name: value for name, value in changes.items() if value != getattr(fact, name)}
    if fact.kind() == "pay" and {"basic_pay", "scale", "revision"} & set(changed):
        stands = {name: getattr(fact, name) for name in ("basic_pay", "scale", "revision", "valid_from")}
        if wrong := faults_of_stage(stands | changed):
            return wrong
    if changes.get("valid_until") and changes["valid_until"] < changes.get("valid_from", fact.valid_from):
        return {"valid_until": _("It ends before it begins. Check both dates.")}
    with transaction.atomic():
        by = cited(authority, order)
        if by is not None and by.pk != fact.order_id:
            changed["order"] = by
        if not changed and not fact.is_withdrawn:
            raise Unsound("nothing_changed")
        correct(authority, fact, **changed)
    return {}


def may_end(found: Employment, code: str) -> list[tuple[str, str, str]]:
    """Entries of somebody's book that go on: what each is, since when, and where its end is entered."""
    open_ones = [
        fact
        for fact in book_of(found.pk)
        if fact.kind in ENDING and fact.valid_until is None and not fact.is_taken_back
    ]
    held = held_by(by_kind((fact.kind, fact.id) for fact in open_ones))
    return [
        (
            " · ".join(filter(None, [_(KINDS[fact.kind]), entry_said(fact.kind, held[fact.kind, fact.id])])),
            _("since %(day)s") % {"day": words.day(fact.valid_from)},
            reverse(
                "drawing:correct",
                kwargs={"code": code, "number": found.number, "kind": fact.kind, "fact": fact.id},
            )
            + "?ends=yes",
        )
        for fact in sorted(open_ones, key=lambda fact: ENDING.index(fact.kind))
    ]


def may_be_taken_back(fact: Fact) -> bool:
    """A verified account is replaced by another one: nobody is left without any."""
    return not fact.is_withdrawn and not (fact.kind() == "payee_account" and was_seen(fact))


def taking_back_form(typed: Mapping[str, str], faults: Mapping[str, str]) -> list[Field]:
    """The order by which an entry is taken back, if one says so."""
    return fields_of(order_columns(is_needed=False), None, typed, faults)


@transaction.atomic
def take_back(authority: Authority, fact: Fact, typed: Mapping[str, str]) -> dict[str, str]:
    """Take an entry back, or what is wrong with the order by column."""
    order, faults = order_typed(type(fact), order_columns(is_needed=False), typed)
    if faults:
        return faults
    by = cited(authority, order)
    changes: dict[str, Any] = {} if by is None else {"order": by}
    correct(authority, fact, is_withdrawn=True, **changes)
    return {}


_EFFECT = (
    Column("effect", gettext_noop("What became of it"), "choice"),
    FROM,
    Column(
        "case_number",
        gettext_noop("Number of the case"),
        "text",
        gettext_noop("As the court has it, such as W.P.(C) 12/2026."),
        is_needed=False,
    ),
)


def effect_form(typed: Mapping[str, str], faults: Mapping[str, str]) -> list[Field]:
    """What became of an order, from when, in which case."""
    return fields_of(_EFFECT, None, typed, faults)


def enter_effect(authority: Authority, fact: Fact, typed: Mapping[str, str]) -> dict[str, str]:
    """Record what became of the order an entry cites, for its person; or what is wrong by column."""
    values, faults = read(type(fact), _EFFECT, None, typed)
    if not faults and len(values["case_number"] or "") > CASE_AT_MOST:
        faults = {"case_number": _("At most %(most)s characters.") % {"most": CASE_AT_MOST}}
    if faults or fact.order is None:
        return faults
    record_order_effect(
        authority,
        fact.order,
        state=values["effect"],
        valid_from=values["valid_from"],
        employment=fact.employment_id,
        case_number=values["case_number"] or "",
    )
    return {}


def fact_of(kind: str, fact: int, found: Employment) -> Fact | None:
    """An entry of somebody's that nothing corrects. Of an account no number is read."""
    model = FACTS.get(kind)
    if model is None:
        return None
    unread: Sequence[str] = getattr(model, "unread", ())
    rows = model.rows().defer(*unread).select_related("order")
    return rows.filter(pk=fact, employment=found, superseded_by__isnull=True).first()
