"""A list as a file holds every row of the view; words filter it, a column sorts it, and no
cell is a formula.
"""

from __future__ import annotations

import io
import re
import zipfile

import polars as pl
import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts import tables
from vethanam.acts.columns import columns_listed
from vethanam.acts.executor import Limit, look
from vethanam.acts.registry import views
from vethanam.acts.tables import as_file, list_of, listed, narrowed, table_of
from vethanam.errors import Unsound
from vethanam.people.models import Appointment
from vethanam.tables import tables_in

PEOPLE = {"drawing_code": "0412", "month": "2026-10"}


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    for number in ("1", "2", "3"):
        office.hire(number)
    return office


def test_every_page_of_a_list_is_in_the_table(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST", 2)
    rows = listed("people", office.officers["clerk"], PEOPLE).state["people"]
    assert [row["employment"] for row in rows] == ["1", "2", "3"]


def test_a_list_that_is_refused_says_so_and_an_unknown_one_names_the_others(office: SmallOffice) -> None:
    assert listed("people", office.officers["treasurer"], PEOPLE).code == "not_acting_as"
    assert listed("people", office.officers["clerk"], {"drawing_code": "0412"}).faults
    with pytest.raises(Unsound, match="bills"):
        list_of("nothing")


def test_words_narrow_and_a_column_sorts() -> None:
    table = table_of(
        [
            {"name": "Anitha A.", "in": {"office": "KLM"}, "net_paise": 2},
            {"name": "Biju", "in": {"office": "TVM"}, "net_paise": 1},
        ]
    )
    assert table.columns == ["name", "in.office", "net_paise"]
    assert narrowed(table, "klm anitha")["name"].to_list() == ["Anitha A."]
    assert narrowed(table, "klm biju").is_empty()
    assert narrowed(table, order="net_paise")["net_paise"].to_list() == [1, 2]
    assert narrowed(table, order="-name")["name"].to_list() == ["Biju", "Anitha A."]
    assert narrowed(table, equal={"in.office": "TVM", "other": "x"})["name"].to_list() == ["Biju"]


def test_files_have_exact_paise_or_rupees_and_no_formula() -> None:
    table = table_of([{"name": "=1+1", "net_paise": 12345}, {"name": "-", "net_paise": -50}])
    assert as_file(table, "csv").decode().splitlines() == ["name,net_paise", "'=1+1,12345", "'-,-50"]
    assert pl.read_parquet(io.BytesIO(as_file(table, "parquet"))).equals(table)
    (sheet,) = tables_in(as_file(table, "xlsx"), "list.xlsx")
    assert sheet.lines == [["name", "net_rupees"], ["=1+1", "123.45"], ["-", "-0.5"]]
    assert not sheet.formulas


@pytest.mark.parametrize("name", sorted(view.name for view in views().values() if view.rows))
def test_an_empty_list_is_a_file_with_its_columns(name: str) -> None:
    columns = list(columns_listed(name, "treasury"))
    table = narrowed(table_of([], columns), "words", {"none": "x"}, columns[0])
    assert len(columns) > 2
    assert as_file(table, "csv").decode() == ",".join(columns) + "\n"
    (sheet,) = tables_in(as_file(table, "xlsx"), "list.xlsx")
    assert sheet.lines == [[column.replace("_paise", "_rupees") for column in columns]]
    assert pl.read_parquet(io.BytesIO(as_file(table, "parquet"))).columns == columns


def test_people_are_found_by_parts_of_name_post_and_office_within_ones_codes(office: SmallOffice) -> None:
    def found(by: str, q: str) -> list[str]:
        performed = look("find", office.officers[by], {"q": q}, at(29), is_sample=True)
        assert performed.ok, performed.says
        return [row["number"] for row in performed.state["found"] if row["kind"] == "employee"]

    row = listed("people", office.officers["clerk"], PEOPLE).state["people"][0]
    office.hire("77881")
    assert found("clerk", "7788") == ["77881"]
    assert found("clerk", f"{row['post'][:4].lower()} {row['office'][:3]}") == ["1", "2", "3", "77881"]
    assert found("treasurer", "7788") == ["77881"]
    office.appoint("stranger", "drawing_officer", "0999")
    assert found("stranger", "7788") == []


def test_what_lies_in_a_list_is_written_in_words() -> None:
    roles = [{"role": "clerk", "scope": "0412"}, {"role": "administrator", "scope": None}]
    assert table_of([{"account": "devi", "roles": roles}])["roles"].to_list() == ["clerk 0412; administrator"]


def test_a_token_for_one_office_finds_and_reads_nobody_of_another(office: SmallOffice) -> None:
    other = small_office("0999")
    other.hire("99881")
    clerk, limit = office.officers["clerk"], Limit("clerk", "0412")
    seat = Appointment.objects.get(account=clerk)
    Appointment.objects.create(
        account=clerk, person=seat.person, role=seat.role, scope="0999", office=seat.office,
        valid_from=seat.valid_from,
        recorded_at=seat.recorded_at,
    )  # fmt: skip

    def found(limit: Limit | None, **more: str) -> list[str]:
        shown = look("find", clerk, {"q": "9988", **more}, at(29), is_sample=True, limit=limit)
        return [row["number"] for row in shown.state["found"] if row["kind"] == "employee"]

    assert found(None) == ["99881"]
    assert found(limit) == [] and found(None, drawing_code="0412") == []
    person = {"employment": "99881"}
    assert look("person", clerk, person, at(29), is_sample=True).ok
    assert look("person", clerk, person, at(29), is_sample=True, limit=limit).code == "pay_of_another_office"


def test_a_workbook_does_not_say_when_it_was_made() -> None:
    table = table_of([{"name": "Asha", "net_paise": 12345}])
    with zipfile.ZipFile(io.BytesIO(as_file(table, "xlsx"))) as parts:
        assert set(re.findall(rb"20\d\d-\d\d-\d\dT[\d:]+", parts.read("docProps/core.xml"))) == {
            b"2026-01-01T00:00:00"
        }
