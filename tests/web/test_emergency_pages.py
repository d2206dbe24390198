"""The pages of a safety message, of a paused sending and of an operator's counts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.messaging.house import register_with_operators
from tests.web.confirming import confirmed
from tests.web.conftest import NOW, Town
from vethanam.acts.executor import look
from vethanam.messaging.actions.campaign_queue import queue_allowed
from vethanam.messaging.models import Campaign, CountFile
from vethanam.messaging.portal_report_models import PortalReport
from vethanam.privacy.actions import seal_contacts
from vethanam.privacy.models import EventDeclaration, Use, UsePause, UseReview
from vethanam.privacy.vault.keys import new_vault_keys
from vethanam.privacy.vault.number import parse

DANGER = {"severity": "severe", "certainty": "likely"}


@pytest.fixture
def alert(town: Town, world: Any, settings: Any, tmp_path: Path) -> Any:
    """An officer of the disaster authority, signed in; each person has a confirmed number."""
    register_with_operators(world, "KSDMA")
    state, settings.VETHANAM_STATE = settings.VETHANAM_STATE, tmp_path
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "vault.pub").write_bytes(new_vault_keys()[0])
    numbers = [
        (employment.person_id, parse("mobile", f"+91 00000 5{n:04d}"))
        for n, employment in enumerate(town.office.people.values())
    ]
    seal_contacts(town.office.by("clerk", NOW), numbers, verified_on=date(2026, 10, 1))
    settings.VETHANAM_STATE = state
    town.office.appoint("alert", "communicating_officer", "KSDMA", office="KSDMA")
    return town.sign_in("alert")


def test_a_safety_message_from_the_page_to_its_review(town: Town, alert: Any, world: Any) -> None:
    until = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert "/tell/events/" in alert.get("/tell/").content.decode()
    assert "Very heavy rain" in alert.get("/tell/events/").content.decode()
    wrong = alert.post("/tell/events/", {"hazard": "flood", "place": "state", "ends_at": "2020-01-01T10:00"})
    assert wrong.status_code == 200 and not EventDeclaration.objects.exists()
    declared = alert.post("/tell/events/", {"hazard": "flood", "place": "state", "ends_at": until})
    event = EventDeclaration.objects.get()
    assert declared.headers["Location"] == f"/tell/events/{event.code}/"
    (told,) = look("events", town.office.officers["alert"], {}, NOW, is_sample=True).state["events"]
    assert (told["event"], told["place"], told["closed_at"]) == (event.code, "state", None)
    page = alert.get(declared.headers["Location"]).content.decode()
    assert "Flood in the whole State." in page and "In force" in page
    file = alert.get(f"{declared.headers['Location']}alert/", {"text": "emergency-move", **DANGER})
    assert (
        file.headers["Content-Type"] == "application/cap+xml"
        and b"<severity>Severe</severity>" in file.content
    )
    unknown = {"text": "emergency-party", **DANGER}
    assert alert.get(f"{declared.headers['Location']}alert/", unknown).status_code == 404
    composed = alert.post(declared.headers["Location"], {"text": "emergency-move", "ask": "1"})
    campaign = Campaign.objects.get()
    assert composed.headers["Location"] == f"/tell/message/{campaign.reference}/"
    sending = confirmed(alert, f"{composed.headers['Location']}send/").headers["Location"]
    with world.role("worker"):
        assert queue_allowed() == len(campaign.members)

    assert "Pause sending" in alert.get(sending).content.decode()
    alert.post(sending, {"pause": "1", "reason": "The river is being measured again."})
    page = alert.get(sending).content.decode()
    assert "another officer resumes it" in page and UsePause.objects.count() == 1
    dpo = town.sign_in("dpo")
    assert "Resume sending" in dpo.get(sending).content.decode()
    dpo.post(sending, {"resume": "1"})
    assert "Pause sending" in dpo.get(sending).content.decode()

    use = Use.objects.get(purpose_code="EMERG")
    assert "A safety message went without approval." in dpo.get("/inbox/").content.decode()
    page = dpo.get(f"/protection/uses/{use.reference}/").content.decode()
    assert "Not yet; due within 24 hours" in page
    dpo.post(f"/protection/uses/{use.reference}/", {"was_due": "true", "says": "The river rose."})
    assert UseReview.objects.get().was_due
    assert "It was due." in dpo.get(f"/protection/uses/{use.reference}/").content.decode()

    alert.post(f"/tell/events/{event.code}/", {"close": "1"})
    assert "Over" in alert.get(f"/tell/events/{event.code}/").content.decode()
    town.office.appoint("writer", "communicating_officer", "FIN", office="FIN")
    assert town.sign_in("writer").get("/tell/events/").status_code == 404


def test_the_words_for_voice_calls_are_on_the_events_page(town: Town, alert: Any) -> None:
    until = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    declare = {"hazard": "flood", "place": "state", "ends_at": until}
    assert alert.post("/tell/events/", declare).status_code == 302
    page = f"/tell/events/{EventDeclaration.objects.get().code}/"
    assert "Voice calls" in alert.get(page).content.decode()
    file = alert.get(f"{page}voice/", {"text": "emergency-stay", "caller": "1600123456"})
    assert file.headers["Content-Type"] == "application/ssml+xml" and b"1600123456" in file.content
    other = alert.get(f"{page}voice/", {"text": "emergency-stay", "caller": "1401234567"}, follow=True)
    assert "come from the series 1600" in other.content.decode()
    assert alert.get(f"{page}voice/", {"text": "no-text", "caller": "1600123456"}).status_code == 404


def test_the_portals_reports_have_a_page(town: Town, alert: Any) -> None:
    content = b"message,header,status\n150620161466003974245msdgsms,VTNSDM,delivered\n"
    given = {"file": SimpleUploadedFile("report.csv", content, content_type="text/csv")}
    assert alert.post("/tell/reports/", given).headers["Location"] == "/tell/reports/"
    page = alert.get("/tell/reports/").content.decode()
    assert "Reports of the portal" in page and "Not ours" in page
    given = {"file": SimpleUploadedFile("report.csv", content, content_type="text/csv")}
    again = alert.post("/tell/reports/", given)
    assert "This very file was entered before." in again.content.decode()
    (told,) = look("portal_reports", town.office.officers["alert"], {}, NOW, is_sample=True).state["reports"]
    assert (told["unknown"], told["delivered"], PortalReport.objects.count()) == (1, 0, 1)
    assert "/tell/reports/" in alert.get("/tell/").content.decode()
    town.office.appoint("treasury-9", "treasury_officer", "TRY", office="TRY")
    assert town.sign_in("treasury-9").get("/tell/reports/").status_code == 403


def test_an_operators_count_file_has_a_page(town: Town, alert: Any) -> None:
    content = b"header,template,day,count\nVTNSDM,11072345000000000000,2026-11-20,12\n"
    given = {"file": SimpleUploadedFile("counts.csv", content, content_type="text/csv")}
    answer = alert.post("/tell/counts/", given)
    found = CountFile.objects.get()
    assert answer.headers["Location"] == f"/tell/counts/{found.reference}/"
    page = alert.get(answer.headers["Location"]).content.decode()
    assert "12 messages more than we handed over" in page and "VTNSDM" in page
    (told,) = look("count_files", town.office.officers["alert"], {}, NOW, is_sample=True).state["files"]
    assert found.case is not None and (told["over"], told["case"]) == (12, found.case.number)
    assert f"/protection/due/{found.case.reference}/" in (
        town.sign_in("dpo").get(answer.headers["Location"]).content.decode()
    )
    assert "Counts of operators" in alert.get("/tell/counts/").content.decode()
    town.office.appoint("writer", "communicating_officer", "FIN", office="FIN")
    assert town.sign_in("writer").get(answer.headers["Location"]).status_code == 404
