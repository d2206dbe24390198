"""The page of a declared view shows its rows; a program of another body gets no contact from any of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
from django.db import connections
from django.test import Client

import vethanam.web
from tests.contact_search import found_in
from tests.payroll.office import OCTOBER
from tests.web.conftest import NOW, Town
from tests.web.full_town import MAIL, MOBILE, entered, full_town
from vethanam.acts.executor import look
from vethanam.acts.registry import views
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token
from vethanam.money import shown
from vethanam.payroll.models import Run
from vethanam.people.models import CONSENT_MANAGER, READING, MasterProposal, Program

__all__ = ["full_town"]
WEB = Path(vethanam.web.__path__[0])
TESTS = Path(__file__).parents[1]


class Beside(NamedTuple):
    """A page, its officer, the input of the view, its rows, and the columns that both show."""

    page: str
    officer: str
    given: Mapping[str, str] = {}
    rows: str = ""
    columns: tuple[str, ...] = ()
    only: Mapping[str, object] = {}


BILL = "/office/0412/bills/{october}/"
HERS = {"employment": "100234"}
CODE = {"drawing_code": "0412"}
MONTH = {**CODE, "month": "2026-10"}
BESIDE: Mapping[str, Beside] = {
    "accounts": Beside("/administration/accounts/", "administrator", {}, "accounts", ("account",)),
    "arrears_requests": Beside("/finance/arrears/claims/", "finance", {}, "requests", ("request",)),
    "asked_uses": Beside("/requests/", "clerk", {}, "requests", ("asked",)),
    "bill": Beside(BILL, "clerk", {"bill": "2026/0412/2"}, "", ("net_paise", "gross_paise")),
    "bill lines": Beside(
        f"{BILL}lines.csv", "clerk", {"bill": "2026/0412/2"}, "payslips", ("employment", "net_paise")
    ),
    "bills": Beside("/office/0412/bills/", "clerk", CODE, "bills", ("bill", "net_paise")),
    "checks": Beside(
        "/office/0412/2026-12/checks/",
        "clerk",
        {**CODE, "month": "2026-12"},
        "checks",
        ("employment", "name"),
    ),
    "claims": Beside("/pay/2026-10/", "emp-100234", HERS, "claims", ("net_paise",), {"for_month": 202610}),
    "comparison": Beside(
        "/take-over/months/?month=2026-10", "officer", MONTH, "differences", ("drawn_paise", "computed_paise")
    ),
    "differences": Beside(
        "/office/0412/runs/{run}/differences/increment/",
        "clerk",
        MONTH,
        "differences",
        ("employment", "change_paise"),
    ),
    "drawn": Beside("/pay/2026-10/", "emp-100234", HERS, "drawn", ("net_paise",), {"drawn_in": 202610}),
    "drawn_sums": Beside("/finance/trends/", "finance", {}, "sums", ("gross_paise", "net_paise")),
    "duties": Beside("/protection/", "dpo", {}, "duties", ("number",)),
    "entries": Beside("/office/0412/entries/", "officer", CODE, "entries", ("employment", "name")),
    "expected_pay": Beside(
        "/pay/service/next-month/", "emp-100234", HERS, "", ("gross_paise", "deductions_paise", "net_paise")
    ),
    "inbox": Beside("/inbox/", "officer", {}, "inbox", ("employment",)),
    "leave_accounts": Beside(
        "/pay/service/leave/", "emp-100234", HERS, "accounts", ("entered_days", "balance_days")
    ),
    "ledger": Beside("/protection/ledger/", "dpo", {}, "", ("size", "head")),
    "loans": Beside(
        "/pay/service/loans/", "emp-100234", HERS, "loans", ("owed_paise", "left_paise", "instalment_paise")
    ),
    "master_proposal": Beside(
        "/masters/proposals/{proposal}/", "administrator", {"proposal": "{proposal}"}, "changes", ("key",)
    ),
    "masters": Beside("/masters/department/", "administrator", {"kind": "department"}, "rows", ("key",)),
    "messages": Beside("/tell/", "writer", {}, "messages", ("message", "order", "people")),
    "month": Beside(BILL, "clerk", MONTH, "", ("gross_paise", "net_paise")),
    "month days": Beside("/office/0412/2026-10/", "clerk", MONTH, "", ("pays_on",)),
    "next_increment": Beside(
        "/pay/service/", "emp-100234", HERS, "increment", ("basic_pay_paise", "then_paise")
    ),
    "own_keys": Beside("/tell/approvals/keys/mine/", "law", {}, "keys", ("counts_from",)),
    "payment_findings": Beside("/treasury/T07/bank/", "treasurer", {}, "findings", ("record",)),
    "people": Beside(
        "/office/0412/people/?month=2026-10", "clerk", MONTH, "people", ("employment", "name", "post")
    ),
    "person": Beside("/office/0412/people/100234/", "clerk", HERS, "facts", ("from",)),
    "proposed_appointments": Beside(
        "/administration/appointments/", "administrator", {}, "proposals", ("account",)
    ),
    "recipients": Beside("/requests/recipients/", "owner", {}, "recipients", ("code", "title")),
    "register": Beside(
        "/treasury/T07/", "treasurer", {"treasury": "T07"}, "bills", ("bill", "net_paise", "people")
    ),
    "restraints": Beside("/restraints/", "law", {}, "restraints", ("restraint", "case_number")),
    "uses": Beside("/pay/uses/", "emp-100234", {}, "uses", ("use",)),
    "vouchers": Beside(
        "/finance/vouchers/list/?month=2026-10",
        "finance",
        {"month": "2026-10"},
        "vouchers",
        ("voucher", "net_paise"),
    ),
    "webhook_deliveries": Beside(
        "/webhooks/ag-office/", "administrator", {"webhook": "ag-office"}, "deliveries", ("event", "delivery")
    ),
    "webhooks": Beside("/webhooks/ag-office/", "administrator", {}, "webhooks", ("webhook", "name")),
    "with_paymaster": Beside("/treasury/T07/bank/", "treasurer", {}, "", ("files",)),
    "year_statement": Beside("/pay/service/year/2026-27/", "emp-100234", HERS, "lines", ("amount_paise",)),
}


#: views that their page performs itself, or asks the view's own query → the module of the page
PERFORMED = {
    "messages_by_header": "employee/views_header.py",
    "uses_by_header": "protection/headers.py",
    "event_alert": "campaign/views_events.py",
    "event_voice": "campaign/views_events.py",
    "drawn_elsewhere": "takeover/views_vouchers.py",
    "find": "lists/views.py",
    "keys_to_confirm": "administration/views_keys.py",
    "policies": "administration/views_policies.py",
    "programs": "administration/views_programs.py",
    "sheet": "takeover/views.py",
    "sheets": "takeover/views.py",
    "shown_contact": "requests/views.py",
    "taken_over": "takeover/views_months.py",
    "unsigned_accounts": "drawing/views_unsigned.py",
}
#: views of events that the town has not → the tests that set one beside its page or paper
ELSEWHERE = {
    "absence_from_use": "web/test_employee.py",
    "manager_consents": "messaging/test_consent_managers.py",
    "own_managers": "web/test_consent_managers.py",
    "deliveries": "messaging/test_registers.py",
    "delivery": "messaging/test_registers.py",
    "my_approvals": "web/test_public_register.py",
    **dict.fromkeys(
        ("assessments", "information_requests", "nominated_uses", "nominations"), "web/test_law_records.py"
    ),
    "own_links": "web/test_own_registers.py",
    "register_links": "web/test_registers.py",
    "payslip_proof": "web/test_employee.py",
    **dict.fromkeys(
        (
            "application",
            "awards",
            "beneficiary",
            "benefit_applications",
            "benefit_deaths",
            "benefit_entries",
            "benefits_to_sanction",
            "suspended_awards",
        ),
        "benefits/test_pages.py",
    ),
    **dict.fromkeys(
        (
            "award_month",
            "benefit_cycle",
            "benefit_cycles",
            "benefit_differences",
            "benefit_releases",
            "benefit_shares",
        ),
        "benefits/test_month_pages.py",
    ),
    **dict.fromkeys(
        ("benefit_accounts_to_sign", "benefit_legs", "benefit_payments"),
        "payments/benefits/test_payment_pages.py",
    ),
    **dict.fromkeys(
        ("advances", "advance_lines", "deliveries_to_check", "money_returns"),
        "payments/benefits/test_delivery_pages.py",
    ),
    "incentives": "payments/benefits/test_incentives.py",
    **dict.fromkeys(("beneficiary_sheet", "beneficiary_sheets"), "benefits/test_sheet_pages.py"),
    "benefits_elsewhere": "benefits/test_paid_elsewhere.py",
    "death_notices": "benefits/test_exchange.py",
    **dict.fromkeys(("demand_shown", "demands", "overpaid_months"), "benefits/test_demand_pages.py"),
    "complete_uses": "web/test_employee.py",
    "count_files": "web/test_emergency_pages.py",
    "portal_reports": "web/test_emergency_pages.py",
    "events": "web/test_emergency_pages.py",
    "evidence_file": "web/test_evidence_pages.py",
    "evidence_files": "web/test_evidence_pages.py",
    "signed_certificates": "web/test_evidence_pages.py",
    "own_file": "web/test_evidence_pages.py",
    "own_files": "web/test_evidence_pages.py",
    "proposed_delegations": "acts/test_delegations.py",
    "canaries": "web/test_canaries.py",
    "record_holds": "web/test_record_holds.py",
    **dict.fromkeys(("rolls", "my_rolls", "roll_proof"), "web/test_rolls.py"),
    **dict.fromkeys(("compensation", "compensations", "compensation_to_draw"), "web/test_compensations.py"),
    "compensation_to_release": "payments/benefits/test_compensation.py",
    "after_death": "web/test_deaths.py",
    "looks_at_me": "web/test_looks.py",
    "month_review": "web/test_looks.py",
    "opened_contacts": "web/test_key_days.py",
    "reviews_due": "web/test_looks.py",
    "last_pay_certificate": "web/test_last_pay.py",
    "order_scan": "web/test_order_scans.py",
    "order_scans": "web/test_order_scans.py",
    "pay_by_order": "web/test_pay_orders.py",
    "suspension": "web/test_suspensions.py",
    "transfers": "web/test_last_pay.py",
}
#: views without a page of the same rows → why
WITHOUT = {
    "operator_texts": "the page of these masters offers it as a table: its words are too long for a list",
    "duplicates": "the page asks the same query, and in this town nobody is like another",
    "to_muster": "the page asks the same query, and in the year of her application nobody lacks a proof",
    "payment": "a treasury's pages show sums and findings; a program looks one payment up by its reference",
    "totals": "sums of the whole installation, for the JSON of the demo and of monitors",
    "waiting": "counts of work between processes, for programs that wait until all is done",
}


def text_of(page: Any) -> str:
    """A page without spaces and without its tags, but for the addresses of its links."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<(?!a )[^>]+>", " ", page.content.decode())))


def cells(row: Mapping[str, Any], columns: tuple[str, ...], *, is_file: bool) -> Iterator[str]:
    """The cells of a row as a page writes them: amounts in rupees without a sign, or in a file in paise."""
    for name in columns:
        value = row[name]
        if name.endswith("_paise") and value is not None and not is_file:
            value = shown(abs(value), symbol=False)
        elif name == "record":
            value = value.rpartition(" ")[2]
        elif name.endswith(("_on", "from")) and value:
            value = f"{date.fromisoformat(value[:10]):%-d %b %Y}"
        if value not in (None, ""):
            yield re.sub(r"\s+", "", str(value))


def test_every_view_is_beside_its_page_or_has_a_reason() -> None:
    told = [*(name.split(" ", 1)[0] for name in BESIDE), *PERFORMED, *ELSEWHERE, *WITHOUT]
    assert sorted(set(told)) == sorted(views())
    assert len({*PERFORMED, *ELSEWHERE, *WITHOUT} & {name.split(" ", 1)[0] for name in BESIDE}) == 0
    for name, module in PERFORMED.items():
        text = (WEB / module).read_text(encoding="utf-8")
        assert f'look("{name}"' in text or f"{name}_shown(" in text, name
    for name, file in ELSEWHERE.items():
        assert f'"{name}"' in (TESTS / file).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("name", sorted(BESIDE))
def test_a_page_shows_the_rows_of_its_view(full_town: Town, name: str) -> None:
    one, names = BESIDE[name], names_of(full_town)
    account = Account.objects.get(username=one.officer)
    given = {key: value.format(**names) for key, value in one.given.items()}
    seen = look(name.split(" ", 1)[0], account, given, NOW, is_sample=True)
    assert seen.ok, seen.says
    found = seen.state[one.rows] if one.rows else seen.state
    rows = [
        row
        for row in (found if isinstance(found, list) else [found])
        if all(row[column] == value for column, value in one.only.items())
    ]
    page = full_town.sign_in(one.officer).get(one.page.format(**names))
    assert page.status_code == 200 and rows
    said, is_file = text_of(page), one.page.endswith(".csv")
    assert [
        cell for row in rows for cell in cells(row, one.columns, is_file=is_file) if cell not in said
    ] == []


def names_of(town: Town) -> dict[str, object]:
    """The numbers of the town in addresses and inputs."""
    return {
        "october": town.bills[OCTOBER],
        "run": Run.objects.filter(month=int(OCTOBER)).latest("pk").pk,
        "proposal": MasterProposal.objects.latest("pk").pk,
    }


# -- programs ------------------------------------------------------------------------------------------------

#: a program's role → its scope
SCOPES = {"drawing_officer": "0412", "treasury_officer": "T07", "finance_officer": "", "purpose_owner": "FIN"}
#: what a program gives to any view that has the field
GIVEN = {
    "month": "2026-10", "drawing_code": "0412", "employment": "100236", "treasury": "T07",
    "bill": "2026/0412/2", "delivery": "0" * 32, "number": "Order 1", "dated": "2015-05-01",
}  # fmt: skip
#: refused in the town: nobody has left an office, no order of these days names pay, and no body has sent
REFUSED = {"last_pay_certificate", "pay_by_order", "delivery"}
#: a masked contact or account ends like this
MASKED = re.compile(r"[•*]{2,}|[xX]{4,}\d")


@pytest.fixture(scope="module")
def programs(full_town: Town) -> dict[str, str]:
    """A token of another body's program for each role that reads."""
    assert sorted(SCOPES) == sorted(READING)
    tokens = {}
    for role, scope in SCOPES.items():
        row = {"code": role.replace("_", "-"), "name": "Another body", "office": "FIN", "role": role}
        days = {"valid_from": "2026-01-01", "valid_until": "2039-12-31"}
        entered(full_town, "program", {**row, **days, "scope": scope})
        account = Program.objects.get(code=row["code"]).account
        tokens[role] = issue_token(account, name="x", role=role, scope=scope, lasts=timedelta(days=1))[1]
    return tokens


@pytest.fixture(scope="module")
def secrets(full_town: Town) -> list[str]:
    """Every contact and account number of the town."""
    with connections["backup"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT number FROM service_book_payeeaccount")
        accounts = [number for (number,) in cursor.fetchall()]
    count = len(full_town.office.people)
    contacts = [form.format(n=n) for n in range(count) for form in (MOBILE, MAIL, "p{n}@office.example")]
    assert len(accounts) >= count
    return [*contacts, *accounts]


@pytest.mark.parametrize(
    "name",
    sorted(one.name for one in views().values() if one.for_programs and CONSENT_MANAGER not in one.roles),
)
def test_a_program_gets_no_contact_no_mask_and_no_account_number(
    full_town: Town, programs: dict[str, str], secrets: list[str], name: str
) -> None:
    view = views()[name]
    role = next((str(one) for one in view.roles if one in SCOPES), "drawing_officer")
    given = {key: value for key, value in GIVEN.items() if key in view.given.model_fields}
    address = [f"/api/views/{name}"]
    address += [f"/api/lists/{name}.{ending}" for ending in ("csv", "xlsx")] if view.rows else []
    headers = {"Authorization": f"Bearer {programs[role]}"}
    for one in address:
        answer = Client().get(one, given, headers=headers)
        assert answer.status_code == (409 if name in REFUSED else 200), answer.content
        content = answer.getvalue()
        if one.endswith(".xlsx"):
            with ZipFile(BytesIO(content)) as book:
                content = b"".join(map(book.read, book.namelist()))
        assert found_in(content, secrets) == []
        assert not MASKED.search(content.decode()), one


def test_the_last_digits_of_an_account_are_for_the_person_and_her_office(
    full_town: Town, programs: dict[str, str]
) -> None:
    def tails(facts: list[dict[str, Any]]) -> set[str]:
        return {fact.get("tail", "") for fact in facts if fact["fact"] == "payee_account"}

    given = {"employment": "100236"}
    clerk = Account.objects.get(username="clerk")
    assert "0001" in tails(look("person", clerk, given, NOW, is_sample=True).state["facts"])
    headers = {"Authorization": f"Bearer {programs['drawing_officer']}"}
    answer = Client().get("/api/views/person", given, headers=headers).json()
    assert tails(answer["state"]["facts"]) == {""}
