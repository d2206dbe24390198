"""Refusals of the database itself, in the roles of our processes, past all Python."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from tests.payments.desk import Desk
from tests.payments.paymaster_rounds import hand_over, take_answers
from tests.payments.test_answers import credited, handed_over, notice, rejected, report, say
from vethanam.payments.actions import instruct
from vethanam.payments.models import Answer, Credit, PaymentFile, PaymentLeg

REFUSED = psycopg.errors.IntegrityConstraintViolation
DENIED = errors.InsufficientPrivilege


def leg_columns(**changes: str) -> str:
    """An insert of a copy of leg 1 with some columns changed."""
    names = (
        "end_to_end_id", "file_id", "bill_id", "payslip", "employment_id", "person_id", "for_month", "payee",
        "schedule", "party", "kind", "amount", "account_fact_id", "attempt", "replaces_id", "state",
        "recorded_at",
    )  # fmt: skip
    values = ", ".join(changes.get(name, name) for name in names)
    return (
        f"INSERT INTO payments_paymentleg ({', '.join(names)}) SELECT {values} FROM payments_paymentleg "
        f"WHERE id = 1"
    )


def test_a_second_first_leg_for_a_payslip_is_refused(desk: Desk) -> None:
    handed_over(desk)
    with pytest.raises(errors.UniqueViolation):
        desk.world.sql("worker", leg_columns(end_to_end_id="'X'"))


def test_a_second_leg_while_the_first_lives_is_refused(desk: Desk) -> None:
    handed_over(desk)
    with pytest.raises(REFUSED, match="does not stand in place"):
        desk.world.sql("worker", leg_columns(end_to_end_id="'X'", attempt="2", replaces_id="id"))


def test_a_leg_that_pays_something_else_than_the_one_it_replaces_is_refused(
    desk: Desk, subtests: pytest.Subtests
) -> None:
    sent = handed_over(desk)
    say(desk, report(sent, rejected(sent, 0)))
    for changes in ({"amount": "amount + 1"}, {"payslip": "payslip + 1"}, {"attempt": "3"}):
        columns = {
            "end_to_end_id": "'X'",
            "attempt": "2",
            "replaces_id": "id",
            "state": "'instructed'",
            **changes,
        }
        with subtests.test(str(changes)), pytest.raises(REFUSED, match="does not stand in place"):
            desk.world.sql("worker", leg_columns(**columns))


def test_a_leg_begins_as_instructed(desk: Desk, subtests: pytest.Subtests) -> None:
    sent = handed_over(desk)
    say(desk, report(sent, rejected(sent, 0)))
    for state in ("settled", "rejected", "reissued"):
        columns = {"end_to_end_id": "'X'", "attempt": "2", "replaces_id": "id", "state": f"'{state}'"}
        with subtests.test(state), pytest.raises(REFUSED, match="begins as instructed"):
            desk.world.sql("worker", leg_columns(**columns))


def test_a_state_without_its_event_is_refused(desk: Desk, subtests: pytest.Subtests) -> None:
    handed_over(desk)
    for state in ("settled", "rejected", "returned", "reissued", "withheld"):
        with subtests.test(state), pytest.raises(REFUSED, match="no answer of the bank says"):
            desk.world.sql("worker", "UPDATE payments_paymentleg SET state = %s WHERE id = 1", state)


def test_a_leg_leaves_in_its_own_file_unless_that_is_withdrawn(desk: Desk) -> None:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    other = instruct(desk.deducting(number=51), desk.service)
    assert other is not None
    move = "UPDATE payments_paymentleg SET file_id = %s WHERE file_id = %s"
    with pytest.raises(REFUSED, match="leaves in the file it was written into"):
        desk.world.sql("worker", move, other.pk, file.pk)
    desk.world.sql("worker", "UPDATE payments_paymentfile SET state = 'withdrawn' WHERE id = %s", file.pk)
    with pytest.raises(REFUSED, match="leaves in the file it was written into"):
        desk.world.sql("worker", move, other.pk, file.pk)


class Fell(BaseException):
    """A simulated crash."""


def test_a_file_that_may_be_with_the_bank_is_not_withdrawn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """It may be from the instant of its signature; the paymaster ends before it says so."""

    def fall(*_: object) -> None:
        raise Fell

    file = instruct(desk.bill, desk.service)
    assert file is not None
    with monkeypatch.context() as patched, pytest.raises(Fell):
        patched.setattr("vethanam.payments.channel.write_once", fall)
        hand_over(file.pk, desk.channel, desk.service)
    file.refresh_from_db()
    assert (file.state, file.sha256 is None) == ("leaving", False)
    for role in ("worker", "paymaster", "postgres"):
        for state in ("withdrawn", "written"):
            with subtests.test(f"{role} {state}"), pytest.raises(REFUSED, match="only moves forward"):
                desk.world.sql(role, "UPDATE payments_paymentfile SET state = %s", state)


def test_the_worker_says_of_no_file_that_it_is_signed(desk: Desk) -> None:
    """Or that it is not: an unsigned file may be withdrawn."""
    handed_over(desk)
    for digest in ("NULL", "decode(repeat('00', 32), 'hex')"):
        with pytest.raises(DENIED):
            desk.world.sql("worker", f"UPDATE payments_paymentfile SET sha256 = {digest}")
        with pytest.raises(REFUSED, match="its bytes cannot change"):
            desk.world.sql("paymaster", f"UPDATE payments_paymentfile SET sha256 = {digest}")


def test_a_leg_cannot_go_back_to_instructed(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    with pytest.raises(REFUSED):
        desk.world.sql("worker", "UPDATE payments_paymentleg SET state = 'instructed' WHERE id = 1")


def test_a_credit_of_another_amount_is_refused(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 1)))
    with pytest.raises(REFUSED, match="amount is another"):
        credit_for(desk, "amount + 1")


def test_a_credit_twice_is_refused(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0, 1)))
    with pytest.raises(errors.UniqueViolation):
        credit_for(desk, "amount")


def test_a_credit_beside_a_rejection_is_refused(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, report(sent, rejected(sent, 0)))
    with pytest.raises(REFUSED, match="rejected and paid"):
        credit_for(desk, "amount")


def test_a_credit_that_no_signed_answer_carries_is_refused(desk: Desk) -> None:
    handed_over(desk)
    (desk.channel.incoming / "a.xml").write_bytes(b"x")
    (desk.channel.incoming / "a.xml.sig").write_bytes(bytes(64))
    take_answers(desk.channel, desk.service)
    assert Answer.objects.get().is_verified is False
    with pytest.raises(REFUSED, match="no signed answer"):
        credit_for(desk, "amount")


def credit_for(desk: Desk, amount: str) -> None:
    """A credit of leg 1 by SQL, under the latest answer."""
    desk.world.sql(
        "worker",
        'INSERT INTO payments_credit (leg_id, hop, kind, amount, "on", code, answer_id, recorded_at)'
        f" SELECT id, 1, 'credited', {amount}, now()::date, '', (SELECT max(id) FROM payments_answer), now()"
        " FROM payments_paymentleg WHERE id = 1",
    )


FIXED = (
    "UPDATE payments_credit SET amount = amount",
    "DELETE FROM payments_credit",
    "TRUNCATE payments_credit CASCADE",
    "UPDATE payments_filebody SET body = body",
    "UPDATE payments_legaccount SET salt = salt",
    "UPDATE payments_answerbody SET body = body",
    "DELETE FROM payments_answer",
    "DELETE FROM payments_paymentleg",
    "DELETE FROM payments_paymentfile",
    "UPDATE payments_paymentleg SET amount = amount + 1",
    "UPDATE payments_paymentfile SET total = total + 1",
    "UPDATE payments_paymentfile SET state = 'written'",
    "UPDATE payments_paymentfile SET state = 'withdrawn'",
    "UPDATE payments_paymentleg SET file_id = NULL",
)
NOT_FOR_WEB = (
    "UPDATE payments_paymentleg SET state = 'settled'",
    "INSERT INTO payments_credit DEFAULT VALUES",
    "INSERT INTO payments_answer DEFAULT VALUES",
    "INSERT INTO payments_paymentfile DEFAULT VALUES",
    "DELETE FROM payments_paymentfinding",
)


def test_what_stands_stays_even_for_the_superuser(desk: Desk, subtests: pytest.Subtests) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    for statement in FIXED:
        with subtests.test(statement), pytest.raises(REFUSED):
            desk.world.sql("postgres", statement)


def test_only_the_paymaster_reads_what_carries_account_numbers(desk: Desk, subtests: pytest.Subtests) -> None:
    handed_over(desk)
    for table in ("filebody", "legaccount", "answerbody"):
        assert desk.world.sql("paymaster", f"SELECT count(*) >= 0 FROM payments_{table}") == [(True,)]
        for role in ("web", "worker", "dispatcher", "sequencer", "analyst"):
            with subtests.test(f"{role} {table}"), pytest.raises(DENIED):
                desk.world.sql(role, f"SELECT * FROM payments_{table}")


def test_web_moves_no_money(desk: Desk, subtests: pytest.Subtests) -> None:
    handed_over(desk)
    for statement in NOT_FOR_WEB:
        with subtests.test(statement), pytest.raises(DENIED):
            desk.world.sql("web", statement)


def test_web_sees_where_the_money_is(desk: Desk) -> None:
    from vethanam.payments import queries

    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0)))
    with desk.world.role("web"):
        assert queries.settlement_of(desk.bill).legs_settled == 1
        assert queries.open_findings() == []
        assert queries.proofs_of_leg(PaymentLeg.objects.first().pk)  # type: ignore[union-attr]


def test_no_account_number_stands_in_any_table_web_reads(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, report(sent, rejected(sent, 1)), notice(*credited(sent, 0)))
    assert Credit.objects.exists()
    assert PaymentFile.objects.exists()
    for (table,) in desk.world.sql(
        "postgres", "SELECT relname FROM pg_class WHERE relname LIKE 'payments_%' AND relkind = 'r'"
    ):
        if table not in {"payments_filebody", "payments_answerbody"}:
            rows = str(desk.world.sql("postgres", f"SELECT * FROM {table}"))
            assert "3123456789" not in rows, table
            assert b"3123456789".hex() not in rows, table
