"""Amounts in words: each join of the Malayalam number words is a case of its own."""

from __future__ import annotations

import pytest

from vethanam.documents.words import in_words_english, in_words_malayalam
from vethanam.errors import Broken


@pytest.mark.parametrize(
    ("rupees", "words"),
    [
        (0, "പൂജ്യം രൂപ"),
        (1, "ഒന്ന് രൂപ"),
        (19, "പത്തൊമ്പത് രൂപ"),
        (21, "ഇരുപത്തിയൊന്ന് രൂപ"),
        (100, "നൂറ് രൂപ"),
        (905, "തൊള്ളായിരത്തി അഞ്ച് രൂപ"),
        (1_000, "ആയിരം രൂപ"),
        (1_001, "ആയിരത്തി ഒന്ന് രൂപ"),
        (23_000, "ഇരുപത്തിമൂവായിരം രൂപ"),
        (54_021, "അമ്പത്തിനാലായിരത്തി ഇരുപത്തിയൊന്ന് രൂപ"),
        (1_00_000, "ഒരു ലക്ഷം രൂപ"),
        (2_15_399, "രണ്ട് ലക്ഷത്തി പതിനയ്യായിരത്തി മുന്നൂറ്റി തൊണ്ണൂറ്റിയൊമ്പത് രൂപ"),
    ],
)
def test_malayalam_words_join_their_parts(rupees: int, words: str) -> None:
    assert in_words_malayalam(rupees * 100) == words


def test_every_amount_below_a_lakh_has_distinct_words() -> None:
    spoken = {in_words_malayalam(rupees * 100) for rupees in range(100_000)}
    assert len(spoken) == 100_000


def test_paise_are_said_and_a_crore_is_left_to_english() -> None:
    assert in_words_malayalam(150) == "ഒന്ന് രൂപ അമ്പത് പൈസ"
    assert in_words_english(150) == "One rupee and fifty paise"
    assert in_words_malayalam(1_00_00_000_00) is None
    assert in_words_english(12_54_021_00) == "Twelve lakh, fifty-four thousand and twenty-one rupees"


def test_a_negative_amount_has_no_words() -> None:
    with pytest.raises(Broken):
        in_words_english(-1)
