"""Somebody under eighteen is told through her guardian: from the entry to the short message that arrives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.messaging.house import House, register_gateway
from tests.messaging.test_breach import breach
from tests.messaging.test_known_facts import EMERGENCY, FLOOD, asked_by, clerk, noted, on_record
from tests.messaging.test_restraint import results
from tests.messaging.test_smpp import Running
from tests.messaging.town import Town
from vethanam.acts.executor import perform
from vethanam.errors import Refused
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.messaging.actions.campaigns import compose
from vethanam.messaging.gateways.smpp import SmppGateway
from vethanam.messaging.guardian_delivery import chosen_contacts
from vethanam.people.models import Appointment, Employment, Person
from vethanam.privacy.actions import erase_contact, replace_contact, request_use, seal_contacts
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Duty, Use, UseSubject
from vethanam.privacy.permit import Request, Subject
from vethanam.privacy.queries import contacts_of
from vethanam.privacy.vault.number import parse
from vethanam.service_book.actions import correct, record, verify
from vethanam.service_book.models import Fact

#: her guardian's, her own, and that of the other person
GUARDIANS, HERS, OTHERS = "910000050000", "910000060000", "910000060001"


@pytest.fixture
def smsc() -> Iterator[Running]:
    running = Running()
    yield running
    running.end()


@pytest.fixture
def case(town: Town) -> Duty:
    """A breach case of the first two people, each with a confirmed number of her own."""
    house = town.house
    numbers = [(house.people[n], parse("mobile", f"+{number}")) for n, number in enumerate((HERS, OTHERS))]
    seal_contacts(house.desk.service, numbers, verified_on=date(2026, 10, 1))
    asking = replace(
        house.desk.officer,
        account=Account.objects.create(username="prd-clerk", kind=Account.Kind.OFFICER).pk,
        office="PRD", role="officer",
    )  # fmt: skip
    for n in range(20):
        request_use(asking, Request(
            actor="clerk", org="PRD", purpose="SAL-CREDIT", subjects=[Subject(str(house.people[n % 2]))],
            mode="reveal", fields=("mobile",), channels=("portal",), reason_given="a letter came back",
        ))  # fmt: skip
    return Duty.objects.get()


def today(house: House) -> date:
    return house.desk.service.at.astimezone(IST).date()


def is_of(house: House, years: int, more: int = 0) -> None:
    """The first person is so many years and days old."""
    day = today(house)
    born = date(day.year - years, day.month, day.day) - timedelta(days=more)
    house.world.sql("postgres", f"UPDATE people_person SET born = '{born}' WHERE id = {house.people[0]}")


def guardianship(house: House, *, until: date | None = None, proof: str = "known_adult") -> Fact:
    """A clerk's entry; nobody has verified it."""
    return record(
        clerk(house), "guardianship", Employment.objects.get(person=house.people[0]),
        valid_from=date(2020, 6, 1), valid_until=until, guardian="Mother of Employee", guardian_ml="അമ്മ",
        proof=proof, proof_reference="Register 1/2011",
    )  # fmt: skip


def has_number(house: House, *, is_confirmed: bool = True) -> None:
    """Her guardian's number is in the vault, confirmed by the office."""
    seal_contacts(
        house.desk.service, [(house.people[0], parse("guardian_mobile", f"+{GUARDIANS}"))],
        verified_on=date(2026, 10, 1) if is_confirmed else None,
    )  # fmt: skip


def queued(town: Town, case: Duty, channels: Sequence[str] = ("email", "sms", "portal")) -> None:
    """The breach notice is composed, approved by the data protection officer, allowed and queued."""
    done = compose(town["desk"].authority, breach(town, case.number, channels=channels))
    assert done.campaign is not None, done.decision.says
    town["dpo"].approves(done.campaign)
    town.house.sequence()
    town.sent(done.campaign)


def told(house: House, smsc: Running) -> set[str]:
    """Dispatch; the numbers that a short message reached."""
    register_gateway(house.world, "smpp", smsc.port)
    with house.world.role("dispatcher"):
        dispatcher = house.dispatcher()
        dispatcher.gateways = (*dispatcher.gateways, SmppGateway("127.0.0.1", smsc.port, seconds=5))
        dispatcher.start()
        for _ in range(5):
            dispatcher.go_round()
        for gateway in dispatcher.gateways:
            gateway.close()
    house.sequence()
    return {part.destination_addr for part in smsc.parts}


def answer(house: House) -> tuple[str, str, str]:
    of_her = UseSubject.objects.filter(person=house.people[0]).latest("pk")
    return of_her.outcome, of_her.channel, of_her.reason


def test_at_fifteen_her_guardian_alone_is_told(town: Town, case: Duty, smsc: Running) -> None:
    house = town.house
    is_of(house, 15)
    has_number(house)
    noted(house, [guardianship(house)])
    queued(town, case)
    assert answer(house) == ("allow", "sms", "")
    assert told(house, smsc) == {GUARDIANS}
    assert house.mailbox.addresses == ["person1@office.example"]
    use = Use.objects.latest("pk")
    leaf = json.loads(bytes(Staged.objects.get(pk=use.leaf).leaf))
    assert "guardian_mobile" in leaf["public"]["fields"] and "guardian" in use.recipients
    opened = house.world.sql(
        "postgres",
        "SELECT DISTINCT c.kind FROM privacy_opengrant g JOIN privacy_contact c ON c.id = g.contact_id"
        f" WHERE c.person = {house.people[0]}",
    )
    assert opened == [("guardian_mobile",)]


@pytest.mark.parametrize("lacks", ["entry", "second person", "number", "confirmation"])
def test_without_proof_second_person_or_confirmed_number_nobody_is_told(
    town: Town, case: Duty, smsc: Running, lacks: str
) -> None:
    house = town.house
    is_of(house, 15)
    if lacks != "number":
        has_number(house, is_confirmed=lacks != "confirmation")
    if lacks != "entry":
        entry = guardianship(house)
        if lacks != "second person":
            noted(house, [entry])
    queued(town, case)
    assert answer(house) == ("allow", "portal", "MINOR_GUARD")
    assert told(house, smsc) == set() and house.mailbox.addresses == ["person1@office.example"]
    assert "guardian_mobile" not in Use.objects.latest("pk").fields


def test_a_proof_that_ended_yesterday_tells_nobody(town: Town, case: Duty, smsc: Running) -> None:
    house = town.house
    is_of(house, 17)
    has_number(house)
    noted(house, [guardianship(house, until=today(house) - timedelta(days=1))])
    queued(town, case)
    assert answer(house) == ("allow", "portal", "MINOR_GUARD")
    assert told(house, smsc) == set()


def test_a_proof_that_ends_between_queueing_and_dispatch_stops_the_message(
    town: Town, case: Duty, smsc: Running
) -> None:
    house = town.house
    is_of(house, 17)
    has_number(house)
    noted(house, [guardianship(house, until=today(house))])
    queued(town, case)
    tomorrow(house)
    assert told(house, smsc) == set()
    assert ("cancelled", "MINOR_GUARD") in results(house)


def tomorrow(house: House) -> None:
    """A day passes for the waiting use."""
    house.world.sql("postgres", "ALTER TABLE privacy_use DISABLE TRIGGER ALL")
    house.world.sql("postgres", "UPDATE privacy_use SET recorded_at = recorded_at - interval '1 day'")


def test_one_clerk_ends_it_at_once_and_brings_nobody_back(town: Town, case: Duty, smsc: Running) -> None:
    house = town.house
    is_of(house, 15)
    has_number(house)
    entry = guardianship(house)
    noted(house, [entry])
    queued(town, case)
    ended = correct(clerk(house), entry, valid_until=today(house))
    house.sequence()
    assert told(house, smsc) == set()
    assert ("cancelled", "MINOR_GUARD") in results(house)
    with pytest.raises(Refused, match="Another person"):
        verify(clerk(house), [ended])


def test_at_eighteen_she_is_told_herself(town: Town, case: Duty, smsc: Running) -> None:
    house = town.house
    is_of(house, 18)
    has_number(house)
    noted(house, [guardianship(house)])
    queued(town, case, ("sms", "portal"))
    assert told(house, smsc) == {HERS, OTHERS}


def test_what_waits_for_her_guardian_does_not_go_from_the_day_she_is_eighteen(
    town: Town, case: Duty, smsc: Running
) -> None:
    house = town.house
    is_of(house, 18, -1)
    has_number(house)
    noted(house, [guardianship(house)])
    queued(town, case, ("sms", "portal"))
    tomorrow(house)
    assert told(house, smsc) == {OTHERS}
    assert ("cancelled", "told another way by now") in results(house)


def test_what_waits_for_herself_does_not_go_when_her_birth_is_corrected(
    town: Town, case: Duty, smsc: Running
) -> None:
    house = town.house
    has_number(house)
    noted(house, [guardianship(house)])
    queued(town, case)
    is_of(house, 15)
    assert told(house, smsc) == set() and house.mailbox.addresses == ["person1@office.example"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "MINOR_GUARD"),
        ({"fields": ["mobile", "guardian_mobile"]}, "MINOR_GUARD"),
        ({"fields": ["mobile", "guardian_mobile"], "recipient": ["subject_self", "guardian"]}, None),
    ],
)
def test_an_office_that_does_not_name_guardians_reaches_none(
    town: Town, more: dict[str, Any], reason: str | None
) -> None:
    house = town.house
    is_of(house, 15)
    has_number(house)
    noted(house, [guardianship(house)])
    on_record(house, "event", **FLOOD)
    assert asked_by(town, "KSDMA", EMERGENCY | more)[house.people[0]] == reason


def test_a_number_entered_after_the_second_person_is_not_told(town: Town, case: Duty, smsc: Running) -> None:
    """A clerk alone does not lead a child's messages elsewhere, not even those that wait already."""
    house = town.house
    is_of(house, 15)
    has_number(house)
    noted(house, [guardianship(house)])
    queued(town, case)
    later = house.desk.service.later(house.desk.service.at + timedelta(minutes=1))
    seal_contacts(
        later, [(house.people[0], parse("guardian_mobile", "+910000070000"))], verified_on=today(house)
    )
    assert told(house, smsc) == set()
    assert ("cancelled", "MINOR_GUARD") in results(house)


@pytest.mark.parametrize("proof", ["court", "authority", "committee"])
def test_of_an_adult_under_guardianship_by_order_the_guardian_alone_is_told(
    town: Town, case: Duty, smsc: Running, proof: str
) -> None:
    house = town.house
    has_number(house)
    noted(house, [guardianship(house, proof=proof)])
    queued(town, case)
    assert answer(house) == ("allow", "sms", "")
    assert told(house, smsc) == {GUARDIANS}
    assert house.mailbox.addresses == ["person1@office.example"]


@pytest.mark.parametrize("lacks", ["order", "second person", "spell"])
def test_an_adult_without_an_order_that_counts_is_told_herself(
    town: Town, case: Duty, smsc: Running, lacks: str
) -> None:
    house = town.house
    has_number(house)
    until = today(house) - timedelta(days=1) if lacks == "spell" else None
    entry = guardianship(house, until=until, proof="digilocker" if lacks == "order" else "court")
    if lacks != "second person":
        noted(house, [entry])
    queued(town, case, ("sms", "portal"))
    assert told(house, smsc) == {HERS, OTHERS}


def test_what_waits_for_an_adult_herself_does_not_go_once_a_guardianship_is_verified(
    town: Town, case: Duty, smsc: Running
) -> None:
    house = town.house
    has_number(house)
    queued(town, case, ("sms", "portal"))
    noted(house, [guardianship(house, proof="court")])
    assert told(house, smsc) == {OTHERS}
    assert ("cancelled", "MINOR_GUARD") in results(house)


def test_one_clerk_who_ends_it_does_not_lead_an_adult_s_messages_to_her(
    town: Town, case: Duty, smsc: Running
) -> None:
    house = town.house
    has_number(house)
    entry = guardianship(house, proof="court")
    noted(house, [entry])
    correct(clerk(house), entry, valid_until=today(house) - timedelta(days=1))
    house.sequence()
    queued(town, case)
    assert answer(house) == ("allow", "portal", "MINOR_GUARD")
    assert told(house, smsc) == set()


def test_her_salary_is_told_on_the_portal_alone(town: Town) -> None:
    """A purpose that knows no guardians uses no contact of her own."""
    house = town.house
    assert set(chosen_contacts([house.people[0]], ("email",), "SAL-CREDIT", house.desk.service.at)["person"])
    noted(house, [guardianship(house, proof="court")])
    at = house.desk.service.at + timedelta(minutes=1)
    assert chosen_contacts([house.people[0]], ("email",), "SAL-CREDIT", at).is_empty()


def test_the_office_enters_the_number_and_she_herself_does_not(town: Town, case: Duty) -> None:
    house = town.house
    is_of(house, 15)
    done = perform(
        "record_guardian_number", seat(house), {"employment": "100230", "contact": "00000 50000"},
        house.desk.service.at, is_sample=False,
    )  # fmt: skip
    assert done.ok, done.says
    (number,) = [one for one in contacts_of(house.people[0]) if one.kind == "guardian_mobile"]
    assert number.mask == "00" and number.is_verified
    herself = replace(house.desk.service, person=house.people[0])
    with pytest.raises(Refused, match="by the office"):
        replace_contact(herself, parse("guardian_mobile", "+910000070000"))
    with pytest.raises(Refused, match="by the office"):
        erase_contact(herself, "guardian_mobile")


def seat(house: House) -> Account:
    """An account with the appointment of a clerk of the department."""
    account = Account.objects.create(username="clerk-seat", kind=Account.Kind.OFFICER)
    person = Person.objects.create(name="Seat", born=date(1980, 1, 1), recorded_at=house.desk.service.at)
    Appointment.objects.create(
        account=account, person=person, role="clerk", office="DEPT", valid_from=date(2020, 1, 1),
        recorded_at=house.desk.service.at - timedelta(days=1),
    )  # fmt: skip
    return account
