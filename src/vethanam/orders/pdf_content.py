"""Whether a PDF only shows pages: it is searched for names with which a viewer runs or opens something.

A name may be written with escapes (``/J#61vaScript``), or in a compressed stream; both are searched. This is
no virus scanner: the file is never opened here, and it is handed out for saving only.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect
from collections.abc import Iterator

from vethanam.errors import Unsound

#: the most that the streams of one PDF unpack to, in bytes
UNPACKED_AT_MOST = 64 * 1024 * 1024
#: actions and parts that do more than show a page; a script always names its kind of action
ACTIVE = (
    b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA", b"SubmitForm",
    b"ImportData", b"GoToR", b"GoToE",
)  # fmt: skip
_PIECE = 64 * 1024
#: keywords before the end of a stream of objects: one, and a few in its strings
_KEYWORDS = 5


def _named(*names: bytes) -> re.Pattern[bytes]:
    """A pattern of names, each letter as it is or as an escape."""
    letters = (
        b"".join(b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name) for name in names
    )
    return re.compile(rb"/(?:" + b"|".join(letters) + rb")(?![A-Za-z0-9_#.-])")


_ACTIVE, _LOCKED, _OBJECTS = _named(*ACTIVE), _named(b"Encrypt"), _named(b"ObjStm")
_LONGEST = 3 * max(map(len, ACTIVE)) + 2
_STREAM, _END = re.compile(rb"(?<!end)stream\r?\n"), re.compile(rb"endstream")
#: the head of a stream of objects: numbers
_NUMBERS = re.compile(rb"\s*\d+\s+\d+")


def require_passive(content: bytes) -> None:
    """Refuse a PDF with active content, and one with unreadable objects.

    Raises
    ------
    Unsound
        It has a script, an action, a file or a form inside, a password, or unpacks to too much.
    """
    if _LOCKED.search(content):
        raise Unsound("scan_unreadable_pdf")
    _refuse_active(content)
    heads, left = dict[int, bytes](), UNPACKED_AT_MOST
    for begun in _STREAM.finditer(content):
        tail = b""
        for piece in _unpacked(content, begun.end()):
            heads.setdefault(begun.end(), piece[:40])
            _refuse_active(tail + piece)
            tail, left = piece[-_LONGEST:], left - len(piece)
            if left < 0:
                raise Unsound("scan_unreadable_pdf")
    _require_read_objects(content, heads)


def _refuse_active(part: bytes) -> None:
    if _ACTIVE.search(part):
        raise Unsound("scan_with_active_content")


def _unpacked(content: bytes, at: int) -> Iterator[bytes]:
    """The pieces of a compressed stream; none of another stream."""
    if len(content) <= at or content[at] & 0x0F != zlib.DEFLATED:
        return
    unpacking = zlib.decompressobj()
    try:
        while at < len(content) and not unpacking.eof:
            piece = unpacking.decompress(content[at : at + _PIECE], _PIECE)
            at += min(_PIECE, len(content) - at) - len(unpacking.unconsumed_tail)
            if piece:
                yield piece
    except zlib.error:
        return


def _require_read_objects(content: bytes, heads: dict[int, bytes]) -> None:
    """Refuse streams of objects that were not unpacked: packed otherwise, their names are hidden."""
    begun = [found.end() for found in _STREAM.finditer(content)]
    ended = [found.start() for found in _END.finditer(content)]
    for found in _OBJECTS.finditer(content):
        first, end = bisect(begun, found.end()), bisect(ended, found.end())
        until = ended[end] if end < len(ended) else len(content)
        own = begun[first : first + _KEYWORDS + 1]  # the time is bounded, however often a file repeats a name
        known = [heads.get(at, content[at : at + 40]) for at in own if at <= until]
        if not 0 < len(known) <= _KEYWORDS or not all(map(_NUMBERS.match, known)):
            raise Unsound("scan_unreadable_pdf")
