"""The sheet of employees, imported like an employees file, with a record of the sheet and the
root over its facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vethanam.bulk import Copying
from vethanam.errors import MOST_FAULTS, Fault, Unsound, UnsoundInput, counted
from vethanam.identity.authority import Authority
from vethanam.service_book.intake import Gathered, Intake, Stages, import_employees
from vethanam.service_book.models import FACTS, Fact
from vethanam.service_book.sheets.cells import check_length
from vethanam.service_book.sheets.intake import (
    Entered,
    Taken,
    as_appended,
    codes_of_employments,
    keep_sheet,
    known_sheet,
    last_id,
    new_ids,
    taken_before,
    totals_of,
)
from vethanam.service_book.sheets.roots import frame_of, texts_of_frame
from vethanam.tables import plain_csv, tables_in

KIND = "employees"
#: rows per sheet: each is registered with all its facts
MOST_ROWS = 100_000


def take_employees(
    authority: Authority,
    content: bytes,
    name: str,
    *,
    stages: Stages,
    dry_run: bool = False,
    leaves_accounts: bool = False,
) -> Taken:
    """Import a sheet of employees, like :func:`~vethanam.service_book.intake.import_employees`.

    Raises
    ------
    UnsoundInput
        Every fault of the sheet, with row and column.
    """
    if known := known_sheet(KIND, content):
        return taken_before(known)
    check_length(content, name, MOST_ROWS)
    lines = _lines(content, name)
    kept: list[Taken] = []
    written: list[_Appended] = []

    def append(gathered: Gathered, beside: Copying) -> None:
        written.append(_append_all(authority, gathered, beside))

    def keep(intake: Intake, gathered: Gathered) -> None:
        taken = Taken(KIND, name, intake.rows, intake.new, len(intake.changed))
        if written[0].before:
            taken = keep_sheet(authority, taken, content, written[0].entered())
        kept.append(taken)

    try:
        import_employees(
            authority,
            lines,
            stages=stages,
            dry_run=dry_run,
            leaves_accounts=leaves_accounts,
            append=append,
            keep=keep,
        )
    except UnsoundInput as unsound:
        told = unsound.faults[:MOST_FAULTS]
        faults = [replace(fault, record=f"{name}, {_lowered(fault)}") for fault in told]
        raise UnsoundInput("sheet_has_faults", faults, counted=counted(unsound.faults), file=name) from None
    return replace(kept[0], sheet=None, is_dry_run=True) if dry_run else kept[0]


def _lines(content: bytes, name: str) -> Sequence[Sequence[str]]:
    """The lines of the one table of a file; a cell that holds a formula is a fault by its first character."""
    if (plain := plain_csv(content)) is not None:
        if plain.height > MOST_ROWS + 1:
            raise Unsound("sheet_too_long", file=name, most=MOST_ROWS)
        return plain.fill_null("").rows()
    tables = [table for table in tables_in(content, name) if any(any(line) for line in table.lines)]
    if len(tables) > 1:
        raise Unsound("sheet_of_several_tables", file=name, tables=[table.name for table in tables])
    if not tables:
        return []
    if len(tables[0].lines) > MOST_ROWS + 1:
        raise Unsound("sheet_too_long", file=name, most=MOST_ROWS)
    lines = [list(line) for line in tables[0].lines]
    for line, column in tables[0].formulas:
        if line <= len(lines) and column <= len(lines[line - 1]):
            lines[line - 1][column - 1] = "="
    return lines


def _lowered(fault: Fault) -> str:
    return fault.record[:1].lower() + fault.record[1:]


@dataclass(frozen=True, slots=True)
class _Appended:
    """What was appended: texts of the rows, the last id before by kind, employments and totals."""

    texts: Sequence[str]
    before: Mapping[str, int]
    employments: Sequence[int]
    totals: Mapping[str, int]

    def entered(self) -> Entered:
        """The same with the new ids and the codes, once every row is there."""
        ids = {kind: new_ids(FACTS[kind], last) for kind, last in self.before.items()}
        return Entered(self.texts, ids, codes_of_employments(self.employments), self.totals)


def _append_all(authority: Authority, gathered: Gathered, beside: Copying) -> _Appended:
    """Append facts kind by kind, by COPY, while the next kind and the seals are made."""
    texts: list[str] = []
    totals: dict[str, int] = {}
    employments: set[int] = set()
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in gathered.facts:
        by_kind[fact.kind()].append(fact)
    kinds = {kind: model for kind, model in FACTS.items() if by_kind[kind] or model in gathered.of_new}
    before = {kind: last_id(model) for kind, model in kinds.items()}
    for kind, model in kinds.items():
        rows = frame_of(model, by_kind[kind], gathered.of_new.pop(model, ()))
        beside.rows(model._meta.db_table, as_appended(authority, model, rows))
        texts += texts_of_frame(kind, rows).to_list()
        employments.update(rows["employment_id"])
        totals |= {f"{kind}.{name}": amount for name, amount in totals_of(model, rows).items()}
    return _Appended(texts, before, sorted(employments), totals)
