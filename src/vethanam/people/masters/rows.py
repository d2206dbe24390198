"""The row of each kind of master as a typed model for sheets, forms and JSON.

A pydantic error becomes a code of ``people/sentences.py``; the typed value never leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from vethanam.errors import Sentence, Unsound, holds_contact
from vethanam.rules.rulebook import pack_names

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()-]*")
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


class Row(BaseModel):
    """The base of every master's row: unknown fields are faults, texts are trimmed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def wrong(code: str) -> PydanticCustomError:
    """The error of one field, by the code of its sentence, with the full error for acts."""
    return PydanticCustomError(code, "{code}", {"code": code, "unsound": Unsound(code)})


def _day(content: Any) -> Any:
    """Parse a day from text; never from a number, which is ambiguous."""
    if isinstance(content, date):
        return content
    if isinstance(content, str) and _DAY.fullmatch(content.strip()):
        try:
            return date.fromisoformat(content.strip())
        except ValueError:
            pass
    raise wrong("master_not_a_day")


def _day_or_none(content: Any) -> Any:
    return None if content in ("", None) else _day(content)


def _flag(content: Any) -> bool:
    found = content if isinstance(content, bool) else _FLAGS.get(str(content).strip().lower())
    if found is None:
        raise wrong("master_not_yes_or_no")
    return found


def _code(text: str) -> str:
    if not text:
        raise wrong("master_missing")
    if not _CODE.fullmatch(text) or holds_contact(text):
        raise wrong("master_not_a_code")
    return text


def _free(text: str) -> str:
    """A text that is no contact in the wrong place.

    What a spreadsheet takes for a formula is a fault of its sheet.
    """
    if holds_contact(text):
        raise wrong("master_contact")
    return " ".join(text.split())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _filled(text: str) -> str:
    if not text:
        raise wrong("master_missing")
    return text


Day = Annotated[date, BeforeValidator(_day)]
DayOrNone = Annotated[date | None, BeforeValidator(_day_or_none)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Code = Annotated[str, AfterValidator(_code)]
CodeOrNone = Annotated[str, AfterValidator(lambda text: _code(text) if text else "")]
Text = Annotated[str, AfterValidator(_filled), AfterValidator(_free)]
Free = Annotated[str, AfterValidator(_free)]
#: words for everybody: an office's own published address may stand here
PublicText = Annotated[str, AfterValidator(_filled), AfterValidator(_one_line)]


class Ordered(Row):
    """A row that names its order."""

    order_number: Free = Field(
        "", max_length=120, title=_("Order number"), description=_("number of the order, as printed")
    )
    order_dated: DayOrNone = Field(
        None, title=_("Order dated"), description=_("date of the order, year-month-day")
    )


class DepartmentRow(Row):
    """A department or other controller, for which officers are appointed."""

    code: Code = Field(
        max_length=24, title=_("Code"), description=_("short code, such as FIN; appointments name it")
    )
    name: Text = Field(max_length=160, title=_("Name"), description=_("name in English"))
    name_ml: Free = Field(
        "", max_length=160, title=_("Name in Malayalam"), description=_("name in Malayalam")
    )


class DistrictRow(Row):
    """A district; offices name it."""

    name: Text = Field(max_length=40, title=_("Name"), description=_("name in English, as offices name it"))
    name_ml: Free = Field("", max_length=40, title=_("Name in Malayalam"), description=_("name in Malayalam"))


class LocalBodyRow(Row):
    """A local body: receives the profession tax of its offices, decides applications for benefits."""

    name: Text = Field(max_length=80, title=_("Name"), description=_("name in English, as offices name it"))
    name_ml: Free = Field("", max_length=80, title=_("Name in Malayalam"), description=_("name in Malayalam"))
    kind: Literal["panchayat", "municipality", "corporation"] = Field(
        title=_("Kind"), description=_("panchayat, municipality or corporation")
    )
    district: Text = Field(max_length=40, title=_("District"), description=_("name of the district"))
    code: Free = Field(
        "", max_length=12, title=_("Code"),
        description=_("number in the Local Government Directory; needed for benefits"),
    )  # fmt: skip


class TreasuryRow(Row):
    """A treasury, where bills are presented."""

    code: Code = Field(max_length=12, title=_("Code"), description=_("code of the treasury"))
    name: Text = Field(max_length=120, title=_("Name"), description=_("name in English"))
    name_ml: Free = Field(
        "", max_length=120, title=_("Name in Malayalam"), description=_("name in Malayalam")
    )


class HeadRow(Row):
    """A head of account."""

    code: Code = Field(
        max_length=40, title=_("Code"), description=_("head of account, such as 2202-01-101-99-01")
    )
    title: Text = Field(max_length=160, title=_("Title"), description=_("the charges drawn under it"))
    is_charged: Flag = Field(
        False, title=_("Charged"), description=_("yes or no; yes for sums that a court awards; empty: no")
    )


class BillClassRow(Row):
    """A class of bill and who signs it."""

    code: Code = Field(max_length=24, title=_("Code"), description=_("code of the class of bill"))
    title: Text = Field(max_length=120, title=_("Title"), description=_("title in English"))
    title_ml: Free = Field(
        "", max_length=120, title=_("Title in Malayalam"), description=_("title in Malayalam")
    )
    signing: Literal["maker_checker", "self_drawn", "countersigned"] = Field(
        title=_("Signing"), description=_("maker_checker, self_drawn or countersigned")
    )


class PostRow(Row):
    """A designation."""

    code: Code = Field(max_length=24, title=_("Code"), description=_("code of the post"))
    designation: Text = Field(max_length=120, title=_("Designation"), description=_("designation in English"))
    designation_ml: Free = Field(
        "", max_length=120, title=_("Designation in Malayalam"), description=_("in Malayalam")
    )
    is_gazetted: Flag = Field(title=_("Gazetted"), description=_("yes or no"))
    is_vacation: Flag = Field(False, title=_("Vacation staff"), description=_("yes or no; empty: no"))


class OfficeRow(Row):
    """A place of duty."""

    code: Code = Field(max_length=12, title=_("Code"), description=_("code of the office"))
    name: Text = Field(max_length=160, title=_("Name"), description=_("name in English"))
    name_ml: Free = Field(
        "", max_length=160, title=_("Name in Malayalam"), description=_("name in Malayalam")
    )
    parent: CodeOrNone = Field(
        "", max_length=12, title=_("Parent office"), description=_("code of the office above it")
    )
    district: Text = Field(max_length=40, title=_("District"), description=_("name of the district"))
    taluk: Free = Field("", max_length=40, title=_("Taluk"), description=_("name of the taluk"))
    local_body: Text = Field(
        max_length=80, title=_("Local body"), description=_("name of the local body it stands in")
    )


class OfficeClassRow(Ordered):
    """The class of an office's place for house rent allowance, from a day on (Form 6)."""

    office: Code = Field(max_length=12, title=_("Office"), description=_("code of the office"))
    place_class: Literal["A", "B", "C", "D"] = Field(title=_("Class"), description=_("A, B, C or D"))
    valid_from: Day = Field(title=_("From"), description=_("first day of this class, year-month-day"))


class DrawingCodeRow(Row):
    """A code for presenting bills at one treasury."""

    code: Code = Field(max_length=12, title=_("Code"), description=_("drawing code"))
    kind: Literal["ddo", "sdo"] = Field(
        title=_("Kind"),
        description=_("ddo: a drawing officer's office; sdo: an officer who draws for herself"),
    )
    title: Text = Field(max_length=160, title=_("Title"), description=_("title in English"))
    title_ml: Free = Field(
        "", max_length=160, title=_("Title in Malayalam"), description=_("title in Malayalam")
    )
    treasury: Code = Field(max_length=12, title=_("Treasury"), description=_("code of the treasury"))
    department: CodeOrNone = Field(
        "",
        max_length=24,
        title=_("Department"),
        description=_("code of its department; left out: that of the officer who proposes its officers"),
    )


class ArrangementRow(Ordered):
    """The head under which a drawing code draws a class of bill, by days."""

    drawing_code: Code = Field(max_length=12, title=_("Drawing code"), description=_("drawing code"))
    bill_class: Code = Field(
        max_length=24, title=_("Class of bill"), description=_("code of the class of bill")
    )
    head: Code = Field(max_length=40, title=_("Head of account"), description=_("head of account"))
    valid_from: Day = Field(title=_("From"), description=_("first day, year-month-day"))


class StateSettingRow(Row):
    """A word or address of this State for pages, or the name of its rule pack."""

    name: Literal[
        "state", "data_protection_office", "data_protection_address", "rule_pack", "significant_fiduciary"
    ] = Field(
        title=_("Name"),
        description=_(
            "state, data_protection_office, data_protection_address, rule_pack or significant_fiduciary"
        ),
    )
    text: PublicText = Field(max_length=300, title=_("Text"), description=_("as pages show it in English"))
    text_ml: PublicText = Field(
        max_length=300, title=_("Text in Malayalam"), description=_("as pages show it in Malayalam")
    )


def setting_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    """A rule pack has one name in every language, and comes with this version."""
    if isinstance(row, StateSettingRow) and row.name == "rule_pack":
        known = pack_names()
        for column in ("text", "text_ml"):
            if getattr(row, column) not in known:
                yield column, Sentence("rule_pack_unknown", {"packs": list(known)})


class ClosingRow(Ordered):
    """The last day of a master."""

    kind: Code = Field(max_length=24, title=_("Kind"), description=_("kind of master, such as office"))
    key: Text = Field(
        max_length=160,
        title=_("Code"),
        description=_("its code; where it has several parts, joined by a slash"),
    )
    last_day: Day = Field(title=_("Last day"), description=_("last day on which it is named, year-month-day"))


#: pydantic's error type → our code; a custom error of this module is a code itself
_CODES = {
    "missing": "master_missing",
    "string_too_long": "master_too_long",
    "literal_error": "master_unknown_word",
    "extra_forbidden": "master_unknown_field",
}


def faults_of(error: ValidationError, row: type[Row]) -> list[tuple[str, Sentence]]:
    """Field and sentence of each error of a row, without the typed value."""
    return [
        (str(one["loc"][0]) if one["loc"] else "", _sentence(one, row))
        for one in error.errors(include_input=False)
    ]


def _sentence(error: ErrorDetails, row: type[Row]) -> Sentence:
    kind = error["type"]
    facts: Mapping[str, Any] = error.get("ctx") or {}
    code = str(facts.get("code") or _CODES.get(kind, "master_unsound_value"))
    match code:
        case "master_too_long":
            return Sentence(code, {"most": facts["max_length"]})
        case "master_unknown_word":
            return Sentence(code, {"words": choices_of(row, str(error["loc"][0]))})
        case "master_unknown_field":
            return Sentence(code, {"columns": list(row.model_fields)})
    return Sentence(code)


def choices_of(row: type[Row], field: str) -> list[str]:
    """The closed list of words for a field; empty if any is allowed."""
    found = row.model_fields[field].annotation
    listed = [word for word in get_args(found) if isinstance(word, str)]
    return ["yes", "no"] if found is bool else listed
