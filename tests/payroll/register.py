"""The due register with one run in it, written past the actions, to test the database's own guards."""

from __future__ import annotations

from typing import Any

from tests.conftest import World
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.payroll.models import Assessed, Component, Run

EARNED, DEDUCTED = 1, 2
DUE = {EARNED: 5_000_000, DEDUCTED: 500_000}
MONTH = 202610


def make_register(_world: World, _nothing: Any) -> SmallOffice:
    """An office of one person, and two components."""
    office = small_office()
    office.hire("100234")
    Component.objects.create(code=EARNED, name="basic_pay", kind="earning")
    Component.objects.create(code=DEDUCTED, name="provident_fund", kind="deduction")
    return office


def make_locked(world: World, office: SmallOffice) -> SmallOffice:
    """A locked run that says 50,000 is due and 5,000 is to be taken; the register has taken it."""
    run = compute(office)
    Run.objects.filter(pk=run.pk).update(state="locked", locked_at=at())
    world.sql("web", "SELECT payroll_take_due(%s)", run.pk)
    return office


def compute(office: SmallOffice, version: int = 1, due: dict[int, int] = DUE) -> Run:
    """A computed run of one person, written as an action would."""
    run = Run.objects.create(
        month=MONTH,
        drawing_code=office.code,
        known_at=at(),
        account=office.officers["clerk"],
        office="DEPT",
        role="clerk",
        state="computing",
    )
    gross, deductions = due.get(EARNED, 0), due.get(DEDUCTED, 0)
    Assessed.objects.create(
        run=run,
        employment=office.people["100234"],
        part=1,
        drawing_code=office.code,
        bill_class=office.bill_class,
        head=office.head,
        components=list(due),
        obligations=[None] * len(due),
        amounts=list(due.values()),
        gross=gross,
        deductions=deductions,
        net=gross - deductions,
    )
    Run.objects.filter(pk=run.pk).update(state="computed", version=version)
    return run


def claim(world: World, office: SmallOffice, **columns: Any) -> int:
    """Insert one claim as the web role."""
    return int(world.sql("web", *insertion(office, **columns))[0][0])


def insertion(
    office: SmallOffice, *, earned: int = 5_000_000, deducted: int | None = None, **columns: Any
) -> tuple[str, Any]:
    deducted = (500_000 if earned == 5_000_000 else 0) if deducted is None else deducted
    values: dict[str, Any] = {
        "employment_id": office.people["100234"].pk, "for_month": MONTH, "part": 1,
        "drawing_code_id": office.code.pk,
        "instalment": 1, "components": [EARNED, DEDUCTED], "obligations": [None, None],
        "due": [5_000_000, 500_000], "claimed": [earned, deducted], "unconfirmed": [], "gross": earned,
        "deductions": deducted,
        "net": earned - deducted,
        "state": "open", "recorded_at": at(),
    } | columns  # fmt: skip
    casts = {
        "components": "::smallint[]", "obligations": "::bigint[]", "due": "::bigint[]",
        "claimed": "::bigint[]",
        "unconfirmed": "::smallint[]",
    }  # fmt: skip
    places = ", ".join(f"%s{casts.get(name, '')}" for name in values)
    return f"INSERT INTO payroll_claim ({', '.join(values)}) VALUES ({places}) RETURNING id", *values.values()
