"""The import of a file into the service book: employees, or months drawn before."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, FileGiven, Flag, Given, one_of
from vethanam.acts.process import is_worker
from vethanam.acts.record_lookup import account_of
from vethanam.acts.service_book import WRITES
from vethanam.errors import Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.former_system.drawn_file import import_drawn
from vethanam.payroll.rulebook import stages_on
from vethanam.people.models import Person
from vethanam.periods import Month
from vethanam.service_book.intake import import_employees
from vethanam.tables import lines_in

EMPLOYEES, DRAWN = "employees", "drawn"


class ImportGiven(Given):
    """A file and its kind."""

    file: FileGiven = Field(title=_("File"), description=_("CSV in UTF-8, or XLSX."))
    what: one_of(EMPLOYEES, DRAWN) = Field(EMPLOYEES, title=_("Kind of file"))  # type: ignore[valid-type]
    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("For which you import, where you work for several.")
    )
    dry_run: Flag | None = Field(None, title=_("Is it only checked?"))
    verified_by: Code | None = Field(None, title=_("Sign-in name of who verified it"))


@act("import", title=_("Import a file"), roles=WRITES, scope="drawing_code", power="prepare")
def import_file(authority: Authority, given: ImportGiven) -> Answer:
    """Import employees, or months drawn before, from a file: all or nothing, with all faults at once.

    Importing a file again changes nothing; a changed row is a correction. ``dry_run`` stores nothing.
    """
    return _drawn(authority, given) if given.what == DRAWN else _employees(authority, given)


def _drawn(authority: Authority, given: ImportGiven) -> Answer:
    if given.verified_by is None:
        raise Unsound("act_key_missing", what=Sentence("the_act", {"act": "import"}), key="verified_by")
    checker = Person.objects.filter(account=account_of(given.verified_by)).first()
    lines = lines_in(given.file.content, given.file.name)
    fresh, stood = import_drawn(authority, lines, verified_by=checker.pk if checker else 0)
    code = "drawn_month_entered" if fresh == 1 else "drawn_months_entered"
    return Answer.of(code, {"drawn": fresh}, count=fresh, stood=stood)


def _employees(authority: Authority, given: ImportGiven) -> Answer:
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
