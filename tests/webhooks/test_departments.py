"""Two departments, each with an office: every webhook hears of its own department's office
and of no other.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from tests.payroll.office import SmallOffice, at, draw_october, small_office
from tests.webhooks.conftest import Hooked
from vethanam.identity.authority import Authority
from vethanam.messaging.actions import ask_for_use
from vethanam.messaging.actions.use_requests import speaking_for
from vethanam.people.accounts import NewPerson, invite_officer
from vethanam.people.appointments import Seat, decide_appointment, propose_appointment
from vethanam.people.masters import KINDS, Stated, by_name, decide, propose
from vethanam.people.models import Appointment
from vethanam.people.queries import authority_of
from vethanam.privacy.models import Use
from vethanam.webhooks.collector import collect_events
from vethanam.webhooks.models import Delivery

#: a purpose that nobody registered: the answer is no, and it is an event
GREETING: dict[str, Any] = {
    "purpose": "GREETING", "fields": ["name", "mobile"], "channel": "sms", "cohort": "all employees",
    "template": {"class": "publicity", "parts": ["praise"]},
}  # fmt: skip


def administrators(office: SmallOffice) -> tuple[Authority, Authority]:
    for name in ("anita", "biju"):
        office.appoint(name, "administrator", "", office="GED")
    return office.by("anita", at(20)), office.by("biju", at(20))


def entered(two: tuple[Authority, Authority], *rows: Stated) -> None:
    """Masters that one administrator proposes and another agrees to."""
    kinds = by_name(*KINDS)
    decide(two[1], kinds, propose(two[0], kinds, rows).pk, outcome="agreed")


def appointed(two: tuple[Authority, Authority], name: str, code: str) -> Authority:
    account = invite_officer(two[0], name, NewPerson(f"Officer {name}", date(1980, 1, 1))).issued.account
    proposal = propose_appointment(two[0], Seat(account, "drawing_officer", code, date(2026, 10, 1)))
    decide_appointment(two[1], proposal, is_agreed=True)
    return authority_of(account, at(21), is_sample=True)


def heard(webhook: Any) -> list[tuple[str, Any]]:
    rows = Delivery.objects.filter(webhook=webhook).exclude(event="webhook.ready").order_by("pk")
    return [(row.event, json.loads(row.body)["data"]) for row in rows]


def test_each_department_hears_of_its_own_offices(office: SmallOffice, hooked: Hooked) -> None:
    small_office("0999")
    two = administrators(office)
    entered(
        two,
        *(Stated("department", "department", {"code": code, "name": code}) for code in ("GED", "HED")),
        *(
            Stated("drawing_code", "code", {
                "code": code, "kind": "ddo", "title": "Office", "treasury": "T07", "department": department,
            })
            for code, department in (("0412", "GED"), ("0999", "HED"))
        ),
    )  # fmt: skip
    ours, theirs = (
        hooked("http://127.0.0.1:1/", "bill.passed use.refused", "department", code)
        for code in ("GED", "HED")
    )
    general, higher = appointed(two, "gita", "0412"), appointed(two, "hari", "0999")
    assert (general.office, general.department) == ("DEPT", "GED")
    assert (higher.office, higher.department) == ("DEPT", "HED")
    told = {row.account.username: row.office for row in Appointment.objects.select_related("account")}
    assert (told["gita"], told["hari"]) == ("GED", "HED")

    for officer in (general, higher):
        assert ask_for_use(officer, GREETING).decision.outcome == "deny"
    draw_october(office)
    collect_events(is_sample=True)

    refused = {row.department: row.reference for row in Use.objects.filter(outcome="deny")}
    assert [(event, data.get("use")) for event, data in heard(theirs)] == [("use.refused", refused["HED"])]
    assert {event for event, _ in heard(ours)} == {"bill.passed", "use.refused"}
    (use,) = [data for event, data in heard(ours) if event == "use.refused"]
    assert (use["use"], use["office"], use["department"]) == (refused["GED"], "DEPT", "GED")


def test_an_officer_speaks_for_the_department_that_a_purpose_names(office: SmallOffice) -> None:
    officer = office.by("officer", at(21))
    assert speaking_for(replace(officer, department="TRY"), "TRY-BILL").office == "TRY"
    assert speaking_for(replace(officer, department="HED"), "TRY-BILL").office == "DEPT"
