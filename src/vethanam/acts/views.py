"""Views as known at an instant: a person, a bill, claims, drawn pay, the ledger, duties; the act ``show``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Field as Column
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, View, act, view
from vethanam.acts.facts import MONEY
from vethanam.acts.fields import Code, Given, Instant, one_of
from vethanam.acts.readers import (
    require_reader_of_bill,
    require_reader_of_duties,
    require_reader_of_person,
)
from vethanam.acts.record_lookup import bill_of, employment_of
from vethanam.acts.states import bill_state, refund_state
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.queries import latest_head
from vethanam.payroll.models import (
    Bill,
    BillAct,
    BillLine,
    Claim,
    Component,
    DrawnElsewhere,
    Payslip,
    Presentation,
    Refund,
)
from vethanam.payroll.pay_calendar.queries import bill_pays_on
from vethanam.people.models import Employment
from vethanam.privacy.queries.duties import duties_due
from vethanam.service_book.models import FACTS, Fact
from vethanam.service_book.queries import EntryRoles, FactView, book_of, entry_roles

#: columns replaced by days, order and verification; sessions stay, because of half days
_HELD_BACK = frozenset(
    field.attname for field in Fact._meta.concrete_fields if not field.name.startswith("session")
) | {"id"}
#: last digits of accounts: the person and her office see them, a program of another body does not
_DIGITS = frozenset({"tail", "onward_tail"})


class AsOf(Given):
    """As known now, or at an earlier instant."""

    known_at: Instant | None = Field(None, title=_("As known at"))

    def instant(self, authority: Authority) -> datetime:
        """The requested instant.

        Raises
        ------
        Unsound
            It is in the future.
        """
        known_at = self.known_at or authority.at
        if known_at > authority.at:
            raise Unsound("not_known_yet", at=f"{known_at:%d %b %Y, %H:%M}")
        return known_at


class EmploymentAsOf(AsOf):
    """One employee, as known at an instant."""

    employment: Code = Field(title=_("Employee number"))


class BillAsOf(AsOf):
    """One bill, as known at an instant."""

    bill: Code = Field(title=_("Number of the bill"))


@view("person", title=_("Person"), for_programs=True)
def person(authority: Authority, given: EmploymentAsOf) -> dict[str, Any]:
    """The facts of a person's service book with their own keys, amounts in paise.

    Each with the roles that entered and verified it. Account numbers are never shown, and to a program not
    even their last digits.
    """
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_person(authority, employment)
    book = book_of(employment.pk, known_at)
    own = _own_of(book, left_out=_DIGITS if authority.person is None else frozenset())
    roles = entry_roles(employment.pk)
    facts = [
        {
            "fact": v.kind,
            "id": v.id,
            "from": v.valid_from.isoformat(),
            "until": v.valid_until and v.valid_until.isoformat(),
            "order": v.order,
            "verified": v.is_verified,
            **_by_roles(roles[v.kind, v.id], known_at),
            **own[v.kind, v.id],
        }
        for v in book
    ]
    return {"employment": employment.number, "category": employment.category, "facts": facts}


def _by_roles(roles: EntryRoles, known_at: datetime) -> dict[str, Any]:
    seen = roles.verified if roles.verified and roles.verified.at <= known_at else None
    return {
        "entered_by_role": roles.entered.role or None,
        "verified_by_role": (seen.role or None) if seen else None,
        "verified_on": localtime(seen.at).date().isoformat() if seen else None,
    }


def _own_of(book: Sequence[FactView], left_out: frozenset[str]) -> dict[tuple[str, int], dict[str, Any]]:
    """The columns of each fact besides days and order, by kind and id."""
    told = {}
    for kind in {one.kind for one in book}:
        model = FACTS[kind]
        rows = model.rows().filter(pk__in=[v.id for v in book if v.kind == kind])
        columns = [
            f for f in model._meta.concrete_fields if f.attname not in _HELD_BACK | left_out | _unread(model)
        ]
        if others := [field.name for field in columns if field.remote_field]:
            rows = rows.select_related(*others)
        for row in rows.defer(*_unread(model)):
            told[kind, row.pk] = {name: value for f in columns for name, value in _said(row, f)}
    return told


def _unread(model: type[Fact]) -> set[str]:
    return set(getattr(model, "unread", ()))


def _said(row: Fact, column: Column[Any, Any]) -> Iterator[tuple[str, Any]]:
    """A filled column with its name; another record by its code, money in paise."""
    value = getattr(row, column.name)
    if value in (None, ""):
        return
    if column.remote_field:
        value = getattr(value, "code", value.pk)
    elif isinstance(value, date):
        value = value.isoformat()
    yield (f"{column.name}_paise" if column.name in MONEY else column.name), value


@view("bill", title=_("Bill"), for_programs=True)
def bill(authority: Authority, given: BillAsOf) -> dict[str, Any]:
    """A bill: its presentations, its lines by person and month, and once passed its payments."""
    known_at, found = given.instant(authority), bill_of(given.bill)
    require_reader_of_bill(authority, found)
    if found.made_at > known_at:
        raise Unsound("not_made_by_then", bill=found.number)
    is_paid = _passed(known_at).filter(bill=found).exists()
    slips = (
        Payslip.objects.filter(bill=found).order_by("employment__number")
        if is_paid
        else Payslip.objects.none()
    )
    people = [
        {
            "employment": s["employment__number"],
            "gross_paise": s["gross"],
            "deductions_paise": s["deductions"],
            "net_paise": s["net"],
            "account_year": s["account_year"],
            "tax_year": s["tax_year"],
        }
        for s in slips.values("employment__number", "gross", "deductions", "net", "account_year", "tax_year")
    ]
    return bill_state(found) | {
        "state": _state_then(found, known_at),
        "pays_on": day.isoformat() if (day := bill_pays_on(found.pk)) else None,
        "presentations": _presentations(found, known_at),
        "lines": _lines_of(found),
        "payslips": people,
        "refunds": _refunds(known_at, bill=found),
    }


def _lines_of(bill: Bill) -> list[dict[str, Any]]:
    """The lines of each person and month on a bill, paid or not."""
    names = _names()
    rows = BillLine.objects.filter(bill=bill).select_related("claim__employment", "claim__cause")
    return [
        {
            "employment": claim.employment.number,
            "for_month": claim.for_month,
            "part": claim.part,
            "cause": claim.cause.number if claim.cause else None,
            "instalment": claim.instalment,
            "lines": _by_name(names, claim.components, claim.claimed),
            "net_paise": claim.net,
        }
        for line in rows.order_by("claim__employment__number", "claim__for_month", "claim__part", "claim")
        for claim in [line.claim]
    ]


def _state_then(bill: Bill, known_at: datetime) -> str:
    """The bill's state at an instant: that of its last state-changing act."""
    acts = BillAct.objects.filter(bill=bill, at__lte=known_at, act__in=Bill.State.values)
    return acts.order_by("id").values_list("act", flat=True).last() or Bill.State.MADE


def _presentations(bill: Bill, known_at: datetime) -> list[dict[str, Any]]:
    rows = bill.presentations.filter(presented_at__lte=known_at).order_by("ordinal")
    return [
        {
            "ordinal": p.ordinal,
            "token": p.token,
            "presented": localtime(p.presented_at).isoformat(timespec="minutes"),
            "outcome": p.outcome if is_decided or p.decided_at is None else Presentation.Outcome.WAITS,
            "voucher": p.voucher_number if is_decided and p.voucher_number else None,
            "voucher_date": p.voucher_date.isoformat() if is_decided and p.voucher_date else None,
            "account_year": p.account_year if is_decided and p.account_year else None,
        }
        for p in rows
        for is_decided in [p.decided_at is not None and p.decided_at <= known_at]
    ]


@view("claims", title=_("Claims"), for_programs=True)
def claims(authority: Authority, given: EmploymentAsOf) -> dict[str, Any]:
    """The claims of a person, each with its state and its bill."""
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_person(authority, employment)
    rows = Claim.objects.filter(employment=employment, recorded_at__lte=known_at)
    names, on = _names(), {}
    for line in (
        BillLine.objects.filter(claim__in=rows, bill__made_at__lte=known_at)
        .order_by("id")
        .select_related("bill")
    ):
        if _state_then(line.bill, known_at) != Bill.State.CANCELLED:
            on[line.claim_id] = line.bill
    drawn = set(_passed(known_at).filter(bill__in=on.values()).values_list("bill", flat=True))
    return {
        "claims": [
            {
                "for_month": claim.for_month,
                "part": claim.part,
                "cause": claim.cause.number if claim.cause else None,
                "instalment": claim.instalment,
                "state": _claim_then(claim, on.get(claim.pk), drawn),
                "bill": on[claim.pk].number if claim.pk in on else None,
                "lines": _by_name(names, claim.components, claim.claimed),
                "net_paise": claim.net,
            }
            for claim in rows.select_related("cause").order_by("for_month", "part", "pk")
        ]
    }


def _claim_then(claim: Claim, bill: Bill | None, drawn: set[int]) -> str:
    if bill is None:
        return Claim.State.OPEN if claim.state == Claim.State.DRAWN else claim.state
    return Claim.State.DRAWN if bill.pk in drawn else Claim.State.OPEN


@view("drawn", title=_("Drawn"), for_programs=True)
def drawn(authority: Authority, given: EmploymentAsOf) -> dict[str, Any]:
    """A person's drawn pay, here and elsewhere, and its refunds."""
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_person(authority, employment)
    names = _names()
    rows = Payslip.objects.filter(employment=employment, bill__in=_passed(known_at).values("bill"))
    return {
        "drawn": [
            {
                "bill": slip.bill.number,
                "drawn_in": slip.drawn_in,
                "account_year": slip.account_year,
                "tax_year": slip.tax_year,
                "lines": [
                    {"for_month": month, "component": names[component], "amount_paise": amount}
                    for month, component, amount in zip(
                        slip.for_months, slip.components, slip.amounts, strict=True
                    )
                ],
                "net_paise": slip.net,
            }
            for slip in rows.select_related("bill").order_by("drawn_in", "bill")
        ],
        "elsewhere": [
            {
                "for_month": row.for_month,
                "source": row.source,
                "voucher": row.voucher_number,
                "lines": _by_name(names, row.components, row.amounts),
            }
            for row in _elsewhere(employment, known_at)
        ],
        "refunds": _refunds(known_at, employment=employment),
    }


def _elsewhere(employment: Employment, known_at: datetime) -> list[DrawnElsewhere]:
    rows = DrawnElsewhere.objects.filter(employment=employment, recorded_at__lte=known_at)
    gone = rows.filter(supersedes__isnull=False).values("supersedes")
    return list(rows.filter(is_withdrawn=False).exclude(pk__in=gone).order_by("for_month", "pk"))


def _refunds(known_at: datetime, **of: Any) -> list[dict[str, Any]]:
    rows = Refund.objects.filter(state=Refund.State.CONFIRMED, decided_at__lte=known_at, **of)
    return [refund_state(refund) for refund in rows.order_by("id")]


def _passed(known_at: datetime) -> Any:
    return BillAct.objects.filter(act=Bill.State.PASSED, at__lte=known_at)


@view("ledger", title=_("Ledger"), for_programs=True)
def ledger(authority: Authority, given: AsOf) -> dict[str, Any]:
    """The signed log: size and head. Shown to everybody."""
    given.instant(authority)
    head = latest_head()
    return {"size": head.size if head else 0, "head": head.root.hex() if head else None}


@view("duties", title=_("Duties"))
def duties(authority: Authority, given: AsOf) -> dict[str, Any]:
    """The open duties at an instant, soonest first."""
    known_at = given.instant(authority)
    require_reader_of_duties(authority)
    return {
        "duties": [
            {
                "number": one.number,
                "kind": one.kind,
                "asked": one.asked,
                "next": one.clocks[0].step,
                "by": one.due_at.isoformat() if one.due_at else None,
                "is_escalated": one.is_escalated,
            }
            for one in duties_due(known_at)
        ]
    }


def _names() -> dict[int, str]:
    return dict(Component.objects.values_list("code", "name"))


def _by_name(names: dict[int, str], components: list[int], amounts: list[int]) -> dict[str, int]:
    """Amounts by component; several loans of a person are summed."""
    total: dict[str, int] = {}
    for component, amount in zip(components, amounts, strict=True):
        total[names[component]] = total.get(names[component], 0) + amount
    return total


#: the views of the act ``show``
SHOWN: dict[str, View] = {one.name: one for one in (person, bill, claims, drawn, ledger, duties)}


class ShowGiven(AsOf):
    """A view and its subject."""

    what: one_of(*SHOWN) = Field(title=_("View"))  # type: ignore[valid-type]
    employment: Code | None = Field(None, title=_("Employee number"))
    bill: Code | None = Field(None, title=_("Number of the bill"))


@act("show", title=_("Show"))
def show(authority: Authority, given: ShowGiven) -> Answer:
    """Show a view, as known at the act's time or at an earlier ``known_at``. It changes nothing."""
    chosen = SHOWN[given.what]
    known = set(chosen.given.model_fields)
    asked = {name: value for name, value in given.model_dump(exclude={"what"}).items() if name in known}
    for name, field in chosen.given.model_fields.items():
        if field.is_required() and asked.get(name) is None:
            raise Unsound("act_key_missing", what=f"“show {chosen.name}”", key=name)
    state = chosen.does(authority, chosen.given(**asked))
    known_at = given.instant(authority)
    return Answer.of("shown_as_of", state, what=chosen.title, at=f"{known_at:%d %b %Y, %H:%M}")
