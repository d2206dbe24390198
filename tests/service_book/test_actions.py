"""Recording, correcting and verifying: the normal case, each refusal, and the database's own guards."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction

from tests.conftest import World
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.errors import Refused, Unsound
from vethanam.journal.models import Staged
from vethanam.orders.actions import record_order_effect
from vethanam.orders.models import Order
from vethanam.people.models import Appointment, DrawingCode, Employment
from vethanam.service_book.actions import correct, record, record_many, verify
from vethanam.service_book.models import FACTS, Absence, Membership, Pay, Posting, Verification
from vethanam.service_book.queries import count_unverified, unverified
from vethanam.service_book.queries.book_office import holders_of


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def test_a_fact_is_appended_with_both_times_and_a_leaf(office: SmallOffice) -> None:
    one = office.hire("1")
    before = Staged.objects.count()
    fact = record(
        office.by("clerk", at(20)), "quarters", one, valid_from=date(2026, 1, 1), order=office.order
    )
    assert (fact.valid_from, fact.recorded_at) == (date(2026, 1, 1), at(20))
    assert Staged.objects.count() == before + 1


def test_a_correction_keeps_what_it_corrects(office: SmallOffice) -> None:
    first = Pay.objects.get(employment=office.hire("1"))
    second = correct(office.by("clerk", at(20)), first, basic_pay=4_670_000)
    assert Pay.objects.get(pk=first.pk).basic_pay == 4_560_000
    assert second.supersedes_id == first.pk  # type: ignore[attr-defined]
    assert second.valid_from == first.valid_from


def test_what_was_corrected_is_not_corrected_again(office: SmallOffice) -> None:
    first = Pay.objects.get(employment=office.hire("1"))
    correct(office.by("clerk", at(20)), first, basic_pay=4_670_000)
    with pytest.raises(Refused, match="Correct the later one"):
        correct(office.by("clerk", at(21)), first, basic_pay=4_450_000)


def test_a_fact_that_needs_an_order_is_refused_without(office: SmallOffice) -> None:
    one = office.hire("1")
    with pytest.raises(Unsound, match="cites no order"):
        record(office.by("clerk", at(20)), "quarters", one, valid_from=date(2026, 1, 1))


def test_every_fault_of_a_fact_is_in_the_sentence(office: SmallOffice) -> None:
    one = office.hire("1")
    with pytest.raises(Unsound) as caught:
        record(
            office.by("clerk", at(20)),
            "quarters",
            one,
            valid_from=date(1980, 1, 1),
            valid_until=date(1979, 1, 1),
        )
    assert all(
        part in caught.value.says
        for part in ("cites no order", "before it begins", "not after the date of birth", "before joining")
    )


def test_what_a_fact_cannot_do_without_is_named(office: SmallOffice) -> None:
    one = office.hire("1")
    with pytest.raises(Unsound, match="has no post, office, drawing code, bill class; enter it"):
        record(office.by("clerk", at(20)), "posting", one, valid_from=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("pay", {"basis": "consolidated", "basic_pay": 0}, "has 0 for basic pay"),
        ("pay", {"basis": "consolidated", "basic_pay": -1}, "has basic pay below zero"),
        ("obligation", {"kind_of_due": "lic", "payee": "LIC", "instalment": -1}, "has instalment below zero"),
        ("tax_choice", {"tax_year": "2026-28"}, "for the tax year “2026-28”; write it as 2026-27"),
        ("tax_choice", {"tax_year": "now"}, "for the tax year “now”"),
    ],
)
def test_what_makes_no_sense_is_refused(
    office: SmallOffice, kind: str, fields: dict[str, Any], says: str
) -> None:
    with pytest.raises(Unsound, match=says):
        record(office.by("clerk", at(20)), kind, office.hire("1"), valid_from=date(2026, 1, 1), **fields)


LOAN = {"kind_of_due": "festival_advance", "payee": "Government", "principal": 2_000_000}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"instalment": 100, "instalments": 5},
            "has 5 instalments of ₹ 1, which do not reach the ₹ 20,000 owed in all"),
        ({"instalment": 300_000, "instalments": 5}, "which do not reach the ₹ 20,000"),
        ({"instalment": 500_000, "instalments": 5},
            "5 instalments of ₹ 5,000, more than the ₹ 20,000 owed with interest"),
        ({"instalment": 400_000, "instalments": 50}, "more than the ₹ 20,000 owed with interest"),
    ],
)  # fmt: skip
def test_instalments_come_to_what_is_owed(office: SmallOffice, fields: dict[str, int], says: str) -> None:
    with pytest.raises(Unsound) as caught:
        record(
            office.by("clerk", at(20)), "obligation", office.hire("1"), valid_from=date(2026, 10, 1),
            order=office.order, **LOAN, **fields,
        )  # fmt: skip
    assert says in caught.value.says.replace("\u202f", " ")


@pytest.mark.parametrize(
    "fields",
    [
        {"instalment": 400_000, "instalments": 5},
        # the last of three is 6,668; of 21 it is 0
        {"instalment": 666_600, "instalments": 3},
        {"instalment": 666_600, "instalments": 4},
        {"instalment": 390_000, "instalments": 5},
        # interest is recovered after the principal, or within the instalments
        {"instalment": 400_000, "instalments": 5, "interest": 300_000},
        {"instalment": 400_000, "instalments": 6, "interest": 300_000},
        {"instalment": 400_000},
    ],
)
def test_the_last_instalment_takes_what_is_left(office: SmallOffice, fields: dict[str, int]) -> None:
    assert record(
        office.by("clerk", at(20)), "obligation", office.hire("1"), valid_from=date(2026, 10, 1),
        order=office.order, **LOAN, **fields,
    ).pk  # fmt: skip


def test_a_member_of_the_provident_fund_does_not_enter_the_contributory_pension(office: SmallOffice) -> None:
    one = office.hire("1", gpf=500_000)
    nps: dict[str, Any] = {"valid_from": date(2026, 10, 1), "fund": "nps"}
    with pytest.raises(Unsound, match="is of the NPS on days of the membership of the GPF from 1 Jun 2010"):
        record(office.by("clerk", at(20)), "membership", one, **nps)
    with pytest.raises(Unsound, match="an employee subscribes to one of the two"):
        record(office.by("clerk", at(20)), "membership", one, **nps | {"valid_from": date(2010, 6, 1)})
    gpf = Membership.objects.get(employment=one)
    with pytest.raises(Unsound, match="is of the NPS"):
        office.note(one, "membership", date(2020, 1, 1), at(20), fund="gpf", amount=600_000)
        record(office.by("clerk", at(20)), "membership", one, **nps)
    later = Membership.objects.latest("pk")
    office.amend(later, at(20), valid_until=date(2026, 9, 30))
    member = record(office.by("clerk", at(20)), "membership", one, **nps)
    assert member.pk and Membership.objects.filter(pk=gpf.pk, valid_until=None).exists()
    with pytest.raises(Unsound, match="is of the NPS on days of the membership of the GPF from 1 Jan 2020"):
        correct(office.by("clerk", at(20)), member, valid_from=date(2026, 9, 30))


def test_a_fund_of_an_earlier_service_is_no_fund_of_the_later(office: SmallOffice) -> None:
    one = office.hire("1", gpf=500_000)
    service = FACTS["service_spell"].rows().get(employment=one)
    office.amend(service, at(20), valid_until=date(2026, 3, 31), end_cause="resignation")
    office.note(one, "service_spell", date(2026, 10, 1), at(20))
    assert record(office.by("clerk", at(20)), "membership", one, valid_from=date(2026, 10, 1), fund="nps").pk


def test_a_fund_that_is_taken_back_is_out_of_the_way(office: SmallOffice) -> None:
    one = office.hire("1", gpf=500_000)
    correct(office.by("clerk", at(20)), Membership.objects.get(employment=one), is_withdrawn=True)
    assert record(office.by("clerk", at(20)), "membership", one, valid_from=date(2026, 10, 1), fund="nps").pk


def _leave(office: SmallOffice, one: Employment, first: str, last: str | None, **more: Any) -> Any:
    fields = {"kind_of_absence": "half_pay", "valid_until": last and date.fromisoformat(last)} | more
    order = fields.pop("order", office.order)
    return record(
        office.by("clerk", at(20)),
        "absence",
        one,
        valid_from=date.fromisoformat(first),
        order=order,
        **fields,
    )


@pytest.mark.parametrize(
    ("first", "last", "more"),
    [
        ("2026-10-10", "2026-10-12", {}),
        ("2026-10-14", "2026-10-20", {"kind_of_absence": "earned"}),
        ("2026-10-01", "2026-10-05", {}),
        ("2026-10-01", None, {"kind_of_absence": "suspension"}),
        ("2026-10-13", "2026-10-13", {"session": "AN"}),
    ],
)
def test_a_second_leave_for_one_day_is_refused(
    office: SmallOffice, first: str, last: str | None, more: dict[str, Any]
) -> None:
    one = office.hire("1")
    _leave(office, one, "2026-10-05", "2026-10-14")
    if more.get("session"):
        first = "2026-10-12"
    with pytest.raises(
        Unsound, match=r"suspension \(half pay\) from 5 Oct 2026 to 14 Oct 2026; correct or end"
    ) as refused:
        _leave(office, one, first, last, **more)
    kind = str(more.get("kind_of_absence", "half_pay")).replace("_", " ")
    assert f"absence ({kind}, from {date.fromisoformat(first):%-d %b %Y}) lies on days" in str(refused.value)


def _slipped_in(office: SmallOffice, one: Employment, first: str, last: str) -> Absence:
    """Leave past the check of a new entry, as when two are entered at one moment."""
    fact = Absence(
        employment=one, valid_from=date.fromisoformat(first), valid_until=date.fromisoformat(last),
        kind_of_absence="earned", order=office.order, recorded_at=at(20),
        entered_by_id=office.by("clerk").account,
    )  # fmt: skip
    record_many(office.by("clerk", at(20)), [fact])
    return fact


def test_a_second_leave_that_slipped_in_is_not_verified(office: SmallOffice) -> None:
    one = office.hire("1")
    office.verify([_leave(office, one, "2026-10-05", "2026-10-14")], at(20))
    second = _slipped_in(office, one, "2026-10-10", "2026-10-12")
    says = r"\(earned, from 10 Oct 2026\) lies on days of .* \(half pay\) from 5 Oct 2026 to 14 Oct 2026"
    with pytest.raises(Unsound, match=says):
        office.verify([second], at(21))
    moved = correct(
        office.by("clerk", at(21)), second, valid_from=date(2026, 10, 15), valid_until=date(2026, 10, 16)
    )
    office.verify([moved], at(21))
    office.verify([second], at(21))  # what was corrected counts no longer


def test_sql_verifies_no_second_leave_for_one_day(office: SmallOffice) -> None:
    one = office.hire("1")
    office.verify([_leave(office, one, "2026-10-05", "2026-10-14")], at(20))

    def verified(fact: Absence) -> None:
        with transaction.atomic():
            by = office.by("officer").account
            Verification.objects.create(
                kind="absence", fact=fact.pk, verified_by_id=by, recorded_at=at(21), person_id=None
            )

    with pytest.raises(IntegrityError, match="hold one day, from 2026-10-14 and from 2026-10-05"):
        verified(_slipped_in(office, one, "2026-10-14", "2026-10-16"))
    verified(_slipped_in(office, one, "2026-10-15", "2026-10-16"))


def test_a_corrected_leave_is_verified_on_the_days_of_the_one_before(office: SmallOffice) -> None:
    one = office.hire("1")
    first = _leave(office, one, "2026-10-05", "2026-10-14")
    office.verify([first], at(20))
    shorter = correct(office.by("clerk", at(21)), first, valid_until=date(2026, 10, 9))
    office.verify([shorter], at(21))
    rest = _leave(office, one, "2026-10-10", "2026-10-14", kind_of_absence="earned")
    office.verify([rest], at(22))


def test_leave_beside_other_leave_is_recorded(office: SmallOffice) -> None:
    one, two = office.hire("1"), office.hire("2")
    first = _leave(office, one, "2026-10-05", "2026-10-14", session_until="FN")
    assert _leave(office, one, "2026-10-14", "2026-10-15").pk
    assert _leave(office, one, "2026-10-01", "2026-10-04").pk
    assert _leave(office, two, "2026-10-05", "2026-10-14").pk
    assert correct(office.by("clerk", at(20)), first, kind_of_absence="earned").pk
    with pytest.raises(Unsound, match="from 14 Oct 2026 to 15 Oct 2026"):
        correct(office.by("clerk", at(20)), Absence.objects.latest("pk"), session_until="AN")


def test_a_leave_without_an_end_is_named_so(office: SmallOffice) -> None:
    one = office.hire("1")
    assert _leave(office, one, "2026-10-05", None).pk
    with pytest.raises(Unsound, match="from 5 Oct 2026, which has no end; correct or end one of them"):
        _leave(office, one, "2026-12-05", "2026-12-06")


def test_an_order_reviews_a_suspension_while_it_goes_on(office: SmallOffice) -> None:
    one = office.hire("1")
    _leave(office, one, "2026-04-05", None, kind_of_absence="suspension")
    assert _leave(office, one, "2026-10-05", None, kind_of_absence="suspension", varied_to=7500).pk


def test_leave_of_an_order_that_does_not_hold_is_out_of_the_way(office: SmallOffice) -> None:
    one = office.hire("1")
    by = Order.objects.create(kind="office", number="LO 1/2026", dated=date(2026, 10, 1), recorded_at=at(5))
    first = _leave(office, one, "2026-10-05", "2026-10-14", order=by)
    record_order_effect(
        office.by("officer", at(15)), by, state="set_aside", valid_from=date(2026, 10, 10), employment=one.pk
    )
    with pytest.raises(Unsound, match="lies on days"):
        _leave(office, one, "2026-10-09", "2026-10-14")
    assert first.pk and _leave(office, one, "2026-10-10", "2026-10-14").pk


@pytest.mark.parametrize(
    ("basis", "first", "days", "says"),
    [
        ("daily", 1, 40, "has 40 days, and the month has 31 from 1 Oct 2026 on"),
        ("daily", 16, 17, "has 17 days, and the month has 16 from 16 Oct 2026 on"),
        ("hourly", 1, 745, "has 745 hours, and the month has 744 from 1 Oct 2026 on"),
        ("daily", 1, 31, None),
        ("daily", 16, 16, None),
        ("hourly", 1, 40, None),
    ],
)
def test_nobody_works_more_days_than_a_month_has(
    office: SmallOffice, basis: str, first: int, days: int, says: str | None
) -> None:
    one = office.hire("1")
    office.note(one, "pay", date(2026, 10, 1), at(5), basis=basis)
    entry: dict[str, Any] = {"valid_from": date(2026, 10, first), "days": days}
    if says:
        with pytest.raises(Unsound, match=says):
            record(office.by("clerk", at(20)), "attendance", one, **entry)
        return
    worked = record(office.by("clerk", at(20)), "attendance", one, **entry)
    with pytest.raises(Unsound, match="and the month has"):
        correct(office.by("clerk", at(20)), worked, days=900)


@pytest.mark.parametrize("last", ["9999-12-31", "2099-12-31"])
def test_an_end_that_nobody_lives_to_is_refused(office: SmallOffice, last: str) -> None:
    one = office.hire("1")
    with pytest.raises(Unsound, match=f"ends on 31 Dec {last[:4]}, after the age of 80; leave the end out"):
        _leave(office, one, "2026-10-05", last)
    leave = _leave(office, one, "2026-10-05", None)
    with pytest.raises(Unsound, match="after the age of 80"):
        correct(office.by("clerk", at(20)), leave, valid_until=date.fromisoformat(last))


def test_what_a_correction_brings_is_checked_and_what_stood_before_is_not(office: SmallOffice) -> None:
    one = office.hire("1")
    leave = office.note(
        one, "absence", date(2026, 3, 9), at(20), kind_of_absence="half_pay", valid_until=date(2026, 3, 20)
    )
    with pytest.raises(Unsound, match="ends on 1 Mar 2026, before it begins on 9 Mar 2026"):
        correct(office.by("clerk", at(21)), leave, valid_until=date(2026, 3, 1))
    with pytest.raises(Unsound, match="has basic pay below zero"):
        correct(office.by("clerk", at(21)), Pay.objects.get(employment=one), basic_pay=-5)
    assert correct(office.by("clerk", at(21)), leave, valid_until=date(2026, 3, 18)).pk


def test_an_account_ends_as_its_tail_says(office: SmallOffice) -> None:
    account: dict[str, Any] = {
        "branch": "SMPL0000001",
        "number": "70000200101",
        "tail": "0102",
        "holder": "Employee 1",
    }
    with pytest.raises(Unsound, match="has tail 0102, which is not how the number ends") as caught:
        record(
            office.by("clerk", at(20)),
            "payee_account",
            office.hire("1"),
            valid_from=date(2026, 1, 1),
            **account,
        )
    assert "7000020" not in caught.value.says


@pytest.mark.parametrize(
    ("account", "says"),
    [
        ({"branch": "70000200101"}, "payee account has branch that is no IFSC; write four capital letters"),
        ({"branch": "smpl0000001"}, "has branch that is no IFSC"),
        ({"kind_of_account": "treasury_savings", "branch": "T01", "onward_branch": "T07",
          "onward_number": "70000200102"}, "has onward branch that is no IFSC"),
        ({"kind_of_account": "money_order", "branch": "SMPL0000001", "number": "", "tail": ""},
            "write the PIN code"),
    ],
)  # fmt: skip
def test_an_account_is_at_a_branch_that_can_be(
    office: SmallOffice, account: dict[str, Any], says: str
) -> None:
    whole = {"number": "70000200101", "tail": "0101", "holder": "Employee 1"} | account
    with pytest.raises(Unsound, match=says) as caught:
        record(
            office.by("clerk", at(20)),
            "payee_account",
            office.hire("1"),
            valid_from=date(2026, 1, 1),
            **whole,
        )
    assert "Employee 1: payee account" in caught.value.says and "7000020" not in caught.value.says


def test_the_clerk_of_another_code_does_not_write_in_her_book(office: SmallOffice) -> None:
    other = DrawingCode.objects.create(
        code="9901", kind="ddo", title="Elsewhere", treasury=office.code.treasury
    )
    office.appoint("elsewhere", "clerk", other.code)
    stranger = office.by("elsewhere", at(20))
    one = office.hire("1")
    with pytest.raises(Refused, match="was never posted under 9901"):
        record(stranger, "quarters", one, valid_from=date(2026, 1, 1), order=office.order)
    with pytest.raises(Refused, match="was never posted under 9901"):
        correct(stranger, Pay.objects.get(employment=one), basic_pay=4_670_000)
    came = Posting.objects.get(employment=one)
    record(
        stranger, "posting", one, valid_from=date(2026, 2, 1), order=office.order, post=came.post,
        office=came.office,
        drawing_code=other, bill_class=came.bill_class,
    )  # fmt: skip
    assert record(stranger, "quarters", one, valid_from=date(2026, 2, 1), order=office.order).pk


def test_an_unknown_kind_is_refused(office: SmallOffice) -> None:
    with pytest.raises(Unsound, match="is not a fact of the service book"):
        record(office.by("clerk", at(20)), "horoscope", office.hire("1"), valid_from=date(2026, 1, 1))


def test_who_entered_a_fact_does_not_verify_it(office: SmallOffice) -> None:
    fact = office.record(office.hire("1"), "quarters", date(2026, 1, 1), at(20))
    with pytest.raises(Refused, match="Another person verifies it"):
        verify(office.by("clerk", at(21)), [fact])


def test_who_entered_a_fact_does_not_verify_it_by_another_account_of_hers(office: SmallOffice) -> None:
    fact = office.record(office.hire("1"), "quarters", date(2026, 1, 1), at(20))
    person = Appointment.objects.get(account=office.officers["clerk"]).person
    office.appoint("twice", "drawing_officer", "0412", person)
    with pytest.raises(Refused, match="Another person verifies it"):
        verify(office.by("twice", at(21)), [fact])


def test_verifying_again_adds_nothing(office: SmallOffice) -> None:
    fact = office.note(office.hire("1"), "quarters", date(2026, 1, 1), at(20))
    before = Verification.objects.count()
    assert verify(office.by("officer", at(22)), [fact]) == 0
    assert Verification.objects.count() == before


def test_no_role_changes_or_deletes_a_fact(world: World) -> None:
    for kind in FACTS.values():
        table = kind._meta.db_table
        for role in ("web", "worker", "dispatcher", "sequencer", "owner"):
            with world.connect(role) as connection:
                for verb in (
                    f"UPDATE {table} SET valid_from = valid_from",
                    f"DELETE FROM {table}",
                    f"TRUNCATE {table} CASCADE",
                ):
                    with pytest.raises(psycopg.Error, match=r"permission denied|appended to"):
                        connection.execute(verb)


def test_web_sees_the_tail_of_an_account_and_not_its_number(world: World) -> None:
    with world.role("worker"):
        small_office().hire("1")
    assert world.sql("web", "SELECT tail FROM service_book_payeeaccount") == [("1111",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.sql("web", "SELECT number FROM service_book_payeeaccount")


def test_a_posting_names_its_drawing_code(office: SmallOffice) -> None:
    assert Posting.objects.get(employment=office.hire("1")).drawing_code.code == "0412"


def test_the_book_goes_back_with_a_transfer_that_is_stayed(office: SmallOffice) -> None:
    other, one = small_office("0413"), office.hire("1")
    by = Order.objects.create(number="Transfer 1", dated=date(2026, 10, 1), recorded_at=at(1))
    moved(office, other, one, order=by)
    assert holders_of([one.pk], at(13)) == {one.pk: {"0413"}}
    record_order_effect(office.by("clerk", at(14)), by, state="stayed", valid_from=date(2026, 10, 14))
    assert holders_of([one.pk], at(14)) == {one.pk: {"0412"}}


def moved(
    office: SmallOffice, other: SmallOffice, one: Employment, *, is_verified: bool = True, **fields: Any
) -> None:
    """Transferred to another office on the 12th, entered on the 10th."""
    fact = office.record(
        one, "posting", date(2026, 10, 12), at(10), post=other.post, office=other.place,
        drawing_code=other.code,
        bill_class=other.bill_class, **fields,
    )  # fmt: skip
    if is_verified:
        office.verify([fact], at(11))


def test_who_has_the_service_book_now_verifies_also_what_is_of_days_before(office: SmallOffice) -> None:
    other, one = small_office("0413"), office.hire("1")
    leave = office.record(
        one, "absence", date(2026, 9, 1), at(5), kind_of_absence="earned", valid_until=date(2026, 9, 5)
    )
    moved(office, other, one)
    assert [fact.pk for fact in unverified("0412", at(11)) if fact.kind() == "absence"] == [leave.pk]
    assert count_unverified("0412", at(11)) == 1 and unverified("0412", at(12)) == []
    assert [fact.pk for fact in unverified("0413", at(12))] == [leave.pk]
    with pytest.raises(Refused, match="the office of 0413 has the service book now") as refused:
        verify(office.by("officer", at(12)), [leave])
    assert refused.value.code == "another_office_verifies"
    assert verify(other.by("officer", at(12)), [leave]) == 1


def test_before_the_day_of_a_transfer_the_office_that_is_left_verifies(office: SmallOffice) -> None:
    other, one = small_office("0413"), office.hire("1")
    fact = office.record(one, "quarters", date(2026, 9, 1), at(5))
    moved(office, other, one)
    with pytest.raises(Refused, match="the office of 0412 has the service book now"):
        verify(other.by("officer", at(11)), [fact])
    assert verify(office.by("officer", at(11)), [fact]) == 1


def test_either_end_of_a_transfer_verifies_the_posting_and_then_the_new_office_alone(
    office: SmallOffice,
) -> None:
    other, one = small_office("0413"), office.hire("1")
    moved(office, other, one, is_verified=False)
    assert holders_of([one.pk], at(13)) == {one.pk: {"0412"}}
    assert [fact.kind() for fact in unverified("0413", at(13))] == ["posting"]
    posting = Posting.objects.filter(employment=one).latest("pk")
    assert verify(other.by("officer", at(13)), [posting]) == 1
    assert holders_of([one.pk], at(13)) == {one.pk: {"0413"}}
    assert holders_of([one.pk], at(11)) == {one.pk: {"0412"}}


def test_a_posting_that_waits_gives_no_office_the_book_of_somebody_who_has_one(office: SmallOffice) -> None:
    """Else a clerk could read and correct anyone's book by entering a posting to his office."""
    other, one = small_office("0413"), office.hire("1")
    leave = office.record(
        one, "absence", date(2026, 9, 1), at(5), kind_of_absence="earned", valid_until=date(2026, 9, 5)
    )
    taken = other.record(
        one, "posting", date(2026, 10, 12), at(12), post=other.post, office=other.place,
        drawing_code=other.code,
        bill_class=other.bill_class,
    )  # fmt: skip
    assert holders_of([one.pk], at(13)) == {one.pk: {"0412"}}
    for refused in (
        lambda: correct(other.by("second", at(13)), leave, valid_until=date(2026, 9, 6)),
        lambda: correct(other.by("second", at(13)), leave, is_withdrawn=True),
        lambda: verify(other.by("officer", at(13)), [leave]),
    ):
        with pytest.raises(Refused, match="the office of 0412 has the service book now"):
            refused()
    assert correct(other.by("clerk", at(13)), taken, valid_from=date(2026, 10, 13)).supersedes == taken


def test_what_corrects_a_verified_posting_or_takes_it_back_stays_with_the_office_that_has_the_book(
    office: SmallOffice,
) -> None:
    other, one = small_office("0413"), office.hire("1")
    moved(office, other, one)
    posting = Posting.objects.filter(employment=one).latest("pk")
    later = correct(other.by("clerk", at(13)), posting, valid_from=date(2026, 10, 11))
    assert holders_of([one.pk], at(13)) == {one.pk: {"0413"}}
    correct(other.by("clerk", at(14)), later, is_withdrawn=True)
    assert holders_of([one.pk], at(14)) == {one.pk: {"0413"}}


def test_an_office_that_was_left_corrects_nothing(office: SmallOffice) -> None:
    other, one = small_office("0413"), office.hire("1")
    leave = office.record(
        one, "absence", date(2026, 9, 1), at(5), kind_of_absence="earned", valid_until=date(2026, 9, 5)
    )
    moved(office, other, one)
    assert correct(office.by("clerk", at(11)), leave, valid_until=date(2026, 9, 6)).supersedes == leave
    later = Absence.objects.get(supersedes_id=leave.pk)
    with pytest.raises(Refused, match="the office of 0413 has the service book now") as refused:
        correct(office.by("clerk", at(12)), later, valid_until=date(2026, 9, 7))
    assert refused.value.code == "another_office_corrects"
    assert correct(other.by("clerk", at(12)), later, valid_until=date(2026, 9, 7)).supersedes == later
