"""Short messages: whole, in parts, refused for now or for good, under way when the
connection breaks; with receipts.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
import smpp34
from smpplib import smpp

from tests.messaging.house import ENTITY, TELEMARKETER, House, register_gateway
from tests.messaging.test_smtp import Open
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.dispatch import Dispatcher
from vethanam.messaging.gateways.letter import Fate, Handed, Letter, Posted, Receipt, shipped_senders
from vethanam.messaging.gateways.smpp import SmppGateway, pdus
from vethanam.messaging.gateways.smpp.parts import GSM, UCS2, UDH_FOLLOWS, parts_of
from vethanam.messaging.operator_numbers import OperatorNumbers
from vethanam.privacy.vault.keys import read_vault_keys
from vethanam.privacy.vault.number import parse
from vethanam.sample.smsc import WINDOW, Smsc
from vethanam.site.processes import free_port

NUMBER = parse("mobile", "+91 00000 40007")
NUMBERS = OperatorNumbers(ENTITY, "1107234500000000009", (TELEMARKETER,))


class Running:
    """An SMSC in a thread; records the accepted parts."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.port, self.parts, self.refuse = free_port(), list[smpp34.SubmitSm](), 0
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
        self.smsc = Smsc(self.port, answer=self._answer, tls=tls)
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()
        assert self._ready.wait(10)

    def _answer(self, event: smpp34.SubmitSm) -> int:
        self.parts.append(event)
        return self.refuse(event) if callable(self.refuse) else self.refuse

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self.smsc.run(self._ready.set))
        self._loop.close()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self.smsc.stop.set)
        self.thread.join(10)


@pytest.fixture
def smsc() -> Iterator[Running]:
    running = Running()
    yield running
    running.end()


@pytest.fixture
def gateway(smsc: Running) -> Iterator[SmppGateway]:
    gateway = SmppGateway("127.0.0.1", smsc.port, seconds=3)
    yield gateway
    gateway.close()


def post(count: int = 1, body: str = "Your salary was credited.") -> list[Posted]:
    letter = Letter("7.abc", shipped_senders()["FIN"], ("en",), "", body, numbers=NUMBERS)
    return [Posted(n, NUMBER, letter) for n in range(count)]


def hand_over(gateway: SmppGateway, letters: list[Posted], fence: Open | None = None) -> dict[int, Handed]:
    assert gateway.is_reachable()
    handed: dict[int, Handed] = {}
    gateway.hand_over(letters, fence or Open(), handed.__setitem__)
    return handed


def joined(parts: list[smpp34.SubmitSm], coding: str) -> str:
    ordered = sorted(parts, key=lambda part: part.short_message[5])
    return b"".join(part.short_message[6:] for part in ordered).decode(coding)


def test_a_message_arrives_whole_and_its_receipt_is_heard(smsc: Running, gateway: SmppGateway) -> None:
    handed = hand_over(gateway, post())
    assert handed == {0: Handed(Fate.SENT, "ESME_ROK", ("S000000001",))}
    (part,) = smsc.parts
    assert (part.destination_addr, part.source_addr) == ("910000040007", "VTNFIN")
    assert (part.data_coding, part.esm_class, part.short_message) == (GSM, 0, b"Your salary was credited.")
    came: list[Receipt] = []
    end = time.monotonic() + 10
    while not came and time.monotonic() < end:
        came = gateway.receipts()
        time.sleep(0.05)
    assert [(one.reference, one.state) for one in came] == [("S000000001", "delivered")]


def test_a_long_malayalam_text_goes_in_parts_that_join(smsc: Running, gateway: SmppGateway) -> None:
    body = "നിങ്ങളുടെ ഒക്ടോബർ ശമ്പളം വരവുവെച്ചു. 😀 " * 8
    handed = hand_over(gateway, post(body=body))
    assert handed[0].fate == Fate.SENT and len(handed[0].references) == len(smsc.parts) > 3
    assert {(part.data_coding, part.esm_class) for part in smsc.parts} == {(UCS2, UDH_FOLLOWS)}
    assert joined(smsc.parts, "utf-16-be") == body
    heads = sorted(part.short_message[:6] for part in smsc.parts)
    assert heads == [bytes((5, 0, 3, 0, len(heads), place)) for place in range(1, len(heads) + 1)]


@pytest.mark.parametrize(
    ("text", "sizes"), [("x" * 160, [160]), ("x" * 152 + "€" + "y" * 10, [158, 18]), ("", [0])]
)
def test_no_part_ends_within_a_letter(text: str, sizes: list[int]) -> None:
    parts = parts_of(text, 300)
    assert parts.coding == GSM and [len(part) for part in parts.texts] == sizes


def test_no_part_ends_within_a_letter_beyond_the_plane() -> None:
    parts = parts_of("വ" + "😀" * 40, 300)
    assert parts.coding == UCS2 and [len(part) - 6 for part in parts.texts] == [134, 28]
    parts = parts_of("വേ" + "😀" * 40, 300)
    assert [len(part) - 6 for part in parts.texts] == [132, 32]
    assert b"".join(part[6:] for part in parts.texts).decode("utf-16-be") == "വേ" + "😀" * 40


@pytest.mark.parametrize(
    ("text", "coding", "esm_class"),
    [(b"", GSM, 0), (b"x" * 160, GSM, 0), (b"\x05\0\x03ab" + b"\x0d\x36" * 60, UCS2, UDH_FOLLOWS)],
)
def test_what_is_submitted_is_what_the_library_would_write(text: bytes, coding: int, esm_class: int) -> None:
    for sequence, number in ((1, "910000040007"), (0x7FFFFFFF, "9")):
        pdu = smpp.make_pdu(
            "submit_sm", source_addr_ton=5, source_addr="VTNFIN", dest_addr_ton=1, dest_addr_npi=1,
            destination_addr=number, short_message=text, data_coding=coding, esm_class=esm_class,
            registered_delivery=1, sequence=1,
        )  # fmt: skip
        pdu.sequence = sequence
        assert pdus.submit_sm(sequence, "VTNFIN", number, text, esm_class, coding) == pdu.generate()


def test_each_part_has_the_numbers_of_office_text_and_chain(smsc: Running, gateway: SmppGateway) -> None:
    smsc.smsc.wants_numbers = True
    assert hand_over(gateway, post(body="x" * 200))[0].fate == Fate.SENT
    chain = sha256(f"{ENTITY},{TELEMARKETER}".encode()).hexdigest()
    told = [[(one.tag, one.value.decode()) for one in part.tlvs] for part in smsc.parts]
    assert told == [[(0x1400, ENTITY), (0x1401, NUMBERS.template), (0x1402, chain)]] * 2


def test_an_operator_with_other_tags_refuses_for_our_registration(
    smsc: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """The public reports have the tags of office and text in either order."""
    smsc.smsc.wants_numbers = True
    gateway = SmppGateway("127.0.0.1", smsc.port, seconds=3, tags=pdus.Tags(0x1501, 0x1500))
    assert hand_over(gateway, post())[0] == Handed(Fate.TEMPORARY, "SMPP 0x258", is_registration_refused=True)
    gateway.close()
    assert smsc.smsc.taken == 0 and "for our registration there (status 600)" in caplog.text


def test_without_numbers_nothing_is_submitted(smsc: Running, gateway: SmppGateway) -> None:
    bare = [one._replace(letter=one.letter._replace(numbers=None)) for one in post(2)]
    handed = hand_over(gateway, bare)
    assert {*handed.values()} == {Handed(Fate.PERMANENT, "no operator numbers")} and smsc.parts == []


def test_a_receipt_is_read_by_its_parameters_or_else_its_text() -> None:
    def heard(text: bytes, *tlvs: smpp34.Tlv) -> Receipt | None:
        whole = smpp34.DeliverSm(
            "910000040007", "VTNFIN", text, esm_class=4, tlvs=list(tlvs), sequence_number=7
        ).encode()
        return pdus.receipt_of(whole[pdus.HEAD.size :])

    known, state = (
        smpp34.Tlv(0x001E, b"A1\0"),
        smpp34.Tlv(0x0427, b"\x05"),
    )
    assert heard(b"id:B2 sub:001 dlvrd:001 stat:DELIVRD err:000") == Receipt("B2", "delivered")
    assert heard(b"", known, state) == Receipt("A1", "undeliverable")
    assert heard(b"id:B2 stat:DELIVRD", known) == Receipt("A1", "delivered")
    assert heard(b"STOP") is None and heard(b"id:B2 stat:ENROUTE") is None
    assert pdus.receipt_of(b"\0\x01") is None


def test_a_window_is_under_way_at_once(smsc: Running, gateway: SmppGateway) -> None:
    handed = hand_over(gateway, post(200))
    assert {one.fate for one in handed.values()} == {Fate.SENT} and smsc.smsc.taken == 200


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (0x58, Fate.TEMPORARY),
        (0x14, Fate.TEMPORARY),
        (0x0B, Fate.PERMANENT),
    ],
)
def test_a_refusal_is_for_now_or_for_ever(
    smsc: Running, gateway: SmppGateway, status: int, fate: Fate
) -> None:
    smsc.refuse = status
    assert hand_over(gateway, post())[0] == Handed(fate, f"SMPP 0x{status:02X}")


def test_taken_in_part_is_uncertain(smsc: Running, gateway: SmppGateway) -> None:
    refuse: Callable[[Any], int] = lambda event: 0x14 if event.short_message[5] == 2 else 0  # noqa: E731
    smsc.refuse = refuse  # type: ignore[assignment]
    assert hand_over(gateway, post(body="x" * 200))[0].fate == Fate.UNCERTAIN


def test_what_was_under_way_when_the_line_broke_is_uncertain(smsc: Running, gateway: SmppGateway) -> None:
    class Impatient(Open):
        must = True

    def late(event: Any) -> int:
        time.sleep(1)
        return 0

    smsc.refuse = late  # type: ignore[assignment]
    handed = hand_over(gateway, post(2), Impatient())
    assert {one.fate for one in handed.values()} == {Fate.UNCERTAIN}


@pytest.fixture
def another() -> Iterator[SmppGateway]:
    """A gateway to a foreign SMSC, which writes each answer separately."""
    port, loop, ready, stop = free_port(), asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        server = smpp34.Server("127.0.0.1", port)
        await server.start()
        ready.set()
        answering = asyncio.create_task(answer(server))
        await stop.wait()
        answering.cancel()
        await server.stop()

    async def answer(server: smpp34.Server) -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.SubmitSmEvent):
                event.accept("A1")

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    gateway = SmppGateway("127.0.0.1", port, seconds=3)
    yield gateway
    gateway.close()
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


class Watched:
    """A connection that records the order of writes, reads and immediate acknowledgements."""

    def __init__(self, line: socket.socket) -> None:
        self.line, self.seen = line, list[str]()

    def sendall(self, words: bytes) -> None:
        at = 0
        while at < len(words):
            self.seen.append("said")
            at += int.from_bytes(words[at : at + 4])
        self.line.sendall(words)

    def recv(self, most: int) -> bytes:
        heard = self.line.recv(most)
        self.seen.append("heard")
        return heard

    def setsockopt(self, level: int, option: int, value: int) -> None:
        if (level, option, value) == (socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1):
            self.seen.append("acknowledged")
        self.line.setsockopt(level, option, value)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)


def test_few_do_not_wait_for_each_others_acknowledgement(another: SmppGateway) -> None:
    """An SMSC may hold a second answer back until the first is acknowledged: five messages are written before
    any answer is read, and each read is acknowledged at once.
    """
    gateway = another
    assert hand_over(gateway, post())[0] == Handed(Fate.SENT, "ESME_ROK", ("A1",))
    assert gateway._line is not None
    watched = Watched(gateway._line)
    gateway._line = watched  # type: ignore[assignment]
    handed = hand_over(gateway, post(5))
    assert {one.fate for one in handed.values()} == {Fate.SENT} and len(handed) == 5
    said, answered = watched.seen[:5], watched.seen[5:]
    assert said == ["said"] * 5
    assert answered == ["heard", "acknowledged"] * (len(answered) // 2) and answered


def test_what_an_smsc_tells_once_it_was_answered_is_heard_too(
    gateway: SmppGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vethanam.messaging.gateways.smpp.gateway.LISTENS", 1.0)
    handed = hand_over(gateway, post(3 * WINDOW))
    heard, end = gateway.receipts(), time.monotonic() + 10
    while not heard and time.monotonic() < end:
        heard = gateway.receipts()
    assert {one.reference for one in heard} == {known for one in handed.values() for known in one.references}


def test_nobody_listens_and_what_the_fence_keeps_back_is_not_told(
    gateway: SmppGateway, smsc: Running
) -> None:
    assert not SmppGateway("127.0.0.1", 1, seconds=1).is_reachable()
    closed = Open()
    closed.may = 1
    assert list(hand_over(gateway, post(5), closed)) == [0] and smsc.smsc.taken == 1


def test_somebody_without_a_confirmed_address_is_told_on_her_phone(
    house: House, smsc: Running, settings: Any
) -> None:
    """Over an SMSC that refuses a message without its numbers."""
    smsc.smsc.wants_numbers = True
    settings.VETHANAM_SMPP = f"127.0.0.1:{smsc.port}"
    house.world.sql("postgres", "ALTER TABLE privacy_contact DISABLE TRIGGER is_appended")
    house.world.sql("postgres", "UPDATE privacy_contact SET verified_on = '2026-10-01' WHERE kind = 'mobile'")
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    register_gateway(house.world, "smpp", smsc.port)
    with house.world.role("dispatcher"):
        gateway = SmppGateway("127.0.0.1", smsc.port, seconds=5)
        mail = house.dispatcher().gateways[0]
        dispatcher = Dispatcher(
            read_vault_keys(house.state / "keys" / "vault.key"), house.log_key.verifier, (mail, gateway)
        )
        dispatcher.start()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            dispatcher.go_round()
            if house.world.sql("postgres", "SELECT 1 FROM privacy_delivery WHERE state = 'delivered'"):
                break
        for one in (mail, gateway):
            one.close()
    told = house.world.sql(
        "postgres", "SELECT channel, state, count(*) FROM privacy_outbox GROUP BY 1, 2 ORDER BY 1"
    )
    assert told == [("email", "accepted", 3), ("sms", "sent", 1)]
    assert {part.destination_addr for part in smsc.parts} == {"910000040003"}
    parts = house.world.sql("postgres", "SELECT count(*), bool_or(state = 'delivered') FROM privacy_delivery")
    assert parts == [(len(smsc.parts), True)]


def _told_by_phone(house: House, smsc: Running, settings: Any) -> None:
    settings.VETHANAM_SMPP = f"127.0.0.1:{smsc.port}"
    house.world.sql("postgres", "ALTER TABLE privacy_contact DISABLE TRIGGER is_appended")
    house.world.sql("postgres", "UPDATE privacy_contact SET verified_on = '2026-10-01' WHERE kind = 'mobile'")
    house.world.sql("postgres", "ALTER TABLE messaging_operatortext DISABLE TRIGGER only_appended")


def test_a_number_that_is_taken_away_in_the_queue_stops_the_message(
    house: House, smsc: Running, settings: Any
) -> None:
    _told_by_phone(house, smsc, settings)
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    assert house.states() == {"queued": 4}
    house.world.sql("postgres", "DELETE FROM messaging_operatortext")
    register_gateway(house.world, "smpp", smsc.port)
    gateway = SmppGateway("127.0.0.1", smsc.port, seconds=5)
    with house.world.role("dispatcher"):
        dispatcher = house.dispatcher()
        dispatcher.gateways = (gateway,)
        dispatcher.start()
        dispatcher.go_round()
        gateway.close()
    told = house.world.sql("postgres", "SELECT state, result FROM privacy_outbox WHERE channel = 'sms'")
    assert told == [("cancelled", "CHANNEL_NOT_ALLOWED")] and smsc.parts == []


def test_without_its_number_in_one_language_a_text_is_refused_before_the_queue(
    house: House, smsc: Running, settings: Any
) -> None:
    _told_by_phone(house, smsc, settings)
    house.world.sql("postgres", "DELETE FROM messaging_operatortext WHERE language = 'ml'")
    house.world.sql("postgres", "UPDATE people_person SET language = 'ml'")
    house.credit()
    intimate_credits(house.desk.service)
    assert house.states() == {"queued": 3}, "three have mail; the fourth has the portal copy alone"
    assert house.world.sql("postgres", "SELECT count(*) FROM messaging_intimation") == [(4,)]
