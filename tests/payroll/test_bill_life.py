"""A bill's life beyond the usual month: the end of the account year, a new drawing officer, and
two hands at once.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import psycopg
import pytest
from django.db import connections

from tests.conftest import World
from tests.payroll.office import KOLKATA, OCTOBER, SmallOffice, at
from tests.people.lending import lend
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import (
    cancel_bill,
    check_bill,
    compute_run,
    lapse_bill,
    lock_run,
    make_bill,
    make_bill_of_months,
    object_bill,
    pass_bill,
    present_bill,
    queue_bill,
    withdraw_bill,
)
from vethanam.payroll.audit import broken_invariants
from vethanam.payroll.models import Bill, Claim, Payslip, Presentation, Run
from vethanam.payroll.queries import bills_of, month_of
from vethanam.payroll.register.drawn_lines import taxed_before
from vethanam.people.appointments import decide_appointment, nominate_successor
from vethanam.people.models import Appointment
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader, Reach

FEBRUARY = Month(2027, 2)


def in_2027(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=KOLKATA)


def presented(office: SmallOffice, month: Month, when: datetime) -> Bill:
    """A month computed, made into one bill and presented."""
    run = compute_run(month, "0412", office.by("clerk", when))
    lock_run(run.run, office.by("clerk", when))
    (bill,) = make_bill(run.run, office.by("clerk", when)).bills
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    return Bill.objects.get(pk=bill.pk)


def years(bill: Bill) -> set[tuple[str, str]]:
    return set(Payslip.objects.filter(bill=bill).values_list("account_year", "tax_year"))


# -- the end of the account year -----------------------------------------------------------------------------


@pytest.mark.parametrize(("month", "presents", "passes", "account_year", "tax_year"), [
    (Month(2027, 3), (3, 29), (3, 31), "2026-27", "2027-28"),
    (Month(2027, 3), (3, 29), (4, 2), "2027-28", "2027-28"),
    (Month(2027, 2), (2, 26), (2, 27), "2026-27", "2026-27"),
])  # fmt: skip
def test_years_follow_the_money(
    world: World, office: SmallOffice, month: Month, presents: tuple[int, int], passes: tuple[int, int],
    account_year: str, tax_year: str,
) -> None:  # fmt: skip
    with world.role("web"):
        bill = presented(office, month, in_2027(*presents))
        pass_bill(bill, office.by("treasurer", in_2027(*passes)))
        assert years(bill) == {(account_year, tax_year)}
        assert (bill.number, bill.account_year) == ("2026/0412/1", "2026-27")


def test_a_bill_queued_over_the_year_end_lapses_and_gets_a_voucher_of_the_new_year(
    world: World, office: SmallOffice
) -> None:
    person = office.people["100234"].pk
    with world.role("web"):
        first = presented(office, OCTOBER, at(28))
        pass_bill(first, office.by("treasurer", at(29)), voucher_number="4711")
        bill = presented(office, FEBRUARY, in_2027(3, 30))
        queue_bill(bill, office.by("treasurer", in_2027(3, 31)), reason="Ways and means.")
        april = in_2027(4, 5)
        with pytest.raises(Refused, match="of the grant of 2026-27, which is over"):
            pass_bill(bill, office.by("treasurer", april), voucher_number="4711")
        lapse_bill(bill, office.by("treasurer", april), reason="The grant lapsed.")
        present_bill(bill, office.by("officer", april))
        with pytest.raises(Refused, match="before"):
            pass_bill(bill, office.by("treasurer", april), voucher_date=date(2027, 3, 31))
        passed = pass_bill(bill, office.by("treasurer", april), voucher_number="4711")
        voucher = Presentation.objects.get(bill=bill, outcome="passed")
        assert (voucher.token, voucher.account_year, passed.drawn_in) == ("2027/000001", "2027-28", 202702)
        march, gross = Month(2027, 3), month_of(person, FEBRUARY).gross
        assert taxed_before(BookReader(), [person], march, Month(2027, 4))["gross"].to_list() == [gross]
        # received in April, it is taxed with the pay of April, and with none before
        alone = [taxed_before(BookReader(), [person], march, last) for last in (march.plus(-1), march)]
        whole = BookReader(reach=Reach(None, months=(march, Month(2027, 4))))
        together = [taxed_before(whole, [person], march, last) for last in (march.plus(-1), march)]
        assert [frame["gross"].to_list() for frame in together] == [[], [gross]]
        assert all(one.equals(other) for one, other in zip(alone, together, strict=True))
        assert broken_invariants() == []


def test_a_presentation_lapses_only_once_its_year_is_over(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        bill = presented(office, FEBRUARY, in_2027(3, 30))
        queue_bill(bill, office.by("treasurer", in_2027(3, 30)), reason="Ways and means.")
        with pytest.raises(Refused, match="2026-27, which is not over"):
            lapse_bill(bill, office.by("treasurer", in_2027(3, 31, 23)), reason="Year end.")
        with pytest.raises(Refused, match="needs a treasury officer"):
            lapse_bill(bill, office.by("officer", in_2027(4, 1)), reason="Year end.")
        with pytest.raises(Refused, match="needs a reason"):
            lapse_bill(bill, office.by("treasurer", in_2027(4, 1)), reason=" ")
        lapse_bill(bill, office.by("treasurer", in_2027(4, 1, 0)), reason="The grant lapsed.")
        assert set(Claim.objects.values_list("state", flat=True)) == {"open"}
        with pytest.raises(Refused, match="is lapsed"):
            pass_bill(bill, office.by("treasurer", in_2027(4, 2)))
        again = present_bill(bill, office.by("officer", in_2027(4, 2)))
        assert (again.ordinal, again.token) == (2, "2027/000001")
        pass_bill(bill, office.by("treasurer", in_2027(4, 3)))
        assert [p.outcome for p in Presentation.objects.order_by("ordinal")] == ["lapsed", "passed"]
        assert years(bill) == {("2027-28", "2027-28")}


def test_a_lapsed_bill_that_is_cancelled_frees_its_claims(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        bill = presented(office, FEBRUARY, in_2027(3, 30))
        lapse_bill(bill, office.by("treasurer", in_2027(4, 1)), reason="The grant lapsed.")
        cancel_bill(bill, office.by("officer", in_2027(4, 2)), reason="Drawn anew.")
        assert bill.run_id is not None
        (second,) = make_bill(bill.run_id, office.by("clerk", in_2027(4, 2))).bills
        assert (second.number, second.net, second.account_year) == ("2027/0412/1", bill.net, "2027-28")


# -- a drawing officer is followed by another ----------------------------------------------------------------


def test_the_new_officer_goes_on_where_the_old_one_stopped(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        paid = presented(office, OCTOBER, at(28))
        pass_bill(paid, office.by("treasurer", at(29)))
        bill = presented(office, OCTOBER.plus(1), at(25, month=11))
        object_bill(bill, office.by("treasurer", at(26, month=11)), reason="A certificate is missing.")
        old = Appointment.objects.get(account=office.officers["officer"])
        last, second = date(2026, 11, 30), office.officers["second"]
        asked = nominate_successor(office.by("officer", at(27, month=11)), old, last_day=last, to=second)
        decide_appointment(office.by("controller", at(27, month=11)), asked, is_agreed=True)
        with pytest.raises(Refused, match="does not act as"):
            office.by("officer", at(1, 0, month=12), role="drawing_officer", scope="0412")
        new = office.by("second", at(1, month=12), role="drawing_officer", scope="0412")
        assert [row.number for row in bills_of("0412")] == [bill.number, paid.number]
        present_bill(bill, new, answer="The certificate is attached.")
        stale = office.by("officer", at(30, month=11)).later(at(1, month=12))
        with pytest.raises(Refused, match="does not reach so far that day"):
            withdraw_bill(bill, stale, reason="Mine still?")
        assert pass_bill(bill, office.by("treasurer", at(2, month=12))).state == "passed"


def test_who_presented_it_first_never_passes_it_later(world: World, office: SmallOffice) -> None:
    """A colleague presents a bill in the officer's name; the officer presents it again; the colleague
    sits at the treasury.
    """
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        lock_run(run.run, office.by("clerk"))
        (bill,) = make_bill(run.run, office.by("clerk")).bills
        check_bill(bill, office.by("officer"))
        colleague = Appointment.objects.get(account=office.officers["second"])
        lend(office, "second", "present", at(28).date(), when=at(28))
        present_bill(bill, office.by("second", role="drawing_officer", scope="0412"))
        object_bill(bill, office.by("treasurer", at(29)), reason="A certificate is missing.")
        present_bill(bill, office.by("officer", at(30)), answer="The certificate is attached.")
        assert Bill.objects.get().presented_by_id != colleague.person_id
    with world.role("worker"):
        office.appoint("moved", "treasury_officer", "T07", person=colleague.person, office="TRY")
    with world.role("web"), pytest.raises(Refused, match="you drew it"):
        pass_bill(bill, office.by("moved", at(31)))
    with pytest.raises(psycopg.errors.CheckViolation, match="does not pass it"):
        world.sql(
            "web", "UPDATE payroll_bill SET state = 'passed', passed_by_id = %s, passed_for_id = %s",
            colleague.person_id, colleague.person_id,
        )  # fmt: skip


# -- two hands at once ---------------------------------------------------------------------------------------


def together(*acts: Callable[[], object]) -> list[str]:
    """Each act in a session of its own, all begun at one instant: ``done``, or the code of its refusal."""
    gate, outcome = threading.Barrier(len(acts)), []

    def one(act: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            act()
            outcome.append("done")
        except Refused as refused:
            outcome.append(refused.code)
        finally:
            connections.close_all()

    sessions = [threading.Thread(target=one, args=(act,)) for act in acts]
    for session in sessions:
        session.start()
    for session in sessions:
        session.join(30)
    return sorted(outcome)


def by(office: SmallOffice, name: str, hours: int = 0) -> Authority:
    return office.by(name, at(29) + timedelta(hours=hours))


def test_of_two_hands_at_once_one_moves_the_bill(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        bill = presented(office, OCTOBER, at(28))
        outcome = together(
            lambda: pass_bill(bill, by(office, "treasurer")),
            lambda: pass_bill(bill, by(office, "treasurer-2")),
            lambda: cancel_bill(bill, by(office, "officer"), reason="A wrong head."),
            lambda: withdraw_bill(bill, by(office, "officer"), reason="A wrong head."),
        )
        now = Bill.objects.get()
        live = Presentation.objects.filter(outcome__in=["waits", "queued", "passed"]).count()
        if now.state == "passed":
            assert outcome.count("done") == 1 and Payslip.objects.count() == now.people and live == 1
        else:
            # taken back and then cancelled are two steps of one way; passed is neither
            assert now.state in ("withdrawn", "cancelled") and not Payslip.objects.exists() and live == 0
        assert broken_invariants() == []


def test_a_bill_is_presented_and_made_once(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        run = compute_run(OCTOBER, "0412", by(office, "clerk")).run
        lock_run(run, by(office, "clerk"))
        made = together(*[lambda: make_bill(run, by(office, "clerk"))] * 3)
        assert made == ["done"] * 3 and Bill.objects.count() == 1 and Claim.objects.count() == 2
        bill = Bill.objects.get()
        check_bill(bill, by(office, "officer"))
        assert together(*[lambda: present_bill(bill, by(office, "officer"))] * 3) == [
            "done", "not_in_that_state", "not_in_that_state",
        ]  # fmt: skip
        assert Presentation.objects.count() == 1


# -- a bill of several months --------------------------------------------------------------------------------


def locked(office: SmallOffice, month: Month, when: datetime) -> int:
    run = compute_run(month, "0412", office.by("clerk", when)).run
    lock_run(run, office.by("clerk", when))
    return run


def drawn(office: SmallOffice, runs: list[int], when: datetime, passed: datetime) -> Bill:
    (bill,) = make_bill_of_months(runs, office.by("clerk", when)).bills
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    pass_bill(bill, office.by("treasurer", passed))
    return Bill.objects.get(pk=bill.pk)


def test_months_that_nobody_drew_are_claimed_on_one_bill(world: World, office: SmallOffice) -> None:
    august, september, person = Month(2026, 8), Month(2026, 9), office.people["100234"].pk
    with world.role("web"):
        runs = [locked(office, month, at(26)) for month in (august, september, OCTOBER)]
        alone = [Run.objects.get(pk=run).net for run in runs]
        bill = drawn(office, list(reversed(runs)), at(27), at(28))
        assert (bill.kind, bill.run_id, bill.drawn_in, bill.net) == (
            "supplementary",
            None,
            202610,
            sum(alone),
        )
        (slip,) = Payslip.objects.filter(bill=bill, employment_id=person)
        assert set(slip.for_months) == {202608, 202609, 202610}
        pays = [month_of(person, month) for month in (august, september, OCTOBER)]
        assert [(pay.state, pay.payslips[0].bill_number) for pay in pays] == [("drawn", bill.number)] * 3
        assert sum(pay.net for pay in pays) == slip.net
        assert [row.id for row in bills_of("0412", month=august)] == [bill.pk]
        assert make_bill(runs[1], office.by("clerk", at(29))).bills == ()
        assert broken_invariants() == []


def test_a_bill_of_several_months_leaves_out_what_was_drawn_and_frees_what_it_claimed(
    world: World, office: SmallOffice
) -> None:
    september, late = Month(2026, 9), at(2, month=11)
    with world.role("web"):
        pass_bill(presented(office, september, at(1)), office.by("treasurer", at(2)))
        office.hire("100777", known=at(10))
        runs = [locked(office, month, at(27)) for month in (september, OCTOBER)]
        (bill,) = make_bill_of_months(runs, office.by("clerk", late)).bills
        lines = Counter(Claim.objects.filter(lines__bill=bill).values_list("employment__number", flat=True))
        assert lines.pop("100777") == 2
        assert set(lines.values()) == {1}
        assert bill.drawn_in == 202611
        cancel_bill(bill, office.by("officer", late), reason="One each.")
        (one,) = make_bill(runs[0], office.by("clerk", late)).bills
        (other,) = make_bill(runs[1], office.by("clerk", late)).bills
        assert (one.people, one.net + other.net) == (1, bill.net)


def test_what_cannot_be_one_bill_is_refused(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        september = locked(office, Month(2026, 9), at(26))
        october = compute_run(OCTOBER, "0412", office.by("clerk", at(26))).run
        clerk = office.by("clerk", at(27))
        with pytest.raises(Refused, match="Lock it, or compute again"):
            make_bill_of_months([september, october], clerk)
        for chosen in ([], [september, september], [september, 0]):
            with pytest.raises(Refused, match="each once"):
                make_bill_of_months(chosen, clerk)
        with pytest.raises(Refused, match="needs a clerk or drawing officer"):
            make_bill_of_months([september], office.by("treasurer", at(27)))
        assert not Claim.objects.exists()


@pytest.mark.parametrize(("months", "makes", "passes", "account_year", "tax_year"), [
    ((1, 2), (2, 26), (2, 27), "2026-27", "2026-27"),
    ((1, 2), (3, 10), (3, 12), "2026-27", "2026-27"),
    ((2, 3), (4, 5), (4, 6), "2027-28", "2027-28"),
])  # fmt: skip
def test_years_of_several_months_follow_the_money(
    world: World, office: SmallOffice, months: tuple[int, int], makes: tuple[int, int],
    passes: tuple[int, int],
    account_year: str, tax_year: str,
) -> None:  # fmt: skip
    with world.role("web"):
        runs = [locked(office, Month(2027, month), in_2027(*makes)) for month in months]
        bill = drawn(office, runs, in_2027(*makes), in_2027(*passes))
        assert years(bill) == {(account_year, tax_year)}


def test_pay_that_is_taxed_in_two_years_is_on_two_bills(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        runs = [locked(office, Month(2027, month), in_2027(3, 28)) for month in (2, 3)]
        with pytest.raises(
            Refused, match=r"February 2027 is received.* in 2026-27, that of March 2027 in 2027-28"
        ):
            make_bill_of_months(runs, office.by("clerk", in_2027(3, 28)))


def test_pay_of_a_past_month_on_a_supplementary_bill_is_taxed_when_it_comes(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        pass_bill(presented(office, FEBRUARY, in_2027(2, 25)), office.by("treasurer", in_2027(2, 26)))
        office.hire("100777", known=in_2027(3, 1))
        bill = presented(office, FEBRUARY, in_2027(3, 10))
        pass_bill(bill, office.by("treasurer", in_2027(3, 12)))
        assert (bill.kind, bill.people, years(bill)) == ("supplementary", 1, {("2026-27", "2026-27")})
        person, year = office.people["100777"].pk, Month(2027, 3)
        assert taxed_before(BookReader(), [person], year, Month(2027, 4)).is_empty()


# -- a bill in place of a cancelled one ----------------------------------------------------------------------


def raised(office: SmallOffice, number: str, since: date, known: datetime) -> None:
    office.note(
        office.people[number], "pay", since, known, basis="scale", revision=11, scale="37400-79000",
        basic_pay=4_670_000, reason="increment",
    )  # fmt: skip


def cancelled(office: SmallOffice, when: datetime) -> int:
    """The run of a bill of October that was cancelled."""
    bill = presented(office, OCTOBER, when)
    cancel_bill(bill, office.by("officer", when), reason="The increment is missing.")
    assert bill.run_id
    return bill.run_id


def test_what_a_cancelled_bill_claimed_is_claimed_by_what_is_known_now(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        old = cancelled(office, at(26))
        raised(office, "100234", OCTOBER.first, at(27))
        says = (
            "The bill of October 2026 was cancelled. Since 26 Oct 2026.* entries of employee 100234 "
            "were verified"
        )
        with pytest.raises(Refused, match=says):
            make_bill(old, office.by("clerk", at(28)))
        with pytest.raises(Refused, match="Compute October 2026 again"):
            make_bill_of_months([old], office.by("clerk", at(28)))
        assert not Bill.objects.exclude(state="cancelled").exists()
        anew = locked(office, OCTOBER, at(28))
        (bill,) = make_bill(anew, office.by("clerk", at(28))).bills
        assert bill.gross > Bill.objects.get(state="cancelled").gross
        assert broken_invariants() == []


def test_a_cancelled_bill_is_made_again_of_its_run_while_nothing_new_is_known_of_its_month(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        old = cancelled(office, at(26))
        raised(office, "100234", OCTOBER.plus(1).first, at(27))
        (bill,) = make_bill(old, office.by("clerk", at(28))).bills
        assert bill.net == Bill.objects.get(state="cancelled").net
