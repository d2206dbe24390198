"""A parsed value of an act in words: names behind codes, sums in words, days and months in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vethanam.acts.fields import File, How
from vethanam.documents.words import in_words_english, in_words_malayalam
from vethanam.money import shown
from vethanam.people.models import DrawingCode, Office, Person, Post, Treasury
from vethanam.periods import Month
from vethanam.web.parts import words
from vethanam.web.parts.choices import choices_of
from vethanam.web.parts.entry_kinds import KINDS
from vethanam.web.parts.page_context import name_of_desk
from vethanam.web.parts.people import people_seen

#: values that tell a reader nothing: the number of a row; a name that somebody typed is said
_UNSAID = frozenset({"id", "proposal", "appointment"})


def answer_said(
    request: HttpRequest, name: str, how: How, value: Any, field: forms.Field | None = None
) -> str:
    """One value as the reader of the page would say it; empty for a mere row number."""
    if name in _UNSAID and not (name == "id" and isinstance(value, str)):
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, (answer_said(request, name, how, one, field) for one in value)))
    if name in _NAMED:
        return _NAMED[name](request, str(value))
    listed = getattr(field.widget, "choices", None) if field else None
    known = {str(code): str(word) for code, word in listed or choices_of(name, how) or ()}
    if (word := known.get(_typed(value))) is not None:
        return str(capfirst(word))
    return _plain(how, value)


def _typed(value: Any) -> str:
    """A value as a form sends it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _plain(how: How, value: Any) -> str:
    """A value by its type."""
    if how.kind == "money":
        return _money(value)
    if how.kind == "share":
        return words.rate(value)
    if isinstance(value, Month) or how.kind == "month":
        return words.month(value if isinstance(value, Month) else Month.from_key(value))
    if isinstance(value, datetime):
        return words.instant(value)
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, File):
        return value.name
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return str(value)


def _money(paise: int) -> str:
    """``₹ 20,000 (Twenty thousand rupees)``."""
    said = in_words_malayalam(paise) if words.language() == "ml" else in_words_english(paise)
    return f"{shown(paise)} ({said})" if said and paise >= 0 else shown(paise)


def _employee(request: HttpRequest, number: str) -> str:
    one = people_seen(request, [number])[number]
    return " · ".join(filter(None, (str(one), one.post)))


def _holder(_request: HttpRequest, username: str) -> str:
    """The person of an account, with her sign-in name."""
    found = Person.objects.filter(account__username=username).values_list("name", "name_ml").first()
    return f"{_in_script(*found)} · {username}" if found else username


def _coded(model: Any, column: str) -> Callable[[HttpRequest, str], str]:
    """The name behind a code."""

    def said(_request: HttpRequest, code: str) -> str:
        found = model.objects.filter(code=code).values_list(column, f"{column}_ml").first()
        return f"{_in_script(*found)} · {code}" if found else code

    return said


def _scope(request: HttpRequest, code: str) -> str:
    for said in (_NAMED["drawing_code"], _NAMED["office"], _NAMED["treasury"]):
        if (found := said(request, code)) != code:
            return found
    return code


def _in_script(english: str, malayalam: str) -> str:
    return malayalam if words.language() == "ml" and malayalam else english


_NAMED: Mapping[str, Callable[[HttpRequest, str], str]] = {
    "employment": _employee,
    "account": _holder,
    "to": _holder,
    "drawing_code": _coded(DrawingCode, "title"),
    "office": _coded(Office, "name"),
    "treasury": _coded(Treasury, "name"),
    "post": _coded(Post, "designation"),
    "scope": _scope,
    "role": lambda _request, role: name_of_desk(role, "").rstrip(", "),
    "fact": lambda _request, kind: str(capfirst(_(KINDS[kind]))) if kind in KINDS else kind,
}
