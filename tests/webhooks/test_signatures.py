"""Signatures after the Standard Webhooks convention, checked by the client of the documentation."""

from __future__ import annotations

import base64
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from vethanam.webhooks.signatures import headers_of, new_secret, secret_text, signature_of

FILE = Path(__file__).parents[2] / "docs" / "api" / "client.py"
BODY = json.dumps({"type": "bill.passed", "data": {"bill": "2026/0412/1"}}).encode()


@pytest.fixture(scope="module")
def client() -> Any:
    spec = importlib.util.spec_from_file_location("client", FILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_signature_is_that_of_the_convention() -> None:
    """The published vector of the convention, worked out with openssl too: id, timestamp and
    body with dots between.
    """
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = signature_of(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_client_believes_what_its_secret_signed(client: Any) -> None:
    secret = new_secret()
    headers = {name.title(): value for name, value in headers_of([secret], "msg_1", 1000, BODY).items()}
    event = client.verify_webhook(secret_text(secret), headers, BODY, now=1010)
    assert event["data"] == {"bill": "2026/0412/1"}


def test_two_secrets_sign_side_by_side(client: Any) -> None:
    old, new = new_secret(), new_secret()
    headers = headers_of([new, old], "msg_1", 1000, BODY)
    assert client.verify_webhook(secret_text(old), headers, BODY, now=1000)
    assert client.verify_webhook(secret_text(new), headers, BODY, now=1000)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "1001"},
        {"webhook-timestamp": "a"},
        {"webhook-timestamp": "²"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,ü v2,x"},
    ],
)
def test_whatever_was_changed_is_not_believed(client: Any, change: dict[str, str]) -> None:
    secret = new_secret()
    headers = headers_of([secret], "msg_1", 1000, BODY) | change
    with pytest.raises(client.NotOurs):
        client.verify_webhook(secret_text(secret), headers, BODY, now=1000)


def test_another_secret_another_body_and_an_old_message_are_not_believed(client: Any) -> None:
    secret = new_secret()
    headers = headers_of([secret], "msg_1", 1000, BODY)
    for text, body, now in (
        (secret_text(new_secret()), BODY, 1000),
        (secret_text(secret), BODY + b" ", 1000),
        (secret_text(secret), BODY, 1301),
        (secret_text(secret), BODY, 699),
    ):
        with pytest.raises(client.NotOurs):
            client.verify_webhook(text, headers, body, now=now)
    with pytest.raises(client.NotOurs):
        client.verify_webhook(secret_text(secret), {}, BODY)
