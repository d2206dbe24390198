"""One parser for a form, a file and JSON: valid values in each form, and a coded fault
for every invalid one.
"""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from vethanam.acts.fields import (
    INDIA,
    Amounts,
    Code,
    Count,
    Counts,
    Day,
    DocumentHash,
    File,
    FileGiven,
    Flag,
    Given,
    Instant,
    MonthField,
    MonthKey,
    Rupees,
    Text,
    Texts,
    Words,
    at_most,
    how_of,
    one_of,
    whole,
)
from vethanam.periods import Month

_CSV = base64.b64encode(b"number\n1\n").decode()


@pytest.mark.parametrize(
    ("kind", "given", "parsed"),
    [
        (Rupees, "45,600.50", 4_560_050), (Rupees, 45600, 4_560_000), (Rupees, Decimal("45600.5"), 4_560_050),
        (Day, "2026-10-28", date(2026, 10, 28)),
        (Day, datetime(2026, 10, 28, 11, tzinfo=UTC), date(2026, 10, 28)),
        (Instant, "2026-10-28T11:00", datetime(2026, 10, 28, 11, tzinfo=INDIA)),
        (Instant, "2026-10-28T05:30Z", datetime(2026, 10, 28, 5, 30, tzinfo=UTC)),
        (MonthField, "2026-10", Month(2026, 10)), (MonthKey, 202610, 202610), (MonthKey, "2026-10", 202610),
        (Count, "12", 12), (Count, 12, 12), (Flag, "yes", True), (Flag, False, False), (Flag, "no", False),
        (Code, 412, "412"), (Text, "a", "a"), (Texts, "email", ("email",)), (Texts, ["a", "b"], ("a", "b")),
        (Counts, {"1": 5}, {"1": 5}), (Amounts, {"basic_pay": "10.50"}, {"basic_pay": 1050}),
        (DocumentHash, "00" * 32, bytes(32)), (one_of("a", "b"), "a", "a"), (at_most(2), "ab", "ab"),
        (whole(1, 3), 3, 3), (FileGiven, {"name": "a.csv", "content": _CSV}, File("a.csv", b"number\n1\n")),
    ],
)  # fmt: skip
def test_a_value_is_parsed_however_it_comes(kind: Any, given: Any, parsed: Any) -> None:
    assert TypeAdapter(kind).validate_python(given) == parsed


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        (Rupees, "a lot", "not_money"), (Rupees, "1.005", "not_money"), (Rupees, True, "not_one_value"),
        (Rupees, [1], "not_one_value"),
        (Day, "28.10.2026", "act_date_unreadable"), (Day, "0001-01-01", "year_out_of_range"),
        (Day, {}, "not_one_value"), (Instant, "noon", "not_a_time"), (MonthField, "2026-13", "not_a_month"),
        (MonthField, "0000-10", "not_a_month"),
        (Count, "twelve", "not_a_count"), (Count, 1.5, "not_a_count"), (Count, True, "not_a_count"),
        (Flag, "perhaps", "not_true_or_false"),
        (Text, "a\0b", "not_text"), (Text, "\ud800", "not_text"), (Text, True, "not_text"),
        (Text, "a" * 5000, "too_long"), (Words, "call 00000 00045", "contact_in_words"),
        (Counts, {"1": 0}, "not_a_count"), (Counts, [1], "not_a_mapping"),
        (DocumentHash, "00", "not_a_document_hash"),
        (one_of("a", "b"), "c", "value_not_allowed"),
        (at_most(2), "abc", "too_long"),
        (whole(1, 3), 4, "number_out_of_range"), (FileGiven, "a.csv", "not_a_file"),
        (FileGiven, {"name": "a", "content": "%"}, "not_a_file"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_a_fault_with_its_code_and_its_value_stays_out(
    kind: Any, given: Any, code: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(given)
    (error,) = caught.value.errors(include_input=False)
    assert error["type"] == code and error["ctx"]["unsound"].says


class _Given(Given):
    when: Day
    many: Texts | None = None


def test_an_empty_text_is_a_key_that_was_left_out() -> None:
    with pytest.raises(ValidationError) as caught:
        _Given.model_validate({"when": ""})
    assert [error["type"] for error in caught.value.errors()] == ["missing"]
    assert _Given.model_validate({"when": "2026-10-28", "many": None}).many is None


def test_how_a_field_is_typed_is_read_from_its_type() -> None:
    assert {name: how_of(field).kind for name, field in _Given.model_fields.items()} == {
        "when": "day",
        "many": "texts",
    }
