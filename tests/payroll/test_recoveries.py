"""The recovered sum of an obligation goes on through corrections, and only a verified entry pauses it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at, draw_october
from tests.web.test_findings import in_malayalam
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import Assessed, Component, RunFinding
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.service_book.models import Obligation
from vethanam.service_book.reader import BookReader

NOVEMBER = OCTOBER.plus(1)


def recovered(office: SmallOffice, month: Month, when: int) -> int | None:
    """The recovery of the advance in a month's run; None where the person is set aside."""
    run = compute_run(month, "0412", office.by("clerk", at(when, month=month.number))).run
    who, advance = office.people["100234"], Component.objects.get(name="festival_advance").code
    rows = Assessed.objects.filter(run=run, employment=who)
    if not rows:
        return None
    return sum(a for row in rows for c, a in zip(row.components, row.amounts, strict=True) if c == advance)


@pytest.fixture
def advance(world: World, office: SmallOffice) -> Obligation:
    """20,000 rupees in instalments of 4,000; October took the first."""
    with world.role("web"):
        draw_october(office)
    return Obligation.objects.get()


def balance(office: SmallOffice, when: int) -> int:
    """What is left of it in November."""
    shot = snapshot_of(BookReader(), NOVEMBER, at(when, month=11), rulebook_in_use(), drawing_code="0412")
    (left,) = shot.balances["balance"].to_list()
    return int(left)


def test_a_correction_goes_on_with_what_was_recovered_before_it(
    office: SmallOffice, advance: Obligation
) -> None:
    assert balance(office, 1) == 1_600_000
    once = office.amend(advance, at(2, month=11), payee="The Government")
    twice = office.amend(once, at(3, month=11), instalment=1_000_000, instalments=2)
    assert twice.pk not in (advance.pk, once.pk)
    assert balance(office, 4) == 1_600_000  # not 20,000 again


def test_a_correction_is_paused_as_what_it_corrects_was(
    world: World, office: SmallOffice, advance: Obligation
) -> None:
    november = {"valid_until": date(2026, 11, 30), "obligation": advance}
    with world.role("web"):
        assert recovered(office, NOVEMBER, 1) == 400_000
        office.note(
            office.people["100234"], "recovery_suspension", date(2026, 11, 1), at(2, month=11), **november
        )
        assert recovered(office, NOVEMBER, 3) == 0
        office.amend(advance, at(4, month=11), payee="The Government")
        assert recovered(office, NOVEMBER, 5) == 0


def test_a_pause_that_one_person_alone_entered_stops_no_recovery(
    world: World, office: SmallOffice, advance: Obligation
) -> None:
    with world.role("web"):
        office.record(
            office.people["100234"], "recovery_suspension", date(2026, 11, 1), at(2, month=11),
            obligation=advance
        )  # fmt: skip
        assert recovered(office, NOVEMBER, 3) is None
        (found,) = RunFinding.objects.filter(code="unverified")
        assert found.says == (
            "November 2026. The recovery suspension from 1 Nov 2026 is not verified. Another person checks "
            "it against its order."
        )
        assert "<span" not in in_malayalam(found)
