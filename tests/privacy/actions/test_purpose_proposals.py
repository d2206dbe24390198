"""A purpose is registered whole, by one person, with two others' signatures, and after 72 hours in public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.signers import enrolled
from vethanam.errors import Refused, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.privacy.actions import approve_purpose, propose_purpose, publish_purpose
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.actions.purpose_proposals import asked_of_proposal
from vethanam.privacy.models import PurposeProposal
from vethanam.privacy.permit import Request, Subject, Template, permit
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registration import FIELDS
from vethanam.privacy.purposes.registry import catalogue_now

ACTS = Path(__file__).parents[3] / "docs" / "acts" / "acts.yaml"


def form(**changes: Any) -> dict[str, Any]:
    """The example of the acts page, with its days moved after the test's own."""
    (filled,) = [act["with"] for act in yaml.safe_load(ACTS.read_text("utf-8")) if act["do"] == "propose"]
    return {**filled, "valid_from": date(2026, 11, 27), **changes}


def another(desk: Authority, name: str, person: int, role: str) -> Authority:
    account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
    # far from the person who countersigns keys, whatever was entered in this database before
    return replace(desk, account=account.pk, person=1_000_000 + person, role=role)


def approved(proposal: PurposeProposal, authority: Authority) -> None:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    asked = asked_of_proposal(proposal)
    signature = Signature(private.sign(challenge_of(asked.commitment, role_of(authority, asked))))
    approve_purpose(authority, proposal, enrolled(authority, public), signature)


def test_two_other_persons_and_it_is_in_force_from_its_day(desk: Authority) -> None:
    proposal = propose_purpose(desk, form())
    approved(proposal, another(desk, "owner", 2, "purpose_owner"))
    with pytest.raises(Refused, match="waits for its approval by: dpo"):
        publish_purpose(desk, proposal)
    approved(proposal, another(desk, "dpo", 3, "data_protection_officer"))
    assert catalogue_now() == load_catalogue()
    row = publish_purpose(desk, proposal)
    assert (row.code, row.version, bytes(row.hash)) == ("FIN-TRAINING", 1, bytes(proposal.hash))
    catalogue = catalogue_now()
    assert catalogue.on("FIN-TRAINING", date(2026, 11, 26)) is None
    purpose = catalogue.on("FIN-TRAINING", date(2026, 11, 27))
    assert purpose is not None and bytes.fromhex(purpose.hash) == bytes(row.hash)
    asked = Request(
        "person 9", "FIN", "FIN-TRAINING", [Subject("1")], fields=("email_official",), channels=("email",),
        sender="FIN",
        template=Template(family="FIN-TRAINING"),
    )  # fmt: skip
    reasons = [
        permit(asked, desk.at + timedelta(days=days), catalogue=catalogue).reason for days in (0, 4, 300)
    ]
    assert reasons == [
        "PURPOSE_INACTIVE",
        "APPROVAL_MISSING",
        "PURPOSE_INACTIVE",
    ]  # before its day, in force, past its review
    with pytest.raises(Refused, match="published already"):
        publish_purpose(desk, proposal)
    assert propose_purpose(desk, form()).version == 2


def test_whoever_proposes_does_not_approve(desk: Authority) -> None:
    proposal = propose_purpose(replace(desk, role="purpose_owner"), form())
    with pytest.raises(Refused, match="Another officer must approve this"):
        approved(proposal, replace(desk, role="purpose_owner"))


@pytest.mark.parametrize("name", [field.name for field in FIELDS if field.default is None])
def test_no_field_may_be_empty(desk: Authority, name: str) -> None:
    with pytest.raises(UnsoundInput) as faults:
        propose_purpose(desk, form(**{name: ""}))
    assert (name, "purpose_field_empty") in [(fault.field, fault.code) for fault in faults.value.faults]
    assert not PurposeProposal.objects.exists()


def test_less_than_a_year_is_refused_and_an_empty_number_is_a_year(desk: Authority) -> None:
    for days in ("364", "a year", "99999"):
        with pytest.raises(UnsoundInput) as faults:
            propose_purpose(desk, form(record_days=days))
        assert [(fault.field, fault.code) for fault in faults.value.faults] == [
            ("record_days", "kept_too_short")
        ]
    proposed = propose_purpose(desk, form(record_days=400)).content["retention"]
    assert (proposed["record_days"], proposed["processing_log_days"]) == (400, 365)


@pytest.mark.parametrize("name", [field.name for field in FIELDS if field.kind in ("text", "list", "lines")])
@pytest.mark.parametrize("contact", ["00000 00045", "somebody@example.invalid"])
def test_a_contact_in_a_text_of_the_register_is_refused_and_not_repeated(
    desk: Authority, name: str, contact: str
) -> None:
    with pytest.raises(UnsoundInput) as faults:
        propose_purpose(desk, form(**{name: f"Ask {contact}"}))
    assert (name, "field_holds_contact") in [(fault.field, fault.code) for fault in faults.value.faults]
    assert not any(contact in fault.says for fault in faults.value.faults)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"beneficiary": "office_holder"}, "beneficiary", "cannot be the holder of an office"),
        ({"alternatives": ["A letter"]}, "alternatives", "Name two at least"),
        ({"instrument_hash": "abc"}, "instrument_hash", "64 hexadecimal"),
        (
            {"instrument": "Executive power of the State", "provision": "s.7(c)"},
            "instrument",
            "executive power alone",
        ),
        ({"instrument_dated": date(2027, 1, 1)}, "instrument_dated", "after today"),
        ({"valid_from": date(2026, 11, 26)}, "valid_from", "72 hours in public"),
        ({"end_date": date(2026, 11, 1)}, "end_date", "before the first day"),
        ({"review_date": date(2026, 11, 27)}, "review_date", "not after the first day"),
        ({"sender": "CMO"}, "sender", "the office itself"),
        ({"recipients": ["CMO"]}, "recipients", "never receives"),
        ({"fields": ["religion"]}, "fields", "no purpose may use"),
        ({"cohort": ["health"]}, "cohort", "nobody is ever chosen"),
        ({"code": "POLITICAL"}, "code", "nobody may use"),
        ({"code": "PUBLICITY"}, "code", "another office's purpose"),
        ({"code": "free text"}, "code", "capitals"),
        ({"subjects": ["voter"]}, "subjects", "knows:"),
        ({"contact_use": "export"}, "contact_use", "is one of"),
        ({"mobile_list": "x"}, "mobile_list", "no field of the form"),
        ({"contact_use": "none"}, "", "opens no contact and lists one"),
    ],
)
def test_what_does_not_fit_is_named(desk: Authority, changes: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(UnsoundInput) as faults:
        propose_purpose(desk, form(**changes))
    assert [fault for fault in faults.value.faults if fault.field == field and says in fault.says], (
        faults.value.faults
    )
