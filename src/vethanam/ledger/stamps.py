"""Stamps: the sequencer's own entries, with its time and the log's first key.

A leaf ``log.time`` has ``index`` (its own place), ``opens``, ``time``, ``anchor`` and ``signature``: the log
key's Ed25519 signature, in hexadecimal, over

    vethanam/time/1\\n
    <origin>\\n
    <index, decimal>\\n
    <time, in the notation of the log>\\n
    <anchor: hash of the leaf that enrolled the log's first key, hexadecimal, or ->\\n
    <opens, decimal>\\n

Stamps of earlier versions lack ``opens`` and the last line.

A log that goes on after a restore has another name, ``<name before>/<number of leaves kept>-<epoch>``, and
the same key. A stamp among the leaves kept counts under the name that the log had then.

A batch of the sequencer that holds a key, a signature, a day of opened contacts or one of :data:`DATED`
stands between two stamps; in both ``opens`` is the place of the first. Nobody else can write one: the index
binds it to its place, the signature to the log.
The time of an entry is that of the stamp after its batch; ``opens`` shows that no other was left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vethanam.ledger.leaves import instant, leaf_bytes
from vethanam.ledger.notes import SigningKey, VerifierKey

KIND = "log.time"
#: entries that a verifier judges by time; web or worker writes their own time
DATED = ("use.allowed", "campaign.composed", "use.asked", "purpose.registered", "restraint.filed")
LABEL = "vethanam/time/1"
_RESTORED = re.compile(r"([0-9]{1,15})-[A-Z2-7]{7}")
#: the host in the name of a sample's log, which is nobody's
SAMPLE_HOST = "vethanam.example"


@dataclass(frozen=True, slots=True)
class Stamp:
    """The sequencer's time at a place of the log.

    ``anchor`` is the hash of the first key's leaf, or None; ``opens`` the place of the stamp before the
    batch, None in stamps of earlier versions.
    """

    index: int
    time: datetime
    anchor: bytes | None
    opens: int | None = None


def is_sample_log(origin: str) -> bool:
    """Whether a log of this name belongs to a sample, where software keys sign and business time counts."""
    return origin.partition("/")[0] == SAMPLE_HOST


def name_at(origin: str, index: int) -> str:
    """The name under which a log with this name signed its leaf at a place.

    >>> name_at("vethanam.example/log/1f/120-K7M2QXA", 119)
    'vethanam.example/log/1f'
    >>> name_at("vethanam.example/log/1f/120-K7M2QXA", 120)
    'vethanam.example/log/1f/120-K7M2QXA'
    """
    before, _, last = origin.rpartition("/")
    kept = _RESTORED.fullmatch(last)
    return name_at(before, index) if kept and before and index < int(kept[1]) else origin


def renamed(origin: str, kept: int, epoch: str) -> str:
    """The name of a log that goes on after a restore with so many leaves kept."""
    return f"{origin}/{kept}-{epoch}"


def stamp_leaf(stamp: Stamp, key: SigningKey) -> bytes:
    """The leaf of a stamp, signed by the log key."""
    anchor, time = _anchor(stamp), instant(stamp.time)
    signature = key.sign_text(_text(key.name, stamp.index, time, anchor, stamp.opens))
    public: dict[str, Any] = {"index": stamp.index, "time": time, "anchor": anchor}
    if stamp.opens is not None:
        public["opens"] = stamp.opens
    return leaf_bytes(
        KIND,
        public={**public, "signature": signature.hex()},
        commitment=None,
        at=stamp.time,
        logged_at=stamp.time,
        is_sample=is_sample_log(key.name),
    )


def stamp_in(index: int, leaf: Mapping[str, Any], key: VerifierKey) -> Stamp | None:
    """The stamp in a leaf at its place; None if the log key did not sign it for this place."""
    public = leaf["public"]
    time, anchor, opens = str(public.get("time")), str(public.get("anchor")), public.get("opens")
    if leaf["kind"] != KIND or public.get("index") != index:
        return None
    if opens is not None and type(opens) is not int:
        return None
    text = _text(name_at(key.name, index), index, time, anchor, opens)
    try:
        if not key.verifies(bytes.fromhex(str(public.get("signature"))), text.encode()):
            return None
        first = None if anchor == "-" else bytes.fromhex(anchor)
        return Stamp(index, datetime.fromisoformat(time), first, opens)
    except ValueError:
        return None


def _text(origin: str, index: int, time: str, anchor: str, opens: int | None) -> str:
    last = "" if opens is None else f"{opens}\n"
    return f"{LABEL}\n{origin}\n{index}\n{time}\n{anchor}\n{last}"


def _anchor(stamp: Stamp) -> str:
    return stamp.anchor.hex() if stamp.anchor is not None else "-"
