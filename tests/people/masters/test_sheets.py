"""Sheets of a directorate: recognised by name or columns, all faults at once with file, row and column."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from tests.people.masters.test_proposals import ALL, administrator, stated
from vethanam.errors import Fault, Unsound, UnsoundInput
from vethanam.people.masters import decide, propose
from vethanam.people.masters.sheets import read_sheets, standing_book, template_book, template_csv
from vethanam.people.models import MasterProposal, Office, Treasury
from vethanam.tables import tables_in

TREASURIES = b"code,name,name_ml\nT01,District treasury,\nT02,Sub-treasury,\n"


def wrong_in(**sheets: str) -> list[tuple[str, str, str]]:
    """File, column and code of every fault of some CSV sheets."""
    rows, faults = read_sheets({f"{name}.csv": text.encode() for name, text in sheets.items()}, ALL)
    with pytest.raises(UnsoundInput) as told:
        propose(administrator("first"), ALL, rows, faults=faults)
    return [(fault.record, fault.field, fault.code) for fault in told.value.faults]


def book(**sheets: list[list[str]]) -> bytes:
    content = io.BytesIO()
    made = xlsxwriter.Workbook(content)
    for name, lines in sheets.items():
        sheet = made.add_worksheet(name)
        for at, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write(at, column, cell)
    made.close()
    return content.getvalue()


def test_a_directorate_of_several_sheets_is_one_proposal(db: None) -> None:
    files = {
        "treasuries.csv": TREASURIES,
        "drawing_codes.csv": b"code,kind,title,treasury\n0412,ddo,School,T01\n",
        "local_bodies.csv": b"name,kind,district\nKochi,corporation,Ernakulam\n",
        "districts.csv": "name,name_ml\nErnakulam,എറണാകുളം\n".encode(),
        "offices.csv": b"code,name,district,local_body\nOF1,School,Ernakulam,Kochi\n",
        "office_classes.csv": b"office,place_class,valid_from,order_number,order_dated\n"
        b"OF1,A,2020-04-01,G.O. 1/2020,2020-03-01\n",
    }
    rows, faults = read_sheets(files, ALL)
    proposal = propose(administrator("first"), ALL, rows, faults=faults, title="Directorate")
    assert proposal.changes.count() == 7
    assert next(iter(proposal.changes.values_list("row", flat=True))) == "treasuries.csv, row 2"
    decide(administrator("second"), ALL, proposal.pk, outcome="agreed")
    assert Office.objects.get(code="OF1").local_body_kind == "corporation"


def test_a_workbook_is_read_by_its_sheets_and_empty_ones_are_left_out(db: None) -> None:
    content = book(
        Treasuries=[["code", "name"], ["T01", "District treasury"]], Sheet2=[], heads=[["code", "title"]]
    )
    stated, faults = read_sheets({"all.xlsx": content}, ALL)
    assert (faults, [(one.kind, one.where) for one in stated]) == (
        [],
        [("treasury", "all.xlsx, Treasuries, row 2")],
    )


def test_the_template_is_read_back_and_so_are_the_masters_that_stand(db: None) -> None:
    assert read_sheets({"template.xlsx": template_book(ALL)}, ALL) == ([], [])
    stated, _ = read_sheets({"treasuries.csv": TREASURIES}, ALL)
    proposal = propose(administrator("first"), ALL, stated)
    decide(administrator("second"), ALL, proposal.pk, outcome="agreed")
    again, faults = read_sheets({"standing.xlsx": standing_book(ALL)}, ALL)
    assert (len(again), faults) == (2, [])
    with pytest.raises(Unsound, match="no row that changes anything"):
        propose(administrator("first"), ALL, again)
    assert template_csv("heads", ALL) == "code,title,is_charged\r\n"


def test_every_fault_has_file_row_and_column_and_nothing_is_proposed(db: None) -> None:
    assert wrong_in(
        treasuries="code,nmae\nT01,x\n",
        heads="code,title\n2202,Schools\n2202,Schools\n",
        posts="code,title,title_ml,signing\nclerk,x,y,z\n",
        drawing_codes="code,kind,title,treasury\n0412,ddo,School,T09\n0413,ddo,=A1,T09\n",
        unheard_of="a,b\n1,2\n",
        bill_classes="code,title,signing\nest,Establishment,maker_checker,more\n",
    ) == [
        ("treasuries.csv, row 1", "nmae", "sheet_unknown_column"),
        ("treasuries.csv, row 1", "name", "sheet_missing_column"),
        ("posts.csv, row 1", "", "sheet_of_another"),
        ("drawing_codes.csv, row 3", "title", "master_formula"),
        ("unheard_of.csv", "", "sheet_unknown"),
        ("bill_classes.csv, row 2", "", "sheet_cells"),
        ("heads.csv, row 3", "code", "master_stands_twice"),
        ("drawing_codes.csv, row 2", "treasury", "master_not_registered"),
        ("drawing_codes.csv, row 3", "treasury", "master_not_registered"),
    ]
    assert not MasterProposal.objects.exists() and not Treasury.objects.filter(code="T01").exists()


def test_a_formula_of_a_workbook_is_a_fault_and_its_result_is_not_taken(db: None) -> None:
    content = book(treasuries=[["code", "name"], ["T01", '="District" & " treasury"'], ["T02", "Sub"]])
    _, faults = read_sheets({"a.xlsx": content}, ALL)
    assert faults == [Fault("a.xlsx, row 2", "name", "master_formula")]


def test_a_file_that_is_no_table_and_one_that_would_fill_the_memory_are_sentences() -> None:
    with pytest.raises(Unsound, match="neither CSV in UTF-8 nor XLSX"):
        tables_in(b"\xff\xd8\xff\xe0", "photo.csv")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
    with pytest.raises(Unsound, match="unpacks to 64 MB"):
        tables_in(packed.getvalue(), "bomb.xlsx")
    with pytest.raises(Unsound, match="not a workbook"):
        tables_in(b"PK\x03\x04 cut off", "cut.xlsx")


def test_a_number_with_its_sign_is_no_formula_and_a_sheet_alone_has_formulas(db: None) -> None:
    read, told = read_sheets({"heads.csv": b"code,title\n1,-3\n2,-3+2\n3,@SUM(A1)\n"}, ALL)
    assert [one.cells["title"] for one in read][:1] == ["-3"]
    assert told == [Fault(f"heads.csv, row {row}", "title", "master_formula") for row in (3, 4)]
    assert propose(administrator("first"), ALL, [stated("head", code="4", title="-3 less")]).pk
