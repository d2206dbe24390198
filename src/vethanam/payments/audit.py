"""Recompute the invariants among files, legs, answers, credits and bills from the rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connections

from vethanam.errors import Finding
from vethanam.journal.row_audit import ANY_ACT, NO_ACT, Change

# Undelivered pay of passed bills that went to the treasury by a confirmed challan: by bill and person.
_GIVEN_BACK = """
    WITH given_back AS (
    SELECT r.bill_id, r.employment_id, sum(r.amount) AS amount FROM payroll_refund r
     WHERE r.state = 'confirmed'
       AND EXISTS (SELECT FROM payroll_payslip p WHERE p.bill_id = r.bill_id
       AND p.employment_id = r.employment_id AND p.net > 0)
       AND NOT EXISTS (SELECT FROM payments_paymentleg l WHERE l.bill_id = r.bill_id
       AND l.employment_id = r.employment_id
                        AND l.payee = 'employee' AND l.state IN ('instructed', 'settled'))
     GROUP BY r.bill_id, r.employment_id)"""
# Instructed amounts per bill without withheld ones; a reissued payment counts once.
_SENT = """
    WITH sent AS (
    SELECT bill_id, coalesce(sum(amount) FILTER (WHERE replaces_id IS NULL), 0)
                    - coalesce(sum(amount) FILTER (WHERE state = 'withheld'), 0) AS amount
      FROM payments_paymentleg GROUP BY bill_id)"""
# code of the sentence → query for the faulty records
_INVARIANTS = {
    "legs_differ_from_file": """
        SELECT 'Payment file ' || f.message FROM payments_paymentfile f
          LEFT JOIN (SELECT file_id, amount FROM payments_paymentleg
                      UNION ALL
                     SELECT n.id, t.amount FROM payments_foundtransfer t
                       JOIN payments_foundfile o ON o.id = t.file_id
                       JOIN payments_paymentfile n ON n.message = o.message
                      WHERE t.leg_id IS NULL) l ON l.file_id = f.id
         WHERE f.state <> 'withdrawn' GROUP BY f.id
        HAVING count(l.amount) <> f.legs_count OR coalesce(sum(l.amount), 0) <> f.total LIMIT 20
        """,
    "does_not_settle": (
        _SENT  # noqa: S608
        + """
        SELECT 'Bill ' || b.number FROM payroll_bill b
          JOIN (SELECT bill_id, sum(settled + rejected + returned + open) AS told FROM payments_settlement
                 GROUP BY bill_id) s ON s.bill_id = b.id
          JOIN sent l ON l.bill_id = b.id
         WHERE s.told <> l.amount LIMIT 20
        """
    ),
    "state_differs": """
        SELECT 'Payment ' || l.end_to_end_id FROM payments_paymentleg l
          LEFT JOIN (SELECT leg_id, array_agg(kind::text) AS happened FROM payments_credit WHERE hop = 1
          GROUP BY leg_id) c
            ON c.leg_id = l.id
          LEFT JOIN payments_paymentfile f ON f.id = l.file_id
         WHERE l.state <> CASE WHEN EXISTS (SELECT FROM payments_paymentleg n
         WHERE n.replaces_id = l.id) THEN 'reissued'
                               WHEN 'returned' = ANY (c.happened) THEN 'returned'
                               WHEN 'credited' = ANY (c.happened) THEN 'settled'
                               WHEN 'rejected' = ANY (c.happened) THEN 'rejected'
                               WHEN f.state = 'withdrawn' THEN 'withheld'
                               ELSE 'instructed' END
         LIMIT 20
        """,
    "bill_not_paid_out": (
        _SENT  # noqa: S608
        + _GIVEN_BACK.replace("WITH", ",", 1)
        + """
        SELECT 'Bill ' || b.number FROM payroll_bill b
          JOIN sent l ON l.bill_id = b.id
          LEFT JOIN (SELECT bill_id, sum((facts ->> 'amount_paise')::bigint) AS waits
          FROM payments_paymentfinding
                      WHERE code IN ('no_account', 'no_institution_account', 'died_before_payment',
                      'pay_not_proven',
                                    'paid_before_restore')
                      AND resolved_at IS NULL
                      GROUP BY bill_id) f
            ON f.bill_id = b.id
          LEFT JOIN (SELECT bill_id, sum(amount) AS unsent FROM given_back
                      WHERE NOT EXISTS (SELECT FROM payments_paymentleg l WHERE l.bill_id = given_back.bill_id
                                           AND l.employment_id = given_back.employment_id
                                           AND l.payee = 'employee'
                                           AND l.state NOT IN ('withheld', 'reissued'))
                      GROUP BY bill_id) g ON g.bill_id = b.id
         WHERE b.state IN ('passed', 'part_credited', 'closed')
           AND l.amount + coalesce(f.waits, 0) + coalesce(g.unsent, 0) <> b.gross
         LIMIT 20
        """
    ),
    "bill_state_differs": (
        _GIVEN_BACK  # noqa: S608
        + """
        SELECT 'Bill ' || b.number FROM payroll_bill b
          JOIN (SELECT bill_id, sum(instructed) AS paid, sum(settled) AS settled FROM payments_settlement
                 GROUP BY bill_id) s ON s.bill_id = b.id
          LEFT JOIN (SELECT bill_id, sum(amount) AS given FROM given_back GROUP BY bill_id) g
          ON g.bill_id = b.id
         WHERE (b.state = 'closed') <> (s.settled + coalesce(g.given, 0) >= b.gross)
           AND b.state IN ('passed', 'part_credited', 'closed')
         LIMIT 20
        """
    ),
}

# Failed payments without an answer that names them, or rejects their whole file. The paymaster and the backup
# role read these tables.
_UNANSWERED = """
SELECT 'Payment ' || l.end_to_end_id FROM payments_failedleg d
  JOIN payments_paymentleg l ON l.id = d.leg_id JOIN payments_answer a ON a.id = d.answer_id
 WHERE NOT a.is_verified OR NOT EXISTS (
   SELECT FROM jsonb_array_elements(
                 coalesce(a.said -> 'statuses', '[]') || coalesce(a.said -> 'entries', '[]')) one
    WHERE one ->> 'reference' = l.end_to_end_id AND (one ->> 'amount')::bigint = l.amount
      AND (one ->> 'verdict' = 'rejected' OR one ->> 'happening' = 'returned'))
   AND NOT coalesce(a.said ->> 'verdict' = 'rejected' AND a.said -> 'statuses' = '[]' AND EXISTS (
     SELECT FROM payments_paymentfile f WHERE f.id = a.file_id AND f.id = l.file_id
        AND (f.legs_count, f.total)
            = ((a.said ->> 'count')::int, (a.said ->> 'total')::bigint)), false)
 LIMIT 20
"""

#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(
        (
            "payments_bank",
            "payments_bankday",
            "payments_bankterms",
            "payments_branch",
            "payments_foundfiledecision",
            "payments_institution",
            "payments_treasuryday",
        ),
        ANY_ACT,
    ),
    "payments_benefitcredit": ("payment.answered",),
    "payments_credit": ("payment.answered", "payment.booked"),
    "payments_institutionaccount": ("institution_account_entered",),
    "payments_reissue": ("payment.reissue_asked",),
    # written when a bill is instructed, in a restore, or by the paymaster, who writes no entry: the worker's
    # leaf follows
    **dict.fromkeys(
        (
            "payments_answer",
            "payments_answerbody",
            "payments_benefitaccount",
            "payments_benefitfilebody",
            "payments_failedbenefit",
            "payments_failedleg",
            "payments_filebody",
            "payments_foundfile",
            "payments_foundtransfer",
            "payments_legaccount",
            "payments_paymentfile",
            "payments_paymentleg",
        ),
        NO_ACT,
    ),
}
#: changes of their rows
CHANGES: Mapping[str, Change] = {
    "payments_bank": Change(),
    "payments_branch": Change(),
    "payments_institutionaccount": Change(("institution_account_verified",)),
    # the hash of its bytes, once the paymaster made them
    "payments_paymentfile": Change(filled="sha256"),
}


def broken_invariants(using: str = "default") -> list[Finding]:
    """Every broken invariant as a sentence, at most twenty records of each kind."""
    found = []
    with connections[using].cursor() as cursor:
        for code, statement in _INVARIANTS.items():
            cursor.execute(statement)
            found += [Finding(record, code) for (record,) in cursor.fetchall()]
    return found


def unanswered_failures(using: str) -> list[Finding]:
    """Payments that count as failed, and may be made again, though no signed answer of the bank says so."""
    with connections[using].cursor() as cursor:
        cursor.execute(_UNANSWERED)
        return [Finding(record, "failure_not_answered") for (record,) in cursor.fetchall()]
