"""Files that are scans, and files that are not, each as small as its format allows."""

from __future__ import annotations

import struct
import zlib


def png() -> bytes:
    """A picture of one grey point."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def pdf(*objects: bytes) -> bytes:
    """A PDF of one empty page, with further objects."""
    listed = (
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>", *objects,
    )  # fmt: skip
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (place, one) for place, one in enumerate(listed, start=1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def stream(about: bytes, body: bytes) -> bytes:
    """A stream of a PDF."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (about, len(body), body)


def packed(objects: bytes, about: bytes = b"/Filter/FlateDecode") -> bytes:
    """A compressed stream with one object."""
    return stream(b"/Type/ObjStm/N 1/First 5" + about, zlib.compress(b"9 0  " + objects))
