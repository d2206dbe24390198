"""Lawful publicity: from the opt-in list, at most twice a month, and never from the service book."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client

from tests.messaging.house import MAIL
from tests.messaging.test_contact_changes import code_in, letters_to
from tests.messaging.test_dispatch import superuser
from tests.messaging.test_lawful_and_not import NEWS, codes, window
from tests.messaging.town import Officer, Town, officer
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.evidence.bundles import whole_log
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions import intimate_credits, queue_allowed, queue_notices, say_yes_with
from vethanam.messaging.actions.audience_counts import count_people
from vethanam.messaging.actions.campaign_queue import send
from vethanam.messaging.actions.campaigns import Composed, Draft, compose
from vethanam.messaging.upkeep import erase
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order
from vethanam.privacy.actions import (
    Filing,
    Yes,
    confirm_contact,
    file_restraint,
    give_consent,
    live_consent,
    publish_notices,
    seal_contacts,
    withdraw_consent,
)
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Contact, Outbox, Use
from vethanam.privacy.queries import contacts_in_use, contacts_of, use_of, use_shown, uses_of
from vethanam.privacy.vault.number import parse

LIST, BOOK = "PRD-OPTIN", "SPARK"
GIVEN = "reader{n}@home.example"
KIND = "email_personal"
SANCTION = {"order": "G.O.(Rt) 9/2026/I&PRD", "head": "2220-60-101-99"}


@dataclass
class Press:
    """The information office with its officers, in the town with the consent of three of four people."""

    town: Town
    officers: dict[str, Officer]

    def __getitem__(self, name: str) -> Officer:
        return self.officers[name]

    def herself(self, n: int) -> Authority:
        return replace(self.town.house.desk.service, person=self.town.house.people[n], role="employee")

    def says_yes(self, n: int, address: str | None = None) -> None:
        """A person gives the office another address with her consent, and types the code sent to it."""
        her, given = self.herself(n), address or GIVEN.format(n=n)
        yes = Yes(her.person or 0, "PUBLICITY", "PRD", (KIND, "language"), ("email",))
        say_yes_with(her, yes, [parse(KIND, given)])
        queue_notices()
        self.town.house.sequence()
        self.town.house.dispatch()
        assert confirm_contact(her, KIND, code_in(letters_to(self.town.house, given)[-1]), LIST)

    def composes(self, at: datetime | None = None, **changes: Any) -> Composed:
        who = self["desk"].authority
        draft = {
            "purpose": "PUBLICITY",
            "words": NEWS,
            "channels": ("email",),
            "sanction": SANCTION,
            **changes,
        }
        draft = {"again": "A test sends it once more.", **draft}
        return compose(who.later(at or who.at), Draft(None, **draft))

    def approved(self, at: datetime | None = None) -> Any:
        done = self.composes(at)
        assert done.campaign is not None, done.decision.says
        for name in ("owner", "dpo", "law"):
            self[name].approves(done.campaign, at or self[name].authority.at)
        self.town.house.sequence()
        return done.campaign

    def goes(self, at: datetime | None = None) -> list[str]:
        """Compose, approve by three, send; returns the recipients at the mail server."""
        before = len(self.town.house.mailbox.received)
        campaign, who = self.approved(at), self["desk"].authority
        answered = send(who.later(at or who.at), campaign)
        assert answered.decision.is_allowed, answered.decision.says
        queue_allowed()
        self.town.house.sequence()
        self.town.house.dispatch()
        return sorted(self.town.house.mailbox.addresses[before:])


@pytest.fixture
def press(town: Town) -> Press:
    publish_notices(town.house.desk.service)
    record_order(
        town.house.desk.officer, number=SANCTION["order"], dated=date(2026, 10, 1), kind=Order.Kind.SANCTION
    )
    officers = {
        "desk": officer(town.house, "prd-desk", "communicating_officer", "PRD"),
        "owner": officer(town.house, "prd-owner", "purpose_owner", "PRD"),
        "dpo": town["dpo"],
        "law": town["law"],
    }
    return Press(town, officers)


@pytest.fixture
def readers(press: Press) -> Press:
    for n in range(3):
        press.says_yes(n)
    return press


# -- the lawful form -----------------------------------------------------------------------------------------


def test_those_who_asked_are_told_twice_a_month_and_not_a_third_time(readers: Press) -> None:
    """Under the version of the purpose with the cap, in force since 25 November 2026."""
    everybody = [GIVEN.format(n=n) for n in range(3)]
    at = datetime(2026, 11, 26, 11, 0, tzinfo=IST)
    assert readers.goes(at) == everybody
    use = Use.objects.get(purpose_code="PUBLICITY")
    assert (use.outcome, use.request["sources"]) == ("allow", [LIST])
    assert use.cohort_rule == f"people of the list {LIST}"
    assert readers.goes(at + timedelta(hours=1)) == everybody
    third = readers.composes(at + timedelta(hours=2))
    assert codes(third) == {"OUT_OF_COHORT"}
    assert readers.goes(datetime(2026, 12, 1, 11, 0, tzinfo=IST)) == everybody
    hers = [one for one in uses_of(readers.town.house.people[0]) if one.purpose == "PUBLICITY"]
    assert [one.state for one in hers] == ["accepted", "refused", "accepted", "accepted"]
    assert {one.sources for one in hers} == {(LIST,)}
    assert verify(whole_log()).outcome == "verified"


def test_a_third_one_is_refused_in_the_same_words_wherever_it_is_told(readers: Press) -> None:
    """To the requesting office, in the register, to the person, in the leaf: the code of the law's
    row, and its reason.
    """
    at = datetime(2026, 11, 26, 11, 0, tzinfo=IST)
    for hours in range(2):
        readers.goes(at + timedelta(hours=hours))
    third = readers.composes(at + timedelta(hours=2))
    assert third.refused is not None
    use = Use.objects.get(pk=third.refused.use)
    told = (third.decision.outcome, third.decision.reason, list(third.decision.also))
    assert told == (use.outcome, use.reason, use.also) == ("deny", "OUT_OF_COHORT", [])
    assert third.decision.says.startswith("Refused. ") and third.refused.says == third.decision.says
    shown = use_shown(use.reference)
    assert shown is not None and (shown.state, shown.reason, shown.allowed) == ("refused", "OUT_OF_COHORT", 0)
    for n in range(3):
        hers = use_of(readers.town.house.people[n], use.reference)
        assert hers is not None and (hers.state, hers.reason, hers.also) == ("refused", "OUT_OF_COHORT", ())
        assert hers.registers("en") == ["List of people who asked to be told"]
    leaf = json.loads(bytes(Staged.objects.get(pk=use.leaf).leaf))
    assert (leaf["kind"], leaf["public"]["outcome"], leaf["public"]["reason"]) == (
        "use.refused",
        "deny",
        "OUT_OF_COHORT",
    )
    assert verify(whole_log()).outcome == "verified"


def test_pay_is_told_to_the_one_and_publicity_to_the_other(readers: Press) -> None:
    """Each register has its own contact; neither replaces or erases the other's."""
    house = readers.town.house
    with house.world.role("dispatcher"):
        assert erase() == 0
    shown = [(one.register, one.kind) for one in contacts_of(house.people[0])]
    assert shown == [(BOOK, "email_official"), (BOOK, "mobile"), (LIST, KIND)]
    before = len(house.mailbox.received)
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    assert sorted(house.mailbox.addresses[before:]) == [MAIL.format(n=n) for n in range(3)]
    assert readers.goes() == [GIVEN.format(n=n) for n in range(3)]


def test_a_later_address_of_the_service_book_changes_nothing_of_the_list(readers: Press) -> None:
    house = readers.town.house
    seal_contacts(
        house.desk.service,
        [(house.people[0], parse(KIND, "later@home.example"))],
        verified_on=date(2026, 11, 1),
    )
    assert readers.goes() == [GIVEN.format(n=n) for n in range(3)]
    used = contacts_in_use([house.people[0]], "email", "PUBLICITY", [LIST])
    assert Contact.objects.get(pk=used[house.people[0]]).register == LIST


# -- refused -------------------------------------------------------------------------------------------------


def test_from_the_service_book_it_is_refused_whoever_said_yes(readers: Press) -> None:
    assert codes(readers.composes(source=BOOK)) == {"CONTROLLER_MISMATCH"}
    with pytest.raises(Unsound, match="no register of contacts"):
        readers.composes(source="K-SMART")


def test_no_other_office_draws_from_the_list_and_no_other_purpose(readers: Press) -> None:
    other = readers.town.compose(source=LIST)
    assert other.decision.reason == "CONTROLLER_MISMATCH"
    survey = readers.composes(purpose="SURVEY")
    assert survey.decision.reason == "CONTROLLER_MISMATCH"
    assert Outbox.objects.filter(use__purpose_code__in=("SVC-TERMS", "SURVEY", "PUBLICITY")).count() == 0


def test_the_list_is_not_joined_with_the_service_book(readers: Press) -> None:
    with pytest.raises(UnsoundInput) as unsound:
        readers.town.compose(source=LIST, rule={"category": ["state"]})
    assert [fault.code for fault in unsound.value.faults] == ["not_joined"]
    counted = count_people(readers["desk"].authority, "PUBLICITY", {})
    assert (counted.rule.source, counted.people) == (LIST, "fewer than 20")


def test_under_a_restraint_it_is_refused_and_when_its_date_has_passed_held(readers: Press) -> None:
    law = readers["law"].authority
    approved = readers.approved()
    filing = Filing(
        "WPC-9", "undertaking", law.at, {"source_registers": (LIST,)}, case_number="W.P.(C) 9/2026",
        dated=law.at.date(),
        until=law.at + timedelta(days=1),
    )  # fmt: skip
    file_restraint(law, filing)
    assert readers.composes().decision.reason == "COURT_RESTRAINT"
    assert send(readers["desk"].authority, approved).decision.reason == "COURT_RESTRAINT"
    later = send(readers["desk"].authority.later(law.at + timedelta(days=2)), approved)
    assert (later.decision.outcome, later.decision.reason) == ("hold", "HOLD_RESTRAINT_UNCONFIRMED")
    assert Outbox.objects.filter(use__purpose_code="PUBLICITY").count() == 0
    readers.town.sent(readers.town.approved())  # messages from the service book go on


def test_what_waits_when_a_restraint_is_filed_does_not_go(readers: Press) -> None:
    campaign = readers.approved()
    assert send(readers["desk"].authority, campaign).decision.is_allowed
    queue_allowed()
    readers.town.house.sequence()
    law, before = readers["law"].authority, len(readers.town.house.mailbox.received)
    filing = Filing(
        "WPC-9",
        "court_order",
        law.at,
        {"kinds": ("achievements",)},
        case_number="W.P.(C) 9/2026",
        dated=law.at.date(),
    )
    file_restraint(law, filing)
    readers.town.house.dispatch()
    assert len(readers.town.house.mailbox.received) == before
    assert set(Outbox.objects.filter(use__purpose_code="PUBLICITY").values_list("state", flat=True)) == {
        "cancelled"
    }


@pytest.mark.parametrize("kind", ["election", "caution"])
def test_in_a_window_before_a_poll_it_is_refused(readers: Press, kind: str) -> None:
    window(readers.town, kind)
    assert codes(readers.composes()) == {f"{kind.upper()}_WINDOW"}


def test_what_is_not_confirmed_gets_nothing_but_its_code(press: Press) -> None:
    press.says_yes(0)
    her = press.herself(1)
    yes = Yes(her.person or 0, "PUBLICITY", "PRD", (KIND,), ("email",))
    (answered,) = say_yes_with(her, yes, [parse(KIND, GIVEN.format(n=1))])
    assert answered.decision.is_allowed
    assert Use.objects.get(pk=answered.use).request["sources"] == [LIST]
    assert press.goes() == [GIVEN.format(n=0)]


# -- a consent withdrawn -------------------------------------------------------------------------------------


def test_with_the_yes_goes_what_was_given_with_it(readers: Press) -> None:
    house, her = readers.town.house, readers.herself(0)
    consent = live_consent(house.people[0], "PUBLICITY", "PRD")
    assert consent is not None
    withdraw_consent(her, consent)
    assert [one.register for one in contacts_of(house.people[0])] == [BOOK, BOOK]
    house.sequence()
    house.dispatch()
    row = Contact.objects.get(person=house.people[0], register=LIST)
    assert house.world.sql(
        "postgres", "SELECT count(*) FROM privacy_sealed WHERE contact_id = %s", row.pk
    ) == [(0,)]
    assert readers.goes() == [GIVEN.format(n=n) for n in (1, 2)]
    readers.says_yes(0, "again@home.example")
    assert "again@home.example" in readers.goes()


def test_a_letter_is_left_with_one_press_and_without_signing_in(readers: Press, settings: Any) -> None:
    settings.VETHANAM_PAGES_ORIGIN = "https://pay.example"
    house = readers.town.house
    Account.objects.get_or_create(username="service-web", defaults={"kind": Account.Kind.SERVICE})
    readers.goes()
    letter = dict(house.mailbox.received[-3:])[GIVEN.format(n=0)]
    found = re.search(rb"List-Unsubscribe: <https://pay\.example(/leave/\S+)>", letter)
    assert found is not None and b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in letter
    address, client = found[1].decode(), Client(enforce_csrf_checks=True)
    number, tag = address.split("/")[2].split("-")
    with house.world.role("web"):
        assert client.get(f"/leave/{int(number) + 1}-{tag}/").status_code == 404
        assert client.get(f"/leave/{number}-{tag[::-1]}/").status_code == 404
        page = client.get(address).content.decode()
        assert "Take my yes back" in page and live_consent(house.people[0], "PUBLICITY", "PRD") is not None
        for _ in range(2):
            done = client.post(address, {"List-Unsubscribe": "One-Click"})
            assert done.status_code == 200 and "taken back" in done.content.decode()
        assert not client.cookies
    assert live_consent(house.people[0], "PUBLICITY", "PRD") is None
    assert live_consent(house.people[1], "PUBLICITY", "PRD") is not None
    house.sequence()
    house.dispatch()
    assert readers.goes() == [GIVEN.format(n=n) for n in (1, 2)]


# -- how a contact enters a list -----------------------------------------------------------------------------


def test_nobody_but_the_person_puts_a_contact_into_a_list(press: Press) -> None:
    house = press.town.house
    person = house.people[0]
    number = parse(KIND, GIVEN.format(n=0))
    with pytest.raises(Refused, match="with her yes"):
        seal_contacts(press.herself(0), [(person, number)], register=LIST)
    give_consent(press.herself(0), Yes(person, "PUBLICITY", "PRD", (KIND,), ("email",)))
    for who in (press["desk"].authority, house.desk.service, press.herself(1)):
        with pytest.raises(Refused, match="from the person herself"):
            seal_contacts(who, [(person, number)], register=LIST)
    with pytest.raises(Refused, match="no register"):
        seal_contacts(press.herself(0), [(person, number)], register="CMO-OPTIN")
    assert Contact.objects.filter(register=LIST).count() == 0


def test_a_purpose_that_keeps_no_list_takes_no_contact_with_its_yes(press: Press) -> None:
    her = press.herself(0)
    yes = Yes(her.person or 0, "SURVEY", "GAD", (KIND,), ("email",))
    with pytest.raises(Refused, match="no list of its own"):
        say_yes_with(her, yes, [parse(KIND, GIVEN.format(n=0))])
    with pytest.raises(Unsound, match="does not need mobile"):
        say_yes_with(
            her,
            Yes(her.person or 0, "PUBLICITY", "PRD", (KIND,), ("email",)),
            [parse("mobile", "+91 00000 00045")],
        )
    assert live_consent(her.person or 0, "PUBLICITY", "PRD") is None


# -- forged in the database ----------------------------------------------------------------------------------


def test_a_contact_of_the_service_book_does_not_open_as_one_of_the_list(readers: Press) -> None:
    """With full write access, pay addresses relabelled as list addresses do not open."""
    house = readers.town.house
    given = [(person, parse(KIND, f"pay{person}@home.example")) for person in house.people[:3]]
    seal_contacts(house.desk.service, given, verified_on=date(2026, 11, 1))
    superuser(
        house, f"UPDATE privacy_contact SET register = '{LIST}' WHERE kind = '{KIND}' AND register = '{BOOK}'"
    )
    before = len(readers.town.house.mailbox.received)
    campaign = readers.approved()
    send(readers["desk"].authority, campaign)
    queue_allowed()
    readers.town.house.sequence()
    readers.town.house.dispatch()
    assert len(readers.town.house.mailbox.received) == before
    told = Outbox.objects.filter(use__purpose_code="PUBLICITY").values_list("state", "result")
    assert set(told) == {("failed", "contact does not open")}


def test_a_message_is_not_queued_to_a_contact_of_another_register(readers: Press) -> None:
    campaign = readers.approved()
    answered = send(readers["desk"].authority, campaign)
    person = readers.town.house.people[0]
    wrong = Contact.objects.get(person=person, kind="email_official", register=BOOK)
    with pytest.raises(psycopg.errors.RestrictViolation, match="contact of a register it draws from"):
        readers.town.house.world.sql(
            "worker",
            "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, state, attempts, queued_at, "
            "result)"
            " VALUES (%s, %s, %s, 'email', 'queued', 0, now(), '')",
            answered.use, person, wrong.pk,
        )  # fmt: skip
    with pytest.raises(psycopg.errors.RestrictViolation, match="with a yes"):
        readers.town.house.world.sql(
            "worker",
            "INSERT INTO privacy_contact (person, kind, version, mask, register, given_for, recorded_at, "
            "entered_by_id, leaf)"
            " VALUES (%s, 'mobile', 9, '45', %s, '{}', now(), %s, 1)",
            readers.town.house.people[3], LIST, readers["desk"].authority.account,
        )  # fmt: skip


def test_a_row_that_says_another_register_than_was_approved_opens_nothing(readers: Press) -> None:
    campaign = readers.approved()
    send(readers["desk"].authority, campaign)
    queue_allowed()
    readers.town.house.sequence()
    superuser(
        readers.town.house,
        (
            "UPDATE privacy_use SET request = jsonb_set(request, '{sources}', '[\"SPARK\"]') "
            "WHERE purpose_code = 'PUBLICITY'"
        ),
        "UPDATE messaging_campaign SET source = 'SPARK'",
    )
    before = len(readers.town.house.mailbox.received)
    readers.town.house.dispatch()
    assert len(readers.town.house.mailbox.received) == before
