"""The file of months drawn by a former system: each fault with its row and column, and no row kept."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.utils import translation

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from vethanam.errors import Fault, Refused, UnsoundInput
from vethanam.payroll.actions import Voucher, enter_outside_voucher
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.models import DrawnElsewhere
from vethanam.payroll.register.drawn_lines import elsewhere_lines
from vethanam.service_book.reader import BookReader
from vethanam.web.parts.names import said

SEPTEMBER = OCTOBER.plus(-1)
ROW = "100234,2026-09,0412/9,2026-10-01,45600,15960,2736"


def brought(office: SmallOffice, *rows: str) -> tuple[int, int]:
    """New rows, and rows that stood there already."""
    header = "number,for_month,voucher_number,voucher_date,basic_pay,dearness_allowance,house_rent_allowance"
    taken = office.took_over_drawn("\n".join([header, *rows]))
    return taken.new, taken.rows - taken.new


def faults(office: SmallOffice, *rows: str) -> list[tuple[str, str, str]]:
    kept = DrawnElsewhere.objects.count()
    with pytest.raises(UnsoundInput) as unsound:
        brought(office, *rows)
    assert DrawnElsewhere.objects.count() == kept
    return [(fault.record, fault.field, _shown(fault)) for fault in unsound.value.faults]


def _shown(fault: Fault) -> str:
    with translation.override("ml"):
        assert said(fault) != fault.says
    return fault.says.replace("\u202f", "")


def test_the_same_file_again_is_there_already_and_nothing_is_drawn_above_due(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        assert brought(office, ROW) == (1, 0)
        assert brought(office, ROW) == (0, 1)
        who = [office.people["100234"].pk]
        assert (
            elsewhere_lines(BookReader(), who, SEPTEMBER, SEPTEMBER)["amount"].sum()
            == 4_560_000 + 1_596_000 + 273_600
        )
        assert arrears_of(BookReader(), SEPTEMBER, SEPTEMBER, at(28), employments=who).to_recover == 0


def test_a_row_that_stands_twice_is_a_fault(world: World, office: SmallOffice) -> None:
    other = ROW.replace("100234", "100235")
    with world.role("web"):
        assert faults(office, ROW, other, ROW) == [
            (
                "drawn.csv, row 4",
                "voucher_number",
                "stands in row 2 too, for the same employee and month. Keep one of them.",
            )
        ]


def test_a_row_that_differs_from_the_entry_on_record_is_a_fault(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        brought(office, ROW)
        found = faults(office, "100234,2026-09,0412/9,2026-10-05,14600,15960,")
        mend = "Correct the row, or have the entry on record corrected."
        assert found == [
            (
                "drawn.csv, row 2",
                "voucher_date",
                f"is 1 Oct 2026 on record for this voucher, 5 Oct 2026 here. {mend}",
            ),
            ("drawn.csv, row 2", "basic_pay", f"is ₹45,600 on record for this voucher, ₹14,600 here. {mend}"),
            (
                "drawn.csv, row 2",
                "house_rent_allowance",
                f"is ₹2,736 on record for this voucher, ₹0 here. {mend}",
            ),
        ]


def test_a_correction_on_record_is_what_a_row_is_compared_with(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        brought(office, ROW)
        before = DrawnElsewhere.objects.get()
        paper = Voucher("before_system", "0412/9", before.voucher_date)
        office.drew_elsewhere(
            office.people["100234"], SEPTEMBER, {"basic_pay": 4_560_000}, paper, replaces=before
        )
        assert brought(office, "100234,2026-09,0412/9,2026-10-01,45600,,") == (0, 1)
        assert {field for _, field, _ in faults(office, ROW, ROW.replace("100234", "100235"))} == {
            "dearness_allowance",
            "house_rent_allowance",
        }


def test_a_voucher_after_today_or_before_its_month_is_a_fault(world: World, office: SmallOffice) -> None:
    rows = [
        "100234,2026-09,1,2099-10-01,45600,,",
        "100234,2026-09,2,2026-08-31,45600,,",
        # ahead of a festival pay is drawn within its month
        "100234,2026-08,3,2026-08-21,45600,,",
    ]
    with world.role("web"):
        assert faults(office, *rows) == [
            (
                "drawn.csv, row 2",
                "voucher_date",
                "is 1 Oct 2099, after today. Check the date of the voucher.",
            ),
            (
                "drawn.csv, row 3",
                "voucher_date",
                "is 31 Aug 2026, before September 2026 begins. Check the month and the date of the voucher.",
            ),
        ]
        assert brought(office, rows[2]) == (1, 0)


@pytest.mark.parametrize(
    ("dated", "code"),
    [(date(2026, 10, 29), "voucher_after_today"), (date(2026, 8, 31), "voucher_before_month")],
)
def test_an_entry_by_hand_keeps_to_the_same_days(
    world: World, office: SmallOffice, dated: date, code: str
) -> None:
    paper = Voucher("manual_bill", "M/1", dated)
    with world.role("web"), pytest.raises(Refused) as refused:
        enter_outside_voucher(
            office.by("clerk"), office.people["100234"], SEPTEMBER, {"basic_pay": 100}, paper
        )
    assert refused.value.code == code


_AGAIN = """
    INSERT INTO payroll_drawnelsewhere (employment_id, for_month, components, amounts, gross, tax, source,
      voucher_number,
                                        voucher_date, entered_by_id, verified_by_id, recorded_at,
                                        is_withdrawn)
    SELECT employment_id, {month}, components, amounts, {gross}, tax, source, 'again', voucher_date,
      entered_by_id, {verified},
           recorded_at, false
      FROM payroll_drawnelsewhere ORDER BY id LIMIT 1
"""


def _entered_again(world: World, month: int, gross: str = "gross", verified: str = "verified_by_id") -> None:
    world.sql("web", _AGAIN.format(month=month, gross=gross, verified=verified))


def test_the_database_adds_sums_up_or_checks_them(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        brought(office, ROW)
    assert world.sql("owner", "SELECT gross, tax FROM payroll_drawnelsewhere") == [(6_429_600, 0)]
    _entered_again(world, 202605, gross="0")
    _entered_again(world, 202606)
    assert world.sql("owner", "SELECT DISTINCT gross, tax FROM payroll_drawnelsewhere") == [(6_429_600, 0)]
    with pytest.raises(psycopg.errors.CheckViolation, match="sums of a voucher"):
        _entered_again(world, 202607, gross="gross - 1")


@pytest.mark.parametrize(
    ("column", "value"), [("supersedes_id", "id"), ("is_withdrawn", "true")], ids=["replaced", "withdrawn"]
)
def test_what_was_drawn_before_does_not_become_due_again(
    world: World, office: SmallOffice, column: str, value: str
) -> None:
    """A row of a sheet cannot take back drawn pay: nobody entered it for a second person to verify."""
    with world.role("web"):
        brought(office, ROW)
    again = _AGAIN.format(month=202609, gross="gross", verified="verified_by_id")
    if column == "supersedes_id":
        again = again.replace("is_withdrawn)", "is_withdrawn, supersedes_id)")
        again = again.replace("recorded_at, false", f"recorded_at, false, {value}")
    else:
        again = again.replace("recorded_at, false", f"recorded_at, {value}")
    for role in ("web", "worker"):
        with pytest.raises(psycopg.errors.CheckViolation, match="Nobody entered this voucher"):
            world.sql(role, again)


def test_a_voucher_replaces_an_entry_of_its_own_person_and_month(world: World, office: SmallOffice) -> None:
    """An entry of another month would stop counting there, and its money would be due again."""
    september, paper = DrawnElsewhere.objects, Voucher("manual_bill", "M/1", date(2026, 10, 1))
    with world.role("web"):
        brought(office, ROW, ROW.replace("100234", "100235"))
        first = september.get(employment=office.people["100234"])
        for who, month in (("100234", SEPTEMBER.plus(-1)), ("100235", SEPTEMBER)):
            with pytest.raises(Refused) as refused:
                enter_outside_voucher(
                    office.by("clerk"), office.people[who], month, {"basic_pay": 100}, paper, replaces=first
                )
            assert refused.value.code == "voucher_replaces_another"
        office.drew_elsewhere(office.people["100234"], SEPTEMBER, {"basic_pay": 100}, paper, replaces=first)


def test_who_verified_a_voucher_is_registered(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        brought(office, ROW)
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="not registered"):
        _entered_again(world, 202607, verified="999999999")


def test_the_register_of_many_vouchers_is_what_restating_makes_of_it(
    world: World, office: SmallOffice
) -> None:
    """One voucher or several of a month, with all components or few, in one statement; then another of a
    month that is there.
    """
    few = "100235,2026-08,0412/7,2026-09-01,45600,,2736"
    with world.role("web"):
        brought(office, ROW, ROW.replace("0412/9", "0412/8"), few)
        brought(office, few.replace("0412/7", "0412/10"))
    asked = (
        "SELECT employment_id, for_month, components, open, drawn, elsewhere FROM payroll_dueregister "
        "ORDER BY 1, 2"
    )
    found = world.sql("owner", asked)
    assert sorted(map(len, (row[2] for row in found))) == [2, 3]
    assert sorted(sum(row[5]) for row in found) == [2 * (4_560_000 + 273_600), 2 * 6_429_600]
    world.sql(
        "owner",
        "SELECT payroll_restate(array_agg(employment_id), array_agg(for_month)) FROM payroll_dueregister",
    )
    assert world.sql("owner", asked) == found
