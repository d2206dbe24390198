"""Look for contacts where none may be: plain, spaced, the last ten digits, base64, hexadecimal, UTF-16, and inside gzip."""

from __future__ import annotations

import base64
import contextlib
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

GZIP = b"\x1f\x8b\x08"


def forms_of(contact: str) -> dict[str, bytes]:
    """Every spelling of a contact that is looked for, by its name."""
    digits = re.sub(r"\D", "", contact)
    plain = {"plain": contact}
    if digits and "@" not in contact:
        ten = digits[-10:]
        plain |= {"ten digits": ten, "spaced": f"{ten[:5]} {ten[5:]}", "dashed": f"{ten[:5]}-{ten[5:]}"}
    forms: dict[str, bytes] = {}
    for name, text in plain.items():
        forms[name] = text.encode()
        forms[f"{name} utf-16"] = text.encode("utf-16-le")
        forms[f"{name} hex"] = text.encode().hex().encode()
        forms[f"{name} HEX"] = text.encode().hex().upper().encode()
        for shift in range(3):
            forms[f"{name} base64 {shift}"] = _base64_core(text.encode(), shift)
    return forms


def found_in(content: bytes, contacts: Iterable[str]) -> list[str]:
    """Which contacts stand in some bytes, by form; gzip streams inside are opened."""
    return _found(content, _forms_of_all(contacts))


def found_under(folder: Path, contacts: Iterable[str], leave_out: Iterable[Path] = ()) -> list[str]:
    """The same over every file of a folder."""
    wanted, left_out = _forms_of_all(contacts), {path.resolve() for path in leave_out}
    found = []
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and not path.is_symlink()
            and not left_out & {path.resolve(), *path.resolve().parents}
        ):
            found += [f"{path}: {what}" for what in _found(path.read_bytes(), wanted)]
    return found


type _Forms = dict[str, list[str]]
"""By the form's bytes as latin-1: what it is, of which contact."""


def _forms_of_all(contacts: Iterable[str]) -> _Forms:
    wanted: _Forms = {}
    for contact in contacts:
        for name, form in forms_of(contact).items():
            wanted.setdefault(form.decode("latin-1"), []).append(f"{name} of a contact ending {contact[-2:]}")
    return wanted


def _found(content: bytes, wanted: _Forms) -> list[str]:
    """All forms in one pass, for one after the other would take minutes over a database's files; then which."""
    found = []
    for part in (content, *_unzipped(content)):
        text = part.decode("latin-1")
        if wanted and pl.Series([text]).str.contains_any(list(wanted))[0]:
            found += [said for form, names in wanted.items() if form in text for said in names]
    return list(dict.fromkeys(found))


def _base64_core(text: bytes, shift: int) -> bytes:
    """The letters of base64 that do not depend on what stands before and after."""
    encoded = base64.b64encode(b"\x00" * shift + text)
    first = (shift * 8 + 5) // 6
    whole = (len(text) + shift) * 8 // 6
    return encoded[first:whole]


def _unzipped(content: bytes) -> Iterator[bytes]:
    start = content.find(GZIP)
    while start >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content[start:], 64_000_000)
        start = content.find(GZIP, start + 1)
