"""Questions to the rules: name and given values in; answer in paise, orders and unconfirmed figures out.

The rules and parameters that assess a month also answer questions. Unusable or unknown input gives an error
with a sentence, never a guess.
"""

from __future__ import annotations

import contextlib
import difflib
import importlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from vethanam.errors import Gathering, Unsound, VethanamError, typed
from vethanam.money import CRORE, PER_CENT, WHOLE, rupees
from vethanam.periods import Month
from vethanam.rules.parameter_values import LATEST, InForce, Use
from vethanam.rules.rulebook import load_pack

type Given = Mapping[str, Any]
type Answer = Mapping[str, Any]
type Reader = Callable[[Any], Any]
REQUIRED = object()
#: largest amount in a question, in paise: keeps every product within 64 bits
LARGEST = 1000 * CRORE
#: largest count in a question
LARGEST_NUMBER = 1_000_000_000
#: longest possible service, in years
LONGEST_SERVICE = 60
#: the date of a question that names its own year; no figure is read at it
NO_DATE = date(1, 1, 1)
#: first day a question can be about: often filled in for a missing date of birth
EARLIEST = date(1900, 1, 1)


def money(content: Any) -> int:
    """Rupees to paise, not negative."""
    amount = money_or_loss(content)
    if amount < 0:
        raise _wrong(content, "an amount of zero or more")
    return amount


def money_or_loss(content: Any) -> int:
    """Rupees to paise; negative is a loss."""
    if isinstance(content, bool) or not isinstance(content, int | float | str | Decimal):
        raise _wrong(content, "an amount in rupees, such as 45600 or “45600.50”")
    amount = rupees(str(content) if isinstance(content, float) else content)
    if abs(amount) > LARGEST:
        raise _wrong(content, "an amount that one question can be about (up to 1,000 crore rupees)")
    return amount


def number(content: Any) -> int:
    """A whole number, not negative."""
    if isinstance(content, bool) or not isinstance(content, int) or content < 0:
        raise _wrong(content, "a whole number")
    if content > LARGEST_NUMBER:
        raise _wrong(content, "a number that one question can be about (up to 100 crore)")
    return content


def up_to(most: int) -> Reader:
    """A reader of whole numbers up to a limit."""

    def read(content: Any) -> int:
        if number(content) > most:
            raise _wrong(content, f"a whole number up to {most}")
        return int(content)

    return read


def years(content: Any) -> int:
    """Years of service, at most sixty."""
    return int(up_to(LONGEST_SERVICE)(content))


def year(content: Any) -> int:
    """A calendar year."""
    if not EARLIEST.year <= number(content) < LATEST.year:
        raise _wrong(content, f"a year from {EARLIEST.year} to {LATEST.year - 1}")
    return int(content)


def per_cent(content: Any) -> int:
    """Per cent to hundredths of one per cent."""
    try:
        scaled = Decimal(str(content)) * PER_CENT
    except InvalidOperation:
        raise _wrong(content, "per cent") from None
    if (
        isinstance(content, bool)
        or scaled != scaled.to_integral_value()
        or not 0 <= scaled <= 1000 * PER_CENT
    ):
        raise _wrong(content, "per cent, with at most two decimals")
    return int(scaled)


def ten_thousandths(content: Any) -> int:
    """A number with at most four decimals, such as 2.5484 months, in ten-thousandths."""
    try:
        scaled = Decimal(str(content)) * WHOLE
    except InvalidOperation:
        raise _wrong(content, "a number") from None
    if (
        isinstance(content, bool)
        or not scaled.is_finite()
        or scaled != scaled.to_integral_value()
        or scaled < 0
    ):
        raise _wrong(content, "a number with at most four decimals")
    return int(scaled)


def text(content: Any) -> str:
    """A word."""
    if not isinstance(content, str) or not content:
        raise _wrong(content, "a text")
    return content


def flag(content: Any) -> bool:
    """True or false."""
    if not isinstance(content, bool):
        raise _wrong(content, "true or false")
    return content


def day(content: Any) -> date:
    """A date; a month means its first day."""
    found = _day(content)
    if not EARLIEST <= found < LATEST:
        raise _wrong(content, f"a date from {EARLIEST.year} to {LATEST.year - 1}")
    return found


def _day(content: Any) -> date:
    if isinstance(content, datetime):
        return content.date()
    if isinstance(content, date):
        return content
    written = content if isinstance(content, str) else ""
    try:
        return Month.parse(written).first if len(written) == len("2026-03") else _written(written)
    except (ValueError, Unsound):
        raise _wrong(content, "a date such as 2026-03-01") from None


def _written(content: str) -> date:
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", content)
    if match is None:
        raise ValueError
    return date(int(match[1]), int(match[2]), int(match[3]))


def month(content: Any) -> Month:
    """A month; a date means its month."""
    return Month.of(day(content))


def _by(key_of: Reader, one: Reader, wanted: str, *, may_be_empty: bool = False) -> Reader:
    """A reader of maps, key by key, that reports all faults together."""

    def read(content: Any) -> dict[Any, Any]:
        if not isinstance(content, Mapping) or not (content or may_be_empty):
            raise _wrong(content, wanted)
        found: dict[Any, Any] = {}
        gathering = Gathering()
        for key, value in content.items():
            with gathering.one():
                at = key_of(key)
                if at in found:
                    raise Unsound("answer_key_twice", key=typed(key))
                found[at] = None
                found[at] = one(value)
        gathering.tell()
        return found

    return read


def by_month(one: Reader) -> Reader:
    """A reader of maps from month to value."""
    return _by(month, one, "a map from months to values")


def by_day(one: Reader) -> Reader:
    """A reader of maps from date to value."""
    return _by(day, one, "a map from dates to values")


def by_name(one: Reader) -> Reader:
    """A reader of maps from name to value."""
    return _by(str, one, "a map from names to values", may_be_empty=True)


def one_of(*words: str) -> Reader:
    """A reader that accepts only these words."""

    def read(content: Any) -> str:
        if content not in words:
            raise _wrong(content, "one of " + ", ".join(words))
        return str(content)

    return read


def anything(content: Any) -> Any:
    """Any content, unchanged; the question checks it."""
    return content


def _wrong(content: Any, wanted: str) -> Unsound:
    return Unsound("wrong_type", content=typed(content, 40), wanted=wanted)


@dataclass(frozen=True, slots=True)
class Key:
    """One given value: its reader, and its default."""

    read: Reader
    default: Any = REQUIRED


def optional(read: Reader, default: Any = None) -> Key:
    """A given value that may be left out."""
    return Key(read, default)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: name, given values, answer function, and the date used if it needs none."""

    name: str
    keys: Mapping[str, Key]
    answer: Callable[[InForce, Given], Answer]
    undated: date | None = None

    def read(self, given: Any) -> dict[str, Any]:
        """Check and convert the given values: money to paise, per cent to hundredths.

        Raises
        ------
        Unsound
            A key is unknown, missing, or of the wrong type.
        """
        if not isinstance(given, Mapping):
            raise Unsound("given_not_a_map", name=self.name, keys=[*self.keys])
        gathering = Gathering()
        found: dict[str, Any] = {}
        for name in given:
            with gathering.one():
                if name not in self.keys:
                    raise Unsound("given_key_unknown", question=self.name, key=name, keys=[*self.keys])
        for name, key in self.keys.items():
            with gathering.one():
                found[name] = self._value(name, key, given)
        gathering.tell()
        return found

    def _value(self, name: str, key: Key, given: Given) -> Any:
        content = given.get(name)
        if content is None:
            if key.default is REQUIRED:
                raise Unsound("missing_key", question=self.name, key=name)
            if name in given:
                raise Unsound("answer_empty", key=name)
            return key.default
        try:
            return key.read(content)
        except Unsound as wrong:
            raise wrong.within(name) from None


QUESTIONS: dict[tuple[str, str], Question] = {}


def question(
    pack: str,
    *,
    undated: date | None = None,
    more: Mapping[str, Reader | Key] | None = None,
    **keys: Reader | Key,
) -> Callable[[Callable[[InForce, Given], Answer]], Question]:
    """Decorate a function as the question of its name. ``more`` has keys reserved in Python."""

    def made(answer: Callable[[InForce, Given], Answer]) -> Question:
        named = {
            name: key if isinstance(key, Key) else Key(key) for name, key in {**keys, **(more or {})}.items()
        }
        asked = Question(getattr(answer, "__name__", ""), named, answer, undated)
        QUESTIONS[pack, asked.name] = asked
        return asked

    return made


def questions_of(pack: str) -> Mapping[str, Question]:
    """Every question of a pack, by name."""
    with contextlib.suppress(ModuleNotFoundError):
        importlib.import_module(f"vethanam.rules.{pack}.questions")
    return {name: asked for (of, name), asked in QUESTIONS.items() if of == pack}


def ask(item: Mapping[str, Any], default_pack: str) -> dict[str, Any]:
    """Answer one question; unusable input gives ``error`` with code and message.

    A question is ``{id, ask, on, pack, given}``: the name, the date that selects the parameters, and the
    given values, with money in rupees. The answer has money in paise, ``because`` (figures and orders) and
    ``unconfirmed``.
    """
    if not isinstance(item, Mapping):
        return {
            "id": None,
            "error": {"code": "wrong_type", "message": "A question is a map of id, ask, on and given."},
        }
    identity = item.get("id")
    try:
        return {"id": identity, **_answered(item, default_pack)}
    except VethanamError as refused:
        return {"id": identity, "error": {"code": refused.code, "message": refused.says}}
    except (ArithmeticError, ValueError, TypeError, LookupError, pl.exceptions.PolarsError) as broken:
        says = f"{item.get('ask')} cannot be worked out with what is given; check its dates and amounts"
        message = f"{says} ({type(broken).__name__})."
        return {"id": identity, "error": {"code": "cannot_be_worked_out", "message": message}}


_ITEM_KEYS = {"id", "ask", "on", "pack", "given", "then", "expect", "says", "known_at"}


def _answered(item: Mapping[str, Any], default_pack: str) -> dict[str, Any]:
    gathering = Gathering()
    for name in item:
        with gathering.one():
            if name not in _ITEM_KEYS:
                raise Unsound("question_key_unknown", name=name, keys=sorted(_ITEM_KEYS))
    with gathering.one():
        rulebook = load_pack(str(item.get("pack") or default_pack))
        asked = _question_of(rulebook.name, item.get("ask"))
        with gathering.one():
            on = _date_of(item, asked)
        with gathering.one():
            known_at = _day_named("known_at", item)
        with gathering.one():
            given = asked.read({} if item.get("given") is None else item["given"])
    gathering.tell()
    in_force = rulebook.in_force(Month.of(on), known_at=known_at, on=on)
    answer = dict(asked.answer(in_force, given))
    return {"answer": answer, **because(in_force.uses)}


def _question_of(pack: str, named: Any) -> Question:
    known = questions_of(pack)
    if named is None:
        raise Unsound("nothing_asked")
    if isinstance(named, str) and named in known:
        return known[named]
    near = difflib.get_close_matches(str(named), known, n=3, cutoff=0.5)
    if near:
        raise Unsound("unknown_question_but", pack=pack, named=typed(named, 40), near=near)
    raise Unsound("unknown_question", pack=pack, named=typed(named, 40))


def _date_of(item: Mapping[str, Any], asked: Question) -> date:
    on = _day_named("on", item) or asked.undated
    if on is None:
        raise Unsound("missing_date", asked=asked.name)
    return on


def _day_named(name: str, item: Mapping[str, Any]) -> date | None:
    if item.get(name) is None:
        return None
    try:
        return day(item[name])
    except Unsound as wrong:
        raise wrong.within(name) from None


def because(uses: Iterable[Use]) -> dict[str, Any]:
    """The figures used with their orders, each once, and the names of unverified ones."""
    told: dict[tuple[str, str | None, str], dict[str, Any]] = {}
    for use in uses:
        for value in use.values.values():
            if value is None or value.is_unknown_at_all:
                continue
            entry = {
                "rule": use.parameter.name,
                "says": use.parameter.says,
                "value": use.parameter.shown(value),
                "order": str(value.citation),
                "verified": value.citation.verified,
            }
            if value.key is not None:
                entry["key"] = value.key
            told[use.parameter.name, value.key, value.with_effect_from.isoformat()] = entry
    entries = list(told.values())
    return {"because": entries, "unconfirmed": sorted({e["rule"] for e in entries if not e["verified"]})}


def ask_all(items: Sequence[Mapping[str, Any]], default_pack: str) -> list[dict[str, Any]]:
    """Answer a list of questions, in order."""
    return [ask(item, default_pack) for item in items]
