"""Contents of facts, for pages and verification: their columns by name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from vethanam.service_book.models import FACTS, Fact

#: readable value of a foreign key: a name in English and Malayalam, a code, a kind
_NAMED = {
    "post_id": (
        "post",
        "SELECT jsonb_build_array(p.designation, p.designation_ml) FROM people_post p WHERE p.id = {key}",
    ),
    "office_id": (
        "office",
        "SELECT jsonb_build_array(o.name, o.name_ml) FROM people_office o WHERE o.id = {key}",
    ),
    "drawing_code_id": ("drawing_code", "SELECT c.code FROM people_drawingcode c WHERE c.id = {key}"),
    "bill_class_id": (
        "bill_class",
        "SELECT jsonb_build_array(b.title, b.title_ml) FROM people_billclass b WHERE b.id = {key}",
    ),
    "obligation_id": ("obligation", "SELECT d.kind_of_due FROM service_book_obligation d WHERE d.id = {key}"),
}
_KEPT_BY_ALL = frozenset(field.attname for field in Fact._meta.concrete_fields) | {"id", "supersedes_id"}


@dataclass(frozen=True, slots=True)
class Held:
    """The columns of a fact, and of the one it corrects; sums in paise, days as ISO text."""

    now: Mapping[str, Any]
    before: Mapping[str, Any] | None


def held_by(facts: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], Held]:
    """The contents of facts by kind and id, in one query; ``facts`` are the ids by kind.

    Columns hidden from faces, such as account numbers, are not read.
    """
    kinds = [kind for kind in FACTS if facts.get(kind)]
    if not kinds:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(_text_of, kinds)), {kind: list(facts[kind]) for kind in kinds})
        rows = cursor.fetchall()
    return {
        (kind, fact): Held(json.loads(now), json.loads(before) if before else None)
        for kind, fact, now, before in rows
    }


@cache
def _text_of(kind: str) -> str:
    # Only names of our own tables and columns; every value is a parameter.
    model = FACTS[kind]
    unread = getattr(model, "unread", ())
    own = [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in _KEPT_BY_ALL and field.name not in unread
    ]
    now, before = (_columns(own, at) for at in ("f", "s"))
    table = model._meta.db_table
    return (
        f"SELECT '{kind}', f.id, {now}, CASE WHEN s.id IS NOT NULL THEN {before} END"  # noqa: S608
        f" FROM {table} f LEFT JOIN {table} s ON s.id = f.supersedes_id "
        f"WHERE f.id = ANY(%({kind})s::bigint[])"
    )


def _columns(names: Sequence[str], at: str) -> str:
    named = [(name, f"{at}.{name}") for name in ("valid_from", "valid_until", *names) if name not in _NAMED]
    for name in names:
        if name in _NAMED:
            called, text = _NAMED[name]
            named.append((called, f"({text.format(key=f'{at}.{name}')})"))
    return f"jsonb_build_object({', '.join(f"'{name}', {text}" for name, text in named)})"
