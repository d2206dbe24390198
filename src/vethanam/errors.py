"""Errors, and the sentences that describe them: problem, record, reason, next step.

    VethanamError
    ├── Refused   the law or an office rule forbids it; a value inside, an error only at a face
    ├── Unsound   the input or the service book contradicts itself; the user can correct it
    │   └── UnsoundInput   one or more faults of a file or form, all of them at once
    └── Broken    an invariant of this program does not hold; stop and call the operator

No error contains a contact: user input is repeated only through :func:`typed`, and a refusal hides each fact
that still looks like one. Database errors become
sentences through :func:`without_detail`, without DETAIL, which quotes the row.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from runpy import run_path
from typing import Any, Self
from zoneinfo import ZoneInfo

import vethanam

#: the sentences of this module and of the other single-file modules: ``money``, ``periods`` and ``tables``
SENTENCES = {
    "one_thing": "1 thing",
    "several_things": "%(count)s things",
    "several_faults": "%(faults)s",
    "not_money": "“%(amount)s” is not an amount in rupees. Write digits, such as 45600 or 45600.50.",
    "money_too_large": "“%(text)s” is more than any sum of a State. Correct the amount.",
    "not_a_month": "“%(month)s” is not a month. Write year and month, such as 2026-10.",
    "table_missing": "There is no file %(file)s. Check the name and the folder.",
    "file_too_large": "%(path)s is larger than 256 MB. Split it by office.",
    "unpacks_too_large": "%(name)s unpacks to %(whole)s MB. Split it, or save it as CSV.",
    "workbook_too_large": (
        "%(name)s needs more memory than a sheet of its size may. Delete rows and columns that are empty but "
        "formatted, or save it as CSV."
    ),
    "too_many_tables": "%(name)s holds more than %(most)s files. Send them in parts.",
    "too_many_lines": "%(name)s has more than %(most)s lines. Send it in parts.",
    "too_many_columns": "%(name)s has a line of more than %(most)s cells. No sheet has as many columns.",
    "not_a_table": "%(name)s is neither CSV in UTF-8 nor XLSX. Save the table as one of them.",
    "not_a_workbook": "%(name)s is not a workbook that can be read. Save it as XLSX or CSV.",
    "cell_too_long": "%(name)s has a cell longer than any name or code. Check its quotation marks.",
    "other_separator": (
        "%(name)s has semicolons or tabs between its cells. Save it as CSV with commas, or as XLSX."
    ),
    "open_spell": "A spell without an end has no number of days. Enter its last day.",
}
#: facts that are codes, shown as words: ``basic_pay`` as “basic pay”
WORDS = frozenset(
    """column component components fact funds kind kind_other role roles
    service signing state unit""".split()  # noqa: SIM905
)


@functools.cache
def templates() -> Mapping[str, str]:
    """Map code to English template, over the sentences of every room. Each code is declared once.

    A file of sentences is run by itself, without importing its package, which may be slow.

    Raises
    ------
    RuntimeError
        Two files declare the same code.
    """
    found: dict[str, str] = dict(SENTENCES)
    for file in sentence_files():
        declared: Mapping[str, str] = run_path(str(file)).get("SENTENCES", {})
        if twice := found.keys() & declared.keys():
            raise RuntimeError(f"{file} declares again: {', '.join(sorted(twice))}.")
        found |= declared
    return found


def sentence_files() -> list[Path]:
    """The files of sentences: ``sentences.py`` of a room, or each subject in its folder ``sentences``."""
    house = Path(vethanam.__path__[0])
    return sorted([*house.glob("*/sentences.py"), *house.glob("*/sentences/[!_]*.py")])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A code, and the facts that fill its template. A fact may be a Sentence or a sequence of Sentences.

    The fact ``within`` lists the places of an input the sentence is about, outermost first; they precede it.
    """

    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @classmethod
    def of_kept(cls, kept: str | Mapping[str, Any]) -> Sentence:
        """Rebuild the sentence from :meth:`kept`."""
        content = json.loads(kept) if isinstance(kept, str) else kept
        return cls(content["code"], content["facts"])

    @property
    def kept(self) -> str:
        """Code and facts as JSON text, for storage."""
        return json.dumps(as_json(self), ensure_ascii=False)

    @property
    def template(self) -> str:
        """The English template, which is also the message id of its translations."""
        return templates()[self.code]

    @property
    def says(self) -> str:
        """The English sentence."""
        template = self.template
        places = [_place(place) for place in self.facts.get("within", ())]
        filled = {name: self._english(name, template) for name in PLACE.findall(template)}
        return "".join(places) + template % filled

    def _english(self, name: str, template: str) -> str:
        value = self.facts[name]
        if f"“%({name})s" in template:
            return str(value)
        if name == "roles" and not isinstance(value, str):
            value = " or ".join(value)
        text = _in_english(month_of(name, value) or value)
        if name not in WORDS:
            return text
        words = text.replace("_", " ")
        return words[:1].upper() + words[1:] if template.startswith(f"%({name})s") else words

    def __str__(self) -> str:
        return self.says


#: facts that are texts with their own translation, such as a parameter's description
TEXTS = frozenset({"about", "asks", "called"})
_IST = ZoneInfo("Asia/Kolkata")
PLACE = re.compile(r"%\((\w+)\)s")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _place(place: Any) -> str:
    """A place before its sentence; a month is followed by a full stop."""
    month = month_of("month", str(place))
    return f"{month.says}. " if month else f"{_in_english(place)}: "


def month_of(name: str, value: Any) -> _Month | None:
    """The first day of a month stored as ``2026-10``; only facts named ``month…`` are months."""
    is_month = name.startswith("month") and isinstance(value, str) and _MONTH.fullmatch(value)
    return _Month.fromisoformat(f"{value}-01") if is_month else None


def day_of(value: Any) -> date | None:
    """The date of a fact stored as ``2026-10-17``, else None."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(value)
    return None


def kept_sentence(value: Any) -> Sentence | None:
    """The Sentence in a fact, also if stored as code and facts; else None."""
    if isinstance(value, Mapping) and value.keys() == {"code", "facts"}:
        return Sentence.of_kept(value)
    return value if isinstance(value, Sentence) else None


class _Month(date):
    """A month, represented by its first day."""

    @property
    def says(self) -> str:
        return f"{self:%B %Y}"


def _in_english(value: Any) -> str:
    """A fact in an English sentence: dates as 17 Oct 2026, list items separated by commas."""
    if inner := kept_sentence(value):
        return inner.says
    if isinstance(value, (list, tuple, set, frozenset)):
        said = [_in_english(one) for one in value]
        if any(kept_sentence(one) for one in value):
            return (" " if all(one.endswith(".") for one in said) else "; ").join(said)
        return ", ".join(said)
    if hasattr(value, "says"):
        return str(value.says)
    value = day_of(value) or value
    if isinstance(value, datetime):
        return f"{value.astimezone(_IST) if value.tzinfo else value:%-d %b %Y, %H:%M}"
    return f"{value:%-d %b %Y}" if isinstance(value, date) else str(value)


def as_json(value: Any) -> Any:
    """A fact as JSON: a date as ISO text, a sentence as code and facts, other types as text."""
    if isinstance(value, Sentence):
        return {"code": value.code, "facts": as_json(value.facts)}
    if isinstance(value, Mapping):
        return {str(name): as_json(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


class VethanamError(Exception):
    """The base class. ``code`` is stable and short; ``says`` fills the code's template with ``facts``."""

    exit_code = 1

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Any] = facts

    @property
    def sentence(self) -> Sentence:
        """The code with its facts, for translation."""
        return Sentence(self.code, self.facts)

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says

    def __str__(self) -> str:
        return self.says

    def within(self, *places: object) -> Self:
        """The error with the places of the input added to its facts."""
        facts = {**self.facts, "within": [*places, *self.facts.get("within", ())]}
        return type(self)(self.code, **facts)

    def __reduce__(self) -> tuple[Any, ...]:
        return functools.partial(type(self), self.code, **self.facts), ()


class _OfInput(VethanamError):
    """An error that may repeat input: a fact that looks like a contact is hidden."""

    exit_code = 2

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code, **hidden(facts))


class Refused(_OfInput):
    """The law, a restraint or a signing rule forbids it. Nothing was done."""


class Unsound(_OfInput):
    """The input or the service book contradicts itself. The user can correct it and try again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one record of an input: its place, and a sentence with the next step."""

    record: str
    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        """The code with its facts, for translation."""
        return Sentence(self.code, self.facts)

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says


def hidden_faults(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults without contacts in their facts and in the names of files."""
    return tuple(
        dataclasses.replace(
            one,
            record=", ".join(hidden(part) for part in one.record.split(", ")),
            facts=hidden(one.facts),
        )
        for one in faults
    )


class UnsoundInput(Unsound):
    """Every fault of a file or form at once; nothing was saved."""

    def __init__(self, code: str, faults: Sequence[Fault], /, **facts: Any) -> None:
        super().__init__(code, **facts)
        self.faults = hidden_faults(faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return functools.partial(type(self), self.code, self.faults, **self.facts), ()


#: faults reported of one file; a mistake of a program repeats in every row
MOST_FAULTS = 1000


def counted(faults: Sequence[object]) -> Sentence:
    """The number of faults, to begin a sentence: ``1 thing``, ``2 things``."""
    return Sentence("one_thing") if len(faults) == 1 else Sentence("several_things", {"count": len(faults)})


class Gathering:
    """Collects the faults of an input, to report them together."""

    def __init__(self) -> None:
        self._faults: list[Unsound] = []

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Context manager: collect an :class:`Unsound` raised within, and continue."""
        try:
            yield
        except Unsound as fault:
            self._faults.append(fault)

    @property
    def has_any(self) -> bool:
        """True if a fault was collected."""
        return bool(self._faults)

    def tell(self) -> None:
        """Raise the collected faults: a single one as it is, several as one error, without repeats."""
        if not self._faults:
            return
        first, *others = self._faults
        if not others:
            raise first
        once = {fault.says: fault.sentence for fault in self._faults}
        raise Unsound("several_faults", faults=[*once.values()])


class Broken(VethanamError):
    """An invariant of this program does not hold. The run stops and rolls back."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """An error or surprise as a value: record, problem, reason, next step.

    ``record`` names the record ("Employee 100234"). ``code`` is stable; ``facts`` fill its template.
    ``blocks`` is True if a run cannot be locked until it is resolved or signed off.
    """

    record: str
    code: str
    blocks: bool = False
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        """The code with its facts, for translation."""
        return Sentence(self.code, self.facts)

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says


# Ten or more digits in any spacing, or nine together: also a number short of a digit, typed in a wrong place.
_ALMOST_A_CONTACT = re.compile(r"\d{9}|(?:\d[\s.\-()]*){10}|\S@\S")
# Ten digits, together or in usual groups, with or without 0 or +91. Dates are grouped differently. A year and
# six digits ("INC 2022 300601") is an order number unless 0 or +91 precedes it.
_YEAR_AND_SIX = r"(?:19|20)\d\d (?:\d{6}|\d{3} \d{3})"
_GROUPS = r"\d{10}|\d{5} \d{5}|\d{3} \d{3} \d{4}|\d{4} \d{3} \d{3}|\d{3} \d{7}|\d{4} \d{6}|\d{2} \d{8}"
_BEFORE = r"(?:(?:\+ ?|00)?91 ?|0)"
_CONTACT = re.compile(
    rf"\S@\S|(?<!\d)(?:{_BEFORE}(?:{_GROUPS})|(?!{_YEAR_AND_SIX}(?!\d))(?:{_GROUPS}))(?!\d)"
)
#: the year of such an order number, with no digits before it and none after the number
_YEAR_OF_A_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[\s.\-()])(?<!\+)(?:19|20)\d\d(?=[\s.\-](?:\d{6}|\d{3}[\s.\-]\d{3})(?![\s.\-()]*\d))"
)
_BETWEEN = re.compile(r"[\s.\-()]+")
#: numbers of our registers ("R2600000001") and random references
_OUR_NUMBER = re.compile(r"(?<![\w+])[A-Z][23]\d{9}(?!\d)", re.ASCII)
_REFERENCE = re.compile(r"(?=\d*[a-f])[0-9a-f]{16,}")


def holds_contact(text: str) -> bool:
    """True if a text seems to contain a phone number or an e-mail address.

    >>> holds_contact("G.O.(P) No.27/2021/Fin dated 10.02.2021"), holds_contact("as told by 00000-00045")
    (False, True)
    """
    return _CONTACT.search(_BETWEEN.sub(" ", text)) is not None


def typed(text: object, most: int = 40) -> str:
    """User input for repetition in a sentence: its beginning, or … if it may be a contact.

    >>> typed("2026-13"), typed("R2600000001"), typed("+91 00000 00045")
    ('2026-13', 'R2600000001', '…')
    """
    whole = str(text)
    foreign = _YEAR_OF_A_NUMBER.sub("of", _OUR_NUMBER.sub("", whole))
    return "…" if _ALMOST_A_CONTACT.search(foreign) else whole[:most]


def hidden(fact: Any) -> Any:
    """A fact with … for each text or number in it that holds a contact, and no number of ours.

    >>> hidden({"use": "98470 12345", "release": "R2600000001", "count": 3})
    {'use': '…', 'release': 'R2600000001', 'count': 3}
    """
    if isinstance(fact, Sentence):
        return Sentence(fact.code, hidden(fact.facts))
    if isinstance(fact, Mapping):
        return {name: hidden(one) for name, one in fact.items()}
    if type(fact) in (list, tuple):
        return type(fact)(hidden(one) for one in fact)
    if type(fact) is str or type(fact) is int:
        text = str(fact)
        if holds_contact(_OUR_NUMBER.sub("", text)) and not _REFERENCE.fullmatch(text):
            return "…"
    return fact


def without_detail(error: BaseException) -> str:
    """The first line of a database error, without DETAIL and CONTEXT, which quote rows."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
