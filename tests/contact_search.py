"""Look for contacts where none may be: plain, spaced, the last ten digits, base64, hexadecimal, UTF-16, and inside gzip."""

from __future__ import annotations

import base64
import contextlib
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

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
    parts = [content, *_unzipped(content)]
    return [
        f"{name} of a contact ending {contact[-2:]}"
        for contact in contacts
        for name, form in forms_of(contact).items()
        if any(form in part for part in parts)
    ]


def found_under(folder: Path, contacts: Iterable[str], leave_out: Iterable[Path] = ()) -> list[str]:
    """The same over every file of a folder."""
    wanted, left_out = list(contacts), {path.resolve() for path in leave_out}
    found = []
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and not path.is_symlink()
            and not left_out & {path.resolve(), *path.resolve().parents}
        ):
            found += [f"{path}: {what}" for what in found_in(path.read_bytes(), wanted)]
    return found


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
