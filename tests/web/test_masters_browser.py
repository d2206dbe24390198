"""The pages of masters in a real browser: both languages, both widths, axe and console silent;
a proposal by hand.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import World
from tests.people.masters.test_proposals import ALL, ORDER, TREASURY, administrator, office, stated
from tests.people.masters.test_proposals import PLACE as PLACES
from tests.web.sound_pages import PHONE, WIDE, Visit, faults_of
from tests.web.sound_pages import signed_in as signed_in_browser
from tests.web.test_masters import RATE, signed_in
from vethanam.identity.tokens import issue_token
from vethanam.people.masters import KINDS, PROGRAM_KINDS, Stated, by_name, decide, propose
from vethanam.people.models import MasterProposal, Program, Treasury
from vethanam.service_book.figures import parameter_kind

pytestmark = pytest.mark.debian("chromium")
#: a folder for screenshots of each page, if wanted
PICTURES = os.environ.get("PICTURES_OF_PAGES", "")
CODE_0599 = stated("drawing_code", code="0599", kind="ddo", title="School", treasury="T01")
DAYS = {"valid_from": "2026-01-01", "valid_until": "2039-12-31"}
BANK = stated(
    "program", code="first-bank", name="First bank, salary desk", office="TRY", role="treasury_officer",
    scope="T01", valid_from="2025-01-01", valid_until="2026-01-31",
)  # fmt: skip
AUDIT = stated(
    "program", code="ag-office", name="Accountant General", name_ml="അക്കൗണ്ടന്റ് ജനറൽ", office="TRY",
    role="finance_officer", **DAYS,
)  # fmt: skip


def _session(name: str, role: str) -> str:
    return str(signed_in(name, role).cookies["sessionid"].value)


def _stand() -> tuple[int, int]:
    """A directorate on record, a correction of it and a rate that wait; the numbers of both."""
    first, second = administrator("first"), administrator("second")
    heads = (
        stated("head", code="2202-01", title="Schools"),
        stated("bill_class", code="establishment", title="Establishment", title_ml="എസ്റ്റാബ്ലിഷ്മെന്റ്",
            signing="maker_checker"),
        stated("arrangement", drawing_code="0599", bill_class="establishment", head="2202-01",
            valid_from="2024-04-01", **ORDER),
    )  # fmt: skip
    rows = (TREASURY, CODE_0599, *PLACES, *office("OF1"), *office("OF2", parent="OF1"), *heads)
    decide(second, ALL, propose(first, ALL, rows, title="Directorate").pk, outcome="agreed")
    moved = (
        stated("treasury", code="T01", name="Another name"),
        stated("treasury", code="T02", name="Sub-treasury"),
    )
    programs = by_name(*KINDS, *PROGRAM_KINDS)
    for row in (stated("department", code="TRY", name="Treasuries"), BANK, AUDIT):
        decide(second, programs, propose(first, programs, [row]).pk, outcome="agreed")
    issue_token(Program.objects.get(code="ag-office").account, name="vouchers", role="finance_officer")
    waits = propose(first, ALL, moved, title="Two treasuries", source="treasuries.csv")
    figures = by_name(parameter_kind(lambda: "kerala"))
    finance = replace(administrator("f1"), role="finance_officer")
    rate = propose(finance, figures, [Stated("parameter", "the form", RATE)])
    return waits.pk, rate.pk


@pytest.mark.parametrize(("language", "axe_at"), [("en", WIDE), ("ml", PHONE)])
def test_pages_of_masters_are_sound(
    world: World, served: str, browser_type_launch_args: dict[str, Any], language: str, axe_at: int
) -> None:
    waits, rate = _stand()
    sessions = {"a": _session("second", "administrator"), "f": _session("f2", "finance_officer")}
    masters = ("", "import/", "office/", "office/enter/", "office/enter/?key=OF2", "office/close/?key=OF2",
        "arrangement/",
               "bill_class/enter/?key=establishment", "bank_terms/enter/", f"proposals/{waits}/")  # fmt: skip
    visits = [
        *(Visit("a", f"/masters/{page}") for page in masters),
        Visit("a", "/administration/programs/"),
        Visit("a", "/masters/program/enter/"),
        *(
            Visit("f", f"/figures/{page}")
            for page in ("", "parameter/", "parameter/enter/", f"proposals/{rate}/")
        ),
        Visit("", "/rights/"),
    ]
    assert faults_of(visits, sessions, served, browser_type_launch_args, language, axe_at, PICTURES) == {}


def test_an_administrator_proposes_by_hand_and_another_agrees(
    world: World, served: str, browser_type_launch_args: dict[str, Any]
) -> None:
    _stand()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        first = signed_in_browser(browser, served, _session("first", "administrator"), "en").new_page()
        first.goto(f"{served}/masters/")
        first.get_by_role("link", name="Treasuries", exact=True).click()
        first.get_by_role("link", name="Enter a new one").click()
        first.get_by_label("Code", exact=True).fill("T08")
        first.get_by_label("Name", exact=True).fill("Third treasury")
        first.get_by_role("button", name="Propose").click()
        assert "It waits for a second person." in first.locator("main").inner_text()
        second = signed_in_browser(browser, served, _session("second", "administrator"), "en").new_page()
        second.goto(f"{served}/masters/")
        second.get_by_role("link", name="treasury T08").click()
        second.get_by_role("button", name="Agree").click()
        assert "It is in force." in second.locator("main").inner_text()
        browser.close()
    assert Treasury.objects.get(code="T08").name == "Third treasury"
    assert MasterProposal.objects.filter(decision__isnull=True).count() == 2
