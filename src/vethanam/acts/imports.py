"""The import of a file of employees into the service book."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, FileGiven, Flag, Given
from vethanam.acts.service_book import WRITES
from vethanam.acts.worker_rights import is_worker
from vethanam.identity.authority import Authority
from vethanam.payroll.rulebook import stages_on
from vethanam.periods import Month
from vethanam.service_book.intake import import_employees
from vethanam.tables import lines_in


class ImportGiven(Given):
    """A file of employees."""

    file: FileGiven = Field(title=_("File"), description=_("CSV in UTF-8, or XLSX."))
    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("For which you import, where you work for several.")
    )
    dry_run: Flag | None = Field(None, title=_("Is it only checked?"))


@act("import", title=_("Import a file"), roles=WRITES, scope="drawing_code", power="prepare")
def import_file(authority: Authority, given: ImportGiven) -> Answer:
    """Import employees from a file: all or nothing, with all faults at once.

    Importing a file again changes nothing; a changed row is a correction. ``dry_run`` stores nothing.
    """
    taken = import_employees(
        authority,
        lines_in(given.file.content, given.file.name),
        stages=stages_on(Month.of(authority.at.date())),
        dry_run=bool(given.dry_run),
        leaves_accounts=not is_worker(),
    )
    state = {
        "rows": taken.rows,
        "new": taken.new,
        "changed": list(taken.changed),
        "contacts_sealed": taken.contacts,
    }
    code = "row_imported" if taken.rows == 1 else "rows_imported"
    return Answer.of(code, state, rows=taken.rows, new=taken.new, changed=len(taken.changed))
