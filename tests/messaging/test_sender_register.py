"""Senders, their managers and their short texts: entered by two persons, and public for any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.payments.test_masters import FINANCE, agreed, faults
from tests.people.masters.test_proposals import administrator, stated
from vethanam.acts.masters import kinds
from vethanam.messaging.operator_numbers import languages_without, operator_numbers
from vethanam.messaging.operator_texts import texts_needed
from vethanam.messaging.sender_views import _credentials, sender_on
from vethanam.messaging.short_texts import as_registered
from vethanam.messaging.templates import texts
from vethanam.people.masters import CLOSINGS, Stated, decide, propose

ENTITY, HEADER = "1001234500000000001", "1005234500000000002"
SENDER = {
    "office": "FIN", "name": "Finance", "name_ml": "ധനകാര്യം", "mailbox": "pay@finance.example",
    "header": "VTNPAY", "header_id": HEADER, "entity_id": ENTITY, "telemarketers": "1202234500000000003",
    "owner": "Finance Department",
}  # fmt: skip
MANAGER = {
    "office": "FIN", "post": "Under Secretary", "post_ml": "അണ്ടർ സെക്രട്ടറി", "signs_in": "passkey",
    "valid_from": "2026-02-01",
}  # fmt: skip
TEXT = texts()["salary-credited"]
DAY = date(2026, 2, 21)


def text_row(language: str = "en", **changes: Any) -> dict[str, Any]:
    row = {
        "text": TEXT.code, "version": str(TEXT.version), "office": "FIN", "language": language,
        "template_id": "1107234500000000004", "category": "service_implicit", "valid_from": "2026-01-01",
        "words": as_registered(TEXT, language),
    }  # fmt: skip
    return {**row, **changes}


def lacking(day: date = DAY) -> frozenset[str]:
    return languages_without("FIN", TEXT.name, day)


def closed(key: str, last_day: str) -> None:
    cells = {"kind": "operator_text", "key": key, "last_day": last_day, "order_number": "", "order_dated": ""}
    proposal = propose(administrator("first"), kinds(), [Stated(CLOSINGS, "closing", cells)])
    decide(administrator("second"), kinds(), proposal.pk, outcome="agreed")


def test_a_text_goes_out_in_the_languages_that_have_every_number(db: None) -> None:
    assert lacking() == {"en", "ml"}, "a sender that ships has no number"
    agreed(FINANCE, stated("sender", **SENDER), stated("operator_text", **text_row()))
    assert lacking() == {"ml"} and lacking(date(2025, 12, 31)) == {"en", "ml"}
    numbers = operator_numbers("FIN", TEXT.code, TEXT.version, DAY)["en"]
    assert (numbers.entity, numbers.template) == (ENTITY, "1107234500000000004")
    assert len(numbers.chain) == 64
    for part in ("entity_id", "header_id", "telemarketers", "header"):
        agreed(stated("sender", **{**SENDER, part: ""}))
        assert lacking() == {"en", "ml"}, part
        agreed(stated("sender", **SENDER))
    closed(f"FIN/{TEXT.code}/{TEXT.version}/en", "2026-02-20")
    assert lacking() == {"en", "ml"} and lacking(date(2026, 2, 20)) == {"ml"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"template_id": "11072345"}, ("template_id", "operator_number_digits")),
        ({"text": "nobodys-text"}, ("text", "operator_text_unknown")),
        ({"version": "1"}, ("text", "operator_text_unknown")),
        (
            {"words": as_registered(TEXT, "en").replace("Salary", "Salaries")},
            ("words", "operator_words_differ"),
        ),
        ({"valid_until": "2025-12-31"}, ("valid_until", "event_ends_before")),
    ],
)
def test_a_row_of_the_operators_register_is_checked(
    db: None, changes: dict[str, str], fault: tuple[str, str]
) -> None:
    agreed(FINANCE, stated("sender", **SENDER))
    assert fault in faults(stated("operator_text", **text_row(**changes)))


def test_the_register_tells_which_texts_lack_a_number(db: None) -> None:
    agreed(FINANCE, stated("sender", **SENDER), stated("operator_text", **text_row(valid_until="2027-01-01")))
    needed = {
        (one.text, one.language): one for one in texts_needed(date(2026, 12, 20)) if one.office == "FIN"
    }
    assert needed[TEXT.code, "en"].state == "ends_soon" and needed[TEXT.code, "ml"].state == "missing"
    assert "{#var#}" in needed[TEXT.code, "ml"].words and ("work-waits", "en") not in needed


def test_anybody_reads_who_managed_a_sender_on_a_day(db: None) -> None:
    agreed(
        FINANCE, stated("sender", **SENDER), stated("sender_manager", **MANAGER),
        stated("operator_text", **text_row()),
    )  # fmt: skip
    today = timezone.now().date().isoformat()
    page = Client().get(f"/senders/FIN/?on={today}").content.decode()
    for said in ("Under Secretary", "passkey", "VTNPAY", ENTITY, "1107234500000000004", "Finance Department"):
        assert said in page, said
    found = sender_on("FIN", date(2020, 1, 1))
    assert found is not None and found.entered is None, "that day it was the sender that ships"
    assert "nobody has entered it" in Client().get("/senders/FIN/?on=2020-01-01").content.decode()
    assert Client().get("/senders/NONE/").status_code == 404
    assert "/senders/FIN/" in Client().get(f"/senders/?on={today}").content.decode()
    told = Client().get(f"/api/public/senders?on={today}").json()["senders"]
    assert next(one for one in told if one["office"] == "FIN")["managers"][0]["signs_in"] == "passkey"


def test_anybody_reads_where_a_credential_was_kept_and_who_renewed_it(db: None) -> None:
    row = {
        "office": "FIN", "place": "smpp", "kept": "machine", "turned_by": "Joint Director",
        "turned_by_ml": "ജോയിന്റ് ഡയറക്ടർ", "valid_from": "2026-02-01",
    }  # fmt: skip
    later = row | {"kept": "module", "turned_by": "Director", "valid_from": "2026-05-04"}
    agreed(FINANCE, stated("sender", **SENDER), stated("sender_credential", **row))
    agreed(stated("sender_credential", **later))
    today = timezone.now().date().isoformat()
    page = Client().get(f"/senders/FIN/?on={today}").content.decode()
    assert "hardware module" in page and "Director" in page and "Joint Director" not in page
    told = Client().get(f"/api/public/senders?on={today}").json()["senders"]
    (one,) = next(one for one in told if one["office"] == "FIN")["credentials"]
    assert (one["place"], one["kept"], one["since"]) == ("smpp", "module", "2026-05-04")
    assert [row.since for row in _credentials("FIN", date(2026, 3, 1))] == [date(2026, 2, 1)]
