"""The search itself must find what it looks for."""

from __future__ import annotations

import base64
import gzip

import pytest

from tests.contact_search import found_in

NUMBER = "+910000012345"


@pytest.mark.parametrize(
    "content",
    [
        b"call +910000012345 now",
        b"0000012345",
        b"00000 12345",
        "x0000012345".encode("utf-16-le"),
        b"0000012345".hex().encode(),
        base64.b64encode(b"a0000012345z"),
        base64.b64encode(b"ab0000012345z"),
        base64.b64encode(b"abc+910000012345z"),
        b"log" + gzip.compress(b"line 0000012345") + b"more",
    ],
    ids=["spoken", "ten digits", "spaced", "utf-16", "hex", "base64", "base64 +1", "base64 +2", "gzip"],
)
def test_it_finds_each_form(content: bytes) -> None:
    assert found_in(content, [NUMBER])


def test_it_finds_an_address_in_any_place() -> None:
    assert found_in(base64.b64encode(b"to: person0@office.example!"), ["person0@office.example"])


def test_it_finds_nothing_where_nothing_is() -> None:
    assert found_in(b"0000054321 " + gzip.compress(b"nothing"), [NUMBER]) == []
