"""The seal of a paper: a PDF signature (PAdES, CMS) with Ed25519 over every byte of the file but its own.

The signature's frame is built again from its parts and compared as a whole, so that each changed byte shows,
also one that a signature does not cover.
"""

from __future__ import annotations

import re
from hashlib import sha256, sha512

from vethanam.ledger.notes import VerifierKey

_RANGE = re.compile(rb"/ByteRange ?\[(\d{1,10}) (\d{1,10}) (\d{1,10}) (\d{1,10}) *\]")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_PLAIN = bytes.fromhex("300b06092a864886f70d010701")
_SHA512 = bytes.fromhex("300d06096086480165030402030500")
_ED25519 = bytes.fromhex("300506032b6570")
_DIGEST = bytes.fromhex("06092a864886f70d010904")
_VERSION = bytes.fromhex("020101")


def check_seal(paper: bytes, key: VerifierKey) -> str | None:
    """The reason why a PDF is not as this key sealed it; None if it is."""
    ranges = _RANGE.findall(paper)
    if len(ranges) != 1:
        return "it has no seal, or two"
    start, first, second, rest = map(int, ranges[0])
    if start or not first < second or second + rest != len(paper):
        return "its seal does not cover the whole file"
    try:
        return _seal_fault(paper[first:second], paper[:first] + paper[second:], key)
    except ValueError:
        return "its seal cannot be read"


def _seal_fault(hole: bytes, covered: bytes, key: VerifierKey) -> str | None:
    certificate, signer, attributes, signature = _parts(bytes.fromhex(hole[1:-1].decode("ascii")))
    info = _VERSION + signer + _SHA512 + _element(0xA0, attributes) + _ED25519 + _element(0x04, signature)
    data = (
        _VERSION + _element(0x31, _SHA512) + _PLAIN + _element(0xA0, certificate)
        + _element(0x31, _element(0x30, info))
    )  # fmt: skip
    whole = _element(0x30, _SIGNED_DATA + _element(0xA0, _element(0x30, data))).hex().upper().encode()
    if hole != b"<" + whole.ljust(len(hole) - 2, b"0") + b">":
        return "the frame of its seal is another"
    digest = _element(0x30, _DIGEST + _element(0x31, _element(0x04, sha512(covered).digest())))
    if digest not in attributes:
        return "a byte of it was changed after it was sealed"
    if not key.verifies(signature, _element(0x31, attributes)):
        return "its seal was not made by this key"
    name, number = _value(_value(signer, 0x30)[0], 0x30)
    is_named = _element(0x30, name) in certificate and number in certificate
    if sha256(certificate).digest() not in attributes or not is_named:
        return "the certificate of its seal is another"
    return None


def _parts(text: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Certificate, name of the signer, signed attributes and signature of the one signature."""
    inner = _after(_value(text, 0x30)[0], 0x06)
    data = _value(_value(inner, 0xA0)[0], 0x30)[0]
    certificate, rest = _value(_after(_after(_after(data, 0x02), 0x31), 0x30), 0xA0)
    signed = _after(_value(_value(rest, 0x31)[0], 0x30)[0], 0x02)
    signer, rest = _value(signed, 0x30)
    attributes, rest = _value(_after(rest, 0x30), 0xA0)
    signature, _ = _value(_after(rest, 0x30), 0x04)
    return certificate, _element(0x30, signer), attributes, signature


def _value(text: bytes, tag: int) -> tuple[bytes, bytes]:
    """The value of a DER element of a kind, and the bytes behind it; ``ValueError`` for another."""
    if len(text) < 2 or text[0] != tag:
        raise ValueError("another element")
    size, at = text[1], 2
    if size & 0x80:
        count = size & 0x7F
        size, at = int.from_bytes(text[2 : 2 + count]), 2 + count
    if len(text) < at + size:
        raise ValueError("too short")
    return text[at : at + size], text[at + size :]


def _after(text: bytes, tag: int) -> bytes:
    return _value(text, tag)[1]


def _element(tag: int, value: bytes) -> bytes:
    size = len(value)
    if size < 0x80:
        return bytes([tag, size]) + value
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + value
