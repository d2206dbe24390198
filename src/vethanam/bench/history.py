"""Years of operation behind a generated State: bills drawn, loans recovered, leave taken and verified.

The months of the tax year that the former system drew, and a given number of months before, become months
drawn here: runs, claims, bills and their vouchers, written by the owner without row checks and then
reconciled in SQL. Amounts of months before the tax year repeat its first month. Only the last month keeps
its assessed rows; no month has a register or payslips, since no run reads them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from vethanam.bench.database_guard import refuse_real_database
from vethanam.bench.loader import VERIFIED
from vethanam.errors import Broken, Refused
from vethanam.identity.models import Account
from vethanam.people.models import Person
from vethanam.periods import Month
from vethanam.sample.directorate import MONTH

type Tell = Callable[[str], None]

#: months of the tax year drawn before the month that is measured
OF_THE_YEAR = tuple(Month(int(MONTH.tax_year[:4]), 3).until(MONTH.plus(-1)))
#: bytes of a person's month, as measured with 1,000 people, and seconds to write it, as estimated
BYTES, SECONDS = 750, 40e-6
MOST_GIB, MOST_MINUTES = 40, 30
#: one person in this many takes leave in a month
ON_LEAVE = 25

_PLACED = """
    CREATE TEMP TABLE placed ON COMMIT DROP AS
    SELECT employment_id, drawing_code_id, bill_class_id, valid_from AS since,
           lead(valid_from, 1, 'infinity') OVER (PARTITION BY employment_id ORDER BY valid_from, id) AS until
      FROM service_book_posting
"""
_PAY = """
    CREATE TEMP TABLE pay ON COMMIT DROP AS
    SELECT e.employment_id, e.for_month, e.components, u.obligations, e.amounts, e.gross, u.deductions
      FROM payroll_drawnelsewhere e
     CROSS JOIN LATERAL (
        SELECT array_agg(CASE WHEN k.name = o.kind_of_due THEN o.id END ORDER BY n) AS obligations,
               coalesce(sum(amount) FILTER (WHERE k.kind = 'deduction'), 0)::bigint AS deductions
          FROM unnest(e.components, e.amounts) WITH ORDINALITY l(code, amount, n)
          JOIN payroll_component k USING (code)
          LEFT JOIN service_book_obligation o ON o.employment_id = e.employment_id
      ) u
"""
_RUNS = """
    INSERT INTO payroll_run (month, drawing_code_id, kind, version, state, known_at, account_id, office, role,
                             is_sample, step, done, total, outcome, people, set_aside, lines_held,
                             gross, deductions, net, locked_at)
    SELECT %(month)s, d.id, 'monthly', 1, 'locked', %(at)s, %(account)s, 'DEPT', 'service',
           true, '', 0, 0, '', 0, 0, 0, 0, 0, 0, %(at)s
      FROM people_drawingcode d
     WHERE EXISTS (SELECT FROM placed p WHERE p.drawing_code_id = d.id AND p.since <= %(last)s
                      AND p.until > %(last)s)
"""
_CLAIMS = """
    INSERT INTO payroll_claim (employment_id, for_month, part, drawing_code_id, instalment, run_id,
                               components, obligations, due, claimed, unconfirmed, gross, deductions, net,
                               state, recorded_at)
    SELECT y.employment_id, %(month)s, 1, p.drawing_code_id, 1, r.id, y.components, y.obligations, y.amounts,
           y.amounts, '{}', y.gross, y.deductions, y.gross - y.deductions, 'drawn', %(at)s
      FROM pay y
      JOIN placed p ON p.employment_id = y.employment_id AND p.since <= %(last)s AND p.until > %(last)s
      JOIN payroll_run r ON r.month = %(month)s AND r.drawing_code_id = p.drawing_code_id
     WHERE y.for_month = %(like)s
     ORDER BY p.drawing_code_id, y.employment_id
"""
_SUMS = """
    UPDATE payroll_run r SET people = s.people, gross = s.gross, deductions = s.deductions, net = s.net
      FROM (SELECT run_id, count(*) AS people, sum(gross) AS gross, sum(deductions) AS deductions,
                   sum(net) AS net FROM payroll_claim WHERE for_month = %(month)s GROUP BY run_id) s
     WHERE r.id = s.run_id
"""
_BILLS = """
    INSERT INTO payroll_bill (number, drawing_code_id, treasury_id, bill_class_id, head_id, signing, kind,
                              account_year, register_number, drawn_in, run_id, state, people, gross,
                              deductions, net, made_at, made_by_id, made_for_id, checked_by_id,
                              checked_for_id, presented_by_id, presented_for_id,
                              passed_by_id, passed_for_id)
    SELECT d.code || '/' || r.month, d.id, d.treasury_id, a.bill_class_id, a.head_id, k.signing, 'monthly',
           %(account_year)s, %(drawn_in)s %% 100, %(drawn_in)s, r.id, 'passed', r.people, r.gross,
           r.deductions, r.net, %(at)s, %(one)s, %(one)s, %(two)s, %(two)s, %(two)s, %(two)s, %(three)s,
           %(three)s
      FROM payroll_run r JOIN people_drawingcode d ON d.id = r.drawing_code_id
      JOIN people_billarrangement a ON a.drawing_code_id = d.id
      JOIN people_billclass k ON k.id = a.bill_class_id
     WHERE r.month = %(month)s AND r.people > 0
"""
_LINES = """
    INSERT INTO payroll_billline (bill_id, claim_id, is_live)
    SELECT b.id, c.id, true FROM payroll_claim c JOIN payroll_bill b ON b.run_id = c.run_id
     WHERE c.for_month = %(month)s ORDER BY c.id
"""
_PASSED = """
    INSERT INTO payroll_presentation (bill_id, treasury_id, ordinal, token, presented_at, outcome, reason,
                                      decided_at, voucher_number, voucher_date, account_year)
    SELECT id, treasury_id, 1, number, made_at, 'passed', '', made_at, number, %(voucher_date)s, account_year
      FROM payroll_bill WHERE run_id IN (SELECT id FROM payroll_run WHERE month = %(month)s)
"""
_ASSESSED = """
    INSERT INTO payroll_assessed (run_id, employment_id, part, drawing_code_id, bill_class_id, head_id,
                                  components, obligations, amounts, held, unconfirmed, gross, deductions, net)
    SELECT c.run_id, c.employment_id, 1, c.drawing_code_id, b.bill_class_id, b.head_id, c.components,
           c.obligations, c.claimed, '{}', '{}', c.gross, c.deductions, c.net
      FROM payroll_claim c JOIN payroll_bill b ON b.run_id = c.run_id WHERE c.for_month = %(month)s
"""
_LEAVE = """
    INSERT INTO service_book_absence (employment_id, valid_from, session, valid_until, session_until,
                                      recorded_at, is_withdrawn, order_id, entered_by_id, kind_of_absence,
                                      is_not_duty)
    SELECT s.employment_id, %(first)s::date + 4, 'FN', %(first)s::date + 6, 'AN', s.recorded_at, false,
           s.order_id, s.entered_by_id, 'earned', false
      FROM service_book_servicespell s
     WHERE s.valid_from <= %(first)s AND (s.employment_id + %(month)s) %% %(one_in)s = 0
"""
_VERIFIED = """
    INSERT INTO service_book_verification (kind, fact, verified_by_id, person_id, recorded_at)
    SELECT 'absence', a.id, v.verified_by_id, v.person_id, v.recorded_at
      FROM service_book_absence a, (SELECT * FROM service_book_verification ORDER BY id LIMIT 1) v
     WHERE a.id > %s ORDER BY a.id
"""
_STEPS = (_RUNS, _CLAIMS, _SUMS, _BILLS, _LINES, _PASSED)
# each month's claims, bills and lines against the pay they repeat, and recoveries against instalments
_DIFFER = """
    SELECT m.month
      FROM unnest(%(months)s::integer[], %(like)s::integer[], %(last)s::date[]) m(month, like_month, last)
      LEFT JOIN (SELECT for_month, count(*) AS people, sum(net) AS net, count(l.id) AS lines
                   FROM payroll_claim c LEFT JOIN payroll_billline l ON l.claim_id = c.id AND l.is_live
                  GROUP BY for_month) c ON c.for_month = m.month
      LEFT JOIN (SELECT r.month, sum(b.people) AS people, sum(b.net) AS net
                   FROM payroll_bill b JOIN payroll_run r ON r.id = b.run_id
                  GROUP BY r.month) b ON b.month = m.month
     CROSS JOIN LATERAL (
        SELECT count(*) AS people, sum(y.gross - y.deductions) AS net FROM pay y
         WHERE y.for_month = m.like_month AND EXISTS (
               SELECT FROM placed p WHERE p.employment_id = y.employment_id AND p.since <= m.last)) y
     WHERE (c.people, c.net, c.lines, b.people, b.net)
           IS DISTINCT FROM (y.people, y.net, y.people, y.people, y.net)
     UNION ALL
    SELECT s.period FROM payroll_recoveredsum s JOIN service_book_obligation o ON o.id = s.obligation
     WHERE s.period > 9999 AND s.amount <> o.instalment
     LIMIT 1
"""
_COUNTED = """
    SELECT (SELECT count(*) FROM payroll_claim), (SELECT count(*) FROM payroll_bill),
           (SELECT count(*) FROM service_book_verification), pg_database_size(current_database())
"""


def require_room(people: int, months: int, folder: Path) -> None:
    """Refuse a history that would not fit on the disk, or take too long to write.

    Raises
    ------
    Refused
        The sentence says how much it would be, and how much there is.
    """
    rows = people * (months + len(OF_THE_YEAR))
    gib, minutes = rows * BYTES / 2**30, rows * SECONDS / 60
    most = min(MOST_GIB, shutil.disk_usage(folder).free * 0.8 / 2 / 2**30)  # each run has a copy
    if gib > most:
        raise Refused("bench_history_has_no_room", months=months, gib=round(gib), most=round(most))
    if minutes > MOST_MINUTES:
        raise Refused("bench_history_takes_long", months=months, minutes=round(minutes), most=MOST_MINUTES)


def record_history(
    months: int,
    tell: Tell,
    settle: Callable[[], None],
    in_bulk: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> dict[str, int]:
    """Turn the months drawn before into months drawn here, and add ``months`` before them; counts the rows.

    Raises
    ------
    Broken
        Claims, bills or recoveries of a month differ from the pay they repeat.
    """
    refuse_real_database()
    all_months = list(OF_THE_YEAR[0].plus(-months).until(OF_THE_YEAR[-1]))
    with in_bulk(), transaction.atomic(), connection.cursor() as cursor:
        for text in (
            _PLACED,
            _PAY,
            "CREATE INDEX ON placed (employment_id)",
            "ANALYZE placed",
            "ANALYZE pay",
        ):
            cursor.execute(text)
        cursor.execute("DELETE FROM payroll_drawnelsewhere")
        cursor.execute("SELECT coalesce(max(id), 0) FROM service_book_absence")
        (leave,) = cursor.fetchone() or (0,)
        cursor.execute("SELECT entered_by_id FROM service_book_pay LIMIT 1")
        (account,) = cursor.fetchone() or (0,)
        signers = list(
            Person.objects.filter(account__kind=Account.Kind.OFFICER)
            .order_by("pk")
            .values_list("pk", flat=True)[:3]
        )
        for month in all_months:
            tell(f"bills of {month} …")
            asked = _parameters(month, account, signers)
            for text in (*_STEPS, *([_ASSESSED] if month == OF_THE_YEAR[-1] else []), _LEAVE):
                cursor.execute(text, asked)
        cursor.execute(_VERIFIED, [leave])
        cursor.execute("SELECT payroll_fill_recovered()")
        tell("reconciliation …")
        _reconcile(cursor, all_months)
    settle()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED)
        names = ("claims", "bills", "verifications", "bytes")
        return dict(zip(names, cursor.fetchone() or (0,) * 4, strict=True))


def _parameters(month: Month, account: int, signers: Sequence[int]) -> dict[str, Any]:
    paid = month.plus(1)
    return {
        "month": int(month),
        "like": int(_like(month)),
        "first": month.first,
        "last": month.last,
        "drawn_in": int(paid),
        "voucher_date": paid.first,
        "account_year": paid.account_year,
        "at": VERIFIED,
        "account": account,
        **dict(zip(("one", "two", "three"), signers, strict=True)),
        "one_in": ON_LEAVE,
    }


def _like(month: Month) -> Month:
    """The earlier month with the same pay as this one."""
    return max(month, OF_THE_YEAR[0])


def _reconcile(cursor: Any, months: Sequence[Month]) -> None:
    asked = {
        "months": [int(month) for month in months],
        "like": [int(_like(month)) for month in months],
        "last": [month.last for month in months],
    }
    cursor.execute(_DIFFER, asked)
    if bad := cursor.fetchone():
        raise Broken("bench_history_differs", month=str(Month.from_key(bad[0])))
