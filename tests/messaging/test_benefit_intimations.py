"""A payment of a benefit is told once, in the name of its scheme, to her contact in its register alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.test import Client

from tests.benefits.bodies import FITTING, OLD_AGE, WIDOW, Bodies, two_bodies
from tests.messaging.house import House, register_with_operators
from tests.messaging.test_guardian_delivery import told as numbers_reached
from tests.messaging.test_restraint import restrain, results
from tests.messaging.test_rolls import made_roll
from tests.messaging.test_single_uses import confirmed
from tests.messaging.test_smpp import Running, joined
from tests.messaging.town import Town
from vethanam.benefits.actions.applications import Applicant
from vethanam.benefits.actions.circumstances import GuardianSaid, add_guardian
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.models import Award
from vethanam.benefits.queries.credits import Credited
from vethanam.benefits.reference_codes import give_code
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions import intimate_benefits
from vethanam.messaging.actions.recipients import NewRecipient, propose_recipient
from vethanam.messaging.benefit_notices import benefit_notices_of
from vethanam.messaging.gateways.letter import Sender
from vethanam.messaging.gateways.sealed.gateway import TO_RECIPIENT, PrintGateway
from vethanam.messaging.gateways.smpp.parts import UCS2
from vethanam.messaging.models import BenefitIntimation
from vethanam.people.models import Person
from vethanam.privacy.actions import Filing, file_restraint, request_use, stop_channel
from vethanam.privacy.models import RollClaim, Use, UseSubject
from vethanam.privacy.permit import Request, Subject
from vethanam.privacy.vault.number import parse
from vethanam.web.parts import access

HERS, GUARDIANS = "910000070000", "910000070001"
PAID = date(2026, 11, 2)


@pytest.fixture
def smsc() -> Iterator[Running]:
    running = Running()
    yield running
    running.end()


class Told:
    """The house with two bodies, the senders of two schemes, and payments that reached their people."""

    def __init__(self, house: House, bodies: Bodies, monkeypatch: pytest.MonkeyPatch) -> None:
        self.house, self.bodies, self.paid = house, bodies, list[Credited]()
        monkeypatch.setattr("vethanam.messaging.actions.benefit_intimations.credited_of", self._credited_of)
        senders = {
            code: Sender(
                code, {"en": f"Scheme {code}", "ml": "പദ്ധതി"}, f"{code.lower()}@office.example", "VTNBEN"
            )
            for code in (OLD_AGE, WIDOW)
        }
        register_with_operators(house.world, *senders, senders=senders)

    def _credited_of(
        self, awards: Collection[int] | None = None, *, told: Any = None, limit: int | None = None
    ) -> list[Credited]:
        known = set(told.values_list("leg", flat=True))
        return [one for one in self.paid if one.leg not in known][:limit]

    def awarded(self, scheme: str = OLD_AGE, number: str = HERS, **changes: Any) -> Award:
        kind = changes.pop("kind", "mobile")
        return self.bodies.awarded(scheme, contacts=[parse(kind, f"+{number}")], **changes)

    def reached(self, award: Award, manner: str = "bank") -> Credited:
        one = Credited(
            len(self.paid) + 1, award.pk, (202610, 202611), 3600_00, PAID, manner, "F-3/2026", "0022"
        )
        self.paid.append(one)
        return one

    def tell(self) -> int:
        self.house.sequence()
        count = intimate_benefits(self.house.desk.service)
        self.house.sequence()
        return count


@pytest.fixture
def told(house: House, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Told:
    settings.VETHANAM_SMPP = "127.0.0.1:1"
    return Told(house, two_bodies(), monkeypatch)


def outcome(award: Award) -> tuple[str, str, str]:
    row = UseSubject.objects.filter(person=award.beneficiary.person_id).latest("pk")
    return row.outcome, row.channel, row.reason


def test_she_is_told_once_by_the_scheme_that_paid(told: Told, smsc: Running) -> None:
    award = told.awarded()
    told.reached(award)
    assert told.tell() == 1 and numbers_reached(told.house, smsc) == {HERS}
    assert told.tell() == 0 and len({part.short_message for part in smsc.parts}) == len(smsc.parts)
    text = joined(smsc.parts, "utf-16-be") if smsc.parts[0].data_coding == UCS2 else ""
    (notice,) = benefit_notices_of(award.beneficiary.person_id)
    assert "2026 നവംബർ വരെ" in text and notice.code in text and "3,600" not in text
    assert {part.source_addr for part in smsc.parts} == {"VTNBEN"}
    use = Use.objects.latest("pk")
    leaf = json.loads(bytes(Staged.objects.get(pk=use.leaf).leaf))["public"]
    assert (use.purpose_code, use.sender, use.office) == ("BEN-CREDIT", OLD_AGE, OLD_AGE)
    assert use.request["sources"] == [f"BEN-{OLD_AGE}"] and leaf["purpose"] == "BEN-CREDIT"
    assert notice.words("en").body.startswith("Old age pension, up to November 2026, was paid into")
    assert "•,600" in notice.words("en").body and "••0022" in notice.words("en").body


def test_her_page_has_the_use_its_proof_and_the_code_of_the_message(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    award, other = told.awarded(), told.bodies.awarded(name="Mariam Beevi")
    told.reached(award)
    told.tell()
    of_service = request_use(told.house.desk.officer, Request(
        actor="clerk", org="PRD", purpose="SAL-CREDIT", subjects=[Subject(str(award.beneficiary.person_id))],
        mode="reveal", fields=("mobile",), channels=("portal",), reason_given="a letter came back",
    ))  # fmt: skip
    told.house.sequence()
    code = give_code(told.bodies.by("clerk"), award.beneficiary)
    monkeypatch.setattr(access, "business_now", lambda: (told.house.desk.service.at, True))
    client = Client()
    with told.house.world.role("web"):
        client.post("/benefit/", {"code": code, "born_in": "1960"})
        use = Use.objects.get(purpose_code="BEN-CREDIT")
        page = client.get("/benefit/uses/").content.decode()
        assert f'href="/benefit/uses/{use.reference}/"' in page and "/pay/uses/" not in page
        assert of_service.reference not in page
        assert client.get(f"/benefit/uses/{of_service.reference}/").status_code == 404
        one = client.get(f"/benefit/uses/{use.reference}/").content.decode()
        assert f'href="/benefit/uses/{use.reference}/proof/"' in one and "/pay/" not in one
        assert verify(client.get(f"/benefit/uses/{use.reference}/proof/").content).exit_code == 0
        assert verify(client.get("/benefit/uses/everything/").content).exit_code == 0
        mine = client.get("/benefit/mine/").content.decode()
        assert "Benefit credited" in mine or "ആനുകൂല്യം എത്തി" in mine
        (notice,) = benefit_notices_of(award.beneficiary.person_id)
        assert notice.code in client.get("/benefit/messages/").content.decode()
        stranger = Client()
        stranger.post("/benefit/", {"code": give_hers(told, other), "born_in": "1960"})
        assert stranger.get(f"/benefit/uses/{use.reference}/").status_code == 404
        assert stranger.get(f"/benefit/uses/{use.reference}/proof/").status_code == 404


def test_she_proves_her_line_of_a_roll_and_claims_on_it_by_her_card(
    town: Town, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She has no account: the page of her card shows the roll of a restraint on the messages to her."""
    award, other = told.awarded(), told.bodies.awarded(name="Mariam Beevi")
    Account.objects.get_or_create(username="service-web", defaults={"kind": "service", "password": "!"})
    told.reached(award)
    told.tell()
    law = town["law"].authority
    filing = Filing("WPC-9", "court_order", law.at, {"purposes": ("BEN-CREDIT",)}, dated=law.at.date())
    file_restraint(law, filing)
    roll = made_roll(town, "restraint", "WPC-9")
    code, anothers = give_hers(told, award), give_hers(told, other)
    monkeypatch.setattr(access, "business_now", lambda: (told.house.desk.service.at, True))
    client, stranger = Client(), Client()
    with told.house.world.role("web"):
        client.post("/benefit/", {"code": code, "born_in": "1960"})
        stranger.post("/benefit/", {"code": anothers, "born_in": "1960"})
        assert "/benefit/rolls/" in client.get("/benefit/mine/").content.decode()
        page = client.get("/benefit/rolls/").content.decode()
        assert f"You are on line 1 of roll {roll.reference}" in page and "beneficiary" in page
        proof = f"/benefit/rolls/{roll.reference}/proof.json"
        assert verify(client.get(proof).content).exit_code == 0
        assert b'"vethanam-absence/1"' in stranger.get(proof).content
        claim = {"roll": roll.reference, "line": "1"}
        for who, says in ((stranger, "is not yours"), (client, "is recorded"), (client, "claimed already")):
            assert says in who.post("/benefit/rolls/", claim, follow=True).content.decode()
    assert RollClaim.objects.get().line.person == award.beneficiary.person_id


def give_hers(told: Told, award: Award) -> str:
    with told.house.world.role("worker"):
        return give_code(told.bodies.by("clerk"), award.beneficiary)


def test_the_number_given_to_another_scheme_is_not_used(told: Told, smsc: Running) -> None:
    award = told.bodies.awarded()
    told.bodies.applied(
        WIDOW, who=Applicant(number=award.beneficiary.number), circumstances={"marital_state": "widowed"},
        contacts=[parse("mobile", f"+{HERS}")],
    )  # fmt: skip
    told.reached(award)
    told.tell()
    assert outcome(award)[:2] == ("allow", "portal")
    assert numbers_reached(told.house, smsc) == set()


def test_a_delivery_has_its_own_words_and_two_payments_are_two_messages(told: Told, smsc: Running) -> None:
    award = told.awarded()
    Person.objects.filter(pk=award.beneficiary.person_id).update(language="en")
    told.reached(award, "home")
    told.reached(award, "home")
    assert told.tell() == 2 and numbers_reached(told.house, smsc) == {HERS}
    notices = benefit_notices_of(award.beneficiary.person_id)
    assert len({one.code for one in notices}) == 2 and len({one.row.use_id for one in notices}) == 2
    assert "was handed to you" in notices[0].words("en").body


def test_without_a_number_the_copy_is_on_her_page(told: Told) -> None:
    award = told.bodies.awarded()
    told.reached(award)
    assert told.tell() == 1 and told.house.states() == {}
    assert outcome(award)[:2] == ("allow", "portal")
    assert len(benefit_notices_of(award.beneficiary.person_id)) == 1


def test_the_dead_are_never_told(told: Told) -> None:
    award = told.awarded()
    report_death(told.bodies.by("clerk"), award.beneficiary, date(2026, 10, 25), "relative")
    told.reached(award)
    told.tell()
    assert outcome(award)[0] != "allow" and told.house.states() == {}


def test_a_death_reported_before_the_hand_over_stops_the_message(told: Told, smsc: Running) -> None:
    award = told.awarded()
    told.reached(award)
    told.tell()
    report_death(told.bodies.by("clerk"), award.beneficiary, date(2026, 10, 25), "relative")
    told.house.sequence()
    assert numbers_reached(told.house, smsc) == set()
    assert ("cancelled", "SUBJECT_DECEASED") in results(told.house)


def test_who_stopped_messages_gets_the_copy_alone(told: Told) -> None:
    award = told.awarded()
    person = award.beneficiary.person_id

    stop_channel(
        replace(told.house.desk.service, person=person), person, "BEN-CREDIT", "sms", is_stopped=True
    )
    told.reached(award)
    told.tell()
    assert outcome(award)[:2] == ("allow", "portal") and told.house.states() == {}


def test_a_restraint_on_the_register_ends_what_waits(told: Told, smsc: Running) -> None:
    told.reached(told.awarded())
    told.tell()
    filed = restrain(told.house, scope={"source_registers": [f"BEN-{OLD_AGE}"]})
    assert filed.cancelled == 1 and numbers_reached(told.house, smsc) == set()
    assert results(told.house) == [("cancelled", "COURT_RESTRAINT")]


def test_a_restraint_on_the_service_book_touches_no_benefit(told: Told, smsc: Running) -> None:
    restrain(told.house, scope={"source_registers": ["SPARK"]})
    told.reached(told.awarded())
    told.tell()
    assert numbers_reached(told.house, smsc) == {HERS}


def test_a_minor_is_told_through_her_guardian(told: Told, smsc: Running) -> None:
    award = told.awarded(number=GUARDIANS, kind="guardian_mobile")
    person = award.beneficiary.person_id
    born = told.house.desk.service.at.date() - timedelta(days=15 * 365)
    told.house.world.sql("postgres", f"UPDATE people_person SET born = '{born}' WHERE id = {person}")
    said = GuardianSaid("Example mother", "court", "OP 4/2026")
    add_guardian(told.bodies.by("clerk"), award.beneficiary, said, date(2026, 10, 1))
    told.bodies.check_all()
    told.reached(award)
    told.tell()
    assert outcome(award)[:2] == ("allow", "sms")
    assert numbers_reached(told.house, smsc) == {GUARDIANS}


def test_nothing_is_told_of_another_persons_award(told: Told) -> None:
    award = told.awarded()
    told.reached(award)
    told.tell()
    row = BenefitIntimation.objects.get()
    other = told.bodies.awarded(name="Mariam Beevi", circumstances=FITTING)
    with pytest.raises(Exception, match="needs an award of its person"):
        BenefitIntimation.objects.create(
            leg=99, award=award, use_id=row.use_id, person_id=other.beneficiary.person_id, text=row.text,
            values=row.values,
            code="ABCDEFGHIJ", recorded_at=row.recorded_at,
        )  # fmt: skip


def test_without_a_number_a_letter_goes_to_the_press(town: Town, told: Told, tmp_path: Path) -> None:
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    press = NewRecipient("press", "Press", "പ്രസ്", "print", "TRY", public)
    confirmed(town, propose_recipient(town["owner"].authority, press))
    address = "House 1, Test Street, Nowhere"
    award = told.bodies.awarded(contacts=[parse("postal_address", address)])
    told.reached(award)
    told.house.sequence()
    assert intimate_benefits(told.house.desk.later(30)) == 1
    told.house.sequence()
    assert outcome(award)[:2] == ("allow", "letter")
    with told.house.world.role("dispatcher"):
        dispatcher = told.house.dispatcher()
        dispatcher.gateways = (PrintGateway(tmp_path / "out", told.house.log_key.verifier),)
        dispatcher.start()
        for _ in range(5):
            dispatcher.go_round()
    (file,) = (tmp_path / "out" / "press").iterdir()
    plain = TO_RECIPIENT.decrypt(file.read_bytes(), private, info=f"vethanam|print|{file.name}".encode())
    (letter,) = json.loads(plain)["letters"]
    assert letter["to"] == address and letter["languages"] == ["ml", "en"]
    (notice,) = benefit_notices_of(award.beneficiary.person_id)
    assert notice.code in letter["body"] and letter["from"]["en"] == f"Scheme {OLD_AGE}"


def test_before_addresses_are_in_the_purpose_nobody_is_refused_for_them(town: Town, told: Told) -> None:
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    press = NewRecipient("press", "Press", "പ്രസ്", "print", "TRY", public)
    confirmed(town, propose_recipient(town["owner"].authority, press))
    award = told.bodies.awarded(contacts=[parse("postal_address", "House 1, Test Street, Nowhere")])
    told.reached(award)
    told.tell()
    assert outcome(award)[:2] == ("allow", "portal")
