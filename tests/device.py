"""An officer's device for a browser without JavaScript: what ``sign.js`` and a passkey do."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from vethanam.acts.key_signatures import to_base64
from vethanam.identity.actions import confirm_key, enrol_key
from vethanam.identity.authority import Authority
from vethanam.ledger.signatures import PASSKEY

HOST = "testserver"


@dataclass
class Device:
    """A passkey for the pages of the tests."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def enrol(self, holder: Authority, confirmed_by: Authority | None = None) -> None:
        """Enrol it; every key but the first is countersigned."""
        public = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        credential = sha256(public).digest()
        key = enrol_key(holder, public, algorithm=PASSKEY, relying_on=HOST, credential=credential)
        if confirmed_by is not None:
            confirm_key(confirmed_by, key)

    def assertion(self, challenge: str) -> dict[str, str]:
        """Its signature, as an act takes it."""
        said = {"type": "webauthn.get", "challenge": challenge, "origin": f"http://{HOST}"}
        client = json.dumps(said).encode()
        data = sha256(HOST.encode()).digest() + b"\x05" + bytes(4)
        signed = self.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        public = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {
            "key": to_base64(sha256(public).digest()), "signature": to_base64(signed),
            "authenticator_data": to_base64(data), "client_data": to_base64(client),
        }  # fmt: skip

    def answer(self, options: dict[str, Any]) -> str:
        """The answer of the browser to a request to sign."""
        given = self.assertion(options["publicKey"]["challenge"])
        names = {"signature": "signature", "authenticatorData": "authenticator_data",
                 "clientDataJSON": "client_data"}  # fmt: skip
        return json.dumps(
            {"rawId": given["key"], "response": {name: given[of] for name, of in names.items()}}
        )


def press(browser: Client, device: Device, address: str, given: dict[str, Any], **more: Any) -> Any:
    """Send a form that the officer's device signs."""
    asked = browser.post(address, given, headers={"X-Sign": "prepare"})
    if not asked["Content-Type"].startswith("application/json") or not asked.json()["ok"]:
        return browser.post(address, given, **more)
    return browser.post(
        address, {**given, "credential": device.answer(asked.json()["request_options"])}, **more
    )
