"""A scan is taken by its content: four types, whole, not too large, and a PDF that only shows pages."""

from __future__ import annotations

import zlib

import pytest

from tests.orders.scans import packed, pdf, png, stream
from vethanam.errors import Unsound
from vethanam.orders import pdf_content
from vethanam.orders.scan_types import LARGEST, type_of

JPEG = b"\xff\xd8\xff\xe0" + b"\1" * 40 + b"\xff\xd9"
TIFF = b"II*\0\x08\0\0\0" + b"\0" * 20
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (pdf(), "pdf"),
        (pdf(packed(b"<</Type/Font>>"), stream(b"/Filter/FlateDecode", zlib.compress(b"BT ET"))), "pdf"),
        (png(), "png"),
        (JPEG + b"\0\0", "jpg"),
        (TIFF, "tif"),
        (b"MM\0*\0\0\0\x08" + b"\0" * 20, "tif"),
    ],
)
def test_each_type_is_known_by_its_content(content: bytes, ending: str) -> None:
    assert type_of(content).ending == ending


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "scan_empty"),
        (b"\0\n", "scan_empty"),
        (b"<html><script>", "scan_of_another_type"),
        (b"GIF89a" + b"\0" * 30, "scan_of_another_type"),
        (b" %PDF-1.7\n%%EOF", "scan_of_another_type"),
        (JPEG + b"\0" * LARGEST, "scan_too_large"),
        (pdf()[:-10], "scan_cut_off"),
        (png()[:-12], "scan_cut_off"),
        (JPEG[:-2], "scan_cut_off"),
        (b"II*\0\xff\xff\0\0", "scan_cut_off"),
    ],
)
def test_what_is_no_scan_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unsound) as refused:
        type_of(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (SCRIPT, "scan_with_active_content"),
        (SCRIPT.replace(b"JavaScript", b"J#61vaScr#69pt"), "scan_with_active_content"),
        (b"<</Names<</EmbeddedFiles 5 0 R>>>>", "scan_with_active_content"),
        (b"<</S/Launch/F(calc.exe)>>", "scan_with_active_content"),
        (b"<</AcroForm<</XFA 5 0 R>>>>", "scan_with_active_content"),
        (packed(SCRIPT), "scan_with_active_content"),
        (packed(b" " * 65_530 + SCRIPT), "scan_with_active_content"),
        (packed(SCRIPT, b"/Filter/LZWDecode").replace(b"x\x9c", b"\x80\x0b"), "scan_unreadable_pdf"),
        (stream(b"/Type/Obj#53tm/Filter/FlateDecode", zlib.compress(b"\x02\x39\x02")), "scan_unreadable_pdf"),
        (b"<</Encrypt 5 0 R>>", "scan_unreadable_pdf"),
    ],
)
def test_a_pdf_that_does_more_than_show_pages_is_refused(part: bytes, code: str) -> None:
    with pytest.raises(Unsound) as refused:
        type_of(pdf(part))
    assert refused.value.code == code


def test_a_pdf_that_repeats_a_name_costs_one_search() -> None:
    """With a search to the end of the file for each name, this takes hours."""
    many = b"/ObjStm " * 100_000 + b"stream\n1 2 3 endstream " * 40_000
    assert type_of(pdf(many)).ending == "pdf"


def test_a_pdf_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_content, "UNPACKED_AT_MOST", 1_000_000)
    bomb = stream(b"/Filter/FlateDecode", zlib.compress(b"\0" * 1_000_001))
    with pytest.raises(Unsound) as refused:
        type_of(pdf(bomb))
    assert refused.value.code == "scan_unreadable_pdf"


def test_a_link_on_a_page_and_the_bytes_of_a_picture_are_no_active_content() -> None:
    link = b"<</Subtype/Link/A<</S/URI/URI(https://example.invalid)>>>>"
    picture = stream(b"/Subtype/Image/Filter/DCTDecode", JPEG + b"/JS /AA /Launched")
    assert type_of(pdf(link, picture)).ending == "pdf"
