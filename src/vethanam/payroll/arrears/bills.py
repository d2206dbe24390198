"""Make a bill from a list of arrears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum
from django.utils.timezone import localdate

from vethanam.bulk import among
from vethanam.errors import Finding, Refused, Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order
from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.payroll.arrears.claims import Before, Instalment, instalments_of
from vethanam.payroll.arrears.lists import findings_of, hash_of_list
from vethanam.payroll.arrears.past_claims import TO_PROVIDENT_FUND
from vethanam.payroll.arrears.possible_causes import Cause
from vethanam.payroll.arrears.recoveries import recoveries_against
from vethanam.payroll.arrears.statement import Arrears, arrears_of, people_of
from vethanam.payroll.arrears.year_end_tax import untaxed
from vethanam.payroll.bills.placement import bills_of, give_up_freed, placed_claims
from vethanam.payroll.models import ArrearList, Bill, BillLine, Claim
from vethanam.payroll.powers import OFFICE, PREPARE, act, require, signer
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.register.drawn_lines import RECOVERY_RETURNED
from vethanam.payroll.rulebook import pack_in_use
from vethanam.payroll.runs.actions import hold
from vethanam.payroll.runs.finding_rows import people_said
from vethanam.payroll.runs.leavers import died_without_heir
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.service_book.models import Membership
from vethanam.service_book.queries import counting
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class ArrearBills:
    """The arrear bills made from a list. ``findings`` name owed or overdrawn amounts left unclaimed."""

    bills: tuple[Bill, ...]
    findings: tuple[Finding, ...]
    sentence: Sentence

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says


def sent_to_fund(cause: Cause) -> bool:
    """True if the arrears of this order are paid into the provident fund."""
    return cause.mode == "provident_fund"


def without_claims(people: Sequence[int]) -> list[int]:
    """The people without any open or drawn claim by an order."""
    live = Claim.objects.filter(employment__in=among(people), cause__isnull=False, occasion__isnull=True)
    claimed = set(live.exclude(state=Claim.State.VOID).values_list("employment", flat=True).distinct())
    return [employment for employment in people if employment not in claimed]


@act
def make_arrear_bill(list_id: int, authority: Authority) -> ArrearBills:
    """Claim the next instalment of each order of a list: one bill per class and head of account.

    Claims freed by a cancelled arrear bill are voided and made anew. A negative difference is a finding,
    never a claim; it reduces the claim that the same order gives for the same month.

    Raises
    ------
    Refused
        The authority may not make bills of the code, or an input of the list has changed since.
    """
    reader = BookReader()
    kept = ArrearList.objects.select_related("drawing_code").get(pk=list_id)
    code = kept.drawing_code
    require(authority, roles=OFFICE, scope=code.code, power=PREPARE, doing="Making an arrear bill")
    signed, now = signer(authority), Month.of(localdate(authority.at))
    hold(kept.first, code.pk)
    people = (
        list(kept.employments) if kept.employments is not None else people_of(reader, code.code, authority.at)
    )
    found = arrears_of(
        reader, Month.from_key(kept.first), Month.from_key(kept.last), authority.at, employments=people
    )
    if hash_of_list(found, kept.drawing_code_id) != bytes(kept.result_hash):
        raise Refused("list_is_stale", code=code.code)
    wanted = instalments_of(found, _before(people), now, recoveries_against(reader, found))
    payable, turned_away = _payable(reader, wanted, found, people)
    give_up_freed(Claim.objects.filter(employment__in=people, cause__isnull=False, occasion__isnull=True))
    take_due([kept])
    claims = _claims(kept, payable, found, authority)
    placed, homeless = placed_claims(code, claims, found.numbers, authority.at)
    bills = bills_of(code, Bill.Kind.ARREAR, placed, authority, signed, facts={"arrear_list": kept.pk})
    said = (
        *turned_away,
        *homeless,
        *untaxed(reader, [one for _, _, one in placed], authority.at, found.numbers),
    )
    return ArrearBills(bills, (*findings_of(found), *said), _said(code, bills))


def _said(code: DrawingCode, bills: Sequence[Bill]) -> Sentence:
    if not bills:
        return Sentence("no_arrear_bill", {"code": code.code})
    numbers, people = (
        " and ".join(bill.number for bill in bills),
        people_said(sum(bill.people for bill in bills)),
    )
    return Sentence("arrear_bill_made", {"code": code.code, "bills": numbers, "people": people})


def _before(people: Sequence[int]) -> dict[tuple[int, tuple[str, str]], Before]:
    """Map employment and order to earlier claims on live and paid bills."""
    lines = BillLine.objects.filter(
        is_live=True, claim__employment__in=people, claim__cause__isnull=False, claim__occasion__isnull=True
    )
    rows = lines.values_list(
        "claim__employment",
        "claim__cause__number",
        "claim__cause__dated",
        "claim__instalment",
        "bill__drawn_in",
    ).annotate(gross=Sum("claim__gross"))
    found: dict[tuple[int, tuple[str, str]], Before] = {}
    for employment, number, dated, instalment, drawn_in, gross in rows:
        key = (employment, (number, dated.isoformat()))
        past = found.get(key, Before())
        found[key] = Before(
            past.gross + gross, max(past.instalments, instalment), max(past.drawn_in, drawn_in)
        )
    return found


def _payable(
    reader: BookReader, wanted: Iterable[Instalment], found: Arrears, people: Sequence[int]
) -> tuple[list[Instalment], list[Finding]]:
    """Split instalments into payable ones and findings.

    An instalment is payable if its order is in force (or it only returns a recovery), and the employee is
    alive or has an heir. Only fund members can be paid into the provident fund.
    """
    fund = pack_in_use().provident_fund
    rows = counting(Membership, found.known_at).filter(employment__in=people, fund=fund)
    members = set(rows.values_list("employment_id", flat=True))
    stopped = orders_not_in_force(localdate(found.known_at), found.known_at)
    wanted = list(wanted)
    dead = died_without_heir(reader, sorted({one.employment for one in wanted}), found.known_at)
    kept, turned_away = [], []
    for one in wanted:
        if {(one.cause.order, None), (one.cause.order, one.employment)} & stopped and not _only_returns(one):
            turned_away.append(_turned_away(found, one, "arrears_by_stopped_order"))
        elif one.employment in dead:
            day = dead[one.employment]
            turned_away.append(_turned_away(found, one, "arrears_after_death", day=day))
        elif one.cause.mode == "provident_fund" and one.employment not in members:
            turned_away.append(_turned_away(found, one, "no_provident_fund"))
        else:
            kept.append(one)
    return kept, turned_away


def _only_returns(one: Instalment) -> bool:
    """True if the instalment only returns a recovery, which is owed because its order is not in force."""
    return all(name == RECOVERY_RETURNED for lines in one.months.values() for name, _ in lines)


def _turned_away(found: Arrears, one: Instalment, code: str, **facts: object) -> Finding:
    told = {"order": str(one.cause), "employment": one.employment, **facts}
    return Finding(f"Employee {found.numbers[one.employment]}", code, facts=told)


def take_due(lists: Iterable[ArrearList]) -> None:
    """Enter the due of these lists in the due register, skipping months covered by a claim of the list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payroll_take_arrears(%s::bigint[])", [[one.pk for one in lists]])


def _claims(
    kept: ArrearList, payable: Sequence[Instalment], found: Arrears, authority: Authority
) -> list[Claim]:
    """Save the claims. Arrears for the provident fund get a matching deduction that sends them there."""
    rows = found.months.iter_rows(named=True)
    due = {(r["employment"], r["for_month"], r["component"]): (r["due"], r["is_unconfirmed"]) for r in rows}
    kinds = dict(found.months.select("component", "kind").unique().iter_rows())
    codes = codes_of(kinds | {TO_PROVIDENT_FUND: "deduction"})
    places = {name: place for place, name in enumerate(pack_in_use().earnings_in_order)}
    orders: dict[tuple[str, str], int] = {}
    claims = []
    for one in payable:
        if one.cause.key not in orders:
            orders[one.cause.key] = order_of(one.cause, authority)
        for month, lines in one.months.items():
            asked = sorted(
                lines.items(), key=lambda line: (_KINDS[line[0][1]], places.get(line[0][0], 99), line[0])
            )
            whole = {name: due[one.employment, month, name] for (name, _), _ in asked}
            gross = sum(amount for (_, kind), amount in asked if kind == "earning")
            deductions = sum(amount for (_, kind), amount in asked if kind == "deduction")
            if one.cause.mode == "provident_fund" and gross > deductions:
                asked.append(((TO_PROVIDENT_FUND, "deduction"), gross - deductions))
                whole[TO_PROVIDENT_FUND] = (gross - deductions, False)
                deductions = gross
            claims.append(
                Claim(
                    employment_id=one.employment,
                    for_month=month,
                    part=1,
                    drawing_code_id=kept.drawing_code_id,
                    cause_id=orders[one.cause.key],
                    arrear_list=kept,
                    instalment=one.number,
                    components=[codes[name] for (name, _), _ in asked],
                    obligations=[None] * len(asked),
                    due=[whole[name][0] for (name, _), _ in asked],
                    claimed=[amount for _, amount in asked],
                    unconfirmed=[codes[name] for (name, _), _ in asked if whole[name][1]],
                    gross=gross,
                    deductions=deductions,
                    net=gross - deductions,
                    recorded_at=authority.at,
                )
            )
    return claims


_KINDS: Mapping[str, int] = {"earning": 0, "deduction": 1, "employer": 2}


def order_of(cause: Cause, authority: Authority) -> int:
    """The order's ID. An order known only from the rulebook is entered with the rulebook's payment terms."""
    if cause.order is not None:
        return cause.order
    if cause.dated is None:
        raise Unsound("order_without_date", order=cause.number)
    known = Order.objects.filter(number=cause.number, dated=cause.dated).values_list("pk", flat=True).first()
    if known is not None:
        return known
    month = cause.first_drawn
    entered = record_order(
        authority,
        number=cause.number,
        dated=cause.dated,
        with_effect_from=cause.with_effect_from,
        first_drawn_month=int(month) if month else None,
        payment_mode=cause.mode,
        instalments=cause.instalments,
        locked_until=cause.locked_until,
    )
    return entered.pk
