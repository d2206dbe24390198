"""Rows of the pages about contacts and consents, and the purposes that concern employees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from vethanam.privacy.law.windows import IST
from vethanam.privacy.purposes import SERVICE_BOOK, Purpose, load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.web.parts import words


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: a contact or a purpose, its status, and one action (a link or a button)."""

    name: str
    mask: str = ""
    detail: str = ""
    shape: str = "open"
    word: str = ""
    verb: str = ""
    replace: str = ""
    act: str = ""


def address_of(name: str, kind: str, register: str = SERVICE_BOOK) -> str:
    """The address to replace or confirm a contact, in the service book or in an office's list."""
    if register == SERVICE_BOOK:
        return reverse(f"employee:{name}", kwargs={"kind": kind})
    return reverse(f"employee:{name}_in", kwargs={"kind": kind, "register": register})


def purposes_for_employees(at: datetime) -> list[Purpose]:
    """Active purposes under which an employee may get messages."""
    day = at.astimezone(IST).date()
    return [
        purpose
        for purpose in catalogue_now().in_force(day)
        if purpose.status == "active"
        and purpose.contact_use == "deliver_only"
        and "employee" in purpose.subjects
        and not (purpose.dormant_until and purpose.dormant_until > day)
    ]


def short_of(purpose: Purpose) -> str:
    """The short name of a purpose."""
    return purpose.short.get(words.language(), purpose.short["en"])


def offices_of(purpose: Purpose) -> str:
    """The names of the offices that a purpose belongs to, with commas."""
    return ", ".join(load_catalogue().office_name(code, words.language()) for code in purpose.controllers)
