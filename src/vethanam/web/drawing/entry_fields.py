"""The columns of an entry of the service book as a form asks them: how each is typed, what may be chosen, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.acts import facts
from vethanam.acts.facts import RECORDS
from vethanam.acts.fields import how_of
from vethanam.errors import Unsound
from vethanam.money import rupees, shown
from vethanam.people.models import Employment
from vethanam.service_book.models import Fact, Obligation
from vethanam.service_book.queries import standing
from vethanam.web.choices import CHOICES
from vethanam.web.names import component_name, said
from vethanam.web.typed import day_typed

type Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``how`` it is typed: day, money, count, share (per cent), text, code, choice or flag."""

    name: str
    label: str
    how: str
    hint: str = ""
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form as it is shown."""

    name: str
    label: str
    value: str
    type: str = "text"
    hint: str = ""
    choices: Choices = ()
    fault: str = ""

    @property
    def described_by(self) -> str:
        """What else on the page is about it."""
        about = {"hint": self.hint, "wrong": self.fault}
        return " ".join(f"{what}_{self.name}" for what, text in about.items() if text)


def _columns(kind: str) -> tuple[Column, ...]:
    """The columns of a kind as its act declares them."""
    fields = RECORDS[kind].model_fields
    return tuple(
        Column(one.name, one.title, how_of(fields[one.name]).kind, one.hint, one.is_needed)
        for one in facts.COLUMNS[kind]
    )


COLUMNS: dict[str, tuple[Column, ...]] = {
    kind: _columns(kind) for kind in facts.COLUMNS if kind != "payee_account"
}
FROM = COLUMNS["quarters"][0]
_OF_AN_ORDER = (
    Column("order_number", gettext_noop("Number of the order"), "text", gettext_noop("As printed on it.")),
    Column("order_dated", gettext_noop("Dated"), "day"),
)
_KIND_OF_ORDER = Column("order_kind", gettext_noop("Whose order it is"), "choice", is_needed=False)
_ARREARS_OF_ORDER = (
    Column(
        "payment_mode",
        gettext_noop("Arrears by it are paid"),
        "choice",
        gettext_noop("As the order says; empty: in cash, at once."),
        is_needed=False,
    ),
    Column("order_instalments", gettext_noop("In how many instalments"), "count", is_needed=False),
    Column(
        "locked_until",
        gettext_noop("In the provident fund until"),
        "day",
        gettext_noop("The day from which they can be withdrawn, where the order names one."),
        is_needed=False,
    ),
)


def order_columns(*, is_needed: bool, has_arrears: bool = False) -> tuple[Column, ...]:
    """The order that an entry cites; with how its arrears are paid, where an entry of its kind may bring some."""
    own = tuple(Column(c.name, c.label, c.how, c.hint, is_needed) for c in _OF_AN_ORDER)
    return (*own, _KIND_OF_ORDER, *(_ARREARS_OF_ORDER if has_arrears else ()))


def fields_of(
    columns: Sequence[Column], found: Employment | None, values: Mapping[str, str], faults: Mapping[str, str]
) -> list[Field]:
    """The fields of a form with what stands or was typed, and what is wrong with each."""
    return [
        Field(
            column.name,
            _(column.label),
            values.get(column.name, ""),
            "date" if column.how == "day" else "select" if column.how in ("choice", "flag") else "text",
            _(column.hint) if column.hint else "",
            [*_none_chosen(column, values.get(column.name, "")), *_choices(column, found)],
            faults.get(column.name, ""),
        )
        for column in columns
    ]


def _none_chosen(column: Column, value: str) -> Choices:
    """What stands before the list: nothing is chosen for anybody beforehand."""
    return [] if column.is_needed and value else [("", "–")]


def written(fact: Fact, columns: Sequence[Column]) -> dict[str, str]:
    """What stands in the columns of an entry, as it would be typed."""
    return {column.name: written_one(getattr(fact, column.name), column.how) for column in columns}


def read(
    model: type[Fact], columns: Sequence[Column], found: Employment | None, typed: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of what was typed, and what is wrong by column; all of it, and nothing is kept by asking."""
    values, faults = {}, {}
    for column in columns:
        text = typed.get(column.name, "").strip()
        try:
            if text:
                values[column.name] = _value(model, column, found, text)
            elif column.is_needed:
                raise Unsound("left_empty")
            else:
                values[column.name] = _nothing(model, column.name)
        except Unsound as wrong:
            faults[column.name] = said(wrong)
    return values, faults


def _nothing(model: type[Fact], name: str) -> Any:
    own = {field.name: field for field in model._meta.concrete_fields}.get(name)
    return None if own is None or own.null else own.get_default()


def _value(model: type[Fact], column: Column, found: Employment | None, text: str) -> Any:
    if column.how == "day":
        return day_typed(text)
    if column.how == "money":
        return rupees(text)
    if column.how == "count":
        if not text.isdecimal() or len(text) > 4:
            raise Unsound("not_a_number")
        return int(text)
    if column.how == "share":
        return _share(text)
    if column.how == "flag":
        return text == "yes"
    if column.how == "choice" and text not in dict(_choices(column, found)):
        raise Unsound("not_a_choice")
    own = {field.name: field for field in model._meta.concrete_fields}.get(column.name)
    if isinstance(own, models.ForeignKey):
        return _by_code(own.related_model, text)
    if isinstance(own, models.CharField) and len(text) > (own.max_length or 0):
        raise Unsound("too_many_characters", most=own.max_length)
    return int(text) if column.name == "increment_month" else text


def _share(text: str) -> int:
    """Per cent as hundredths of one per cent."""
    try:
        hundredths = Decimal(text) * 100
    except InvalidOperation:
        hundredths = Decimal("0.1")
    if hundredths != int(hundredths) or not 0 < hundredths <= 10_000:
        raise Unsound("not_a_share")
    return int(hundredths)


def _by_code(model: Any, text: str) -> Any:
    row = (
        model.objects.filter(pk=text).first()
        if issubclass(model, Fact)
        else model.objects.filter(code=text).first()
    )
    if row is None:
        raise Unsound("code_not_written_so")
    return row


def written_one(value: Any, how: str) -> str:
    """One value as it would be typed."""
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


def _choices(column: Column, found: Employment | None) -> Choices:
    if column.how == "flag":
        return [("no", _("no")), ("yes", _("yes"))]
    if column.name == "obligation":
        return recoveries_of(found)
    return CHOICES[column.name]() if column.how == "choice" else ()


def recoveries_of(found: Employment | None) -> Choices:
    """The obligations of an employee that a suspension may name, the latest first."""
    rows = standing(Obligation).filter(employment=found).order_by("-valid_from", "-pk")
    return [(str(one.pk), f"{component_name(one.kind_of_due)} · {one.payee}") for one in rows]
