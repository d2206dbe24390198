"""In which month's tax arrears count: that of the pay of the month they come in, where it was
not worked out before.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import KOLKATA, OCTOBER, SmallOffice, at
from tests.payroll.test_arrears import draw_elsewhere, drawn, listed, raise_pay
from tests.web.test_findings import in_malayalam
from vethanam.errors import Finding
from vethanam.payroll.actions import compute_run, lock_run, make_arrear_bill, make_bill
from vethanam.payroll.arrears.year_end_tax import NOT_TAXED
from vethanam.payroll.models import Bill
from vethanam.payroll.queries import findings_of
from vethanam.payroll.register.drawn_lines import received_late, taxed_before
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

pytestmark = pytest.mark.begins("taxed")
NOVEMBER, DECEMBER, FEBRUARY = Month(2026, 11), Month(2026, 12), Month(2027, 2)
TEN_RUPEES = 1000


@pytest.fixture(scope="module")
def taxed(furnish: Furnisher, furnished: Furnished) -> Furnished:
    """Pay of March to January drawn; each addition bears 30 % tax and cess.

    Pay rose on the 1st of September.
    """
    return furnish("taxed", tax_somebody, on=furnished)


def tax_somebody(_world: World, office: SmallOffice) -> SmallOffice:
    who = office.people["100234"]
    office.note(
        who, "tax_choice", date(2026, 4, 1), at(1), tax_year="2026-27", regime="old", other_income=150_000_000
    )
    draw_elsewhere(office, who, Month(2026, 3).until(OCTOBER))
    raise_pay(office, date(2026, 9, 1), known=at(2, month=11))
    return office


def in_2027(month: int, day: int) -> datetime:
    return datetime(2027, month, day, 10, tzinfo=KOLKATA)


def arrears(office: SmallOffice, when: datetime, *, is_paid: bool = True) -> tuple[Bill, tuple[Finding, ...]]:
    made = make_arrear_bill(
        listed(office, Month(2026, 9), OCTOBER, when).arrear_list.pk, office.by("clerk", when)
    )
    (bill,) = made.bills
    if is_paid:
        drawn(office, bill, when)
    return bill, made.findings


def pay(office: SmallOffice, month: Month, when: datetime) -> None:
    run = compute_run(month, "0412", office.by("clerk", when))
    for finding in findings_of(run.run, blocking=True):
        raise AssertionError(finding.says)
    lock_run(run.run, office.by("clerk", when))
    for bill in make_bill(run.run, office.by("clerk", when)).bills:
        drawn(office, bill, when)


def tax(office: SmallOffice, month: Month, when: datetime) -> tuple[int, int]:
    """Gross of the year before the month's own pay, and the month's income tax."""
    snapshot = snapshot_of(
        BookReader(), month, when, rulebook_in_use(), employments=[office.people["100234"].pk]
    )
    lines = dict(
        snapshot.assessed(BookReader(), rulebook_in_use()).lines.select("component", "due").iter_rows()
    )
    return snapshot.facts.months["tax_gross_to_date"].item(), lines["income_tax"]


def test_arrears_on_a_bill_before_the_pay_are_taxed_with_it(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        before = tax(office, NOVEMBER, at(25, month=11))
        bill, findings = arrears(office, at(20, month=11), is_paid=False)
        after = tax(office, NOVEMBER, at(25, month=11))
        assert after[0] - before[0] == bill.gross
        # a third or so of it, over the four payments from November to February
        assert abs((after[1] - before[1]) * 4 - bill.gross * 312 // 1000) < 4 * TEN_RUPEES
        assert tax(office, OCTOBER, at(25, month=11)) == tax(office, OCTOBER, at(19, month=11))
        assert NOT_TAXED not in {finding.code for finding in findings}


def test_arrears_after_the_pay_are_taxed_with_the_next_and_change_nothing_of_it(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        pay(office, NOVEMBER, at(20, month=11))
        before, next_before = tax(office, NOVEMBER, at(21, month=11)), tax(office, DECEMBER, at(21, month=11))
        bill, _ = arrears(office, at(23, month=11))
        assert tax(office, NOVEMBER, at(25, month=11)) == before
        assert tax(office, DECEMBER, at(25, month=11))[0] - next_before[0] == bill.gross
        run = compute_run(NOVEMBER, "0412", office.by("clerk", at(26, month=11)))
        assert "deducted_too_little" not in {finding.code for finding in findings_of(run.run)}


@pytest.mark.parametrize("when", [(2, 10), (3, 1)])
def test_arrears_of_february_and_march_are_taxed_with_the_pay_of_february(
    world: World, office: SmallOffice, when: tuple[int, int]
) -> None:
    """The pay of February is received in March, like arrears of March; its bill includes them."""
    day = in_2027(*when)
    with world.role("web"):
        january, before = tax(office, Month(2027, 1), day), tax(office, FEBRUARY, day)
        bill, findings = arrears(office, day)
        after = tax(office, FEBRUARY, day)
        assert after[0] - before[0] == bill.gross
        assert abs(after[1] - before[1] - bill.gross * 312 // 1000) < 2 * TEN_RUPEES
        assert tax(office, Month(2027, 1), day) == january
        assert tax(office, Month(2027, 3), day)[0] == 0
        assert NOT_TAXED not in {finding.code for finding in findings}


def test_arrears_after_the_last_pay_of_the_year_say_what_tax_is_not_deducted(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        pay(office, FEBRUARY, in_2027(2, 25))
        bill, findings = arrears(office, in_2027(3, 10), is_paid=False)
        (said,) = [finding for finding in findings if finding.code == NOT_TAXED]
        assert "<span" not in in_malayalam(said)
        assert said.record == "Employee 100234" and bill.gross == 310_200
        assert said.says.startswith(
            "Arrears of ₹\u202f3,102 are received in 2026-27, and its last pay is made: no income tax is "
            "deducted from them. They add ₹\u202f967.20 to the tax of that year"
        )


def test_arrears_of_april_are_taxed_in_the_new_year(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        pay(office, FEBRUARY, in_2027(2, 25))
        before = tax(office, Month(2027, 4), in_2027(4, 10))
        bill, findings = arrears(office, in_2027(4, 10))
        assert NOT_TAXED not in {finding.code for finding in findings}
        assert tax(office, Month(2027, 4), in_2027(4, 10))[0] - before[0] == bill.gross


def brought(office: SmallOffice, *rows: str) -> None:
    """Vouchers of the former system, by the sheet that an office takes over."""
    header = "number,for_month,voucher_number,voucher_date,basic_pay,income_tax"
    office.took_over_drawn("\n".join([header, *rows]), at(3, month=11))


def test_a_former_voucher_is_taxed_in_the_year_of_its_date(
    world: World, office: SmallOffice, tmp_path: Path
) -> None:
    """An arrear of 2024-25 drawn in October 2026, and the pay of March 2025 that was paid in April 2025."""
    with world.role("web"):
        who = [office.people["100234"].pk]
        then = taxed_before(BookReader(), who, Month(2024, 3), Month(2025, 2))
        before = tax(office, NOVEMBER, at(25, month=11))
        brought(
            office,
            "100234,2024-06,0412/77,2026-10-12,40000,12480",
            "100234,2025-03,0412/2025-03,2025-04-01,45000,",
            "100234,2026-03,0412/78,2026-03-31,500,",
        )
        after = tax(office, NOVEMBER, at(25, month=11))
        assert after[0] - before[0] == 4_000_000
        # 30 % and cess of 40,000 is 12,480, as was deducted: the tax of the months to come stays
        assert abs(after[1] - before[1]) < TEN_RUPEES
        assert taxed_before(BookReader(), who, Month(2024, 3), Month(2025, 2)).equals(then)
        assert taxed_before(BookReader(), who, Month(2025, 3), Month(2026, 2))["gross"].to_list() == [
            4_500_000 + 50_000
        ]
        # relief is of what was received of earlier years
        late = received_late(BookReader(), who, Month(2026, 3), OCTOBER, before=Month(2026, 3))
        assert late.rows() == [(who[0], 202406, 4_000_000)]


def test_a_late_voucher_of_the_year_counts_from_the_month_in_which_it_was_received(
    world: World, office: SmallOffice, tmp_path: Path
) -> None:
    with world.role("web"):
        who = [office.people["100234"].pk]
        march, months = Month(2026, 3), [Month(2026, 8), Month(2026, 9), OCTOBER]
        before = [taxed_before(BookReader(), who, march, last)["gross"].item() for last in months]
        brought(office, "100234,2026-04,0412/79,2026-10-12,100,")
        after = [taxed_before(BookReader(), who, march, last)["gross"].item() for last in months]
        # with the pay of October, as an arrear bill drawn in October would
        assert [b - a for a, b in zip(before, after, strict=True)] == [0, 10_000, 10_000]
