"""Register one employee by a form: also a second employment of a person, or a namesake with the same birth
date, with a reason.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _
from pydantic import Field, create_model

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Flag, Given, Text, Words
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Fault, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.payroll.rulebook import stages_on
from vethanam.people.actions import issue_number
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.service_book.employees_file import columns
from vethanam.service_book.intake import import_employees


class _Registers(Given):
    """One employment as in a row of the employees sheet; for a possible duplicate, the
    person it belongs to.
    """

    keeps_null: ClassVar[bool] = False

    number: Text | None = Field(
        None, title=_("Employee number"), description=_("Empty: the next number is issued.")
    )

    same_person: Code | None = Field(
        None,
        title=_("Number of her other employment"),
        description=_("Where this is a second service of a person who is registered."),
    )
    another_person: Flag | None = Field(
        None, title=_("Is it another person of the same name and date of birth?")
    )
    reason: Words | None = Field(
        None, title=_("Reason"), description=_("How it is known: a record, a certificate, an order.")
    )


def _fields() -> dict[str, Any]:
    return {
        column.name: (
            Text if column.is_required else Text | None,
            Field(... if column.is_required else None, title=column.means[:1].upper() + column.means[1:]),
        )
        for column in columns()
        if column.name not in _Registers.model_fields
    }


RegisterGiven: Any = create_model("RegisterGiven", __base__=_Registers, **_fields())


@act(
    "register_employee",
    title=_("Register an employee"),
    roles=(Role.CLERK, Role.DRAWING_OFFICER),
    scope="drawing_code",
    power="prepare",
)
def register_employee(authority: Authority, given: RegisterGiven) -> Answer:
    """Register one employment, as in a row of the employees sheet; another person verifies its entries.

    If a person with this name and date of birth is registered: ``same_person`` makes this her second
    employment, ``another_person`` a namesake; both need a ``reason``. Without a ``number`` the next one is
    issued.
    """
    number = given.number or issue_number()
    stated = {**given.model_dump(), "number": number}
    header = [column.name for column in columns()]
    cells = [_cell(stated.get(name)) for name in header]
    try:
        taken = import_employees(
            authority,
            [header, cells],
            stages=stages_on(Month.of(authority.at.date())),
            leaves_accounts=not is_worker(),
        )
    except UnsoundInput as unsound:
        faults = [Fault("", one.field, one.code, one.facts) for one in unsound.faults]
        raise UnsoundInput(unsound.code, faults, **unsound.facts) from None
    state = {"number": number, "new": taken.new, "changed": list(taken.changed)}
    return Answer.of("employee_registered", state, number=number)


def _cell(value: Any) -> str:
    return "yes" if value is True else "" if value in (None, False) else str(value)
