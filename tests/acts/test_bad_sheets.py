"""Bad sheets: a sentence for each fault, bounded memory and time; nothing of the sheet is stored."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from tests.acts.test_takeover import QUARTERS, faults, take
from tests.payroll.office import SmallOffice, small_office
from vethanam import tables
from vethanam.acts.executor import Performed
from vethanam.errors import MOST_FAULTS, Unsound
from vethanam.service_book.models import LeaveAccount, Quarters, Sheet
from vethanam.service_book.sheets import cells, employees
from vethanam.tables import content_of

pytestmark = pytest.mark.usefixtures("desk_db")

HEADER = "number,valid_from,valid_until,order_number,order_dated\n"
ROW = "100234,2024-01-01,2025-03-31,Q 1/2024,2023-12-20\n"


@pytest.fixture
def office() -> Iterator[SmallOffice]:
    office = small_office()
    office.hire("100234")
    office.hire("100235")
    yield office
    assert not Sheet.objects.exists() and not Quarters.objects.exists()


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("quarters")
    for place, name in enumerate(HEADER.strip().split(",")):
        sheet.write_string(0, place, name)
    fill(book, sheet)
    book.close()
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_no_header"),
        (b"\n\n", "sheet_no_header"),
        (QUARTERS.encode("utf-16"), "not_a_table"),
        ((HEADER + ROW).replace("Q 1/2024", "Q № 1").encode("cp1251"), "not_a_table"),
        ((HEADER + ROW).replace(",", ";").encode(), "other_separator"),
        ((HEADER + ROW).replace(",", "\t").encode(), "other_separator"),
        (b"PK\x03\x04 and no more", "not_a_workbook"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence(office: SmallOffice, content: bytes, code: str) -> None:
    answer = take(office, "quarters.csv", content)
    assert not answer.ok and answer.code == code, answer.says


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ROW, "sheet_column_missing"),  # no header: its first row is taken for one
        (HEADER.replace("valid_from", "from") + ROW, "sheet_column_missing"),
        (HEADER.replace("valid_until", "valid_from") + ROW, "sheet_column_twice"),
        (HEADER + ROW.replace("2024-01-01", "01/01/2024"), "act_date_unreadable"),
        (HEADER + ROW.replace("2024-01-01", "45292"), "act_date_unreadable"),
        (HEADER + ROW.replace("2024-01-01", "1 January 2024"), "act_date_unreadable"),
        (HEADER + ROW + ROW, "sheet_row_twice"),
        (HEADER + ROW.replace("Q 1/2024", "98460 12345"), "sheet_order_number"),
        (HEADER + ROW.strip() + ",further\n", "sheet_cells"),
        (HEADER + ROW.replace("100234", "=HYPERLINK(1)"), "sheet_formula"),
        (HEADER + ROW.replace("2025-03-31", "2023-03-31"), "sheet_ends_before"),
    ],
)
def test_each_bad_row_is_a_fault_with_its_place(office: SmallOffice, text: str, expected: str) -> None:
    found = faults(take(office, "quarters.csv", text))
    assert expected in {code for _, _, code in found}
    assert all(record.startswith("quarters.csv, row ") for record, _, _ in found)


def test_merged_cells_and_dates_of_a_spreadsheet(office: SmallOffice) -> None:
    """In merged cells the first has the content and the others are empty. A date cell is read as a date."""

    def fill(book: Any, sheet: Any) -> None:
        from datetime import date

        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for line, number in ((1, "100234"), (2, "100235")):
            sheet.write_string(line, 0, number)
            sheet.write_datetime(line, 1, date(2024, 1, 1), day)
            sheet.write_datetime(line, 4, date(2023, 12, 20), day)
        sheet.merge_range(1, 3, 2, 3, "Q 1/2024")

    answer = take(office, "quarters.xlsx", workbook(fill))
    assert faults(answer) == [("quarters.xlsx, row 3", "order_number", "sheet_cell_empty")]


def test_formulas_of_a_workbook_are_told_cell_by_cell(office: SmallOffice) -> None:
    def fill(book: Any, sheet: Any) -> None:
        for place, cell in enumerate(ROW.strip().split(",")):
            sheet.write_string(1, place, cell)
        sheet.write_formula(1, 1, "=DATE(2024,1,1)", value="2024-01-01")
        sheet.write_formula(1, 3, '="Q "&1', value="Q 1")

    found = faults(take(office, "quarters.xlsx", workbook(fill)))
    assert found == [
        ("quarters.xlsx, row 2", "valid_from", "sheet_formula"),
        ("quarters.xlsx, row 2", "order_number", "sheet_formula"),
    ]


def test_a_hundred_thousand_faults_are_counted_and_the_first_told(office: SmallOffice) -> None:
    text = "number,kind_of_leave,valid_from,days\n" + "".join(
        f"9{place:06},earned,2026-04-01,30\n" for place in range(100_000)
    )
    tracemalloc.start()
    answer = take(office, "leave_account.csv", text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(answer.faults) == MOST_FAULTS and "1,00,000" in answer.says.replace("100000", "1,00,000")
    assert answer.faults[0].record == "leave_account.csv, row 2" and peak < 200 * 2**20
    assert not LeaveAccount.objects.exists()


def test_faults_of_many_employees_are_bounded_too(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(employees, "MOST_FAULTS", 3)
    header = (
        "number,name,born,category,joined,post,office,drawing_code,bill_class,pay_basis,"
        "order_number,order_dated\n"
    )
    answer = take(office, "employees.csv", header + "1,A,x,state,x,p,o,c,b,scale,1,x\n" * 4)
    assert len(answer.faults) == 3 and "things" in answer.says


def test_a_sheet_that_is_too_long_is_given_in_parts(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "MOST_ROWS", 2)
    monkeypatch.setattr(employees, "MOST_ROWS", 2)
    monkeypatch.setattr(cells, "_SMALL", 10)
    assert take(office, "quarters.csv", HEADER + ROW * 3).code == "sheet_too_long"
    many = take(office, "employees.csv", "number,name\n" + "1,A\n" * 4)
    assert not many.ok and ("sheet_too_long" in (many.code, *(fault.code for fault in many.faults)))


def test_300_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "pay.csv"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)  # sparse file: no disk space is used
    with pytest.raises(Unsound) as refused:
        content_of(path)
    assert refused.value.code == "file_too_large"


def bomb(of: int) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * of)
    return content.getvalue()


@pytest.mark.parametrize("name", ["quarters.xlsx", "employees.xlsx", "drawn.xlsx"])
def test_a_zip_bomb_is_refused_whatever_sheet_it_claims_to_be(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(tables, "LARGEST_UNPACKED", 2**20)
    answer: Performed = take(office, name, bomb(2**21))
    assert answer.code == "unpacks_too_large", answer.says


def test_the_sheet_of_another_kind_is_named_for_each_kind(office: SmallOffice) -> None:
    for name, other in (("pay", "quarters"), ("drawn", "quarters"), ("employees", "quarters")):
        answer = take(office, f"{name}.csv", HEADER + ROW)
        assert [code for _, _, code in faults(answer)] == ["sheet_of_another_kind"], name
        assert other in answer.says


def far(_book: Any, sheet: Any) -> None:
    sheet.write_string(1_048_575, 16_383, "x")


def repeated(_book: Any, sheet: Any) -> None:
    for line in range(1, 60_000):
        sheet.write_string(line, 0, "y" * 32_000)


def wide(_book: Any, sheet: Any) -> None:
    for column in range(1000):
        sheet.write_string(0, column, f"column_{column}")


def archive(*names: str, each: bytes = b"a\n") -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, each)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("quarters.xlsx", lambda: workbook(far), "workbook_too_large"),
        ("quarters.xlsx", lambda: workbook(repeated), "workbook_too_large"),
        ("quarters.xlsx", lambda: workbook(wide), "too_many_columns"),
        ("quarters.csv", lambda: b"a," * 1_000_000, "too_many_columns"),
        ("quarters.csv", lambda: HEADER.encode() + b"\n" * 2_000_000, "too_many_lines"),
        ("quarters.csv", lambda: HEADER.encode() + b"x" * 2_000_000, "cell_too_long"),
        ("all.zip", lambda: archive(*(f"{n}.csv" for n in range(101))), "too_many_tables"),
        ("all.zip", lambda: archive("a.csv", each=b"\n" * 2**26), "unpacks_too_large"),
        ("all.zip", lambda: archive("inner.zip", each=archive("a.csv")), "not_a_workbook"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_what_claims_more_than_a_sheet_may_is_one_sentence_and_little_memory(
    office: SmallOffice, name: str, content: Callable[[], bytes], code: str
) -> None:
    given = content()
    tracemalloc.start()
    answer = take(office, name, given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.code, answer.ok) == (code, False), answer.says
    assert peak < 200 * 2**20
