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
from vethanam.acts.record_lookup import employment_of
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import (
    Voucher,
    drop_outside_voucher,
    enter_outside_voucher,
    verify_outside_voucher,
)
from vethanam.payroll.former_system.actions import go_live, sign_difference
from vethanam.payroll.former_system.comparison import Comparison, Difference, comparison_of
from vethanam.payroll.former_system.lines import months_taken_over
from vethanam.payroll.models import DrawnElsewhere, OutsideVoucher, WentLive
from vethanam.payroll.register.outside_vouchers import amounts_of, waiting_vouchers
from vethanam.people.models import Employment, Role
from vethanam.periods import Month

COMPARES = (Role.DRAWING_OFFICER, Role.FINANCE_OFFICER, Role.CLERK)
SIGNS = (Role.DRAWING_OFFICER, Role.FINANCE_OFFICER)
_OUTCOMES = ("verify", "decline", "withdraw")
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
    replaces: Count | None = Field(None, title=_("Entry that it replaces"))


class ElsewhereDecided(Given):
    """An entered voucher and its decision."""

    entry: Count = Field(title=_("Number of the entry"))
    outcome: one_of(*_OUTCOMES) = Field(title=_("Decision"))  # type: ignore[valid-type]
    reason: Words | None = Field(None, title=_("Reason"), description=_("Needed where you decline."))


@view("comparison", title=_("Side-by-side month"), roles=COMPARES, scope="drawing_code", for_programs=True)
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


@view("taken_over", title=_("Months taken over"), roles=COMPARES, for_programs=True)
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
    """Enter pay drawn elsewhere: a manual bill, another employer, a provident fund credit,
    or the former system.

    It counts once another person of the office has verified it with ``decide_drawn_elsewhere``. A voucher
    replaces an entry of its own month only.
    """
    employment = employment_of(given.employment)
    voucher = Voucher(given.source, given.voucher_number, given.voucher_date)
    before = _replaced(employment, given.month, given.replaces) if given.replaces else None
    entered = enter_outside_voucher(
        authority, employment, given.month, given.amounts, voucher, replaces=before
    )
    return Answer.of(
        "drawn_elsewhere_entered", {"entry": entered.pk}, employment=employment, month=str(given.month)
    )


@act(
    "decide_drawn_elsewhere",
    title=_("Verify pay drawn by another voucher"),
    roles=(Role.CLERK, Role.DRAWING_OFFICER),
    power="prepare",
)
def decide_drawn_elsewhere(authority: Authority, given: ElsewhereDecided) -> Answer:
    """Verify a voucher that another person entered, or decline it with a reason; who entered it
    withdraws it.

    A verified voucher counts as drawn from now on.
    """
    entered = _entered(authority, given.entry)
    said = {"number": entered.voucher_number, "employment": entered.employment}
    if given.outcome == "verify":
        drawn = verify_outside_voucher(authority, entered)
        return Answer.of("drawn_elsewhere_verified", {"entry": entered.pk, "id": drawn.pk}, **said)
    drop_outside_voucher(authority, entered, reason=given.reason or "")
    return Answer.of("drawn_elsewhere_dropped", {"entry": entered.pk}, **said)


@view(
    "drawn_elsewhere",
    title=_("Vouchers to verify"),
    roles=(Role.CLERK, Role.DRAWING_OFFICER),
    rows="vouchers",
)
def vouchers_waiting(authority: Authority, given: Given) -> Mapping[str, Any]:
    """The vouchers of one's office that nobody has decided, oldest first, with their amounts."""
    own = {authority.person, authority.on_behalf_of}
    return {
        "vouchers": [
            {
                "entry": row.pk,
                "employment": row.employment.number,
                "month": str(Month.from_key(row.for_month)),
                "source": row.source,
                "voucher_number": row.voucher_number,
                "voucher_date": row.voucher_date.isoformat(),
                "amounts_paise": amounts_of(row),
                "replaces": row.replaces.voucher_number if row.replaces else None,
                "entered_at": row.recorded_at.isoformat(),
                "is_ones_own": not own.isdisjoint({row.entered_by_id, row.entered_for_id}),
            }
            for row in waiting_vouchers(authority.scope or "")
        ]
    }


def _entered(authority: Authority, entry: int) -> OutsideVoucher:
    """The voucher by its number, of one's own office."""
    rows = OutsideVoucher.objects.select_related("employment__person", "drawing_code")
    found = rows.filter(pk=entry, drawing_code__code=authority.scope or "").first()
    if found is None:
        raise Unsound("no_such_voucher", entry=entry)
    return found


def _replaced(employment: Employment, month: Month, entry: int) -> DrawnElsewhere:
    """The entry of this employee's month that a voucher corrects, in force."""
    rows = DrawnElsewhere.objects.filter(
        employment=employment, for_month=int(month), superseded_by__isnull=True
    )
    found = rows.filter(pk=entry).first()
    if found is None:
        raise Unsound("no_such_drawn_entry", employment=employment, entry=entry)
    return found
