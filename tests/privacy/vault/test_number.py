"""A contact in clear is parsed once, prints masked, and refuses to be copied out."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from vethanam.errors import Broken, Unsound
from vethanam.privacy.vault.number import Number, parse

MOBILE = "+91 00000 00045"


@pytest.mark.parametrize(
    "written",
    ["+91 00000 00045", "0000000045", "00000-00045", "0 00000 00045", "(+91)0000000045", "91 0000000045"],
)
def test_a_mobile_number_has_one_form(written: str) -> None:
    assert parse("mobile", written).for_gateway() == "+910000000045"


def test_an_address_keeps_its_local_part_and_gets_a_small_host() -> None:
    assert parse("email_official", " Asha.K@Office.Example ").for_gateway() == "Asha.K@office.example"


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("mobile", "12345"),
        ("mobile", "+1 555 000 0000 00"),
        ("mobile", "٠٠٠٠٠٠٠٠٤٥"),
        ("mobile", ""),
        ("email_official", "asha"),
        ("email_official", "asha@host"),
        ("email_official", "a@b.example, c@d.example"),
        ("email_official", "a\r\nBcc: x@y.example"),
        ("email_official", "ash а@office.example"),
        ("email_official", "a@office.example\n"[:-1] + "\x00"),
        ("postal_address", " "),
    ],
)
def test_what_is_no_contact_is_refused_without_being_repeated(kind: str, written: str) -> None:
    with pytest.raises(Unsound) as refused:
        parse(kind, written)
    assert not written.strip() or written not in str(refused.value)


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(Unsound, match="A contact is one of"):
        parse("fax", "1")


def test_it_prints_two_digits_of_a_number_and_nothing_of_an_address() -> None:
    assert repr(parse("mobile", MOBILE)) == str(parse("mobile", MOBILE)) == "<mobile ••45>"
    assert repr(parse("email_personal", "asha@home.example")) == "<email_personal>"
    assert parse("email_personal", "asha@home.example").mask == ""


@pytest.mark.parametrize(
    "taking",
    [
        pickle.dumps, copy.copy, copy.deepcopy, json.dumps, hash, len, list, bytes, lambda n: n == 1,
        lambda n: f"{n:>9}", lambda n: setattr(n, "kind", "x"), lambda n: {n},
        lambda n: json.dumps({"to": n}),
    ],
)  # fmt: skip
def test_it_refuses_every_way_to_be_copied_out(taking: Any) -> None:
    with pytest.raises((Broken, TypeError)) as refused:
        taking(parse("mobile", MOBILE))
    assert "0000000045" not in str(refused.value)


def test_it_has_no_dictionary_to_be_read_from() -> None:
    assert not hasattr(parse("mobile", MOBILE), "__dict__")
    assert isinstance(parse("mobile", MOBILE), Number)
