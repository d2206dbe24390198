"""Offices, codes and officers of the demo are registered once, even if set up repeatedly."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

from tests.payroll.office import at, small_office
from tests.sample.machine import born
from vethanam.acts.fields import File
from vethanam.errors import Unsound, UnsoundInput
from vethanam.identity.first_codes import open_code
from vethanam.identity.models import Account, FirstCode
from vethanam.messaging.canary_models import CanaryPlanting
from vethanam.messaging.gateways.letter import OtherSide
from vethanam.messaging.models import OperatorText
from vethanam.messaging.operator_texts import texts_needed
from vethanam.messaging.registered_gateways import registered_on
from vethanam.people.models import (
    Appointment,
    AppointmentDecision,
    BillArrangement,
    DrawingCode,
    MasterProposal,
    Office,
    OfficeClass,
    Person,
    Post,
    Treasury,
)
from vethanam.privacy.vault.keys import PUBLIC_FILE, new_vault_keys
from vethanam.sample.demo import FOLDER
from vethanam.sample.papers import first_codes
from vethanam.sample.setup import (
    enter_gateways,
    enter_operator_numbers,
    give_accounts_to_employees,
    seat_officers,
    set_up,
)


@pytest.fixture(autouse=True)
def machine(desk_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine ready for the first administrators, with a folder for the papers."""
    monkeypatch.setattr(settings, "VETHANAM_STATE", tmp_path / "state")
    born()


def counts() -> list[int]:
    models = (Account, Appointment, BillArrangement, DrawingCode, Office, OfficeClass, Person, Post, Treasury)
    return [model.objects.count() for model in models]


def edited(folder: Path, **changed: Any) -> Path:
    """The demo's directorate with changes; ``None`` omits a key."""
    stated = {**yaml.safe_load((FOLDER / "directorate.yaml").read_text(encoding="utf-8")), **changed}
    kept = {key: value for key, value in stated.items() if value is not None}
    (folder / "directorate.yaml").write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    return folder


def test_the_demo_has_24_drawing_codes_each_with_a_head_and_a_treasury(desk_db: None) -> None:
    assert set_up(FOLDER, at(19)) == 24
    assert DrawingCode.objects.count() == 24 == Office.objects.count() == OfficeClass.objects.count()
    assert set(BillArrangement.objects.values_list("drawing_code", flat=True)) == set(
        DrawingCode.objects.values_list("pk", flat=True)
    )


def test_setting_up_again_adds_nothing(desk_db: None) -> None:
    set_up(FOLDER, at(19))
    before = counts()
    set_up(FOLDER, at(20))
    assert counts() == before


def test_the_gateways_of_the_settings_are_entered_once_and_corrected(
    desk_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VETHANAM_SMTP", "127.0.0.1:2525")
    enter_gateways(at(19))
    enter_gateways(at(19))
    assert registered_on(at(19).date()) == {OtherSide("smtp", "127.0.0.1", 2525)}
    assert MasterProposal.objects.count() == 1
    monkeypatch.setattr(settings, "VETHANAM_SMTP", "127.0.0.1:2526")
    monkeypatch.setattr(settings, "VETHANAM_SMPP", "127.0.0.1:2775")
    enter_gateways(at(20))
    assert {side.port for side in registered_on(at(20).date())} == {2526, 2775}


def test_each_gateway_has_its_canaries_once_and_anybody_reads_the_figures(
    desk_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VETHANAM_SMTP", "127.0.0.1:2525")
    monkeypatch.setattr(settings, "VETHANAM_SMPP", "127.0.0.1:2775")
    keys = settings.VETHANAM_STATE / "keys"
    keys.mkdir(parents=True)
    (keys / PUBLIC_FILE).write_bytes(new_vault_keys()[0])
    enter_gateways(at(19))
    for day in (19, 20):
        set_up(FOLDER, at(day))
    held = dict(CanaryPlanting.objects.values_list("proposal__holder", "proposal__domain"))
    assert held == {"SMPP": "post-1.example", "SMTP": "post-2.example"}
    officers = CanaryPlanting.objects.values_list("proposal__proposed_by__username", "agreed_by__username")
    assert set(officers) == {("administrator", "dpo")}
    assert {one.date() for one in CanaryPlanting.objects.values_list("at", flat=True)} == {at(19).date()}
    page = " ".join(re.sub(r"<[^>]+>", " ", Client().get("/canaries/").content.decode()).split())
    assert "Gateways 2 50 " in page and "39.4 %" in page


def test_numbers_of_the_operators_follow_the_senders_of_the_directorate(desk_db: None) -> None:
    enter_operator_numbers(at(18))
    assert not OperatorText.objects.exists(), "nobody has entered a sender yet"
    set_up(FOLDER, at(19))
    for _ in range(2):
        enter_operator_numbers(at(19))
    found = [one for one in texts_needed(at(19).date()) if one.office in ("FIN", "TRY", "PRD")]
    assert {one.state for one in found} == {"registered"} and len(found) == OperatorText.objects.count()


def test_officers_from_outside_are_invited_and_appointed_by_two_persons(desk_db: None) -> None:
    set_up(FOLDER, at(19))
    held = Appointment.objects.select_related("account").get(role="treasury_officer", scope="T01")
    assert held.account.username == "treasury-t01" and held.person_id
    assert not held.account.has_usable_password() and open_code(held.account)
    assert first_codes().keys() >= {"administrator", "second-administrator", "treasury-t01", "clerk-0412"}
    decision = AppointmentDecision.objects.select_related("proposal").get(appointment=held)
    assert decision.decided_by_person_id != decision.proposal.proposed_by_person_id
    assert not Account.objects.filter(username="ddo-0412").exists()  # an employee: seated after the import


def test_an_officer_who_is_an_employee_is_seated_once_the_employee_is_there(
    desk_db: None, tmp_path: Path
) -> None:
    one = small_office("0499").hire("7")
    officer = {
        "username": "ddo-0401",
        "role": "drawing_officer",
        "office": "DEPT",
        "scope": "0401",
        "number": "7",
    }
    folder = edited(tmp_path, officers=[officer], pay_days=None)
    set_up(folder, at(19))
    for _ in range(2):
        seat_officers(folder, at(19))
    assert Appointment.objects.get(scope="0401").person_id == one.person_id


def test_an_officer_nobody_employs_is_a_sentence(desk_db: None) -> None:
    set_up(FOLDER, at(19))
    with pytest.raises(Unsound, match="officer ddo-0401 has number 100101, which no employee has"):
        seat_officers(FOLDER, at(19))


def test_every_employee_is_invited_once_to_an_account_named_by_the_number(desk_db: None) -> None:
    office = small_office()
    first, second = office.hire("7"), office.hire("8")
    office.hire("9", person=second.person)
    file = File("employees.csv", b"number,drawing_code\n7,0412\n8,0412\n9,0412\n")
    for _ in range(2):
        give_accounts_to_employees(file, at(19))
    names = {p.pk: p.account.username for p in Person.objects.filter(account__kind="person") if p.account}
    assert names == {first.person_id: "E7", second.person_id: "E8"}
    assert FirstCode.objects.filter(account__kind="person").count() == 2


def test_a_folder_without_its_directorate_is_a_sentence(desk_db: None, tmp_path: Path) -> None:
    with pytest.raises(Unsound, match=r"no readable directorate\.yaml"):
        set_up(tmp_path, at(19))


def test_a_directorate_that_is_not_yaml_names_the_line(desk_db: None, tmp_path: Path) -> None:
    copy(FOLDER / "directorate.yaml", tmp_path)
    path = tmp_path / "directorate.yaml"
    path.write_text("treasuries:\n- code: [\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(Unsound, match=r"neither YAML nor JSON: .*, at line \d+"):
        set_up(tmp_path, at(19))


def test_heads_that_stand_nowhere_are_named(desk_db: None, tmp_path: Path) -> None:
    with pytest.raises(UnsoundInput) as told:
        set_up(edited(tmp_path, heads=None, offices=None), at(19))
    assert {fault.code for fault in told.value.faults} == {"master_not_registered"}
    named = " ".join(fault.says for fault in told.value.faults)
    for head in ("2202-01-101-99-02", "2235-60-102-99"):
        assert f"{head} is not a registered head of account." in named


def test_a_directorate_of_another_name_adds_its_codes_and_seats_who_is_employed(
    desk_db: None, tmp_path: Path
) -> None:
    small_office("0499").hire("7")
    folder = edited(
        tmp_path,
        officers=[
            {"username": "head", "role": "drawing_officer", "office": "DEPT", "scope": "0401", "number": "7"},
            {"username": "next", "role": "clerk", "office": "DEPT", "scope": "0401", "number": "8"},
        ],
        pay_days=None,
    )
    (folder / "directorate.yaml").rename(folder / "another.yaml")
    assert set_up(folder / "another.yaml", at(19)) == 24
    assert Appointment.objects.get(scope="0401").account.username == "head"
    with pytest.raises(Unsound, match=r"another\.yaml: officer next has number 8, which no employee has"):
        seat_officers(folder / "another.yaml", at(19))


def test_a_pay_calendar_needs_two_officers_of_finance(desk_db: None, tmp_path: Path) -> None:
    one = {"username": "finance", "role": "finance_officer", "office": "FIN", "born": date(1975, 1, 1)}
    with pytest.raises(Unsound, match=r"directorate\.yaml has a pay calendar and fewer than two finance"):
        set_up(edited(tmp_path, officers=[one]), at(19))


def test_everything_wrong_with_a_directorate_is_told_at_once(desk_db: None, tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        drawing_codes=[
            {
                "code": "0401",
                "kind": "dro",
                "title": "A",
                "title_ml": "A",
                "treasury": "T09",
                "heads": {"x": "y"},
            },
            {"code": "0402", "kind": "ddo", "title": "A", "title_ml": "A", "treasury": "T01", "heads": ["x"]},
        ],
        offices=[{"code": "OF1", "name": "Office", "colour": "red"}],
        officers=[
            {"username": "one", "role": "minister", "office": "DEPT", "scope": "0401", "born": "1975-01-01"},
            {"username": "two", "role": "clerk", "office": "DEPT", "scope": "0409", "born": "soon"},
            {"username": "three", "role": "clerk", "office": "DEPT"},
        ],
    )
    with pytest.raises(UnsoundInput) as told:
        set_up(folder, at(19))
    found = {(fault.record, fault.field): fault.says for fault in told.value.faults}
    assert set(found) == {
        *(("drawing_codes, row 1", key) for key in ("kind", "treasury", "bill_class", "head")),
        ("drawing_codes, row 2", "heads"), ("offices, row 1", "colour"),
        *(("offices, row 1", key) for key in ("district", "local_body")),
        ("officers, row 1", "role"), ("officers, row 2", "scope"), ("officers, row 2", "born"),
        ("officers, row 3", "number"),
    }  # fmt: skip
    says = "T09 is not a registered treasury. Add it, or correct the code."
    assert found["drawing_codes, row 1", "treasury"] == says
    assert not DrawingCode.objects.exists()


def test_codes_of_a_directorate_keep_their_zero_without_quotes(desk_db: None, tmp_path: Path) -> None:
    path = edited(tmp_path) / "directorate.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("'0401'", "0401"), encoding="utf-8")
    assert set_up(tmp_path, at(19)) == 24
    assert DrawingCode.objects.filter(code="0401").exists()
