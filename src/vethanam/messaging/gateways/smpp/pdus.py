"""PDUs on the connection. Of a receipt only reference and state are read, of a person's message its number
and whether it is a stop word.

``smpplib`` takes a sixth of a millisecond to write or read one PDU, so it writes only the first of each kind;
number and text of the others are spliced in. A test compares both with ``smpplib``.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from typing import NamedTuple

from smpplib import consts, smpp

from vethanam.errors import Unsound
from vethanam.messaging.gateways.letter import Arrival, Receipt
from vethanam.messaging.operator_numbers import OperatorNumbers
from vethanam.messaging.stop_words import is_stop_word
from vethanam.privacy.vault.number import ContactKind, parse

HEAD = struct.Struct(">LLLL")
SUBMIT, SUBMITTED, DELIVER, DELIVERED = 0x04, 0x80000004, 0x05, 0x80000005
ENQUIRE, ENQUIRED = 0x15, 0x80000015
_RECEIPTED_ID, _MESSAGE_STATE, _PAYLOAD = 0x001E, 0x0427, 0x0424
#: bits of esm_class: a report of the network, a header before the text; of the coding: the alphabet
_REPORTS, _HEADED, _ALPHABETS, _UCS2 = 0x3C, 0x40, 0x0C, 0x08
_TLV = struct.Struct(">HH")
_IN_TEXT = re.compile(rb"\bid:([^ ]+)\b.*?\bstat:([A-Z]+)", re.DOTALL)
_STATES = {2: "delivered", 3: "expired", 5: "undeliverable", 8: "rejected"}
_WORDS = {b"DELIVRD": "delivered", b"EXPIRED": "expired", b"UNDELIV": "undeliverable", b"REJECTD": "rejected"}


class Tags(NamedTuple):
    """The tags of the operators' numbers, which each operator chooses itself."""

    entity: int = 0x1400
    template: int = 0x1401
    chain: int = 0x1402


def submit_sm(
    sequence: int, header: str, number: str, text: bytes, esm_class: int, coding: int, parameters: bytes = b""
) -> bytes:
    """One ``submit_sm`` with receipt; ``number`` in international form without the plus."""
    before, after = _around(header, esm_class, coding)
    body = b"".join((before, number.encode("ascii"), b"\0", after, bytes((len(text),)), text, parameters))
    return HEAD.pack(HEAD.size + len(body), SUBMIT, 0, sequence) + body


@lru_cache(maxsize=256)
def parameters_of(numbers: OperatorNumbers, tags: Tags) -> bytes:
    """The numbers of office, text and chain as the parameters after the text."""
    told = ((tags.entity, numbers.entity), (tags.template, numbers.template), (tags.chain, numbers.chain))
    return b"".join(_TLV.pack(tag, len(value)) + value.encode("ascii") for tag, value in told)


@lru_cache(maxsize=256)
def _around(header: str, esm_class: int, coding: int) -> tuple[bytes, bytes]:
    """The bytes before the number, and those between it and the length of the text."""
    pdu = smpp.make_pdu(
        "submit_sm", source_addr_ton=consts.SMPP_TON_ALNUM, source_addr=header,
        dest_addr_ton=consts.SMPP_TON_INTL,
        dest_addr_npi=consts.SMPP_NPI_ISDN, destination_addr="", short_message=b"", data_coding=coding,
        esm_class=esm_class, registered_delivery=1, sequence=1,
    )  # fmt: skip
    body = pdu.generate()[HEAD.size :]
    start = len("\0..") + len(header) + len("\0..")  # service, ton and npi, the header, its end, ton and npi
    return body[:start], body[start + 1 : -1]


def answer(command: int, sequence: int) -> bytes:
    """The positive response to a PDU."""
    body = b"\0" if command == DELIVERED else b""
    return HEAD.pack(HEAD.size + len(body), command, 0, sequence) + body


def receipt_of(body: bytes) -> Receipt | None:
    """Reference and state from a ``deliver_sm``, by its parameters or else its text; None if
    it is no receipt.
    """
    told = _told(body)
    if told is None:
        return None
    found, parameters = _IN_TEXT.search(told.text), told.parameters
    reference, state = parameters.get(_RECEIPTED_ID), parameters.get(_MESSAGE_STATE)
    if reference is None and found is not None:
        reference = found[1]
    word = _STATES.get(state[0]) if state else _WORDS.get(found[2]) if found is not None else None
    if reference is None or word is None:
        return None
    return Receipt(reference.decode("ascii", "replace").rstrip("\0"), word)


def arrival_of(body: bytes) -> Arrival | None:
    """The short message of a person from a ``deliver_sm``; None if it is a receipt or cannot be read.

    Its text is compared with the stop words and forgotten.
    """
    told = _told(body)
    if told is None or not told.source or told.esm_class & _REPORTS:
        return None
    try:
        number = parse(ContactKind.MOBILE, told.source.decode("ascii", "replace"))
    except Unsound:  # a number of another country, or a name
        number = None
    return Arrival(number, told.to.decode("ascii", "replace"), is_stop_word(_words(told)))


class _Told(NamedTuple):
    """The parts of a ``deliver_sm`` that are read."""

    source: bytes
    to: bytes
    esm_class: int
    coding: int
    text: bytes
    parameters: dict[int, bytes]


def _words(told: _Told) -> str:
    text = told.text or told.parameters.get(_PAYLOAD, b"")
    if told.esm_class & _HEADED and text:
        text = text[text[0] + 1 :]
    return text.decode("utf-16-be" if told.coding & _ALPHABETS == _UCS2 else "latin-1", "replace")


def _told(body: bytes) -> _Told | None:
    """The parts of a ``deliver_sm``; None if it is cut short."""
    try:
        return _read(body)
    except (IndexError, ValueError, struct.error):
        return None


def _read(body: bytes) -> _Told:
    start = body.index(b"\0") + 3  # service type; ton and npi of the source
    place = body.index(b"\0", start) + 3
    source, start = body[start : place - 3], place
    place = body.index(b"\0", start) + 1
    to, esm_class = body[start : place - 1], body[place]
    place += 3  # esm class, protocol, priority
    place = body.index(b"\0", place) + 1  # scheduled delivery time
    place = body.index(b"\0", place) + 5  # validity period; four octets of flags
    coding, start = body[place - 2], place + 1
    place = start + body[place]
    if place > len(body):
        raise ValueError("cut short")
    text, parameters = body[start:place], {}
    while place < len(body):
        tag, length = _TLV.unpack_from(body, place)
        place += _TLV.size
        parameters[tag] = body[place : place + length]
        place += length
    return _Told(source, to, esm_class, coding, text, parameters)
