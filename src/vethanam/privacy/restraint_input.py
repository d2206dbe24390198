"""Read a restraint or a court's later order from a file, act or form. Reports every fault at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from vethanam.errors import Fault, Unsound, UnsoundInput, counted, typed
from vethanam.privacy.actions.positions import Position
from vethanam.privacy.actions.restraints import Filing
from vethanam.privacy.models import RecordedWindow, Restraint, RestraintPosition
from vethanam.privacy.permit.request_reader import CHANNELS
from vethanam.privacy.permit.values import Reader, day, end_of, one_of, text, texts, when
from vethanam.privacy.permit.world import KINDS
from vethanam.privacy.purposes.purpose import SUBJECTS
from vethanam.privacy.purposes.registry import catalogue_now

#: key of a file → the scope's name
_SCOPE = {
    "source_register": "source_registers", "purposes": "purposes", "kinds": "kinds",
    "controller": "controllers",
    "sender": "senders", "channels": "channels", "classes": "classes", "uses": "uses",
}  # fmt: skip


def read_filing(given: Mapping[str, Any], *, at: datetime, folder: Path | None = None) -> Filing:
    """Read a restraint. ``folder`` holds the document it names.

    Raises
    ------
    UnsoundInput
        Every unusable value with its key. An unreadable scope is a fault, never made wider or narrower.
    """
    catalogue = catalogue_now()
    offices = _any_or(*catalogue.controllers, *catalogue.processors)
    readers: dict[str, Reader] = {
        "id": _short, "kind": one_of(Restraint.Kind.COURT_ORDER, Restraint.Kind.UNDERTAKING), "court": text,
        "case_number": text, "dated": day, "document": _document(folder), "document_hash": _hash,
        "says": text, "source_register": _any_or(*catalogue.registers),
        "purposes": _any_or(*{p.code for p in catalogue.purposes}),
        "kinds": _any_or(*KINDS), "controller": offices, "sender": offices, "channels": _any_or(*CHANNELS),
        "classes": _any_or(*SUBJECTS), "uses": _any_or(),
        "except": _any_or(*{p.code for p in catalogue.purposes}),
        "from": when, "to": end_of, "case": one_of("pending", "closed"),
    }  # fmt: skip
    read = _read(given, readers, ("id", "kind", "case_number"))
    return Filing(
        reference=read["id"], kind=read["kind"], court=read.get("court", ""), case_number=read["case_number"],
        dated=read.get("dated"), document_hash=read.get("document") or read.get("document_hash"),
        says=read.get("says", ""), scope={name: read[key] for key, name in _SCOPE.items() if read.get(key)},
        excepts=read.get("except", ()),
        starts_at=read.get("from", at), until=read.get("to"),
        is_case_pending=read.get("case", "pending") == "pending",
    )  # fmt: skip


def read_position(given: Mapping[str, Any], *, folder: Path | None = None) -> Position:
    """Read the position of a restraint: ``restraint``, ``state``, and the scope of a leave."""
    readers: dict[str, Reader] = {
        "restraint": text, "state": one_of(*RestraintPosition.State.values), "to": end_of, "purposes": texts,
        "sender": texts, "channels": texts, "dated": day, "document": _document(folder),
        "document_hash": _hash, "says": text,
    }  # fmt: skip
    read = _read(given, readers, ("restraint", "state"))
    leave = {
        "purposes": read.get("purposes", ()),
        "senders": read.get("sender", ()),
        "channels": read.get("channels", ()),
    }
    return Position(
        read["restraint"], read["state"], read.get("to"),
        {name: codes for name, codes in leave.items() if codes},
        read.get("dated"), read.get("document") or read.get("document_hash"), read.get("says", ""),
    )  # fmt: skip


def read_window(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """An election or caution window: ``code``, ``from``, ``source``; ``ended`` once the
    authority has announced it.

    ``confidence`` names the uncertain parts.
    """
    readers: dict[str, Reader] = {
        "code": _short, "kind": one_of(*RecordedWindow.Kind.values), "area": texts, "from": when,
        "ended": end_of, "authority": text, "source": text, "confidence": text,
    }  # fmt: skip
    return _read(given, readers, ("code", "kind", "from", "source"))


def _read(given: Mapping[str, Any], readers: Mapping[str, Reader], needed: tuple[str, ...]) -> dict[str, Any]:
    faults = [
        Fault("Restraint", key, "restraint_key_unknown", {"key": typed(key), "keys": sorted(readers)})
        for key in sorted(set(given) - set(readers))
    ]
    read: dict[str, Any] = {}
    for key, reader in readers.items():
        value = given.get(key)
        if value in (None, ""):
            if key in needed:
                faults.append(Fault("Restraint", key, "restraint_key_missing", {"key": key}))
            continue
        try:
            read[key] = reader(value, key)
        except Unsound as unsound:
            faults.append(Fault("Restraint", key, unsound.code, unsound.facts))
    if faults:
        raise UnsoundInput("restraint_unsound", faults, counted=counted(faults))
    return read


def _any_or(*known: str) -> Reader:
    """Reader for ``any`` (not narrowed) or codes, checked against ``known`` if given."""

    def read(value: Any, where: str) -> tuple[str, ...]:
        if value == "any":
            return ()
        codes = texts(value, where)
        unknown = sorted(set(codes) - set(known)) if known else []
        if unknown:
            raise Unsound("unknown_code", where=where, unknown=[*map(typed, unknown)], known=sorted(known))
        return codes

    return read


def _short(value: Any, where: str) -> str:
    word = text(value, where)
    if len(word) > 40 or not all(letter.isalnum() or letter in "-_." for letter in word):
        raise Unsound("not_a_name", where=where)
    return word


def _hash(value: Any, where: str) -> bytes:
    try:
        found = bytes.fromhex(text(value, where))
    except ValueError:
        found = b""
    if len(found) != 32:
        raise Unsound("not_a_hash", where=where)
    return found


def _document(folder: Path | None) -> Reader:
    def read(value: Any, where: str) -> bytes:
        if folder is None:
            raise Unsound("no_document_here", where=where)
        try:
            return hashlib.sha256((folder / text(value, where)).read_bytes()).digest()
        except OSError:
            raise Unsound("no_document", where=where) from None

    return read
