"""Look for contacts where none may be: plain, spaced, the last ten digits, base64, hexadecimal, UTF-16, as a
page or an address bar writes them, and inside gzip.
"""

from __future__ import annotations

import base64
import contextlib
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

GZIP = b"\x1f\x8b\x08"
#: the two letters of base64 that an address bar cannot hold
_OF_ADDRESSES = bytes.maketrans(b"+/", b"-_")
_PLACE_OF_OBJECT = re.compile(rb"\d{10} \d{5} [nf]")
#: how many bytes are looked through at once
_TOGETHER = 64_000_000


def forms_of(contact: str) -> dict[str, bytes]:
    """Every spelling of a contact that is looked for, by its name."""
    digits = re.sub(r"\D", "", contact)
    plain = {"plain": contact}
    if digits and "@" not in contact:
        ten = digits[-10:]
        plain |= {"ten digits": ten, "spaced": f"{ten[:5]} {ten[5:]}", "dashed": f"{ten[:5]}-{ten[5:]}"}
        plain |= {
            "in three": f"{ten[:3]} {ten[3:6]} {ten[6:]}",
            "in three, dashed": f"{ten[:3]}-{ten[3:6]}-{ten[6:]}",
        }
    if "@" in contact:
        plain |= {
            "percent": contact.replace("@", "%40"),
            "as a page writes it": contact.replace("@", "&#64;"),
        }
        plain |= {
            "as JSON writes it": contact.replace("@", "\\u0040"),
            "as mail writes it": contact.replace("@", "=40"),
        }
    forms: dict[str, bytes] = {}
    for name, text in plain.items():
        forms[name] = text.encode()
        forms[f"{name} utf-16"] = text.encode("utf-16-le")
        forms[f"{name} hex"] = text.encode().hex().encode()
        forms[f"{name} HEX"] = text.encode().hex().upper().encode()
        for shift in range(3):
            core = _base64_core(text.encode(), shift)
            forms[f"{name} base64 {shift}"] = core
            if (other := core.translate(_OF_ADDRESSES)) != core:
                forms[f"{name} base64 of addresses {shift}"] = other
    return forms


def found_in(content: bytes, contacts: Iterable[str]) -> list[str]:
    """The contacts found in some bytes, by form; gzip streams inside are opened.

    The cross-reference table of a PDF has ten digits an object: one may look like a number by chance.
    """
    if content.startswith(b"%PDF"):
        content = _PLACE_OF_OBJECT.sub(b"", content)
    return [what for _, what in _found([("", content)], _forms_of_all(contacts))]


def found_in_files(paths: Iterable[Path], contacts: Iterable[str]) -> list[str]:
    """The same in each of some files."""
    contents = ((str(path), path.read_bytes()) for path in paths)
    return [f"{name}: {what}" for name, what in _found(contents, _forms_of_all(contacts))]


def found_under(folder: Path, contacts: Iterable[str], leave_out: Iterable[Path] = ()) -> list[str]:
    """The same over every file of a folder."""
    left_out = {path.resolve() for path in leave_out}
    paths = (
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and not left_out & {path.resolve(), *path.resolve().parents}
    )
    return found_in_files(paths, contacts)


type _Forms = dict[str, list[str]]
"""By the form's bytes as latin-1: what it is, of which contact."""


def _forms_of_all(contacts: Iterable[str]) -> _Forms:
    wanted: _Forms = {}
    for contact in contacts:
        for name, form in forms_of(contact).items():
            wanted.setdefault(form.decode("latin-1"), []).append(f"{name} of a contact ending {contact[-2:]}")
    return wanted


def _found(contents: Iterable[tuple[str, bytes]], wanted: _Forms) -> list[tuple[str, str]]:
    """Names of contents with the contacts found in them.

    All contents are joined into one search: compiling tens of thousands of forms for each content would take
    longer than the search.
    """
    parts = ((name, part) for name, content in contents for part in (content, *_unzipped(content)))
    found: list[tuple[str, str]] = []
    for together in _by_size(parts):
        texts = [part.decode("latin-1") for _, part in together]
        hits: Iterable[bool] = pl.Series(texts).str.contains_any(list(wanted)) if wanted else ()
        for (name, _), text, is_hit in zip(together, texts, hits, strict=False):
            if is_hit:
                found += [(name, said) for form, names in wanted.items() if form in text for said in names]
    return list(dict.fromkeys(found))


def _by_size(parts: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    together: list[tuple[str, bytes]] = []
    size = 0
    for name, part in parts:
        together.append((name, part))
        size += len(part)
        if size > _TOGETHER:
            yield together
            together, size = [], 0
    if together:
        yield together


def _base64_core(text: bytes, shift: int) -> bytes:
    """The base64 characters that do not depend on the bytes before and after."""
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
