"""Texts state only facts of the event, and values carry nothing in."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vethanam.errors import Broken
from vethanam.messaging.gateways.smpp.parts import GSM, UCS2, parts_of
from vethanam.messaging.lint import folded, objections_to
from vethanam.messaging.templates import (
    LANGUAGES,
    last_digits,
    masked,
    masked_each,
    render,
    render_short,
    text_of,
    texts,
    values_hash,
)

VALUES = {
    "month": "2026-10",
    "credited_on": "2026-11-02",
    "net_masked": masked(5402100),
    "account_last4": last_digits("4821"),
    "code": "ABCDEFGH23",
}
TEXT = texts()["salary-credited"]


def content(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(dict(TEXT.content)), **changes}


def test_each_text_is_neutral_and_whole_in_both_languages() -> None:
    for text in texts().values():
        template = text.as_template()
        assert template.is_neutral and template.family == text.purpose and len(text.hash) == 64
        for language in LANGUAGES:
            assert not objections_to(text.words[language]["body"], language)


def test_it_is_filled_in_as_each_language_writes() -> None:
    english, malayalam = render(TEXT, VALUES, "en"), render(TEXT, VALUES, "ml")
    assert english.subject == "Salary of October 2026"
    assert (
        "credited on 2 November 2026" in english.body
        and "••,021" in english.body
        and "••4821" in english.body
    )
    assert malayalam.subject.startswith("2026 ഒക്ടോബർ") and "2026 നവംബർ 2" in malayalam.body


def test_what_goes_to_a_telephone_is_one_short_message_in_english_and_two_in_malayalam() -> None:
    longest = {
        "month": "2026-09", "masked_money": masked(99_99_99_999_00), "last_digits": last_digits("4821"),
        "day": "2026-09-30", "code": "ABCDEFGH23", "first_code": "ABCD-EFGH-JK23",
    }  # fmt: skip
    of_pay = [text for text in texts().values() if text.purpose == "SAL-CREDIT"]
    assert len(of_pay) == 11
    for text in of_pay:
        values = {name: longest[form] for name, form in text.values.items()}
        english, malayalam = (parts_of(render_short(text, values, each), 7) for each in LANGUAGES)
        usual = text.code == "salary-credited"
        assert english.coding == GSM and len(english.texts) <= (1 if usual else 2), text.code
        assert malayalam.coding == UCS2 and len(malayalam.texts) <= (2 if usual else 3), text.code
        for each in LANGUAGES:
            short = render_short(text, values, each)
            assert "ABCDEFGH23" in short and "99,999" not in short and short.count("999") == 1
    of_contacts = [text for text in texts().values() if text.purpose == "SEC-NOTICE"]
    assert len(of_contacts) == 5
    for text in of_contacts:
        values = {name: longest[form] for name, form in text.values.items()}
        english, malayalam = (parts_of(render_short(text, values, each), 7) for each in LANGUAGES)
        assert english.coding == GSM and len(english.texts) == 1, text.code
        assert malayalam.coding == UCS2 and len(malayalam.texts) <= 2, text.code
    whole = texts()["pay-terms-changed"]
    values = {
        "title": "Dearness allowance is 22%", "title_ml": "ക്ഷാമബത്ത 22%", "order_number": "G.O.(P) No.5/2026/Fin",
        "order_dated": "2026-03-01", "effective_from": "2026-03-01",
    }  # fmt: skip
    assert render_short(whole, values, "ml") == render(whole, values, "ml").body


@given(st.lists(st.integers(-(10**11), 10**13), min_size=1, max_size=20))
def test_many_are_masked_as_each_is(amounts: list[int]) -> None:
    assert masked_each(pl.Series(amounts)).to_list() == [masked(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (5402100, "••,021"),
        (18745400, "•,••,454"),
        (100000, "•,000"),
        (42000, "••0"),
        (4200, "••"),
        (500, "•"),
    ],
)
def test_an_amount_shows_its_last_digits_only(amount: int, shown: str) -> None:
    assert masked(amount) == shown
    render(TEXT, {**VALUES, "net_masked": shown}, "en")


@pytest.mark.parametrize(
    "change",
    [
        {"month": "2026-13"}, {"month": "October, vote"}, {"credited_on": "2 Nov"}, {"net_masked": "54,021"},
        {"net_masked": "••,021 thanks to the minister"}, {"account_last4": "31234567890"}, {"code": "abc"}, {"code": "http://x.in"},
        {"month": "٢٠٢٦-10"}, {"extra": "x"},
    ],
)  # fmt: skip
def test_a_value_of_another_form_sends_nothing_and_is_not_repeated(change: dict[str, str]) -> None:
    with pytest.raises(Broken) as refused:
        render(TEXT, {**VALUES, **change}, "en")
    assert "thanks" not in str(refused.value) and "http" not in str(refused.value)


def test_a_missing_value_sends_nothing() -> None:
    with pytest.raises(Broken):
        render(TEXT, {name: value for name, value in VALUES.items() if name != "code"}, "en")


@pytest.mark.parametrize(
    ("language", "words", "why"),
    [
        ("en", "A historic achievement of your government.", "more than a fact"),
        ("en", "The Chief Minister greets you.", "more than a fact"),
        ("en", "See www.example.com now.", "link"),
        ("en", "Your sаlary was credited.", "two scripts"),
        ("en", "Your salary 👍 was credited.", "letters that this language does not have"),
        ("ml", "മുഖ്യമന്ത്രിയുടെ സന്ദേശം.", "more than a fact"),
        ("ml", "സർക്കാരിന്റെ നേട്ടങ്ങൾ.", "more than a fact"),
        ("ml", "നേ\u200bട്ടങ്ങൾ.", "more than a fact"),
    ],
)
def test_words_that_are_more_than_facts_are_pointed_at(language: str, words: str, why: str) -> None:
    assert any(why in found for found in objections_to(words, language))
    with pytest.raises(Broken):
        text_of(content(**{language: {"subject": "x", "body": words}}))


def test_both_spellings_of_a_chillu_are_one() -> None:
    assert folded("\u0d7b") == folded("\u0d28\u0d4d\u200d") == folded("\u0d28\u0d4d")


@pytest.mark.parametrize(
    "change", [{"values": {"month": "poem"}}, {"values": {}}, {"en": {"subject": "{who}", "body": "x"}}]
)
def test_a_text_with_a_placeholder_nobody_declared_is_not_used(change: dict[str, Any]) -> None:
    with pytest.raises(Broken):
        text_of(content(**change))


def test_the_hash_of_values_does_not_depend_on_their_order() -> None:
    assert (
        values_hash(VALUES)
        == values_hash(dict(reversed(VALUES.items())))
        != values_hash({**VALUES, "code": "A" * 10})
    )
