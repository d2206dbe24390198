"""A fund number as printed: digits, letters and separators, and no phone number."""

from __future__ import annotations

import pytest

from vethanam.service_book.fund_numbers import is_number_of_fund


@pytest.mark.parametrize("text", ["110012345678", "G200001", "EDN/12345-A", "KPF (Edn) 4471", "12"])
def test_what_is_printed_is_a_number(text: str) -> None:
    assert is_number_of_fund(text)


@pytest.mark.parametrize(
    "text", ["00000 00045", "0000000045", "910000000045", "x@y.example", "pending", "=1", "12\n"]
)
def test_what_is_dialled_or_written_otherwise_is_none(text: str) -> None:
    assert not is_number_of_fund(text)
