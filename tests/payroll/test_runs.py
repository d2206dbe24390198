"""A month computed again, set aside, settled and locked; late entries; several bills of one month."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from vethanam.errors import Refused, VethanamError
from vethanam.payroll.actions import (
    Made,
    RunOutcome,
    Voucher,
    accept_difference,
    ask_run,
    cancel_bill,
    check_bill,
    complete_run,
    compute_run,
    compute_runs,
    countersign_bill,
    lock_run,
    make_bill,
    pass_bill,
    present_bill,
    resolve_finding,
)
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.models import Assessed, Bill, Claim, DueRegister, Payslip, Resolution, Run, RunFinding
from vethanam.payroll.queries import (
    checklist,
    differences,
    explanation,
    findings_of,
    history,
    month_of,
    payables_of,
    run_progress,
)
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs import actions as runs_actions
from vethanam.payroll.runs.computation import Batch
from vethanam.payroll.snapshot import snapshot_of
from vethanam.people.models import Appointment
from vethanam.periods import Month
from vethanam.service_book.models import Pay, ServiceSpell
from vethanam.service_book.reader import BookReader
from vethanam.site import checks


def bills_of(office: SmallOffice, when: Any = None, code: str = "0412", by: str = "clerk") -> Made:
    """The month computed, locked and billed."""
    run = compute_run(OCTOBER, code, office.by(by, when))
    lock_run(run.run, office.by(by, when))
    return make_bill(run.run, office.by(by, when))


def passed(office: SmallOffice, bill: Bill, when: Any = None) -> Bill:
    """A bill carried through check and presentation to the treasury's yes."""
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    return pass_bill(bill, office.by("treasurer", when))


def with_pay(office: SmallOffice, number: str, basic_pay: int, when: Any) -> None:
    """A correction of a person's basic pay, known from an instant on."""
    office.amend(Pay.objects.filter(employment=office.people[number]).latest("id"), when, basic_pay=basic_pay)


def result(run: Run) -> str:
    return bytes(run.result_hash or b"").hex()


def codes(run: int) -> list[str]:
    return list(RunFinding.objects.filter(run=run).order_by("id").values_list("code", flat=True))


# -- versions ------------------------------------------------------------------------------------------------


def test_second_run_of_an_unchanged_month_says_so(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        first = compute_run(OCTOBER, "0412", office.by("clerk"))
        again = compute_run(OCTOBER, "0412", office.by("clerk", at(29)))
        assert again.is_unchanged
        assert (again.run, again.version) == (first.run, 1)
        assert again.says == "October 2026, 0412: nothing changed since version 1."
        bill = passed(office, bills_of(office, at(29)).bills[0], at(29))
        assert compute_run(OCTOBER, "0412", office.by("clerk", at(30))).is_unchanged
        assert bill.state == "passed"


def test_same_facts_give_the_same_bytes(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        first = Run.objects.get(pk=compute_run(OCTOBER, "0412", office.by("clerk")).run)
    with world.role("worker"):
        with_pay(office, "100234", 4_670_000, at(29))
    with world.role("web"):
        second = Run.objects.get(pk=compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11))).run)
    with world.role("worker"):
        with_pay(office, "100234", 4_560_000, at(30))
    with world.role("web"):
        third = Run.objects.get(pk=compute_run(OCTOBER, "0412", office.by("clerk", at(30, 11))).run)
    assert [r.version for r in (first, second, third)] == [1, 2, 3]
    assert result(first) == result(third) != result(second)
    assert first.rulebook_hash == second.rulebook_hash


def test_later_version_takes_the_place_of_one_not_locked(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        first = compute_run(OCTOBER, "0412", office.by("clerk"))
    with world.role("worker"):
        with_pay(office, "100234", 4_670_000, at(29))
    with world.role("web"):
        second = compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11)))
        assert [Run.objects.get(pk=r.run).state for r in (first, second)] == ["superseded", "computed"]
        with pytest.raises(Refused, match="latest computed version"):
            lock_run(first.run, office.by("clerk", at(29, 12)))


def test_run_left_by_a_killed_process_is_completed_once(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        run = ask_run(OCTOBER, "0412", office.by("clerk"))
        Run.objects.filter(pk=run.pk).update(state="computing", step="computing")
        assert not run_progress(run.pk).is_over
        first, again = complete_run(run.pk), complete_run(run.pk)
        assert first == again
        assert (first.state, Assessed.objects.count(), run_progress(run.pk).is_over) == ("computed", 2, True)


# -- set aside -----------------------------------------------------------------------------------------------


@pytest.fixture
def with_open_leave(world: World, office: SmallOffice) -> SmallOffice:
    """A third person with an open-ended leave."""
    with world.role("worker"):
        office.hire("100236", gpf=500_000)
        office.note(
            office.people["100236"], "absence", date(2026, 10, 3), at(4), kind_of_absence="without_allowances"
        )
    return office


def test_somebody_set_aside_does_not_stop_the_rest(world: World, with_open_leave: SmallOffice) -> None:
    office = with_open_leave
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        assert run.says == "October 2026, 0412: 2 people are computed, 1 set aside."
        (finding,) = findings_of(run.run, blocking=True)
        assert (finding.record, finding.code, finding.is_set_aside, finding.is_open) == (
            "Employee 100236",
            "open_absence",
            True,
            True,
        )
        assert [
            item.state
            for item in checklist(BookReader(), "0412", OCTOBER, at()).items
            if item.name == "set_aside"
        ] == ["look"]


def test_run_is_not_locked_while_a_finding_is_open(world: World, with_open_leave: SmallOffice) -> None:
    office = with_open_leave
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        with pytest.raises(Refused, match="Employee 100236"):
            lock_run(run.run, office.by("clerk"))
        assert Run.objects.get().state == "computed"


def test_held_for_the_month_the_others_are_drawn(world: World, with_open_leave: SmallOffice) -> None:
    office = with_open_leave
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        resolve_finding(
            findings_of(run.run, blocking=True)[0].id,
            office.by("clerk"),
            kind="held",
            reason="The end is not known",
        )
        lock_run(run.run, office.by("clerk"))
        (bill,) = make_bill(run.run, office.by("clerk")).bills
        assert bill.people == 2


def test_finding_needs_a_reason(world: World, with_open_leave: SmallOffice) -> None:
    office = with_open_leave
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        with pytest.raises(Refused, match="needs a reason"):
            resolve_finding(
                findings_of(run.run, blocking=True)[0].id, office.by("clerk"), kind="held", reason="  "
            )


def test_what_was_settled_stays_settled_in_the_next_version(
    world: World, with_open_leave: SmallOffice
) -> None:
    office = with_open_leave
    with world.role("web"):
        first = compute_run(OCTOBER, "0412", office.by("clerk"))
        resolve_finding(
            findings_of(first.run, blocking=True)[0].id,
            office.by("clerk"),
            kind="held",
            reason="The end is not known",
        )
    with world.role("worker"):
        with_pay(office, "100234", 4_670_000, at(29))
    with world.role("web"):
        second = compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11)))
        (finding,) = findings_of(second.run, blocking=True)
        assert (finding.resolution, finding.reason, finding.is_open) == (
            "held",
            "The end is not known",
            False,
        )
        assert Resolution.objects.get(finding=finding.id).carried_from is not None
        lock_run(second.run, office.by("clerk", at(29, 12)))


# -- late entries --------------------------------------------------------------------------------------------


def test_person_added_later_gets_a_supplementary_bill_of_one(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        first = passed(office, *bills_of(office).bills)
    with world.role("worker"):
        office.hire("100236", gpf=500_000, known=at(29))
    with world.role("web"):
        (second,) = bills_of(office, at(29, 11)).bills
        assert (second.number, second.kind, second.people, second.drawn_in) == (
            "2026/0412/2",
            "supplementary",
            1,
            202610,
        )
        passed(office, second, at(30))
        assert Payslip.objects.count() == 3
        assert [p.employment_id for p in payables_of(second)] == [office.people["100236"].pk]
        assert bills_of(office, at(30, 12)).bills == ()
        assert first.net + second.net == Run.objects.exclude(version=None).latest("version").net


def test_pay_raised_before_the_bill_is_passed_waits_for_that_bill(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        (bill,) = bills_of(office).bills
    with world.role("worker"):
        with_pay(office, "100234", 4_670_000, at(29))
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11)))
        assert "claimed_below_due" in codes(run.run)
        lock_run(run.run, office.by("clerk", at(29, 11)))
        made = make_bill(run.run, office.by("clerk", at(29, 11)))
        assert (made.bills, made.waits) == ((), ("100234",))
        cancel_bill(bill, office.by("officer", at(29, 12)), reason="Pay was raised")
        (second,) = make_bill(run.run, office.by("clerk", at(29, 13))).bills
        assert (second.people, second.kind, second.gross) == (2, "monthly", Run.objects.get(pk=run.run).gross)
        assert sorted(Claim.objects.values_list("state", flat=True)) == ["open", "open", "void"]


def test_pay_lowered_before_the_bill_is_passed_is_a_finding(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        (bill,) = bills_of(office).bills
    with world.role("worker"):
        with_pay(office, "100234", 4_450_000, at(29))
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11)))
        (basic,) = RunFinding.objects.filter(run=run.run, code="claimed_above_due", component="basic_pay")
        assert f"bill {bill.number} asks" in basic.says
        lock_run(run.run, office.by("clerk", at(29, 11)))
        cancel_bill(bill, office.by("officer", at(29, 12)), reason="Pay was lowered")
        (second,) = make_bill(run.run, office.by("clerk", at(29, 13))).bills
        assert second.gross == Run.objects.get(pk=run.run).gross < bill.gross


def test_a_claim_whose_bill_is_cancelled_asks_nothing(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        (bill,) = bills_of(office).bills
        cancel_bill(bill, office.by("officer", at(28, 15)), reason="An order is on its way")
    with world.role("worker"):
        with_pay(office, "100234", 4_450_000, at(29))
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11)))
        assert "claimed_above_due" not in codes(run.run)
        lock_run(run.run, office.by("clerk", at(29, 11)))
        (second,) = make_bill(run.run, office.by("clerk", at(29, 12))).bills
        assert second.gross == Run.objects.get(pk=run.run).gross < bill.gross


def test_pay_raised_after_the_bill_is_passed_gives_a_supplementary_of_the_difference(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        first = passed(office, *bills_of(office).bills)
    with world.role("worker"):
        with_pay(office, "100234", 4_670_000, at(29))
    with world.role("web"):
        (second,) = bills_of(office, at(29, 11)).bills
        assert (second.kind, second.people) == ("supplementary", 1)
        claim = Claim.objects.get(lines__bill=second)
        assert (claim.instalment, claim.claimed[0], claim.due[0]) == (2, 110_000, 4_670_000)
        passed(office, second, at(30))
        assert first.gross + second.gross == Run.objects.exclude(version=None).latest("version").gross
        month = month_of(office.people["100234"].pk, OCTOBER)
        assert [line.amount for line in month.lines if line.component == "basic_pay"] == [4_560_000, 110_000]


def test_pay_lowered_after_the_bill_is_passed_is_a_finding_and_no_bill(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        passed(office, *bills_of(office).bills)
    with world.role("worker"):
        with_pay(office, "100234", 4_450_000, at(29))
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11)))
        finding = RunFinding.objects.get(run=run.run, code="drawn_above_due", component="basic_pay")
        assert finding.facts["drawn_paise"] - finding.facts["due_paise"] == 110_000
        assert "recovered or given back only by notice and order" in finding.says
        lock_run(run.run, office.by("clerk", at(29, 11)))
        assert make_bill(run.run, office.by("clerk", at(29, 11))).bills == ()
        assert Payslip.objects.count() == 2
        whose = [office.people["100234"].pk]
        months = arrears_of(BookReader(), OCTOBER, OCTOBER, at(30), employments=whose).months
        assert months.filter(pl.col("component") == "basic_pay")["difference"].to_list() == [-110_000]


def test_person_who_left_the_month_has_nothing_due_any_more(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        (bill,) = bills_of(office).bills
        cancel_bill(bill, office.by("officer"), reason="One person left in September")
    with world.role("worker"):
        spell = ServiceSpell.objects.get(employment=office.people["100235"])
        office.amend(spell, at(29), valid_until=date(2026, 9, 30), end_cause="resignation")
    with world.role("web"):
        (second,) = bills_of(office, at(29, 11)).bills
        assert second.people == 1
        row = DueRegister.objects.get(employment=office.people["100235"])
        assert not any(row.due)
        assert not any(row.open)


def test_person_taken_out_of_a_month_after_it_was_drawn_is_a_finding(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        passed(office, bills_of(office).bills[0])
    with world.role("worker"):
        spell = ServiceSpell.objects.get(employment=office.people["100235"])
        office.amend(spell, at(29), valid_until=date(2026, 9, 30), end_cause="resignation")
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11)))
        told = RunFinding.objects.filter(run=run.run, code="drawn_above_due", record="Employee 100235")
        assert {f.facts["due_paise"] for f in told} == {0}
        assert "basic_pay" in {f.component for f in told}


def test_deduction_entered_after_the_pay_was_drawn_is_a_finding_and_no_bill(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        passed(office, bills_of(office).bills[0])
    with world.role("worker"):
        order = {"kind_of_due": "cooperative", "payee": "Society", "instalment": 100_000}
        office.note(office.people["100235"], "obligation", date(2026, 10, 1), at(29), **order)
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(29, 11)))
        told = RunFinding.objects.get(run=run.run, code="deducted_too_little")
        assert (told.component, told.facts["due_paise"], told.facts["drawn_paise"]) == (
            "cooperative",
            100_000,
            0,
        )
        lock_run(run.run, office.by("clerk", at(29, 11)))
        assert make_bill(run.run, office.by("clerk", at(29, 11))).bills == ()


# -- more than one bill for one month ------------------------------------------------------------------------


@pytest.fixture
def transferred(world: World, office: SmallOffice) -> tuple[SmallOffice, SmallOffice]:
    """A person is relieved on the 11th in the afternoon and joins another office on the 12th."""
    with world.role("worker"):
        other = small_office("0413")
        office.note(
            office.people["100234"],
            "posting",
            date(2026, 10, 12),
            at(13),
            post=other.post,
            office=other.place,
            drawing_code=other.code,
            bill_class=other.bill_class,
        )
    return office, other


def test_part_salaries_of_one_month_stand_on_two_bills(
    world: World, transferred: tuple[SmallOffice, SmallOffice]
) -> None:
    office, other = transferred
    with world.role("web"):
        here = bills_of(office).bills[0]
        there = bills_of(other, code="0413").bills[0]
        passed(office, here)
        passed(other, there)
        month = month_of(office.people["100234"].pk, OCTOBER)
        basic = {line.part: line.amount for line in month.lines if line.component == "basic_pay"}
        assert len(month.payslips) == 2
        assert sum(basic.values()) in (4_560_000, 4_560_000 - 100, 4_560_000 + 100)
        assert basic[1] < basic[2]
        assert [line.part for line in month.lines if line.component == "gpf_subscription"] == [1]
        assert month.state == "drawn"


def test_the_part_another_office_has_still_to_draw_is_not_missing_from_the_first_bill(
    world: World, transferred: tuple[SmallOffice, SmallOffice]
) -> None:
    office, other = transferred
    with world.role("web"):
        bills_of(office)
        run = compute_run(OCTOBER, "0413", other.by("clerk", at(28, 12)))
        assert not {"claimed_below_due", "claimed_above_due"} & set(codes(run.run))


def test_whole_month_drawn_by_one_office_leaves_nothing_for_the_other(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        passed(office, *bills_of(office).bills)
    with world.role("worker"):
        other = small_office("0413")
        office.note(
            office.people["100234"],
            "posting",
            date(2026, 10, 12),
            at(29),
            post=other.post,
            office=other.place,
            drawing_code=other.code,
            bill_class=other.bill_class,
        )
    with world.role("web"):
        made = bills_of(other, at(29, 11), code="0413")
        assert made.bills == ()
        assert Payslip.objects.filter(employment=office.people["100234"]).count() == 1


def test_self_drawing_officer_draws_and_presents_for_himself(world: World) -> None:
    with world.role("worker"):
        office = small_office("0990", signing="self_drawn", kind="sdo")
        officer = Appointment.objects.get(account=office.officers["officer"]).person
        office.hire("200001", basic_pay=7_540_000, gpf=1_000_000, person=officer)
    with world.role("web"):
        (bill,) = bills_of(office, code="0990", by="officer").bills
        with pytest.raises(Refused, match="not checked in the office"):
            check_bill(bill, office.by("officer"))
        present_bill(bill, office.by("officer"))
        assert pass_bill(bill, office.by("treasurer", at(29))).people == 1


def test_self_drawing_code_does_not_draw_the_pay_of_others(world: World) -> None:
    with world.role("worker"):
        office = small_office("0990", signing="self_drawn", kind="sdo")
        office.hire("200001", gpf=1_000_000)
    with world.role("web"), pytest.raises(Refused) as refused:
        bills_of(office, code="0990", by="officer")
    assert refused.value.code == "self_drawing_code"
    assert not Bill.objects.exists()


def test_one_teacher_school_needs_the_countersignature(world: World) -> None:
    with world.role("worker"):
        office = small_office("0777", signing="countersigned")
        office.hire("300001", gpf=500_000)
    with world.role("web"):
        (bill,) = bills_of(office, code="0777", by="officer").bills
        with pytest.raises(Refused, match="needs it countersigned"):
            present_bill(bill, office.by("officer"))
        countersign_bill(bill, office.by("controller"))
        present_bill(bill, office.by("officer"))
        assert pass_bill(bill, office.by("treasurer", at(29))).state == "passed"


# -- drawn elsewhere -----------------------------------------------------------------------------------------


#: a manual bill's voucher
PAPER = Voucher("manual_bill", "88", date(2026, 10, 1))


def test_what_a_manual_bill_drew_is_not_claimed_again(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100234"]
        office.drew_elsewhere(who, OCTOBER, {"basic_pay": 1_000_000}, PAPER)
        (bill,) = bills_of(office, at(28, 11)).bills
        claim = Claim.objects.get(employment=who)
        assert claim.claimed[0] == 3_560_000
        assert bill.gross == Run.objects.get().gross - 1_000_000


def test_the_database_says_what_a_voucher_paid_and_what_tax_it_deducted(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        amounts = {"basic_pay": 1_000_000, "income_tax": 40_000, "medisep": 5_000}
        drawn = office.drew_elsewhere(office.people["100234"], OCTOBER, amounts, PAPER)
        drawn.refresh_from_db()
        assert (drawn.gross, drawn.tax) == (1_000_000, 40_000)


def test_manual_bill_for_money_on_a_live_bill_is_refused(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        bills_of(office)
        with pytest.raises(Refused) as refused:
            office.drew_elsewhere(office.people["100234"], OCTOBER, {"basic_pay": 100}, PAPER)
    assert refused.value.code == "claim_above_due"


# -- differences ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def september_drawn(furnish: Furnisher, furnished: Furnished) -> Furnished:
    """September was drawn by vouchers before this system, exactly as the rules give it."""
    return furnish("september", draw_september, on=furnished, role="web")


def draw_september(_world: World, office: SmallOffice) -> SmallOffice:
    for number in ("100234", "100235"):
        who = office.people[number]
        rulebook = rulebook_in_use(at(2))
        snapshot = snapshot_of(BookReader(), OCTOBER.plus(-1), at(2), rulebook, employments=[who.pk])
        due = dict(snapshot.assessed(BookReader(), rulebook).lines.select("component", "amount").iter_rows())
        office.drew_elsewhere(who, OCTOBER.plus(-1), {n: d for n, d in due.items() if d}, PAPER, at(2))
    return office


def test_first_month_has_no_differences(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        assert differences(BookReader(), run.run).before is None
        assert "not_explained" not in codes(run.run)


@pytest.mark.begins("september_drawn")
def test_increment_explains_every_line_it_moves(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        office.note(
            office.people["100234"],
            "pay",
            date(2026, 10, 1),
            at(3),
            basis="scale",
            revision=11,
            scale="37400-79000",
            basic_pay=4_670_000,
            reason="increment",
        )
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        found = differences(BookReader(), run.run)
        assert found.not_explained == ()
        assert {(d.number, d.change.cause) for d in found.explained} == {("100234", "increment")}
        assert "basic_pay" in {d.change.component for d in found.explained}
        assert sum(cause.effect for cause in found.causes) == found.change != 0


@pytest.mark.begins("september_drawn")
def test_change_without_an_entry_blocks_until_it_is_accepted(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100235"]
        office.drew_elsewhere(
            who, OCTOBER.plus(-1), {"special_pay": 50_000}, Voucher("manual_bill", "89", PAPER.dated), at(3)
        )
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        (surprise,) = differences(BookReader(), run.run).not_explained
        assert (surprise.number, surprise.change.component, surprise.change.effect) == (
            "100235",
            "special_pay",
            -50_000,
        )
        with pytest.raises(Refused):
            lock_run(run.run, office.by("clerk"))
        accept_difference(
            run.run, who.pk, "special_pay", office.by("clerk"), reason="A one-time pay in September"
        )
        lock_run(run.run, office.by("clerk"))


@pytest.mark.begins("september_drawn")
def test_month_before_drawn_otherwise_is_told_and_blocks_nothing(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        with_pay(office, "100234", 4_670_000, at(3))
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        (told,) = RunFinding.objects.filter(run=run.run, code="drawn_otherwise")
        assert told.says.startswith(
            "September 2026 was drawn, and the service book now gives other amounts: basic pay, "
        )
        assert differences(BookReader(), run.run).not_explained == ()
        lock_run(run.run, office.by("clerk"))


@pytest.mark.begins("september_drawn")
def test_history_lists_the_months_newest_first(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        bills_of(office)
        months = history(office.people["100234"].pk, OCTOBER)
        assert [(str(m.month), m.state) for m in months] == [("2026-10", "claimed"), ("2026-09", "drawn")]


# -- explanations --------------------------------------------------------------------------------------------


def test_every_line_is_explained_with_the_amount_it_has(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        bills_of(office)
        who = office.people["100234"].pk
        month = month_of(who, OCTOBER)
        assert explanation(BookReader(), who, OCTOBER).value == month.net
        for line in month.lines:
            assert explanation(BookReader(), who, OCTOBER, line.component).value == line.amount


def test_month_is_explained_as_it_was_known_when_it_was_computed(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        passed(office, *bills_of(office).bills)
    with world.role("worker"):
        with_pay(office, "100234", 4_670_000, at(29))
    with world.role("web"):
        who = office.people["100234"].pk
        assert explanation(BookReader(), who, OCTOBER, "basic_pay").value == 4_560_000
        assert explanation(BookReader(), who, OCTOBER, "basic_pay", known_at=at(30)).value == 4_670_000


def test_part_salaries_are_explained_one_by_one(
    world: World, transferred: tuple[SmallOffice, SmallOffice]
) -> None:
    with world.role("web"):
        bills_of(transferred[0])
        tree = explanation(BookReader(), transferred[0].people["100234"].pk, OCTOBER, "basic_pay")
        assert len(tree.children) == 2
        assert tree.value == sum(child.value or 0 for child in tree.children)


# -- many codes at once --------------------------------------------------------------------------------------


def test_codes_computed_together_come_out_as_alone(
    world: World, transferred: tuple[SmallOffice, SmallOffice]
) -> None:
    """The same hashes beside any other codes; one person moves between the codes within the month."""
    office, other = transferred
    with world.role("web"):
        alone = [
            compute_run(OCTOBER, "0412", office.by("clerk")).run,
            compute_run(OCTOBER, "0413", other.by("clerk")).run,
        ]
        now = at(29)
        together = compute_runs(OCTOBER, {"0412": office.by("clerk", now), "0413": other.by("clerk", now)})
    outcomes = [together["0412"], together["0413"]]
    assert [isinstance(o, RunOutcome) and o.is_unchanged and o.run for o in outcomes] == alone


def test_groups_computed_apart_come_to_what_each_code_alone_does(
    world: World, transferred: tuple[SmallOffice, SmallOffice], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, other = transferred
    with world.role("web"):
        alone = [
            compute_run(OCTOBER, "0412", office.by("clerk")).run,
            compute_run(OCTOBER, "0413", other.by("clerk")).run,
        ]
    monkeypatch.setattr(runs_actions, "PEOPLE_AT_ONCE", 1)
    apart: list[tuple[int, bool]] = []
    computed = runs_actions._computed

    def counted(reader: BookReader, month: Month, group: Sequence[Run]) -> Batch | VethanamError:
        apart.append((len(group), threading.current_thread() is threading.main_thread()))
        return computed(reader, month, group)

    monkeypatch.setattr(runs_actions, "_computed", counted)
    with world.role("web"):
        now = at(29)
        together = compute_runs(OCTOBER, {"0412": office.by("clerk", now), "0413": other.by("clerk", now)})
    outcomes = [together["0412"], together["0413"]]
    assert apart == [(1, False), (1, False)]
    assert [isinstance(o, RunOutcome) and o.is_unchanged and o.run for o in outcomes] == alone


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([3], [[0]]),
        ([1] * 9, [[0, 1, 2], [3, 4], [5, 6], [7, 8]]),  # three would leave one to be computed alone
        ([1] * 10, [[0, 1, 2], [3, 4], [5, 6, 7], [8, 9]]),
        ([2, 0, 2, 0], [[0], [1, 2, 3]]),
        ([0, 0], [[0, 1]]),
    ],
)
def test_codes_are_grouped_evenly(
    sizes: list[int], groups: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = pl.Series([code for code, size in enumerate(sizes) for _ in range(size)], dtype=pl.Int64)
    whose = pl.DataFrame({"drawing_code": codes}).with_row_index("employment")
    monkeypatch.setattr(runs_actions, "employments_by_code", lambda *_: whose)
    monkeypatch.setattr(runs_actions, "PEOPLE_AT_ONCE", 3)
    assert runs_actions._groups(BookReader(), OCTOBER, at(28), range(len(sizes))) == groups


def test_what_stops_one_code_does_not_stop_the_others(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        small_office("0413")
    with world.role("web"):
        together = compute_runs(OCTOBER, {"0412": office.by("clerk"), "0413": office.by("officer")})
    done, refused = together["0412"], together["0413"]
    assert isinstance(done, RunOutcome) and done.version == 1
    assert isinstance(refused, Refused) and refused.code == "not_appointed"
    assert Run.objects.count() == 1


def test_another_pack_than_two_administrators_agreed_computes_no_month(
    office: SmallOffice, world: World
) -> None:
    agreed = (
        "INSERT INTO people_statesetting (name, text, text_ml, recorded_at)"
        " VALUES ('rule_pack', %s, %s, now())"
    )
    world.sql("postgres", agreed, "kerala", "kerala")
    with world.role("worker"):
        assert compute_run(OCTOBER, "0412", office.by("clerk")).run
    world.sql("postgres", agreed, "central", "central")
    with world.role("worker"):
        with pytest.raises(Refused, match="the rule pack central, and this machine runs kerala"):
            compute_run(OCTOBER, "0412", office.by("clerk", at(21)))
        assert Run.objects.latest("pk").state == Run.State.STOPPED
        with pytest.raises(Refused, match="this machine runs kerala"):
            compute_runs(OCTOBER, {"0412": office.by("clerk", at(22))})
    with world.connect("backup") as db:
        assert [one.code for one in checks._agreed(db)] == ["another_rule_pack"]
