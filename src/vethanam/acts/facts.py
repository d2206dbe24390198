"""The input of service book facts: one model per kind, from its table and the titles below."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Union

from django.utils.translation import gettext_noop as _
from pydantic import Discriminator, Field, create_model

from vethanam.acts.fields import Code, Count, Day, Flag, Given, How
from vethanam.acts.key_signatures import SignedGiven
from vethanam.acts.model_fields import Column, columns_of, field_of
from vethanam.acts.orders import OrderGiven
from vethanam.service_book.models import FACTS, Fact, PayeeAccount

#: the columns that hold money
MONEY = frozenset(
    {
        "basic_pay",
        "amount",
        "rate",
        "principal",
        "interest",
        "instalment",
        "declared_deductions",
        "other_income",
    }
)
#: columns that the system fills
_OURS = frozenset(
    {"id", "recorded_at", "entered_by", "supersedes", "employment", "is_withdrawn", "document_hash", "order"}
)
FROM = Column("valid_from", _("From"))
_HALF = Column("session", _("From which half of the day"))
_UNTIL = Column("valid_until", _("Until (empty while it lasts)"), is_needed=False)
#: the form's columns per kind, in order; other columns can be given too
COLUMNS: dict[str, tuple[Column, ...]] = {
    "service_spell": (FROM, _HALF, _UNTIL, Column("end_cause", _("How it ended"), is_needed=False)),
    "posting": (
        FROM,
        _HALF,
        Column("post", _("Post"), how="choice"),
        Column("office", _("Place of duty"), _("The code of the office.")),
        Column("drawing_code", _("Drawing code"), _("Who draws the pay.")),
        Column("bill_class", _("Kind of bill"), how="choice"),
    ),
    "pay": (
        FROM,
        Column("reason", _("Why")),
        Column("basis", _("Paid by")),
        Column(
            "revision", _("Pay revision"), _("By number, as in her other entries of pay."), is_needed=False
        ),
        Column("scale", _("Scale"), _("First and last stage, such as 37400-79000."), is_needed=False),
        Column("basic_pay", _("Basic pay, rupees"), is_needed=False),
        Column("increment_month", _("Month of the yearly increment"), how="choice", is_needed=False),
        Column("drawn_from", _("Drawn from, where that is later"), is_needed=False),
    ),
    "authorised_rate": (
        FROM,
        _UNTIL,
        Column("component", _("Of"), how="choice"),
        Column("amount", _("Amount, rupees")),
    ),
    "wage": (FROM, Column("rate", _("Rate, rupees"), _("A day, or an hour."))),
    "attendance": (
        Column("valid_from", _("First day of the month")),
        Column("days", _("Days"), _("Days or hours worked in that month.")),
    ),
    "absence": (
        Column("kind_of_absence", _("Kind of leave, or suspension")),
        FROM,
        _HALF,
        _UNTIL,
        Column(
            "varied_to",
            _("Subsistence varied to, per cent"),
            _("Of a suspension that an order reviewed; else empty."),
            how="share",
            is_needed=False,
        ),
    ),
    "quarters": (FROM, _UNTIL),
    "leave_account": (
        Column("kind_of_leave", _("Kind of leave")),
        Column("valid_from", _("To credit at the beginning of")),
        Column("days", _("Days")),
    ),
    "death": (
        Column("valid_from", _("Died on")),
        Column("certificate", _("Number of the certificate of death")),
    ),
    "guardianship": (
        Column("guardian", _("Guardian")),
        Column("guardian_ml", _("Guardian in Malayalam")),
        Column("proof", _("How the office knows it")),
        Column(
            "proof_reference",
            _("Number of the proof"),
            _("Of the order or the record that was seen; no paper is kept, and no contact."),
        ),
        FROM,
        _UNTIL,
    ),
    "membership": (
        Column("fund", _("Which")),
        FROM,
        _UNTIL,
        Column("number", _("Account or policy number"), is_needed=False),
        Column(
            "amount",
            _("Amount, rupees"),
            _("A month, as her record states; empty where the rule decides."),
            is_needed=False,
        ),
        Column("group", _("Group, of group insurance"), is_needed=False),
    ),
    "obligation": (
        Column("kind_of_due", _("Which")),
        Column("payee", _("Payee"), _("Who gets the money: Government, a bank, a society, a court.")),
        Column("reference", _("Number of the loan, policy or case"), is_needed=False),
        FROM,
        _UNTIL,
        Column(
            "principal", _("In all, rupees"), _("Empty for a subscription without an end."), is_needed=False
        ),
        Column("interest", _("Interest, rupees"), is_needed=False),
        Column("instalment", _("Instalment, rupees")),
        Column("instalments", _("How many instalments"), is_needed=False),
        Column("is_divisible", _("May a part be taken where pay does not reach?")),
        Column(
            "excess_since",
            _("Drawn in excess since"),
            _("Of an overpayment only: the first day of the excess."),
            is_needed=False,
        ),
        Column(
            "in_spite_of",
            _("Recovered all the same, because"),
            _(
                "Of an overpayment only. Asked of Groups C and D, of whoever retires within a year, and if "
                "the excess began over five years ago."
            ),
            how="long",
            is_needed=False,
        ),
    ),
    "recovery_suspension": (Column("obligation", _("Which")), FROM, _UNTIL),
    "tax_choice": (
        FROM,
        Column("tax_year", _("Tax year"), _("Such as 2026-27; empty for every year."), is_needed=False),
        Column("regime", _("Regime")),
        Column("declared_deductions", _("Declared deductions, rupees"), is_needed=False),
        Column("other_income", _("Other income, rupees"), is_needed=False),
        Column("form_10e", _("Is relief on arrears asked (Form 39, earlier 10E)?")),
    ),
    "payee_account": (
        FROM,
        Column("kind_of_account", _("Paid by")),
        Column(
            "branch",
            _("Branch"),
            _("The bank's branch code (IFSC), the treasury's code, or the PIN code of the post office."),
        ),
        Column("number", _("Account number"), _("A money order has none."), is_needed=False),
        Column(
            "onward_branch",
            _("Branch code (IFSC)"),
            _("If treasury savings are sent on to a bank."),
            is_needed=False,
        ),
        Column("onward_number", _("Account number there"), is_needed=False),
        Column(
            "holder",
            _("Account holder, if the person has died"),
            _("The nominee or the legal heir, as on the passbook."),
            is_needed=False,
        ),
        Column(
            "heir",
            _("Employee number of the heir"),
            _("If the heir is an employee too. She is told of what is paid into her account."),
            is_needed=False,
        ),
    ),
}


class RecordBase(Given):
    """A fact of the service book of one employee."""

    keeps_null: ClassVar[bool] = True

    employment: Code = Field(title=_("Employee number"))


class CorrectBase(Given):
    """A fact that replaces an earlier one, named by ``id``, or by ``employment`` and ``valid_from``."""

    keeps_null: ClassVar[bool] = True

    id: Count | None = Field(None, title=_("Which entry"))
    employment: Code | None = Field(None, title=_("Employee number"))
    valid_from: Day | None = Field(None, title=_("From"))
    is_withdrawn: Flag | None = Field(None, title=_("Is it taken back?"))
    order: OrderGiven | None = Field(None, title=_("Order"))


def _own(model: type[Fact]) -> dict[str, Any]:
    """The fields of a kind, those of the form first and in its order."""
    about = {column.name: column for column in COLUMNS[model.kind()]}
    columns = {name: column for name, column in columns_of(model).items() if name not in _OURS}
    ordered = [*(name for name in about if name in columns), *(name for name in columns if name not in about)]
    return {
        name: field_of(
            columns[name],
            about.get(name),
            is_money=name in MONEY,
            is_id=getattr(columns[name], "related_model", None) in FACTS.values(),
            is_free=name == "holder" or name.startswith("session"),
        )
        for name in ordered
    }


def _recorded(kind: str, model: type[Fact]) -> Any:
    return create_model(
        f"Record{model.__name__}",
        __base__=(RecordBase, SignedGiven) if model is PayeeAccount else RecordBase,
        fact=_fixed(kind),
        **_own(model),
        order=(
            OrderGiven | None,
            Field(None, title=_("Order"), json_schema_extra={"x-asked": model.needs_order}),
        ),
    )


def _corrected(kind: str, model: type[Fact]) -> Any:
    free = {name: (declared[0] | None, _left_out(declared[1])) for name, declared in _own(model).items()}
    fields: dict[str, Any] = {"fact": _fixed(kind), **free}
    base = (CorrectBase, SignedGiven) if model is PayeeAccount else CorrectBase
    return create_model(f"Correct{model.__name__}", __base__=base, **fields)


def _fixed(kind: str) -> Any:
    """The discriminator field of the kinds."""
    return Annotated[Literal[kind], How("hidden")], Field(title=_("Kind of entry"))


def _left_out(declared: Any) -> Any:
    return Field(
        None,
        title=declared.title,
        description=declared.description,
        json_schema_extra=declared.json_schema_extra,
    )


RECORDS: dict[str, Any] = {kind: _recorded(kind, model) for kind, model in FACTS.items()}
CORRECTIONS: dict[str, Any] = {kind: _corrected(kind, model) for kind, model in FACTS.items()}
RecordGiven: Any = Annotated[Union[tuple(RECORDS.values())], Discriminator("fact")]  # noqa: UP007
CorrectGiven: Any = Annotated[Union[tuple(CORRECTIONS.values())], Discriminator("fact")]  # noqa: UP007


def columns_given(given: Any) -> dict[str, Any]:
    """The given columns by name, without the fields common to all acts on facts."""
    envelope = {"employment", "fact", "id", "order", "is_withdrawn", "assertion"}
    return {name: getattr(given, name) for name in given.model_fields_set - envelope}


def name_of(kind: str) -> str:
    """The words for a kind."""
    return kind.replace("_", " ")
