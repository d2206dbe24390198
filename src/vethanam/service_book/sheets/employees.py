"""The sheet of employees, taken over as it is imported, with a record of the sheet and the root over its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.db import models

from vethanam.errors import Fault, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.service_book.intake import Gathered, Intake, Stages, import_employees
from vethanam.service_book.models import Fact
from vethanam.service_book.sheets.entering import (
    Entered,
    Taken,
    codes_of_employments,
    keep_sheet,
    known_sheet,
    taken_before,
)
from vethanam.service_book.sheets.roots import texts_of_facts

KIND = "employees"


def take_employees(
    authority: Authority,
    content: bytes,
    name: str,
    lines: Sequence[Sequence[str]],
    *,
    stages: Stages,
    dry_run: bool = False,
    leaves_accounts: bool = False,
) -> Taken:
    """Take a sheet of employees over: as :func:`~vethanam.service_book.intake.import_employees` takes a file.

    Raises
    ------
    UnsoundInput
        Every fault of the sheet, with row and column.
    """
    if known := known_sheet(KIND, content):
        return taken_before(known)
    kept: list[Taken] = []

    def keep(intake: Intake, gathered: Gathered) -> None:
        taken = Taken(KIND, name, intake.rows, intake.new, len(intake.changed))
        if gathered.facts:
            taken = keep_sheet(authority, taken, content, _entered(gathered.facts))
        kept.append(taken)

    try:
        import_employees(
            authority, lines, stages=stages, dry_run=dry_run, leaves_accounts=leaves_accounts, keep=keep
        )
    except UnsoundInput as unsound:
        faults = [replace(fault, record=f"{name}, {_lowered(fault)}") for fault in unsound.faults]
        raise UnsoundInput(unsound.says, faults) from None
    return replace(kept[0], sheet=None, is_dry_run=True) if dry_run else kept[0]


def _lowered(fault: Fault) -> str:
    return fault.record[:1].lower() + fault.record[1:]


def _entered(facts: Sequence[Fact]) -> Entered:
    ids: dict[str, list[int]] = {}
    totals: dict[str, int] = defaultdict(int)
    for fact in facts:
        first, last = ids.get(fact.kind(), [fact.pk, fact.pk])
        ids[fact.kind()] = [min(first, fact.pk), max(last, fact.pk)]
        for field in type(fact)._meta.concrete_fields:
            if type(field) is models.BigIntegerField:
                totals[f"{fact.kind()}.{field.name}"] += getattr(fact, field.attname) or 0
    employments = sorted({fact.employment_id for fact in facts})
    return Entered(texts_of_facts(facts), ids, codes_of_employments(employments), totals)
