"""A bill on paper and as a workbook, and its acquittance roll: what they say, and who may read them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.payroll.office import OCTOBER
from tests.web.conftest import Town
from vethanam.money import shown
from vethanam.payroll.models import Bill
from vethanam.tables import tables_in


def _text(pdf: bytes, folder: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not on this machine")
    paper = folder / "paper.pdf"
    paper.write_bytes(pdf)
    return subprocess.run([tool, "-layout", paper, "-"], capture_output=True, check=True, text=True).stdout


def _bill(town: Town) -> tuple[Bill, str]:
    bill = Bill.objects.get(pk=town.bills[OCTOBER])
    return bill, f"/office/0412/bills/{bill.pk}/"


def test_the_bill_has_its_abstract_its_people_and_its_voucher(town: Town, tmp_path: Path) -> None:
    bill, page = _bill(town)
    clerk = town.sign_in("clerk")
    assert f'href="{page}bill.pdf"' in clerk.get(page).content.decode()
    text = _text(clerk.get(f"{page}bill.pdf").content, tmp_path)
    for told in (bill.number, "Person 100234", "Person 100236", "Head of account", "by voucher", "Basic pay"):
        assert told in text, told
    for amount in (bill.gross, bill.deductions, bill.net):
        assert shown(amount, symbol=False) in text


def test_the_treasury_reads_the_same_bill(town: Town) -> None:
    bill, page = _bill(town)
    theirs = town.sign_in("treasurer").get(f"/treasury/T07/bills/{bill.pk}/bill.pdf")
    assert theirs.content == town.sign_in("officer").get(f"{page}bill.pdf").content


def test_the_workbook_names_people_and_components_in_rupees(town: Town) -> None:
    bill, page = _bill(town)
    content = town.sign_in("clerk").get(f"{page}bill.xlsx").content
    (sheet,) = tables_in(content, "bill.xlsx")
    head, *rows = sheet.lines
    assert {"Employee", "Name", "Basic pay", "Dearness allowance", "Gross", "Net"} <= set(head)
    assert round(sum(float(row[head.index("Net")]) for row in rows) * 100) == bill.net
    assert rows[0][head.index("Employee")] == "100234"


def test_the_acquittance_roll_says_who_was_credited_when(town: Town, tmp_path: Path) -> None:
    bill, page = _bill(town)
    text = _text(town.sign_in("clerk").get(f"{page}acquittance.pdf").content, tmp_path)
    assert "Acquittance roll" in text and bill.number in text
    assert "Person 100234" in text and "1111" in text
    assert "00002341111" not in text.replace(" ", "")


def test_the_register_lists_the_bills_of_the_year(town: Town, tmp_path: Path) -> None:
    clerk = town.sign_in("clerk")
    assert 'href="/office/0412/bills/register.pdf"' in clerk.get("/office/0412/bills/").content.decode()
    text = _text(clerk.get("/office/0412/bills/register.pdf").content, tmp_path)
    for bill in Bill.objects.filter(drawing_code__code="0412", account_year="2026-27"):
        assert bill.number in text and shown(bill.net, symbol=False) in text
    assert clerk.get("/office/0412/bills/register.pdf?year=x").status_code == 404


@pytest.mark.parametrize("paper", ["bill.pdf", "bill.xlsx", "acquittance.pdf"])
def test_another_office_reads_none(town: Town, paper: str) -> None:
    bill, _ = _bill(town)
    assert town.sign_in("finance").get(f"/office/0412/bills/{bill.pk}/{paper}").status_code in (302, 403, 404)
