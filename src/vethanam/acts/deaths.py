"""The view of what an office still has to settle after a death."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from vethanam.acts.declaration import view
from vethanam.acts.readers import require_reader_of_book
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.views import EmploymentAsOf
from vethanam.identity.authority import Authority
from vethanam.payroll.payslips.after_death import after_death as after_death_of
from vethanam.service_book.queries import BookReader


@view("after_death", title=_("After a death"))
def after_death(authority: Authority, given: EmploymentAsOf) -> dict[str, Any]:
    """The day of death on record, and what is still to be settled: loans, funds
    and insurances, quarters, heirs.
    """
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_book(authority, employment)
    found = after_death_of(BookReader(), employment.pk, known_at)
    if found is None:
        return {"died_on": None, "tasks": []}
    return {
        "died_on": found.day.isoformat(),
        "tasks": [
            {"task": one.kind, "about": one.about or None, "amount_paise": one.amount, "done": one.is_done}
            for one in found.tasks
        ],
    }
