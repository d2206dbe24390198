"""Months of a drawing code with computed amounts that are on no bill yet."""

from __future__ import annotations

from dataclasses import dataclass

from vethanam.money import Paise
from vethanam.payroll.models import Run
from vethanam.payroll.register.new_claims import wanted_claims
from vethanam.periods import Month

# Latest version of each month with a part whose gross exceeds the gross of its live bills.
_LEFT = """
    SELECT r.* FROM (
        SELECT DISTINCT ON (month) * FROM payroll_run
         WHERE drawing_code_id = (SELECT id FROM people_drawingcode WHERE code = %s) AND month >= %s
         AND version IS NOT NULL
         ORDER BY month, version DESC
    ) r
     WHERE EXISTS (
        SELECT FROM payroll_assessed a
         WHERE a.run_id = r.id AND a.drawing_code_id = r.drawing_code_id
           AND (SELECT sum(u.amount) FROM unnest(a.components, a.amounts) u(component, amount)
                  JOIN payroll_component k ON k.code = u.component AND k.kind = 'earning')
             > (SELECT coalesce(sum(c.gross), 0) FROM payroll_claim c
                 WHERE c.employment_id = a.employment_id AND c.for_month = r.month AND c.part = a.part
                   AND c.drawing_code_id = r.drawing_code_id AND c.cause_id IS NULL
                   AND c.state IN ('open', 'drawn')
                   AND EXISTS (SELECT FROM payroll_billline l WHERE l.claim_id = c.id AND l.is_live)))
     ORDER BY month
"""


@dataclass(frozen=True, slots=True)
class UndrawnMonth:
    """A month's latest run, with the people and net still claimable."""

    run: int
    month: Month
    people: int
    net: Paise


def undrawn_months(drawing_code: str, since: Month, last: Month | None = None) -> list[UndrawnMonth]:
    """Computed months from ``since`` to ``last`` with a claimable amount, in order."""
    found = []
    for run in Run.objects.raw(_LEFT, [drawing_code, int(since)]):
        if last is not None and run.month > int(last):
            continue
        wanted = wanted_claims(run).wanted
        if wanted:
            people = len({want.employment for want in wanted})
            net = sum(want.gross - want.deductions for want in wanted)
            found.append(UndrawnMonth(run.pk, Month.from_key(run.month), people, net))
    return found


def undrawn_month(drawing_code: str, month: Month) -> UndrawnMonth | None:
    """The claimable rest of one month; None if it was not computed or is fully on bills."""
    return next((one for one in undrawn_months(drawing_code, month, month) if one.month == month), None)
