"""The columns of an entry as form values; and the choices of a suspension."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst

from vethanam.acts import facts
from vethanam.acts.facts import RECORDS
from vethanam.acts.fields import how_of
from vethanam.money import shown
from vethanam.people.models import Employment
from vethanam.service_book.models import Absence, Fact, Membership, Obligation, ServiceSpell
from vethanam.service_book.queries import standing
from vethanam.service_book.rulebook import funds_in_use
from vethanam.web.parts.names import component_name, fund_name, named

type Choices = Sequence[tuple[str, str]]


def written(fact: Fact, names: Collection[str] = ()) -> dict[str, str]:
    """The values of these columns of an entry, or of all columns in its form, as form values."""
    fields = RECORDS[fact.kind()].model_fields
    asked = [column.name for column in facts.COLUMNS[fact.kind()] if not names or column.name in names]
    return {name: _written(getattr(fact, name), how_of(fields[name]).kind) for name in asked}


def _written(value: Any, how: str) -> str:
    """One value as a form value."""
    if value is None:
        return ""
    if isinstance(value, Fact):
        return str(value.pk)
    if isinstance(value, models.Model):
        return str(value.code)  # type: ignore[attr-defined]
    if how == "money":
        return shown(value, symbol=False).replace(",", "")
    if how == "share":
        return f"{Decimal(value) / 100:f}"
    if how == "flag":
        return "yes" if value else "no"
    return value.isoformat() if how == "day" else str(value)


def kinds_of_leave() -> Choices:
    """The kinds of absence that are leave."""
    return [(code, capfirst(named(code))) for code in Absence.Kind.values if code != Absence.Kind.SUSPENSION]


def funds_open_to(found: Employment | None) -> Choices:
    """The funds that an employee can join: none that shares a scheme with one she is in since she joined."""
    funds = funds_in_use()
    spell = standing(ServiceSpell).filter(employment=found).order_by("valid_from").first()
    held = (
        standing(Membership).filter(
            employment=found, valid_until__isnull=True, valid_from__lte=spell.valid_from
        )
        if spell
        else ()
    )
    closed = {other for one in held for other in funds.sharing(one.fund) if other != one.fund}
    return [(code, fund_name(code)) for code in funds.codes if code not in closed]


def recoveries_of(found: Employment | None) -> Choices:
    """The obligations of an employee that a suspension may name, latest first."""
    rows = standing(Obligation).filter(employment=found).order_by("-valid_from", "-pk")
    return [(str(one.pk), f"{component_name(one.kind_of_due)} · {one.payee}") for one in rows]
