"""One month of an office from the service book to payslips: the happy case, then each refusal of the
office and the treasury.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.people.lending import lend
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.ledger.commitments import commitment
from vethanam.ledger.persons import PersonTree
from vethanam.payroll.actions import (
    cancel_bill,
    check_bill,
    compute_run,
    lock_run,
    make_bill,
    object_bill,
    pass_bill,
    present_bill,
    queue_bill,
    settle_bill,
    withdraw_bill,
)
from vethanam.payroll.models import (
    Bill,
    BillAct,
    Claim,
    Component,
    DueRegister,
    LineObjection,
    PayLine,
    Payslip,
    PayslipOpening,
    Presentation,
    Recovery,
    Run,
)
from vethanam.payroll.payslips.records import records_of
from vethanam.payroll.queries import bill_view, month_of, payables_of, register_of
from vethanam.people.models import Appointment


@pytest.fixture(scope="module")
def october_made(furnish: Furnisher, furnished: Furnished) -> Furnished:
    """October's bill is made."""
    return furnish("october_made", make_october, on=furnished, role="web")


def make_october(_world: World, office: SmallOffice) -> SmallOffice:
    made(office)
    return office


@pytest.fixture
def prepared(request: pytest.FixtureRequest, furnished: Furnished) -> Furnished:
    begins: Furnished = (
        request.getfixturevalue("october_made") if "bill" in request.fixturenames else furnished
    )
    return begins


@pytest.fixture
def bill(world: World) -> Bill:
    with world.role("web"):
        return Bill.objects.get()


def made(office: SmallOffice) -> Bill:
    """October computed, locked and made into one bill."""
    run = compute_run(OCTOBER, "0412", office.by("clerk"))
    lock_run(run.run, office.by("clerk"))
    (bill,) = make_bill(run.run, office.by("clerk")).bills
    return bill


def presented(office: SmallOffice, bill: Bill) -> Bill:
    """Checked and presented by the drawing officer."""
    check_bill(bill, office.by("officer"))
    present_bill(bill, office.by("officer"))
    return Bill.objects.get(pk=bill.pk)


def test_a_month_from_service_book_to_payslips(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        bill = presented(office, made(office))
        passed = pass_bill(bill, office.by("treasurer", at(29)), voucher_number="4711")
        run, slips = Run.objects.get(), list(Payslip.objects.order_by("employment__number"))
        assert (bill.number, bill.kind, passed.state, bill.people) == ("2026/0412/1", "monthly", "passed", 2)
        assert (run.gross, run.deductions, run.net) == (passed.gross, passed.deductions, passed.net)
        assert [slip.net for slip in slips] == [
            month_of(e.pk, OCTOBER).drawn_net for e in office.people.values()
        ]
        assert sum(slip.net for slip in slips) == passed.net
        assert {(slip.drawn_in, slip.account_year, slip.tax_year) for slip in slips} == {
            (202610, "2026-27", "2026-27")
        }
        assert [p.net for p in payables_of(passed)] == [
            slip.net for slip in sorted(slips, key=lambda s: s.pk)
        ]
        assert all(p.account_fact_id for p in payables_of(passed))
        assert set(Claim.objects.values_list("state", flat=True)) == {"drawn"}
        voucher = Presentation.objects.get()
        assert (voucher.outcome, voucher.voucher_number, voucher.voucher_date) == (
            "passed",
            "4711",
            date(2026, 10, 29),
        )
        assert list(BillAct.objects.order_by("id").values_list("act", flat=True)) == [
            "made",
            "checked",
            "presented",
            "passed",
        ]


def test_every_line_is_drawn_as_it_was_assessed(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        pass_bill(presented(office, bill), office.by("treasurer", at(29)))
        names = dict(Component.objects.values_list("code", "name"))
        rows = PayLine.objects.select_related("employment")
        lines = {(row.employment.number, names[row.component_id]): row.amount for row in rows}
        assert lines["100234", "basic_pay"] == 4_560_000
        assert lines["100235", "basic_pay"] == 3_740_000
        assert lines["100234", "festival_advance"] == 400_000
        assert lines["100234", "gpf_subscription"] == 500_000
        for row in DueRegister.objects.all():
            assert row.drawn == row.due
            assert not any(row.open)


def test_recovery_of_the_month_is_kept_apart_from_the_obligation(
    world: World, office: SmallOffice, bill: Bill
) -> None:
    with world.role("web"):
        assert not Recovery.objects.exists()
        pass_bill(presented(office, bill), office.by("treasurer", at(29)))
        recovery = Recovery.objects.get()
        assert (recovery.amount, recovery.for_month, recovery.employment_id) == (
            400_000,
            202610,
            office.people["100234"].pk,
        )


def test_leaf_of_the_passing_commits_to_every_payslip(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        passed = pass_bill(presented(office, bill), office.by("treasurer", at(29)))
        openings = {o.payslip_id: o for o in PayslipOpening.objects.all()}
        slips = [slip.pk for slip in Payslip.objects.order_by("id")]
        committed = [
            commitment(bytes(openings[pk].salt), record)
            for pk, record in zip(slips, records_of(passed), strict=True)
        ]
        tree = PersonTree(committed)
        assert [openings[pk].position for pk in slips] == [tree.position_of(one) for one in committed]
        leaf = world.sql("web", "SELECT leaf FROM journal_staged WHERE id = %s", openings[slips[0]].leaf)[0][
            0
        ]
        assert tree.root.hex().encode() in bytes(leaf)


def test_leaves_of_a_month_name_nobody_and_no_amount(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        passed = pass_bill(presented(office, bill), office.by("treasurer", at(29)))
    leaves = b"".join(bytes(leaf) for (leaf,) in world.sql("web", "SELECT leaf FROM journal_staged"))
    for said in ("100234", "100235", "Person 1", str(passed.net), str(passed.gross)):
        assert said.encode() not in leaves


def test_bill_is_shown_with_steps_sums_and_what_can_be_done(
    world: World, office: SmallOffice, bill: Bill
) -> None:
    with world.role("web"):
        view = bill_view(bill.number, office.by("clerk"))
        assert [(step.name, step.is_current) for step in view.steps][:2] == [
            ("made", True),
            ("checked", False),
        ]
        assert sum(s.amount for s in view.sums if s.kind == "earning") == bill.gross
        assert sum(s.amount for s in view.sums if s.kind == "deduction") == bill.deductions
        assert view.can["check"] == "The drawing officer of 0412 does this."
        assert bill_view(bill.pk, office.by("officer")).can["check"] == ""
        assert view.months == (OCTOBER,)


def test_register_lists_what_waits_and_for_how_long(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        assert register_of("T07", office.by("treasurer")) == []
        presented(office, bill)
        (row,) = register_of("T07", office.by("treasurer", at(31)))
        assert (row.number, row.token, row.ordinal, row.waits_days, row.drew_oneself) == (
            bill.number,
            "2026/000001",
            1,
            3,
            False,
        )


# -- refusals, one each --------------------------------------------------------------------------------------


def test_a_month_of_another_code_is_not_computed(world: World, office: SmallOffice) -> None:
    with (
        world.role("web"),
        pytest.raises(Refused, match="needs a clerk or drawing officer of 0412") as refused,
    ):
        compute_run(OCTOBER, "0412", office.by("treasurer"))
    assert refused.value.code == "not_appointed"


def test_authority_without_appointment_is_not_believed(world: World, office: SmallOffice) -> None:
    clerk = office.officers["clerk"]
    made_up = Authority(
        account=clerk.pk, person=None, office="DEPT", role="drawing_officer", scope="0412", at=at()
    )
    with world.role("web"), pytest.raises(Refused) as refused:
        compute_run(OCTOBER, "0412", made_up)
    assert refused.value.code == "not_in_power"


def test_bill_of_a_run_not_locked_is_refused(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        with pytest.raises(Refused, match="once it is locked"):
            make_bill(run.run, office.by("clerk"))


def test_maker_does_not_check(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("officer"))
        lock_run(run.run, office.by("officer"))
        (bill,) = make_bill(run.run, office.by("officer")).bills
        with pytest.raises(Refused, match="another person"):
            check_bill(bill, office.by("officer"))


def test_one_human_with_two_accounts_does_not_check_what_he_made(
    world: World, office: SmallOffice, bill: Bill
) -> None:
    with world.role("worker"):
        clerk = Appointment.objects.get(account=office.officers["clerk"]).person
        office.appoint("clerk-as-officer", "drawing_officer", "0412", clerk)
    with world.role("web"), pytest.raises(Refused) as refused:
        check_bill(bill, office.by("clerk-as-officer"))
    assert refused.value.code == "same_person"


def test_clerk_does_not_present_without_that_power(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        officer = Appointment.objects.get(account=office.officers["officer"])
        second = Appointment.objects.get(account=office.officers["second"])
        lend(office, "second", "prepare", date(2026, 10, 31), when=at(), since=date(2026, 10, 1))
        lent = office.by("second", role="drawing_officer", scope="0412", power="prepare")
        check_bill(bill, lent)
        with pytest.raises(Refused) as refused:
            present_bill(bill, lent)
    assert refused.value.code == "not_in_power"
    found = Bill.objects.get(pk=bill.pk)
    assert (found.checked_by_id, found.checked_for_id) == (second.person_id, officer.person_id)


def test_bill_is_not_presented_before_it_is_checked(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"), pytest.raises(Refused, match="needs it checked"):
        present_bill(bill, office.by("officer"))


def test_whoever_drew_a_bill_does_not_pass_it(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("worker"):
        officer = Appointment.objects.get(account=office.officers["officer"]).person
        office.appoint("officer-at-treasury", "treasury_officer", "T07", officer, office="TRY")
    with world.role("web"):
        presented(office, bill)
        with pytest.raises(Refused) as refused:
            pass_bill(bill, office.by("officer-at-treasury", role="treasury_officer"))
    assert refused.value.code == "passer_drew"
    assert register_of("T07", office.by("officer-at-treasury"))[0].drew_oneself


def test_bill_is_passed_once(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        pass_bill(presented(office, bill), office.by("treasurer", at(29)))
        with pytest.raises(Refused, match="is passed"):
            pass_bill(bill, office.by("treasurer", at(29)))
        assert Payslip.objects.count() == 2


def test_voucher_number_is_given_once(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        pass_bill(presented(office, bill), office.by("treasurer", at(29)), voucher_number="9")
    with world.role("worker"):
        office.hire("100236", gpf=500_000, known=at(30))
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(30, 11)))
        lock_run(run.run, office.by("clerk", at(30, 11)))
        (second,) = make_bill(run.run, office.by("clerk", at(30, 11))).bills
        presented(office, second)
        with pytest.raises(Refused) as refused:
            pass_bill(second, office.by("treasurer", at(31)), voucher_number="9")
        assert refused.value.code == "voucher_taken"
        assert pass_bill(second, office.by("treasurer", at(31))).presentations.get().voucher_number == "10"


# -- objection, withdrawal, cancelling -----------------------------------------------------------------------


def test_second_presentation_keeps_the_number(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        presented(office, bill)
        object_bill(
            bill,
            office.by("treasurer", at(29)),
            reason="The certificate is missing",
            lines={"100234": "Which advance?"},
        )
        assert LineObjection.objects.get().reason == "Which advance?"
        with pytest.raises(Refused, match="needs a reason"):
            present_bill(bill, office.by("officer", at(29, 12)))
        second = present_bill(bill, office.by("officer", at(29, 12)), answer="The certificate is attached")
        assert (second.ordinal, second.token, Bill.objects.get().number) == (2, "2026/000002", bill.number)
        pass_bill(bill, office.by("treasurer", at(30)))
        assert [p.outcome for p in bill_view(bill.pk).presentations] == ["passed", "objected"]


def test_objection_to_a_line_not_on_the_bill_is_unsound(
    world: World, office: SmallOffice, bill: Bill
) -> None:
    with world.role("web"):
        presented(office, bill)
        with pytest.raises(Unsound, match="not on bill"):
            object_bill(bill, office.by("treasurer"), reason="Look", lines={"999999": "Who?"})
        assert Bill.objects.get().state == "presented"


def test_withdrawn_and_queued_bills_come_back(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        presented(office, bill)
        queue_bill(bill, office.by("treasurer"), reason="Ways and means")
        withdraw_bill(bill, office.by("officer"), reason="A wrong head")
        present_bill(bill, office.by("officer"))
        assert [p.outcome for p in Presentation.objects.order_by("ordinal")] == ["withdrawn", "waits"]


def test_cancelling_frees_the_claims_and_keeps_the_number(
    world: World, office: SmallOffice, bill: Bill
) -> None:
    with world.role("web"):
        presented(office, bill)
        cancel_bill(bill, office.by("officer"), reason="The head was wrong")
        assert Presentation.objects.get().outcome == "withdrawn"
        again = make_bill(Run.objects.get().pk, office.by("clerk"))
        (second,) = again.bills
        assert (second.number, second.kind, second.net) == ("2026/0412/2", "monthly", bill.net)
        assert Claim.objects.count() == 2
        assert Bill.objects.get(pk=bill.pk).number == "2026/0412/1"


def test_passed_bill_is_not_cancelled(world: World, office: SmallOffice, bill: Bill) -> None:
    with world.role("web"):
        pass_bill(presented(office, bill), office.by("treasurer", at(29)))
        with pytest.raises(Refused, match="Refund any excess by challan"):
            cancel_bill(bill, office.by("officer", at(29)), reason="Too late")


def test_second_bill_of_an_unchanged_month_claims_nothing(
    world: World, office: SmallOffice, bill: Bill
) -> None:
    with world.role("web"):
        again = make_bill(Run.objects.get().pk, office.by("clerk"))
        assert again.bills == ()
        assert (
            again.says
            == "October 2026, 0412: Nothing is due that is not claimed or drawn already. No bill was made."
        )


def test_settling_closes_a_bill_and_a_return_opens_it_again(
    world: World, office: SmallOffice, bill: Bill
) -> None:
    with world.role("web"):
        passed = pass_bill(presented(office, bill), office.by("treasurer", at(29)))
        service = office.by("treasurer", at(30))
        assert settle_bill(bill, service, settled=0).state == "passed"
        assert settle_bill(bill, service, settled=1).state == "part_credited"
        assert settle_bill(bill, service, settled=passed.net).state == "closed"
        assert settle_bill(bill, service, settled=passed.net - 1).state == "part_credited"
        assert settle_bill(bill, service, settled=0).state == "part_credited"
        assert BillAct.objects.filter(act__in=["part_credited", "closed"]).count() == 3


def test_month_that_is_closed_sends_the_bill_to_the_next(
    world: World, office: SmallOffice, bill: Bill
) -> None:
    world.sql("worker", "SELECT payroll_open_month(202610)")
    world.sql("worker", "SELECT payroll_close_month(202610)")
    with world.role("web"):
        passed = pass_bill(presented(office, bill), office.by("treasurer", at(29)))
        assert passed.drawn_in == 202611
        assert {slip.drawn_in for slip in Payslip.objects.all()} == {202611}
        assert month_of(office.people["100234"].pk, OCTOBER).state == "drawn"
