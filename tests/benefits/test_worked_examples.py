"""Worked examples of real months through the room: two pensions, a late life proof, a death learnt late.

Examples 1 to 5 are in ``test_cycles.py``.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.benefits.bodies import OLD_AGE, WIDOW, Bodies
from tests.benefits.months import (
    COMMON,
    UNMARRIED,
    Person,
    approved,
    award_of,
    computed,
    open_of,
    released,
    seen_alive,
    with_month_officers,
)
from tests.benefits.test_cycles import SINGLE, WIDOWED, line, said
from vethanam.benefits.actions.applications import (
    Applicant,
    ApplicationSaid,
    assess_application,
    receive_application,
)
from vethanam.benefits.actions.circumstances import CircumstanceSaid
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.actions.releases import drawn_by
from vethanam.benefits.actions.standing import Change, suspend, transfer
from vethanam.benefits.models import Award, Cycle, Drawal, IncentiveBill, LifeWindow, RollLine
from vethanam.benefits.queries.cycles import totals_of
from vethanam.benefits.queries.incentives import difference_of, incentive_rate
from vethanam.periods import Month

WOMEN = "STHREE_SURAKSHA"
MARCH, APRIL, MAY, JUNE = (Month(2024, month) for month in (3, 4, 5, 6))


@pytest.fixture
def single(bodies: Bodies) -> Bodies:
    return with_month_officers(bodies, UNMARRIED)


def test_who_has_a_pension_gets_no_second(bodies: Bodies) -> None:
    """Example 6: the women's scheme beside a widow pension is refused, and nothing is due."""
    with_month_officers(bodies, WOMEN)
    widow = award_of(bodies, WIDOW, Person(date(1980, 3, 1), Month(2025, 11), WIDOWED))
    stated = {**COMMON, "sex": "woman", "card": "pink"}
    asked = ApplicationSaid(
        scheme=bodies.schemes[WOMEN], ward="12", received_on=date(2026, 1, 5), face="counter",
        circumstances=[
            CircumstanceSaid(kind, value, date(2026, 1, 5), "Form 2") for kind, value in stated.items()
            if kind not in COMMON
        ],
    )  # fmt: skip
    her = Applicant(number=widow.beneficiary.number)
    application = receive_application(bodies.by("clerk"), her, asked).application
    bodies.check_all()
    found = assess_application(bodies.by("clerk"), application, date(2026, 1, 5))
    assert (found.outcome, found.reasons) == ("not_eligible", ["ONE_PENSION"])
    cycle = computed(bodies, WOMEN, Month(2026, 2))
    assert totals_of(cycle) == []


@pytest.mark.parametrize(
    ("day", "missed", "due"), [(15, [MARCH, APRIL], [MAY, JUNE]), (25, [MARCH, APRIL, MAY], [JUNE])]
)
def test_a_late_life_proof_is_paid_from_its_month(
    single: Bodies, day: int, missed: list[Month], due: list[Month]
) -> None:
    """Example 7: missed months are no arrears; an order that extends the window makes them due."""
    award = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2023, 7), SINGLE))
    approved(single, UNMARRIED, MARCH, APRIL)
    assert open_of(award, MARCH, APRIL) == {}
    seen_alive(single, award, date(2024, 5, day))
    approved(single, UNMARRIED, MAY, JUNE)
    assert open_of(award, *missed) == {}
    assert open_of(award, *due) == {(str(month), "state"): 1600 for month in due}
    LifeWindow.objects.create(
        scheme=single.schemes[UNMARRIED], year=2024, opens=date(2024, 1, 1), closes=date(2024, 7, 31),
        order=single.order, recorded_at=single.by("clerk").at,
    )  # fmt: skip
    july = approved(single, UNMARRIED, Month(2024, 7))
    assert july.base is None and set(july.months) >= {int(month) for month in missed}
    assert open_of(award, *missed) == {(str(month), "state"): 1600 for month in missed}


def test_a_death_learnt_after_three_payments(single: Bodies) -> None:
    """Example 9: 3,200 were paid for months after it; the month of death is held."""
    award = award_of(single, OLD_AGE, Person(date(1950, 3, 1), Month(2022, 1), {}))
    drawn = [Month(2022, month) for month in (9, 10, 11)]
    approved(single, OLD_AGE, *drawn)
    assert drawn_by(released(single, OLD_AGE, said(4800, *map(str, drawn)))).amount == 480_000
    report_death(single.by("clerk"), award.beneficiary, date(2022, 9, 12), "relative", "D-1/2022")
    approved(single, OLD_AGE, Month(2022, 12))
    state = {month: amount for (month, payer), amount in open_of(award, *drawn).items() if payer == "state"}
    assert state == {"2022-09": None, "2022-10": -1600, "2022-11": -1600}


def test_a_transfer_takes_effect_by_its_month(single: Bodies) -> None:
    """The body that holds an award in a month has it in that cycle, whenever the transfer was agreed."""
    award = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    transfer(single.by("clerk"), award, single.there, "3", Month(2024, 3))
    single.check_all("clerk-there")
    assert single.here.pk == _body(approved(single, UNMARRIED, Month(2024, 1)), award)
    assert single.here.pk == _body(approved(single, UNMARRIED, Month(2024, 2)), award)
    march = approved(single, UNMARRIED, MARCH)
    assert march.base is not None and march.assessed == 1
    assert single.there.pk == _body(march, award)


def _body(cycle: Cycle, award: Award) -> int:
    return RollLine.objects.get(cycle=cycle, award=award, for_month=cycle.month).local_body_id


def test_a_month_with_a_rate_that_was_not_read_is_approved_and_pays_the_others(single: Bodies) -> None:
    """A held line stops nobody else, and is counted."""
    held = award_of(single, OLD_AGE, Person(date(1950, 3, 1), Month(2022, 11), {"epf_pension": "4500"}))
    paid = award_of(single, OLD_AGE, Person(date(1951, 3, 1), Month(2022, 11), {}, "Mariam Beevi"))
    month = Month(2022, 11)
    cycle = approved(single, OLD_AGE, month)
    assert line(cycle.pk, held.pk) == ("held", "RULE_NOT_READ")
    assert {(one.state, one.people) for one in totals_of(cycle)} == {("eligible", 1), ("held", 1)}
    assert drawn_by(released(single, OLD_AGE, said(1600, str(month)))).awards == 1
    assert open_of(paid, month)[str(month), "state"] == 0


def test_the_incentive_of_a_list_of_september_2022(db: None) -> None:
    """Example 8: 150 lines delivered at 25 + 5 rupees. At the 40 + 10 known then, 3,000 are too much."""
    day = date(2022, 9, 1)
    rate = incentive_rate(day)
    assert rate is not None
    assert (150 * rate.agent, 150 * rate.own, 150 * rate.both) == (375_000, 75_000, 450_000)
    then = IncentiveBill(deliveries=150, agent=4000, own=1000, total=750_000)
    assert difference_of(then, day) == -300_000


def test_people_times_a_rate_are_no_equation_but_drawals_are_to_the_paisa(single: Bodies) -> None:
    """Example 10: of three people at 2,000 one is suspended; 4,000 are released, and all drawn."""
    month = Month(2026, 1)
    awards = [
        award_of(single, OLD_AGE, Person(date(1950, 3, place), month, {}, name))
        for place, name in ((1, "Anna"), (2, "Mariam Beevi"), (3, "Chandra Das"))
    ]
    suspend(single.by("secretary"), awards[0], Change("court_stay", month))
    approved(single, OLD_AGE, month)
    release = released(single, OLD_AGE, said(4000, str(month)))
    sums = dict(Drawal.objects.filter(release=release).values_list("award", "amount"))
    assert sums == {one.pk: 200_000 for one in awards[1:]}
    assert drawn_by(release).amount == sum(sums.values()) == 400_000
