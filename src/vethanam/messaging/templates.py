"""Texts of messages: versioned, in every language, with typed placeholders.

A text is fixed when registered. Placeholders take a month, a day, a masked amount, the last digits of an
account, a code, a scheme by its code, or an order's own title, each of one closed form. So no value can
carry in a name, a link or a slogan; the words of an order's title are checked like the text.
"""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import polars as pl

from vethanam.benefits.models import SchemeOffice
from vethanam.errors import Broken
from vethanam.messaging.lint import PARTS, findings, objections_to, publicity_findings
from vethanam.money import RUPEE, Paise, grouped
from vethanam.periods import Month
from vethanam.privacy.law.hazards import HAZARDS
from vethanam.privacy.law.places import known_place, place_in_words
from vethanam.privacy.permit import Template
from vethanam.shipped import shipped_yaml

LANGUAGES = ("en", "ml")
#: kind of the texts of publicity, which have a lint of their own
PUBLICITY = "publicity"
BULLET = "•"
_MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "ml": (
        "ജനുവരി",
        "ഫെബ്രുവരി",
        "മാർച്ച്",
        "ഏപ്രിൽ",
        "മേയ്",
        "ജൂൺ",
        "ജൂലൈ",
        "ഓഗസ്റ്റ്",
        "സെപ്റ്റംബർ",
        "ഒക്ടോബർ",
        "നവംബർ",
        "ഡിസംബർ",
    ),
}
_FORMS: Mapping[str, re.Pattern[str]] = {
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII),
    "day": re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    "masked_money": re.compile(rf"(?=.)[{BULLET},]{{0,16}}(\d(,?\d){{0,2}})?", re.ASCII),
    "last_digits": re.compile(rf"{BULLET}{{0,2}}\d{{0,4}}", re.ASCII),
    "code": re.compile(r"[A-Z2-7]{10}", re.ASCII),
    "first_code": re.compile(r"[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}", re.ASCII),
    "case": re.compile(r"\d{4}/\d{1,9}", re.ASCII),
    "roll": re.compile(r"ROLL-[0-9a-z]{12}", re.ASCII),
    "scheme": re.compile(r"[A-Z][A-Z0-9_-]{1,19}", re.ASCII),
    "order_number": re.compile(
        r"[A-Za-z][A-Za-z.() ]{0,18}[ .]?(No\.? ?)?\d{1,6}/\d{4}(/[A-Za-z&. ]{1,16})?( ?\(sample\))?",
        re.ASCII,
    ),
    "hazard": re.compile("|".join(HAZARDS), re.ASCII),
    "place": re.compile(r"[A-Za-z ]{4,40}", re.ASCII),
    "words_en": re.compile(r"[^\n{}]{4,200}"),
    "words_ml": re.compile(r"[^\n{}]{4,200}"),
}
#: replacements for letters outside the SMS alphabet; one such letter doubles the length of a text
ON_A_PHONE = str.maketrans({BULLET: "*", "₹": "Rs", "\u202f": " ", "“": '"', "”": '"', "’": "'", "–": "-"})
#: forms that are free words
FREE_WORDS = frozenset({"words_en", "words_ml"})
#: values that are words: looked at as the text is, in their language
_WORDS = {"order_number": "en", "words_en": "en", "words_ml": "ml"}


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a text. ``values`` names each placeholder and its closed form."""

    code: str
    version: int
    purpose: str
    kind: str
    parts: tuple[str, ...]
    values: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    content: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """SHA-256 of its canonical JSON, hexadecimal."""
        return hashlib.sha256(_canonical(self.content)).hexdigest()

    @property
    def name(self) -> str:
        """Code and version, as uses name it."""
        return f"{self.code}/{self.version}"

    @property
    def has_closed_values(self) -> bool:
        """Whether every variable is of a closed form: a month, a day, a masked amount, a
        reference; no free words.
        """
        return not FREE_WORDS & {*self.values.values()}

    def as_template(self) -> Template:
        """The permit's view of it."""
        return Template(kind=self.kind, parts=self.parts, name=self.name, hash=self.hash, family=self.purpose)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text with its values, in one language."""

    subject: str
    body: str


@cache
def texts() -> Mapping[str, Text]:
    """Every text of this version by code, each in its highest version."""
    found: dict[str, Text] = {}
    for file in sorted((files("vethanam.messaging") / "texts").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            text = text_of(shipped_yaml(file))
            if text.code not in found or found[text.code].version < text.version:
                found[text.code] = text
    return found


def text_of(content: Mapping[str, Any]) -> Text:
    """A text from its content.

    Raises
    ------
    Broken
        A language is missing, a placeholder is not declared, or the words go beyond the facts of the event.
    """
    text = Text(
        code=content["code"], version=content["version"], purpose=content["purpose"], kind=content["kind"],
        parts=tuple(content["parts"]), values=content["values"],
        words={language: content[language] for language in LANGUAGES},
        content=content,
    )  # fmt: skip
    unknown = sorted(set(text.values.values()) - set(_FORMS))
    if unknown:
        raise Broken("text_form", text=text.name, unknown=[*unknown])
    for language in LANGUAGES:
        for words in text.words[language].values():
            _check_words(text, language, words)
    return text


def render(text: Text, values: Mapping[str, str], language: str) -> Rendered:
    """The text with its values in a language; raises like :func:`render_in`."""
    return render_in(text, values, (language,))[0]


def render_in(text: Text, values: Mapping[str, str], languages: Sequence[str]) -> list[Rendered]:
    """The text with its values in each of these languages.

    Raises
    ------
    Broken
        A value is missing, surplus, or not of its closed form. The sentence does not repeat it.
    """
    _check_values(text, values)
    rendered = []
    for language in languages:
        shown, words = as_shown(text, values, language), text.words[language]
        rendered.append(Rendered(words["subject"].format_map(shown), words["body"].format_map(shown)))
    return rendered


def render_short(text: Text, values: Mapping[str, str], language: str) -> str:
    """The SMS text, which is charged by the part; the body if there is no short one.

    Raises like :func:`render_in`.
    """
    _check_values(text, values)
    shown, words = as_shown(text, values, language), text.words[language]
    if "short" in words:
        shown = _in_figures(text, values, shown)
    short = words.get("short", words["body"]).format_map(shown)
    return short.translate(ON_A_PHONE) if language == "en" else short


def _check_values(text: Text, values: Mapping[str, str]) -> None:
    if values.keys() != text.values.keys():
        raise Broken("text_values", text=text.name, values=sorted(text.values))
    for name, form in text.values.items():
        if not is_of_form(values[name], form):
            raise Broken("text_value_form", text=text.name, name=name, form=form)


def _in_figures(text: Text, values: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """The values with days in figures."""
    days = {name: date.fromisoformat(values[name]) for name, form in text.values.items() if form == "day"}
    return {**shown, **{name: f"{day.day}.{day.month}.{day.year}" for name, day in days.items()}}


def as_shown(text: Text, values: Mapping[str, str], language: str) -> dict[str, str]:
    """Each value in the form shown to a reader of a language."""
    return {name: _SHOWN[text.values[name]](value, language) for name, value in values.items()}


def is_of_form(value: object, form: str) -> bool:
    """Whether a value has a closed form; for words, whether they also state only facts."""
    if not isinstance(value, str) or not _FORMS[form].fullmatch(value):
        return False
    if form == "place" and known_place(value) is None:
        return False
    return form not in _WORDS or not objections_to(value, _WORDS[form])


def assessed(content: Mapping[str, Any]) -> Template:
    """The permit's view of an office's own text: neutral, or mixed with the parts found in it."""
    if content["kind"] == PUBLICITY:
        return assessed_publicity(content)
    found = [
        one
        for language in LANGUAGES
        for words in content[language].values()
        for one in findings(words, language)
    ]
    parts = [*content["parts"], *dict.fromkeys(PARTS.get(one.what, one.what) for one in found)]
    name = f"{content['code']}/{content['version']}"
    holder = next((one.word.strip() for one in found if one.what == "office_holder"), None)
    return Template(
        kind="mixed" if found else "neutral", parts=tuple(parts), office_holder=holder, name=name,
        hash=hashlib.sha256(_canonical(content)).hexdigest(), family=content["purpose"],
    )  # fmt: skip


def assessed_publicity(content: Mapping[str, Any]) -> Template:
    """The permit's view of a text of publicity: praise of a scheme passes. An office-holder, a sign of a
    party and facts of another register do not.
    """
    found = [
        one
        for language in LANGUAGES
        for words in content[language].values()
        for one in publicity_findings(words, language)
    ]
    first = {one.what: one.word.strip() or one.what for one in reversed(found)}
    is_of_another = {one.what for one in found} - {"office_holder", "party"}
    return Template(
        kind=PUBLICITY, parts=tuple(content["parts"]), office_holder=first.get("office_holder"),
        party_sign=first.get("party"), name=f"{content['code']}/{content['version']}",
        hash=hashlib.sha256(_canonical(content)).hexdigest(),
        family="another register" if is_of_another else content["purpose"],
    )  # fmt: skip


def values_hash(values: Mapping[str, str]) -> str:
    """SHA-256 of the values, as in a person's commitment."""
    return hashlib.sha256(_canonical(values)).hexdigest()


def masked(amount: Paise) -> str:
    """An amount with only the last three digits of the rupees visible.

    >>> masked(5402100), masked(18745400), masked(42000)
    ('••,021', '•,••,454', '••0')
    """
    digits = grouped(abs(amount) // RUPEE)
    shown = 3 if len(digits) > 3 else max(len(digits) - 2, 0)
    head, tail = digits[: len(digits) - shown], digits[len(digits) - shown :]
    return "".join(BULLET if letter.isdigit() else letter for letter in head) + tail


def masked_each(amounts: pl.Series) -> pl.Series:
    """:func:`masked` for a series: the mask depends only on the number of digits."""
    digits = pl.select((amounts.abs() // RUPEE).cast(pl.String)).to_series()
    lengths = digits.str.len_chars()
    rounded = {length: masked(10 ** (length - 1) * RUPEE) for length in lengths.unique()}
    heads = {length: text.rstrip("0") for length, text in rounded.items()}
    shown = {length: len(text) - len(heads[length]) for length, text in rounded.items()}
    head = lengths.replace_strict(heads, return_dtype=pl.String)
    tail = pl.select(digits.str.tail(lengths.replace_strict(shown, return_dtype=pl.Int64))).to_series()
    return pl.select(pl.concat_str([head, tail])).to_series()


def last_digits(tail: str) -> str:
    """The last digits of an account, behind two dots."""
    return BULLET * 2 + tail[-4:]


def _check_words(text: Text, language: str, words: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(words) if name}
    undeclared = sorted(names - set(text.values))
    if undeclared:
        raise Broken("text_placeholder", text=text.name, language=language, undeclared=[*undeclared])
    check = publicity_findings if text.kind == PUBLICITY else findings
    found = [one.says for one in check(words, language)]
    if found:
        raise Broken("text_words", text=text.name, language=language, found=found[0])


@lru_cache(maxsize=64)
def _month(value: str, language: str) -> str:
    month = Month.parse(value)
    name = _MONTHS[language][month.number - 1]
    return f"{month.year} {name}" if language == "ml" else f"{name} {month.year}"


@lru_cache(maxsize=64)
def _day(value: str, language: str) -> str:
    day = date.fromisoformat(value)
    name = _MONTHS[language][day.month - 1]
    return f"{day.year} {name} {day.day}" if language == "ml" else f"{day.day} {name} {day.year}"


def _scheme(value: str, language: str) -> str:
    """The title of a scheme by its code, as two persons registered it; the code, if the title is no neutral
    name.
    """
    titles = SchemeOffice.objects.filter(code=value).values_list("title_ml" if language == "ml" else "title")
    title = next((title for (title,) in titles), "")
    return title if title and not objections_to(title, language) else value


_SHOWN: Mapping[str, Callable[[str, str], str]] = {
    "month": _month,
    "day": _day,
    "masked_money": lambda value, language: f"₹\u202f{value}",
    "last_digits": lambda value, language: value,
    "code": lambda value, language: value,
    "first_code": lambda value, language: value,
    "case": lambda value, language: value,
    "roll": lambda value, language: value,
    "hazard": lambda value, language: HAZARDS[value][language],
    "place": place_in_words,
    "scheme": _scheme,
    "order_number": lambda value, language: value,
    "words_en": lambda value, language: value,
    "words_ml": lambda value, language: value,
}


_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _canonical(content: Mapping[str, Any]) -> bytes:
    return _WRITER.encode(content).encode()
