"""Act fields derived from table columns: type, choices and limits come from the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from django.db import connection, models
from pydantic import BeforeValidator, Field, WithJsonSchema

from vethanam.acts.fields import (
    Code,
    Day,
    DocumentHash,
    Flag,
    How,
    Rupees,
    at_most,
    one_of,
    parse_count,
    parsed_by,
    whole,
)
from vethanam.errors import Unsound


@dataclass(frozen=True, slots=True)
class Column:
    """A column in a form: name, title, hint; ``how`` overrides the input kind of its table.

    ``is_needed`` makes a column required in the form though the table allows it to be empty.
    """

    name: str
    title: str
    hint: str = ""
    how: str = ""
    is_needed: bool = True


def _integer(column: models.Field[Any, Any]) -> Any:
    lowest, highest = connection.ops.integer_field_range(column.get_internal_type())
    return whole(lowest or 0, highest or 0)


def parse_id(value: Any) -> int:
    """The id of a recorded fact."""
    try:
        return parse_count(value)
    except Unsound:
        raise Unsound("not_an_id") from None


_Id = Annotated[int, How("choice"), BeforeValidator(parsed_by(parse_id)), WithJsonSchema({"type": "integer"})]


def type_of(column: models.Field[Any, Any], *, is_money: bool = False, is_id: bool = False) -> Any:
    """The field type of a column."""
    if is_money:
        return Rupees
    if isinstance(column, models.DateField):
        return Day
    if isinstance(column, models.ForeignKey):
        return _Id if is_id else Code
    if column.choices:
        return one_of(*(str(value) for value, _ in cast("Any", column).flatchoices))
    if isinstance(column, models.BooleanField):
        return Flag
    if isinstance(column, models.BinaryField):
        return DocumentHash
    if isinstance(column, models.IntegerField):
        return _integer(column)
    return at_most(cast("Any", column).max_length or 0)


def field_of(
    column: models.Field[Any, Any],
    about: Column | None,
    *,
    is_money: bool = False,
    is_id: bool = False,
    is_free: bool = False,
) -> tuple[Any, Any]:
    """Type and declaration of a column's field; ``is_free`` makes it optional."""
    kind = type_of(column, is_money=is_money, is_id=is_id)
    if about and about.how:
        kind = Annotated[kind, How(about.how)]
    is_needed = not (column.null or column.blank or column.has_default() or is_free)
    extra: dict[str, Any] = {"x-asked": bool(about and about.is_needed)}
    title = about.title if about else column.name.replace("_", " ").capitalize()
    declared = Field(
        ... if is_needed else None,
        title=title,
        description=about.hint or None if about else None,
        json_schema_extra=extra,
    )
    return (kind if is_needed else kind | None), declared


def columns_of(model: type[models.Model]) -> Mapping[str, models.Field[Any, Any]]:
    """The columns of a table by name."""
    return {column.name: column for column in model._meta.concrete_fields}
