"""Money leaves on the pay-day of its month: before it nobody, in any role, writes or signs a file."""

from __future__ import annotations

from datetime import date, datetime

import psycopg
import pytest
from psycopg import errors

from tests.conftest import World
from tests.payments.desk import Desk
from tests.payments.paymaster_rounds import pay, settle_pending
from tests.payroll.office import KOLKATA, at
from tests.people.masters.test_proposals import stated
from vethanam.acts.masters import kinds
from vethanam.errors import Refused, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.payments.actions import instruct, release
from vethanam.payments.models import PaymentFile
from vethanam.payments.queries import bills_to_instruct
from vethanam.payroll.models import GENERAL, PayDay
from vethanam.payroll.pay_calendar.queries import bill_pays_on, business_day, month_days
from vethanam.people.masters import decide, propose
from vethanam.people.models import DrawingCode, Person
from vethanam.periods import Month

REFUSED = psycopg.errors.IntegrityConstraintViolation
DENIED = errors.InsufficientPrivilege
ROLES = ("web", "worker", "dispatcher", "sequencer", "paymaster")
OCTOBER = Month(2026, 10)
ORDER = {"order_number": "G.O.(Rt) 61/2026/Fin", "order_dated": "2026-09-25"}
DAYS = {"month": "2026-10", "opens_on": "2026-10-20", "cut_off_on": "2026-10-24"}
INSERT = """INSERT INTO payments_paymentfile (message, bill_id, ordinal, execute_on, legs_count, total, state,
  created_at, made_by_id)
VALUES (journal_epoch_code() || '-X', {bill}, 9, '2026-12-31', 1, 1, 'written', now(), 1)"""


def finance(name: str) -> Authority:
    """An officer of finance with a person of her own."""
    account, _ = Account.objects.get_or_create(username=name, defaults={"kind": Account.Kind.OFFICER})
    person, _ = Person.objects.get_or_create(
        name=f"Officer {name}", defaults={"born": date(1975, 1, 1), "recorded_at": at(1)}
    )
    return Authority(account.pk, person.pk, "FIN", "finance_officer", at(20), is_sample=True)


def enter_pay_day(pays_on: str, **changes: str) -> None:
    """A pay-day of October by two persons of finance."""
    row = stated("pay_day", pays_on=pays_on, **{**DAYS, **ORDER, **changes})
    proposal = propose(finance("suma"), kinds(), [row])
    decide(finance("biju"), kinds(), proposal.pk, outcome="agreed")


def clock(world: World, day: int, month: int = 10) -> None:
    """Business time of a sample is a morning of 2026."""
    if not world.sql("owner", "SELECT is_sample()")[0][0]:
        world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    moment = datetime(2026, month, day, 10, tzinfo=KOLKATA)
    append("act", public={}, private=None, at=moment, is_sample=True)


def test_without_an_entry_pay_leaves_from_the_first_day_of_the_next_month(desk: Desk) -> None:
    clock(desk.world, 31)
    assert (business_day(), bill_pays_on(desk.bill)) == (date(2026, 10, 31), date(2026, 11, 1))
    assert bills_to_instruct() == []
    with pytest.raises(Refused, match="is paid from"):
        instruct(desk.bill, desk.service)
    settle_pending(desk.channel, desk.service)
    assert not PaymentFile.objects.exists()
    clock(desk.world, 1, month=11)
    assert bills_to_instruct() == [desk.bill]
    settle_pending(desk.channel, desk.service)
    assert PaymentFile.objects.get().sha256 is not None


def test_no_role_pays_before_the_day_by_sql(desk: Desk, subtests: pytest.Subtests) -> None:
    clock(desk.world, 31)
    for role in ROLES:
        with subtests.test(role), pytest.raises((REFUSED, DENIED)):
            desk.world.sql(role, INSERT.format(bill=desk.bill))
    with pytest.raises(REFUSED, match="is paid from 2026-11-01 on"):
        desk.world.sql("worker", INSERT.format(bill=desk.bill))


def test_a_file_is_executed_on_its_pay_day_or_later(desk: Desk) -> None:
    enter_pay_day("2026-11-03")
    clock(desk.world, 3, month=11)
    file = instruct(desk.bill, desk.service)
    assert file is not None and file.execute_on == date(2026, 11, 3) > desk.service.at.date()
    with pytest.raises(REFUSED, match="is paid from 2026-11-03 on"):
        desk.world.sql("worker", INSERT.format(bill=desk.bill).replace("2026-12-31", "2026-11-02"))


def test_paying_early_is_an_order_of_two_persons_of_finance(desk: Desk) -> None:
    clock(desk.world, 30)
    assert bills_to_instruct() == []
    enter_pay_day("2026-10-30")
    settle_pending(desk.channel, desk.service)
    assert PaymentFile.objects.get().sha256 is not None


def test_a_file_waits_when_a_later_order_moves_the_day(desk: Desk, subtests: pytest.Subtests) -> None:
    """Written and with the paymaster, it is not signed; nobody says by SQL that it is."""
    clock(desk.world, 2, month=11)
    file = instruct(desk.bill, desk.service)
    assert file is not None
    enter_pay_day("2026-11-04")
    assert release(file.pk, desk.service).state == "written"
    move = "UPDATE payments_paymentfile SET state = 'leaving' WHERE id = %s"
    for role in ROLES:
        with subtests.test(role), pytest.raises((REFUSED, DENIED)):
            desk.world.sql(role, move, file.pk)
    enter_pay_day("2026-11-02")
    assert release(file.pk, desk.service).state == "leaving"
    enter_pay_day("2026-11-04", order_number="G.O.(Rt) 62/2026/Fin")
    pay(desk.channel, desk.service)
    file.refresh_from_db()
    assert (file.state, file.sha256) == ("leaving", None)
    sign = "UPDATE payments_paymentfile SET sha256 = decode(repeat('00', 32), 'hex') WHERE id = %s"
    with pytest.raises(REFUSED, match="is paid from 2026-11-04 on"):
        desk.world.sql("paymaster", sign, file.pk)
    clock(desk.world, 4, month=11)
    pay(desk.channel, desk.service)
    file.refresh_from_db()
    assert file.sha256 is not None


def test_a_group_has_its_own_day_and_else_the_general_one(desk: Desk) -> None:
    code = DrawingCode.objects.get(code="0412")
    enter_pay_day("2026-11-02")
    enter_pay_day("2026-11-03", pay_group="C")
    assert month_days(code, OCTOBER).pays_on == date(2026, 11, 2)
    row = stated("pay_group", drawing_code="0412", first_month="2026-10", pay_group="C", **ORDER)
    decide(finance("biju"), kinds(), propose(finance("suma"), kinds(), [row]).pk, outcome="agreed")
    assert month_days(code, OCTOBER).pays_on == date(2026, 11, 3)
    days = month_days(code, OCTOBER.plus(1))
    assert (days.pays_on, days.is_entered) == (date(2026, 12, 1), False)


def test_one_person_enters_no_pay_day_and_sql_enters_none(desk: Desk, subtests: pytest.Subtests) -> None:
    row = stated("pay_day", pays_on="2026-10-30", **DAYS, **ORDER)
    proposal = propose(finance("suma"), kinds(), [row])
    with pytest.raises(Refused):
        decide(finance("suma"), kinds(), proposal.pk, outcome="agreed")
    statement = (
        "INSERT INTO payroll_payday (pay_group, month, opens_on, cut_off_on, pays_on, order_id, recorded_at)"
        " SELECT 'general', 202610, '2026-10-01', '2026-10-02', '2026-10-03', id, now()"
        " FROM orders_order LIMIT 1"
    )
    for role in (*ROLES, "owner"):
        with subtests.test(role), pytest.raises((DENIED, errors.RestrictViolation)):
            desk.world.sql(role, statement)
    assert not PayDay.objects.exists()


def test_only_finance_enters_the_calendar(desk: Desk) -> None:
    row = stated("pay_day", pays_on="2026-11-02", **DAYS, **ORDER)
    with pytest.raises(Refused):
        propose(desk.officer, kinds(), [row])


@pytest.mark.parametrize(("column", "cells"), [
    ("month", {"month": "2026-13"}),
    ("opens_on", {"opens_on": "2026-09-30"}),
    ("cut_off_on", {"cut_off_on": "2026-10-19"}),
    ("pays_on", {"pays_on": "2026-10-23"}),
    ("pays_on", {"pays_on": "2026-11-01"}),
])  # fmt: skip
def test_each_fault_of_a_row_names_its_column(db: None, column: str, cells: dict[str, str]) -> None:
    row = stated("pay_day", **{**DAYS, **ORDER, "pays_on": "2026-11-02", "pay_group": GENERAL, **cells})
    with pytest.raises(UnsoundInput) as told:
        propose(finance("suma"), kinds(), [row])
    assert [fault.field for fault in told.value.faults] == [column]
