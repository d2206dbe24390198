"""Counts of the lines of a roll with compensation drawn, paid, and come back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

# Lines of offices' bills, and of releases to beneficiaries. The last payment of each drawn line counts: a
# returned one that was sent again and credited is paid.
_LINES = """
SELECT count(*), count(*) FILTER (WHERE x.state IN ('settled', 'credited')),
       count(*) FILTER (WHERE x.state IN ('rejected', 'returned'))
  FROM (SELECT leg.state::text AS state
  FROM payroll_compensatedline d
  JOIN payroll_compensation n ON n.id = d.compensation_id
  JOIN payroll_claim c ON c.id = d.claim_id AND c.state = 'drawn'
  JOIN payroll_billline l ON l.claim_id = c.id AND l.is_live
  LEFT JOIN LATERAL (
    SELECT p.state FROM payments_paymentleg p
     WHERE p.bill_id = l.bill_id AND p.employment_id = c.employment_id AND p.payee = 'employee'
     ORDER BY p.id DESC LIMIT 1) leg ON true
 WHERE n.roll_id = %(roll)s
  UNION ALL
  SELECT leg.state::text FROM benefits_compensationline b
    JOIN privacy_rollline r ON r.id = b.line_id AND r.roll_id = %(roll)s
    LEFT JOIN LATERAL (SELECT p.state FROM benefits_leg p
      WHERE p.release_id = b.release_id AND p.award_id = b.award_id ORDER BY p.id DESC LIMIT 1) leg ON true) x
"""


@dataclass(frozen=True, slots=True)
class PaidLines:
    """Lines of a roll on passed bills or in releases, of these credited, and of these that came back."""

    drawn: int
    paid: int
    returned: int


def paid_lines(roll: int) -> PaidLines:
    """How many compensation lines of a roll were drawn, paid and returned."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"roll": roll})
        return PaidLines(*cursor.fetchone())
