"""The analyst's figures: no sum of fewer than five persons stands in them or comes out of
a total by subtraction.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import chain, combinations
from typing import Any

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from vethanam.payroll.actions import check_bill, compute_run, lock_run, make_bill, pass_bill, present_bill
from vethanam.people.models import Post
from vethanam.privacy.models import Use
from vethanam.site.roles import ANALYST

pytestmark = pytest.mark.begins("two_offices_drawn")
FEWEST = 5


def _furnish(_world: World, _nothing: Any) -> SmallOffice:
    """Eight people in one office with one advance and one headmaster, three in another, six with two
    subscribers in a third.
    """
    office, small, third = small_office(), small_office("0413"), small_office("0414")
    teacher, head = office.post, Post.objects.create(code="HM", designation="Headmaster")
    for number in range(1, 9):
        office.post = head if number == 8 else teacher
        office.hire(f"10000{number}", gpf=400_000 if number > 1 else 0)
    office.note(
        office.people["100002"], "obligation", date(2026, 1, 1), at(1), kind_of_due="festival_advance",
        payee="Government",
        principal=2_000_000, instalment=400_000, instalments=5,
    )  # fmt: skip
    for number in range(1, 4):
        small.hire(f"20000{number}", gpf=400_000)
    for number in range(1, 7):
        third.hire(f"30000{number}", gpf=400_000 if number < 3 else 0)
    return office


@pytest.fixture(scope="session")
def two_offices_drawn(furnish: Furnisher) -> Furnished:
    def drawn(_world: World, office: SmallOffice) -> SmallOffice:
        for code in ("0412", "0413", "0414"):
            by = "" if code == "0412" else f"-{code}"
            clerk, officer = (_acting(name + by) for name in ("clerk", "officer"))
            run = compute_run(OCTOBER, code, clerk)
            lock_run(run.run, clerk)
            for bill in make_bill(run.run, clerk).bills:
                check_bill(bill, officer)
                present_bill(bill, officer)
                pass_bill(bill, office.by("treasurer", at(29)))
        return office

    made = furnish("two-offices", _furnish)
    return furnish("two-offices-drawn", drawn, on=made, role="web")


def _acting(name: str) -> Any:
    from vethanam.identity.models import Account
    from vethanam.people.queries import authority_of

    return authority_of(Account.objects.get(username=name), at(), is_sample=True)


def figures(world: World, view: str, *columns: str) -> list[tuple[Any, ...]]:
    return world.sql(ANALYST, f"SELECT {', '.join(columns)} FROM {view}")


def subsets(amounts: list[int]) -> set[int]:
    chosen = chain.from_iterable(combinations(amounts, size) for size in range(len(amounts) + 1))
    return {sum(some) for some in chosen}


def test_no_line_of_fewer_than_five_can_be_worked_out(world: World) -> None:
    real: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    lines = (
        "SELECT m.kind, m.name, l.amount FROM payroll_payline l JOIN payroll_component m "
        "ON m.code = l.component_id"
        " JOIN payroll_bill b ON b.id = l.bill_id JOIN people_drawingcode c ON c.id = b.drawing_code_id "
        "WHERE c.code = '0412'"
    )
    for kind, name, amount in world.sql("postgres", lines):
        real[kind][name].append(amount)
    secret = {sum(amounts) for names in real.values() for amounts in names.values() if len(amounts) < FEWEST}
    assert len(real["deduction"]["festival_advance"]) == 1 and secret  # else this tries nothing

    shown = figures(world, "payroll_linefigures", "kind", "component", "payslips", "amount", "drawing_code")
    assert {code for *_, code in shown} == {"0412", "0414"}
    shown = [row for row in shown if row[-1] == "0412"]
    assert min(payslips for _, _, payslips, *_ in shown) >= FEWEST
    assert "festival_advance" not in {component for _, component, *_ in shown}
    bills = figures(world, "payroll_billfigures", "people", "gross", "deductions", "net", "drawing_code")
    (bill,) = [row for row in bills if row[-1] == "0412"]
    assert bill[0] == 8 and bill[4] == "0412" and bill[1] - bill[2] == bill[3]
    for kind, total in (("earning", bill[1]), ("deduction", bill[2])):
        amounts = [amount for of, _, _, amount, _ in shown if of == kind]
        assert sum(amounts) == total == sum(chain.from_iterable(real[kind].values()))
        assert not {total - some for some in subsets(amounts)} & secret
        assert not subsets(amounts) & secret


def test_a_total_of_few_persons_is_not_shown(world: World) -> None:
    """Of six people two have a deduction: neither the bill's deductions nor its net tell them."""
    bills = figures(world, "payroll_billfigures", "drawing_code", "people", "gross", "deductions", "net")
    ((_, people, gross, *hidden),) = [row for row in bills if row[0] == "0414"]
    assert people == 6 and gross and hidden == [None, None]
    lines = figures(world, "payroll_linefigures", "drawing_code", "kind")
    assert {kind for code, kind in lines if code == "0414"} == {"earning"}


def test_posts_of_few_are_put_together(world: World) -> None:
    rows = figures(world, "payroll_postfigures", "drawing_code", "post", "people")
    assert sorted(rows) == [("0412", "others", 8), ("0414", "HST", 6)]


def test_uses_of_few_people_are_counted_and_not_added_up(world: World, office: SmallOffice) -> None:
    for number, (subjects, allowed) in enumerate(((30, 30), (30, 29), (40, 0), (3, 3))):
        Use.objects.create(
            reference=f"use-{number}", purpose_code="SVC-TERMS", mode="message",
            asked_by=office.officers["clerk"], office="FIN",
            role="clerk", subjects=subjects, allowed=allowed, outcome="partial", request={"sources": []},
            rules_hash=b"x",
            leaf=10**9 + number, at=at(10), recorded_at=at(10),
        )  # fmt: skip
    rows = figures(world, "privacy_usefigures", "uses", "few_people", "people", "allowed")
    assert rows == [(4, 1, 100, 30)]
