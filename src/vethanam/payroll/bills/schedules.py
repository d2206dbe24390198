"""The schedules of a bill: its deductions by payee, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import connection

from vethanam.errors import Unsound
from vethanam.money import Paise
from vethanam.payroll.arrears.past_claims import TO_PROVIDENT_FUND
from vethanam.payroll.models import Bill
from vethanam.payroll.occasions.entitlement import SURRENDER_TO_FUND
from vethanam.payroll.rulebook import pack_in_use
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.rules.rulebook import Payee, Remitted
from vethanam.service_book.models import Membership, Obligation, Posting
from vethanam.service_book.queries import counting

#: deductions paid into the person's own provident fund, not into the account
_OWN_MONEY = (TO_PROVIDENT_FUND, SURRENDER_TO_FUND)
# Deductions of a passed bill are read from its payslips; before that, from its claims.
_PASSED = """
    SELECT k.name, l.employment_id, l.for_month, l.obligation, sum(l.amount)::bigint, min(l.payslip_id)
      FROM payroll_payline l JOIN payroll_component k ON k.code = l.component_id
     WHERE l.bill_id = %s AND k.kind = 'deduction' GROUP BY 1, 2, 3, 4 HAVING sum(l.amount) <> 0
"""
_ASKED = """
    SELECT k.name, c.employment_id, c.for_month, u.obligation, sum(u.claimed)::bigint, NULL::bigint
      FROM payroll_billline l JOIN payroll_claim c ON c.id = l.claim_id,
           unnest(c.components, c.obligations, c.claimed) u(component, obligation, claimed)
      JOIN payroll_component k ON k.code = u.component
     WHERE l.bill_id = %s AND k.kind = 'deduction' GROUP BY 1, 2, 3, 4 HAVING sum(u.claimed) <> 0
"""


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One person's row. ``account`` is the number at the payee (fund, policy, loan, case), or empty."""

    employment: int
    number: str
    account: str
    for_month: Month
    amount: Paise
    payslip: int | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """One payee's rows for one deduction. ``party`` names an institution or a local body, else it is empty.

    ``is_own``: it is the person's own money, an arrear paid into the provident fund, not into the account.
    """

    component: str
    to: Payee
    party: str
    rows: tuple[ScheduleRow, ...]
    is_own: bool = False

    @property
    def amount(self) -> Paise:
        """The payee's total."""
        return sum(row.amount for row in self.rows)

    @property
    def people(self) -> int:
        """The number of people."""
        return len({row.employment for row in self.rows})


@dataclass(frozen=True, slots=True)
class _Line:
    component: str
    employment: int
    for_month: int
    obligation: int | None
    amount: Paise
    payslip: int | None


def schedules_of(bill: Bill) -> list[Schedule]:
    """The schedules of a bill, in the order of its deductions. Together they equal its deductions.

    Raises
    ------
    Unsound
        The rules name no payee for one of its deductions.
    """
    lines = _lines(bill)
    people = sorted({line.employment for line in lines})
    numbers = dict(Employment.objects.filter(pk__in=people).values_list("pk", "number"))
    owed = Obligation.objects.in_bulk({line.obligation for line in lines if line.obligation})
    places = _LocalBodies(
        people if any(_remitted(line.component).to == "local_body" for line in lines) else []
    )
    accounts = _account_numbers(people)

    def party_of(line: _Line) -> str:
        match _remitted(line.component).to:
            case "institution":
                return owed[line.obligation].payee if line.obligation in owed else ""
            case "local_body":
                return places.of(line.employment, Month.from_key(line.for_month))
        return ""

    def row_of(line: _Line) -> ScheduleRow:
        fund = _remitted(line.component).fund
        account = (
            owed[line.obligation].reference
            if line.obligation in owed and owed[line.obligation].reference
            else accounts.get((line.employment, fund), "")
        )
        month = Month.from_key(line.for_month)
        return ScheduleRow(
            line.employment, numbers[line.employment], account, month, line.amount, line.payslip
        )

    order = {name: place for place, name in enumerate([*pack_in_use().payees, TO_PROVIDENT_FUND])}
    placed = sorted(
        (
            (order[line.component], party_of(line), numbers[line.employment], line.for_month, line)
            for line in lines
        ),
        key=lambda row: row[:4],
    )
    found = []
    for (_, party), group in groupby(placed, key=lambda row: row[:2]):
        own = [line for *_, line in group]
        name = own[0].component
        rows = tuple(map(row_of, own))
        found.append(Schedule(name, _remitted(name).to, party, rows, is_own=name in _OWN_MONEY))
    return found


_TO_INSTITUTIONS = """
SELECT l.bill_id, k.name, coalesce(o.payee, ''), sum(u.claimed)::bigint
  FROM payroll_billline l JOIN payroll_claim c ON c.id = l.claim_id,
       unnest(c.components, c.obligations, c.claimed) u(component, obligation, claimed)
  JOIN payroll_component k ON k.code = u.component
  LEFT JOIN service_book_obligation o ON o.id = u.obligation
 WHERE l.bill_id = ANY(%s) AND l.is_live AND k.kind = 'deduction' AND k.name = ANY(%s)
 GROUP BY 1, 2, 3 HAVING sum(u.claimed) <> 0
"""


def paid_to_institutions(bills: Sequence[int]) -> dict[int, dict[tuple[str, str], Paise]]:
    """What the deductions of each bill pay to institutions, by component and name of the institution."""
    names = [name for name, payee in pack_in_use().payees.items() if payee.to == "institution"]
    found: dict[int, dict[tuple[str, str], Paise]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TO_INSTITUTIONS, [list(bills), names])
        for bill, name, party, amount in cursor.fetchall():
            found.setdefault(bill, {})[name, party] = amount
    return found


def _lines(bill: Bill) -> list[_Line]:
    with connection.cursor() as cursor:
        cursor.execute(_PASSED if bill.state in Bill.PAID else _ASKED, [bill.pk])
        return [_Line(*row) for row in cursor.fetchall()]


def _remitted(component: str) -> Remitted:
    if component == TO_PROVIDENT_FUND:
        return Remitted("fund", pack_in_use().provident_fund)
    found = pack_in_use().payees.get(component)
    if found is None:
        raise Unsound("no_payee", component=component)
    return found


def _account_numbers(people: Sequence[int]) -> dict[tuple[int, str], str]:
    """Members' numbers at their funds, as last recorded."""
    rows = counting(Membership).filter(employment__in=people)
    rows = rows.exclude(number="").order_by("valid_from", "recorded_at", "id")
    return {
        (employment, fund): number
        for employment, fund, number in rows.values_list("employment", "fund", "number")
    }


class _LocalBodies:
    """The local body of each person's place of duty, month by month."""

    def __init__(self, people: Sequence[int]) -> None:
        rows = counting(Posting).filter(employment__in=people)
        ordered = rows.order_by("employment", "valid_from", "recorded_at", "id")
        self._postings: dict[int, list[tuple[date, str]]] = {}
        for employment, since, body in ordered.values_list("employment", "valid_from", "office__local_body"):
            self._postings.setdefault(employment, []).append((since, body))

    def of(self, employment: int, month: Month) -> str:
        """The local body at the end of the month, or the first one after it."""
        found = self._postings.get(employment, [])
        held = [body for since, body in found if since <= month.last]
        return held[-1] if held else found[0][1] if found else ""
