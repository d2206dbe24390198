"""Employees from a file on a page: imported whole or not at all, all faults at once, no
contact or account shown.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from tests.web.conftest import MOBILE, Town
from vethanam.people.models import Employment, Person
from vethanam.privacy.models import Contact
from vethanam.service_book.employees_file import columns, template
from vethanam.service_book.models import Pay, PayeeAccount
from vethanam.service_book.queries.typed_accounts import same_accounts

PAGE = "/office/0412/people/import/"
ROW = {
    "number": "100777", "name": "Person 100777", "born": "1998-02-03", "category": "state",
    "joined": "2026-11-10", "post": "HST", "office": "O0412", "drawing_code": "0412",
    "bill_class": "class-0412", "pay_basis": "scale", "revision": "11", "scale": "37400-79000",
    "basic_pay": "37400", "nps_number": "110010077700", "branch": "TEST0000001", "account": "44444440001",
    "mobile": MOBILE,
    "contact_verified_on": "2026-11-12",
    "order_number": "APT 9/2026",
    "order_dated": "2026-11-05",
}  # fmt: skip


@pytest.fixture(autouse=True)
def sealing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Contacts are sealed with the town's public key."""
    monkeypatch.setattr("django.conf.settings.VETHANAM_STATE", town.folder)


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def sent(clerk: Client, *rows: dict[str, str], name: str = "joined.csv") -> Any:
    lines = [
        template().strip(),
        *(",".join(row.get(column.name, "") for column in columns()) for row in rows),
    ]
    file = SimpleUploadedFile(name, "\r\n".join(lines).encode(), content_type="text/csv")
    return clerk.post(PAGE, {"file": file}, follow=True)


def test_whoever_is_new_is_imported_with_book_account_and_sealed_contact(town: Town) -> None:
    clerk = town.sign_in("clerk")
    assert f'href="{PAGE}"' in clerk.get("/office/0412/people/").content.decode()
    contacts = Contact.objects.count()
    done = _text(sent(clerk, ROW))
    assert "Imported: 1 new, 0 changed, of 1 rows. The contacts are sealed." in done
    employment = Employment.objects.get(number="100777")
    assert Pay.objects.get(employment=employment).basic_pay == 3_740_000
    assert PayeeAccount.objects.only("tail").get(employment=employment).tail == "0001"
    assert Contact.objects.count() == contacts + 1
    assert "wait for a second person" in _text(clerk.get("/office/0412/entries/"))


def test_the_same_file_again_changes_nothing_and_no_page_tells_whether_an_account_is_the_one_on_record(
    town: Town,
) -> None:
    """A page that revealed it could be used to guess the number; accounts have their own form."""
    clerk = town.sign_in("clerk")
    sent(clerk, ROW)
    assert "0 new, 0 changed" in _text(sent(clerk, ROW))
    assert "0 new, 0 changed" in _text(sent(clerk, ROW | {"account": "55555550009"}))
    assert PayeeAccount.objects.filter(employment__number="100777").count() == 1
    assert "0 new, 1 changed" in _text(sent(clerk, ROW | {"basic_pay": "38300"}))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        same_accounts({1: PayeeAccount(number="1", holder="", onward_number="")})


def test_a_member_of_one_fund_is_not_imported_into_the_other(town: Town) -> None:
    clerk = town.sign_in("clerk")
    sent(clerk, ROW)
    other = {"nps_number": "", "gpf_number": "EDN/12345", "gpf_subscription": "5000", "basic_pay": "38300"}
    told = _text(sent(clerk, ROW | other))
    assert (
        "is of the GPF on days of the membership of the NPS from" in told and "Nothing was imported" in told
    )
    assert not Pay.objects.filter(employment__number="100777", basic_pay=3_830_000).exists()


def test_every_fault_is_told_by_line_and_column_and_nothing_is_kept(town: Town) -> None:
    clerk, people = town.sign_in("clerk"), Person.objects.count()
    wrong = ROW | {
        "number": "100778",
        "name": "Person 100778",
        "basic_pay": "37401",
        "mobile": "+91 00000",
        "born": "3 Feb",
    }
    page = sent(clerk, ROW, wrong)
    told = _text(page)
    assert "Nothing was imported. Three things need a change." in told and "joined.csv" in told
    for line, column in (("3", "basic_pay"), ("3", "mobile"), ("3", "born")):
        assert re.search(rf"{line} {column} ", told)
    assert "00000" not in told and "44444440001" not in page.content.decode()
    assert Person.objects.count() == people and not Employment.objects.filter(number="100777").exists()


def test_what_is_wrong_with_a_file_is_told_in_malayalam(town: Town) -> None:
    clerk = town.sign_in("clerk")
    clerk.cookies["django_language"] = "ml"
    answer = sent(clerk, ROW | {"basic_pay": "37401", "born": "3 Feb", "post": "NONE", "name": ""})
    page = answer.content.decode()
    assert "ഒന്നും ചേർത്തില്ല" in page
    assert '<span lang="en">' not in page.split("<table", 1)[1].split("</table>")[0]


def test_a_file_of_another_code_and_one_that_is_no_table_are_refused(town: Town) -> None:
    clerk = town.sign_in("clerk")
    other = ROW | {"drawing_code": "0999"}
    assert "Nothing was imported" in _text(sent(clerk, other))
    torn = SimpleUploadedFile("x.csv", b"\xff\xfe\x00", content_type="text/csv")
    assert "neither CSV in UTF-8 nor XLSX" in _text(clerk.post(PAGE, {"file": torn}))
    assert "No file came" in _text(clerk.post(PAGE))
    assert not Employment.objects.filter(number="100777").exists()


def test_the_empty_file_has_every_column(town: Town) -> None:
    assert town.sign_in("clerk").get(f"{PAGE}template.csv").content.decode() == template()
    assert town.sign_in("controller").get(PAGE).status_code == 403
