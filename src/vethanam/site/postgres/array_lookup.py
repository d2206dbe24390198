"""Bind many values of an ``__in`` as one array.

A statement takes 65,535 parameters, fewer than a State has people; and psycopg searches the text
for each parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import IntegerField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

#: more values than this become an array
MOST_PARAMETERS = 100


def as_array(lookup: In, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
    """``= ANY (array)`` for many plain values; else Django's own SQL."""
    values = lookup.rhs
    if not lookup.rhs_is_direct_value() or len(values) <= MOST_PARAMETERS:
        return lookup.as_sql(compiler, connection)
    known = [value for value in values if value is not None]
    kinds = set(map(type, known))
    if any(hasattr(kind, "resolve_expression") for kind in kinds):
        return lookup.as_sql(compiler, connection)
    column, params = lookup.process_lhs(compiler, connection)
    if kinds == {int}:  # as a literal: psycopg would process each of half a million three times
        return f"{column} = ANY (%s::bigint[])", [*params, f"{{{','.join(map(str, known))}}}"]
    prepared = lookup.lhs.output_field.get_db_prep_value
    return f"{column} = ANY (%s)", [*params, [prepared(value, connection, prepared=True) for value in known]]


def as_given[L: In](prepare: Callable[[L], Any]) -> Callable[[L], Any]:
    """Skip Django's preparation for many integers: it would process each four times."""

    def prepared(lookup: L) -> Any:
        values = lookup.rhs
        if isinstance(values, list | tuple) and len(values) > MOST_PARAMETERS:
            field = lookup.lhs.output_field
            is_whole = isinstance(getattr(field, "target_field", field), IntegerField)
            if is_whole and set(map(type, values)) == {int}:
                return values
        return prepare(lookup)

    return prepared


In.as_postgresql = as_array  # type: ignore[attr-defined]
In.get_prep_lookup = as_given(In.get_prep_lookup)  # type: ignore[assignment, method-assign]
RelatedIn.get_prep_lookup = as_given(RelatedIn.get_prep_lookup)  # type: ignore[assignment, method-assign]
