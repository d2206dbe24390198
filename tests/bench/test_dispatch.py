"""The messaging benchmarks: real messages to people, counted at the receiver."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import World
from tests.messaging.test_smtp import Open
from vethanam.bench.audience import (
    NOW,
    ask_for_all,
    credit_everybody,
    enter_operator_rows,
    only_phones,
    record_tellable,
)
from vethanam.bench.certificate import write_certificate
from vethanam.bench.far_side import a_second, mail_over_tls, sink
from vethanam.journal.keys import create, load
from vethanam.journal.sequencer import sequence_once
from vethanam.messaging.actions import register_texts
from vethanam.messaging.gateway_calls import hand_over
from vethanam.messaging.gateways.letter import Fate, Letter, Posted, shipped_senders
from vethanam.messaging.gateways.secure_lines import Security, Tls
from vethanam.messaging.gateways.smtp import SmtpGateway
from vethanam.privacy.actions import register_purposes
from vethanam.privacy.queries import message_counts
from vethanam.privacy.vault.keys import new_vault_keys
from vethanam.privacy.vault.number import parse
from vethanam.site.clock import service_authority
from vethanam.site.install import _make_service_accounts
from vethanam.site.processes import free_port

PEOPLE = 30


@pytest.mark.parametrize("is_by_phone", [False, True])
def test_everybody_is_told_once_through_one_channel(
    world: World, tmp_path: Path, settings: Any, is_by_phone: bool
) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "vault.pub").write_bytes(new_vault_keys()[0])
    create(tmp_path / "keys" / "log.key", "vethanam.example/test")
    settings.VETHANAM_STATE, settings.VETHANAM_SMPP = tmp_path, "127.0.0.1:9" if is_by_phone else ""
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    _make_service_accounts()
    with world.role("worker"):
        asks = replace(service_authority("worker"), at=NOW, is_sample=True)
        register_purposes(asks)
        register_texts(asks)
        record_tellable(asks, PEOPLE, lambda _: None)
        with world.connect("postgres") as admin:
            credit_everybody(admin, 202610)
            if is_by_phone:
                only_phones(admin)
        sequence_once(load(tmp_path / "keys" / "log.key"))
        if is_by_phone:
            enter_operator_rows(asks)
            sequence_once(load(tmp_path / "keys" / "log.key"))
        assert ask_for_all(asks) == PEOPLE
        assert message_counts() == {"queued": PEOPLE}
        assert ask_for_all(asks) == 0
    told = world.sql("postgres", "SELECT channel, count(DISTINCT person) FROM privacy_outbox GROUP BY 1")
    assert told == [("sms" if is_by_phone else "email", PEOPLE)]


def test_a_sink_that_hangs_answers_no_more_and_counts_what_comes() -> None:
    with sink(free_port()) as server, smtplib.SMTP("127.0.0.1", server.port, timeout=2) as line:
        line.sendmail("a@sample.example", ["b@sample.example"], "one\r\n")
        first = server.ask("count")
        server.ask("hang")
        assert line.sock is not None
        line.sock.settimeout(0.5)
        line.send("MAIL FROM:<a@sample.example>\r\nDATA\r\ntwo\r\n.\r\n")
        with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
            line.getreply()
        second = server.ask("count")
        line.close()
    assert (first["letters"], second["letters"]) == (1, 2) and second["last"] > first["last"]


def test_letters_over_tls_are_counted(tmp_path: Path) -> None:
    server, trusted = write_certificate(tmp_path)
    with mail_over_tls(free_port(), server) as far_side:
        assert far_side.count() == 0
        gateway = SmtpGateway("127.0.0.1", far_side.port, security=Security(Tls.TLS, trusted))
        number = parse("email_official", "b1@sample.example")
        letter = Letter("1.bench", shipped_senders()["FIN"], ("en",), "Pay", "Credited.")
        assert gateway.is_reachable()
        handed = hand_over(gateway, [Posted(n, number, letter) for n in range(3)], Open())
        gateway.close()
        assert {one.fate for one in handed.values()} <= {Fate.ACCEPTED, Fate.SENT}
        assert far_side.count() == 3
        with pytest.raises((OSError, smtplib.SMTPException)):
            smtplib.SMTP("127.0.0.1", far_side.port, timeout=1)


def test_a_rate_is_counted_between_the_first_and_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 3.0, 4.0])
    counts, ends = iter([10, 50, 50]), iter([False, False, True])
    monkeypatch.setattr("vethanam.bench.far_side.time.perf_counter", lambda: next(clock))
    assert a_second(lambda: next(counts), lambda: next(ends)) == (50, 20.0)
