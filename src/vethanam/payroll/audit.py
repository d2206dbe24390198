"""Invariants among register, claims, bills and payslips, recomputed from the rows alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connections

from vethanam.errors import Finding
from vethanam.journal.row_audit import ANY_ACT, NO_ACT, Change

# finding code -> query for the records that break the invariant
_INVARIANTS = {
    "register_differs": """
        SELECT 'Employment ' || coalesce(r.e, s.e) || ', ' || coalesce(r.m, s.m)
          FROM (SELECT d.employment_id AS e, d.for_month AS m, u.c, u.o, u.d, u.w
                  FROM payroll_dueregister d, unnest(d.components, d.open, d.drawn, d.elsewhere) u(c, o, d, w)
                 WHERE u.o <> 0 OR u.d <> 0 OR u.w <> 0) r
          FULL JOIN (
            SELECT e, m, c, sum(o)::bigint AS o, sum(d)::bigint AS d, sum(w)::bigint AS w FROM (
              SELECT c.employment_id AS e, c.for_month AS m, u.c,
                     CASE WHEN c.state = 'drawn' THEN 0 ELSE greatest(u.a, 0) END AS o,
                     CASE WHEN c.state = 'drawn' THEN u.a ELSE 0 END AS d, 0 AS w
                FROM payroll_claim c, unnest(c.components, c.claimed) u(c, a) WHERE c.state <> 'void'
              UNION ALL
              SELECT r.employment_id, r.for_month, r.component, 0, -r.amount, 0 FROM payroll_refunded r
              UNION ALL
              SELECT o.employment_id, o.for_month, u.c, 0, 0, u.a
                FROM payroll_drawnelsewhere o, unnest(o.components, o.amounts) u(c, a)
               WHERE NOT o.is_withdrawn AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere n
               WHERE n.supersedes_id = o.id)
            ) line GROUP BY e, m, c
          ) s ON (s.e, s.m, s.c) = (r.e, r.m, r.c)
         WHERE (coalesce(r.o, 0), coalesce(r.d, 0), coalesce(r.w, 0)) <> (coalesce(s.o, 0), coalesce(s.d, 0),
         coalesce(s.w, 0))
         LIMIT 20
        """,
    "recoveries_differ": """
        SELECT 'Employment ' || coalesce(s.employment_id, l.e) || ', ' || coalesce(s.period, l.p)
          FROM payroll_recoveredsum s
          FULL JOIN (
            SELECT e, o, p.period AS p, sum(a)::bigint AS a FROM (
              SELECT c.employment_id AS e, u.o, c.for_month AS m, u.a
                FROM payroll_claim c, unnest(c.obligations, c.claimed) u(o, a)
               WHERE c.state NOT IN ('void', 'barred') AND u.o IS NOT NULL
              UNION ALL
              SELECT employment_id, obligation, for_month, -amount FROM payroll_refunded
               WHERE obligation IS NOT NULL
            ) line, LATERAL (VALUES (m), (m / 100)) p(period) GROUP BY e, o, p.period
          ) l ON (l.e, l.o, l.p) = (s.employment_id, s.obligation, s.period)
         WHERE coalesce(s.amount, 0) <> coalesce(l.a, 0)
         LIMIT 20
        """,
    "payslips_differ_from_bill": """
        SELECT 'Bill ' || b.number FROM payroll_bill b
          LEFT JOIN (SELECT bill_id, count(*) AS people, sum(gross) AS gross, sum(net) AS net
                       FROM payroll_payslip GROUP BY bill_id) s ON s.bill_id = b.id
         WHERE CASE WHEN b.state IN ('passed', 'part_credited', 'closed')
                    THEN (coalesce(s.people, 0), coalesce(s.gross, 0), coalesce(s.net, 0)) <> (b.people,
                    b.gross, b.net)
                    ELSE s.bill_id IS NOT NULL END
         LIMIT 20
        """,
    # A step of a bill whose row names no entry, or that of another bill or step.
    "bill_step_without_entry": """
        SELECT 'Bill ' || b.number FROM payroll_billact a JOIN payroll_bill b ON b.id = a.bill_id
          LEFT JOIN journal_staged s ON s.id = a.leaf
         WHERE a.act IN ('made', 'checked', 'countersigned', 'presented', 'passed')
           AND (s.id IS NULL
                OR position(convert_to('"kind":"bill_' || a.act || '"', 'UTF8') IN s.leaf) = 0
                OR position(convert_to('"bill":' || to_json(b.number)::text, 'UTF8') IN s.leaf) = 0)
         ORDER BY a.id LIMIT 20
        """,
    "drawn_without_payslip": """
        SELECT 'Claim ' || coalesce(c.id, p.id) FROM (SELECT id FROM payroll_claim WHERE state = 'drawn') c
          FULL JOIN (SELECT DISTINCT unnest(claims) AS id FROM payroll_payslip) p ON p.id = c.id
         WHERE c.id IS NULL OR p.id IS NULL
         LIMIT 20
        """,
}

#: entries about a bill: each of its steps
_BILL = tuple(
    f"bill_{step}"
    for step in (
        "made", "checked", "countersigned", "presented", "withdrawn", "cancelled", "objected", "queued",
        "lapsed", "passed", "part_credited", "closed", "refund_entered", "refunded", "refund_refused",
    )
)  # fmt: skip
#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(
        (
            "payroll_arrearlist",
            "payroll_drawnelsewhere",
            "payroll_lineanswer",
            "payroll_linequestion",
            "payroll_outsidevoucher",
            "payroll_outsidevoucherdecision",
            "payroll_payday",
            "payroll_paygroup",
            "payroll_resolution",
            "payroll_signeddifference",
            "payroll_wentlive",
        ),
        ANY_ACT,
    ),
    "payroll_bill": ("bill_made",),
    "payroll_billact": _BILL,
    "payroll_billline": ("bill_made",),
    "payroll_claim": ("bill_made", "arrears_claimed"),
    "payroll_compensatedline": ("bill_made",),
    "payroll_compensation": ("compensation.ordered",),
    "payroll_compensationdecision": ("compensation.decided",),
    "payroll_compensationtax": ("compensation.taxed",),
    "payroll_lineobjection": ("bill_objected",),
    "payroll_occasion": ("bill_made",),
    "payroll_presentation": ("bill_presented",),
    "payroll_recovery": ("bill_passed",),
    "payroll_refund": ("bill_refund_entered",),
    "payroll_refundline": ("bill_refund_entered",),
    **dict.fromkeys(
        (
            "payroll_component",
            "payroll_run",
        ),
        NO_ACT,
    ),
}
#: changes of their rows
CHANGES: Mapping[str, Change] = {
    "payroll_bill": Change(_BILL),
    "payroll_billline": Change(_BILL),
    "payroll_presentation": Change(_BILL),
    "payroll_refund": Change(("bill_refunded", "bill_refund_refused")),
    # a run without a result has no entry
    "payroll_run": Change(("run_computed", "run_locked"), unless="t.version IS NULL"),
}


def broken_invariants(using: str = "default") -> list[Finding]:
    """Every broken invariant as a finding, at most twenty records of each kind."""
    found = []
    with connections[using].cursor() as cursor:
        for code, query in _INVARIANTS.items():
            cursor.execute(query)
            found += [Finding(record, code, blocks=True) for (record,) in cursor.fetchall()]
    return found
