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
from vethanam.messaging.lint import folded, objections_to, publicity_findings
from vethanam.messaging.short_texts import as_registered, short_faults
from vethanam.messaging.templates import (
    LANGUAGES,
    is_of_form,
    last_digits,
    masked,
    masked_each,
    render,
    render_short,
    text_of,
    texts,
    values_hash,
)
from vethanam.rules import load_pack

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
        template, is_publicity = text.as_template(), text.purpose == "PUBLICITY"
        assert template.is_neutral is not is_publicity and template.family == text.purpose
        assert len(text.hash) == 64
        for language in LANGUAGES:
            said = text.words[language]["body"]
            assert not (publicity_findings(said, language) if is_publicity else objections_to(said, language))


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
    assert len(of_pay) == 14
    for text in of_pay:
        values = {name: longest[form] for name, form in text.values.items()}
        english, malayalam = (parts_of(render_short(text, values, each), 7) for each in LANGUAGES)
        usual = text.code == "salary-credited"
        assert english.coding == GSM and len(english.texts) <= (1 if usual else 2), text.code
        assert malayalam.coding == UCS2 and len(malayalam.texts) <= (2 if usual else 3), text.code
        for each in LANGUAGES:
            short = render_short(text, values, each)
            assert "ABCDEFGH23" in short and "999" not in short and "4821" not in short
    of_contacts = [text for text in texts().values() if text.purpose == "SEC-NOTICE"]
    assert len(of_contacts) == 6
    for text in of_contacts:
        values = {name: longest[form] for name, form in text.values.items()}
        english, malayalam = (parts_of(render_short(text, values, each), 7) for each in LANGUAGES)
        assert english.coding == GSM and len(english.texts) == 1, text.code
        assert malayalam.coding == UCS2 and len(malayalam.texts) <= 2, text.code
    whole = texts()["data-asked-for"]
    values = {"case": "2026/14", "first_day": "2026-03-01", "opened_on": "2026-03-04"}
    assert render_short(whole, values, "ml") == render(whole, values, "ml").body


#: texts that go by mail alone
_BY_MAIL = {"work-waits"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_operators_take_every_text_that_goes_to_a_telephone(language: str) -> None:
    for text in texts().values():
        if text.code not in _BY_MAIL:
            assert not list(short_faults(text, language)), text.code
    assert as_registered(texts()["contact-code"], "en").startswith('Code {#var#}: write it on the page "My')


@pytest.mark.parametrize(
    ("short", "code"),
    [
        ("Of {month}, on {credited_on}, {code}, and some more words.", "short_variables"),
        ("Salary {month} {code} was credited to you.", "short_variables_beside"),
        ("{month}: {code}", "short_fixed_part"),
    ],
)
def test_operators_do_not_take(short: str, code: str) -> None:
    english = {**dict(TEXT.words["en"]), "short": short}
    found = list(short_faults(text_of(content(en=english)), "en"))
    assert code in [one.code for one in found]


def test_a_third_variable_needs_its_reason_and_free_words_have_no_place() -> None:
    english = {**dict(TEXT.words["en"]), "short": "Of {month}, on {credited_on}, by {code}, and more words."}
    assert not list(short_faults(text_of(content(en=english, third_variable="the day is the news")), "en"))
    terms = texts()["pay-terms-changed"]
    english = {**dict(terms.words["en"]), "short": "Your terms of service change: {title}. See “Pay”."}
    found = list(short_faults(text_of({**dict(terms.content), "en": english}), "en"))
    assert [one.code for one in found] == ["short_variable_long"]


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
        {"net_masked": "••,021 thanks to the minister"}, {"account_last4": "31234567890"}, {"code": "abc"},
        {"code": "http://x.in"},
        {"month": "٢٠٢٦-10"}, {"extra": "x"},
    ],
)  # fmt: skip
def test_a_value_of_another_form_sends_nothing_and_is_not_repeated(change: dict[str, str]) -> None:
    with pytest.raises(Broken) as refused:
        render(TEXT, {**VALUES, **change}, "en")
    assert "thanks" not in str(refused.value) and "http" not in str(refused.value)


def test_every_scheme_of_the_rules_can_be_told() -> None:
    """STHREE_SURAKSHA has an underscore."""
    assert [one.code for one in load_pack("kerala").pack.schemes if not is_of_form(one.code, "scheme")] == []


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
