"""Masters on pages: one administrator proposes, another reviews and agrees; so
does finance with parameters.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.payroll.office import FOUNDED, at
from tests.people.masters.test_proposals import administrator
from tests.web.strong import strongly
from vethanam.identity.models import Account
from vethanam.people.models import Appointment, MasterProposal, Treasury
from vethanam.service_book.figures import rulebook_known

RATE = {
    "parameter": "dearness_allowance.rate", "key": "state_11", "with_effect_from": "2026-01-01",
    "first_drawn": "2026-11", "value": "38", "order_number": "G.O.(P) No.81/2026/Fin",
    "order_dated": "2026-10-05",
}  # fmt: skip


def signed_in(name: str, role: str) -> Client:
    """A browser of an officer with a role."""
    authority = administrator(name)
    Appointment.objects.get_or_create(
        account_id=authority.account, person_id=authority.person or 0, role=role, office="DEPT",
        valid_from=FOUNDED,
        defaults={"recorded_at": at(1, month=1)},
    )  # fmt: skip
    return strongly(Client(), Account.objects.get(pk=authority.account))


@pytest.fixture
def first(db: None) -> Client:
    return signed_in("first", "administrator")


@pytest.fixture
def second(db: None) -> Client:
    return signed_in("second", "administrator")


def text(page: Any) -> str:
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def enter(client: Client, kind: str, /, **given: str) -> Any:
    return client.post(f"/masters/{kind}/enter/", given, follow=True)


def test_one_administrator_proposes_and_another_agrees(first: Client, second: Client) -> None:
    page = text(enter(first, "treasury", code="T01", name="District treasury"))
    assert "Proposed: treasury T01. It waits for a second person." in page and "Withdraw it" in page
    number = MasterProposal.objects.get().pk
    assert "treasury T01" in text(second.get("/masters/"))
    shown = text(second.get(f"/masters/proposals/{number}/"))
    assert "Code: T01" in shown and "Name: District treasury" in shown
    assert not Treasury.objects.filter(code="T01").exists()
    done = text(second.post(f"/masters/proposals/{number}/", {"outcome": "agree"}, follow=True))
    assert "Agreed: treasury T01. It is in force." in done
    assert "T01 Name: District treasury" in text(first.get("/masters/treasury/?q=district"))


def test_who_proposed_cannot_agree_by_any_form(first: Client) -> None:
    enter(first, "treasury", code="T01", name="District treasury")
    number = MasterProposal.objects.get().pk
    refused = text(first.post(f"/masters/proposals/{number}/", {"outcome": "agree"}))
    assert "You proposed this. Another person decides it." in refused
    assert not Treasury.objects.filter(code="T01").exists()


def test_a_correction_shows_before_and_after_and_its_history(first: Client, second: Client) -> None:
    enter(first, "treasury", code="T01", name="District treasury")
    second.post(f"/masters/proposals/{MasterProposal.objects.get().pk}/", {"outcome": "agree"})
    assert "proposed by first, agreed by second" in text(first.get("/masters/treasury/enter/?key=T01"))
    first.post("/masters/treasury/enter/?key=T01", {"name": "Sub-treasury"}, follow=True)
    number = MasterProposal.objects.latest("id").pk
    page = second.get(f"/masters/proposals/{number}/").content.decode()
    assert "<del>District treasury</del>" in page and "<b>Sub-treasury</b>" in page
    refused = text(second.post(f"/masters/proposals/{number}/", {"outcome": "decline"}))
    assert "Say why you decline" in refused
    second.post(f"/masters/proposals/{number}/", {"outcome": "decline", "reason": "The name stays."})
    assert Treasury.objects.get(code="T01").name == "District treasury"


def test_each_fault_stands_beside_its_field(first: Client) -> None:
    page = enter(first, "drawing_code", code="04 12!", kind="ddo", title="", treasury="T09").content.decode()
    for name in ("code", "title"):
        assert f'id="id_{name}_error"' in page
    assert "Not kept." in page


def test_sheets_are_proposed_whole_or_every_fault_is_listed(first: Client, second: Client) -> None:
    def sent(name: str, content: bytes) -> Any:
        return first.post("/masters/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)

    page = text(
        sent("drawing_codes.csv", b"code,kind,title,treasury\n0412,ddo,School,T09\n0413,dro,=A1,T09\n")
    )
    assert "Nothing was proposed. Four things need a change." in page
    assert "drawing_codes.csv, row 2" in page and "T09 is not a registered treasury." in page
    assert not MasterProposal.objects.exists()
    page = text(sent("treasuries.csv", b"code,name\nT01,District treasury\nT02,Sub-treasury\n"))
    assert "Treasuries: 2" in page and "treasuries.csv, row 3" in page
    assert "neither CSV in UTF-8 nor XLSX" in text(sent("photo.csv", b"\xff\xd8\xff"))


def test_templates_are_downloaded(first: Client) -> None:
    assert first.get("/masters/heads/sheet.csv").status_code == 404
    assert first.get("/masters/head/sheet.csv").content == b"code,title,is_charged\r\n"
    for name in ("template", "standing"):
        assert first.get(f"/masters/{name}.xlsx").content[:2] == b"PK"


def test_finance_enters_a_figure_and_sees_no_treasury(db: None) -> None:
    one, two = signed_in("f1", "finance_officer"), signed_in("f2", "finance_officer")
    assert one.get("/masters/").status_code == 403 and one.get("/figures/treasury/").status_code == 404
    page = text(one.post("/figures/parameter/enter/", RATE, follow=True))
    assert "Value: 38" in page and "G.O.(P) No.81/2026/Fin" in page
    number = MasterProposal.objects.get().pk
    done = text(two.post(f"/figures/proposals/{number}/", {"outcome": "agree"}, follow=True))
    assert "It is in force." in done
    value = rulebook_known("kerala").parameters["dearness_allowance.rate"].values[-1]
    assert value.fields["value"] == 3800
    assert "G.O.(P) No.81/2026/Fin" in text(one.get("/rules/dearness_allowance/"))


def test_nobody_else_opens_the_pages(db: None) -> None:
    clerk = signed_in("clerk", "clerk")
    for path in ("/masters/", "/masters/import/", "/masters/treasury/enter/", "/figures/"):
        assert clerk.get(path).status_code == 403
        assert Client().get(path).status_code == 302
