"""Signs deliveries by the Standard Webhooks convention: HMAC-SHA256 over id, timestamp and body.

A secret is ``whsec_`` plus base64; a signature is ``v1,`` plus base64. Signatures of several valid secrets
are separated by spaces.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX, VERSION = "whsec_", "v1"
#: the convention asks for 24 to 64 bytes
_SECRET_BYTES = 32


def new_secret() -> bytes:
    """Random bytes for a new secret."""
    return secrets.token_bytes(_SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """The text of a secret, shown once."""
    return PREFIX + base64.b64encode(secret).decode()


def signature_of(secret: bytes, reference: str, timestamp: int, body: bytes) -> str:
    """The signature by one secret.

    >>> signature_of(b"k" * 24, "msg_1", 1614265330, b'{"test": 1}')[:3]
    'v1,'
    """
    signed = f"{reference}.{timestamp}.".encode() + body
    return f"{VERSION},{base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()}"


def headers_of(secrets_: Iterable[bytes], reference: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a delivery."""
    signatures = " ".join(signature_of(secret, reference, timestamp, body) for secret in secrets_)
    return {
        "webhook-id": reference,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures,
    }
