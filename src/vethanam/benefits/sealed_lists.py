"""A delivery list sealed to its society, and the signed answer of the person who opened it.

A sealed list begins with three lines: ``vethanam/list/1``, the number of the list, the code of the society.
HPKE (RFC 9180) base mode follows: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; its ``info`` is these
lines. The text is JSON, filled with spaces to a multiple of 4,096 octets. It has a seed that no register
keeps: an answer is signed with it (Ed25519), so it shows that its sender opened this list. Pure: no database,
no clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from vethanam.errors import Refused, Unsound
from vethanam.ledger.canonical import canonical

TO_SOCIETY = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
LIST, ANSWER = b"vethanam/list/1\n", b"vethanam/list-answer/1\n"
#: columns of an answer: no name leaves the society
ANSWERED = ("reference", "outcome", "on", "proof", "proof_reference")
KEY_BYTES = 32
_BLOCK = 4096

type Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list in the hands of its society. ``signer`` signs the answer to it."""

    number: str
    society: str
    last_day: str
    lines: Sequence[Line] = field(repr=False)
    signer: Ed25519PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedList:
    """A sealed file, and the key that verifies the answer to it."""

    content: bytes = field(repr=False)
    answer_key: bytes


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """A signed answer: the list, the key of its signature, the outcomes."""

    number: str
    key: bytes
    lines: Sequence[Line] = field(repr=False)


def society_key(text: str) -> X25519PublicKey | None:
    """The public key of a society from its 64 hexadecimal digits; None if they are none.

    >>> society_key("00" * 31) is None, society_key("g" * 64) is None
    (True, True)
    """
    try:
        octets = bytes.fromhex(text)
        return X25519PublicKey.from_public_bytes(octets) if len(text) == 2 * KEY_BYTES else None
    except ValueError:
        return None


def seal_list(
    number: str, society: str, last_day: str, lines: Sequence[Line], key: X25519PublicKey
) -> SealedList:
    """Seal a list to the key of its society, with a new key for its answer."""
    signer = Ed25519PrivateKey.generate()
    content = {"last_day": last_day, "lines": [dict(line) for line in lines], "seed": _seed(signer).hex()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    head = LIST + f"{number}\n{society}\n".encode()
    sealed = TO_SOCIETY.encrypt(text + b" " * (-len(text) % _BLOCK), key, info=head)
    return SealedList(head + sealed, signer.public_key().public_bytes_raw())


def open_list(content: bytes, key: X25519PrivateKey) -> OpenList:
    """Open a sealed list with the society's own key.

    Raises
    ------
    Refused
        It was sealed to another key, or changed on its way.
    Unsound
        It is no sealed list.
    """
    *head, sealed = content.split(b"\n", 3) if content.startswith(LIST) else (b"",)
    try:
        _, number, society = (part.decode("ascii") for part in head)
    except ValueError:
        raise Unsound("list_file_unreadable") from None
    try:
        text = TO_SOCIETY.decrypt(sealed, key, info=LIST + f"{number}\n{society}\n".encode())
    except (InvalidTag, ValueError):
        raise Refused("list_of_another_key", list=number, society=society) from None
    found = json.loads(text)
    signer = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(found["seed"]))
    return OpenList(number, society, found["last_day"], found["lines"], signer)


def sign_answer(opened: OpenList, lines: Sequence[Line]) -> bytes:
    """The signed answer to an open list, without names."""
    said: dict[str, Any] = {
        "list": opened.number, "key": opened.signer.public_key().public_bytes_raw().hex(),
        "lines": [{name: line[name] for name in ANSWERED} for line in lines],
    }  # fmt: skip
    signature = opened.signer.sign(ANSWER + canonical(said)).hex()
    return json.dumps({**said, "signature": signature}, ensure_ascii=False, indent=1).encode()


def read_answer(content: bytes) -> ListAnswer:
    """Read a signed answer, and verify that nobody changed it.

    Raises
    ------
    Refused
        Its signature does not fit.
    Unsound
        It is no such file.
    """
    try:
        said = json.loads(content)
        signature, key = bytes.fromhex(said.pop("signature")), bytes.fromhex(said["key"])
        verifier = Ed25519PublicKey.from_public_bytes(key)
        number, lines = (
            str(said["list"]),
            [{name: str(one[name]) for name in ANSWERED} for one in said["lines"]],
        )
        signed = ANSWER + canonical(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unsound("answer_file_unreadable") from None
    try:
        verifier.verify(signature, signed)
    except InvalidSignature:
        raise Refused("answer_changed") from None
    return ListAnswer(number, key, lines)


def _seed(signer: Ed25519PrivateKey) -> bytes:
    return signer.private_bytes_raw()
