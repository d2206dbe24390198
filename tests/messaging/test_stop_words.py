"""STOP by short message: the purpose of the last message ends, and one answer confirms it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import smpp34
from django.utils import timezone

from tests.messaging.house import House, register_gateway
from tests.messaging.test_operators import by_phone
from tests.messaging.test_publicity import GIVEN, Press, press, readers  # noqa: F401 - fixtures
from tests.messaging.test_smpp import Running
from vethanam.messaging.actions import end_by_stop_words, intimate_credits, tell_facts
from vethanam.messaging.actions.campaign_queue import queue_allowed, send
from vethanam.messaging.dispatch import Dispatcher
from vethanam.messaging.gateways.smpp import SmppGateway, pdus
from vethanam.messaging.models import FactNotice
from vethanam.messaging.short_texts import as_registered
from vethanam.messaging.stop_word_models import ArrivalCount, StopWord, StopWordEnd
from vethanam.messaging.stop_words import is_stop_word, stop_sentence
from vethanam.messaging.templates import texts
from vethanam.privacy.actions import live_consent
from vethanam.privacy.models import Outbox
from vethanam.privacy.queries import stopped_channels
from vethanam.site.worker import PAUSE_SECONDS

CODE, HERS, NOBODYS = "56161", "910000040003", "919999999999"
HEAD = pdus.HEAD.size


@pytest.fixture
def smsc() -> Iterator[Running]:
    running = Running()
    yield running
    running.end()


@pytest.fixture
def answered(house: House, smsc: Running, settings: Any) -> Iterator[Dispatcher]:
    """The Finance Department has a short code for answers; its English texts are registered with it."""
    by_phone(house, smsc, settings)
    end = stop_sentence("en", CODE)
    for change in (
        "ALTER TABLE messaging_registeredsender DISABLE TRIGGER only_appended",
        f"UPDATE messaging_registeredsender SET replies_to = '{CODE}' WHERE office = 'FIN'",
        f"UPDATE messaging_operatortext SET words = 'x{end}' WHERE text = 'salary-credited'",
    ):
        house.world.sql("postgres", change)
    register_gateway(house.world, "smpp", smsc.port)
    dispatcher = house.dispatcher()
    mail, gateway = dispatcher.gateways[0], SmppGateway("127.0.0.1", smsc.port, seconds=5)
    dispatcher.gateways = (mail, gateway)
    yield dispatcher
    for one in (mail, gateway):
        one.close()


def goes(house: House, dispatcher: Dispatcher, rounds: int = 3) -> None:
    with house.world.role("dispatcher"):
        dispatcher.start()
        for _ in range(rounds):
            dispatcher.go_round()
    house.sequence()


def hears(house: House, smsc: Running, dispatcher: Dispatcher, *said: tuple[str, str]) -> None:
    """Messages of people, until the dispatcher acknowledged them."""
    for number, text in said:
        smsc._loop.call_soon_threadsafe(smsc.smsc.bring, number, CODE, text)
    end = time.monotonic() + 10
    heard = 0
    with house.world.role("dispatcher"):
        while time.monotonic() < end and (
            heard < len(said) or any(one.unanswered for one in smsc.smsc.lines)
        ):
            heard += dispatcher._hear()
    assert heard >= len(said)


def texts_sent(smsc: Running) -> list[str]:
    return [part.short_message.decode("ascii") for part in smsc.parts if part.destination_addr == HERS]


def test_a_stop_word_ends_the_purpose_of_the_last_message_and_is_confirmed_once(
    house: House, smsc: Running, answered: Dispatcher
) -> None:
    her = house.people[3]
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    goes(house, answered)
    assert "".join(text[6:] for text in texts_sent(smsc)).endswith(f"To stop: SMS STOP to {CODE}.")
    with house.world.connect("postgres") as connection:  # one that waits, of the same use
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "INSERT INTO privacy_outbox"
            " (use_id, channel, person, contact_id, state, attempts, queued_at, result)"
            " SELECT o.use_id, o.channel, o.person, c.id, 'queued', 0, clock_timestamp(), ''"
            " FROM privacy_outbox o JOIN privacy_contact c ON c.id <> o.contact_id"
            " WHERE o.channel = 'sms' LIMIT 1"
        )
    hears(house, smsc, answered, (HERS, "Stop."), (NOBODYS, "STOP"), (HERS, "When is pay-day?"))
    count = ArrivalCount.objects.get()
    assert (count.stops, count.unknown, count.others) == (1, 1, 1)
    with house.world.role("worker"):
        assert end_by_stop_words(house.desk.service) == 1
    house.sequence()
    assert StopWordEnd.objects.get().outcome == "stopped"
    assert stopped_channels([her], "SAL-CREDIT") == {her: frozenset({"sms"})}
    assert [(one.state, one.result) for one in Outbox.objects.filter(person=her).order_by("-pk")[:1]] == [
        ("cancelled", "channel stopped")
    ]

    with house.world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM privacy_outbox WHERE result = 'channel stopped'")
    before = len(smsc.parts)
    for again in range(2):
        tell_facts(house.desk.service)
        house.sequence()
        goes(house, answered)
        assert FactNotice.objects.filter(kind="stop").count() == 1
        assert len(smsc.parts) == before + 1, "one confirmation"
        assert texts_sent(smsc)[-1].startswith("Messages of this kind are stopped"), again
        hears(house, smsc, answered, (HERS, "STOP"))
        assert end_by_stop_words(house.desk.service) == 1
    assert [one.outcome for one in StopWordEnd.objects.order_by("pk")] == ["stopped", "before", "before"]
    kept = house.world.sql("postgres", "SELECT encode(mark, 'escape') || m::text FROM messaging_numbermark m")
    assert len(kept) == 1 and not any("40003" in text for (text,) in kept)


def test_a_stop_word_withdraws_the_consent_of_its_purpose(readers: Press) -> None:  # noqa: F811
    her = readers.town.house.people[0]
    readers.goes()
    message = Outbox.objects.filter(person=her, use__purpose_code="PUBLICITY").latest("pk")
    at = readers.town.house.desk.service.at
    assert live_consent(her, "PUBLICITY", "PRD") is not None
    with readers.town.house.world.role("dispatcher"):
        StopWord.objects.create(message=message, at=at, recorded_at=at)
    assert end_by_stop_words(readers.town.house.desk.service) == 1
    assert StopWordEnd.objects.get().outcome == "withdrawn"
    assert live_consent(her, "PUBLICITY", "PRD") is None


def test_publicity_that_waits_goes_to_nobody_who_said_stop(readers: Press) -> None:  # noqa: F811
    """The worker looks for stop words each second: a minute is more than enough."""
    house, (her, *others) = readers.town.house, readers.town.house.people[:3]
    readers.goes()
    campaign = readers.approved()
    assert send(readers["desk"].authority, campaign).decision.is_allowed
    queue_allowed()
    house.sequence()
    waiting = Outbox.objects.filter(state="queued")
    assert {one.person for one in waiting} == {her, *others}
    message = Outbox.objects.filter(person=her, state="accepted").latest("pk")
    said = timezone.now()
    with house.world.role("dispatcher"):
        StopWord.objects.create(message=message, at=house.desk.service.at, recorded_at=said)
    with house.world.role("worker"):
        end_by_stop_words(house.desk.service)
    assert {one.person for one in waiting.all()} == {*others}
    ended = Outbox.objects.filter(person=her).latest("pk")
    assert ended.state == "cancelled" and ended.done_at is not None
    assert ended.done_at - said < timedelta(seconds=60) > timedelta(seconds=10 * PAUSE_SECONDS)
    before = len(house.mailbox.received)
    house.dispatch()
    assert sorted(house.mailbox.addresses[before:]) == [GIVEN.format(n=n) for n in (1, 2)]


def test_the_words_to_register_name_the_stop_word_where_a_purpose_can_be_stopped(db: None) -> None:
    for language in ("en", "ml"):
        end = stop_sentence(language, CODE)
        assert as_registered(texts()["salary-credited"], language, CODE).endswith(end)
        assert not as_registered(texts()["first-code"], language, CODE).endswith(end)
        assert as_registered(texts()["salary-credited"], language) == as_registered(
            texts()["salary-credited"], language, CODE
        ).removesuffix(end)


@pytest.mark.parametrize("text", ["STOP", " stop. ", "Stop all", "നിർത്തുക", "നിര്\u200dത്തുക"])
def test_a_stop_word_is_known_in_both_languages(text: str) -> None:
    assert is_stop_word(text)
    coding = 0 if text.isascii() else 8
    words = text.encode("ascii" if text.isascii() else "utf-16-be")
    whole = smpp34.DeliverSm(HERS, CODE, words, data_coding=coding, sequence_number=1).encode()
    arrival = pdus.arrival_of(whole[HEAD:])
    assert arrival is not None and arrival.is_stop and arrival.to == CODE
    assert arrival.number is not None and arrival.number.mask == "03"
    assert "40003" not in repr(arrival)


@pytest.mark.parametrize("text", ["", "stopped", "Please do not stop my salary", "Start"])
def test_another_text_is_no_stop_word(text: str) -> None:
    assert not is_stop_word(text)


def test_a_receipt_and_a_cut_message_are_no_arrivals() -> None:
    receipt = smpp34.DeliverSm(HERS, CODE, b"STOP", esm_class=4, sequence_number=1).encode()[HEAD:]
    assert pdus.arrival_of(receipt) is None
    whole = smpp34.DeliverSm("Name", CODE, b"STOP", sequence_number=1).encode()[HEAD:]
    found = pdus.arrival_of(whole)
    assert found is not None and found.number is None
    for cut in range(len(whole)):
        assert pdus.arrival_of(whole[:cut]) is None
