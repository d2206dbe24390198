"""Small integer codes of pay components, used in arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from vethanam.errors import Broken
from vethanam.payroll.models import Component


@dataclass(frozen=True, slots=True)
class Known:
    """A component: code, name and kind."""

    code: int
    name: str
    kind: str


def known_components() -> dict[int, Known]:
    """Every known component, by code."""
    rows = Component.objects.order_by("code").values_list("code", "name", "kind")
    return {code: Known(code, name, kind) for code, name, kind in rows}


def codes_of(kinds: Mapping[str, str]) -> dict[str, int]:
    """Map component names to codes; a new name gets the next.

    ``kinds`` maps name to earning, deduction or employer.

    Raises
    ------
    Broken
        A component changed its kind, which would corrupt the reading of old bills.
    """
    known = {k.name: k for k in known_components().values()}
    if any(name not in known for name in kinds):
        _add({name: kind for name, kind in sorted(kinds.items()) if name not in known})
        known = {k.name: k for k in known_components().values()}
    for name, kind in kinds.items():
        if known[name].kind != kind:
            raise Broken("component_changed_kind", name=name, kind=known[name].kind, now=kind)
    return {name: known[name].code for name in kinds}


def _add(kinds: Mapping[str, str]) -> None:
    """Append components under a lock, so that two runs never assign one code twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('payroll_component'))")
        for name, kind in kinds.items():
            cursor.execute(
                "INSERT INTO payroll_component (code, name, kind)"
                " SELECT coalesce(max(code), 0) + 1, %s, %s FROM payroll_component "
                "ON CONFLICT (name) DO NOTHING",
                [name, kind],
            )
