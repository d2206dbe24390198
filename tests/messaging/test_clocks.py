"""The clock of the dispatcher and of the database decides, and no time that web or worker writes.

Outside a sample: a log that is not named after the sample's host, and the time of the machine.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.messaging.house import MAIL, House, Mailbox, house_at
from tests.messaging.test_dispatch import superuser
from tests.messaging.test_known_facts import dies, serves
from tests.messaging.test_lawful_and_not import window
from tests.messaging.test_restraint import SALARIES, queued, results
from tests.messaging.town import Town
from tests.payments.desk import Desk
from vethanam.evidence.bundles import bundle_of_entries, whole_log
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.ledger import standalone
from vethanam.ledger.stamps import KIND as STAMP
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions import campaign_queue, intimate_credits
from vethanam.messaging.models import Intimation
from vethanam.messaging.outbox import MISDATED, REPLACED
from vethanam.privacy.actions import Filing, file_restraint, seal_contacts
from vethanam.privacy.models import Use
from vethanam.privacy.permit import facts
from vethanam.privacy.vault.number import parse
from vethanam.service_book.actions import verify as verify_facts

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RESTRAINED = [("cancelled", "COURT_RESTRAINT")]


@pytest.fixture
def office(desk: Desk, mailbox: Mailbox, furnished_state: Path, tmp_path: Path, settings: Any) -> House:
    """The house under a log of an office: none of the sample's rules holds in it."""
    settings.VETHANAM_STATE = state = tmp_path / "state"
    shutil.copytree(furnished_state, state)
    for name in ("log.key", "log.pub"):
        (state / "keys" / name).unlink()
    keys.create(state / "keys" / "log.key", "pay.office.example/log/1")
    return house_at(desk, mailbox, state)


def at(house: House, ago: timedelta) -> Authority:
    return replace(house.desk.service, at=timezone.now() - ago)


def restrained(house: House, filed: timedelta, begins: timedelta) -> None:
    """A restraint on salary notices, with times that web wrote: so long ago it was filed, and begins."""
    law = replace(at(house, filed), role="law_officer", office="FIN")
    starts_at = timezone.now() - begins
    filing = Filing(
        reference="WP-1", kind="court_order", case_number="1", starts_at=starts_at, scope=SALARIES
    )
    file_restraint(law, filing)


def says(house: House) -> tuple[str, str | None]:
    """The outcome and failing part of the whole log, of which both verifiers say the same."""
    file, key = whole_log(), house.log_key.verifier
    ours, alone = verify(file, key), standalone.verify(file, str(key))
    assert (ours.outcome, ours.part, ours.leaf) == (alone["outcome"], alone["part"], alone["leaf"])
    return str(ours.outcome), ours.part


def dated_back(house: House, ago: timedelta) -> None:
    """The worker asks under a time of so long ago, past the guard of the table."""
    house.credit()
    superuser(house, "ALTER TABLE privacy_use DISABLE TRIGGER is_of_now")
    intimate_credits(at(house, ago))
    house.sequence()


def test_an_honest_notice_goes_and_its_log_is_verified(office: House) -> None:
    office.credit()
    intimate_credits(at(office, timedelta()))
    office.sequence()
    office.dispatch()
    assert (len(office.mailbox.received), says(office)) == (3, ("verified", None))
    bundle = bundle_of_entries([Use.objects.get().leaf])
    kinds = [entry["leaf"]["kind"] for entry in json.loads(bundle)["entries"]]
    assert kinds == ["use.allowed", STAMP] and str(verify(bundle).outcome) == "verified"


def test_a_restraint_that_has_begun_stops_a_use_dated_before_it(office: House) -> None:
    """Within the hour that a stamp leaves open: the clocks of dispatcher and database stop it."""
    restrained(office, 50 * MINUTE, begins=30 * MINUTE)
    dated_back(office, 40 * MINUTE)
    use = Use.objects.get()
    assert use.outcome == "allow"
    assert office.world.sql("dispatcher", f"SELECT use FROM privacy_reaching(ARRAY[{use.pk}])") == [(use.pk,)]
    office.dispatch()
    assert (office.mailbox.received, results(office)) == ([], RESTRAINED)


def test_a_death_verified_since_the_time_that_a_use_names_stops_it(office: House) -> None:
    death = dies(office, serves(office, 0))
    officer = replace(office.desk.officer, role="service", scope=None)
    verify_facts(officer.later(timezone.now() - 20 * MINUTE), [death])
    dated_back(office, 40 * MINUTE)
    office.dispatch()
    assert office.states() == {"accepted": 2, "cancelled": 1}
    assert ("cancelled", "SUBJECT_DECEASED") in results(office)


def test_a_use_dated_weeks_before_a_restraint_goes_nowhere_and_no_log_hides_it(office: House) -> None:
    office.credit()
    restrained(office, timedelta(days=28), begins=timedelta(days=27))
    with pytest.raises(DatabaseError, match="asked for now"), transaction.atomic():
        intimate_credits(at(office, timedelta(days=27.5)))
    dated_back(office, timedelta(days=27.5))
    office.dispatch()
    assert (office.mailbox.received, results(office)) == ([], [("cancelled", MISDATED)])
    assert says(office) == ("tampered", "restraint")


def test_a_row_that_names_another_time_than_its_entry_is_not_sent(house: House) -> None:
    """In a sample too."""
    queued(house)
    superuser(house, "UPDATE privacy_use SET at = at - interval '2 minutes'")
    house.dispatch()
    assert house.mailbox.received == []


def test_whether_it_is_a_sample_is_told_by_the_name_of_the_log(office: House) -> None:
    superuser(office, "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    restrained(office, 50 * MINUTE, begins=30 * MINUTE)
    dated_back(office, 40 * MINUTE)
    superuser(office, "UPDATE privacy_use SET is_sample = true")
    office.dispatch()
    assert (office.mailbox.received, results(office)) == ([], RESTRAINED)


# -- messages to many people ---------------------------------------------------------------------------------


def test_a_message_waits_for_its_signed_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only web asks whether its time has come."""
    house, now = town.house, town["desk"].authority.at
    campaign = town.approved(send_from=now + HOUR, send_until=now + 3 * HOUR)
    monkeypatch.setattr(campaign_queue, "check_sendable", lambda *_: None)
    town.sent(campaign)
    house.dispatch()
    assert house.mailbox.received == []
    assert {state for state, _ in results(house)} == {"queued"}
    earlier = "UPDATE privacy_use SET recorded_at = recorded_at - interval '%s hours'"
    superuser(house, f"{earlier % 2}; UPDATE privacy_outbox SET not_before = NULL")
    house.dispatch(rounds=1)
    assert len(house.mailbox.received) == 3


def test_a_message_does_not_go_after_its_signed_time(town: Town) -> None:
    house, now = town.house, town["desk"].authority.at
    town.sent(town.approved(send_from=now, send_until=now + HOUR))
    superuser(house, "UPDATE privacy_use SET recorded_at = recorded_at - interval '2 hours',"
                     " send_until = send_until + interval '9 days'")  # fmt: skip
    house.dispatch()
    assert (house.mailbox.received, results(house)) == ([], [("cancelled", "no news any more")])


def test_the_log_tells_since_when_a_message_is_public(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a caution window a message to many people is public for days first, whatever its row says."""
    house = town.house
    window(town, "caution")
    campaign = town.approved()
    town["law"].approves(campaign)
    house.sequence()
    town.sent(campaign)
    long_ago = "jsonb_set(request, '{in_public_register_since}', '\"2025-01-01T00:00:00+00:00\"')"
    superuser(house, f"UPDATE privacy_use SET request = {long_ago}")
    monkeypatch.setattr(facts, "MASS", 1)
    house.dispatch()
    assert (house.mailbox.received, results(house)) == ([], [("cancelled", "APPROVAL_MISSING")])


# -- contacts that were replaced -----------------------------------------------------------------------------


def replaced(house: House) -> int:
    """The first person gives another address, which her office confirms."""
    service, person = house.desk.service, house.people[0]
    fresh = parse("email_official", "new.one@home.example")
    seal_contacts(service, [(person, fresh)], verified_on=service.at.date())
    return person


def test_a_notice_follows_its_person_to_the_contact_that_she_gave_since(house: House) -> None:
    queued(house)
    person = replaced(house)
    house.dispatch()
    assert sorted(house.mailbox.addresses) == [MAIL.format(n=n) for n in (1, 2)]
    assert ("cancelled", REPLACED) in results(house)
    assert [intimate_credits(house.desk.service) for _ in range(2)] == [1, 0]
    house.sequence()
    house.dispatch()
    assert house.mailbox.addresses[2:] == ["new.one@home.example"]
    first, again = Intimation.objects.filter(person=person).order_by("pk")
    assert (again.again_id, again.credit_id) == (first.pk, first.credit_id)
    assert {**again.values, "code": ""} == {**first.values, "code": ""}
    assert Use.objects.get(pk=again.use_id).send_until == Use.objects.get(pk=first.use_id).send_until


def test_news_that_is_over_is_not_told_again(house: House) -> None:
    queued(house)
    replaced(house)
    house.dispatch()
    superuser(house, "UPDATE privacy_use SET send_until = now()")
    assert intimate_credits(house.desk.service) == 0


def test_nobody_tells_a_credit_twice_whose_message_was_not_set_aside(house: House) -> None:
    queued(house)
    superuser(house, "ALTER TABLE messaging_intimation DROP CONSTRAINT told_once_per_use")
    columns = 'person_id, employment_id, for_month, text_id, "values", recorded_at, credit_id, use_id'
    for again, error in (
        ("NULL", psycopg.errors.UniqueViolation),
        ("id", psycopg.errors.ForeignKeyViolation),
    ):
        with house.world.connect("worker") as db, pytest.raises(error):
            db.execute(
                f"INSERT INTO messaging_intimation ({columns}, code, again_id)"
                f" SELECT {columns}, 'TWICE', {again} FROM messaging_intimation LIMIT 1"
            )


def test_the_database_opens_no_contact_that_was_replaced(house: House) -> None:
    queued(house)
    replaced(house)
    superuser(house, "UPDATE privacy_outbox SET holder = 1, claimed_at = now()")
    use = Use.objects.get().pk
    for person, opens in ((house.people[0], False), (house.people[1], True)):
        hers = f"ARRAY(SELECT contact_id FROM privacy_outbox WHERE person = {person})"
        ask = f"SELECT privacy_grant({use}, {hers}, 5)"
        refused = (
            contextlib.nullcontext() if opens else pytest.raises(psycopg.Error, match="no message in hand")
        )
        with house.world.connect("dispatcher") as db, refused:
            db.execute(ask)
