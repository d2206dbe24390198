"""Registering a purpose on the pages: the form with every fault at once, the public page, the publication."""

from __future__ import annotations

import re
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from tests.privacy.actions.test_proposing import form
from tests.web.conftest import NOW, Town
from vethanam.identity.actions import enrol_key
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.privacy.actions import approve_purpose
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.actions.proposing import asked_of_proposal
from vethanam.privacy.models import PurposeProposal
from vethanam.privacy.purposes.registration import FIELDS
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
    assert "one message a course" in page and "What the person loses" in page and "30 Jun 2027" in page


def test_who_does_not_write_for_an_office_proposes_nothing(town: Town, writer: Client) -> None:
    assert town.sign_in("dpo").get("/tell/purposes/new/").status_code == 403
    assert town.sign_in("dpo").get("/tell/purposes/").status_code == 200
    assert writer.post(f"/tell/purposes/{'0' * 32}/publish/").status_code == 403
