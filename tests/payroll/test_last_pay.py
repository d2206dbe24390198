"""The last pay certificate: how far an office drew a person who left it, her new pay, and the balances."""

from __future__ import annotations

from datetime import date

import pytest

from tests.payroll.office import OCTOBER, SmallOffice, at, draw_october, small_office
from tests.payroll.test_arrears import RAISED, draw_part
from vethanam.errors import Unsound
from vethanam.payroll.payslips.last_pay import LastPay, codes_left, last_pay_certificate

LATER = at(29, month=11)


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    office.hire("100234", gpf=400_000)
    return office


def _moves(office: SmallOffice, on: date, session: str = "FN", known: int = 3) -> SmallOffice:
    other = small_office("0413")
    office.note(
        office.people["100234"], "posting", on, at(known), session=session, post=other.post,
        office=other.place, drawing_code=other.code, bill_class=other.bill_class,
    )  # fmt: skip
    other.people["100234"] = office.people["100234"]
    return other


def _certificate(office: SmallOffice, code: str = "") -> LastPay:
    return last_pay_certificate(office.people["100234"], LATER, code)


def _promoted(office: SmallOffice, on: date) -> None:
    office.note(
        office.people["100234"], "pay", on, at(4), basis="scale", revision=11, scale="37400-79000",
        basic_pay=RAISED, reason="promotion",
    )  # fmt: skip


def test_a_transfer_in_an_afternoon_is_paid_to_the_forenoon(office: SmallOffice) -> None:
    _moves(office, date(2026, 10, 16), "AN")
    draw_october(office)
    found = _certificate(office)
    assert found.posting.drawing_code.code == "0412"
    assert found.relieved == found.paid_until == (date(2026, 10, 16), "FN")
    assert (str(found.month), len(found.bills), found.excess) == ("2026-10", 1, 0)
    drawn = {line.component: line.drawn for line in found.lines}
    # sixteen days of thirty-one: the afternoon belongs to the next office from the 17th
    assert drawn["basic_pay"] == 2_353_500


def test_the_new_pay_of_a_promotion_within_the_month_stands_in_rates_and_entries(office: SmallOffice) -> None:
    _promoted(office, date(2026, 10, 10))
    _moves(office, date(2026, 10, 16), known=5)
    draw_october(office)
    found = _certificate(office)
    assert [(pay.valid_from, pay.basic_pay) for pay in found.pays] == [(date(2026, 10, 10), RAISED)]
    assert found.rates["basic_pay"] == RAISED
    # nine days at the old stage, six at the new one
    assert {line.component: line.drawn for line in found.lines}["basic_pay"] == round(
        (4_560_000 * 9 + RAISED * 6) / 31, -2
    )


def test_a_promotion_with_the_transfer_is_named_though_the_next_office_draws_it(office: SmallOffice) -> None:
    _promoted(office, date(2026, 10, 16))
    _moves(office, date(2026, 10, 16), known=5)
    draw_october(office)
    found = _certificate(office)
    assert [pay.basic_pay for pay in found.pays] == [4_560_000, RAISED]
    assert found.rates["basic_pay"] == 4_560_000


def test_a_month_drawn_whole_before_the_transfer_was_known_is_told_in_excess(office: SmallOffice) -> None:
    draw_october(office)
    _moves(office, date(2026, 10, 16), known=30)
    found = _certificate(office)
    assert found.paid_until == (date(2026, 10, 15), "AN")
    basic = next(line for line in found.lines if line.component == "basic_pay")
    assert basic.drawn == 4_560_000 and basic.due == 2_206_500
    assert found.excess > 0


def test_without_a_drawn_month_it_says_so(office: SmallOffice) -> None:
    _moves(office, date(2026, 10, 1))
    found = _certificate(office)
    assert (found.paid_until, found.month, found.bills, found.lines) == (None, None, (), ())
    assert found.relieved == (date(2026, 9, 30), "AN")


def test_balances_go_on_at_the_next_office(office: SmallOffice) -> None:
    who = office.people["100234"]
    office.note(who, "leave_account", date(2026, 10, 1), at(2), kind_of_leave="earned", days=120)
    office.note(
        who, "obligation", date(2026, 10, 1), at(2), kind_of_due="festival_advance", principal=2_000_000,
        instalment=200_000, instalments=10, payee="Treasury",
    )  # fmt: skip
    _moves(office, date(2026, 11, 1))
    draw_october(office)
    found = _certificate(office)
    assert [(one.kind, one.left, one.drawn) for one in found.loans] == [("festival_advance", 1_800_000, 1)]
    assert [(one.kind, one.balance) for one in found.leave] == [("earned", 120)]
    assert [one.fund for one in found.memberships] == ["gpf"]
    assert (found.account_year, found.year.gross) == ("2026-27", found.lines and found.year.gross)


def test_the_office_that_was_left_reads_no_later_pay_loan_or_sum(office: SmallOffice) -> None:
    other = _moves(office, date(2026, 10, 1))
    before = _certificate(office)
    other.note(
        other.people["100234"], "pay", date(2026, 10, 15), at(4), basis="scale", revision=11,
        scale="37400-79000", basic_pay=RAISED, reason="promotion",
    )  # fmt: skip
    draw_part(other, "0413", at(3, month=11))
    after = _certificate(office)
    assert (after.pays, after.year, after.loans) == (before.pays, before.year, before.loans)


def test_the_sums_of_the_year_leave_out_what_the_next_office_draws_of_the_month(office: SmallOffice) -> None:
    other = _moves(office, date(2026, 10, 16), "AN")
    draw_october(office)
    before = _certificate(office)
    draw_part(other, "0413", at(3, month=11))
    after = _certificate(office)
    assert after.year == before.year
    assert after.year.gross == sum(line.drawn for line in after.lines if line.kind == "earning")


def test_who_is_still_there_gets_none(office: SmallOffice) -> None:
    assert codes_left(office.people["100234"].pk, LATER) == []
    with pytest.raises(Unsound) as still:
        _certificate(office)
    assert still.value.code == "still_posted"
    with pytest.raises(Unsound) as never:
        _certificate(office, "0999")
    assert never.value.code == "no_posting_to_certify"


def test_the_end_of_service_is_a_relief_too(office: SmallOffice) -> None:
    who = office.people["100234"]
    office.note(
        who, "service_spell", date(2010, 6, 1), at(5), valid_until=date(2026, 10, 31), end_cause="retirement"
    )
    assert _certificate(office).relieved == (date(2026, 10, 31), "AN")


def test_both_offices_are_told_the_same(office: SmallOffice) -> None:
    other = _moves(office, date(2026, 10, 16))
    draw_october(office)
    draw_part(other, "0413", at(3, month=11))
    assert _certificate(office) == _certificate(office, "0412")
    assert codes_left(office.people["100234"].pk, LATER) == ["0412"]
    assert _certificate(office).month == OCTOBER
