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
from fido2 import cbor

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
        key = enrol_key(
            holder, self.public, algorithm=PASSKEY, relying_on=HOST, credential=self.credential
        )  # fmt: skip
        if confirmed_by is not None:
            confirm_key(confirmed_by, key)

    def assertion(self, challenge: str) -> dict[str, str]:
        """Its signature, as an act takes it."""
        said = {"type": "webauthn.get", "challenge": challenge, "origin": f"http://{HOST}"}
        client = json.dumps(said).encode()
        data = sha256(HOST.encode()).digest() + b"\x05" + bytes(4)
        signed = self.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return {
            "key": to_base64(self.credential), "signature": to_base64(signed),
            "authenticator_data": to_base64(data), "client_data": to_base64(client),
        }  # fmt: skip

    def registration(self, challenge: str) -> dict[str, str]:
        """The answer to a request for a new passkey, as the interface takes it."""
        credential = self.credential
        point = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        held = bytes(16) + len(credential).to_bytes(2, "big") + credential + cbor.encode(cose)
        data = sha256(HOST.encode()).digest() + b"\x45" + bytes(4) + held
        said = {"type": "webauthn.create", "challenge": challenge, "origin": f"http://{HOST}"}
        made = {"fmt": "none", "attStmt": {}, "authData": data}
        return {
            "attestation": to_base64(cbor.encode(made)), "client_data": to_base64(json.dumps(said).encode()),
        }  # fmt: skip

    @property
    def public(self) -> bytes:
        """The public key in DER."""
        return self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def credential(self) -> bytes:
        """The name of the passkey on the device."""
        return sha256(self.public).digest()

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
