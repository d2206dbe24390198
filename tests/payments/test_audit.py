"""The payments part of ``vethanam check``: silent if all adds up, and a sentence for each mismatch."""

from __future__ import annotations

import pytest

from tests.payments.desk import Desk
from tests.payments.test_answers import credited, handed_over, notice, rejected, report, say
from vethanam.payments import audit

_ANOTHER_LEG = (
    "INSERT INTO payments_paymentleg (end_to_end_id, file_id, bill_id, payslip, employment_id, person_id, "
    "for_month,"
    " payee, schedule, party, kind, amount, account_fact_id, attempt, replaces_id, state, recorded_at)"
    " SELECT 'P1A2', file_id, bill_id, payslip, employment_id, person_id, for_month, payee, schedule, party, "
    "kind,"
    " amount + 1, account_fact_id, 2, 1, 'returned', recorded_at FROM payments_paymentleg WHERE id = 1"
)
#: damage past every guard → its findings
HARM = {
    "DELETE FROM payments_credit WHERE leg_id = 1": {"state_differs", "bill_state_differs"},
    "UPDATE payments_paymentleg SET amount = amount + 1 WHERE id = 1": {
        "legs_differ_from_file",
        "bill_not_paid_out",
    },
    "UPDATE payments_paymentfile SET legs_count = 3": {"legs_differ_from_file"},
    "UPDATE payments_paymentleg SET state = 'returned' WHERE id = 1": {"state_differs"},
    "UPDATE payroll_bill SET state = 'part_credited'": {"bill_state_differs"},
    _ANOTHER_LEG: {"does_not_settle", "legs_differ_from_file", "state_differs", "bill_state_differs"},
}


def test_every_harm_is_named_and_nothing_else(desk: Desk, subtests: pytest.Subtests) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    assert audit.broken_invariants() == []
    for statement, named in HARM.items():
        with subtests.test(statement), desk.world.connect("postgres") as connection:
            connection.autocommit = False
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)
            found = set()
            for code, asked in audit._INVARIANTS.items():
                if connection.execute(asked).fetchall():
                    found.add(code)
            connection.rollback()
            assert (statement[:40], found) == (statement[:40], named)


def test_a_bill_with_a_rejection_that_waits_is_sound(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, report(sent, rejected(sent, 0)), notice(*credited(sent, 1, 2, 3)))
    assert audit.broken_invariants() == []
    assert desk.world.sql("postgres", "SELECT count(*) FROM payments_failedleg") == [(1,)]
    assert audit.unanswered_failures("owner") == []
    desk.world.sql("postgres", "UPDATE payments_answer SET said = said || '{\"statuses\": []}'")
    (unsaid,) = audit.unanswered_failures("owner")
    assert unsaid.code == "failure_not_answered"


def test_a_payment_that_counts_as_failed_and_was_credited_is_named(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    desk.world.sql(
        "paymaster",
        "INSERT INTO payments_failedleg"
        " SELECT (SELECT min(id) FROM payments_paymentleg), min(id) FROM payments_answer",
    )
    (failed,) = audit.unanswered_failures("owner")
    assert failed.code == "failure_not_answered"
