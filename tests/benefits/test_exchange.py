"""Faces of other bodies' standards: a registry's notice of a death, the status of payments by reference."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from tests.api.conftest import Caller
from tests.benefits.bodies import OLD_AGE, Bodies, at, with_vault
from tests.benefits.test_month_pages import viewed
from tests.benefits.test_pages import signed_in, text
from tests.conftest import Furnished, Furnisher
from vethanam import api
from vethanam.api.dci import Record
from vethanam.api.g2p_connect import status_of
from vethanam.benefits.models import AwardNow, Death, DeathNotice, DeathNoticeAnswer, Leg
from vethanam.identity.models import Account
from vethanam.journal.models import Opening, Staged
from vethanam.people.models import Program
from vethanam.web.parts import access

SCHEMAS = Path(api.__file__).parent / "schemas"
NOTIFY, STATUS = "dci/registry/notify", "g2p-connect/disburse/sync/txn/status"
DEATHS = "/benefits/221001/deaths/"


def schema(name: str, part: str = "") -> Any:
    whole = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    chosen = {"$ref": f"#/$defs/{part}", "$defs": whole["$defs"]} if part else whole
    return jsonschema_rs.validator_for(chosen)


def record(**changes: Any) -> dict[str, Any]:
    """A record as the published sample of a civil registry has it."""
    return {
        "@type": "CRVS_Person",
        "identifier": [
            {"identifier_type": "UIN", "identifier_value": "234567890124"},
            {"identifier_type": "DRN", "identifier_value": "D-77/2026"},
        ],
        "name": {"surname": "K.", "given_name": "Sarada", "second_name": ""},
        "phone_number": ["+91 00000 00045"], "birth_date": "1960-05-05T00:00:00",
        "death_date": "2026-10-20", **changes,
    }  # fmt: skip


def message(*records: dict[str, Any], **header: Any) -> dict[str, Any]:
    data = {"version": "1.0.0", "reg_record_type": "spdci-extensions-dci:Person", "reg_records": [*records]}
    event = {"reference_id": "R-1", "timestamp": "2026-10-21T10:00:00+05:30", "data": data}
    told = {
        "message_id": "M-1", "message_ts": "2026-10-21T10:00:00+05:30", "action": "notify",
        "status": "succ", **header,
    }  # fmt: skip
    return {"signature": "", "header": told, "message": {"transaction_id": "T-1", "notify_event": [event]}}


@pytest.fixture
def faces(
    furnish: Furnisher, furnished_bodies: Furnished, tmp_path: Path, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bodies]:  # fmt: skip
    """The bodies with an award, and a program for each face; then as the web role."""
    with_vault(tmp_path, settings)
    monkeypatch.setattr(access, "business_now", lambda: (at(), True))
    with furnish.copy_of(furnished_bodies) as world, world.role("worker"):
        bodies = copy.deepcopy(furnished_bodies.made)
        bodies.awarded()
        for code, role, scope in (
            ("registry", "death_registry", "SJD"), ("operator", "payment_operator", OLD_AGE),
        ):  # fmt: skip
            account = Account.objects.create(
                username=f"program-{code}", kind=Account.Kind.SERVICE, password="!"
            )
            Program.objects.create(
                code=code, name=code, office="SJD", role=role, scope=scope, account=account,
                valid_from=date(2020, 1, 1), valid_until=date(2030, 1, 1), recorded_at=at(1),
            )  # fmt: skip
        with world.role("web"):
            yield bodies


def program(code: str, role: str, scope: str) -> Caller:
    return Caller(f"program-{code}", role=role, scope=scope)


def test_a_notice_waits_for_an_officer_and_stops_nothing(faces: Bodies) -> None:
    registry = program("registry", "death_registry", "SJD")
    told = message(record(), record(name={"given_name": "Mariam", "surname": "Beevi"}))
    schema("dci_notify_1.0.0").validate(told)
    for _again in range(2):
        answer = registry.post(NOTIFY, told)
        assert (answer.status_code, answer.json()["message"]["ack_status"]) == (200, "ACK"), answer.content
    notice = DeathNotice.objects.get()
    assert (notice.record_number, AwardNow.objects.get().state) == ("D-77/2026", "standing")
    leaves = Staged.objects.values_list("leaf", flat=True)
    opened = Opening.objects.values_list("private", flat=True)
    kept = b" ".join(bytes(one) for one in (*leaves, *opened))
    assert b"234567890124" not in kept and b"00000 00045" not in kept and b"Mariam" not in kept

    clerk = signed_in("clerk")
    page = text(clerk.get(DEATHS))
    assert "Notices of the register" in page and "D-77/2026" in page
    (row,) = viewed("clerk", "death_notices")
    assert row["beneficiary"] in page and text(signed_in("clerk-there").get(DEATHS)).count("D-77") == 0
    done = clerk.post(f"{DEATHS}notices/{notice.pk}/", {"is_she": "yes"}, follow=True)
    assert "Her payments stop" in text(done), text(done)
    death = Death.objects.get()
    assert (death.source, death.certificate, death.died_on) == ("register", "D-77/2026", date(2026, 10, 20))
    assert DeathNoticeAnswer.objects.get().death == death
    assert AwardNow.objects.get().cause == "death_reported"
    assert "Notices of the register" not in text(clerk.get(DEATHS))


def test_a_face_takes_its_own_token_and_readable_messages_alone(faces: Bodies) -> None:
    registry = program("registry", "death_registry", "SJD")
    operator = program("operator", "payment_operator", OLD_AGE)
    for face in (NOTIFY, STATUS):
        assert Client().post(f"/api/{face}", "{}", content_type="application/json").status_code == 401
    assert operator.post(NOTIFY, message(record())).status_code == 403
    assert Caller("clerk").post(NOTIFY, message(record())).status_code == 403
    assert registry.get("views/benefit_deaths").status_code == 403
    bad: dict[str, Any]
    for bad in (
        message(record(death_date="")),
        message(record(death_date="2031-01-01")),
        message(record(), action="search"),
        message(record(), is_msg_encrypted=True),
        message(record(identifier=[{"identifier_type": "DRN", "identifier_value": "2345 6789 0124"}])),
        {"header": {}, "message": {}},
    ):
        answer = registry.post(NOTIFY, bad)
        assert answer.status_code == 400 and answer.json()["message"]["ack_status"] == "ERR"
        assert b"0124" not in answer.content
    assert not DeathNotice.objects.exists()


def test_a_record_is_read_in_both_published_forms() -> None:
    plain = Record.model_validate(
        {
            "identifier_type": "DRN", "identifier": "D-1", "birthdate": "1960-05-05",
            "deathdate": "2026-10-20", "name": {"sur_name": "K.", "given_name": "Sarada"},
        }
    )  # fmt: skip
    assert (plain.record_number, plain.name.whole) == ("D-1", "Sarada K.")
    assert Record.model_validate(record()).record_number == "D-77/2026"


def test_an_unknown_reference_is_answered_as_published(faces: Bodies) -> None:
    asked = {
        "header": {
            "message_id": "M-2", "message_ts": "2026-10-21T10:00:00+05:30", "action": "search",
            "sender_id": "operator", "total_count": 1,
        },
        "message": {
            "transaction_id": "T-2",
            "txnstatus_request": {
                "reference_id": "Q-1", "txn_type": "disburse", "attribute_type": "reference_id_list",
                "attribute_value": ["NOBODY-1"],
            },
        },
    }  # fmt: skip
    schema("g2p_connect_status_1.0.0", "request").validate(asked)
    answer = program("operator", "payment_operator", OLD_AGE).post(STATUS, asked)
    assert answer.status_code == 200, answer.content
    schema("g2p_connect_status_1.0.0", "response").validate(answer.json())
    (told,) = answer.json()["message"]["txnstatus_response"]["txn_status"]["disbursements_status"]
    assert (told["status"], told["status_reason_code"]) == ("rjct", "rjct.reference_id.invalid")


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("instructed", "pdng"), ("waiting", "pdng"), ("withheld", "pdng"), ("credited", "succ"),
        ("delivered", "succ"), ("rejected", "rjct"), ("returned", "rjct"), ("reissued", "rjct"),
    ],
)  # fmt: skip
def test_a_payment_is_told_without_a_name(state: str, status: str) -> None:
    told = status_of("Q-1", Leg(reference="Q-1", amount=160_005, state=state), "2026-10-28T10:00:00+05:30")
    assert {name: told[name] for name in ("reference_id", "status", "amount", "currency_code")} == {
        "reference_id": "Q-1", "status": status, "amount": "1600.05", "currency_code": "INR",
    }  # fmt: skip
    assert told.keys() == {"reference_id", "timestamp", "status", "amount", "currency_code"}
