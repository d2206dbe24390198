"""Names of components and kinds as numbers that sort by the alphabet, for frames that have a row a month and component."""

from __future__ import annotations

import polars as pl

from vethanam.payroll.components import known_components
from vethanam.payroll.models import Component
from vethanam.rules.rulebook import Rulebook


def words_of(rulebook: Rulebook) -> dict[str, pl.Enum]:
    """The types of ``component`` and ``kind``: every name that the rules can give or that was ever drawn."""
    names = {one.name for one in known_components().values()} | {one.name for one in rulebook.pack.components}
    return {"component": pl.Enum(sorted(names)), "kind": pl.Enum(sorted(Component.Kind.values))}
