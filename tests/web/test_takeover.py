"""Pages of the take-over: one person enters a sheet, another verifies it; a month is
compared and signed off.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.confirming import confirmed
from tests.web.conftest import Town
from vethanam.payroll.models import DrawnElsewhere, OutsideVoucher, SignedDifference, WentLive
from vethanam.people.models import Employment
from vethanam.service_book.models import PayeeAccount, Quarters, Sheet, SheetVerification, Verification
from vethanam.web.takeover.views_months import cause_words

QUARTERS = (
    "number,valid_from,valid_until,order_number,order_dated\n100234,2024-01-01,2025-03-31,Q "
    "1/2024,2023-12-20\n"
)
DRAWN = "number,for_month,voucher_number,voucher_date,basic_pay\n100234,2026-06,0412/6,2026-07-01,45600\n"


def given(clerk: Client, name: str, text: str) -> Any:
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    return clerk.post("/take-over/", {"file": file}, follow=True)


def test_a_sheet_is_given_and_verified_by_another_person(town: Town) -> None:
    clerk = town.sign_in("clerk")
    done = given(clerk, "quarters.csv", QUARTERS)
    sheet = Sheet.objects.get()
    assert done.redirect_chain[-1][0] == f"/take-over/sheets/{sheet.pk}/"
    assert "Person 100234" in done.content.decode() and "Waits for verification" in done.content.decode()
    own = clerk.post(f"/take-over/sheets/{sheet.pk}/")
    assert "Another person verifies it" in own.content.decode()
    officer = town.sign_in("officer")
    assert f"/take-over/sheets/{sheet.pk}/" in officer.get("/take-over/").content.decode()
    verified = officer.post(f"/take-over/sheets/{sheet.pk}/", follow=True)
    assert "is verified: 1 entries" in verified.content.decode()
    assert SheetVerification.objects.get().sheet_id == sheet.pk
    assert Verification.objects.filter(kind="quarters", fact=Quarters.objects.get().pk).exists()


def test_faults_are_listed_and_nothing_is_kept(town: Town) -> None:
    page = given(town.sign_in("clerk"), "quarters.csv", QUARTERS.replace("2024-01-01", "2024-13-01"))
    assert "quarters.csv, row 2" in page.content.decode()
    assert not Sheet.objects.exists() and not Quarters.objects.exists()


def test_a_sheet_of_accounts_shows_its_last_digits_and_waits_for_a_key(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "vethanam.web.parts.signatures._offered", []
    )  # a real installation: officers sign with passkeys
    text = "number,valid_from,kind_of_account,branch,account\n"
    text += "100234,2026-02-01,bank,TEST0000001,77001122334455\n"
    page = given(town.sign_in("clerk"), "payee_account.csv", text).content.decode()
    assert "4455" in page and "7700112233" not in page
    sheet = Sheet.objects.get()
    officer = town.sign_in("officer")
    assert "no passkey for money" in officer.get(f"/take-over/sheets/{sheet.pk}/").content.decode()
    officer.post(f"/take-over/sheets/{sheet.pk}/")
    assert not SheetVerification.objects.exists()
    assert PayeeAccount.objects.only("tail").filter(tail="4455").exists()


def test_a_month_is_laid_beside_ours_and_each_row_signed(town: Town) -> None:
    given(town.sign_in("clerk"), "drawn.csv", DRAWN)
    officer = town.sign_in("officer")
    officer.post(f"/take-over/sheets/{Sheet.objects.get().pk}/")
    assert DrawnElsewhere.objects.filter(for_month=202606).count() == 1
    page = officer.get("/take-over/months/?month=2026-06&office=0412")
    found = page.context["found"]
    assert found["open"] == len(found["differences"]) > 0 and ": Unexplained" in page.content.decode()
    assert (
        "2026 ജൂൺ"
        in officer.get(
            "/take-over/months/?month=2026-06&office=0412", headers={"accept-language": "ml"}
        ).content.decode()
    )
    workbook = officer.get("/take-over/months/side-by-side.xlsx?month=2026-06&office=0412")
    assert workbook.content[:2] == b"PK"
    address = "/take-over/months/?month=2026-06&office=0412"
    refused = officer.post(address, {"first_month": "2026-10"})
    assert "differences are open" in refused.content.decode()
    for row in found["differences"]:
        officer.post(address, {"row": row["row"], "reason": "The voucher had one line only."})
    assert SignedDifference.objects.count() == len(found["differences"])
    confirmed(officer, address, {"first_month": "2026-10"})
    assert WentLive.objects.get().drawing_code.code == "0412"


def test_what_another_voucher_drew_is_entered_on_its_page(town: Town) -> None:
    clerk = town.sign_in("clerk")
    typed = {
        "employment": "100234", "month": "2026-05", "source": "manual_bill", "voucher_number": "M/5",
        "voucher_date": "2026-06-02", "line_1": "basic_pay", "amount_1": "45600", "line_2": "income_tax",
        "amount_2": "600",
    }  # fmt: skip
    page = clerk.post("/take-over/elsewhere/", {**typed, "month": ""}).content.decode()
    assert "This is empty" in page and 'value="45600"' in page
    longer = clerk.post("/take-over/elsewhere/", {**typed, "further": "1"}).content.decode()
    assert 'value="45600"' in longer and 'name="line_6"' in longer and "This is empty" not in longer
    assert not OutsideVoucher.objects.exists()
    clerk.post("/take-over/elsewhere/", typed)
    assert "another person verifies it" in clerk.get("/take-over/elsewhere/").content.decode()
    assert not DrawnElsewhere.objects.exists()
    officer = town.sign_in("officer")
    assert "Voucher M/5" in officer.get("/inbox/").content.decode()
    page = officer.get("/take-over/elsewhere/").content.decode()
    assert "A bill made by hand" in page and "45,600" in page
    entry = {"entry": OutsideVoucher.objects.get().pk}
    refused = officer.post("/take-over/elsewhere/", {**entry, "outcome": "decline"}).content.decode()
    assert "give the reason" in refused
    officer.post("/take-over/elsewhere/", {**entry, "outcome": "verify"})
    assert DrawnElsewhere.objects.get(for_month=202605).gross == 4_560_000
    assert "verify or decline it" not in officer.get("/inbox/").content.decode()


def test_an_empty_sheet_is_downloaded(town: Town) -> None:
    clerk = town.sign_in("clerk")
    assert clerk.get("/take-over/templates/pay.csv").content.startswith(b"number,valid_from")
    assert clerk.get("/take-over/templates/pay.xlsx").content[:2] == b"PK"
    assert clerk.get("/take-over/templates/nothing.csv").status_code == 404


JOINER = {
    "name": "Asha K.", "born": "1990-02-03", "category": "state", "joined": "2026-06-01", "post": "HST",
    "office": "O0412", "drawing_code": "0412", "bill_class": "class-0412", "pay_basis": "consolidated",
    "basic_pay": "20000", "order_number": "A 7/2026", "order_dated": "2026-05-20",
}  # fmt: skip


def test_one_joiner_is_registered_by_form_and_given_the_next_number(town: Town) -> None:
    clerk = town.sign_in("clerk")
    address = "/take-over/joiner/"
    shown = clerk.get(address).content.decode()
    assert "Register one joiner" in shown
    assert "This is empty" in clerk.post(address, {**JOINER, "name": ""}).content.decode()
    highest = max(int(n) for n in Employment.objects.values_list("number", flat=True) if n.isdecimal())
    page = clerk.post(address, JOINER, follow=True).content.decode()
    made = Employment.objects.get(person__name="Asha K.")
    assert made.number == str(highest + 1) and made.number in page
    twin = clerk.post(address, JOINER).content.decode()
    assert "registered" in twin and Employment.objects.filter(person__name="Asha K.").count() == 1
    told = {"another_person": "yes", "reason": "Two certificates of birth were compared."}
    clerk.post(address, {**JOINER, **told})
    assert Employment.objects.filter(person__name="Asha K.").values("person").distinct().count() == 2


def test_a_second_employment_is_entered_by_form(town: Town) -> None:
    clerk = town.sign_in("clerk")
    clerk.post("/take-over/joiner/", {**JOINER, "number": "700001"})
    further = {**JOINER, "number": "700002", "same_person": "700001", "reason": "One service book has both."}
    clerk.post("/take-over/joiner/", further)
    assert Employment.objects.get(number="700002").person == Employment.objects.get(number="700001").person


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("basic_pay", "Basic pay"), ("membership_gpf", "Membership of Provident fund"),
        ("recovery_festival_advance", "Recovery: Festival advance"),
        ("stated_special_pay", "Rate on record: Special pay"),
        ("rate_dearness_allowance", "Rate: Dearness allowance"), ("tax_regime", "Tax regime"),
    ],
)  # fmt: skip
def test_a_cause_is_told_in_words(cause: str, words: str) -> None:
    assert cause_words(cause) == words
