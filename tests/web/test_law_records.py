"""Records that the law asks for, to the public page: requests for information, assessments, nominees."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from tests.conftest import World
from tests.payments.test_masters import agreed
from tests.payroll.office import at
from tests.people.masters.test_proposals import stated
from tests.web.conftest import NOW, Town, sequence
from tests.web.test_campaign import approved, compose, order
from vethanam.acts.executor import look, perform
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.orders.models import Order
from vethanam.privacy.law_records import assessments_on, information_requests
from vethanam.privacy.models import Duty, InformationRequest, InformationSeal, Nomination
from vethanam.service_book.models import ServiceSpell
from vethanam.web.public import information

__all__ = ["order"]

ORDER = "F.1/2026-DPDP"
SEALED = {
    "ground": "sovereignty", "requested_by": "Joint Secretary, Home", "order": ORDER, "dated": "2026-11-20",
    "field_names": "name, post", "people": "40", "opens_on": "2027-03-01",
}  # fmt: skip
ASSESSED = {
    "purpose": "SVC-TERMS", "assessed_on": "2026-11-20", "review_by": "2027-11-20", "document": "ab" * 32,
    "risks": "A message may reach a wrong number.", "measures": "Only confirmed contacts are used.",
}  # fmt: skip


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def acted(name: str, act: str, given: dict[str, Any], when: datetime = NOW) -> Any:
    return perform(act, Account.objects.get(username=name), given, when, is_sample=True)


@pytest.fixture
def law(town: Town) -> Client:
    town.office.appoint("law", "law_officer", "", office="FIN")
    return town.sign_in("law")


# -- requests of the Central Government ----------------------------------------------------------------------


def test_a_sealed_request_shows_its_day_alone_until_it_opens(
    town: Town, law: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert law.post("/protection/information/", SEALED).status_code == 302
    row = InformationRequest.objects.get()
    sequence(world)
    public = text_of(Client().get("/information/"))
    assert "1 request for information" in public and "opens on 1 Mar 2027" in public
    assert not any(said in public for said in (ORDER, "Joint Secretary", "name, post"))
    assert ORDER in text_of(town.sign_in("dpo").get("/protection/information/"))
    leaf = json.loads(bytes(Staged.objects.get(pk=row.leaf).leaf))
    assert leaf["public"] == {"request": row.reference, "opens_on": "2027-03-01"}
    later = datetime(2027, 3, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(information, "now_of", lambda _request: (later, True))
    opened = text_of(Client().get("/information/"))
    assert ORDER in opened and "Joint Secretary, Home" in opened and "40" in opened


def test_another_officer_keeps_it_sealed_by_a_further_order(town: Town, law: Client) -> None:
    law.post("/protection/information/", SEALED)
    row = InformationRequest.objects.get()
    longer = {"request": row.reference, "opens_on": "2027-09-01", "order": "F.2/2026-DPDP"}
    assert acted("law", "keep_information_sealed", longer).code == "information_same_officer"
    assert acted("dpo", "keep_information_sealed", {**longer, "opens_on": "2027-02-01"}).code == (
        "information_seal_length"
    )
    dpo = town.sign_in("dpo")
    given = {"opens_on": "2027-09-01", "order": "F.2/2026-DPDP"}
    assert dpo.post(f"/protection/information/{row.reference}/", given).status_code == 302
    (shown,) = information_requests(NOW)
    assert (shown.opens_on, shown.is_sealed) == (date(2027, 9, 1), True)
    (told,) = look(
        "information_requests", Account.objects.get(username="dpo"), {}, NOW, is_sample=True
    ).state["requests"]
    assert (told["sealed"], told["opens_on"]) == (True, "2027-09-01")
    (open_then,) = information_requests(NOW + timedelta(days=400))
    assert not open_then.is_sealed
    done = acted(
        "dpo",
        "keep_information_sealed",
        {**longer, "opens_on": "2028-06-01"},
        datetime(2027, 10, 1, tzinfo=UTC),
    )
    assert done.code == "information_is_open"


def test_what_concerns_no_security_is_not_sealed_and_an_open_one_is_public_at_once(
    town: Town, law: Client
) -> None:
    wrong = {**SEALED, "ground": "function"}
    assert "is for requests about the security of the country alone" in text_of(
        law.post("/protection/information/", wrong)
    )
    assert acted("law", "enter_information_request", {**SEALED, "dated": "2027-01-01"}).faults
    contact = {**SEALED, "requested_by": "Joint Secretary 94470 12345"}
    answer = text_of(law.post("/protection/information/", contact))
    assert "looks like it holds a phone number" in answer
    assert not InformationRequest.objects.exists()
    assert acted("law", "enter_information_request", {**wrong, "opens_on": None}).ok
    assert ORDER in text_of(Client().get("/information/"))
    assert town.sign_in("clerk").get("/protection/information/").status_code == 403
    assert acted("information", "enter_information_request", SEALED).ok is False


def test_a_request_without_its_entry_is_refused_by_the_database(town: Town, law: Client) -> None:
    law.post("/protection/information/", SEALED)
    row = InformationRequest.objects.get()
    same = {"request": row, "opens_on": date(2027, 9, 1), "order_number": "x", "entered_by": row.entered_by}
    for person in (row.person, row.person + 1):
        with pytest.raises(DatabaseError), transaction.atomic():
            InformationSeal.objects.create(**same, person=person, at=NOW, recorded_at=NOW, leaf=row.leaf)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM privacy_informationrequest")


# -- impact assessments --------------------------------------------------------------------------------------


def test_an_assessment_counts_for_a_year_and_stands_on_the_page_of_its_purpose(town: Town) -> None:
    dpo = town.sign_in("dpo")
    page = text_of(dpo.get("/protection/assessments/"))
    assert "The State is not notified as a significant fiduciary" in page and "Missing" in page
    assert "Impact assessment none on record" in text_of(Client().get("/purposes/SVC-TERMS/"))
    assert dpo.post("/protection/assessments/", ASSESSED).status_code == 302
    said = text_of(Client().get("/purposes/SVC-TERMS/?on=2026-11-25"))
    assert "Impact assessment of 20 Nov 2026; the next by 20 Nov 2027" in said
    shown = look("assessments", Account.objects.get(username="dpo"), {}, NOW, is_sample=True).state
    assert not shown["needed"] and {one["state"] for one in shown["assessments"]} == {"current", "missing"}
    states = {one.purpose.code: one.state for one in assessments_on(date(2027, 11, 20))}
    assert states["SVC-TERMS"] == "current" and states["SURVEY"] == "missing"
    states = {one.purpose.code: one.state for one in assessments_on(date(2027, 11, 21))}
    assert states["SVC-TERMS"] == "overdue"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("purpose", "NO-SUCH", "assessment_purpose"),
        ("assessed_on", "2026-12-24", "assessment_in_future"),
        ("review_by", "2028-01-01", "assessment_year"),
        ("document", "not a hash", "hash_unreadable"),
        ("risks", "Call 94470 12345", "contact_in_words"),
    ],
)
def test_an_assessment_that_does_not_fit_is_refused(town: Town, field: str, value: str, code: str) -> None:
    done = acted("dpo", "record_assessment", {**ASSESSED, field: value})
    assert code in {fault.code for fault in done.faults} and "94470" not in str(done)
    assert not acted("information", "record_assessment", ASSESSED).ok


def test_a_significant_fiduciary_sends_to_nobody_without_an_assessment(
    town: Town, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a town of three the threshold of a hundred is lowered."""
    monkeypatch.setattr("vethanam.messaging.actions.campaign_queue.MASS", 1)
    campaign = compose(town.sign_in("writer"), order)
    approved(town, campaign, "owner", "dpo")
    notified = {"name": "significant_fiduciary", "text": "G.S.R. 1(E) of 2027", "text_ml": "G.S.R. 1(E)"}
    agreed(stated("state_setting", **notified))
    refused = acted("writer", "dispatch", {"campaign": campaign.reference})
    assert refused.code == "assessment_lacks" and not campaign.uses.exists()
    assert acted("dpo", "record_assessment", ASSESSED).ok
    assert acted("writer", "dispatch", {"campaign": campaign.reference}).ok


# -- nominees ------------------------------------------------------------------------------------------------


def test_a_nominee_sees_nothing_before_a_death_and_the_uses_afterwards(town: Town) -> None:
    her, nominee = town.sign_in("emp-100234"), town.sign_in("emp-100235")
    assert her.post("/pay/nominees/", {"nominee": "100235"}).status_code == 302
    row = Nomination.objects.get()
    assert "Person 100235" in text_of(her.get("/pay/nominees/"))
    assert "Person 100234" not in text_of(nominee.get("/pay/nominees/"))
    assert nominee.get(f"/pay/nominees/{row.reference}/").status_code == 404
    account = Account.objects.get(username="emp-100235")
    given = {"nomination": row.reference}
    before = look("nominated_uses", account, given, NOW, is_sample=True)
    assert before.code == "nominee_not_yet"
    spell = ServiceSpell.objects.get(employment=town.office.people["100234"])
    town.office.amend(spell, at(20, month=11), valid_until=date(2026, 11, 10), end_cause="death")
    page = text_of(nominee.get(f"/pay/nominees/{row.reference}/"))
    assert "Person 100234" in page and "Refused" in page
    shown = look("nominated_uses", account, given, NOW, is_sample=True).state["uses"]
    assert {one["purpose"] for one in shown} == {"SAL-CREDIT"}
    assert nominee.post(f"/pay/nominees/{row.reference}/", {"asked": "erasure"}).status_code == 302
    assert Duty.objects.get().person == row.person
    assert "Answer by" in text_of(nominee.get(f"/pay/nominees/{row.reference}/"))
    assert town.sign_in("emp-100236").get(f"/pay/nominees/{row.reference}/").status_code == 404
    leaf = json.loads(bytes(Staged.objects.get(pk=row.leaf).leaf))
    assert leaf["public"] == {"nomination": row.reference}


def test_one_nominee_at_a_time_never_herself_and_taken_back_she_sees_nothing(town: Town) -> None:
    her = town.sign_in("emp-100234")
    assert acted("emp-100234", "nominate", {"nominee": "100234"}).code == "nominee_is_herself"
    assert acted("emp-100234", "nominate", {"nominee": "999999"}).code == "unknown_employee"
    assert acted("emp-100234", "end_nomination", {}).code == "no_nominee"
    assert acted("emp-100234", "nominate", {"nominee": "100235"}).ok
    assert acted("emp-100234", "nominate", {"nominee": "100236"}).code == "nominee_named"
    assert her.post("/pay/nominees/", {"end": "1"}).status_code == 302
    spell = ServiceSpell.objects.get(employment=town.office.people["100234"])
    town.office.amend(spell, at(20, month=11), valid_until=date(2026, 11, 10), end_cause="death")
    account = Account.objects.get(username="emp-100235")
    assert look("nominations", account, {}, NOW, is_sample=True).state["nominations"] == []
    (mine,) = look("nominations", Account.objects.get(username="emp-100234"), {}, NOW, is_sample=True).state[
        "nominations"
    ]
    assert mine["ended"] and mine["employee"] == "100235"
