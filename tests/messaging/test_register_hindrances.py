"""What stands in the way of a message for another body's register: seen at the far side and by its status."""

# ruff: noqa: F811 - fixtures of other modules

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.messaging.test_benefit_intimations import HERS, Told, smsc, told  # noqa: F401 - fixtures
from tests.messaging.test_registers import Body, board, linked, request  # noqa: F401 - a fixture
from tests.messaging.test_restraint import restrain, results
from tests.messaging.test_smpp import Running
from tests.signers import FOUNDED, do, enrolled, private_of, public_of, seated
from vethanam.benefits.actions.deaths import report_death
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.messaging.actions import queue_register_messages
from vethanam.messaging.registers.links import end_link, links_of
from vethanam.messaging.registers.models import RegisterMessage
from vethanam.people.models import Person, Role
from vethanam.people.queries import authority_of
from vethanam.privacy.actions.pauses import pause_use
from vethanam.privacy.models import Use


def waits(told: Told, board: Body, **people: Any) -> str:
    """A delivery that the worker has queued, and nothing of which has gone."""
    taken = board.post(request(**people or {"PB_1": None}))
    assert taken.status_code == 200, taken.content
    assert queue_register_messages()
    told.house.sequence()
    return str(taken.json()["state"]["delivery"])


def test_a_link_that_ends_while_the_message_waits_stops_it(told: Told, board: Body, smsc: Running) -> None:
    hers, other = told.awarded(), told.awarded(number=HERS[:-1] + "4", name="Mariam Beevi")
    linked(told, PB_1=hers.beneficiary.number, PB_2=other.beneficiary.number)
    delivery = waits(told, board, PB_1=None, PB_2=None)
    herself = replace(
        told.bodies.by("old-age", business_now()[0]), person=hers.beneficiary.person_id, role="employee",
        office="self",
    )  # fmt: skip
    with told.house.world.role("web"):
        (link,) = links_of(hers.beneficiary.person_id)
        end_link(herself, link.link)
    assert board.goes(smsc) == {HERS[:-1] + "4"}
    assert ("cancelled", "link ended") in results(told.house)
    outcomes = board.outcomes(delivery)
    assert outcomes["PB/1"] == ("not_told", "NOT_REACHABLE")
    assert outcomes["PB/2"][0] in ("accepted", "delivered")
    again = board.post(request(PB_1=None)).json()["state"]
    assert again["counts"]["not_told"] == 1 and board.told_no_contact()


def protection_officer(at: datetime) -> Account:
    """The data protection officer, with an appointment and a key that the log proves."""
    account = Account.objects.create(username="signing-dpo", kind=Account.Kind.OFFICER)
    Person.objects.create(name="Signing dpo", born=date(1970, 1, 1), account=account, recorded_at=FOUNDED)
    seated(account, Role.DATA_PROTECTION_OFFICER, at)
    authority = authority_of(account, at, role=Role.DATA_PROTECTION_OFFICER, is_sample=True)
    enrolled(authority, public_of(private_of(authority.person)), signed=True)
    return account


def test_a_paused_delivery_goes_once_another_person_resumes_it(
    told: Told, board: Body, smsc: Running
) -> None:
    linked(told, PB_1=told.awarded().beneficiary.number)
    delivery = waits(told, board)
    use, at = Use.objects.latest("pk"), business_now()[0]
    with told.house.world.role("web"):
        pause_use(told.bodies.by("old-age", at), use, "The list is being read again.")
    assert board.goes(smsc) == set() and board.outcomes(delivery)["PB/1"] == ("accepted", None)
    protects = protection_officer(at)
    told.house.sequence()
    with told.house.world.role("web"):
        do("resume_message", protects, at, use=use.reference)
    told.house.sequence()
    assert board.goes(smsc) == {HERS} and board.told_no_contact()


def test_a_death_or_a_restraint_between_queue_and_dispatch_stops_it(
    told: Told, board: Body, smsc: Running
) -> None:
    dead, hers = told.awarded(), told.awarded(number=HERS[:-1] + "4", name="Mariam Beevi")
    linked(told, PB_1=dead.beneficiary.number, PB_2=hers.beneficiary.number)
    first = waits(told, board)
    report_death(told.bodies.by("clerk"), dead.beneficiary, date(2026, 10, 25), "relative")
    told.house.sequence()
    assert board.goes(smsc) == set()
    assert board.outcomes(first)["PB/1"] == ("not_told", "NOT_REACHABLE")
    second = waits(told, board, PB_2=None)
    restrain(told.house, scope={"purposes": ["BEN-CREDIT"]})
    told.house.sequence()
    assert board.goes(smsc) == set()
    assert board.outcomes(second)["PB/2"] == ("not_told", "COURT_RESTRAINT")


def test_what_is_past_its_last_instant_is_not_sent(told: Told, board: Body, smsc: Running) -> None:
    linked(told, PB_1=told.awarded().beneficiary.number)
    ends = (business_now()[0] + timedelta(hours=1)).isoformat()
    taken = board.post({**request(PB_1=None), "not_after": ends}).json()["state"]
    queue_register_messages()
    told.house.sequence()
    with told.house.world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE privacy_use SET send_until = now() - interval '1 minute'")
    assert board.goes(smsc) == set()
    assert board.outcomes(taken["delivery"])["PB/1"][0] == "not_told"


def test_too_many_requests_of_a_minute_wait(
    told: Told, board: Body, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    linked(told, PB_1=told.awarded().beneficiary.number)
    settings.VETHANAM_API_PER_MINUTE, now = 2, timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # one minute for all of them
    assert [board.post(request(PB_1=None)).status_code for _ in range(2)] == [200, 200]
    late = board.post(request(PB_1=None))
    assert (late.status_code, RegisterMessage.objects.count()) == (429, 2)
    assert 0 < int(late.headers["Retry-After"]) <= 60


def test_a_key_of_another_kind_or_body_reaches_nobody(told: Told, board: Body, smsc: Running) -> None:
    linked(told, PB_1=told.awarded().beneficiary.number)
    team = Body(told.house, code="pension-team", key_kind="team")
    delivery = team.post(request(PB_1=None)).json()["state"]
    assert delivery["counts"]["not_told"] == 1  # nobody is its tester
    assert board.get_answer(delivery["delivery"]).json()["code"] == "no_such_request"
    asked = {"links": [1], "outcome": "agreed"}
    refused = board.post(asked, act="decide_register_links")
    assert (refused.status_code, refused.json()["code"]) == (403, "program_only_reads")
    assert team.goes(smsc) == set()


def test_a_second_press_sends_once(told: Told, board: Body, smsc: Running) -> None:
    linked(told, PB_1=told.awarded().beneficiary.number)
    one, two = board.post(request(PB_1=None), key="once"), board.post(request(PB_1=None), key="once")
    assert one.json() == two.json() and RegisterMessage.objects.count() == 1
    assert board.goes(smsc) == {HERS}
    sent = len(smsc.parts)
    assert board.goes(smsc) == {HERS} and len(smsc.parts) == sent
