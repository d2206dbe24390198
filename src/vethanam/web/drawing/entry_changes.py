"""Changes to an existing entry: correct it, end it, or withdraw it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.acts import facts
from vethanam.acts.facts import CORRECTIONS
from vethanam.orders.models import Order
from vethanam.people.models import Employment
from vethanam.service_book.models import FACTS, Fact
from vethanam.service_book.queries import book_of, held_by, last_entries, was_seen
from vethanam.web.drawing.book import by_kind
from vethanam.web.drawing.entry_fields import recoveries_of, written
from vethanam.web.drawing.new_entries import ORDER, PAYEE_ACCOUNT
from vethanam.web.parts import words
from vethanam.web.parts.entry_kinds import KINDS
from vethanam.web.parts.entry_text import EFFECTS, entry_said
from vethanam.web.parts.forms import ActForm

#: kinds without an end until one is entered
ENDING = ("service_spell", "absence", "quarters", "obligation", "recovery_suspension", "membership")
_END = ("valid_until", "end_cause")
#: kinds that are corrected; an account is recorded anew
CORRECTED = frozenset(facts.COLUMNS) - {PAYEE_ACCOUNT}


def correction_form(fact: Fact, *, ends: bool = False) -> ActForm:
    """A form with an entry's columns and the changing order; with ``ends`` only the last day and the cause.

    Unsent fields stay unchanged. Correcting a withdrawn entry restores it.
    """
    own = [column.name for column in facts.COLUMNS[fact.kind()] if not ends or column.name in _END]
    return ActForm(
        "correct",
        model=CORRECTIONS[fact.kind()],
        fields=(*own, *ORDER),
        fixed=_named(fact),
        initial={} if ends else written(fact) | _order_of(fact),
        needed=_needed(fact, ends=ends),
        choices={"obligation": recoveries_of(fact.employment)},
        changes=True,
    )


def _named(fact: Fact) -> dict[str, object]:
    return {"fact": fact.kind(), "id": fact.pk, "employment": fact.employment.number}


def _needed(fact: Fact, *, ends: bool) -> tuple[str, ...]:
    """The required fields: with ``ends`` the last day."""
    if ends:
        return ("valid_until",)
    return tuple(column.name for column in facts.COLUMNS[fact.kind()] if column.is_needed)


def _order_of(fact: Fact) -> dict[str, str]:
    """Number and date of the entry's order, as form values."""
    if fact.order is None:
        return {}
    return {"order_number": fact.order.number, "order_dated": fact.order.dated.isoformat()}


def may_end(found: Employment, code: str) -> list[tuple[str, str, str]]:
    """A person's open entries: description, first day, and the address to end each."""
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
    """True if a page offers the withdrawal; a verified account can only be replaced."""
    return not fact.is_withdrawn and not (fact.kind() == PAYEE_ACCOUNT and was_seen(fact))


def taking_back_form(fact: Fact) -> ActForm:
    """The form to withdraw an entry, with its order if there is one."""
    return ActForm(
        "correct",
        model=CORRECTIONS[fact.kind()],
        fields=ORDER,
        fixed={**_named(fact), "is_withdrawn": True},
        changes=True,
    )


def effect_form(fact: Fact, order: Order) -> ActForm:
    """The form for the fate of an entry's order, for its person: state, day, case."""
    return ActForm(
        "order_effect",
        fields=("state", "valid_from", "case_number"),
        fixed={
            "order": {"number": order.number, "dated": order.dated},
            "employment": fact.employment.number,
        },
        choices={"state": [(code, _(word)) for code, word in EFFECTS.items()]},
    )


def fact_of(kind: str, fact: int, found: Employment) -> Fact | None:
    """A person's uncorrected entry. Account numbers are not read."""
    model = FACTS.get(kind)
    if model is None:
        return None
    unread: Sequence[str] = getattr(model, "unread", ())
    rows = last_entries(model).defer(*unread).select_related("order", "employment")
    return rows.filter(pk=fact, employment=found).first()
