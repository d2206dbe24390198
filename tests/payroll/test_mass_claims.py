"""Arrears of every office in one run: within a month, an order's reductions are set off against its gains."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at, draw_october, small_office
from tests.payroll.test_arrears import (
    NOVEMBER,
    by_order,
    draw_elsewhere,
    drawn,
    listed,
    order,
    raise_pay,
    taken_and_given_back,
)
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.payroll.actions import ClaimedAtOnce, claim_arrears_at_once, list_arrears, make_arrear_bill
from vethanam.payroll.arrears import mass_claims
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.audit import broken_invariants
from vethanam.payroll.models import ArrearList, Claim
from vethanam.payroll.register.components import known_components
from vethanam.people.models import Employment, Person, Role
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

SEPTEMBER = Month(2026, 9)


def at_once(office: SmallOffice, who: str = "100234", first: Month = SEPTEMBER) -> ClaimedAtOnce:
    """The arrears up to October of one person of the office, claimed by the worker."""
    return claim_arrears_at_once(first, OCTOBER, [office.people[who].pk], by_worker())


def by_worker() -> Authority:
    service = Account.objects.create(username="service-worker", kind=Account.Kind.SERVICE)
    return Authority(service.pk, None, "DEPT", Role.SERVICE, NOVEMBER, is_sample=True)


def one_order_both_ways(office: SmallOffice) -> str:
    """By one order the suspension of October is duty, and pay from September on is a stage
    less: 44,500 for 45,600.

    ======================== ========= ========= =========
    in rupees                      due     drawn      more
    ======================== ========= ========= =========
    September, basic pay        44,500    45,600    -1,100
    dearness allowance, 35 %    15,575    15,960      -385
    house rent, 6 %              2,670     2,736       -66
    October, basic pay          44,500         -    44,500
    dearness allowance, 35 %    15,575     7,980     7,595
    house rent, 6 %              2,670         -     2,670
    subsistence allowance            -    22,800   -22,800
    ======================== ========= ========= =========
    """
    who = office.people["100234"]
    draw_elsewhere(office, who, [SEPTEMBER])
    suspended = office.note(who, "absence", date(2026, 10, 1), at(20), kind_of_absence="suspension")
    draw_october(office)
    by = order("Reinstatement 1/2026", date(2026, 11, 4), at(5, month=11))
    office.amend(suspended, at(5, month=11), is_withdrawn=True, order=by)
    raise_pay(office, date(2026, 9, 1), 4_450_000, by=by)
    return by.number


def claimed(claim: Claim) -> dict[str, int]:
    names = known_components()
    return {
        names[code].name: amount
        for code, amount in zip(claim.components, claim.claimed, strict=True)
        if amount
    }


def test_an_order_is_set_off_within_a_month_and_never_across_months(
    world: World, office: SmallOffice
) -> None:
    with world.role("worker"):
        number = one_order_both_ways(office)
        made = at_once(office)
        kept = ArrearList.objects.get()
        # given: 44,500 + 7,595 + 2,670 of October; taken: 22,800 of October, 1,100 + 385 + 66 of September
        assert (kept.owed, kept.to_recover) == (5_476_500, 2_280_000 + 155_100)
        # October gives 54,765 and takes 22,800: 31,965 is claimed. September's recovery waits for an order of
        # its own.
        claim = Claim.objects.get(cause__number=number)
        assert (claim.for_month, claim.gross, claim.net) == (202610, 3_196_500, 3_196_500)
        assert sum(claimed(claim).values()) == 3_196_500
        assert (made.lists, made.people, made.claims, made.gross, made.left) == (1, 1, 1, 3_196_500, 0)
        assert broken_invariants() == []


def test_what_the_worker_claims_is_what_the_office_draws(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        number = one_order_both_ways(office)
        at_once(office)
        by_worker = claimed(Claim.objects.get(cause__number=number))
        of_worker = ArrearList.objects.get()
        of_office = listed(office, SEPTEMBER)
        kept = of_office.arrear_list
        assert of_office.says.replace("\u202f", "").endswith("Of both ₹22,800 is set off, by the same order.")
        assert bytes(kept.result_hash) == bytes(of_worker.result_hash)
        made = make_arrear_bill(kept.pk, office.by("clerk", NOVEMBER))
        (bill,) = made.bills
        assert claimed(Claim.objects.get(lines__bill=bill)) == by_worker
        assert {(f.code, f.facts["month"], f.facts["paise"]) for f in made.findings} == {
            ("set_off", "2026-10", -2_280_000),
            ("overdrawn", "2026-09", -110_000),
            ("overdrawn", "2026-09", -38_500),
            ("overdrawn", "2026-09", -6_600),
        }
        drawn(office, bill)
        # 31,965 is paid; 1,551 of September was drawn above due still, and nothing more is owed
        left = arrears_of(BookReader(), SEPTEMBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert bill.net == 3_196_500
        assert by_order(left) == {number: -155_100}
        assert (
            make_arrear_bill(listed(office, SEPTEMBER).arrear_list.pk, office.by("clerk", NOVEMBER)).bills
            == ()
        )
        assert broken_invariants() == []


def test_offices_found_one_after_the_other_are_each_as_by_themselves(
    world: World, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mass_claims, "LOT", 1)
    with world.role("worker"):
        other = small_office("0413")
        other.hire("100300")
        by = order("Fixation 1/2026", date(2026, 11, 4), at(5, month=11))
        for place, number in ((office, "100234"), (other, "100300")):
            draw_elsewhere(place, place.people[number], [SEPTEMBER])
            raise_pay(place, date(2026, 9, 1), by=by, number=number)
        nowhere = Employment.objects.create(
            person=Person.objects.create(name="Person", born=date(1985, 5, 5), recorded_at=at(1)),
            number="100400", category="state", recorded_at=at(1),
        )  # fmt: skip
        people = [other.people["100300"].pk, nowhere.pk, office.people["100234"].pk]
        made = claim_arrears_at_once(SEPTEMBER, SEPTEMBER, people, by_worker())
        assert (made.lists, made.people, made.claims, made.gross) == (2, 2, 2, 2 * 155_100)
        for place in (office, other):
            kept = ArrearList.objects.get(drawing_code=place.code)
            claim = Claim.objects.get(cause=by, arrear_list=kept)
            assert (claim.gross, [claim.employment_id]) == (155_100, kept.employments)
            clerk = place.by("clerk", NOVEMBER)
            of_office = list_arrears(SEPTEMBER, SEPTEMBER, place.code.code, clerk).arrear_list
            assert bytes(of_office.result_hash) == bytes(kept.result_hash)
        assert broken_invariants() == []


def test_what_an_order_recovers_is_claimed_whole(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        number = one_order_both_ways(office)
        # 11,551 is recovered of her pay: 1,551 of September, and 10,000 of the 22,800 that October would
        # set off
        office.note(
            office.people["100234"], "obligation", date(2026, 11, 1), at(10, month=11),
            kind_of_due="overpayment", payee="Treasury", principal=1_155_100, instalment=1_155_100,
            instalments=1, order=order("Recovery 1", date(2026, 11, 9), at(10, month=11)),
        )  # fmt: skip
        assert at_once(office).gross == 5_476_500 - (2_280_000 - 1_000_000)
        assert Claim.objects.get(cause__number=number).gross == 4_196_500


def test_only_finance_and_the_worker_claim_for_every_office(world: World, office: SmallOffice) -> None:
    with world.role("worker"), pytest.raises(Refused, match="this needs a finance officer"):
        claim_arrears_at_once(SEPTEMBER, OCTOBER, [], office.by("clerk", NOVEMBER))


def test_an_office_of_which_deductions_alone_moved_has_no_list(world: World, office: SmallOffice) -> None:
    """Her contribution and the State's were not drawn; the office owes no pay."""
    with world.role("worker"):
        who = office.hire("100299", joined=date(2015, 6, 1))
        draw_october(office)
        by = order("PRAN 1/2026", date(2026, 11, 4), at(5, month=11))
        office.note(who, "membership", date(2026, 10, 1), at(5, month=11), fund="nps", order=by)
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, employments=[who.pk])
        assert set(found.months["kind"]) == {"deduction", "employer"}
        made = at_once(office, "100299", OCTOBER)
        assert (made.lists, made.claims, made.gross) == (0, 0, 0)
        assert not ArrearList.objects.exists() and not Claim.objects.filter(cause__number=by.number).exists()
        assert broken_invariants() == []


def test_what_one_order_takes_and_another_gives_back_is_not_claimed(
    world: World, office: SmallOffice
) -> None:
    with world.role("worker"):
        draw_october(office)
        taken_and_given_back(office)
        assert at_once(office, first=OCTOBER).gross == 91_200
        assert broken_invariants() == []
