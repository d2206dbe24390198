"""The search itself must find a contact."""

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


def test_it_finds_a_number_in_groups_of_three() -> None:
    assert found_in(b"000-001-2345", [NUMBER]) and found_in(b"call +91 000 001 2345", [NUMBER])


@pytest.mark.parametrize(
    "content",
    [
        base64.b64encode(b"to: person0@office.example!"),
        base64.urlsafe_b64encode(b"to: person0@office.example!"),
        b"?to=person0%40office.example",
        b"<p>person0&#64;office.example</p>",
        b'"person0\\u0040office.example"',
        b"person0=40office.example",
    ],
    ids=["base64", "base64 of addresses", "percent", "page", "JSON", "quoted-printable"],
)
def test_it_finds_an_address_in_any_place(content: bytes) -> None:
    assert found_in(content, ["person0@office.example"])


def test_it_finds_base64_as_addresses_write_it() -> None:
    hidden = base64.urlsafe_b64encode(b"a?>?b@office.example")
    assert b"_" in hidden or b"-" in hidden
    assert found_in(hidden, ["a?>?b@office.example"])


def test_it_finds_nothing_where_nothing_is() -> None:
    assert found_in(b"0000054321 " + gzip.compress(b"nothing"), [NUMBER]) == []
