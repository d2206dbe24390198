"""Registering a purpose on pages: the form with all faults at once, the public page, the publication."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tests.privacy.actions.test_purpose_proposals import form
from tests.signers import enrolled
from tests.web.confirming import confirmed
from tests.web.conftest import NOW, Town
from vethanam.errors import Fault, UnsoundInput
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.privacy.actions import approve_purpose, publish_purpose
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.actions.purpose_proposals import asked_of_proposal
from vethanam.privacy.models import PurposeProposal
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registration import FIELDS, read_registration
from vethanam.web.campaign.registration import HINTS, WORDS, hint_in_words
from vethanam.web.campaign.views_purposes import NAMES
from vethanam.web.parts.names import said


@pytest.fixture
def writer(town: Town) -> Client:
    town.office.appoint("writer", "communicating_officer", "FIN", office="FIN")
    town.office.appoint("owner", "purpose_owner", "FIN", office="FIN")
    return town.sign_in("writer")


def filled(**changes: object) -> dict[str, str | list[str]]:
    """The form as a browser posts it: ticked values as lists, texts by line."""
    given = form(valid_from=date(2026, 11, 28), **changes)
    return {
        name: "\n".join(value)
        if name == "alternatives" and isinstance(value, list)
        else value
        if isinstance(value, list)
        else str(value)
        for name, value in given.items()
    }


def test_the_form_asks_every_field_and_says_every_fault_at_once(writer: Client) -> None:
    page = writer.get("/tell/purposes/new/").content.decode()
    assert {field.name for field in FIELDS} == set(NAMES)
    assert all(f'name="{name}"' in page for name in NAMES if name != "sender")
    page = writer.post(
        "/tell/purposes/new/", filled(beneficiary="office_holder", aim="", recipients="CMO")
    ).content.decode()
    faults = re.findall(r'<a href="#id_(\w+)">', page)
    assert set(faults) == {"beneficiary", "aim", "recipients"}
    assert "cannot be the holder of an office" in page and "Finance training" in page  # typed values stay
    assert not PurposeProposal.objects.exists()


BAD: tuple[dict[str, object], ...] = (
    dict.fromkeys(NAMES, ""),
    {
        "strange": "x",
        "instrument_dated": "soon",
        "instrument_hash": "abc",
        "frequency_cap": "often",
        "beneficiary": "me",
    },
    {
        "beneficiary": "office_holder",
        "alternatives": ["one"],
        "instrument": "Executive power",
        "provision": "s.7(c)",
    },
    {"code": "lib dues", "subjects": ["voter"], "instrument_dated": "2030-01-01", "valid_from": "2026-01-01"},
    {
        "end_date": "2026-11-01",
        "review_date": "2026-11-01",
        "sender": "PRD",
        "recipients": ["CMO"],
        "fields": ["aadhaar"],
    },
    {"cohort": ["religion"], "code": "DATA-LAKE"},
    {"code": "PUBLICITY"},
)
#: limits that an office cannot remove from its own purpose
LESS: tuple[tuple[str, dict[str, object]], ...] = (
    ("PRD", {"code": "PUBLICITY", "sender": "PRD", "provision": "s.7(c)", "frequency_cap": "3"}),
    ("FIN", {"code": "STAT-RES"}),
)


def test_every_hint_and_fault_of_the_form_is_said_in_malayalam(town: Town) -> None:
    faults: dict[str, Fault] = {}
    for office, changes in (*(("FIN", bad) for bad in BAD), *LESS):
        with pytest.raises(UnsoundInput) as unsound:
            read_registration(
                {**filled(), **changes},
                office=office,
                version=1,
                day=NOW.date(),
                first=NOW.date(),
                catalogue=load_catalogue(),
            )
        faults |= {fault.says: fault for fault in unsound.value.faults}
    assert len(faults) > 45 and {field.asks for field in FIELDS} == set(HINTS)
    letters = re.compile("[\u0d00-\u0d7f]")
    with translation.override("ml"):
        assert [says for says, fault in faults.items() if not letters.search(said(fault))] == []
        assert [asks for asks in HINTS if not letters.search(hint_in_words(asks))] == []
    assert {word for field in FIELDS if field.kind == "word" for word in field.words} == set(WORDS)


def test_it_is_public_at_once_signed_by_two_and_published(town: Town, writer: Client) -> None:
    answer = writer.post("/tell/purposes/new/", filled())
    proposal = PurposeProposal.objects.get()
    assert answer.headers["Location"] == f"/tell/purposes/{proposal.reference}/"
    anybody = Client()
    assert f"/purposes/proposed/{proposal.reference}/" in anybody.get("/purposes/").content.decode()
    page = anybody.get(f"/purposes/proposed/{proposal.reference}/").content.decode()
    assert "A letter takes a week" in page and "Kerala Financial Code" in page and page.count("Not yet") == 2
    assert "Another officer must approve this" not in page
    address = f"/tell/purposes/{proposal.reference}/publish/"
    owner = town.sign_in("owner")
    assert "waits for its approval" in owner.post(address, follow=True).content.decode()
    for name in ("owner", "dpo"):
        authority, private = town.office.by(name, NOW), Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        asked = asked_of_proposal(proposal)
        signature = Signature(private.sign(challenge_of(asked.commitment, role_of(authority, asked))))
        approve_purpose(authority, proposal, enrolled(authority, public), signature)
    assert "Publish" in owner.get(f"/tell/purposes/{proposal.reference}/").content.decode()
    assert "It is in force from its first day." in confirmed(owner, address, follow=True).content.decode()
    assert "/purposes/FIN-TRAINING/" not in anybody.get("/purposes/?on=2026-11-27").content.decode()
    assert "/purposes/FIN-TRAINING/" in anybody.get("/purposes/?on=2026-11-28").content.decode()
    page = anybody.get("/purposes/FIN-TRAINING/?on=2026-11-28").content.decode()
    assert (
        "one message to a person in a month" in page
        and "Effect on the person" in page
        and "30 Jun 2027" in page
    )


def test_where_a_further_version_reaches_further_its_page_says_so(town: Town, writer: Client) -> None:
    given = filled(code="SVC-TERMS", fields=["name", "email_official", "postal_address"], frequency_cap="4")
    writer.post("/tell/purposes/new/", given)
    address = f"/purposes/proposed/{PurposeProposal.objects.get().reference}/"
    page = Client().get(address).content.decode()
    _, _, more = page.partition("More than the version before")
    assert "<dt>Fields</dt><dd>postal address</dd>" in more and "<dt>Kept</dt>" in more
    malayalam = Client().get(address, headers={"accept-language": "ml"}).content.decode()
    assert "മുൻ പതിപ്പിലേക്കാൾ കൂടുതൽ" in malayalam
    writer.post("/tell/purposes/new/", filled())
    fresh = PurposeProposal.objects.get(code="FIN-TRAINING")
    assert (
        "More than the version before"
        not in Client().get(f"/purposes/proposed/{fresh.reference}/").content.decode()
    )


def test_who_does_not_write_for_an_office_proposes_nothing(town: Town, writer: Client) -> None:
    assert town.sign_in("dpo").get("/tell/purposes/new/").status_code == 403
    assert town.sign_in("dpo").get("/tell/purposes/").status_code == 200
    assert writer.post(f"/tell/purposes/{'0' * 32}/publish/").status_code == 403


def test_codes_are_ticked_and_the_hash_of_a_chosen_file_is_worked_out(writer: Client) -> None:
    page = writer.get("/tell/purposes/new/").content.decode()
    for name, code in (
        ("fields", "email_official"),
        ("channels", "portal"),
        ("cohort", "category"),
        ("recipients", "employee_self"),
    ):
        assert f'<input type="checkbox" name="{name}" value="{code}"' in page
    assert "<dd>Finance Department" in page and 'value="CMO"' not in page
    given: dict[str, object] = {**filled(), "instrument_hash": "", "fields": ["name", "email_official"]}
    given["instrument_text"] = SimpleUploadedFile(
        "code.pdf", b"article 40 (sample)", content_type="application/pdf"
    )
    assert writer.post("/tell/purposes/new/", given).status_code == 302
    kept = PurposeProposal.objects.get().content
    assert kept["fields"] == ["name", "email_official"]
    assert kept["test"]["instrument"]["hash"] == hashlib.sha256(b"article 40 (sample)").hexdigest()


def test_a_further_version_begins_with_the_one_before(writer: Client, town: Town) -> None:
    page = writer.get("/tell/purposes/").content.decode()
    assert "Purposes of this office" in page and "/tell/purposes/new/?from=SVC-TERMS" in page
    page = writer.get("/tell/purposes/new/?from=SVC-TERMS").content.decode()
    assert 'value="SVC-TERMS"' in page and re.search(r'value="effective_month"[^>]* checked', page)
    assert "Change in pay terms" in page
    page = writer.get("/tell/purposes/new/?from=PUBLICITY").content.decode()  # of another office
    assert 'value="PUBLICITY"' not in page
    page = town.sign_in("information").get("/tell/purposes/new/?from=PUBLICITY").content.decode()
    assert 'value="PUBLICITY"' in page and re.search(r'name="frequency_cap" value="2"', page)


def publish(town: Town, proposal: PurposeProposal) -> None:
    """Signed by the officer of the purpose and the data protection officer, and published by one of them."""
    for name in ("owner", "dpo"):
        authority, private = town.office.by(name, NOW), Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        asked = asked_of_proposal(proposal)
        signature = Signature(private.sign(challenge_of(asked.commitment, role_of(authority, asked))))
        approve_purpose(authority, proposal, enrolled(authority, public), signature)
    publish_purpose(town.office.by("owner", NOW), proposal)


def test_a_purpose_that_an_office_registered_is_known_to_everybody_it_concerns(
    town: Town, writer: Client
) -> None:
    writer.post("/tell/purposes/new/", filled(review_date=date(2026, 12, 20)))
    row = PurposeProposal.objects.get()
    publish(town, row)
    town.office.appoint("law", "law_officer", "", office="FIN")
    later = NOW + timedelta(days=6)
    with mock.patch("vethanam.web.parts.access.business_now", return_value=(later, True)):
        mine = town.sign_in("emp-100234")
        assert "Finance training" in mine.get("/pay/contact/").content.decode()
        said = mine.post(f"/pay/contact/purposes/{row.code}/", follow=True).content.decode()
        assert "Stopped: Finance training." in said
        dpo = town.sign_in("dpo")
        assert "Review of “Finance training” lapses" in dpo.get("/protection/").content.decode()
        assert row.code in dpo.get("/protection/purposes/").content.decode()
        law = town.sign_in("law")
        assert "Finance training" in law.get("/restraints/enter/").content.decode()
        form = {"kind": "court_order", "id": "W-1", "case_number": "1/2026", "purposes": [row.code]}
        assert confirmed(law, "/restraints/enter/", form).status_code == 302
        assert "“Finance training”" in law.get("/restraints/one/W-1/").content.decode()
