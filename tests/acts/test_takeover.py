"""Sheets of every kind: taken over whole or not at all, once, and verified by another person
who signs their root.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import connection

from tests.payroll.office import FOUNDED, SmallOffice, at, small_office
from vethanam.acts.executor import Performed, look, perform
from vethanam.acts.fields import File
from vethanam.acts.sheets import SHEETS, sheet_named, stage_of, template_csv, template_workbook
from vethanam.payroll.models import DrawnElsewhere
from vethanam.people.models import Appointment, BillArrangement, BillClass, Employment, Person
from vethanam.service_book.models import FACTS, Membership, Obligation, Pay, Quarters, Sheet, Verification
from vethanam.service_book.queries.current_entries import standing

pytestmark = pytest.mark.usefixtures("desk_db")


@pytest.fixture
def office() -> Iterator[SmallOffice]:
    office = small_office()
    office.hire("100234", gpf=500_000)
    office.hire("100235")
    yield office


def take(office: SmallOffice, name: str, text: str | bytes, by: str = "clerk", **more: Any) -> Performed:
    content = text.encode() if isinstance(text, str) else text
    given = {"file": File(name, content), **more}
    return perform("take_over", office.officers[by], given, at(3, month=11), is_sample=True)


def verified(office: SmallOffice, sheet: int, by: str = "officer") -> Performed:
    return perform("verify_sheet", office.officers[by], {"sheet": sheet}, at(4, month=11), is_sample=True)


def faults(answer: Performed) -> list[tuple[str, str, str]]:
    assert not answer.ok
    return [(fault.record, fault.field, fault.code) for fault in answer.faults]


QUARTERS = """number,valid_from,valid_until,order_number,order_dated
100234,2024-01-01,2025-03-31,Q 1/2024,2023-12-20
100235,2025-04-01,,Q 2/2025,2025-03-20
"""


def test_a_sheet_waits_until_another_person_verified_it(office: SmallOffice) -> None:
    taken = take(office, "quarters.csv", QUARTERS)
    assert taken.ok and taken.state["new"] == 2, taken.says
    number = taken.state["number"]
    assert not Verification.objects.filter(kind="quarters").exists()
    refused = verified(office, number, "clerk")
    assert refused.code == "sheet_verifier_entered"
    done = verified(office, number)
    assert done.ok and done.state["verified"] == 2, done.says
    facts = list(Quarters.objects.order_by("pk"))
    assert [(f.employment.number, f.valid_until, f.order and f.order.number) for f in facts] == [
        ("100234", date(2025, 3, 31), "Q 1/2024"), ("100235", None, "Q 2/2025")]  # fmt: skip
    assert Verification.objects.filter(kind="quarters").count() == 2
    assert verified(office, number).code == "sheet_already_verified"


def test_the_same_sheet_again_changes_nothing_nor_does_one_with_the_same_rows(office: SmallOffice) -> None:
    take(office, "quarters.csv", QUARTERS)
    again = take(office, "quarters.csv", QUARTERS)
    assert again.ok and again.state["taken_before"] and again.state["new"] == 0
    other = take(office, "quarters.csv", QUARTERS + "\n")
    assert other.ok and other.state["new"] == 0 and other.state["number"] is None
    assert Quarters.objects.count() == 2 and Sheet.objects.count() == 1


def test_a_row_that_differs_from_the_entry_on_record_corrects_it(office: SmallOffice) -> None:
    sheet = "number,fund,valid_from,amount\n100234,gpf,2010-06-01,5500\n"
    taken = take(office, "membership.csv", sheet)
    assert taken.ok and (taken.state["new"], taken.state["changed"]) == (1, 1), taken.says
    assert taken.state["totals_paise"] == {"amount": 550_000}
    assert standing(Membership).get(employment__number="100234").amount == 550_000


def test_a_clerk_of_several_codes_takes_over_for_each_and_one_of_the_department_for_all(
    office: SmallOffice,
) -> None:
    """Her first appointment is for another code; the code in the act decides, and the sheet's
    code in the verification.
    """
    account = office.appoint("both", "clerk", "0413")
    person = Person.objects.get(name="Officer both")
    Appointment.objects.create(
        account=account, person=person, role="clerk", scope="0412", office="DEPT", valid_from=FOUNDED,
        recorded_at=at(1, month=1),
    )  # fmt: skip
    assert {code for _, _, code in faults(take(office, "quarters.csv", QUARTERS, "both"))} == {
        "sheet_out_of_scope"
    }
    taken = take(office, "quarters.csv", QUARTERS, "both", drawing_code="0412")
    assert taken.ok, taken.says
    number = taken.state["number"]
    assert Sheet.objects.get(pk=number).codes == ["0412"]
    seen = look("sheets", account, {"drawing_code": "0412"}, at(4, month=11))
    assert [row["number"] for row in seen.state["sheets"]] == [number]
    office.appoint("elsewhere", "clerk", "0413")
    assert verified(office, number, "elsewhere").code == "sheet_of_other_codes"
    assert verified(office, number).ok
    office.appoint("all", "clerk", "0413")
    Appointment.objects.create(
        account=office.officers["all"], person=Person.objects.get(name="Officer all"), role="clerk", scope="",
        office="DEPT", valid_from=FOUNDED, recorded_at=at(1, month=1),
    )  # fmt: skip
    wide = take(
        office, "membership.csv", "number,fund,valid_from,amount\n100234,gpf,2010-06-01,5500\n", "all"
    )
    assert wide.ok, wide.says


def test_every_fault_is_told_at_once_with_its_row_and_column(office: SmallOffice) -> None:
    sheet = """number,valid_from,basis,revision,scale,basic_pay,order_number,order_dated
999,2020-01-01,scale,11,37400-79000,45600,P 1,2019-12-01
100234,2020-02-30,scale,11,37400-79000,45600,P 1,2019-12-01
100234,2020-03-01,scale,11,37400-79000,45601,P 1,2019-12-01
100234,2020-04-01,weekly,11,37400-79000,=1+1,P 1,2029-12-01
100234,2005-04-01,scale,11,37400-79000,45600,,
100235,2021-01-01,scale,11,37400-79000,45600,P 1,2019-12-01
100235,2021-01-01,scale,11,37400-79000,45600,P 2,2019-12-01
"""
    assert sorted(faults(take(office, "pay.csv", sheet))) == sorted([
        ("pay.csv, row 2", "number", "sheet_unknown_employee"),
        ("pay.csv, row 3", "valid_from", "act_date_unreadable"),
        ("pay.csv, row 4", "basic_pay", "no_stage"),
        ("pay.csv, row 5", "basis", "value_not_allowed"),
        ("pay.csv, row 5", "basic_pay", "sheet_formula"),
        ("pay.csv, row 5", "order_dated", "sheet_order_from_future"),
        ("pay.csv, row 6", "order_number", "sheet_cell_empty"),
        ("pay.csv, row 6", "order_dated", "sheet_cell_empty"),
        ("pay.csv, row 6", "valid_from", "sheet_before_joining"),
        ("pay.csv, row 6", "scale", "no_such_scale"),
        ("pay.csv, row 8", "number", "sheet_row_twice"),
    ])  # fmt: skip
    assert Pay.objects.filter(valid_from__gte=date(2020, 1, 1)).count() == 0


def test_an_unknown_post_is_a_fault(office: SmallOffice) -> None:
    sheet = "number,valid_from,post,office,drawing_code,bill_class,order_number,order_dated\n"
    sheet += "100234,2020-01-01,NOPE,O0412,0412,class-0412,P 1,2019-12-01\n"
    assert faults(take(office, "posting.csv", sheet)) == [
        ("posting.csv, row 2", "post", "sheet_unknown_code")
    ]


def test_two_dates_for_one_loan_are_a_fault(office: SmallOffice) -> None:
    sheet = "number,kind_of_due,payee,reference,valid_from,instalment,order_number,order_dated\n"
    sheet += "100234,cooperative,Bank,L 7,2025-01-01,1000,O 1,2024-12-01\n"
    sheet += "100234,cooperative,Bank,L 7,2025-02-01,1000,O 1,2024-12-01\n"
    assert faults(take(office, "obligation.csv", sheet)) == [
        ("obligation.csv, row 3", "valid_from", "sheet_two_dates")
    ]


def test_the_columns_of_another_sheet_are_named(office: SmallOffice) -> None:
    answer = take(office, "wage.csv", "number,fund,valid_from,amount\n100234,gpf,2010-06-01,5500\n")
    assert (
        faults(answer) == [("wage.csv, row 1", "", "sheet_of_another_kind")] and "membership" in answer.says
    )


def test_a_wrong_header_is_told_and_not_repeated(office: SmallOffice) -> None:
    answer = take(office, "wage.csv", "number,valid_from,rate,order_number,order_dated,9846012345\n")
    assert faults(answer) == [("wage.csv, row 1", "column 6", "sheet_column_unknown")]
    assert "98460" not in str(answer.faults)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(office: SmallOffice) -> None:
    from zipfile import ZIP_DEFLATED, ZipFile

    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 200_000_000)
    answer = take(office, "pay.xlsx", content.getvalue())
    assert answer.code == "unpacks_too_large"


def test_a_workbook_is_read_as_csv_is_and_its_formula_is_told(office: SmallOffice) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("quarters")
    for line, row in enumerate(QUARTERS.splitlines()):
        for column, cell in enumerate(row.split(",")):
            sheet.write_string(line, column, cell)
    sheet.write_formula(1, 2, "=1+1", value="2025-03-31")
    book.close()
    answer = take(office, "quarters.xlsx", content.getvalue())
    assert faults(answer) == [("quarters.xlsx, row 2", "valid_until", "sheet_formula")]


@pytest.mark.parametrize("kind", SHEETS)
def test_a_template_is_read_as_its_own_sheet(kind: str) -> None:
    from vethanam.acts.takeover import kind_of

    assert sheet_named(f"{kind}-2021.csv") == kind
    assert kind_of("a.csv", template_csv(kind).encode()) == kind
    assert kind_of("a.xlsx", template_workbook(kind)) == kind


@pytest.mark.parametrize("kind", SHEETS)
def test_a_template_with_its_own_example_is_taken_over(kind: str) -> None:
    office = small_office()
    stated = BillClass.objects.create(code="establishment", title="Establishment")
    BillArrangement.objects.create(
        drawing_code=office.code, bill_class=stated, head=office.head, valid_from=FOUNDED
    )
    if kind != "employees":
        office.hire("100234")
    if kind == "recovery_suspension":
        loan = take(office, "obligation.csv", template_csv("obligation", with_example=True))
        assert loan.ok, loan.faults
    for ending, content in (
        ("csv", template_csv(kind, with_example=True).encode()),
        ("xlsx", template_workbook(kind, with_example=True)),
    ):
        taken = take(office, f"{kind}.{ending}", content, dry_run=ending == "csv")
        assert taken.ok, (kind, ending, taken.says, taken.faults)
        assert taken.state["rows"] == 1 and (taken.state["new"] == 1 or kind == "service_spell")


def test_a_sheet_comes_in_a_later_stage_than_those_it_refers_to() -> None:
    stages = {name: stage_of(name) for name in SHEETS}
    assert sorted(SHEETS, key=stage_of)[:4] == ["orders", "employees", "service_spell", "posting"]
    assert stages["recovery_suspension"] > stages["obligation"] == stages["pay"] == stages["drawn"]


def test_every_kind_of_fact_has_a_sheet() -> None:
    assert set(FACTS) < set(SHEETS)


def test_a_suspension_names_its_loan_by_reference(office: SmallOffice) -> None:
    loan = "number,kind_of_due,payee,reference,valid_from,instalment,order_number,order_dated\n"
    loan += "100234,cooperative,Bank,L 7,2025-01-01,1000,O 1,2024-12-01\n"
    assert take(office, "obligation.csv", loan).ok
    rest = "number,obligation,valid_from,valid_until,order_number,order_dated\n"
    rest += (
        "100234,L 7,2025-05-01,2025-06-30,O 2,2025-04-01\n100235,L 7,2025-05-01,2025-06-30,O 2,2025-04-01\n"
    )
    assert faults(take(office, "recovery_suspension.csv", rest)) == [
        ("recovery_suspension.csv, row 3", "obligation", "sheet_unknown_obligation")]  # fmt: skip
    kept = take(office, "recovery_suspension.csv", rest.rsplit("\n", 2)[0] + "\n")
    assert kept.ok, kept.faults
    assert Obligation.objects.count() == 1


def test_accounts_are_verified_by_a_signature_only(office: SmallOffice) -> None:
    sheet = (
        "number,valid_from,kind_of_account,branch,account\n"
        "100234,2026-01-01,bank,TEST0000001,77001122334455\n"
    )
    taken = take(office, "payee_account.csv", sheet)
    assert taken.ok, taken.faults
    assert verified(office, taken.state["number"]).code == "no_key_to_sign"
    shown = look("sheet", office.officers["officer"], {"sheet": taken.state["number"]}, at(4, month=11))
    assert shown.ok and shown.state["sample"][0]["tail"] == "4455" and "7700112233" not in str(shown.state)


DRAWN = """number,for_month,voucher_number,voucher_date,basic_pay,dearness_allowance
100234,2026-09,0412/9,2026-10-01,45600,15960
"""


def test_months_drawn_before_count_once_verified(office: SmallOffice) -> None:
    taken = take(office, "drawn.csv", DRAWN)
    assert taken.ok and taken.state["totals_paise"] == {
        "basic_pay": 4_560_000,
        "dearness_allowance": 1_596_000,
    }
    assert DrawnElsewhere.objects.count() == 0
    shown = look("sheet", office.officers["officer"], {"sheet": taken.state["number"]}, at(4, month=11))
    assert shown.state["sample"][0]["name"] == "Person 100234"
    done = verified(office, taken.state["number"])
    assert done.ok and done.state["verified"] == 1, done.says
    drawn = DrawnElsewhere.objects.get()
    assert (drawn.entered_by.account_id, drawn.verified_by_id) != (None, drawn.entered_by_id)
    assert drawn.gross == 6_156_000


def test_a_fact_changed_after_it_was_entered_is_found_by_the_root(office: SmallOffice) -> None:
    from vethanam.errors import Broken
    from vethanam.service_book.sheets.verification import check_root

    taken = take(office, "quarters.csv", QUARTERS)
    sheet = Sheet.objects.get(pk=taken.state["number"])
    check_root(sheet)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM service_book_quarters")
        first = cursor.fetchone()[0]
    sheet.facts = {"quarters": [first + 1, first + 1]}
    with pytest.raises(Broken):
        check_root(sheet)


def test_a_dry_run_keeps_nothing(office: SmallOffice) -> None:
    checked = take(office, "quarters.csv", QUARTERS, dry_run=True)
    assert checked.ok and checked.state["new"] == 2 and checked.state["dry_run"]
    assert Quarters.objects.count() == 0 and Sheet.objects.count() == 0


# -- one person twice, and two of one name -------------------------------------------------------------------

ROW = {
    "number": "900001", "name": "Person 100234", "born": "1985-05-05", "category": "state",
    "joined": "2012-06-01", "post": "HST", "office": "O0412", "drawing_code": "0412",
    "bill_class": "class-0412", "pay_basis": "consolidated", "basic_pay": "20000", "order_number": "A 1/2012",
    "order_dated": "2012-05-20",
}  # fmt: skip


def registered(office: SmallOffice, **more: Any) -> Performed:
    return perform(
        "register_employee", office.officers["clerk"], {**ROW, **more}, at(3, month=11), is_sample=True
    )


def test_a_person_that_stands_once_needs_a_word_about_who_she_is(office: SmallOffice) -> None:
    assert faults(registered(office)) == [("", "name", "person_registered")]
    assert faults(registered(office, another_person=True)) == [("", "reason", "twin_without_reason")]
    done = registered(office, another_person=True, reason="Two certificates of birth were compared.")
    assert done.ok, done.faults
    one, other = (office.people["100234"].person_id, employment("900001").person_id)
    assert one != other


def test_a_second_employment_is_of_the_same_person(office: SmallOffice) -> None:
    done = registered(office, same_person="100234", reason="Her service book has both services.")
    assert done.ok, done.faults
    assert employment("900001").person_id == office.people["100234"].person_id
    other = registered(office, number="900002", same_person="100235", reason="A slip.")
    assert faults(other) == [("", "same_person", "twin_differs")]


def test_a_sheet_says_who_a_namesake_and_a_second_employment_are(office: SmallOffice) -> None:
    header = [*ROW, "same_person", "another_person", "reason"]
    born = "1985-05-05"
    rows = [
        {**ROW, "number": "900001"},
        {**ROW, "number": "900002", "same_person": "100234", "reason": "One service book has both."},
        {**ROW, "number": "900003", "another_person": "yes", "reason": "Two certificates were compared."},
        {**ROW, "number": "900004", "same_person": "777777", "reason": "A slip."},
        {**ROW, "number": "900005", "name": "Another", "another_person": "yes"},
    ]
    text = "\n".join([",".join(header), *(",".join(row.get(name, "") for name in header) for row in rows)])
    assert {(record, field) for record, field, _ in faults(take(office, "employees.csv", text))} == {
        ("employees.csv, row 2", "name"),
        ("employees.csv, row 5", "same_person"),
        ("employees.csv, row 6", "reason"),
    }
    sound = "\n".join(text.split("\n")[place] for place in (0, 2, 3)) + "\n"
    taken = take(office, "employees.csv", sound)
    assert taken.ok and taken.state["new"] == 2, taken.says
    assert employment("900002").person_id == office.people["100234"].person_id
    assert employment("900003").person.born == date.fromisoformat(born)
    assert employment("900003").person_id != office.people["100234"].person_id
    assert take(office, "employees.csv", sound + "\n").state["new"] == 0


def employment(number: str) -> Employment:
    return Employment.objects.get(number=number)


def test_what_another_voucher_drew_is_entered_and_replaced(office: SmallOffice) -> None:
    given = {
        "employment": "100234", "month": "2026-08", "amounts": {"basic_pay": "45600"},
        "source": "manual_bill", "voucher_number": "M/7", "voucher_date": "2026-09-01",
    }  # fmt: skip
    entry = does(office, "clerk", "record_drawn_elsewhere", **given).state["entry"]
    assert does(office, "clerk", "record_drawn_elsewhere", **given).code == "voucher_entered_already"
    assert not DrawnElsewhere.objects.exists()
    assert (
        does(office, "clerk", "decide_drawn_elsewhere", entry=entry, outcome="verify").code
        == "verifier_entered"
    )
    assert does(office, "second", "decide_drawn_elsewhere", entry=entry, outcome="verify").ok
    assert DrawnElsewhere.objects.get().gross == 4_560_000
    again = does(office, "second", "decide_drawn_elsewhere", entry=entry, outcome="decline", reason="No.")
    assert again.code == "voucher_decided"
    corrected = {**given, "amounts": {"basic_pay": "45000"}, "replaces": DrawnElsewhere.objects.get().pk}
    entry = does(office, "clerk", "record_drawn_elsewhere", **corrected).state["entry"]
    assert does(office, "officer", "decide_drawn_elsewhere", entry=entry, outcome="verify").ok
    assert DrawnElsewhere.objects.get(superseded_by__isnull=True).gross == 4_500_000


def test_a_declined_or_withdrawn_voucher_never_counts(office: SmallOffice) -> None:
    given = {
        "employment": "100234", "month": "2026-08", "amounts": {"basic_pay": "45600"},
        "source": "manual_bill", "voucher_number": "M/8", "voucher_date": "2026-09-01",
    }  # fmt: skip
    for who, outcome, also in (
        ("officer", "decline", {"reason": "The voucher is of another person."}),
        ("clerk", "withdraw", {}),
    ):
        entry = does(office, "clerk", "record_drawn_elsewhere", **given).state["entry"]
        shown = look("drawn_elsewhere", office.officers[who], {}, at(3, month=11), is_sample=True).state
        assert [row["entry"] for row in shown["vouchers"]] == [entry]
        if outcome == "decline":
            silent = does(office, who, "decide_drawn_elsewhere", entry=entry, outcome=outcome)
            assert silent.code == "voucher_declined_without_reason"
        assert does(office, who, "decide_drawn_elsewhere", entry=entry, outcome=outcome, **also).ok
    assert not DrawnElsewhere.objects.exists()


def does(office: SmallOffice, who: str, act: str, **given: Any) -> Performed:
    return perform(act, office.officers[who], given, at(3, month=11), is_sample=True)


def test_the_page_lists_the_columns_of_every_sheet() -> None:
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    for kind in SHEETS.values():
        if kind.name not in ("employees", "drawn"):
            shown = (f"**`{c.name}`**" if c.is_required else f"`{c.name}`" for c in kind.columns)
            assert f"| `{kind.name}` | {', '.join(shown)} |" in page, kind.name


def test_a_voucher_replaces_one_of_its_own_month_and_nobody_replaces_unseen(office: SmallOffice) -> None:
    """A clerk's true voucher of one month, named as correcting another month's, has that paid again."""
    given = {
        "employment": "100234", "month": "2026-08", "amounts": {"basic_pay": "45600"},
        "source": "manual_bill", "voucher_number": "M/7", "voucher_date": "2026-09-01",
    }  # fmt: skip
    entry = does(office, "clerk", "record_drawn_elsewhere", **given).state["entry"]
    august = does(office, "officer", "decide_drawn_elsewhere", entry=entry, outcome="verify").state["id"]
    september = {**given, "month": "2026-09", "voucher_number": "M/8", "voucher_date": "2026-10-01"}
    answer = does(office, "clerk", "record_drawn_elsewhere", **september, replaces=august)
    assert answer.code == "no_such_drawn_entry"
    entries = [
        does(office, "clerk", "record_drawn_elsewhere", **given | {"voucher_number": number}, replaces=august)
        for number in ("M/7", "M/9")
    ]
    shown = look("drawn_elsewhere", office.officers["officer"], {}, at(3, month=11), is_sample=True).state
    assert [row["replaces"] for row in shown["vouchers"]] == ["M/7", "M/7"]
    first, second = (
        does(office, "officer", "decide_drawn_elsewhere", entry=one.state["entry"], outcome="verify")
        for one in entries
    )
    assert first.ok and second.code == "voucher_replaced_already"
    assert DrawnElsewhere.objects.filter(superseded_by__isnull=True).get().voucher_number == "M/7"
