"""Permitted addresses of a webhook, and the result of every kind of answer."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from ipaddress import ip_address
from typing import Any

import pytest

from tests.webhooks.receiver import receiving
from vethanam.webhooks.http_client import Reach, fault_of_address, may_reach, networks_of, post

SAMPLE = Reach(is_sample=True, connecting=1.0, whole=0.4)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://pay.example/hook?of=1", ""),
        ("https://pay.example:8443/", ""),
        ("http://127.0.0.1:8000/hook", "webhook_address_not_https"),
        ("http://pay.example/hook", "webhook_address_not_https"),
        ("ftp://pay.example/", "webhook_address_not_https"),
        ("https://name:word@pay.example/", "webhook_address_unreadable"),
        ("https://pay.example/#part", "webhook_address_unreadable"),
        ("https:///hook", "webhook_address_unreadable"),
        ("https://pay.example:99999/", "webhook_address_unreadable"),
        ("https://[1::zz]/", "webhook_address_unreadable"),
        ("https://pay.example/a b", "webhook_address_unreadable"),
        ("https://pay.example/\r\nX: y", "webhook_address_unreadable"),
    ],
)
def test_an_address_is_https(address: str, code: str) -> None:
    assert fault_of_address(address, is_sample=False) == code


def test_a_sample_speaks_http_with_its_own_machine_alone() -> None:
    assert fault_of_address("http://localhost:80/", is_sample=True) == ""
    assert fault_of_address("http://[::1]:80/", is_sample=True) == ""
    assert fault_of_address("http://10.0.0.1/", is_sample=True) == "webhook_address_not_https"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",
        "fe80::1",
     "fd00::1", "::ffff:10.0.0.1"],
)  # fmt: skip
def test_private_addresses_are_not_reached(address: str) -> None:
    assert not may_reach(ip_address(address), Reach())


def test_public_addresses_and_named_networks_are_reached() -> None:
    assert may_reach(ip_address("8.8.8.8"), Reach())
    assert may_reach(ip_address("2001:4860:4860::8888"), Reach())
    named = Reach(networks_of(["10.20.0.0/16"]))
    assert may_reach(ip_address("10.20.1.1"), named) and not may_reach(ip_address("10.21.1.1"), named)
    assert may_reach(ip_address("::ffff:10.20.1.1"), named)


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found: Any = [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    assert post("https://pay.example/", b"{}", {}, Reach()).why == "private_address"


def test_a_body_is_posted_with_its_headers() -> None:
    with receiving() as receiver:
        outcome = post(f"{receiver.address}/in?x=1", b'{"a":1}', {"webhook-id": "msg_1"}, SAMPLE)
    assert outcome.is_delivered and outcome.status == 204
    (got,) = receiver.got
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/in?x=1", b'{"a":1}', "msg_1")


@pytest.mark.parametrize(
    ("answer", "why", "status"),
    [
        (500, "status", 500),
        (404, "status", 404),
        (302, "redirect", 302),
        (410, "gone", 410),
        ("drop", "broken_off", None),
        ("hang", "timeout", None),
        ("drip", "timeout", None),
    ],
)
def test_every_other_answer_is_a_code(answer: int | str, why: str, status: int | None) -> None:
    begun = time.monotonic()
    with receiving(answer) as receiver:
        outcome = post(receiver.address, b"{}", {}, SAMPLE)
        assert (outcome.why, outcome.status) == (why, status)
    assert len(receiver.got) == 1  # no redirect is followed
    assert time.monotonic() - begun < 3


def test_a_busy_system_says_how_long_it_wants_to_wait() -> None:
    with receiving(503) as receiver:
        assert post(receiver.address, b"{}", {}, SAMPLE).wait == 100


def test_nobody_listens_and_no_such_name() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert post(f"http://127.0.0.1:{port}/", b"{}", {}, SAMPLE).why == "unreachable"
    assert post("https://no-such-name.invalid/", b"{}", {}, SAMPLE).why == "unresolved"


def test_a_server_without_a_valid_certificate_is_not_told() -> None:
    """The server does not speak TLS, so nothing of the body was sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            line, _ = server.accept()
            heard.append(line.recv(4096))
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            line.close()

        thread = threading.Thread(target=answer)
        thread.start()
        address = f"https://localhost:{server.getsockname()[1]}/"
        outcome = post(address, b"secret-body", {}, SAMPLE)
        thread.join()
    assert outcome.why == "tls" and b"secret-body" not in heard[0]
    assert ssl.create_default_context().check_hostname
