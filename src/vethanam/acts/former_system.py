"""Acts and views of side-by-side months: pay drawn by the former system beside pay by the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import (
    Amounts,
    Code,
    Count,
    Day,
    DocumentHash,
    Given,
    MonthField,
    Text,
    Words,
    one_of,
)
from vethanam.acts.record_lookup import account_of, employment_of
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import Voucher, record_drawn_elsewhere
from vethanam.payroll.former_system.actions import go_live, sign_difference
from vethanam.payroll.former_system.comparison import Comparison, Difference, comparison_of
from vethanam.payroll.former_system.lines import months_taken_over
from vethanam.payroll.models import DrawnElsewhere, WentLive
from vethanam.people.models import Person, Role
from vethanam.people.queries import hats_of

COMPARES = (Role.DRAWING_OFFICER, Role.FINANCE_OFFICER, Role.CLERK)
SIGNS = (Role.DRAWING_OFFICER, Role.FINANCE_OFFICER)
#: people listed per row
MOST_LISTED = 200


class ComparisonOf(Given):
    """A taken-over month of one office or of all."""

    month: MonthField = Field(title=_("Month"))
    drawing_code: Code | None = Field(None, title=_("Drawing code"), description=_("Empty: every office."))


class SignGiven(ComparisonOf):
    """A row of the comparison, and the reason why its difference is accepted."""

    row: DocumentHash = Field(title=_("Row"), description=_("Its hash, as the comparison shows it."))
    reason: Words = Field(title=_("Reason"))


class GoLiveGiven(Given):
    """An office and its first month in this system."""

    drawing_code: Code = Field(title=_("Drawing code"))
    first_month: MonthField = Field(title=_("First month"))


class ElsewhereGiven(Given):
    """The pay of an employee's month drawn by another voucher."""

    employment: Code = Field(title=_("Employee number"))
    month: MonthField = Field(title=_("Month of work"))
    amounts: Amounts = Field(title=_("Amounts by component, rupees"))
    source: one_of(*DrawnElsewhere.Source.values) = Field(  # type: ignore[valid-type]
        title=_("Where it was drawn")
    )
    voucher_number: Text = Field(title=_("Number of the voucher"))
    voucher_date: Day = Field(title=_("Date of the voucher"))
    verified_by: Code = Field(title=_("Sign-in name of who verified it"))
    replaces: Count | None = Field(None, title=_("Entry that it replaces"))


@view("comparison", title=_("Side-by-side month"), roles=COMPARES, scope="drawing_code")
def comparison(authority: Authority, given: ComparisonOf) -> Mapping[str, Any]:
    """The comparison of a month: former pay beside pay by the rules, each row with both figures and a cause.

    A cause is given only if recomputing with that one input changed removes the whole difference.
    """
    return told(compared(authority, given.month, given.drawing_code))


def compared(authority: Authority, month: Any, drawing_code: str | None) -> Comparison:
    """The comparison, for an officer of the code, of the department or of finance.

    Raises
    ------
    Refused
        The month belongs to another office.
    """
    code = drawing_code or authority.scope
    if authority.role != Role.FINANCE_OFFICER and authority.scope and code != authority.scope:
        raise Refused("another_office_is_shown")
    return comparison_of(month, authority.at, code)


def told(found: Comparison) -> dict[str, Any]:
    """A comparison as plain values, amounts in paise."""
    return {
        "month": str(found.month),
        "drawing_code": found.drawing_code,
        "known_at": found.known_at.isoformat(),
        "people": found.people,
        "equal": found.equal,
        "lines": found.lines,
        "open": len(found.open),
        "differences": [_row(row) for row in found.differences],
    }


def _row(row: Difference) -> dict[str, Any]:
    return {
        "row": row.digest.hex(),
        "component": row.component,
        "cause": row.cause,
        "said": row.said,
        "note": row.note,
        "people": len(row.members),
        "drawn_paise": row.drawn,
        "computed_paise": row.computed,
        "reason": row.reason,
        "of": [
            {
                "number": one.number,
                "name": one.name,
                "drawing_code": one.code,
                "drawn_paise": one.drawn,
                "computed_paise": one.computed,
                "with": one.said,
            }
            for one in row.members[:MOST_LISTED]
        ],
    }


@act("sign_difference", title=_("Sign a difference"), roles=SIGNS, scope="drawing_code", power="present")
def sign(authority: Authority, given: SignGiven) -> Answer:
    """Sign off one row of a side-by-side month with a reason. If the row changes later, it is open again."""
    code = given.drawing_code or authority.scope
    signed = sign_difference(authority, given.month, code, given.row, given.reason)
    state = {"row": bytes(signed.digest).hex(), "month": str(given.month), "cause": signed.cause}
    return Answer.of(
        "difference_signed", state, month=str(given.month), component=signed.component, people=signed.people
    )


@act(
    "go_live",
    title=_("Let an office go live"),
    roles=SIGNS,
    scope="drawing_code",
    power="present",
    final=_("From that month on the office draws its pay here alone."),
)
def live(authority: Authority, given: GoLiveGiven) -> Answer:
    """Let an office go live from a month on.

    Every taken-over month must be equal, or each difference signed off.
    """
    done = go_live(authority, given.drawing_code, given.first_month)
    state = {"drawing_code": given.drawing_code, "first_month": done.first_month}
    return Answer.of("office_is_live", state, drawing_code=given.drawing_code, month=given.first_month)


@view("taken_over", title=_("Months taken over"), roles=COMPARES)
def taken_over(authority: Authority, given: Given) -> Mapping[str, Any]:
    """The taken-over months, and the offices that went live."""
    code = None if authority.role == Role.FINANCE_OFFICER else authority.scope
    rows = WentLive.objects.select_related("drawing_code").order_by("drawing_code__code")
    return {
        "months": [str(month) for month in months_taken_over(code)],
        "live": [
            {"drawing_code": row.drawing_code.code, "first_month": row.first_month}
            for row in rows
            if code in (None, row.drawing_code.code)
        ],
    }


@act(
    "record_drawn_elsewhere",
    title=_("Enter pay drawn by another voucher"),
    roles=(Role.CLERK, Role.DRAWING_OFFICER),
    power="prepare",
)
def drawn_elsewhere(authority: Authority, given: ElsewhereGiven) -> Answer:
    """Record pay drawn elsewhere: a manual bill, another employer, a provident fund credit,
    or the former system.

    ``verified_by`` is a second person who has compared it with the voucher.
    """
    employment = employment_of(given.employment)
    checker = _checker(authority, given.verified_by)
    voucher = Voucher(given.source, given.voucher_number, given.voucher_date, checker)
    before = DrawnElsewhere.objects.get(pk=given.replaces) if given.replaces else None
    entered = record_drawn_elsewhere(
        authority, employment, given.month, given.amounts, voucher, supersedes=before
    )
    return Answer.of(
        "drawn_elsewhere_entered", {"id": entered.pk}, employment=employment, month=str(given.month)
    )


def _checker(authority: Authority, name: str) -> int:
    """The person behind an appointed account; Refused if there is none."""
    account = account_of(name)
    own = Person.objects.filter(account=account).values_list("pk", flat=True).first()
    appointed = [hat.person for hat in hats_of(account.pk, authority.at) if hat.person is not None]
    found = appointed[0] if appointed else own
    if found is None:
        raise Refused("sheet_needs_person")
    return found
