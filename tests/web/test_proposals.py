"""Registering a purpose on the pages: the form with every fault at once, the public page, the publication."""

from __future__ import annotations

import re
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils import translation

from tests.privacy.actions.test_proposing import form
from tests.web.conftest import NOW, Town
from vethanam.errors import UnsoundInput
from vethanam.identity.actions import enrol_key
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.privacy.actions import approve_purpose
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.actions.proposing import asked_of_proposal
from vethanam.privacy.models import PurposeProposal
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registration import FIELDS, read_registration
from vethanam.web.campaign.registration import HINTS, WORDS, fault_in_words, hint_in_words
from vethanam.web.campaign.views_purposes import NAMES


@pytest.fixture
def writer(town: Town) -> Client:
    town.office.appoint("writer", "communicating_officer", "FIN", office="FIN")
    town.office.appoint("owner", "purpose_owner", "FIN", office="FIN")
    return town.sign_in("writer")


def filled(**changes: object) -> dict[str, str]:
    """The form as a browser posts it: lists by commas, ways by lines."""
    given = form(valid_from=date(2026, 11, 28), **changes)
    return {
        name: ("\n" if name == "alternatives" else ", ").join(value)
        if isinstance(value, list)
        else str(value)
        for name, value in given.items()
    }


def test_the_form_asks_every_field_and_says_every_fault_at_once(writer: Client) -> None:
    page = writer.get("/tell/purposes/new/").content.decode()
    assert {field.name for field in FIELDS} == set(NAMES) and all(f'name="{name}"' in page for name in NAMES)
    page = writer.post(
        "/tell/purposes/new/", filled(beneficiary="office_holder", aim="", recipients="CMO")
    ).content.decode()
    faults = re.findall(r'<a href="#id_(\w+)">', page)
    assert set(faults) == {"beneficiary", "aim", "recipients"}
    assert "cannot be the holder of an office" in page and "Finance training" in page  # what was typed stays
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
#: what an office may not take away from its own purpose
LESS: tuple[tuple[str, dict[str, object]], ...] = (
    ("PRD", {"code": "PUBLICITY", "sender": "PRD", "provision": "s.7(c)", "frequency_cap": "3"}),
    ("FIN", {"code": "STAT-RES"}),
)


def test_every_hint_and_fault_of_the_form_is_said_in_malayalam(town: Town) -> None:
    faults = set()
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
        faults |= {fault.says for fault in unsound.value.faults}
    assert len(faults) > 45 and {field.asks for field in FIELDS} == set(HINTS)
    letters = re.compile("[\u0d00-\u0d7f]")
    with translation.override("ml"):
        assert [says for says in faults if not letters.search(fault_in_words(says))] == []
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
    assert "Whoever asks does not approve" not in page
    address = f"/tell/purposes/{proposal.reference}/publish/"
    owner = town.sign_in("owner")
    assert "waits for its approval" in owner.post(address, follow=True).content.decode()
    for name in ("owner", "dpo"):
        authority, private = town.office.by(name, NOW), Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        asked = asked_of_proposal(proposal)
        signature = Signature(private.sign(challenge_of(asked.commitment, role_of(authority, asked))))
        approve_purpose(authority, proposal, enrol_key(authority, public), signature)
    assert "Publish" in owner.get(f"/tell/purposes/{proposal.reference}/").content.decode()
    assert "It is in force from its first day." in owner.post(address, follow=True).content.decode()
    assert "/purposes/FIN-TRAINING/" not in anybody.get("/purposes/?on=2026-11-27").content.decode()
    assert "/purposes/FIN-TRAINING/" in anybody.get("/purposes/?on=2026-11-28").content.decode()
    page = anybody.get("/purposes/FIN-TRAINING/?on=2026-11-28").content.decode()
    assert (
        "one message to a person in a month" in page
        and "What the person loses" in page
        and "30 Jun 2027" in page
    )


def test_where_a_further_version_reaches_further_its_page_says_so(town: Town, writer: Client) -> None:
    given = filled(code="SVC-TERMS", fields=["name", "email_official", "postal_address"], frequency_cap="4")
    writer.post("/tell/purposes/new/", given)
    address = f"/purposes/proposed/{PurposeProposal.objects.get().reference}/"
    page = Client().get(address).content.decode()
    _, _, more = page.partition("More than the version before")
    assert "<dt>Fields</dt><dd>postal address</dd>" in more and "<dt>Kept</dt>" in more
    assert "മുൻ പതിപ്പിലേക്കാൾ കൂടുതൽ" in Client().get(address, headers={"accept-language": "ml"}).content.decode()
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
