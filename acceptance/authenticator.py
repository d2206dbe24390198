"""A passkey in software: makes a P-256 key with openssl and answers WebAuthn as a device does
that checks its holder.

Registration answers an attestation object in CBOR with the statement "none"; a signature has the flags
*present* and *verified*, and names the installation's own origin.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One officer's device.

    ``origin`` is the address of the pages, ``host`` its name; the key lies in ``folder``.
    """

    folder: Path
    origin: str
    host: str = "localhost"
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def key(self) -> Path:
        """The private key, made at its first use."""
        path = self.folder / f"{self.credential.hex()}.pem"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", str(path))
        return path

    def register(self, challenge: str) -> dict[str, str]:
        """The answer of ``navigator.credentials.create``, as the act ``enrol_key`` takes it."""
        point = openssl("pkey", "-in", str(self.key), "-pubout", "-outform", "DER")[-64:]
        cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21" + cbor_bytes(point[:32]) + b"\x22" + cbor_bytes(point[32:])
        held = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + cose
        data = self.data(PRESENT | VERIFIED | HAS_KEY) + held
        made = b"\xa3" + cbor_text("fmt") + cbor_text("none") + cbor_text("attStmt") + b"\xa0"
        made += cbor_text("authData") + cbor_bytes(data)
        return {
            "attestation": text(made),
            "client_data": text(self.client_data("webauthn.create", challenge)),
            "relying_on": self.host,
        }

    def sign(self, challenge: str) -> dict[str, str]:
        """The answer of ``navigator.credentials.get``, as the assertion of an act."""
        data, said = self.data(PRESENT | VERIFIED), self.client_data("webauthn.get", challenge)
        signed = openssl(
            "dgst", "-sha256", "-sign", str(self.key), given=data + hashlib.sha256(said).digest()
        )
        return {
            "key": text(self.credential),
            "signature": text(signed),
            "authenticator_data": text(data),
            "client_data": text(said),
        }

    def data(self, flags: int) -> bytes:
        """Authenticator data: the site, the flags, a counter that stays zero."""
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + bytes(4)

    def client_data(self, kind: str, challenge: str) -> bytes:
        """Client data as a browser sends it: challenge and origin."""
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said, separators=(",", ":")).encode()


def cbor_text(value: str) -> bytes:
    """A short text in CBOR."""
    return bytes([0x60 | len(value)]) + value.encode()


def cbor_bytes(value: bytes) -> bytes:
    """Bytes in CBOR, fewer than 256."""
    return bytes([0x58, len(value)]) + value


def text(value: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def openssl(*arguments: str, given: bytes = b"") -> bytes:
    """Run openssl and return its output."""
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout
