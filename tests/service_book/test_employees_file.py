"""The employees file: a good row, then one refusal per test.

Cells of contacts and accounts are never repeated.
"""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest

from vethanam.errors import Unsound, UnsoundInput
from vethanam.service_book.employees_checks import Known, Row
from vethanam.service_book.employees_file import columns, read, template
from vethanam.tables import lines_in, lines_of

GOOD = {
    "number": "100234", "name": "Employee 100234", "born": "1985-05-05", "category": "state",
    "joined": "2010-06-01", "post": "clerk", "office": "OF01", "drawing_code": "0412",
    "bill_class": "establishment", "pay_basis": "scale", "revision": "11", "scale": "37400-79000",
    "basic_pay": "45600", "branch": "SMPL0000001", "account": "70000000112", "mobile": "+91 00000 00234",
    "email_official": "e100234@sample.example", "order_number": "G.O.(Rt) 1/2010",
    "order_dated": "2010-05-20",
}  # fmt: skip
STAGES = {(11, "37400-79000"): [4_450_000, 4_560_000, 4_670_000]}
KNOWN = Known(
    posts={"clerk": 1}, offices={"OF01": 1}, drawing_codes={"0412": 1},
    bill_classes={"establishment": 1, "wages": 2},
    arranged=frozenset({("0412", "establishment")}), numbers={}, persons={},
    stages=lambda revision, scale: STAGES.get((revision, scale)), today=date(2026, 10, 19),
)  # fmt: skip


def lines(*rows: dict[str, str]) -> list[list[str]]:
    header = [column.name for column in columns()]
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def faults(*rows: dict[str, str], known: Known = KNOWN) -> list[tuple[str, str, str]]:
    with pytest.raises(UnsoundInput) as caught:
        read(lines(*rows), known)
    return [(fault.record, fault.field, fault.says) for fault in caught.value.faults]


def test_a_good_row_is_parsed_and_hides_what_is_private() -> None:
    (row,) = read(lines(GOOD), KNOWN)
    assert (row["basic_pay"], row["born"]) == (4_560_000, date(1985, 5, 5))
    assert set(row.private) == {"account", "mobile", "email_official"}
    shown = repr(row)
    assert (
        "70000000112" not in shown
        and "00234" not in shown.replace("100234", "")
        and "sample.example" not in shown
    )


SAVINGS = {"account_kind": "treasury_savings", "branch": "T01", "account": "79901000201"}
ONWARD = {"onward_branch": "SMPL0000052", "onward_account": "70000200101"}
BY_POST = {"account_kind": "money_order", "branch": "680001", "account": ""}


def test_treasury_savings_may_be_sent_on_and_a_money_order_has_no_number() -> None:
    savings, by_post = read(
        lines(GOOD | SAVINGS | ONWARD, GOOD | BY_POST | {"number": "100235", "name": "Employee 100235"}),
        KNOWN,
    )
    assert (savings["onward_branch"], savings.private["onward_account"]) == ("SMPL0000052", "70000200101")
    assert (by_post["branch"], "account" in by_post.private) == ("680001", False)


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        (BY_POST | {"account": "70000000112"}, "account", "Leave the number out"),
        (BY_POST | {"branch": "SMPL0000001"}, "branch", "is not the PIN code"),
        (BY_POST | {"branch": ""}, "branch", "is not the PIN code"),
        (SAVINGS | ONWARD | {"onward_account": ""}, "onward_account", "half an account"),
        (SAVINGS | ONWARD | {"onward_branch": ""}, "onward_branch", "half an account"),
        (ONWARD, "onward_branch", "treasury savings that are sent on"),
        (SAVINGS | ONWARD | {"account": ""}, "onward_branch", "treasury savings that are sent on"),
    ],
)
def test_an_account_that_nobody_could_pay_into_is_refused(
    cells: dict[str, str], column: str, says: str
) -> None:
    found = faults(GOOD | cells)
    assert any(where == column and says in sentence for _, where, sentence in found), found
    assert not any("70000" in sentence or "799" in sentence for *_, sentence in found)


@pytest.mark.parametrize(
    "column",
    [
        "number",
        "name",
        "name_ml",
        "post",
        "office",
        "drawing_code",
        "bill_class",
        "gpf_number",
        "nps_number",
        "branch",
        "scale",
        "order_number",
    ],
)
@pytest.mark.parametrize(
    "contact", ["0000000045", "910000000045", "00000 00045", "00000-00045", "somebody@example.invalid"]
)
def test_a_contact_in_another_column_is_refused_by_row_and_column_and_not_repeated(
    column: str, contact: str
) -> None:
    found = faults(GOOD | {column: contact})
    assert ("Row 2", column) in {(row, where) for row, where, _ in found}
    assert not any(contact in "".join(fault) for fault in found)


@pytest.mark.parametrize(
    "column", ["born", "basic_pay", "revision", "category", "increment_month", "sli_premium", "medisep"]
)
@pytest.mark.parametrize("contact", ["0000000045", "9000000045", "somebody@example.invalid"])
def test_a_contact_among_dates_words_and_amounts_is_not_repeated(column: str, contact: str) -> None:
    with contextlib.suppress(UnsoundInput):
        read(lines(GOOD | {column: contact}), KNOWN)
        return
    assert not any(contact in "".join(fault) for fault in faults(GOOD | {column: contact}))


def test_a_file_that_lacks_its_header_repeats_nobody() -> None:
    with pytest.raises(UnsoundInput) as caught:
        read(lines(GOOD)[1:], KNOWN)
    told = [(fault.field, fault.says) for fault in caught.value.faults]
    assert ("column 1", "is not a column of this file. Use the names of the template.") in told
    assert not any(
        cell in str(told) for name, cell in GOOD.items() if name in ("mobile", "email_official", "account")
    )


def test_a_digit_that_is_no_number_is_told() -> None:
    assert ("Row 2", "revision", "is not a whole number.") in faults(GOOD | {"revision": "²"})


def test_the_template_is_a_file_that_can_be_read() -> None:
    header = template().strip().split(",")
    assert [column.name for column in columns()] == header


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("born", "05.05.1985", "is not a date"),
        ("born", "1900-01-01", "before 1926"),
        ("born", "2010-06-01", "not before joining"),
        ("born", "2099-05-05", "after today"),
        ("joined", "2027-10-20", "more than a year after today"),
        ("joined", "2099-06-01", "more than a year after today"),
        ("joined", "2001-01-01", "was 15 on joining"),
        ("basic_pay", "-45600", "negative"),
        ("basic_pay", "45000", "The nearest stages are 44500 and 45600"),
        ("scale", "1-2", "is not a scale of revision 11"),
        ("name", "=SUM(A1)", "formula"),
        ("category", "contract", "Use one of"),
        ("office", "OF99", "not a known code"),
        ("bill_class", "wages", "has no head of account"),
        ("ends", "2009-01-01", "before joining"),
        ("order_dated", "2027-01-01", "after today"),
        ("basic_pay", "", "Pay on a scale needs"),
        ("number", "", "is empty"),
        ("branch", "", "beside an account number"),
        ("branch", "SMPL1000001", "is no IFSC. Write four letters, a zero and six"),
        ("branch", "SMPL000001", "is no IFSC"),
        ("branch", "SMPL00000١٢", "is no IFSC"),
        ("branch", "680001", "is no IFSC"),
    ],
)
def test_a_bad_cell_is_named_with_row_and_column(column: str, cell: str, says: str) -> None:
    found = faults(GOOD | {column: cell})
    assert any(record == "Row 2" and says in sentence for record, _, sentence in found), found


@pytest.mark.parametrize(
    ("column", "cell"),
    [("mobile", "12345"), ("email_official", "nobody-at-sample"), ("account", "7000x0000112")],
)
def test_a_bad_contact_or_account_is_not_repeated(column: str, cell: str) -> None:
    ((_, field, says),) = faults(GOOD | {column: cell})
    assert field == column and cell not in says


def test_a_number_in_the_place_of_a_branch_is_not_repeated() -> None:
    for row in (GOOD | {"branch": "70000000112"}, GOOD | SAVINGS | ONWARD | {"onward_branch": "70000000112"}):
        ((_, _, says),) = faults(row)
        assert "is no IFSC" in says and "7000" not in says


def test_a_branch_may_be_written_in_small_letters() -> None:
    (row,) = read(lines(GOOD | {"branch": "smpl0000001"}), KNOWN)
    assert row["branch"] == "SMPL0000001"


def test_an_account_of_two_people_is_no_fault_of_the_file() -> None:
    both = read(lines(GOOD, GOOD | {"number": "100235", "name": "Her husband"}), KNOWN)
    assert len({row.private["account"] for row in both}) == 1 and len(both) == 2


def test_every_fault_of_every_row_comes_at_once() -> None:
    found = faults(
        GOOD | {"born": "x", "basic_pay": "-1"},
        GOOD | {"number": "100235", "name": "Another", "account": "", "office": "OF99"},
    )
    assert {(record, field) for record, field, _ in found} == {
        ("Row 2", "born"),
        ("Row 2", "basic_pay"),
        ("Row 3", "office"),
    }


def test_a_number_stands_once() -> None:
    found = faults(GOOD, GOOD | {"name": "Another", "account": ""})
    assert any("stands in row 2 too" in says for _, _, says in found)


def test_the_same_person_under_two_numbers_is_refused() -> None:
    found = faults(GOOD, GOOD | {"number": "100999", "account": ""})
    assert any("same_person" in says for _, _, says in found), found


def test_a_number_of_another_person_is_refused_but_her_own_row_is_not() -> None:
    mine = Known(
        **{f: getattr(KNOWN, f) for f in KNOWN.__slots__}
        | {"numbers": {"100234": ("employee 100234", date(1985, 5, 5))}}
    )
    assert len(read(lines(GOOD), mine)) == 1
    assert any(
        "belongs to another person" in says
        for _, _, says in faults(GOOD | {"name": "Somebody else"}, known=mine)
    )


def test_a_header_that_does_not_fit_is_refused_before_any_row() -> None:
    with pytest.raises(UnsoundInput) as caught:
        read([["nmber", *(column.name for column in columns()[1:])], ["1"]], KNOWN)
    assert {fault.code for fault in caught.value.faults} == {"column_not_in_file", "missing_column"}


def test_a_row_longer_than_the_header_is_refused() -> None:
    table = lines(GOOD)
    table[1].append("more")
    with pytest.raises(UnsoundInput, match="1 thing to mend"):
        read(table, KNOWN)


def test_bytes_that_are_no_table_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    with pytest.raises(Exception, match="neither CSV in UTF-8 nor XLSX"):
        lines_of(path)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(ends: str) -> None:
    assert lines_in(f"number,name{ends}1,One{ends}".encode(), "a.csv") == [["number", "name"], ["1", "One"]]


@pytest.mark.parametrize("between", [";", "\t"])
def test_cells_apart_by_another_sign_are_told_as_that(between: str) -> None:
    with pytest.raises(Unsound, match="has semicolons or tabs between its cells"):
        lines_in(between.join(["number", "name"]).encode(), "a.csv")


def test_a_row_has_keys_and_no_more() -> None:
    assert Row(2, {"number": "1"}, {})["name"] is None
