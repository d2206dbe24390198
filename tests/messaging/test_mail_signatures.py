"""Letters are signed by the key of their domain, ask for reports by their own id, and offer to leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.messaging.far_sides import FarSide, running
from tests.messaging.house import Mailbox
from tests.messaging.test_smtp import LETTER, NUMBER, Open
from vethanam.errors import Broken
from vethanam.messaging.gateways.letter import Fate, Posted
from vethanam.messaging.gateways.smtp import SmtpGateway
from vethanam.messaging.gateways.smtp.dkim_keys import FOLDER, dkim_keys_in
from vethanam.messaging.returned_mail import Inbox

DOMAIN = "finance.vethanam.example"
LEAVE = "https://pay.example/leave/7-abc/"


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def keys(tmp_path: Path, private_key: rsa.RSAPrivateKey) -> Path:
    (tmp_path / FOLDER).mkdir()
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / FOLDER / f"s1._domainkey.{DOMAIN}.pem").write_bytes(pem)
    return tmp_path


def test_a_letter_is_signed_with_its_offer_to_leave(
    mailbox: Mailbox, keys: Path, private_key: rsa.RSAPrivateKey
) -> None:
    gateway = SmtpGateway("127.0.0.1", mailbox.port, seconds=2, lines=1, dkim_keys=dkim_keys_in(keys))
    assert gateway.is_reachable()
    letter = LETTER._replace(leave=LEAVE, is_by_consent=True)
    gateway.hand_over([Posted(1, NUMBER, letter)], Open(), lambda *_: None)
    gateway.close()
    ((_, content),) = mailbox.received
    public = private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.split(b"\n")[1:-2])
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    assert dkim.verify(content, dnsfunc=dns)
    assert asked == [f"s1._domainkey.{DOMAIN}.".encode()]
    assert f"List-Unsubscribe: <{LEAVE}>\r\n".encode() in content
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content
    for changed in (content.replace(b"/leave/7", b"/leave/8"), content.replace(b"credited", b"refused ")):
        assert not dkim.verify(changed, dnsfunc=dns)
    assert not dkim.verify(b"List-Unsubscribe: <https://other.example/>\r\n" + content, dnsfunc=dns)


def test_a_letter_of_service_offers_a_page_and_no_one_click(mailbox: Mailbox) -> None:
    gateway = SmtpGateway("127.0.0.1", mailbox.port, seconds=2, lines=1)
    assert gateway.is_reachable()
    gateway.hand_over([Posted(1, NUMBER, LETTER._replace(leave=LEAVE))], Open(), lambda *_: None)
    gateway.hand_over([Posted(2, NUMBER, LETTER)], Open(), lambda *_: None)
    gateway.close()
    first, second = (content for _, content in mailbox.received)
    assert b"List-Unsubscribe: <" in first and b"List-Unsubscribe-Post" not in first
    assert b"List-Unsubscribe" not in second


@pytest.mark.parametrize("name", ["s1.pem", f"s1._domainkey.{DOMAIN}.pem"])
def test_a_key_that_cannot_be_read_is_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / name).write_text("no key")
    with pytest.raises(Broken, match="cannot be read"):
        dkim_keys_in(tmp_path)


def test_a_report_is_asked_for_by_an_id_that_only_we_can_make(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, b"k" * 32)
    letter = LETTER._replace(returns_to=inbox.address_of(7, "salary@finance.vethanam.example"))
    said: list[bytes] = []

    def talk(side: FarSide, line: Any) -> None:
        line.sendall(b"220 test\r\n")
        while chunk := line.recv(65536):
            said.append(chunk)
            offers = chunk.startswith(b"ehlo")
            line.sendall(b"250-test\r\n250 DSN\r\n" if offers else b"550 5.1.1 no\r\n")

    with running(FarSide(talk, lambda _: b"")) as side:
        gateway = SmtpGateway("127.0.0.1", side.port, seconds=2, lines=1)
        assert gateway.is_reachable()
        fates: list[Fate] = []
        gateway.hand_over([Posted(7, NUMBER, letter)], Open(), lambda _, one: fates.append(one.fate))
        gateway.close()
    assert fates == [Fate.PERMANENT]
    envelope = letter.envelope_id
    assert b" RET=HDRS ENVID=" + envelope.encode() in b"".join(said) and envelope.startswith("7-")
    report = (
        "To: postmaster@relay.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: {}\r\n\r\n"
        "Final-Recipient: rfc822; x@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    path = tmp_path / "one"
    path.write_text(report.format(envelope))
    returned = inbox._read(path)
    assert returned is not None and (returned.message, returned.code) == (7, "5.1.1")
    path.write_text(report.format("8" + envelope[1:]))
    assert inbox._read(path) is None


def test_recipients_are_asked_about_where_the_server_reports() -> None:
    from vethanam.messaging.gateways.smtp.gateway import _commands, _Line

    line = _Line(None, True, True, is_reporting=True)  # type: ignore[arg-type]
    commands = [command for _, command in _commands(Posted(1, NUMBER, LETTER), line)]
    assert commands[1].endswith(b"NOTIFY=FAILURE,DELAY\r\n") and b"ENVID=7.abc" in commands[0]
    line.is_reporting = False
    assert not any(b"NOTIFY" in command or b"ENVID" in command for _, command in _commands(
        Posted(1, NUMBER, LETTER), line
    ))  # fmt: skip
