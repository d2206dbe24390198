"""The month of a scheme: computed, approved, released, reopened; worked examples of real months."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.benefits.bodies import OLD_AGE, WIDOW, Bodies, at
from tests.benefits.months import (
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
from vethanam.acts.executor import perform
from vethanam.acts.registry import view_of
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.actions.cycles import approve_cycle, reopen_cycle
from vethanam.benefits.actions.paid_elsewhere import Elsewhere, record_drawn_elsewhere
from vethanam.benefits.actions.releases import ReleaseSaid, drawn_by
from vethanam.benefits.actions.standing import Change, suspend
from vethanam.benefits.audit import broken_invariants
from vethanam.benefits.cycle_tree import stored_tree
from vethanam.benefits.entering import entered
from vethanam.benefits.models import Drawal, KindMonth, LifeWindow, Release, RollLine
from vethanam.benefits.queries.award_months import explained
from vethanam.benefits.queries.changes import waiting_changes
from vethanam.benefits.queries.cycles import decisions_of, totals_of
from vethanam.cli import benefits as command
from vethanam.errors import Refused
from vethanam.ledger.label_trees import has_leaf
from vethanam.periods import Month

MAY_23, NOV_25, FEB_26 = Month(2023, 5), Month(2025, 11), Month(2026, 2)
WIDOWED = {"marital_state": "widowed", "is_remarried": "no", "on_central_list": "yes"}
SINGLE = {"marital_state": "unmarried", "sex": "woman"}


def months(*texts: str) -> list[Month]:
    return [Month.parse(text) for text in texts]


def said(rupees: int, *texts: str, instalment: str = "") -> ReleaseSaid:
    return ReleaseSaid(months(*texts), rupees * 100, instalment)


def line(cycle: int, award: int) -> tuple[str, str]:
    row = RollLine.objects.get(cycle=cycle, award=award, for_month=cycle_month(cycle))
    return row.state, row.reason


def cycle_month(cycle: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT month FROM benefits_cycle WHERE id = %s", [cycle])
        return int((cursor.fetchone() or (0,))[0])


@pytest.fixture
def single(bodies: Bodies) -> Bodies:
    return with_month_officers(bodies, UNMARRIED)


def test_a_month_with_an_instalment_of_an_earlier_one_at_its_own_rate(single: Bodies) -> None:
    """Example 1: 3,600 = 2,000 + 1,600, two drawals with two causes."""
    award = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    seen_alive(single, award, date(2025, 2, 1))
    approved(single, UNMARRIED, Month(2024, 1), NOV_25)
    row = released(single, UNMARRIED, said(3600, "2025-11", "2024-01", instalment="first of five"))
    assert drawn_by(row).amount == 360_000
    found = Drawal.objects.filter(release=row).values_list("for_month", "cause", "amount")
    assert sorted(found) == [(202401, "instalment", 160_000), (202511, "month", 200_000)]


def test_five_instalments_leave_nothing(single: Bodies) -> None:
    """Example 2: 8,000, then 6,400, 4,800, 3,200, 1,600, 0."""
    award = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2023, 11), SINGLE))
    seen_alive(single, award, date(2024, 2, 1))
    due = months("2023-11", "2023-12", "2024-01", "2024-02", "2024-03")
    approved(single, UNMARRIED, *due)
    left = []
    for month in due:
        released(single, UNMARRIED, said(1600, str(month), instalment="one"))
        left.append(sum(open_of(award, *due).values()))  # type: ignore[arg-type]
    assert left == [6400, 4800, 3200, 1600, 0]
    with pytest.raises(Refused, match="Nothing is open"):
        released(single, UNMARRIED, said(1600, "2024-03", instalment="again"))


def test_the_share_of_the_centre_is_no_arrear_of_the_state(single: Bodies) -> None:
    """Example 3: 2 x 1,300 by the State, 2 x 300 by the Centre, which stays open until it pays."""
    award = award_of(single, WIDOW, Person(date(1960, 3, 1), Month(2023, 4), WIDOWED))
    approved(single, WIDOW, Month(2023, 4), MAY_23)
    row = released(single, WIDOW, said(2600, "2023-04", "2023-05"))
    assert drawn_by(row).amount == 260_000
    shares = open_of(award, Month(2023, 4), MAY_23)
    assert shares == {
        ("2023-04", "state"): 0, ("2023-04", "centre"): 300, ("2023-05", "state"): 0,
        ("2023-05", "centre"): 300,
    }  # fmt: skip
    for month in (Month(2023, 4), MAY_23):
        paid = record_drawn_elsewhere(
            single.by(f"{WIDOW}-1"), award, Elsewhere(month, "centre", 30_000, "pfms", f"PFMS {month}")
        )
        check_entry(single.by(f"{WIDOW}-2"), Named("elsewhere", paid.pk), is_agreed=True)
    assert set(open_of(award, Month(2023, 4), MAY_23).values()) == {0}


def test_the_month_of_the_eightieth_birthday_is_held_in_part(single: Bodies) -> None:
    """Example 4: 1,500 and 200 stand in both readings; 300 are held."""
    stated = {"on_central_list": "yes"}
    award = award_of(single, OLD_AGE, Person(date(1946, 2, 15), Month(2026, 1), stated))
    LifeWindow.objects.create(
        scheme=single.schemes[OLD_AGE], year=2026, opens=date(2026, 1, 1), closes=date(2026, 3, 31),
        order=single.order, recorded_at=single.by("clerk").at,
    )  # fmt: skip
    january = approved(single, OLD_AGE, Month(2026, 1))
    february = approved(single, OLD_AGE, FEB_26)
    assert february.base == january and february.assessed == 1
    by_month = {row.cycle_id: (row.due, row.state, row.centre, row.held) for row in KindMonth.objects.all()}
    assert by_month[january.pk] == (200_000, 180_000, 20_000, 0)
    assert by_month[february.pk] == (200_000, 150_000, 20_000, 30_000)
    assert released(single, OLD_AGE, said(1500, "2026-02")).pk
    assert open_of(award, FEB_26) == {("2026-02", "state"): 0, ("2026-02", "centre"): 200}


@pytest.mark.parametrize(
    ("pension", "month", "due"),
    [(4500, "2021-01", 600), (4000, "2021-01", 1500), (3900, "2021-01", 1500), (4500, "2022-11", None)],
)
def test_a_provident_fund_pension_reduces(single: Bodies, pension: int, month: str, due: int | None) -> None:
    """Example 5; in November 2022 two reports conflict."""
    begins = Month.parse(month)
    stated = {"epf_pension": str(pension)}
    award = award_of(single, OLD_AGE, Person(date(1955, 3, 1), begins, stated))
    cycle = approved(single, OLD_AGE, begins)
    if due is None:
        assert line(cycle.pk, award.pk) == ("held", "RULE_NOT_READ")
        with pytest.raises(Refused, match="Nothing is open"):
            released(single, OLD_AGE, said(600, month))
    else:
        assert open_of(award, begins) == {(month, "state"): due}


def test_three_persons_and_a_frozen_month(single: Bodies) -> None:
    award = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    cycle = computed(single, UNMARRIED, Month(2024, 1))
    one, two, three = (single.by(f"{UNMARRIED}-{place}") for place in (1, 2, 3))
    with pytest.raises(Refused, match="You computed this cycle"):
        approve_cycle(one, cycle, bytes(cycle.result_hash))
    with pytest.raises(Refused, match="another result hash"):
        approve_cycle(two, cycle, bytes(32))
    with pytest.raises(Refused, match="Not approved"):
        released(single, UNMARRIED, said(1600, "2024-01"))
    approval = approve_cycle(two, cycle, bytes(cycle.result_hash))
    tree = stored_tree(cycle)
    assert (approval.people, tree.size) == (1, 128)
    with pytest.raises(Refused, match="is approved"):
        computed(single, UNMARRIED, Month(2024, 1))
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        RollLine.objects.create(
            cycle=cycle, award=award, for_month=202402, beneficiary_id=award.beneficiary_id,
            local_body=award.local_body, state="held", reason="", recheck=202403,
        )  # fmt: skip
    cycle.refresh_from_db()
    for officer in (one, two):
        with pytest.raises(Refused, match="A third officer"):
            reopen_cycle(officer, cycle, single.order, "Wrong window.")
    reopen_cycle(three, cycle, single.order, "Wrong window.")
    again = computed(single, UNMARRIED, Month(2024, 1))
    assert again.version == 2 and again.result_hash == cycle.result_hash


def test_a_released_month_is_not_reopened(single: Bodies) -> None:
    award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    cycle = approved(single, UNMARRIED, Month(2024, 1))
    with pytest.raises(Refused, match="releases"):
        released(single, UNMARRIED, said(1599, "2024-01"))
    released(single, UNMARRIED, said(1600, "2024-01"))
    cycle.refresh_from_db()
    with pytest.raises(Refused, match="Money is released"):
        reopen_cycle(single.by(f"{UNMARRIED}-3"), cycle, single.order, "Wrong window.")


def test_the_database_lets_nobody_draw_more_than_the_due(single: Bodies) -> None:
    award = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    cycle = approved(single, UNMARRIED, Month(2024, 1))
    by_database = {
        "scheme": single.schemes[UNMARRIED], "months": [202401], "payer": "state", "order": single.order,
    }  # fmt: skip
    for officer in (1, 2):
        with pytest.raises(DatabaseError, match="Another person"), transaction.atomic():
            by = entered(single.by(f"{UNMARRIED}-{officer}"))
            Release.objects.create(number="R1", sum=160_000, leaf=-1, **by_database, **by)
    by = entered(single.by("finance"))
    for payer, month, amount, limit, refused in (
        ("state", 202401, 160_001, 200_000, "more than its due"),
        ("state", 202402, 1, 200_000, "more than its due"),
        ("centre", 202401, 1, 200_000, "more than its due"),
        ("state", 202401, 160_000, 159_999, "smaller than its drawals"),
    ):
        with pytest.raises(DatabaseError, match=refused), transaction.atomic():
            row = Release.objects.create(number="R1", sum=limit, leaf=-1, **by_database, **by)
            Drawal.objects.create(
                release=row, award=award, for_month=month, payer=payer, cycle=cycle, cause="month",
                amount=amount,
            )  # fmt: skip
    row = released(single, UNMARRIED, said(1600, "2024-01"))
    with pytest.raises(DatabaseError, match=r"appended|permission denied"), transaction.atomic():
        Drawal.objects.filter(release=row).delete()


def test_the_month_by_acts_and_views(single: Bodies, capsys: pytest.CaptureFixture[str]) -> None:
    award = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    names = {"maker": f"{UNMARRIED}-1", "checker": f"{UNMARRIED}-2"}

    def done(name: str, act: str, **given: Any) -> Mapping[str, Any]:
        found = perform(act, single.officers[names.get(name, name)], given, at(), is_sample=True)
        assert found.ok, found.says
        return found.state

    cycle = done("maker", "cycle", scheme=UNMARRIED, month="2024-01")
    assert (cycle["eligible"], cycle["due_paise"], cycle["state_paise"]) == (1, 160_000, 160_000)
    done("checker", "approve_cycle", cycle=cycle["cycle"], result_hash=cycle["result_hash"])
    order = {"number": "G.O. 7/2026", "dated": "2026-10-20"}
    paid = done(
        "finance", "release_benefit", scheme=UNMARRIED, for_months=["2024-01"], sum="2000", order=order
    )
    assert (paid["awards"], paid["drawn_paise"], paid["left_paise"]) == (1, 160_000, 40_000)
    told = explained(award, Month(2024, 1))
    assert decisions_of(award, [202401, 202402]) == {202401: ("eligible", "")}
    assert broken_invariants() == []
    assert told["decision"] == "eligible" and all(one["holds"] for one in told["conditions"])
    assert {one["figure"] for one in told["figures"]} == {"benefits.monthly", "benefits.reduced"}
    assert [one["order"] for one in told["drawals"]] == ["G.O. 7/2026"]
    assert told["amount"]["due"]["value_paise"] == 160_000
    officer = single.by("finance")
    view = view_of("benefit_shares")
    rows = view.does(officer, view.adapter.validate_python({"scheme": UNMARRIED}))["shares"]
    assert {(one["payer"], one["open_paise"]) for one in rows} == {("state", 0), ("centre", 0)}
    command.explain(award.beneficiary.number, "2024-01")
    said_by_command = " ".join(capsys.readouterr().out.split())
    assert "eligible" in said_by_command and "state: due ₹ 1,600, drawn ₹ 1,600" in said_by_command
    assert (
        "due: ₹ 1,600 Another pension reduces the amount. no: ₹ 1,600 (benefits.monthly)" in said_by_command
    )
    assert "benefits.monthly social_security_pension: 1,600 from " in said_by_command
    command.arrears(UNMARRIED, "2024-01", "2024-12", as_json=True)
    listed = json.loads(capsys.readouterr().out)["months"]
    assert [one["open_paise"] for one in listed] == [0, 0]


def test_an_incremental_month_has_the_hash_of_a_full_one(single: Bodies) -> None:
    first = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    second = award_of(single, UNMARRIED, Person(date(1971, 4, 1), Month(2024, 1), SINGLE, "Mariam Beevi"))
    approved(single, UNMARRIED, Month(2024, 1))
    suspend(single.by("secretary"), second, Change("court_stay", Month(2024, 2)))
    cycle = computed(single, UNMARRIED, Month(2024, 2))
    full = computed(single, UNMARRIED, Month(2024, 2), is_full=True)
    assert cycle.base is not None and full.base is None
    assert (cycle.result_hash, cycle.roll_hash) == (full.result_hash, full.roll_hash)
    assert line(cycle.pk, first.pk) == ("eligible", "")
    assert line(cycle.pk, second.pk) == ("suspended", "court_stay")
    changes = {(one.month, one.state, one.change, one.people) for one in totals_of(full)}
    assert changes == {(202402, "eligible", "same", 1), (202402, "suspended", "changed", 1)}


def test_a_late_entry_waits_and_changes_an_earlier_month(single: Bodies) -> None:
    award = award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    cycle = approved(single, UNMARRIED, Month(2024, 1))
    suspend(single.by("secretary"), award, Change("court_stay", Month(2024, 1)))
    assert waiting_changes(cycle) == 1
    february = approved(single, UNMARRIED, Month(2024, 2))
    assert february.months == [202401, 202402]
    assert open_of(award, Month(2024, 1)) == {}


def test_a_tree_proves_its_people(single: Bodies) -> None:
    award_of(single, UNMARRIED, Person(date(1970, 3, 1), Month(2024, 1), SINGLE))
    cycle = approved(single, UNMARRIED, Month(2024, 1))
    tree = stored_tree(cycle)
    sides = tree.around(bytes(32))
    assert all(has_leaf(bytes(cycle.approval.root), one.leaf, one.place) for one in sides)
