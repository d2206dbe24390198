"""The type of a scan by its content: PDF, JPEG, PNG or TIFF. A file name says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vethanam.errors import Unsound
from vethanam.orders.pdf_content import require_passive

#: the largest scan, in bytes; a page takes half a megabyte more
LARGEST = 2 * 1024 * 1024
#: bytes that scanners put after the end of a picture
_PADDING = b"\0\r\n \t"


@dataclass(frozen=True, slots=True)
class ScanType:
    """A type of file that is taken: its media type, and the ending of the name that we give it."""

    media: str
    ending: str


PDF = ScanType("application/pdf", "pdf")
JPEG = ScanType("image/jpeg", "jpg")
PNG = ScanType("image/png", "png")
TIFF = ScanType("image/tiff", "tif")
#: the types by their media type
TYPES = {one.media: one for one in (PDF, JPEG, PNG, TIFF)}


def type_of(content: bytes) -> ScanType:
    """The type of a scan.

    Raises
    ------
    Unsound
        It is empty, too large, cut off, of another type, or a PDF that does more than show pages.
    """
    if not content.strip(_PADDING):
        raise Unsound("scan_empty")
    if len(content) > LARGEST:
        raise Unsound("scan_too_large", most=LARGEST // 1024 // 1024)
    for kind, begins, is_whole in _BY_CONTENT:
        if content.startswith(begins):
            if not is_whole(content):
                raise Unsound("scan_cut_off")
            if kind is PDF:
                require_passive(content)
            return kind
    raise Unsound("scan_of_another_type")


def _is_whole_pdf(content: bytes) -> bool:
    return b"%%EOF" in content[-1024:]


def _is_whole_jpeg(content: bytes) -> bool:
    return content.rstrip(_PADDING).endswith(b"\xff\xd9")


def _is_whole_png(content: bytes) -> bool:
    return content[12:16] == b"IHDR" and b"IEND\xaeB`\x82" in content[-64:]


def _is_whole_tiff(content: bytes) -> bool:
    first = int.from_bytes(content[4:8], "little" if content.startswith(b"II") else "big")
    return 8 <= first < len(content) - 2


_BY_CONTENT: tuple[tuple[ScanType, bytes, Callable[[bytes], bool]], ...] = (
    (PDF, b"%PDF-", _is_whole_pdf),
    (JPEG, b"\xff\xd8\xff", _is_whole_jpeg),
    (PNG, b"\x89PNG\r\n\x1a\n", _is_whole_png),
    (TIFF, b"II*\0", _is_whole_tiff),
    (TIFF, b"MM\0*", _is_whole_tiff),
)
