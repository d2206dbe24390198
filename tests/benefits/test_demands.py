"""Money paid too much: demanded with notice, decided by another, stayed, kept back from later months."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from tests.benefits.bodies import OLD_AGE, Bodies, with_vault
from tests.benefits.months import (
    UNMARRIED,
    Person,
    approved,
    award_of,
    open_of,
    released,
    seen_alive,
    with_month_officers,
)
from tests.benefits.test_cycles import SINGLE, said
from tests.benefits.test_pages import signed_in, text
from tests.conftest import Furnished, Furnisher, World
from vethanam.acts.benefit_payment_views import money_state
from vethanam.acts.demand_views import whole_demand
from vethanam.acts.executor import Performed, look, perform
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.actions.decisions import Words
from vethanam.benefits.actions.demand_events import (
    Paper,
    lift_stay,
    repay_demand,
    set_demand_aside,
    stay_demand,
    waive_demand,
)
from vethanam.benefits.actions.demands import (
    DemandSaid,
    Terms,
    answer_demand,
    demand,
    drop_demand,
    uphold_demand,
)
from vethanam.benefits.actions.paid_elsewhere import Elsewhere, record_drawn_elsewhere
from vethanam.benefits.actions.payments import order_payment
from vethanam.benefits.actions.releases import drawn_by
from vethanam.benefits.actions.routes import RouteSaid, change_route
from vethanam.benefits.actions.standing import Change, end_award
from vethanam.benefits.audit import broken_invariants
from vethanam.benefits.demand_rules import interests_of
from vethanam.benefits.entering import entered
from vethanam.benefits.models import (
    Award,
    Demand,
    DemandDecision,
    DemandEvent,
    Drawal,
    FilePart,
    Leg,
    Recovery,
    Release,
    Route,
)
from vethanam.benefits.queries.demands import lines_of_demand, overpaid_of, state_of
from vethanam.errors import Refused
from vethanam.payments.models import Answer, BenefitCredit
from vethanam.payments.references import fresh_reference
from vethanam.periods import Month
from vethanam.web.benefits import demand_words
from vethanam.web.parts import access

WOMEN = "STHREE_SURAKSHA"
JANUARY = Month(2024, 1)
FEBRUARY, MARCH, APRIL = (Month(2024, month) for month in (2, 3, 4))
WOMAN = {"sex": "woman", "card": "pink", "in_government_service": "no"}
WORDS = Words("The order of 2024 fixed 1,600.", "2024-ലെ ഉത്തരവ് 1,600 നിശ്ചയിച്ചു.")
LIMIT = "vethanam.benefits.actions.demands.most_of_month"


@pytest.fixture
def single(bodies: Bodies) -> Bodies:
    return with_month_officers(bodies, UNMARRIED)


@pytest.fixture
def award(single: Bodies) -> Award:
    """An award that got 2,000 for a month with 1,600 due; the next three months are approved."""
    made = award_of(single, UNMARRIED, Person(date(1970, 3, 1), JANUARY, SINGLE))
    seen_alive(single, made, date(2024, 2, 1))
    approved(single, UNMARRIED, JANUARY, FEBRUARY, MARCH, APRIL)
    elsewhere(single, made, 2000, JANUARY)
    return made


def elsewhere(bodies: Bodies, award: Award, rupees: int, *months: Month) -> None:
    for month in months:
        said_ = Elsewhere(month, "state", rupees * 100, "former_system", f"List {month}")
        row = record_drawn_elsewhere(bodies.by(f"{award.scheme.code}-1"), award, said_)
        check_entry(bodies.by(f"{award.scheme.code}-2"), Named("elsewhere", row.pk), is_agreed=True)


def asked(
    bodies: Bodies, award: Award, *months: Month, cause: str = "wrong_rate", of: str = "person",
    notice_on: date = date(2026, 10, 1), when: datetime | None = None,
) -> Demand:  # fmt: skip
    said_ = DemandSaid(months, cause, of, notice_on, date(2026, 11, 15))
    return demand(bodies.by(f"{award.scheme.code}-1", when), award, said_)


def heard(bodies: Bodies, row: Demand, when: datetime | None = None) -> None:
    authority = bodies.by("clerk", when)
    answer_demand(authority, row, "I did not know the rate.", date(2026, 10, 20), is_heard=True)


def upheld(bodies: Bodies, row: Demand, terms: Terms, when: datetime | None = None) -> DemandDecision:
    by = bodies.by(f"{row.award.scheme.code}-2", when)
    return uphold_demand(by, row, bodies.order, WORDS, terms)


def agreed(bodies: Bodies, row: Any, by: str = f"{UNMARRIED}-2") -> None:
    check_entry(bodies.by(by), Named("demand", row.pk), is_agreed=True)


def recovering(bodies: Bodies, award: Award, rupees: int, monkeypatch: pytest.MonkeyPatch) -> Demand:
    """A demand of 400 upheld with an instalment; the pack's limit is a tenth of a month."""
    monkeypatch.setattr(LIMIT, lambda *_: 1000)
    row = asked(bodies, award, JANUARY)
    heard(bodies, row)
    upheld(bodies, row, Terms(award, FEBRUARY, rupees * 100))
    return row


def drawn(release: Release) -> dict[int, int]:
    rows = Drawal.objects.filter(release=release).values_list("for_month", "amount")
    return {month: amount // 100 for month, amount in rows}


def kept(release: Release) -> dict[int, int]:
    rows = Recovery.objects.filter(release=release).values_list("for_month", "amount")
    return {month: amount // 100 for month, amount in rows}


def test_instalments_are_kept_back_until_nothing_remains(
    single: Bodies, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    """400 too much: 150, 150 and 100 of three months; every rupee has its place."""
    row = recovering(single, award, 150, monkeypatch)
    release = released(single, UNMARRIED, said(4400, "2024-02", "2024-03", "2024-04"))
    assert kept(release) == {202402: 150, 202403: 150, 202404: 100}
    assert drawn(release) == {202402: 1450, 202403: 1450, 202404: 1500}
    assert set(open_of(award, FEBRUARY, MARCH, APRIL).values()) == {0}
    state = state_of(row)
    assert (state.word, state.remaining, state.places) == ("settled", 0, [("recovered", 400_00)])
    told = money_state(release, Month(2026, 10))
    assert told["is_whole"] and (told["drawn_paise"], told["kept_back_paise"]) == (440_000, 40_000)
    assert {"place": "kept_back", "people": 1, "sum_paise": 40_000} in told["places"]
    assert broken_invariants() == []
    with pytest.raises(Refused, match="Nothing is open"):
        released(single, UNMARRIED, said(4400, "2024-02", "2024-03", "2024-04"))


def test_no_month_loses_more_than_the_packs_limit(
    single: Bodies, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovering(single, award, 300, monkeypatch)
    assert kept(released(single, UNMARRIED, said(3000, "2024-02", "2024-03"))) == {202402: 160, 202403: 160}


def test_without_a_limit_that_was_read_nothing_is_kept_back(single: Bodies, award: Award) -> None:
    row = asked(single, award, JANUARY)
    heard(single, row)
    with pytest.raises(Refused, match="No order was read that says how much"):
        upheld(single, row, Terms(award, FEBRUARY, 10_000))
    upheld(single, row, Terms())
    assert kept(released(single, UNMARRIED, said(1600, "2024-02"))) == {}


def test_a_demand_takes_nothing_before_it_is_decided(single: Bodies, award: Award) -> None:
    row = asked(single, award, JANUARY)
    assert state_of(row).places == [("noticed", 40_000)]
    assert drawn(released(single, UNMARRIED, said(1600, "2024-02"))) == {202402: 1600}
    with pytest.raises(Refused, match="may answer until"):
        upheld(single, row, Terms())
    heard(single, row)
    with pytest.raises(Refused, match="You made demand"):
        uphold_demand(single.by(f"{UNMARRIED}-1"), row, single.order, WORDS, Terms())
    drop_demand(single.by(f"{UNMARRIED}-2"), row, single.order, WORDS)
    assert state_of(row).places == [("dropped", 40_000)]
    assert asked(single, award, JANUARY).number != row.number  # it can be demanded again


@pytest.mark.parametrize("by", ["appeal", "court"])
def test_a_stay_holds_at_once_and_ends_by_two(
    single: Bodies, award: Award, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    row = recovering(single, award, 150, monkeypatch)
    stay_demand(single.by("secretary"), row, by, Paper(date(2026, 10, 27), reference="WP 7/2026"))
    assert kept(released(single, UNMARRIED, said(1600, "2024-02"))) == {}
    lifted = lift_stay(single.by(f"{UNMARRIED}-1"), row, by, Paper(date(2026, 10, 28), single.order))
    with pytest.raises(Refused, match="You entered this"):
        agreed(single, lifted, f"{UNMARRIED}-1")
    assert state_of(row).word == "stayed"
    agreed(single, lifted)
    assert kept(released(single, UNMARRIED, said(1600, "2024-03"))) == {202403: 150}


def test_waived_and_repaid_money_has_its_place(
    single: Bodies, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = recovering(single, award, 150, monkeypatch)
    by = single.by(f"{UNMARRIED}-1")
    waived = waive_demand(by, row, 10_000, Paper(date(2026, 10, 27), single.order))
    assert state_of(row).waived == 0
    agreed(single, waived)
    with pytest.raises(Refused, match="300"):
        repay_demand(by, row, 30_001, Paper(date(2026, 10, 27), reference="Challan 8"))
    agreed(single, repay_demand(by, row, 25_000, Paper(date(2026, 10, 27), reference="Challan 9")))
    assert kept(released(single, UNMARRIED, said(1600, "2024-02"))) == {202402: 50}
    assert state_of(row).places == [("recovered", 5_000), ("repaid", 25_000), ("waived", 10_000)]


def test_what_was_kept_back_is_due_again_once_the_demand_is_set_aside(
    single: Bodies, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = recovering(single, award, 150, monkeypatch)
    released(single, UNMARRIED, said(1600, "2024-02"))
    agreed(
        single, set_demand_aside(single.by(f"{UNMARRIED}-1"), row, Paper(date(2026, 10, 28), single.order))
    )
    assert open_of(award, FEBRUARY)[str(FEBRUARY), "state"] == 150
    release = released(single, UNMARRIED, said(1750, "2024-02", "2024-03"))
    assert drawn(release) == {202402: 150, 202403: 1600} and kept(release) == {}
    assert state_of(row).places == [("due_again", 15_000), ("set_aside", 25_000)]
    with pytest.raises(Refused, match="dropped or cancelled"):
        stay_demand(single.by("secretary"), row, "court", Paper(date(2026, 10, 28), reference="WP 9/2026"))


def test_the_database_keeps_back_only_what_a_demand_allows(
    single: Bodies, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = recovering(single, award, 150, monkeypatch)
    other = award_of(single, UNMARRIED, Person(date(1971, 3, 1), JANUARY, SINGLE, "Mariam Beevi"))
    seen_alive(single, other, date(2024, 2, 1))
    approved(single, UNMARRIED, Month(2024, 5))
    given = {"scheme": single.schemes[UNMARRIED], "payer": "state", "order": single.order, "leaf": -1}

    def keep_back(whose: Award, month: int, paise: int) -> None:
        release = Release.objects.create(
            number="R1", months=[month], sum=1, **given, **entered(single.by("finance"))
        )
        Recovery.objects.create(release=release, award=whose, for_month=month, demand=row, amount=paise)

    for whose, month, paise in ((other, 202402, 1), (award, 202401, 1), (award, 202402, 15_001)):
        with pytest.raises(DatabaseError, match="more than a decided demand allows"), transaction.atomic():
            keep_back(whose, month, paise)
    with transaction.atomic():
        keep_back(award, 202402, 15_000)
        transaction.set_rollback(True)
    stay_demand(single.by("secretary"), row, "court", Paper(date(2026, 10, 27), reference="WP 7/2026"))
    with pytest.raises(DatabaseError, match="more than a decided demand allows"), transaction.atomic():
        keep_back(award, 202402, 1)


def test_heirs_are_asked_and_nobody_elses_month_is_kept_back(single: Bodies) -> None:
    """Example 9: October and November, 3,200, of the heirs; September is held; nothing by recovery."""
    award = award_of(single, OLD_AGE, Person(date(1950, 3, 1), Month(2022, 1), {}))
    drawn_in = [Month(2022, month) for month in (9, 10, 11)]
    approved(single, OLD_AGE, *drawn_in)
    elsewhere(single, award, 1600, *drawn_in)
    report_death(single.by("clerk"), award.beneficiary, date(2022, 9, 12), "relative", "D-1/2022")
    approved(single, OLD_AGE, Month(2022, 12))
    with pytest.raises(Refused, match="is held"):
        asked(single, award, *drawn_in, cause="death", of="heirs")
    with pytest.raises(Refused, match="death of beneficiary"):
        asked(single, award, *drawn_in[1:], cause="death")
    row = asked(single, award, *drawn_in[1:], cause="death", of="heirs")
    assert state_of(row).principal == 320_000
    with pytest.raises(Refused, match="nothing was paid above"):
        asked(single, award, drawn_in[1], cause="death", of="heirs")
    heard(single, row)
    widow = award_of(single, UNMARRIED, Person(date(1970, 3, 1), JANUARY, SINGLE, "Mariam Beevi"))
    for source in (award, widow):
        with pytest.raises(Refused, match="another person"):
            upheld(single, row, Terms(source, Month(2024, 2), 10_000))
        with pytest.raises(DatabaseError, match="another person"), transaction.atomic():
            DemandDecision.objects.create(
                demand=row, outcome="upheld", order=single.order, words="x", words_ml="x", interest=0,
                source=source, from_month=202402, instalment=1, most_rate=10_000, leaf=-5,
                **entered(single.by(f"{OLD_AGE}-2")),
            )  # fmt: skip
    upheld(single, row, Terms())
    agreed(
        single,
        repay_demand(single.by(f"{OLD_AGE}-1"), row, 320_000, Paper(date(2026, 10, 28), reference="Bank 4")),
        f"{OLD_AGE}-2",
    )
    assert state_of(row).places == [("repaid", 320_000)]


# -- example 6, with payments by the bank on their days ------------------------------------------------------


@pytest.fixture
def bank_world(
    furnish: Furnisher, furnished_bodies: Furnished, tmp_path: Path, settings: Any
) -> Iterator[tuple[World, Bodies]]:
    """The bodies in a database of this test, as the worker."""
    with_vault(tmp_path, settings)
    with furnish.copy_of(furnished_bodies) as world, world.role("worker"):
        yield world, copy.deepcopy(furnished_bodies.made)


def credited(world: World, bodies: Bodies, award: Award, release: Release, on: date) -> None:
    """The release is ordered, written and credited on a day."""
    for name in (f"{award.scheme.code}-1", "finance"):
        order_payment(bodies.by(name), release)
    authority = bodies.by("clerk")
    part = FilePart.objects.create(
        message=fresh_reference(), release=release, ordinal=1, execute_on=on, legs_count=1,
        total=drawn_by(release).amount, created_at=authority.at, made_by_id=authority.account,
    )  # fmt: skip
    leg = Leg.objects.create(
        reference=fresh_reference(), release=release, award=award, part=part, kind="bank",
        route=Route.objects.get(application=award.decision.application), amount=part.total,
        state="instructed", recorded_at=authority.at,
    )  # fmt: skip
    with world.role("paymaster"):
        answer = Answer.objects.create(
            sha256=hashlib.sha256(str(on).encode()).digest(), is_verified=True, name=f"{on}.xml",
            kind="notice", recorded_at=authority.at, taken_at=authority.at,
        )  # fmt: skip
    BenefitCredit.objects.create(
        leg=leg, kind="credited", amount=leg.amount, on=on, answer_id=answer.pk, recorded_at=authority.at
    )
    Leg.objects.filter(pk=leg.pk).update(state="credited", paid_on=on)


def false_statement(world: World, bodies: Bodies) -> Demand:
    """3,000 drawn by a false statement on 11 Feb, 11 Mar, 11 Apr, demanded on 30 June and answered."""
    with_month_officers(bodies, WOMEN)
    award = award_of(bodies, WOMEN, Person(date(1980, 3, 1), Month(2026, 2), WOMAN))
    change_route(bodies.by("clerk"), award, RouteSaid("bank", "SMPL0000012", "00110022"), Month(2026, 2))
    bodies.check_all()
    spring = [Month(2026, month) for month in (2, 3, 4)]
    for month in spring:
        approved(bodies, WOMEN, month)
        release = released(bodies, WOMEN, said(1000, str(month)))
        credited(world, bodies, award, release, month.first.replace(day=11))
    end_award(bodies.by(f"{WOMEN}-1"), award, Change("other_pension", spring[0]))
    approved(bodies, WOMEN, Month(2026, 5))
    row = asked(bodies, award, *spring, cause="false_statement", notice_on=date(2026, 6, 30))
    heard(bodies, row)
    return row


def test_a_false_statement_bears_interest_in_the_form_of_the_order(bank_world: tuple[World, Bodies]) -> None:
    """Example 6: 540.00 once, 162.74 simple.

    By hand: 1,000 x 18 % x (139 + 111 + 80) / 365 = 162.74.
    """
    world, bodies = bank_world
    row = false_statement(world, bodies)
    assert state_of(row).principal == 300_000
    forms = interests_of(row, lines_of_demand(row))
    assert forms is not None and (forms["once"], forms["simple"]) == (54_000, 16_274)
    decided = upheld(bodies, row, Terms(form="simple"))
    assert (decided.interest, state_of(row).places) == (16_274, [("upheld", 316_274)])
    assert whole_demand(row)["interest_held"] is None


def acted(bodies: Bodies, act: str, by: str, **given: Any) -> Performed:
    return perform(act, bodies.officers[by], given, bodies.by(by).at)


def agree(bodies: Bodies, entry: int, by: str) -> Performed:
    return acted(bodies, "check_entry", by, kind="demand", entry=entry, outcome="agree")


def interest_waits(bodies: Bodies, name: str, row: Demand) -> list[str]:
    """The rows of an officer's inbox that ask for the interest of a demand."""
    shown = look("inbox", bodies.officers[name], {}, bodies.by(name).at).state["inbox"]
    return [one["says"] for one in shown if one["kind"] == "demand_interest" and one["key"] == row.number]


def paged(world: World, bodies: Bodies, row: Demand) -> str:
    """The page of the demand, as an officer of the scheme sees it."""
    with world.role("web"):
        client = signed_in(bodies.officers[f"{WOMEN}-1"].username)
        return text(client.get(f"/benefits/{WOMEN}/demands/{row.number}/"))


def enter_form(bodies: Bodies) -> None:
    """Two officers of finance enter the form of the interest by an order."""
    bodies.appoint("finance-2", "finance_officer", "")
    figure = {
        "parameter": "benefits.recovery.interest", "key": "womens_security", "with_effect_from": "2026-01-01",
        "value": "{rate: 18, form: simple}", "order_number": "G.O.(P) 3/2026/SJD",
        "order_dated": "2026-10-20",
    }  # fmt: skip
    proposed = acted(bodies, "enter_parameter", "finance", **figure)
    assert proposed.ok, proposed.says
    decided = {"proposal": proposed.state["proposal"], "outcome": "agree"}
    assert acted(bodies, "decide_parameter", "finance", **decided).ok is False
    assert acted(bodies, "decide_parameter", "finance-2", **decided).ok


def test_interest_is_held_until_an_order_names_its_form_and_then_repaid(
    bank_world: tuple[World, Bodies], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upheld without a form: 162.74 are owed once two of finance enter it, and what comes back is split.

    By hand: 2,500.00 is principal; of 600.00 the last 500.00 of it and 100.00 of interest; then 62.74.
    """
    world, bodies = bank_world
    row = false_statement(world, bodies)
    given: dict[str, Any] = {"demand": row.number, "day": "2026-10-28"}
    one, other = f"{WOMEN}-1", f"{WOMEN}-2"
    monkeypatch.setattr(access, "business_now", lambda: (bodies.by(one).at, True))
    assert acted(bodies, "fix_demand_interest", one, **given).code == "demand_interest_not_held"
    assert upheld(bodies, row, Terms()).interest == 0
    row = Demand.objects.get(pk=row.pk)
    held = whole_demand(row)["interest_held"]
    assert (held["sum_paise"], held["form"]) == (None, None)
    assert "Guidelines of 10 November 2025" in held["order"]
    assert "It is held: no order that was read names its form" in paged(world, bodies, row)
    refused = acted(bodies, "fix_demand_interest", one, **given)
    assert refused.code == "demand_form_not_read" and "Guidelines of 10 November 2025" in refused.says

    enter_form(bodies)
    held = whole_demand(row)["interest_held"]
    assert (held["sum_paise"], held["form"]) == (16_274, "simple") and "G.O.(P) 3/2026/SJD" in held["order"]
    page = paged(world, bodies, row)
    assert "it is ₹ 162.74" in page and "Enter interest that was held" in page

    assert acted(bodies, "fix_demand_interest", "finance", **given).ok is False
    entered_ = acted(bodies, "fix_demand_interest", one, **given)
    assert entered_.ok, entered_.says
    assert acted(bodies, "fix_demand_interest", one, **given).code == "demand_change_waits"
    assert (state_of(row).interest, agree(bodies, entered_.state["entry"], one).ok) == (0, False)
    with transaction.atomic():
        wrong = DemandEvent.objects.create(
            demand=row, kind="interest", on=date(2026, 10, 28), amount=16_275, reference="simple", leaf=-7,
            **entered(bodies.by(one)),
        )  # fmt: skip
        with pytest.raises(Refused, match="another by the figure of today"):
            agreed(bodies, wrong, other)
        transaction.set_rollback(True)
    assert agree(bodies, entered_.state["entry"], other).ok
    assert state_of(row).places == [("upheld", 316_274)]
    assert acted(bodies, "fix_demand_interest", one, **given).code == "demand_interest_not_held"
    for rupees, challan in (("2500", "Challan 1"), ("600", "Challan 2"), ("62.74", "Challan 3")):
        repaid = acted(bodies, "repay_demand", one, **given, amount=rupees, reference=challan)
        assert repaid.ok, repaid.says
        assert agree(bodies, repaid.state["entry"], other).ok
    told = whole_demand(row)
    assert (told["state"], told["remaining_paise"], told["is_whole"]) == ("settled", 0, True)
    assert [(one_["principal_paise"], one_["interest_paise"]) for one_ in told["settled"]] == [
        (250_000, 0), (50_000, 10_000), (0, 6_274),
    ]  # fmt: skip
    page = paged(world, bodies, row)
    assert "Challan 2 ₹ 500.00 ₹ 100.00 ₹ 600.00" in page and "Enter interest that was held" not in page
    assert broken_invariants() == []


def test_repaid_principal_is_not_all_while_interest_is_held(bank_world: tuple[World, Bodies]) -> None:
    """She reads that the interest is not settled, and why, in both languages."""
    world, bodies = bank_world
    row = false_statement(world, bodies)
    upheld(bodies, row, Terms())
    row = Demand.objects.get(pk=row.pk)
    given = {"demand": row.number, "day": "2026-10-28", "amount": "3000", "reference": "Challan 1"}
    assert "Interest is not settled yet" in told_to_her(row) and "3,000.00 of it remains" in told_to_her(row)
    repaid = acted(bodies, "repay_demand", f"{WOMEN}-1", **given)
    assert agree(bodies, repaid.state["entry"], f"{WOMEN}-2").ok
    assert state_of(row).remaining == 0
    told = told_to_her(row)
    assert "Nothing of it remains" not in told and "no order that was read says how it is counted" in told
    assert "Guidelines of 10 November 2025" in told
    with override("ml"):
        assert "പലിശ" in told_to_her(row) and "Interest" not in told_to_her(row)
    one, other = f"{WOMEN}-1", f"{WOMEN}-2"
    assert interest_waits(bodies, one, row) == []
    enter_form(bodies)
    assert "by G.O.(P) 3/2026/SJD" in told_to_her(row) and "162.74" in told_to_her(row)
    assert len(interest_waits(bodies, one, row)) == len(interest_waits(bodies, other, row)) == 1
    assert interest_waits(bodies, "finance", row) == []
    fixed = acted(bodies, "fix_demand_interest", one, demand=row.number, day="2026-10-28")
    assert fixed.ok and interest_waits(bodies, one, row) == []
    assert agree(bodies, fixed.state["entry"], other).ok
    assert interest_waits(bodies, one, row) == [] and "162.74 of it remains" in told_to_her(row)


def told_to_her(row: Demand) -> str:
    return demand_words.said(row, state_of(row)).replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_rows_alone_fix_no_interest(single: Bodies, award: Award) -> None:
    """The database takes interest for a false statement alone, and only once the demand is upheld."""
    row = asked(single, award, JANUARY)
    heard(single, row)
    for _ in range(2):
        with pytest.raises(DatabaseError, match="Interest follows a false statement"), transaction.atomic():
            DemandEvent.objects.create(
                demand=row, kind="interest", on=date(2026, 10, 28), amount=1, reference="simple", leaf=-7,
                **entered(single.by(f"{UNMARRIED}-1")),
            )  # fmt: skip
        if not hasattr(row, "decision"):
            upheld(single, row, Terms())
            row = Demand.objects.get(pk=row.pk)


def test_a_payment_of_the_day_before_her_death_stands(bank_world: tuple[World, Bodies]) -> None:
    """Example 9, women's scheme: paid 11 Feb, died 12 Feb: the 1,000 stands, March 0, nothing to heirs."""
    world, bodies = bank_world
    with_month_officers(bodies, WOMEN)
    february, march = Month(2026, 2), Month(2026, 3)
    award = award_of(bodies, WOMEN, Person(date(1980, 3, 1), february, WOMAN))
    change_route(bodies.by("clerk"), award, RouteSaid("bank", "SMPL0000012", "00110022"), february)
    bodies.check_all()
    approved(bodies, WOMEN, february)
    credited(world, bodies, award, released(bodies, WOMEN, said(1000, "2026-02")), date(2026, 2, 11))
    report_death(bodies.by("clerk"), award.beneficiary, date(2026, 2, 12), "relative", "D-2/2026")
    approved(bodies, WOMEN, march)
    assert overpaid_of(award.scheme, 202501) == []
    with pytest.raises(Refused, match="nothing was paid above"):
        asked(bodies, award, february, cause="death", of="heirs")
    assert open_of(award, march).get((str(march), "state"), 0) == 0
    with pytest.raises(Refused, match="Nothing is open"):
        released(bodies, WOMEN, said(1000, "2026-03"))
