"""The stop works without JavaScript and at once; a law officer enters orders; each reader
sees only her own.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.conftest import World
from tests.privacy.positions import officers, signed
from tests.web.confirming import confirmed
from tests.web.conftest import NOW, Town, sequence
from tests.web.test_last_pay import text_of
from vethanam.privacy.models import PositionProposal, RecordedWindow, Restraint, Use


@pytest.fixture
def town(town: Town) -> Town:
    town.office.appoint("law", "law_officer", "", office="FIN")
    town.office.appoint("owner", "purpose_owner", "FIN", office="FIN")
    return town


def sending() -> str:
    return str(Use.objects.filter(outcome__in=("allow", "partial")).latest("id").reference)


def test_the_stop_stops_at_once_and_the_page_says_what_went(town: Town) -> None:
    browser, address = town.sign_in("owner"), f"/restraints/sendings/{sending()}/"
    page = browser.get(address).content.decode()
    assert "Stop sending" in page and "Not yet begun" in page
    assert browser.post(address).status_code == 302
    stop = Restraint.objects.get()
    assert (stop.kind, stop.role, stop.counts) == ("stop", "purpose_owner", {"queued": 2})
    page = browser.get(address).content.decode()
    assert "Stopped by an officer. 2 messages will not be sent." in page and 'role="alert"' in page
    assert "Stop sending" not in page and "To the millisecond" in page


def test_the_release_of_a_stop_waits_for_two_signatures(town: Town) -> None:
    assert town.sign_in("owner").post(f"/restraints/sendings/{sending()}/").status_code == 302
    law, stop = town.sign_in("law"), Restraint.objects.get()
    address = f"/restraints/one/{stop.reference}/next/"
    assert "Released" in law.get(address).content.decode()
    entered = law.post(address, {"state": "released", "says": "by mistake (sample)"})
    waits = law.get(entered["Location"]).content.decode()
    assert sending() in waits and "by mistake (sample)" in waits and waits.count("Not yet") == 2
    assert not stop.positions.exists()
    signed(town.office.by("law", NOW), PositionProposal.objects.get())
    assert "In effect" in law.get(entered["Location"]).content.decode()
    assert [one.state for one in stop.positions.all()] == ["released"]


def test_another_office_neither_sees_nor_stops_it(town: Town) -> None:
    browser, address = town.sign_in("information"), f"/restraints/sendings/{sending()}/"
    assert browser.get(address).status_code == 404 and browser.post(address).status_code == 404
    assert not Restraint.objects.exists()
    assert town.sign_in("officer").get(address).status_code == 403


def test_an_order_is_entered_and_its_statement_can_be_kept(town: Town, world: World, tmp_path: Path) -> None:
    law = town.sign_in("law")
    form = {
        "kind": "court_order",
        "id": "WPC-1-2026",
        "case_number": "W.P.(C) 1/2026",
        "sender": ["FIN"],
        "case": "pending",
    }
    assert confirmed(law, "/restraints/enter/", form)["Location"] == "/restraints/one/WPC-1-2026/"
    row = Restraint.objects.get()
    assert (row.senders, row.kinds, row.counts) == (["FIN"], [], {"queued": 4})
    page = law.get("/restraints/one/WPC-1-2026/").content.decode()
    assert "4 messages will not be sent" in page and "of Finance Department" in page
    assert "One restraint is in effect" in town.sign_in("dpo").get("/restraints/").content.decode()
    sequence(world)
    bundle = json.loads(law.get("/restraints/one/WPC-1-2026/statement/").content)
    kinds = {entry["leaf"]["kind"] for entry in bundle["entries"]}
    assert kinds == {"restraint.filed", "restraint.queue", "log.time"}
    paper = "/restraints/one/WPC-1-2026/statement.pdf"
    assert f'href="{paper}"' in page
    text = text_of(law.get(paper).content, tmp_path)
    for told in (
        "Statement of a restraint", "W.P.(C) 1/2026", "law officer", "of Finance Department",
        "Restraint takes effect", "The statement of the queue",
    ):  # fmt: skip
        assert told in text, told
    assert re.search(r"Waiting then, and cancelled\s+4\b|4\s+Waiting then, and cancelled", text)
    assert [town.sign_in(name).get(paper).status_code for name in ("dpo", "clerk")] == [200, 403]


def test_what_the_court_said_next_is_recorded_and_sends_nothing(town: Town) -> None:
    law = town.sign_in("law")
    confirmed(
        law, "/restraints/enter/", {"kind": "undertaking", "id": "U-1", "case_number": "W.P.(C) 1/2026"}
    )
    refused = law.post("/restraints/one/U-1/next/", {"state": "leave"}).content.decode()
    assert "A leave must name the purposes" in refused
    entered = law.post("/restraints/one/U-1/next/", {"state": "vacated", "says": "dismissed (sample)"})
    waits = law.get(entered["Location"]).content.decode()
    assert "dismissed (sample)" in waits and "Law officer" in waits and waits.count("Not yet") == 2
    assert "This restraint is over" not in law.get("/restraints/one/U-1/").content.decode()
    listed = town.sign_in("dpo").get("/tell/approvals/").content.decode()
    assert "Under a restraint" in listed and "Vacated: W.P.(C) 1/2026" in listed
    signed(town.office.by("law", NOW), PositionProposal.objects.get())
    assert "In effect" in law.get(entered["Location"]).content.decode()
    assert "This restraint is over" in law.get("/restraints/one/U-1/").content.decode()


def test_every_fault_of_a_form_is_shown_and_nothing_entered(town: Town) -> None:
    page = (
        town.sign_in("law")
        .post("/restraints/enter/", {"kind": "wish", "id": "a b", "sender": ["XXX"]})
        .content.decode()
    )
    summary = page.partition('role="alert"')[2].partition("</div>")[0]
    assert summary.count("<li>") == 4 and not Restraint.objects.exists()


def test_a_window_is_entered_with_its_source(town: Town) -> None:
    law = town.sign_in("law")
    form = {"kind": "election", "code": "KL-X", "from": "2026-11-20T16:00"}
    assert "source" in law.post("/restraints/windows/", form).content.decode()
    nowhere = law.post("/restraints/windows/", {**form, "source": "note 1 (sample)", "area": ["Waynad"]})
    assert "No district or taluk is called Waynad" in nowhere.content.decode()
    assert law.post("/restraints/windows/", {**form, "source": "note 1 (sample)"}).status_code == 302
    assert RecordedWindow.objects.get().area == ["state"]


def test_only_a_law_officer_enters(town: Town) -> None:
    for name in ("dpo", "owner"):
        assert town.sign_in(name).get("/restraints/enter/").status_code == 403


def test_an_order_limited_to_a_register_and_its_document_is_entered_on_the_form(town: Town) -> None:
    law = town.sign_in("law")
    document = SimpleUploadedFile("order.pdf", b"the order (sample)", content_type="application/pdf")
    form = {
        "kind": "undertaking", "id": "U-2", "case_number": "1/2026", "source_register": ["SPARK"],
        "classes": ["employee"],
        "except": ["SAL-CREDIT"], "document": document,
    }  # fmt: skip
    assert confirmed(law, "/restraints/enter/", form)["Location"] == "/restraints/one/U-2/"
    row = Restraint.objects.get()
    assert (row.source_registers, row.classes, row.excepts) == (["SPARK"], ["employee"], ["SAL-CREDIT"])
    hashed = hashlib.sha256(b"the order (sample)").hexdigest()
    page = law.get("/restraints/one/U-2/").content.decode()
    assert hashed in page and "to employees" in page and "with numbers from" in page and "SPARK" not in page
    early = law.get("/restraints/one/U-2/statement/", follow=True).content.decode()
    assert "The log has not signed this entry yet." in early


def test_an_order_entered_late_says_what_went_before(town: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_outbox WHERE state = 'accepted'")
        (sent,) = cursor.fetchone()
    law = town.sign_in("law")
    law.post(
        "/restraints/enter/",
        {"kind": "court_order", "id": "L-1", "case_number": "1/2026", "from": "2026-10-01T10:00"},
    )
    page = law.get("/restraints/one/L-1/").content.decode()
    assert ("Before it was entered" in page) == bool(sent)


def test_the_faults_of_a_form_are_said_in_the_words_of_its_fields(town: Town) -> None:
    law = town.sign_in("law")
    page = law.post("/restraints/enter/", {"kind": "court_order", "id": "a b"}).content.decode()
    assert "Case number</a>: This is empty. Enter it." in page
    assert "Short name</a>: Use at most 40 letters" in page
    law.get("/language/ml/")
    page = law.post("/restraints/enter/", {"kind": "court_order", "id": "a b"}).content.decode()
    assert "Use at most" not in page and "ഇത് ഒഴിഞ്ഞിരിക്കുന്നു. ചേർക്കുക." in page


def test_a_window_stands_in_public_with_its_confidence_and_its_end_is_signed_from_the_list(
    town: Town, world: World
) -> None:
    officers(town.office.by("law", NOW), seats=True)
    law, dpo = (town.sign_in(f"signs-as-{role}") for role in ("law_officer", "data_protection_officer"))
    form = {
        "kind": "election", "code": "KL-X", "from": "2026-11-20T16:00", "source": "note 1 (sample)",
        "authority": "SEC (sample)", "confidence": "hour assumed",
    }  # fmt: skip
    law.post("/restraints/windows/", form)
    page = law.get("/restraints/").content.decode()
    assert "/restraints/windows/?code=KL-X" in page and "hour assumed" in page
    ending = law.get("/restraints/windows/?code=KL-X").content.decode()
    assert "Record the end of a window" in ending and 'value="2026-11-20T16:00"' in ending
    end = {"from": "2026-11-20T16:00", "ended": "2026-11-24T10:00", "source": "note 2 (sample)"}
    assert (
        "use its end"
        in law.post("/restraints/windows/", {**form, "ended": "2026-11-24T10:00"}).content.decode()
    )
    signed = law.post("/restraints/windows/?code=KL-X", end)
    address = signed["Location"]
    assert address == f"/restraints/windows/{RecordedWindow.objects.latest('pk').pk}/"
    sequence(world)
    assert "Waits for the data protection officer" in law.get(address).content.decode()
    assert "one window runs" in Client().get("/law/").content.decode()
    assert address in dpo.get("/inbox/").content.decode()
    assert "Agree to its end" in dpo.get(address).content.decode()
    assert dpo.post(address).status_code == 302
    sequence(world)
    assert "Agreed to" in dpo.get(address).content.decode()
    assert address not in dpo.get("/inbox/").content.decode()
    assert law.post(address).status_code in (200, 403)
    anybody = Client()
    page = anybody.get("/law/").content.decode()
    assert "no window runs" in page and "KL-X" in page and "KL-LA-2026" in page and "hour approximate" in page
    assert "one window runs" in anybody.get("/law/?on=2026-03-20").content.decode()
    assert "Obliges, permits nothing yet" in anybody.get("/law/?on=2027-05-13").content.decode()
