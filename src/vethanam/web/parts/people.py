"""How an employee stands on a page: name, number and post, for a reader who is entitled to them.

A page looks up everybody it shows at once (:func:`people_named`), then each by her number. A
sentence of a room below keeps the number; :func:`said_to` puts the name beside it, for readers of
the person's office alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vethanam.acts.readers import codes_read
from vethanam.acts.translation import numbers_in
from vethanam.documents.payslip import Both
from vethanam.errors import Finding, Sentence
from vethanam.journal.business_time import business_now
from vethanam.payroll.queries import FindingView
from vethanam.service_book.queries import NamedPerson, named_people, named_people_of
from vethanam.tables import FORMULA
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, hats_of_request, now_of
from vethanam.web.parts.names import Saying, said

_RECORD = re.compile(r"Employee (\S+)")


@dataclass(frozen=True, slots=True)
class PersonShown:
    """An employee in the script of the page; ``other`` is the name in the other script, empty without one.

    Without a name it is the number alone.
    """

    number: str
    name: str = ""
    other: str = ""
    other_in: str = ""
    post: str = ""
    office: str = ""
    born: date | None = None

    @property
    def under(self) -> bool:
        """Whether a line stands below the name: the other script, number and post."""
        return bool(self.name or self.post)

    def __str__(self) -> str:
        return (
            f"{self.name} · {self.number}"
            if self.name
            else _("Employee %(number)s") % {"number": self.number}
        )


@dataclass(frozen=True, slots=True)
class People:
    """The people of a page, by number."""

    found: Mapping[str, NamedPerson]

    def __getitem__(self, number: str) -> PersonShown:
        one = self.found.get(number)
        return PersonShown(number) if one is None else _shown(one)

    def in_sentence(self, number: str) -> str:
        """``Anitha K. (100234)``; empty for a person who is not shown."""
        one = self.found.get(number)
        return f"{_shown(one).name} ({number})" if one else ""

    def cells(self, number: str) -> list[str]:
        """Number, both names and post, for a file that a spreadsheet opens."""
        one = self.found.get(number)
        return [
            harmless(cell) for cell in (number, *((one.name, one.name_ml, one.post) if one else ("",) * 3))
        ]

    def of(self, record: str) -> PersonShown | str:
        """The person that the record of a finding names (``Employee 100234``), else the record itself."""
        number = number_in(record)
        return self[number] if number else record


def harmless(cell: str) -> str:
    """A cell, with an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def number_in(record: str) -> str:
    """The employee number in the record of a finding; empty for another record."""
    named = _RECORD.fullmatch(record)
    return named[1] if named else ""


def numbers_of(findings: Iterable[Finding | FindingView]) -> set[str]:
    """The employee numbers that findings show."""
    found: set[str] = set()
    for one in findings:
        found |= {number_in(one.record)} | numbers_in(one.sentence)
    return found - {""}


def people_named(numbers: Iterable[str], day: date | None = None) -> People:
    """The people of a page that shows their numbers, with their posts on a day, else today."""
    asked = set(numbers)
    return People(named_people(asked, day or localdate(business_now()[0])) if asked else {})


def said_to(request: HttpRequest, thing: Saying | Sentence) -> str:
    """A sentence with the names of the people in it whom the signed-in account may see."""
    sentence = thing if isinstance(thing, Sentence) else thing.sentence
    return said(sentence, people_seen(request, numbers_in(sentence)).in_sentence)


def people_seen(request: HttpRequest, numbers: Iterable[str]) -> People:
    """Of some people those whom the signed-in account may see: of a code that it reads, and herself."""
    asked = set(numbers)
    if not asked or not request.user.is_authenticated:
        return People({})
    codes = codes_read(hats_of_request(request))
    day = localdate(now_of(request)[0])
    return People(named_people_of(asked, day, codes, account_of(request).pk))


def name_on_paper(one: NamedPerson | None) -> Both:
    """The name in both scripts, for paper."""
    return _both(one.name_ml, one.name) if one else Both("", "")


def post_on_paper(one: NamedPerson | None) -> Both:
    """The post in both languages, for paper."""
    return _both(one.post_ml, one.post) if one else Both("", "")


def _both(ml: str, en: str) -> Both:
    return Both(ml or en, en or ml)


def _shown(one: NamedPerson) -> PersonShown:
    is_ml = words.language() == "ml"
    own, other = (one.name_ml, one.name) if is_ml else (one.name, one.name_ml)
    return PersonShown(
        one.number,
        own or other,
        other if own and other != own else "",
        "en" if is_ml else "ml",
        (one.post_ml if is_ml else "") or one.post,
        (one.office_ml if is_ml else "") or one.office,
        one.born,
    )
