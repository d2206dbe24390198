"""The columns of an entry of the service book as a form asks them: how each is typed, what may be chosen, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.errors import Unsound
from vethanam.money import rupees, shown
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import BillClass, Employment, Post
from vethanam.periods import Month
from vethanam.service_book.models import Absence, Fact, LeaveAccount, Obligation, Pay
from vethanam.service_book.queries import standing
from vethanam.web import words
from vethanam.web.causes import CAUSES
from vethanam.web.entry_words import ACCOUNTS, BASES, EFFECTS, ENDS, FUNDS, MODES, ORDERS
from vethanam.web.names import component_name, named, said
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


FROM = Column("valid_from", gettext_noop("From"), "day")
_HALF = Column("session", gettext_noop("From which half of the day"), "choice")
_UNTIL = Column("valid_until", gettext_noop("Until (empty while it lasts)"), "day", is_needed=False)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "service_spell": (
        FROM,
        _HALF,
        _UNTIL,
        Column("end_cause", gettext_noop("How it ended"), "choice", is_needed=False),
    ),
    "posting": (
        FROM,
        _HALF,
        Column("post", gettext_noop("Post"), "choice"),
        Column("office", gettext_noop("Place of duty"), "code", gettext_noop("The code of the office.")),
        Column("drawing_code", gettext_noop("Drawing code"), "code", gettext_noop("Who draws the pay.")),
        Column("bill_class", gettext_noop("Kind of bill"), "choice"),
    ),
    "pay": (
        FROM,
        Column("reason", gettext_noop("Why"), "choice"),
        Column("basis", gettext_noop("Paid by"), "choice"),
        Column(
            "revision",
            gettext_noop("Pay revision"),
            "count",
            gettext_noop("By number, as in her other entries of pay."),
            is_needed=False,
        ),
        Column(
            "scale",
            gettext_noop("Scale"),
            "text",
            gettext_noop("First and last stage, such as 37400-79000."),
            is_needed=False,
        ),
        Column("basic_pay", gettext_noop("Basic pay, rupees"), "money", is_needed=False),
        Column("increment_month", gettext_noop("Month of the yearly increment"), "choice", is_needed=False),
        Column("drawn_from", gettext_noop("Drawn from, where that is later"), "day", is_needed=False),
    ),
    "authorised_rate": (
        FROM,
        _UNTIL,
        Column("component", gettext_noop("Of what"), "choice"),
        Column("amount", gettext_noop("Amount, rupees"), "money"),
    ),
    "wage": (FROM, Column("rate", gettext_noop("Rate, rupees"), "money", gettext_noop("A day, or an hour."))),
    "attendance": (
        Column("valid_from", gettext_noop("First day of the month"), "day"),
        Column("days", gettext_noop("Days"), "count", gettext_noop("Days or hours worked in that month.")),
    ),
    "absence": (
        Column("kind_of_absence", gettext_noop("Kind of leave, or suspension"), "choice"),
        FROM,
        _HALF,
        _UNTIL,
        Column(
            "varied_to",
            gettext_noop("Subsistence varied to, per cent"),
            "share",
            gettext_noop("Of a suspension that an order reviewed; else empty."),
            is_needed=False,
        ),
    ),
    "quarters": (FROM, _UNTIL),
    "leave_account": (
        Column("kind_of_leave", gettext_noop("Kind of leave"), "choice"),
        Column("valid_from", gettext_noop("To credit at the beginning of"), "day"),
        Column("days", gettext_noop("Days"), "count"),
    ),
    "membership": (
        Column("fund", gettext_noop("Which"), "choice"),
        FROM,
        _UNTIL,
        Column("number", gettext_noop("Account or policy number"), "text", is_needed=False),
        Column(
            "amount",
            gettext_noop("Amount, rupees"),
            "money",
            gettext_noop("A month, as her record states; empty where the rule decides."),
            is_needed=False,
        ),
        Column("group", gettext_noop("Group, of group insurance"), "text", is_needed=False),
    ),
    "obligation": (
        Column("kind_of_due", gettext_noop("Which"), "choice"),
        Column("payee", gettext_noop("Whom it is paid to"), "text"),
        Column("reference", gettext_noop("Number of the loan, policy or case"), "text", is_needed=False),
        FROM,
        _UNTIL,
        Column(
            "principal",
            gettext_noop("In all, rupees"),
            "money",
            gettext_noop("Empty for a subscription without an end."),
            is_needed=False,
        ),
        Column("interest", gettext_noop("Interest, rupees"), "money", is_needed=False),
        Column("instalment", gettext_noop("Instalment, rupees"), "money"),
        Column("instalments", gettext_noop("How many instalments"), "count", is_needed=False),
        Column("is_divisible", gettext_noop("May a part be taken where pay does not reach?"), "flag"),
    ),
    "recovery_suspension": (
        Column("obligation", gettext_noop("Which"), "choice"),
        FROM,
        _UNTIL,
    ),
    "tax_choice": (
        FROM,
        Column(
            "tax_year",
            gettext_noop("Tax year"),
            "text",
            gettext_noop("Such as 2026-27; empty for every year."),
            is_needed=False,
        ),
        Column("regime", gettext_noop("Regime"), "choice"),
        Column("declared_deductions", gettext_noop("Declared deductions, rupees"), "money", is_needed=False),
        Column("other_income", gettext_noop("Other income, rupees"), "money", is_needed=False),
        Column("form_10e", gettext_noop("Is relief on arrears asked (Form 39, earlier 10E)?"), "flag"),
    ),
}
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
        return [
            (str(one.pk), f"{component_name(one.kind_of_due)} · {one.payee}") for one in _recoveries(found)
        ]
    return _CHOICES[column.name]() if column.how == "choice" else ()


def _recoveries(found: Employment | None) -> list[Obligation]:
    rows = standing(Obligation).filter(employment=found)
    return list(rows.order_by("-valid_from", "-pk"))


def _designations() -> Choices:
    is_ml = words.language() == "ml"
    rows = Post.objects.order_by("designation").values_list("code", "designation", "designation_ml")
    return [(code, ml if is_ml and ml else en) for code, en, ml in rows]


def _kinds_of_bill() -> Choices:
    is_ml = words.language() == "ml"
    rows = BillClass.objects.order_by("title").values_list("code", "title", "title_ml")
    return [(code, ml if is_ml and ml else en) for code, en, ml in rows]


def _earnings() -> Choices:
    return [
        (one.name, component_name(one.name))
        for one in rulebook_in_use().pack.components
        if one.kind == "earning"
    ]


_CHOICES: dict[str, Callable[[], Choices]] = {
    "session": lambda: [("FN", _("forenoon")), ("AN", _("afternoon"))],
    "end_cause": lambda: [(code, _(word)) for code, word in ENDS.items()],
    "reason": lambda: [(code, _(CAUSES[code])) for code in Pay.Reason.values],
    "basis": lambda: [("scale", _("Scale of pay")), *((code, _(word)) for code, word in BASES.items())],
    "increment_month": lambda: [(str(n), words.month_name(Month(2000, n))) for n in range(1, 13)],
    "component": _earnings,
    "kind_of_absence": lambda: [(code, capfirst(named(code))) for code in Absence.Kind.values],
    "kind_of_leave": lambda: [(code, capfirst(named(code))) for code in LeaveAccount.Kind.values],
    "fund": lambda: [(code, component_name(line)) for code, line in FUNDS.items()],
    "kind_of_due": lambda: [(code, component_name(code)) for code in Obligation.Kind.values],
    "kind": lambda: [(code, _(word)) for code, word in ACCOUNTS.items()],
    "regime": lambda: [("new", _("new regime")), ("old", _("old regime"))],
    "post": _designations,
    "bill_class": _kinds_of_bill,
    "order_kind": lambda: [(code, _(word)) for code, word in ORDERS.items()],
    "effect": lambda: [(code, _(word)) for code, word in EFFECTS.items()],
    "payment_mode": lambda: [(code, _(word)) for code, word in MODES.items()],
}
