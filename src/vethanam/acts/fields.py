"""The shared fields of acts: one parser each, for form, file and JSON.

A field is an ``Annotated`` type: :class:`How` gives its kind (the form derives its widget), a validator
parses it, a JSON schema documents it. An unreadable value raises a pydantic error with the type of a code in
``sentences/fields.py``. The value enters a sentence only through :func:`vethanam.errors.typed`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic.fields import FieldInfo
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from vethanam.errors import Unsound, holds_contact, typed
from vethanam.money import rupees
from vethanam.periods import Month

INDIA = ZoneInfo("Asia/Kolkata")
#: accepted years of a day, month or instant
YEARS = range(1000, 10_000)
#: the largest file in JSON; forms and folders have their own limits
MOST_BYTES = 8 * 1024 * 1024
_MOST_LETTERS = 4000


@dataclass(frozen=True, slots=True)
class How:
    """The input kind of a field.

    day, month, instant, money, count, share, text, long, prose (several lines), code, choice, flag, texts,
    file.
    """

    kind: str
    choices: tuple[str, ...] = ()


def how_of(field: FieldInfo) -> How:
    """The input kind of a model's field; ``nested`` for a field with a model of its own."""
    found = [one for one in field.metadata if isinstance(one, How)]
    for inner in _alternatives(field.annotation):
        found += [one for one in getattr(inner, "__metadata__", ()) if isinstance(one, How)]
    if not found and nested_in(field) is not None:
        return How("nested")
    return found[-1] if found else _how_of_plain(field.annotation)


def _how_of_plain(annotation: Any) -> How:
    """The input kind of an unmarked type: a date, a boolean, one word of a closed list."""
    kinds = _alternatives(annotation)
    if date in kinds:
        return How("day")
    if bool in kinds:
        return How("flag")
    words = tuple(word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind))
    return How("choice", words) if words else How("any")


def nested_in(field: FieldInfo) -> type[Given] | None:
    """The model of a field with sub-fields."""
    for inner in _alternatives(field.annotation):
        if isinstance(inner, type) and issubclass(inner, Given):
            return inner
    return None


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, UnionType):
        return get_args(annotation)
    return (annotation,)


class Given(BaseModel):
    """The input of an act. An unknown key is a fault; an empty text is a missing key."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    #: True: a null means “not known” and is kept, as in a correction; False: a null is a missing key
    keeps_null: ClassVar[bool] = False

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        left_out: tuple[Any, ...] = ("",) if cls.keeps_null else ("", None)
        return {
            str(name): value
            for name, value in raw.items()
            if not any(value is one or value == one for one in left_out)
        }


def fault(code: str, /, **facts: Any) -> PydanticCustomError:
    """The error of one field, by the code of its sentence."""
    return PydanticCustomError(code, "{code}", {"code": code, "unsound": Unsound(code, **facts)})


def parsed_by(parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A validator from a parser that raises Unsound."""

    def validate(value: Any) -> Any:
        try:
            return parse(value)
        except Unsound as unsound:
            context: dict[str, Any] = {"code": unsound.code, "unsound": unsound}
            raise PydanticCustomError(unsound.code, "{code}", context) from None

    return validate


def _one_value(value: Any) -> Any:
    """Refuse lists, mappings and None in place of one value."""
    if value is None or isinstance(value, (list, tuple, Mapping, set)):
        raise Unsound("not_one_value")
    return value


def parse_text(value: Any) -> str:
    """A text as typed; YAML numbers count as text."""
    if isinstance(_one_value(value), bool) or isinstance(value, (bytes, bytearray)):
        raise Unsound("not_text")
    text = str(value)
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Unsound("not_text")
    if len(text) > _MOST_LETTERS:
        raise Unsound("too_long", most=_MOST_LETTERS)
    return text


def parse_day(value: Any) -> date:
    """A day, such as ``2026-10-28``, or the day of an instant."""
    if isinstance(value, date):
        return _within_years(value.date() if isinstance(value, datetime) else value)
    try:
        return _within_years(date.fromisoformat(parse_text(value)[:10]))
    except ValueError:
        raise Unsound("act_date_unreadable", typed=typed(value, 30)) from None


def _within_years[T: (date, datetime, Month)](found: T) -> T:
    if found.year not in YEARS:
        raise Unsound("year_out_of_range", lowest=YEARS[0], highest=YEARS[-1])
    return found


def parse_instant(value: Any) -> datetime:
    """An instant, in Indian time unless a zone is given."""
    try:
        read = value if isinstance(value, datetime) else datetime.fromisoformat(parse_text(value))
    except ValueError:
        raise Unsound("not_a_time", typed=typed(value, 30)) from None
    return _within_years(read if read.tzinfo else read.replace(tzinfo=INDIA))


def parse_month(value: Any) -> Month:
    """A month, such as ``2026-10``."""
    return value if isinstance(value, Month) else _within_years(Month.parse(parse_text(value)))


def parse_month_key(value: Any) -> int:
    """A month's key from ``202610`` or ``2026-10``."""
    text = parse_text(value)
    return int(parse_month(f"{text[:4]}-{text[4:]}" if text.isdecimal() else text))


def parse_rupees(value: Any) -> int:
    """Rupees as paise."""
    if isinstance(_one_value(value), bool):
        raise Unsound("not_one_value")
    return rupees(value if isinstance(value, (int, Decimal)) else str(value))


def parse_count(value: Any) -> int:
    """Parse a whole number of up to 18 digits; a sign is accepted.

    Raises
    ------
    Unsound
        It is no such number.
    """
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, str))
        or not _COUNT.fullmatch(str(value).strip())
    ):
        raise Unsound("not_a_count", typed=typed(value, 20))
    return int(value)


def parse_flag(value: Any) -> bool:
    """True or false; in a form ``yes`` or ``no``."""
    if isinstance(value, bool):
        return value
    if value in ("yes", "true", "on"):
        return True
    if value in ("no", "false"):
        return False
    raise Unsound("not_true_or_false")


def parse_hash(value: Any) -> bytes:
    """The SHA-256 of a document: 64 hexadecimal digits."""
    if isinstance(value, bytes):
        return value
    try:
        found = bytes.fromhex(parse_text(value))
    except ValueError:
        found = b""
    if len(found) != 32:
        raise Unsound("not_a_document_hash")
    return found


def _without_contact(text: str) -> str:
    if holds_contact(text):
        raise Unsound("contact_in_words")
    return text


_COUNT = re.compile(r"[+-]?\d{1,18}")
_DAY = {"type": "string", "format": "date", "examples": ["2026-10-28"]}
_CODES = r"^[^\u0000]{1,200}$"

Rupees = Annotated[
    int, How("money"), BeforeValidator(parsed_by(parse_rupees)),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "x-unit": "rupees",
        "examples": ["45600.50"]}),
]  # fmt: skip
Day = Annotated[date, How("day"), BeforeValidator(parsed_by(parse_day)), WithJsonSchema(_DAY)]
Instant = Annotated[
    datetime, How("instant"), BeforeValidator(parsed_by(parse_instant)),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-10-28T11:00+05:30"]}),
]  # fmt: skip
MonthField = Annotated[
    Month, How("month"), BeforeValidator(parsed_by(parse_month)),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$", "examples": ["2026-10"]}),
]  # fmt: skip
MonthKey = Annotated[
    int, How("month"), BeforeValidator(parsed_by(parse_month_key)),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}], "examples": [202610]}),
]  # fmt: skip
Count = Annotated[
    int, How("count"), BeforeValidator(parsed_by(parse_count)), WithJsonSchema({"type": "integer"})
]
Flag = Annotated[
    bool, How("flag"), BeforeValidator(parsed_by(parse_flag)), WithJsonSchema({"type": "boolean"})
]
Text = Annotated[str, How("text"), BeforeValidator(parsed_by(parse_text)), WithJsonSchema({"type": "string"})]
Code = Annotated[
    str, How("code"), BeforeValidator(parsed_by(parse_text)),
    WithJsonSchema({"type": "string", "pattern": _CODES})
]  # fmt: skip
#: free text between people, without contacts
Words = Annotated[
    str, How("long"), BeforeValidator(parsed_by(parse_text)), AfterValidator(parsed_by(_without_contact)),
    WithJsonSchema({"type": "string"}),
]  # fmt: skip
DocumentHash = Annotated[
    bytes, How("text"), BeforeValidator(parsed_by(parse_hash)),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
]  # fmt: skip


def _several[T](parse: Callable[[Any], T]) -> Callable[[Any], tuple[T, ...]]:
    """A parser of several values; a single value is a list of one."""

    def parse_each(value: Any) -> tuple[T, ...]:
        return tuple(parse(one) for one in (value if isinstance(value, (list, tuple)) else (value,)))

    return parse_each


parse_texts, parse_numbers = _several(parse_text), _several(parse_count)
parse_months = _several(parse_month)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Unsound("not_a_mapping")
    return value


def parse_reasons(value: Any) -> dict[str, str]:
    """Texts by name."""
    return {parse_text(name): parse_text(text) for name, text in _mapping(value).items()}


def parse_counts(value: Any) -> dict[str, int]:
    """Whole numbers above zero by name."""
    found = {parse_text(name): parse_count(count) for name, count in _mapping(value).items()}
    for count in found.values():
        if count < 1:
            raise Unsound("not_a_count", typed=typed(count, 20))
    return found


def parse_amounts(value: Any) -> dict[str, int]:
    """Rupees by name, as paise."""
    return {parse_text(name): parse_rupees(amount) for name, amount in _mapping(value).items()}


_STRING: dict[str, Any] = {"type": "string"}
_SEVERAL: dict[str, Any] = {"anyOf": [{"type": "array", "items": _STRING}, _STRING]}
Texts = Annotated[
    tuple[str, ...], How("texts"), BeforeValidator(parsed_by(parse_texts)), WithJsonSchema(_SEVERAL)
]
Numbers = Annotated[
    tuple[int, ...], How("texts"), BeforeValidator(parsed_by(parse_numbers)),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}}),
]  # fmt: skip
Months = Annotated[
    tuple[Month, ...], How("months"), BeforeValidator(parsed_by(parse_months)),
    WithJsonSchema({"type": "array", "items": {"type": "string", "examples": ["2026-10"]}}),
]  # fmt: skip
Reasons = Annotated[
    dict[str, str], How("reasons"), BeforeValidator(parsed_by(parse_reasons)),
    WithJsonSchema({"type": "object", "additionalProperties": _STRING}),
]  # fmt: skip
Counts = Annotated[
    dict[str, int], How("counts"), BeforeValidator(parsed_by(parse_counts)),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "integer"}}),
]  # fmt: skip
Amounts = Annotated[
    dict[str, int], How("amounts"), BeforeValidator(parsed_by(parse_amounts)),
    WithJsonSchema({"type": "object", "additionalProperties": {"anyOf": [{"type": "number"}, _STRING]},
        "x-unit": "rupees"}),
]  # fmt: skip


def one_of(*values: str) -> Any:
    """The type of a text from a closed list."""

    def check(value: Any) -> str:
        text = parse_text(value)
        if text not in values:
            raise Unsound("value_not_allowed", typed=typed(text), known=values)
        return text

    schema = {"type": "string", "enum": list(values)}
    return Annotated[str, How("choice", values), BeforeValidator(parsed_by(check)), WithJsonSchema(schema)]


def at_most(length: int, kind: str = "text") -> Any:
    """The type of a text with a maximum length."""

    def check(value: Any) -> str:
        text = parse_text(value)
        if len(text) > length:
            raise Unsound("too_long", most=length)
        return text

    schema = {"type": "string", "maxLength": length}
    return Annotated[str, How(kind), BeforeValidator(parsed_by(check)), WithJsonSchema(schema)]


def prose(length: int) -> Any:
    """The type of free text in several lines with a maximum length, without contacts."""
    schema = WithJsonSchema({"type": "string", "maxLength": length})
    return Annotated[at_most(length, "prose"), AfterValidator(parsed_by(_without_contact)), schema]


def whole(lowest: int, highest: int) -> Any:
    """The type of a whole number within limits."""

    def check(value: Any) -> int:
        count = parse_count(value)
        if not lowest <= count <= highest:
            raise Unsound("number_out_of_range", lowest=lowest, highest=highest)
        return count

    schema = {"type": "integer", "minimum": lowest, "maximum": highest}
    return Annotated[int, How("count"), BeforeValidator(parsed_by(check)), WithJsonSchema(schema)]


@dataclass(frozen=True, slots=True)
class File:
    """A file given with an act; its content is not stored."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return f"File({self.name!r}, {len(self.content)} bytes)"


def parse_file(value: Any) -> File:
    """A file: from a form or folder, or in JSON ``{name, content}`` with base64 content."""
    if isinstance(value, File):
        found = value
    elif hasattr(value, "read"):
        found = value.read()
    else:
        if not isinstance(value, Mapping) or not {"name", "content"} <= set(value):
            raise Unsound("not_a_file")
        try:
            content = base64.b64decode(parse_text_of_any_length(value["content"]), validate=True)
        except (binascii.Error, ValueError):
            raise Unsound("not_a_file") from None
        if len(content) > MOST_BYTES:
            raise Unsound("file_over", most=MOST_BYTES // 1024 // 1024)
        found = File(parse_text(value["name"])[:200], content)
    return replace(found, name=typed(found.name, 200))


def parse_text_of_any_length(value: Any) -> str:
    """A text without a limit, for the content of files."""
    if not isinstance(value, str):
        raise Unsound("not_text")
    return value


FileGiven = Annotated[
    File, How("file"), BeforeValidator(parsed_by(parse_file)),
    WithJsonSchema({
        "type": "object", "required": ["name", "content"], "additionalProperties": False,
        "properties": {"name": _STRING, "content": {"type": "string", "contentEncoding": "base64"}},
    }),
]  # fmt: skip
Anything = Annotated[Any, How("any"), WithJsonSchema({})]
#: a day or an instant that a lower room parses with the rest of its file
AnyDay = Annotated[Any, How("day"), WithJsonSchema({})]
AnyInstant = Annotated[Any, How("instant"), WithJsonSchema({})]


def mapping_in(given: Any) -> Mapping[Any, Any]:
    """A value that must have names, as given in JSON.

    Raises
    ------
    Unsound
        It is a text, a number or a list.
    """
    if not isinstance(given, Mapping):
        raise Unsound("not_a_mapping")
    return given
