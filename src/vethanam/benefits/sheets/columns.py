"""The columns of a sheet of beneficiaries; circumstances are those that the rules read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import polars as pl
from django.utils.translation import gettext_noop as _

from vethanam.benefits.models import Application, LifeProof, Route, StandingEvent
from vethanam.benefits.scheme_rules import (
    kinds_of_circumstance,
    says_of,
    schemes_known,
    unit_of,
    value_of,
    words_of,
)
from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical
from vethanam.money import rupees
from vethanam.periods import Month
from vethanam.service_book.sheets.cells import SheetColumn

#: suspensions with which an award is taken over
CAUSES = tuple(
    one.value
    for one in (
        StandingEvent.Cause.NOT_MUSTERED, StandingEvent.Cause.NOT_ELIGIBLE, StandingEvent.Cause.COURT_STAY,
        StandingEvent.Cause.DUPLICATE, StandingEvent.Cause.OTHER_PENSION,
    )
)  # fmt: skip
#: contacts, which are sealed
CONTACTS = ("mobile", "guardian_mobile", "postal_address")
#: free texts, in which no contact may stand
WORDS = ("number", "name", "name_ml", "ward", "sanction_order", "document", "mustered_reference", "holder")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,23}")
_TEXT, _DAY, _FLAG, _COUNT = pl.String(), pl.Date(), pl.Boolean(), pl.Int64()
_EXAMPLE: Mapping[str, str] = {
    "number": "SEV-104217", "name": "Sarada K.", "name_ml": "ശാരദ കെ.",
    "born": "1950-05-05",
    "local_body": "221001", "ward": "12", "sanctioned_from": "2016-04", "sanction_order": "C2-41/2016",
    "sanctioned_on": "2016-03-28", "route": "bank", "branch": "SMPL0000012", "account": "00110022",
    "consent_form": "paper", "consented_on": "2016-03-01", "document": "Register page 41",
    "stated_on": "2026-09-01", "is_resident": "yes", "income": "84000", "mustered_on": "2026-02-03",
    "mustered_manner": "centre", "mustered_reference": "AKS-77", "drawn_from": "2026-08",
    "drawn_until": "2026-10", "drawn_state": "2000",
}  # fmt: skip


def columns() -> tuple[SheetColumn, ...]:
    """All columns, in the order of the template."""
    return (*_person(), *_award(), *_payment(), *_further(), *_circumstances())


def circumstances_in(names: list[str]) -> list[str]:
    """Those of some columns that are circumstances."""
    kinds = set(kinds_of_circumstance())
    return [name for name in names if name in kinds]


def _person() -> tuple[SheetColumn, ...]:
    return (
        _column("number", _("Number in the former system"), _number, is_required=True),
        _column("beneficiary", _("Number of the beneficiary"), _upto(12), hint=_("Where she has one here.")),
        _column("name", _("Name"), _upto(120), is_required=True),
        _column("name_ml", _("Name in Malayalam"), _upto(120)),
        _column("born", _("Date of birth"), _day, _DAY, is_required=True),
        _column("local_body", _("Local body"), _upto(12), is_required=True, hint=_("Its code.")),
        _column("ward", _("Ward"), _upto(8), is_required=True),
    )


def _award() -> tuple[SheetColumn, ...]:
    return (
        _column("scheme", _("Scheme"), _upto(20), is_required=True, example=schemes_known()[0].code),
        _column("sanctioned_from", _("Sanctioned from"), _month, _COUNT, is_required=True),
        _column("sanction_order", _("Order of the sanction"), _upto(120), is_required=True),
        _column("sanctioned_on", _("Day of the sanction"), _day, _DAY, is_required=True),
        _column("suspended_from", _("Suspended from"), _month, _COUNT),
        _choice("suspension", _("Why it is suspended"), CAUSES),
    )


def _payment() -> tuple[SheetColumn, ...]:
    return (
        _choice("route", _("Paid by"), Route.Kind.values, is_required=True),
        _column("branch", _("Branch"), _upto(11)),
        _column("account", _("Account number"), _upto(20), is_private=True),
        _column("is_account_number", _("Is it the number on the passbook?"), _flag, _FLAG),
        _column("holder", _("Account holder"), _upto(120), is_private=True),
        _column("is_joint", _("Is it a joint account?"), _flag, _FLAG),
        _column("society", _("Society"), _upto(12)),
        _column("drawn_from", _("Drawn from"), _month, _COUNT, hint=_("First month drawn before.")),
        _column("drawn_until", _("Drawn until"), _month, _COUNT, hint=_("Last month drawn before.")),
        _column("drawn_state", _("Drawn a month, of the State"), _rupees, _COUNT),
        _column("drawn_centre", _("Drawn a month, of the Centre"), _rupees, _COUNT),
    )


def _further() -> tuple[SheetColumn, ...]:
    contacts = (_("Mobile number"), _("Guardian's number"), _("Postal address"))
    return (
        *(
            _column(name, title, str, is_private=True)
            for name, title in zip(CONTACTS, contacts, strict=True)
        ),
        _column("contact_verified_on", _("Contact confirmed on"), _day, _DAY),
        _choice("consent_form", _("How she consented"), Application.ConsentForm.values),
        _column("consented_on", _("Consented on"), _day, _DAY),
        _column("mustered_on", _("Seen alive on"), _day, _DAY),
        _choice("mustered_manner", _("How"), LifeProof.Manner.values),
        _column("mustered_reference", _("Reference"), _upto(60)),
        _column("document", _("Document"), _upto(120), hint=_("Left out: the order of the sanction.")),
        _column("stated_on", _("True from"), _day, _DAY, hint=_("Left out: the day of the sanction.")),
    )  # fmt: skip


def _circumstances() -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(
            kind, kind, says_of(kind), "", partial(_circumstance, kind), _TEXT,
            choices=words_of(kind) or (("yes", "no") if unit_of(kind) == "flag" else ()),
            example=_EXAMPLE.get(kind, ""),
        )
        for kind in kinds_of_circumstance()
    )  # fmt: skip


def _column(
    name: str,
    title: str,
    parse: Callable[[str], Any],
    dtype: pl.DataType = _TEXT,
    *,
    hint: str = "",
    is_required: bool = False,
    is_private: bool = False,
    example: str = "",
) -> SheetColumn:
    return SheetColumn(
        name, name, title, hint, parse, dtype, is_required=is_required, is_private=is_private,
        example=example or _EXAMPLE.get(name, ""),
    )  # fmt: skip


def _choice(name: str, title: str, words: Any, *, is_required: bool = False) -> SheetColumn:
    known = tuple(words)

    def parse(text: str) -> str:
        if text not in known:
            raise Unsound("sheet_word", words=list(known))
        return text

    return SheetColumn(
        name,
        name,
        title,
        "",
        parse,
        _TEXT,
        is_required=is_required,
        choices=known,
        example=_EXAMPLE.get(name, ""),
    )


def _upto(most: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > most:
            raise Unsound("sheet_text_long", most=most)
        return " ".join(text.split())

    return parse


def _number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise Unsound("former_number_form")
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unsound("sheet_day") from None


def _month(text: str) -> int:
    return int(Month.parse(text))


def _rupees(text: str) -> int:
    amount = rupees(text)
    if amount <= 0:
        raise Unsound("sheet_below_zero")
    return amount


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise Unsound("sheet_word", words=["yes", "no"])
    return text == "yes"


def _circumstance(kind: str, text: str) -> str:
    """The value as JSON: one column holds numbers, words or days."""
    return canonical(value_of(kind, text)).decode()
