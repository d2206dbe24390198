"""Every gateway, against other sides that are slow, lie, refuse, answer by halves or twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1, sha512
from socket import socket
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest

from tests.messaging import far_sides
from tests.messaging.far_sides import ANSWERED, SUBMIT, FarSide, page, pdu, running
from tests.messaging.house import ENTITY, TELEMARKETER
from tests.messaging.test_smtp import Open
from vethanam.messaging.gateway_calls import hand_over, hand_over_in_order
from vethanam.messaging.gateways.letter import Fate, Gateway, Handed, Letter, Posted, shipped_senders
from vethanam.messaging.gateways.mgov import MgovGateway
from vethanam.messaging.gateways.mgov.forms import PortalAccount, fate_of
from vethanam.messaging.gateways.smpp import SmppGateway
from vethanam.messaging.gateways.smtp import SmtpGateway
from vethanam.messaging.operator_numbers import OperatorNumbers
from vethanam.privacy.vault.number import parse

type Answer = Callable[[int], bytes | None]
TEMPLATE = "1107234500000000009"
NUMBERS = OperatorNumbers(ENTITY, TEMPLATE, (TELEMARKETER,), "service_implicit")
NUMBER = {"email": parse("email_official", "a@office.example"), "sms": parse("mobile", "+91 00000 40007")}
ACCOUNT = PortalAccount("salary", sha1(b"pw", usedforsecurity=False).hexdigest(), "secure-key")


class Kind(NamedTuple):
    """A gateway with its other side, and the answers of that side in its protocol."""

    talk: Callable[[FarSide, socket], None]
    make: Callable[[int], Gateway]
    taken: Answer
    for_ever: Answer
    for_now: Answer
    half: Answer
    lie: Answer


def said(answer: bytes) -> Answer:
    return lambda _: answer


KINDS = {
    "smtp": Kind(
        far_sides.smtp, lambda port: SmtpGateway("127.0.0.1", port, seconds=0.6, lines=1),
        said(b"250 2.0.0 taken\r\n"), said(b"554 5.7.1 a@office.example\r\n"), said(b"451 4.3.0 later\r\n"),
        said(b"25"), said(b"the cat sat on the mat\r\n" * 300),
    ),
    "smpp": Kind(
        far_sides.smpp, lambda port: SmppGateway("127.0.0.1", port, seconds=0.6),
        lambda n: pdu(SUBMIT | ANSWERED, 0, n, b"S1\0"), lambda n: pdu(SUBMIT | ANSWERED, 0x0B, n),
        lambda n: pdu(SUBMIT | ANSWERED, 0x58, n), lambda n: pdu(SUBMIT | ANSWERED, 0, n, b"S1\0")[:10],
        said(b"\xff" * 64),
    ),
    "mgov": Kind(
        far_sides.mgov, lambda port: MgovGateway("127.0.0.1", port, ACCOUNT, seconds=0.6, lines=2),
        said(page(b"402,MsgID = 150620161466003974245msdgsms")), said(page(b"406, wrong: 910000040007")),
        said(page(b"408, later")), said(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n402,Msg"),
        said(page(b"<html>Message sent to 910000040007</html>")),
    ),
}  # fmt: skip


def post(channel: str, count: int = 1) -> list[Posted]:
    letter = Letter("7.abc", shipped_senders()["FIN"], ("en",), "Pay", "Credited.", numbers=NUMBERS)
    return [Posted(n, NUMBER[channel], letter) for n in range(count)]


def tried(kind: str, answer: Answer, *, hangs_up: bool = False, count: int = 1) -> list[Handed]:
    """The outcomes of some messages."""
    chosen = KINDS[kind]
    with running(FarSide(chosen.talk, answer, hangs_up)) as side:
        gateway = chosen.make(side.port)
        assert gateway.is_reachable()
        handed = hand_over(gateway, post(gateway.channel, count), Open())
        gateway.close()
    assert sorted(handed) == list(range(count)), "each message has one outcome"
    assert all("office.example" not in one.code and "40007" not in one.code for one in handed.values())
    return [handed[n] for n in range(count)]


each_gateway = pytest.mark.parametrize("kind", KINDS)


@each_gateway
def test_a_message_that_the_other_side_took(kind: str) -> None:
    assert {one.fate for one in tried(kind, KINDS[kind].taken, count=3)} <= {Fate.ACCEPTED, Fate.SENT}


@each_gateway
def test_a_refusal_for_ever_and_one_for_now(kind: str) -> None:
    assert tried(kind, KINDS[kind].for_ever)[0].fate == Fate.PERMANENT
    assert tried(kind, KINDS[kind].for_now)[0].fate == Fate.TEMPORARY


@each_gateway
def test_silence_after_the_message_is_uncertain(kind: str) -> None:
    assert tried(kind, lambda _: None)[0].fate == Fate.UNCERTAIN


@each_gateway
def test_half_an_answer_and_a_broken_line_are_uncertain(kind: str) -> None:
    assert tried(kind, KINDS[kind].half, hangs_up=True)[0].fate == Fate.UNCERTAIN


@each_gateway
def test_an_answer_in_no_known_form_is_uncertain(kind: str) -> None:
    assert tried(kind, KINDS[kind].lie)[0].fate == Fate.UNCERTAIN


@each_gateway
def test_an_answer_given_twice_is_one_outcome_and_no_later_message_s(kind: str) -> None:
    taken = KINDS[kind].taken
    fates = [one.fate for one in tried(kind, lambda n: (taken(n) or b"") * 2, count=2)]
    assert fates[0] in {Fate.ACCEPTED, Fate.SENT}
    assert len(fates) == 2


def test_a_receipt_for_an_unknown_message_and_one_twice_are_only_reported() -> None:
    receipt = b"\0" * 5 + b"\0\0\0\x04\0\0\0\0\0\0\0\0" + b"\x20id:NOBODY stat:DELIVRD err:000 te"
    told = pdu(5, 0, 1, receipt) * 2
    with running(FarSide(far_sides.smpp, lambda n: pdu(SUBMIT | ANSWERED, 0, n, b"S1\0") + told)) as side:
        gateway = SmppGateway("127.0.0.1", side.port, seconds=0.6)
        assert gateway.is_reachable()
        assert hand_over(gateway, post("sms"), Open())[0].references == ("S1",)
        assert all(one.reference != "S1" for one in gateway.receipts())
        gateway.close()


def test_the_fence_keeps_every_message_back() -> None:
    for kind, chosen in KINDS.items():
        with running(FarSide(chosen.talk, chosen.taken)) as side:
            gateway, fence = chosen.make(side.port), Open()
            fence.may = 0
            assert gateway.is_reachable()
            handed = hand_over(gateway, post(gateway.channel), fence)
            assert handed[0].fate == Fate.TEMPORARY and side.taken == [], kind
            gateway.close()


@pytest.mark.parametrize(
    ("first", "fates", "second"),
    [("for_now", {Fate.SENT}, 2), ("for_ever", {Fate.PERMANENT}, 0), ("lie", {Fate.UNCERTAIN}, 0)],
)
def test_only_what_was_certainly_not_taken_goes_to_the_second(
    first: str, fates: set[Fate], second: int
) -> None:
    smpp, portal = KINDS["smpp"], KINDS["mgov"]
    bad = getattr(portal, first)
    with (
        running(FarSide(portal.talk, bad)) as before,
        running(FarSide(smpp.talk, smpp.taken)) as after,
    ):
        order = [portal.make(before.port), smpp.make(after.port)]
        assert all(one.is_reachable() for one in order)
        handed = hand_over_in_order(order, post("sms", 2), Open())
        assert {one.fate for one in handed.values()} == fates
        assert (len(before.taken), len(after.taken)) == (2, second)
        for gateway in order:
            gateway.close()


def test_the_portal_gets_the_form_it_asks_for() -> None:
    chosen = KINDS["mgov"]
    with running(FarSide(chosen.talk, chosen.taken)) as side:
        gateway = chosen.make(side.port)
        letter = post("sms")[0].letter._replace(body="ശമ്പളം")
        handed = hand_over(gateway, [Posted(1, NUMBER["sms"], letter)], Open())
        gateway.close()
    form = {name: values[0] for name, values in parse_qs(side.taken[0].decode()).items()}
    content = "".join(f"&#{ord(one)};" for one in "ശമ്പളം")
    assert (form["content"], form["smsservicetype"], form["mobileno"]) == (
        content,
        "unicodemsg",
        "910000040007",
    )
    assert (form["templateid"], form["entityid"]) == (TEMPLATE, ENTITY)
    assert form["key"] == sha512(f"salary{letter.sender.header}{content}secure-key".encode()).hexdigest()
    assert handed[1].references == ("mgov:150620161466003974245msdgsms",)


def test_publicity_never_goes_to_the_portal() -> None:
    chosen = KINDS["mgov"]
    with running(FarSide(chosen.talk, chosen.taken)) as side:
        gateway = chosen.make(side.port)
        letter = post("sms")[0].letter._replace(numbers=replace(NUMBERS, category="promotional"))
        assert hand_over(gateway, [Posted(1, NUMBER["sms"], letter)], Open())[1].fate == Fate.TEMPORARY
        assert side.taken == []
        gateway.close()


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (b"409, will be submitted", Fate.UNCERTAIN),
        (b"401", Fate.TEMPORARY),
        (b"403, no credit", Fate.TEMPORARY),
        (b"414", Fate.PERMANENT),
        (b"402", Fate.UNCERTAIN),
        (b"", Fate.UNCERTAIN),
        (b"999", Fate.UNCERTAIN),
    ],
)
def test_the_portal_s_word_counts(answer: bytes, fate: Fate) -> None:
    assert fate_of(answer).fate == fate
    assert fate_of(b"422, template").is_registration_refused
