"""The gateway reports the outcome of a letter and never quotes the other side."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.messaging.house import Mailbox
from vethanam.errors import Broken
from vethanam.messaging.fence import Fence
from vethanam.messaging.gateways.letter import Fate, Handed, Letter, Posted, shipped_senders
from vethanam.messaging.gateways.smtp import SmtpGateway
from vethanam.messaging.registered_senders import sender_of
from vethanam.privacy.vault.number import parse

NUMBER = parse("email_official", "asha.k@office.example")
LETTER = Letter(
    "7.abc", shipped_senders()["FIN"], ("ml", "en"), "ശമ്പളം", ("ശമ്പളം വരവുവെച്ചു.\n.\n.. credited\n")
)
NOT_BEGUN = Handed(Fate.TEMPORARY, "not begun")


class Open(Fence):
    """A fence that allows everything until told otherwise."""

    may = 1_000
    must = False

    def may_begin(self) -> bool:
        self.may -= 1
        return self.may >= 0

    def must_end(self) -> bool:
        return self.must


def hand_over(gateway: SmtpGateway, count: int = 1, fence: Fence | None = None) -> Handed:
    """The outcome of the first of some letters."""
    gateway.is_reachable()
    handed: dict[int, Handed] = {}
    gateway.hand_over([Posted(n, NUMBER, LETTER) for n in range(count)], fence or Open(), handed.__setitem__)
    return handed.get(0, NOT_BEGUN)


@pytest.fixture
def gateway(mailbox: Mailbox) -> Iterator[SmtpGateway]:
    gateway = SmtpGateway("127.0.0.1", mailbox.port, seconds=2, lines=1)
    yield gateway
    gateway.close()


def test_a_letter_arrives_whole(mailbox: Mailbox, gateway: SmtpGateway) -> None:
    handed = hand_over(gateway)
    assert (handed.fate, handed.code) == (Fate.ACCEPTED, "250 2.0.0")
    ((address, content),) = mailbox.received
    message = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert address == message["To"] == "asha.k@office.example"
    assert message["Subject"] == "ശമ്പളം" and message["From"].addresses[0].display_name == "ധനകാര്യ വകുപ്പ്"
    assert message["Message-ID"] == "<7.abc@finance.vethanam.example>"
    assert message["Content-Language"] == "ml, en" and message["Reply-To"] is None
    assert message.get_content().replace("\r\n", "\n") == LETTER.body


def test_one_line_carries_many_letters(mailbox: Mailbox, gateway: SmtpGateway) -> None:
    assert {hand_over(gateway).fate for _ in range(5)} == {Fate.ACCEPTED}
    assert len(mailbox.received) == 5


@pytest.mark.parametrize(
    ("reply", "fate", "code"),
    [
        ("550 5.1.1 asha.k@office.example unknown", Fate.PERMANENT, "550 5.1.1"),
        ("452 4.2.2 asha.k@office.example is full", Fate.TEMPORARY, "452 4.2.2"),
        ("421 asha.k@office.example go away", Fate.TEMPORARY, "421"),
    ],
)
def test_a_refused_recipient_is_a_code_without_words(
    mailbox: Mailbox, gateway: SmtpGateway, reply: str, fate: Fate, code: str
) -> None:
    mailbox.refuse["asha.k@office.example"] = reply
    handed = hand_over(gateway)
    assert (handed.fate, handed.code) == (fate, code)
    mailbox.refuse.clear()
    assert hand_over(gateway).fate == Fate.ACCEPTED


@pytest.mark.parametrize(
    ("reply", "fate"), [("554 5.7.1 spam", Fate.PERMANENT), ("451 4.3.0 later", Fate.TEMPORARY)]
)
def test_a_refused_text_is_known_not_to_have_arrived(
    mailbox: Mailbox, gateway: SmtpGateway, reply: str, fate: Fate
) -> None:
    mailbox.at_text = lambda server, envelope: reply
    assert hand_over(gateway).fate == fate


def test_a_line_that_breaks_in_the_text_is_uncertain(mailbox: Mailbox, gateway: SmtpGateway) -> None:
    def hang_up(server: Any, envelope: Any) -> None:
        server.transport.abort()

    mailbox.at_text = hang_up
    assert hand_over(gateway).fate == Fate.UNCERTAIN
    mailbox.at_text = None
    assert hand_over(gateway).fate == Fate.ACCEPTED


def test_nobody_listens() -> None:
    gateway = SmtpGateway("127.0.0.1", 1, seconds=1)
    assert not gateway.is_reachable()
    assert hand_over(gateway) == Handed(Fate.TEMPORARY, "no line")


def test_of_what_the_fence_does_not_let_begin_nothing_is_told(mailbox: Mailbox, gateway: SmtpGateway) -> None:
    closed = Open()
    closed.may = 0
    assert hand_over(gateway, fence=closed) is NOT_BEGUN
    assert mailbox.received == []


def test_an_office_without_a_registered_sender_sends_nothing(db: None) -> None:
    with pytest.raises(Broken, match="no registered sender"):
        sender_of("VIG")
