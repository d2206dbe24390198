"""Words of the rules on a page."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from vethanam.clauses.explanation import Given
from vethanam.errors import Refused
from vethanam.web.parts.names import fact_name, given_said, said


@pytest.mark.parametrize("name", ["basic_pay", "dearness_allowance"])
def test_an_earning_before_it_is_rounded_has_the_earnings_name(name: str) -> None:
    for language in ("en", "ml"):
        with override(language):
            assert fact_name(f"{name}_exact") == fact_name(f"on.{name}") != name


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("key_ended", "This key has been ended already."),
        ("no_such_sender", "There is no such sender or channel to choose. Nothing was changed."),
    ],
)
def test_a_sentence_is_said_in_the_language_of_the_page(code: str, says: str) -> None:
    assert said(Refused(code)) == says
    with override("ml"):
        assert said(Refused(code)) != says and "lang=" not in said(Refused(code))


@pytest.mark.parametrize("word", ["scale", "authorised", "state", "state_11"])
def test_a_word_that_a_fact_holds_is_said_in_the_language_of_the_page(word: str) -> None:
    with override("ml"):
        assert not re.search("[A-Za-z]{3}", given_said(Given("pay_basis", word)))
