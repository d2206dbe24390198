"""Leaving service: the remaining dues, and pay and arrears of the dead."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.payroll.test_arrears import NOVEMBER, by_order, listed, raise_pay
from tests.web.test_findings import in_malayalam
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.payroll.actions import (
    cancel_bill,
    compute_run,
    lock_run,
    make_arrear_bill,
    make_bill,
    resolve_finding,
)
from vethanam.payroll.arrears.mass_claims import claim_arrears_at_once
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.models import Bill, Claim, RunFinding
from vethanam.payroll.runs.leavers import DIED, DUES_LEFT
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.service_book.models import ServiceSpell
from vethanam.service_book.reader import BookReader


def ends(office: SmallOffice, number: str, day: date, cause: str, known: int = 20) -> None:
    spell = ServiceSpell.objects.get(employment=office.people[number])
    office.amend(spell, at(known), valid_until=day, end_cause=cause)


def account_of_an_heir(office: SmallOffice, number: str, since: date, known: int, month: int = 10) -> None:
    office.note(
        office.people[number], "payee_account", since, at(known, month=month), branch="TEST0000001",
        number="2" * 11,
        tail="2222", holder="Heir",
    )  # fmt: skip


def told(
    office: SmallOffice, code: str, when: int = 21, month: Month = OCTOBER
) -> list[tuple[str, str, bool]]:
    run = compute_run(month, "0412", office.by("clerk", at(when)))
    rows = RunFinding.objects.filter(run=run.run, code=code).order_by("pk")
    assert all("<span" not in in_malayalam(row) for row in rows)
    return [(row.record, row.says, row.blocks) for row in rows]


def test_dues_left_at_retirement_are_told_with_what_remains_after_the_bill(
    world: World, office: SmallOffice
) -> None:
    """Of 20,000 the month takes 4,000 (none was taken before): 16,000 is left; a subscription without a
    balance is not owed.
    """
    with world.role("web"):
        office.note(
            office.people["100234"], "obligation", date(2026, 1, 1), at(1), kind_of_due="lic", payee="LIC",
            instalment=100_000
        )  # fmt: skip
        office.note(
            office.people["100234"], "obligation", date(2026, 1, 1), at(1), kind_of_due="gpf_loan",
            payee="Fund",
            principal=5_000_000, instalment=200_000,
        )  # fmt: skip
        ends(office, "100234", date(2026, 10, 31), "retirement")
        ends(office, "100235", date(2026, 10, 31), "retirement")
        ((record, says, blocks),) = told(office, DUES_LEFT)
    assert (record, blocks) == ("Employee 100234", False)
    assert says.startswith(
        "Service ends on 31 Oct 2026, and after this month's bill is still owed: Festival advance "
        "₹\u202f16,000; Gpf loan ₹\u202f48,000. State it in the liability certificate"
    )


def test_nothing_is_told_before_the_month_in_which_service_ends(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        ends(office, "100234", date(2026, 11, 30), "retirement")
        assert told(office, DUES_LEFT) == []


def test_pay_of_the_dead_waits_for_the_account_of_an_heir(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        before = compute_run(OCTOBER, "0412", office.by("clerk", at(19)))
        ends(office, "100234", date(2026, 10, 14), "death")
        ((record, says, blocks),) = told(office, DIED)
        assert (record, blocks) == ("Employee 100234", True)
        assert says.startswith("Died on 14 Oct 2026: the dues go to the nominee or the legal heirs")
        assert [code for _, code, _ in told(office, DUES_LEFT)]
        finding = RunFinding.objects.filter(code=DIED).latest("pk")
        assert finding.run.version == (before.version or 0) + 1
        with pytest.raises(Refused, match="A finding is open"):
            lock_run(finding.run_id, office.by("clerk", at(21)))
        resolve_finding(finding.pk, office.by("officer", at(21)), kind="held", reason="The heirs are asked.")
        lock_run(finding.run_id, office.by("clerk", at(21)))
        account_of_an_heir(office, "100234", date(2026, 10, 15), 22)
        assert told(office, DIED, 23) == []


def test_whoever_was_held_is_asked_about_again_once_the_bills_are_made(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        ends(office, "100234", date(2026, 10, 14), "death")
        assert told(office, DIED)
        held = RunFinding.objects.filter(code=DIED).latest("pk")
        resolve_finding(held.pk, office.by("officer", at(21)), kind="held", reason="The heirs are asked.")
        assert compute_run(OCTOBER, "0412", office.by("clerk", at(21))).version == held.run.version
        lock_run(held.run_id, office.by("clerk", at(21)))
        (of_the_others,) = make_bill(held.run_id, office.by("clerk", at(21))).bills
        again = compute_run(OCTOBER, "0412", office.by("clerk", at(22)))
        assert again.version == (held.run.version or 0) + 1
        with pytest.raises(Refused, match="A finding is open"):
            lock_run(again.run, office.by("clerk", at(22)))
        asked = RunFinding.objects.get(run=again.run, code=DIED)
        resolve_finding(
            asked.pk, office.by("officer", at(22)), kind="signed_off", reason="An heir is paid by hand."
        )
        lock_run(again.run, office.by("clerk", at(22)))
        (of_one,) = make_bill(again.run, office.by("clerk", at(22))).bills
        assert (of_the_others.people, of_one.people) == (len(office.people) - 1, 1)
        assert (of_the_others.kind, of_one.kind) == (Bill.Kind.MONTHLY, Bill.Kind.DECEASED)
        assert compute_run(OCTOBER, "0412", office.by("clerk", at(23))).version == again.version


def test_pay_of_a_dead_person_is_a_bill_of_its_own_beside_the_months(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        ends(office, "100234", date(2026, 10, 14), "death")
        account_of_an_heir(office, "100234", date(2026, 10, 15), 20)
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(21))).run
        lock_run(run, office.by("clerk", at(21)))
        of_month, of_the_dead = make_bill(run, office.by("clerk", at(21))).bills
        assert (of_month.kind, of_month.people) == (Bill.Kind.MONTHLY, len(office.people) - 1)
        assert (of_the_dead.kind, of_the_dead.people) == (Bill.Kind.DECEASED, 1)
        assert of_the_dead.drawn_in == of_month.drawn_in
        cancel_bill(of_month.pk, office.by("clerk", at(22)), reason="A name is missing.")
        (again,) = make_bill(run, office.by("clerk", at(22))).bills
        assert again.kind == Bill.Kind.MONTHLY, "the dead person's bill did not draw the month of the others"


def test_an_account_from_before_the_death_is_no_heirs(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        account_of_an_heir(office, "100234", date(2026, 10, 14), 19)
        ends(office, "100234", date(2026, 10, 14), "death")
        assert len(told(office, DIED)) == 1
        ends(office, "100235", date(2026, 10, 14), "resignation")
        assert len(told(office, DIED, 22)) == 1


@pytest.mark.begins("october_drawn")
def test_arrears_of_the_dead_are_claimed_once_an_heirs_account_is_on_record(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        by = raise_pay(office, date(2026, 10, 1))
        spell = ServiceSpell.objects.get(employment=office.people["100234"])
        office.amend(spell, at(8, month=11), valid_until=date(2026, 11, 7), end_cause="death")
        turned = make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER))
        (said,) = [f for f in turned.findings if f.code == "arrears_after_death"]
        assert turned.bills == () and "<span" not in in_malayalam(said)
        account_of_an_heir(office, "100234", date(2026, 11, 8), 21, 11)
        late = at(22, month=11)
        made = make_arrear_bill(listed(office, when=late).arrear_list.pk, office.by("clerk", late))
        assert [bill.gross for bill in made.bills] == [
            by_order(arrears_of(BookReader(), OCTOBER, OCTOBER, late))[by.number]
        ]
        assert [bill.kind for bill in made.bills] == [Bill.Kind.DECEASED]


@pytest.mark.begins("october_drawn")
def test_arrears_of_every_office_leave_the_dead_to_their_office(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        raise_pay(office, date(2026, 10, 1))
        raise_pay(office, date(2026, 10, 1), 3_830_000, number="100235")
        spell = ServiceSpell.objects.get(employment=office.people["100234"])
        office.amend(spell, at(8, month=11), valid_until=date(2026, 11, 7), end_cause="death")
        people = [one.pk for one in office.people.values()]
        service = Account.objects.create(username="worker-of-arrears", kind=Account.Kind.SERVICE)
        worker = Authority(service.pk, None, "DEPT", Role.SERVICE, NOVEMBER, is_sample=True)
        at_once = claim_arrears_at_once(OCTOBER, OCTOBER, people, worker)
        assert (at_once.people, at_once.left) == (1, 1)
        claimed = Claim.objects.filter(cause__isnull=False).values_list("employment", flat=True)
        assert set(claimed) == {office.people["100235"].pk}
