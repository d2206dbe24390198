"""Every page in a real browser: both languages, both widths, no sideways scroll, axe
silent, console silent, light.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from tests.conftest import World
from tests.payroll.office import OCTOBER, at
from tests.payroll.test_arrears import draw_elsewhere
from tests.web.conftest import Town, sequence
from tests.web.passkeys import PASSWORD, add_passkey, send
from tests.web.sound_pages import PHONE, WIDE, Visit, faults_of, session_of, signed_in
from tests.web.test_finance import costed
from vethanam.identity.models import Account
from vethanam.payroll.actions import (
    Challan,
    ask_about_line,
    ask_run,
    complete_run,
    compute_run,
    enter_refund,
)
from vethanam.payroll.models import Bill, Claim, RunFinding
from vethanam.periods import Month
from vethanam.privacy.actions import Filing, ask, file_restraint, request_use
from vethanam.privacy.models import Duty, Use
from vethanam.privacy.permit import Request, Subject
from vethanam.service_book.models import ServiceSpell

pytestmark = pytest.mark.debian("chromium")

PUBLIC = ("/rights/", "/proof/", "/guide/employee/", "/guide/office/")


def _visits(world: World, town: Town, bill: Bill) -> list[Visit]:
    """Every page, with the town's contents in November."""
    draw_elsewhere(town.office, town.office.people["100235"], Month(2025, 7).until(Month(2025, 9)))
    run = compute_run(OCTOBER.plus(1), "0412", town.office.by("clerk", at(25, month=11))).run
    finding = RunFinding.objects.filter(blocks=True).first()
    refused = Use.objects.get(outcome="deny")
    sending = Use.objects.filter(outcome="allow").latest("id").reference
    town.office.appoint("law", "law_officer", "", office="FIN")
    town.office.appoint("owner", "purpose_owner", "FIN", office="FIN")
    law = town.office.by("law", at(25, month=11))
    file_restraint(
        law, Filing("WPC-1", "court_order", law.at, {"purposes": ["SVC-TERMS"]}, case_number="W.P.(C) 1/2026")
    )
    office = f"/office/0412/bills/{bill.pk}/"
    mine = [
        "/pay/",
        "/pay/2026-09/",
        "/pay/2026-10/dearness_allowance/",
        "/pay/2026-10/house_rent_allowance/",
        "/pay/uses/",
        "/pay/uses/files/",
    ]
    mine += [
        f"/pay/uses/{refused.reference}/",
        f"/pay/uses/{refused.reference}/ask/",
        "/pay/2026-10/basic_pay/ask/",
        "/pay/2026-10/ask/",
        "/pay/questions/",
        *(f"/pay/service/{page}" for page in ("", "book/", "leave/", "next-month/", "loans/", "year/")),
        *(f"/pay/service/data/{page}" for page in ("", "person-born/", "book/")),
        "/pay/contact/",
        "/pay/contact/mobile/",
        "/account/",
        "/account/keys/",
    ]
    mine += ["/account/password/", "/account/sessions/", "/treasury/T07/", "/nowhere/"]
    drawing = [
        "",
        "2026-10/",
        f"runs/{run}/",
        f"runs/{run}/differences/",
        f"runs/{bill.run_id}/differences/",
        f"runs/{bill.run_id}/differences/increment/",
        "2026-11/checks/",
        "bills/",
        "bills/several/",
        "arrears/",
        "arrears/?from=2025-07&to=2025-09",
        "people/",
    ]
    drawing += ["people/100234/", "people/100234/2026-10/dearness_allowance/", "entries/"]
    drawing += [
        "officers/",
        "officers/hand-over/",
        "institutions/",
        "people/?number=1",
        f"bills/{bill.pk}/lines/?by=change",
    ]
    drawing += [f"people/100234/{page}" for page in _of_an_entry(town)]
    drawing += ["questions/", f"questions/{_question(town)}/"]
    drawing += [f"findings/{finding.pk}/"] if finding else []
    _, draft = costed(world, town)
    finance = ["/finance/", draft, f"/finance/beside/?with={draft.split('/')[2]}", "/finance/arrears/"]
    finance += [
        "/finance/vouchers/",
        "/finance/vouchers/list/?month=2026-10",
        "/finance/vouchers/?month=2026-03",
    ]
    return [
        *(Visit("finance", address) for address in finance),
        *(
            Visit("", address)
            for address in ("/", "/sign-in/", "/sign-in/password/", "/messages/", "/law/", *PUBLIC)
        ),
        *(Visit("emp-100234", address) for address in mine),
        Visit("emp-100236", "/pay/"),
        *(Visit("officer", f"/office/0412/{address}") for address in drawing),
        *(
            Visit("officer", f"{office}{address}")
            for address in ("", "accounts/", "refund/", "schedules/", "schedules/1/")
        ),
        *(Visit("treasurer", f"/treasury/T07/bank/{address}") for address in ("", "institutions/", "days/")),
        *(Visit(who, "/inbox/") for who in ("officer", "treasurer", "dpo", "law")),
        Visit("officer", "/find/?q=1002"),
        Visit("officer", "/lists/people/?drawing_code=0412&month=2026-10"),
        Visit("officer", "/lists/bills/?drawing_code=0412&order=-net_paise&q=made"),
        Visit("treasurer", "/treasury/T07/"),
        Visit("treasurer", "/treasury/T07/hand-over/"),
        Visit("treasurer", f"/treasury/T07/challans/{_challan(town, bill)}/"),
        Visit("treasurer", f"/treasury/T07/bills/{bill.pk}/"),
        Visit("treasurer", f"/treasury/T07/bills/{bill.pk}/lines/"),
        Visit("treasurer", f"/treasury/T07/bills/{bill.pk}/lines/{_claim(bill)}/"),
        *(
            Visit("dpo", f"/protection/{address}")
            for address in (
                *("", "uses/", "purposes/", "ledger/", "processors/", f"uses/{refused.reference}/"),
                *("cases/new/", "ended/"),
                *(f"due/{duty.reference}/" for duty in _duties(world, town)),
            )
        ),
        Visit("owner", f"/restraints/sendings/{sending}/"),
        *(
            Visit("law", f"/restraints/{address}")
            for address in ("", "sendings/", "one/WPC-1/", "one/WPC-1/next/", "enter/", "windows/")
        ),
    ]


def _of_an_entry(town: Town) -> list[str]:
    """The pages of an entry's changes: choice, correction, end, withdrawal, effect on its order."""
    spell = ServiceSpell.objects.get(employment=town.office.people["100234"])
    entry = f"book/service_spell/{spell.pk}/"
    return ["new/", "new/pay/", entry, f"{entry}?ends=yes", f"{entry}back/", f"{entry}order/"]


def _claim(bill: Bill) -> int:
    """One of the lines of a bill."""
    return Claim.objects.filter(lines__bill=bill).earliest("pk").pk


def _challan(town: Town, bill: Bill) -> int:
    """A challan that waits for the treasury."""
    office, challan = town.office, Challan("C-17", at(20, month=11).date())
    entered = enter_refund(
        bill, office.by("clerk", at(21, month=11)), employment=office.people["100234"], challan=challan,
        reason="A day.",
        amounts={"basic_pay": 100_000},
    )  # fmt: skip
    return entered.pk


def _duties(world: World, town: Town) -> list[Duty]:
    """A waiting complaint, and a case that opened automatically."""
    person = town.office.people["100235"].person_id
    someone = replace(town.office.by("clerk", at(20, month=11)), person=person)
    complaint = ask(someone, "grievance", "told_after_stop")
    sequence(world)
    looked_up = Request(
        actor="clerk", org="PRD", purpose="SAL-CREDIT", subjects=[Subject(str(n)) for n in range(40)],
        mode="feed"
    )  # fmt: skip
    request_use(town.office.by("clerk", at(24, month=11)), looked_up)
    return [complaint, Duty.objects.get(kind="breach")]


def _question(town: Town) -> str:
    """A question about a line of pay that waits at the office, in the person's words."""
    mine = town.office.people["100234"]
    authority = replace(town.office.by("clerk", at(20, month=11)), person=mine.person_id)
    says = "ഉത്തരവ് 5/10/2026"
    return ask_about_line(authority, mine, OCTOBER, "dearness_allowance", "order_missing", says).reference


@pytest.mark.parametrize(("language", "axe_at"), [("en", WIDE), ("ml", PHONE)])
def test_every_page_is_sound(
    world: World,
    town: Town,
    bill: Bill,
    served: str,
    browser_type_launch_args: dict[str, Any],
    language: str,
    axe_at: int,
) -> None:
    visits = _visits(world, town, bill)
    sessions = {name: session_of(town, name) for name in {visit.who for visit in visits} - {""}}
    assert faults_of(visits, sessions, served, browser_type_launch_args, language, axe_at) == {}


def test_a_run_is_followed_until_it_ends(
    town: Town, served: str, browser_type_launch_args: dict[str, Any]
) -> None:
    """The page polls each second; the run continues without it."""
    session = session_of(town, "clerk")
    run = ask_run(OCTOBER.plus(1), "0412", town.office.by("clerk", at(25, month=11))).pk
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        page = signed_in(browser, served, session, "en").new_page()
        page.goto(f"{served}/office/0412/runs/{run}/")
        assert page.locator("h1").inner_text() == "Computing November 2026"
        _elsewhere(lambda: complete_run(run))
        page.get_by_role("link", name="See the month").wait_for(timeout=60_000)
        assert page.locator("h1").inner_text() == "November 2026 is computed"
        browser.close()


def _elsewhere(verb: Any) -> None:
    """Run it in another thread, because a browser's loop runs in this one."""

    def done() -> None:
        verb()
        connections.close_all()

    thread = Thread(target=done)
    thread.start()
    thread.join()


def test_a_passkey_is_added_and_signs_in_alone(
    town: Town, served: str, browser_type_launch_args: dict[str, Any]
) -> None:
    """Under the strict content policy, with the browser's own authenticator."""
    account = Account.objects.get(username="clerk")
    account.set_password(PASSWORD)
    account.save()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        page = browser.new_context().new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        add_passkey(page, served, "clerk")
        page.goto(f"{served}/sign-out/")
        send(page)
        page.goto(f"{served}/sign-in/")
        page.click("#passkey_login")
        page.wait_for_url("**/office/0412/")
        browser.close()
    assert said == []
