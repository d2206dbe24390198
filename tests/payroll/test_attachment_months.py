"""An attachment by one and the same decree ends when something was taken for 24 months, together or apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at, draw_october
from tests.web.test_findings import in_malayalam
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import RunFinding
from vethanam.payroll.register.outside_vouchers import Voucher
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.service_book.actions import correct
from vethanam.service_book.models import Fact
from vethanam.service_book.reader import BookReader

DECREE: dict[str, Any] = {
    "kind_of_due": "attachment",
    "payee": "Court",
    "reference": "O.S. 12/2024",
    "instalment": 500_000,
}


@pytest.fixture
def attached(office: SmallOffice) -> Fact:
    return office.note(office.people["100234"], "obligation", date(2024, 1, 1), at(2), **DECREE)


def took_before(office: SmallOffice, months: Iterable[Month], component: str = "attachment") -> None:
    """Attachments that another system took in earlier months."""
    for month in months:
        voucher = Voucher("before_system", f"{month}/1", month.plus(1).first)
        amounts = {"basic_pay": 4_560_000, component: 500_000}
        office.drew_elsewhere(office.people["100234"], month, amounts, voucher, at(3))


def taken_of(office: SmallOffice, month: Month = OCTOBER, day: int = 20) -> list[int]:
    owed = snapshot_of(
        BookReader(), month, at(day), rulebook_in_use(), employments=[office.people["100234"].pk]
    ).facts.obligations
    return owed.filter(kind="attachment")["months_taken"].to_list()


def apart(count: int) -> list[Month]:
    """As many months before October, each second one."""
    return [OCTOBER.plus(-1 - 2 * back) for back in range(count)]


def found(office: SmallOffice) -> list[tuple[str, str]]:
    run = compute_run(OCTOBER, "0412", office.by("clerk", at(20)))
    rows = RunFinding.objects.filter(run=run.run, code="attachment_ended")
    assert all("<span" not in in_malayalam(row) and not row.blocks for row in rows)
    return [(row.record, row.says) for row in rows]


def test_the_twenty_fourth_month_is_taken_and_no_other(
    world: World, office: SmallOffice, attached: Fact
) -> None:
    months = [OCTOBER.plus(-back) for back in range(24, 0, -1)]
    with world.role("worker"):
        took_before(office, months[1:])
        assert taken_of(office) == [23] and lines_of(office) == [500_000] and found(office) == []
        took_before(office, months[:1])
        assert taken_of(office) == [24] and lines_of(office) == []
        ((record, says),) = found(office)
        assert record == "Employee 100234" and says.startswith(
            "In 24 months something was taken by this decree"
        )


def lines_of(office: SmallOffice) -> list[int]:
    snapshot = snapshot_of(
        BookReader(), OCTOBER, at(20), rulebook_in_use(), employments=[office.people["100234"].pk]
    )
    lines = snapshot.assessed(BookReader(), rulebook_in_use()).lines
    return lines.filter(component="attachment")["amount"].to_list()


def test_months_apart_count_and_those_before_the_decree_do_not(
    world: World, office: SmallOffice, attached: Fact
) -> None:
    with world.role("worker"):
        took_before(office, [Month(2023, 11), Month(2023, 12), *apart(5)])
        assert taken_of(office) == [5]


def test_a_corrected_entry_and_another_of_the_same_reference_are_the_same_decree(
    world: World, office: SmallOffice, attached: Fact
) -> None:
    with world.role("worker"):
        draw_october(office)
        november = OCTOBER.plus(1)
        assert taken_of(office, november, 30) == [1]
        office.amend(attached, at(30), reference="", instalment=400_000)
        assert taken_of(office, november, 30) == [1]
        office.note(
            office.people["100234"],
            "obligation",
            date(2026, 11, 1),
            at(30),
            **DECREE | {"reference": " o.s. 12/2024 "},
        )
        other = {"reference": "O.S. 99/2026"}
        office.note(office.people["100234"], "obligation", date(2026, 11, 1), at(30), **DECREE | other)
        assert taken_of(office, november, 30) == [1, 1, 0]


def test_an_entry_that_nobody_verified_ends_no_attachment(
    world: World, office: SmallOffice, attached: Fact
) -> None:
    with world.role("worker"):
        took_before(office, [Month(2023, month) for month in range(3, 13)])
        mistaken = office.record(office.people["100234"], "obligation", date(2023, 1, 1), at(4), **DECREE)
        correct(office.by("clerk", at(4, 11)), mistaken, is_withdrawn=True)
        assert taken_of(office) == [0]
