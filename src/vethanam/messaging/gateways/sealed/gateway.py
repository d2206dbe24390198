"""Seals contacts for authorised readers: to the asking officer's key, or as a file in a recipient's folder.

    reveal HPKE base mode, DHKEM(P-256), HKDF-SHA256, AES-256-GCM; info = "vethanam|reveal|" reference "|"
    field feed HPKE base mode, DHKEM(X25519), HKDF-SHA256, AES-256-GCM; info = "vethanam|feed|" name of the
    file letter the same, info = "vethanam|print|" name of the file

A file is written under a temporary name and renamed, so that its recipient never reads half of one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.utils import timezone

from vethanam.errors import VethanamError
from vethanam.ledger.leaves import UNREADABLE
from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.fence import Fence
from vethanam.messaging.gateways.letter import Fate, Handed, Posted, Receipt, Sealing
from vethanam.messaging.models import Recipient, SealedAnswer
from vethanam.messaging.recipients import ProvenRecipient, prove_recipient, recipients_of
from vethanam.privacy.vault.binding import padded

TO_OFFICER = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
TO_RECIPIENT = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
#: next to the folder of keys
FOLDER = "recipients"


def configured(keys: Path, log_key: VerifierKey) -> tuple[RevealGateway, FeedGateway, PrintGateway]:
    """The three gateways, with folders next to that of the keys."""
    folder = keys.parent / FOLDER
    return RevealGateway(), FeedGateway(folder), PrintGateway(folder, log_key)


class _Sealed:
    """A gateway without a connection: always reachable, without receipts."""

    other_side = None

    def is_reachable(self) -> bool:
        """Always."""
        return True

    def receipts(self) -> Sequence[Receipt]:
        """None."""
        return []

    def close(self) -> None:
        """Nothing is open."""


class RevealGateway(_Sealed):
    """Seals a contact to the key of the asking officer. Only the holder of that key can open it."""

    channel = "reveal"

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Write one sealed answer per contact."""
        for one in post:
            sealing = one.letter.sealing
            if sealing is None or sealing.answer_key is None:
                told(one.id, Handed(Fate.PERMANENT, "no key"))
                continue
            if not fence.may_begin():
                return
            field = one.number.kind.value
            key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), sealing.answer_key)
            info = b"|".join((b"vethanam", b"reveal", sealing.reference.encode(), field.encode()))
            sealed = TO_OFFICER.encrypt(padded(one.number.for_gateway()), key, info=info)
            SealedAnswer.objects.create(
                use_id=sealing.use, message=one.id, person=sealing.person, field=field, sealed=sealed,
                recorded_at=timezone.now(),
            )  # fmt: skip
            told(one.id, Handed(Fate.SENT, "sealed"))


class FeedGateway(_Sealed):
    """Writes the contacts of a feed into the folder of its recipient, sealed to the recipient's key."""

    channel = "feed"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Write one file for the group."""
        ready = [(one, one.letter.sealing) for one in post if one.letter.sealing is not None]
        if not ready or not fence.may_begin():
            return
        (first, sealing), *_ = ready
        if sealing.public_key is None:
            return
        content = {
            "use": sealing.reference,
            "purpose": sealing.purpose,
            "people": [_row(one, own) for one, own in ready],
        }
        name = f"{sealing.reference}-{first.id}.feed"
        _lay(self.folder / sealing.folder, name, b"feed", content, sealing.public_key)
        for one, _own in ready:
            told(one.id, Handed(Fate.SENT, "sealed"))


class PrintGateway(_Sealed):
    """Writes letters into the folder of the printing press, sealed to its key. Needs a confirmed press."""

    channel = "letter"

    def __init__(self, folder: Path, log_key: VerifierKey) -> None:
        self.folder, self.log_key = folder, log_key

    def is_reachable(self) -> bool:
        """Whether a press is confirmed."""
        return self._press() is not None

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Write one file for the group."""
        press = self._press()
        if press is None or not post or not fence.may_begin():
            return
        content = {
            "letters": [
                {
                    "id": one.letter.id, "to": one.number.for_gateway(), "from": dict(one.letter.sender.name),
                    "languages": list(one.letter.languages), "subject": one.letter.subject,
                    "body": one.letter.body,
                }
                for one in post
            ]
        }  # fmt: skip
        _lay(self.folder / press.code, f"{post[0].letter.id}.print", b"print", content, press.public_key)
        for one in post:
            told(one.id, Handed(Fate.SENT, "sealed"))

    def _press(self) -> ProvenRecipient | None:
        proven = (self._proven(one) for one in recipients_of(Recipient.Kind.PRINT))
        return next((one for one in proven if one is not None), None)

    def _proven(self, press: Recipient) -> ProvenRecipient | None:
        """A press whose entry differs from its row is none: web and worker write such rows."""
        try:
            return prove_recipient(press, self.log_key)
        except (*UNREADABLE, VethanamError):
            return None


def _row(one: Posted, sealing: Sealing) -> dict[str, str]:
    return {**sealing.facts, one.number.kind.value: one.number.for_gateway()}


def _lay(
    folder: Path, name: str, use: bytes, content: Mapping[str, Any], public_key: X25519PublicKey
) -> None:
    """Write one sealed file atomically."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    sealed = TO_RECIPIENT.encrypt(plain, public_key, info=b"|".join((b"vethanam", use, name.encode())))
    beside = folder / f".{name}.new"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(descriptor)
    beside.replace(folder / name)
