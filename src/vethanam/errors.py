"""Failure is a sentence: what, on which record, why, what to do next.

    VethanamError
    ├── Refused   the law or a rule of the office says no; a value inside, an error only at a face
    ├── Unsound   the input or the service book contradicts itself; the person can mend it
    │   └── UnsoundInput   one or more faults of a file or form, all of them at once
    └── Broken    an invariant of ours does not hold; stop and call the operator

No error carries a contact: what somebody typed is repeated by :func:`typed` alone. Database errors are turned
into sentences without their DETAIL, which quotes the row, by :func:`without_detail`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import vethanam


@functools.cache
def templates() -> Mapping[str, str]:
    """Code to English template, from the ``sentences.py`` of every room; each code stands once in the program.

    Raises
    ------
    RuntimeError
        Two rooms declare the same code.
    """
    found: dict[str, str] = {}
    for room in pkgutil.iter_modules(vethanam.__path__, "vethanam."):
        if room.ispkg and find_spec(f"{room.name}.sentences"):
            declared: Mapping[str, str] = getattr(import_module(f"{room.name}.sentences"), "SENTENCES", {})
            if twice := found.keys() & declared.keys():
                raise RuntimeError(f"{room.name}.sentences declares again: {', '.join(sorted(twice))}.")
            found |= declared
    return found


@dataclass(frozen=True, slots=True)
class Sentence:
    """A code and the facts that fill its template. A fact may be a Sentence, or a sequence of them."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The English template, which is also the message id of its translations."""
        return templates()[self.code]

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.template % {name: _in_english(value) for name, value in self.facts.items()}

    def __str__(self) -> str:
        return self.says


def _in_english(value: Any) -> str:
    """A fact as it stands in an English sentence: days as 2026-10-17, members of a list with commas between."""
    if isinstance(value, (list, tuple, set, frozenset)):
        between = " " if any(isinstance(one, Sentence) for one in value) else ", "
        return between.join(_in_english(one) for one in value)
    return str(value)


class VethanamError(Exception):
    """The root. ``code`` is stable and short; ``says`` is the sentence that its template makes of ``facts``."""

    exit_code = 1

    def __init__(self, code: str, says: str | None = None, /, **facts: Any) -> None:
        self.sentence = Sentence(code, facts)
        self.code = code
        self.says = self.sentence.says if says is None else says
        self.facts: Mapping[str, Any] = facts
        super().__init__(self.says)


class Refused(VethanamError):
    """The law, a restraint or a signing rule says no. Nothing was done."""

    exit_code = 2


class Unsound(VethanamError):
    """The input or the service book contradicts itself. Mend it and try again."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one record of an input: where it stands and what to do."""

    record: str
    field: str
    says: str
    code: str = "unsound"
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class UnsoundInput(Unsound):
    """Every fault of a file or form at once; nothing of it was kept."""

    def __init__(self, says: str, faults: Sequence[Fault]) -> None:
        super().__init__("unsound_input", says)
        self.faults = tuple(faults)


def counted(faults: Sequence[object]) -> str:
    """How many things are wrong, as a sentence begins: ``1 thing``, ``2 things``."""
    return "1 thing" if len(faults) == 1 else f"{len(faults)} things"


class Gathering:
    """What is wrong with an input, gathered so that all of it is told at once."""

    def __init__(self) -> None:
        self._faults: list[Unsound] = []

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Keep what is unsound within, and go on after it."""
        try:
            yield
        except Unsound as fault:
            self._faults.append(fault)

    @property
    def has_any(self) -> bool:
        """Whether something was gathered."""
        return bool(self._faults)

    def tell(self) -> None:
        """Raise what was gathered: the only fault as it is, several as one with the code of the first."""
        if not self._faults:
            return
        first, *others = self._faults
        if not others:
            raise first
        says = dict.fromkeys(fault.says for fault in self._faults)
        raise Unsound(first.code, " ".join(says), **first.facts)


class Broken(VethanamError):
    """An invariant of ours does not hold. The run stops; nothing is half done."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """An error or surprise as a value: which record, what, why, what to do.

    ``record`` names the thing ("Employee 100234"), ``code`` is stable, ``says`` the English sentence and
    ``facts`` what a translation needs. ``blocks`` is true when a run cannot be locked before it is
    resolved or signed off.
    """

    record: str
    code: str
    says: str
    blocks: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


# Ten digits and more however they are spaced, nine together: also a number that misses one, for it stands where it was not read.
_ALMOST_A_CONTACT = re.compile(r"\d{9}|(?:\d[\s.\-()]*){10}|\S@\S")
# Ten digits together or in the groups that people write them in, with or without 0 or +91 before. Days are grouped otherwise.
# A year and six digits ("INC 2022 300601") number an order: only with 0 or +91 before them are they dialled.
_YEAR_AND_SIX = r"(?:19|20)\d\d (?:\d{6}|\d{3} \d{3})"
_GROUPS = r"\d{10}|\d{5} \d{5}|\d{3} \d{3} \d{4}|\d{4} \d{3} \d{3}|\d{3} \d{7}|\d{4} \d{6}|\d{2} \d{8}"
_BEFORE = r"(?:(?:\+ ?|00)?91 ?|0)"
_CONTACT = re.compile(
    rf"\S@\S|(?<!\d)(?:{_BEFORE}(?:{_GROUPS})|(?!{_YEAR_AND_SIX}(?!\d))(?:{_GROUPS}))(?!\d)"
)
#: the year of such a number, with no digits before it and none after the number
_YEAR_OF_A_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[\s.\-()])(?<!\+)(?:19|20)\d\d(?=[\s.\-](?:\d{6}|\d{3}[\s.\-]\d{3})(?![\s.\-()]*\d))"
)
_BETWEEN = re.compile(r"[\s.\-()]+")


def holds_contact(text: str) -> bool:
    """Whether a text holds what looks like a phone number or an e-mail address.

    >>> holds_contact("G.O.(P) No.27/2021/Fin dated 10.02.2021"), holds_contact("as told by 00000-00045")
    (False, True)
    """
    return _CONTACT.search(_BETWEEN.sub(" ", text)) is not None


def typed(text: object, most: int = 40) -> str:
    """What somebody typed, to be repeated in a sentence: its beginning, or … where it may be a contact in the wrong place.

    >>> typed("2026-13"), typed("+91 00000 00045")
    ('2026-13', '…')
    """
    whole = str(text)
    return "…" if _ALMOST_A_CONTACT.search(_YEAR_OF_A_NUMBER.sub("of", whole)) else whole[:most]


def without_detail(error: BaseException) -> str:
    """The first line of a database error: its DETAIL and CONTEXT quote rows and are dropped."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
