"""Gateways over real TLS on loopback: certificates and names are checked, a login goes inside
TLS, and nothing falls back to plain text.
"""

from __future__ import annotations

import contextlib
import logging
import ssl
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tests.messaging.certificates import Authority
from tests.messaging.house import Mailbox
from tests.messaging.test_smpp import Running, post
from tests.messaging.test_smpp import hand_over as send
from tests.messaging.test_smtp import hand_over
from vethanam.errors import Broken, UnsoundInput
from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.dispatch import gateways_of
from vethanam.messaging.gateways.letter import Fate
from vethanam.messaging.gateways.mgov import MgovGateway
from vethanam.messaging.gateways.secure_lines import Security, Tls
from vethanam.messaging.gateways.smpp import SmppGateway, configured
from vethanam.messaging.gateways.smtp import SmtpGateway
from vethanam.messaging.gateways.smtp import configured as mail_configured
from vethanam.messaging.registered_gateways import in_settings
from vethanam.site.environment import Environment
from vethanam.site.processes import free_port

LOGIN = ("salary", "test-password")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@contextlib.contextmanager
def mail_server(tls: Tls, context: ssl.SSLContext) -> Iterator[Mailbox]:
    """A mail server that takes mail over TLS alone, with a login where TLS begins with a command."""
    box = Mailbox(port=free_port())

    def known(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        is_hers = (given.login.decode(), given.password.decode()) == LOGIN
        return AuthResult(success=is_hers, handled=False)

    class Starting(Controller):
        def factory(self) -> SMTP:
            return SMTP(
                box, tls_context=context, require_starttls=True, auth_required=True, authenticator=known
            )

    if tls == Tls.STARTTLS:
        controller: Controller = Starting(box, hostname="127.0.0.1", port=box.port)
    else:
        controller = Controller(box, hostname="127.0.0.1", port=box.port, ssl_context=context)
    controller.start()
    yield box
    controller.stop()


@contextlib.contextmanager
def smsc(context: ssl.SSLContext | None) -> Iterator[Running]:
    running = Running(context)
    yield running
    running.end()


def mail_gateway(port: int, tls: Tls, file: Path | None, login: tuple[str, str] | None = None) -> SmtpGateway:
    return SmtpGateway("127.0.0.1", port, seconds=3, lines=1, security=Security(tls, file), login=login)


def test_mail_goes_after_starttls_with_its_login(authority: Authority) -> None:
    with mail_server(Tls.STARTTLS, authority.server()) as box:
        gateway = mail_gateway(box.port, Tls.STARTTLS, authority.file, LOGIN)
        assert [hand_over(gateway, 3).fate for _ in range(2)] == [Fate.ACCEPTED] * 2
        assert len(box.received) == 6
        gateway.close()


def test_mail_goes_over_tls_from_the_first_byte(authority: Authority) -> None:
    with mail_server(Tls.TLS, authority.server()) as box:
        gateway = mail_gateway(box.port, Tls.TLS, authority.file)
        assert hand_over(gateway).fate == Fate.ACCEPTED and len(box.received) == 1
        gateway.close()


def test_a_wrong_login_sends_nothing_and_is_said_once(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server(Tls.STARTTLS, authority.server()) as box, caplog.at_level(logging.ERROR):
        gateway = mail_gateway(box.port, Tls.STARTTLS, authority.file, ("salary", "another"))
        assert not gateway.is_reachable() and not gateway.is_reachable()
        assert [f"127.0.0.1:{box.port} refused the login" in one for one in caplog.messages] == [True]
        assert "another" not in caplog.text


def test_a_mail_server_without_tls_gets_nothing(
    mailbox: Mailbox, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert not mail_gateway(mailbox.port, Tls.STARTTLS, authority.file).is_reachable()
    assert "offers no STARTTLS" in caplog.text and mailbox.received == []


def test_a_login_never_goes_in_plain_text() -> None:
    with pytest.raises(Broken, match="would go in plain text"):
        SmtpGateway("127.0.0.1", 25, login=LOGIN)


def test_short_messages_go_over_tls_with_their_receipts(authority: Authority) -> None:
    with smsc(authority.server()) as running:
        gateway = SmppGateway(
            "127.0.0.1", running.port, seconds=3, security=Security(Tls.TLS, authority.file)
        )
        handed = send(gateway, post(200))
        assert {one.fate for one in handed.values()} == {Fate.SENT} and running.smsc.taken == 200
        gateway.close()


@pytest.mark.parametrize("fault", ["another name", "ended", "another authority"])
def test_a_certificate_that_does_not_hold_ends_the_connection(
    authority: Authority, tmp_path: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    context = (
        authority.server("smsc.example")
        if fault == "another name"
        else authority.server(days=-1 if fault == "ended" else 1)
    )
    trusted = Authority(tmp_path).file if fault == "another authority" else authority.file
    with smsc(context) as running, caplog.at_level(logging.ERROR):
        gateway = SmppGateway("127.0.0.1", running.port, seconds=3, security=Security(Tls.TLS, trusted))
        assert not gateway.is_reachable()
        assert "does not hold" in caplog.text and running.smsc.taken == 0


def test_an_smsc_in_plain_text_gets_nothing_over_tls(authority: Authority) -> None:
    with smsc(None) as running:
        security = Security(Tls.TLS, authority.file)
        assert not SmppGateway("127.0.0.1", running.port, seconds=1, security=security).is_reachable()


def test_tls_is_required_except_to_this_machine(settings: Any, tmp_path: Path) -> None:
    settings.VETHANAM_SMTP, settings.VETHANAM_SMPP = "mail.example:587", "smsc.example:2776"
    mail, phone = mail_configured(tmp_path), configured(tmp_path)
    assert mail is not None and mail._tls == Tls.STARTTLS
    assert phone is not None and phone._context is not None
    settings.VETHANAM_SMTP, settings.VETHANAM_SMPP = "127.0.0.1:25", "[::1]:2775"
    mail, phone = mail_configured(tmp_path), configured(tmp_path)
    assert mail is not None and mail._context is None
    assert phone is not None and phone._context is None


def test_the_gateways_of_one_channel_stand_in_the_order_of_the_settings(
    settings: Any, tmp_path: Path
) -> None:
    settings.VETHANAM_SMTP, settings.VETHANAM_SMTP_SECOND = "mail.example:587", "other.example:587"
    settings.VETHANAM_SMPP, settings.VETHANAM_SMPP_SECOND = "smsc.example:2776", "smsc2.example:2776"
    settings.VETHANAM_MGOV = "portal.example:443"
    (tmp_path / "smpp-second.login").write_text("second:pw\n")
    with pytest.raises(Broken, match=r"mgov\.login"):
        gateways_of(tmp_path, VerifierKey("test/log", b""))
    (tmp_path / "mgov.login").write_text("salary:pw\nsecure-key\nmd5\n")
    found = gateways_of(tmp_path, VerifierKey("test/log", b""))
    assert [one.other_side.address for one in found if one.other_side] == [
        "mail.example:587", "other.example:587", "smsc.example:2776", "smsc2.example:2776",
        "portal.example:443",
    ]  # fmt: skip
    assert [one.channel for one in found][:5] == ["email", "email", "sms", "sms", "sms"]
    portal = found[4]
    assert isinstance(portal, MgovGateway) and portal._context is not None
    assert portal._account.password_hash == md5(b"pw", usedforsecurity=False).hexdigest()
    assert "pw" not in repr(portal._account) and "secure-key" not in repr(portal._account)
    assert {side.kind for side in in_settings()} == {"smtp", "smpp", "mgov"}
    for one in found:
        one.close()


def test_plain_text_to_another_machine_is_refused_at_start() -> None:
    with pytest.raises(UnsoundInput):
        Environment.read({"VETHANAM_SMPP_SECOND": "smsc.example:2775", "VETHANAM_SMPP_TLS": "none"})
    with pytest.raises(UnsoundInput) as wrong:
        Environment.read({"VETHANAM_SMPP": "smsc.example:2775", "VETHANAM_SMPP_TLS": "none"})
    assert "over TLS alone" in str([fault.says for fault in wrong.value.faults])
    Environment.read({"VETHANAM_SMPP": "127.0.0.1:2775", "VETHANAM_SMPP_TLS": "none"})


def test_a_file_of_certificates_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="cannot be read"):
        SmppGateway("127.0.0.1", 1, security=Security(Tls.TLS, tmp_path / "none.pem"))
