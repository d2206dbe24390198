"""Draw payments outside a month's pay: surrender of earned leave, yearly bonus and festival allowance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from vethanam.errors import Refused, Sentence, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.payroll.arrears.statement import people_of
from vethanam.payroll.bills.placement import bills_of, give_up_freed, placed_claims
from vethanam.payroll.models import Bill, BillLine, Claim, Occasion
from vethanam.payroll.occasions.entitlement import SURRENDER_TO_FUND, TERMINAL, Entitled, Left
from vethanam.payroll.occasions.festival import festival_of
from vethanam.payroll.occasions.leave_account import SERVICE, live_claims, year_of
from vethanam.payroll.occasions.surrender import surrender_of
from vethanam.payroll.powers import OFFICE, PREPARE, act, require, signer
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.runs.actions import hold
from vethanam.payroll.runs.finding_rows import people_said
from vethanam.people.models import DrawingCode, Employment
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class Drawn:
    """The bills of an occasion. ``left`` lists people without a claim, with the reason."""

    bills: tuple[Bill, ...]
    left: tuple[Left, ...]
    sentence: Sentence

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says


@act
def surrender_leave(
    drawing_code: str,
    asked: Mapping[str, int],
    on: date,
    order: Order,
    authority: Authority,
    *,
    mode: str | None = None,
) -> Drawn:
    """Claim the surrender of earned leave, with days per employee number: one bill per class
    and head of account.

    ``on`` is the date of the application, or the last day of service of a retired employee. The order fixes
    the payment mode if the rules know no order of the year; ``mode`` is what it says, empty where it
    leaves it open.

    Raises
    ------
    Refused
        The authority may not make bills of the code, the order is not in force, an employee may not surrender
        so many days, or nobody said how it is paid.
    Unsound
        A number is not of this office, or the day is wrong.
    """
    code = _begun(drawing_code, order, authority, "Drawing the surrender of leave")
    signed = signer(authority)
    _not_after_today(on, authority)
    people = _people(code, list(asked), authority)
    give_up_freed(Claim.objects.filter(employment__in=people, occasion__kind=Occasion.Kind.SURRENDER))
    claims = []
    for one in people:
        stated = order.payment_mode if mode is None else mode
        found = surrender_of(BookReader(), one, asked[one.number], on, stated, authority.at)
        if isinstance(found, Left):
            why = Refused(found.code, **found.sentence.facts)
            raise why if len(people) == 1 else why.within(str(one))
        _not_again(one, found.days, on, order)
        occasion = Occasion.objects.create(
            kind=Occasion.Kind.SURRENDER,
            drawing_code=code,
            order=order,
            year=SERVICE if found.component == TERMINAL else year_of(on),
            on=found.on,
            days=found.days,
            most=found.answer["most_days"],
            pays=found.answer["mode"] or Order.PaymentMode.CASH,
            known_at=authority.at,
            account_id=authority.account,
            person_id=authority.person,
        )
        claims.append(_claim(occasion, found, authority))
    return _drawn_up(code, Bill.Kind.SURRENDER, claims, [], authority, signed)


@act
def draw_festival(
    drawing_code: str, year: int, order: Order, authority: Authority, *, only: Sequence[str] | None = None
) -> Drawn:
    """Claim the bonus or special festival allowance of a year for each entitled employee who
    has not drawn it.

    ``only`` selects employees by number. People without entitlement are left out, with the reason.

    Raises
    ------
    Refused
        The authority may not make bills of the code, the order is not in force, or a selected employee is not
        entitled.
    """
    code = _begun(drawing_code, order, authority, "Drawing festival benefits")
    signed = signer(authority)
    people = _people(code, only, authority)
    give_up_freed(Claim.objects.filter(employment__in=people, occasion__kind=Occasion.Kind.FESTIVAL))
    found = festival_of(BookReader(), year, [one.pk for one in people], authority.at)
    if only is not None and found.left:
        first = found.left[0]
        raise Refused(first.code, **first.sentence.facts).within(f"Employee {first.number}")
    if not found.entitled:
        return Drawn(
            (), found.left, Sentence("nobody_draws_festival", {"code": code.code, "year": str(year)})
        )
    occasion = Occasion.objects.create(
        kind=Occasion.Kind.FESTIVAL,
        drawing_code=code,
        order=order,
        year=str(year),
        on=found.entitled[0].on,
        pays=Order.PaymentMode.CASH,
        known_at=authority.at,
        account_id=authority.account,
        person_id=authority.person,
    )
    claims = [_claim(occasion, one, authority) for one in found.entitled]
    return _drawn_up(code, Bill.Kind.FESTIVAL, claims, found.left, authority, signed)


def _begun(drawing_code: str, order: Order, authority: Authority, doing: str) -> DrawingCode:
    """The drawing code, locked, after checking that the authority may make its bills and the
    order is in force.
    """
    code = DrawingCode.objects.get(code=drawing_code)
    require(authority, roles=OFFICE, scope=code.code, power=PREPARE, doing=doing)
    today = localdate(authority.at)
    hold(0, code.pk)
    if (order.pk, None) in orders_not_in_force(today, authority.at):
        raise Refused("order_does_not_hold", order=order)
    return code


def _not_after_today(on: date, authority: Authority) -> None:
    if on > localdate(authority.at):
        raise Unsound("date_in_future", day=on)


def _not_again(one: Employment, days: int | None, on: date, order: Order) -> None:
    """Refuse the same application by the same order twice: it is a double click or a duplicate paper."""
    again = live_claims(Occasion.Kind.SURRENDER, [one.pk]).filter(
        occasion__on=on, occasion__order=order, occasion__days=days
    )
    bill = (
        BillLine.objects.filter(claim__in=again, is_live=True).values_list("bill__number", flat=True).first()
    )
    if bill:
        raise Refused("surrendered_already", number=one.number, days=days, day=on, bill=bill)


def _people(code: DrawingCode, numbers: Sequence[str] | None, authority: Authority) -> list[Employment]:
    """All employees of the code, or those with these numbers, in the order of numbers."""
    whose = people_of(BookReader(), code.code, authority.at)
    rows = list(Employment.objects.filter(pk__in=whose).order_by("number"))
    if numbers is None:
        return rows
    strangers = sorted(set(numbers) - {one.number for one in rows})
    if strangers:
        raise Unsound("not_posted_there", number=typed(strangers[0], 20), code=code.code)
    return [one for one in rows if one.number in set(numbers)]


def _claim(occasion: Occasion, one: Entitled, authority: Authority) -> Claim:
    names = {one.component: "earning"} | ({SURRENDER_TO_FUND: "deduction"} if one.to_fund else {})
    codes = codes_of(names)
    deducted = one.amount if one.to_fund else 0
    return Claim(
        employment_id=one.employment,
        for_month=int(one.month),
        part=1,
        drawing_code=occasion.drawing_code,
        cause_id=occasion.order_id,
        occasion=occasion,
        components=[codes[name] for name in names],
        obligations=[None] * len(names),
        due=[one.amount] * len(names),
        claimed=[one.amount] * len(names),
        unconfirmed=[codes[one.component]] if one.is_unconfirmed else [],
        gross=one.amount,
        deductions=deducted,
        net=one.amount - deducted,
        recorded_at=authority.at,
    )


def _drawn_up(
    code: DrawingCode,
    kind: str,
    claims: Sequence[Claim],
    left: Sequence[Left],
    authority: Authority,
    signed: tuple[int, int],
) -> Drawn:
    numbers = dict(
        Employment.objects.filter(pk__in=[claim.employment_id for claim in claims]).values_list(
            "pk", "number"
        )
    )
    placed, homeless = placed_claims(code, claims, numbers, authority.at)
    for one in homeless:
        raise Refused(one.code, **one.facts).within(one.record)
    occasions = sorted({claim.occasion_id for claim in claims if claim.occasion_id})
    bills = bills_of(code, kind, placed, authority, signed, facts={"occasions": occasions})
    return Drawn(bills, tuple(left), _said(code, bills, left))


def _said(code: DrawingCode, bills: Sequence[Bill], left: Sequence[Left]) -> Sentence:
    numbers, people = (
        " and ".join(bill.number for bill in bills),
        people_said(sum(bill.people for bill in bills)),
    )
    facts = {"code": code.code, "bills": numbers, "people": people, "left": len(left)}
    return Sentence("occasion_bill_made_but" if left else "occasion_bill_made", facts)
