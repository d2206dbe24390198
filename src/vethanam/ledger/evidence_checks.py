"""The parts of an evidence file against the leaf that commits to them, in each of its three forms."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical
from vethanam.ledger.evidence_files import (
    ADDED,
    KINDS,
    MADE,
    PROGRAM,
    SLOT,
    SUMS,
    files_of,
    sums_of,
    written_sums,
)
from vethanam.ledger.faults import FaultError
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.slips import proof_in
from vethanam.ledger.written_values import is_object, is_text, is_whole

MEMBERS: Mapping[str, type] = {
    "content": dict, "entries": list, "format": str, "head": str, "limits": str, "log": str, "made": int,
}  # fmt: skip
#: an archive unpacks to no more
LARGEST = 64 * 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, OSError, EOFError, ValueError)
_PARTS: Mapping[str, type] = {
    "about": dict, "asked": dict, "facts": list, "files": dict, "kind": str, "shows": list,
}  # fmt: skip
_SLOT = re.compile(re.escape(SLOT[0]).encode() + rb"([A-Za-z0-9+/=]*)" + re.escape(SLOT[1]).encode())


@dataclass(frozen=True, slots=True)
class Packed:
    """A file as it came: its bundle, and the files of an archive, or the page or paper around it."""

    bundle: bytes
    files: Mapping[str, bytes] | None = None
    page: bytes | None = None
    paper: bytes | None = None


def unpacked(file: bytes) -> Packed:
    """The bundle in a file of any form.

    Raises
    ------
    Unsound
        It is an archive, a page or a paper without a readable bundle.
    """
    if file.startswith(b"PK"):
        files = _files_in(file)
        if "bundle.json" not in files:
            raise Unsound("archive_without_bundle")
        return Packed(files["bundle.json"], files=files)
    if file.startswith(b"%PDF"):
        return Packed(proof_in(file), paper=file)
    if file.startswith(b"<!doctype html>"):
        slots = _SLOT.findall(file)
        try:
            bundle = b64decode(slots[0], validate=True) if len(slots) == 1 else b""
        except ValueError:
            bundle = b""
        if not bundle:
            raise Unsound("page_without_bundle")
        return Packed(bundle, page=_SLOT.sub("".join(SLOT).encode(), file))
    return Packed(file)


def _files_in(file: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as packed:
            infos = packed.infolist()
            names = [info.filename for info in infos]
            is_plain = all(info.compress_type in _METHODS for info in infos)
            if not is_plain or len({*names}) != len(names) or sum(one.file_size for one in infos) > LARGEST:
                raise Unsound("archive_unreadable")
            return {info.filename: packed.read(info) for info in infos}
    except _BROKEN:
        raise Unsound("archive_unreadable") from None


def has_form(content: Mapping[str, Any]) -> bool:
    """Whether the member ``content`` has its parts, each of its kind."""
    said = content["content"]
    if said.keys() != _PARTS.keys() or not all(isinstance(said[name], kind) for name, kind in _PARTS.items()):
        return False
    return (
        is_whole(content["made"])
        and said["kind"] in KINDS
        and all(_is_fact(number, fact) for number, fact in enumerate(said["facts"], start=1))
        and all(isinstance(text, str) for text in [*said["files"].values(), *said["shows"]])
    )


def facts_in(content: Mapping[str, Any]) -> list[str]:
    """The facts of a file, in English."""
    return [f"Fact {one['number']}: {one['says']['en']}" for one in content["content"]["facts"]]


def _is_fact(number: int, fact: Any) -> bool:
    if not is_object(fact) or fact.keys() != {"code", "entries", "number", "says", "values"}:
        return False
    says = fact["says"]
    is_said = is_object(says) and says.keys() == {"en", "ml"} and all(map(is_text, says.values()))
    return is_said and is_whole(fact["number"]) and fact["number"] == number


def check_parts(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The sums of the leaf that made the file, if each part has its own; for verified entries.

    Raises
    ------
    FaultError
        A part is another one, is missing, or was added.
    """
    index = content["made"]
    entry = next((one for one in content["entries"] if one["index"] == index), None)
    sums = (entry or {}).get("opening", {}).get("private", {}).get("sums")
    if entry is None or entry["leaf"]["kind"] != MADE or not is_object(sums):
        raise FaultError("made", f"Entry {index} is not the one that made this file.", index)
    found = {**sums_of(content["content"])}
    for name in sorted({*found, *sums} - {"page", "program"}, key=_in_order):
        if found.get(name) != sums.get(name):
            raise FaultError(name, f"{name}: {_differs(name in found, name in sums)}", index)
    held = {leaf_hash(canonical(one["leaf"])).hex() for one in content["entries"]}
    for place, named in enumerate(content["content"]["shows"], start=1):
        if named not in held:
            raise FaultError("entries", f"An entry that it shows, number {place}, is missing.", index)
    return {**sums}


def check_packing(packed: Packed, content: Mapping[str, Any], sums: Mapping[str, Any]) -> None:
    """The files of the archive, or the page, around a verified bundle.

    Raises
    ------
    FaultError
        A file or the page is another one, is missing, or was added.
    """
    if packed.page is not None and sha256(packed.page).hexdigest() != sums.get("page"):
        raise FaultError("page", "page: it is not the one that was made.", content["made"])
    if packed.files is not None:
        _check_files(packed.files, packed.bundle, content, sums)


def _check_files(
    files: Mapping[str, bytes], bundle: bytes, content: Mapping[str, Any], sums: Mapping[str, Any]
) -> None:
    wanted = files_of(bundle, content)
    for name in sorted({*files, *wanted, PROGRAM, SUMS} - {*ADDED}):
        if name not in files or name not in {*wanted, PROGRAM, SUMS}:
            said = _differs(name in files, name not in files)
            raise FaultError(f"file {name}", f"file {name}: {said}", content["made"])
        is_other = name in wanted and files[name] != wanted[name]
        if is_other or (name == PROGRAM and sha256(files[name]).hexdigest() != sums.get("program")):
            raise FaultError(f"file {name}", f"file {name}: {_differs(True, True)}", content["made"])
    if files[SUMS] != written_sums({name: text for name, text in files.items() if name != SUMS}):
        raise FaultError(f"file {SUMS}", f"file {SUMS}: {_differs(True, True)}", content["made"])


def _differs(is_here: bool, is_wanted: bool) -> str:
    if is_here and is_wanted:
        return "it is not the one that was made."
    return "it was added." if is_here else "it is missing."


def _in_order(name: str) -> tuple[str, int, str]:
    word, _, rest = name.partition(" ")
    return word, int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 10 else 0, rest
