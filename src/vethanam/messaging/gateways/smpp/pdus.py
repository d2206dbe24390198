"""PDUs on the connection. Only reference and state of a receipt are read; its number is skipped.

``smpplib`` takes a sixth of a millisecond to write or read one PDU, so it writes only the first of each kind;
number and text of the others are spliced in. A test compares both with ``smpplib``.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache

from smpplib import consts, smpp

from vethanam.messaging.gateways.letter import Receipt

HEAD = struct.Struct(">LLLL")
SUBMIT, SUBMITTED, DELIVER, DELIVERED = 0x04, 0x80000004, 0x05, 0x80000005
ENQUIRE, ENQUIRED = 0x15, 0x80000015
_RECEIPTED_ID, _MESSAGE_STATE = 0x001E, 0x0427
_TLV = struct.Struct(">HH")
_IN_TEXT = re.compile(rb"\bid:([^ ]+)\b.*?\bstat:([A-Z]+)", re.DOTALL)
_STATES = {2: "delivered", 3: "expired", 5: "undeliverable", 8: "rejected"}
_WORDS = {b"DELIVRD": "delivered", b"EXPIRED": "expired", b"UNDELIV": "undeliverable", b"REJECTD": "rejected"}


def submit_sm(sequence: int, header: str, number: str, text: bytes, esm_class: int, coding: int) -> bytes:
    """One ``submit_sm`` with receipt; ``number`` in international form without the plus."""
    before, after = _around(header, esm_class, coding)
    body = b"".join((before, number.encode("ascii"), b"\0", after, bytes((len(text),)), text))
    return HEAD.pack(HEAD.size + len(body), SUBMIT, 0, sequence) + body


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
    try:
        text, parameters = _told(body)
    except (IndexError, ValueError, struct.error):
        return None
    found = _IN_TEXT.search(text)
    reference, state = parameters.get(_RECEIPTED_ID), parameters.get(_MESSAGE_STATE)
    if reference is None and found is not None:
        reference = found[1]
    word = _STATES.get(state[0]) if state else _WORDS.get(found[2]) if found is not None else None
    if reference is None or word is None:
        return None
    return Receipt(reference.decode("ascii", "replace").rstrip("\0"), word)


def _told(body: bytes) -> tuple[bytes, dict[int, bytes]]:
    """Text and optional parameters of a ``deliver_sm``."""
    place = body.index(b"\0") + 3  # service type; ton and npi of the source
    place = body.index(b"\0", place) + 3
    place = body.index(b"\0", place) + 4  # the number; esm class, protocol, priority
    place = body.index(b"\0", place) + 1  # scheduled delivery time
    place = body.index(b"\0", place) + 5  # validity period; four octets of flags
    start = place + 1
    place = start + body[place]
    text, parameters = body[start:place], {}
    while place < len(body):
        tag, length = _TLV.unpack_from(body, place)
        place += _TLV.size
        parameters[tag] = body[place : place + length]
        place += length
    return text, parameters
