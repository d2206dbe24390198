"""A power lent by an officer, with the agreement of her superior."""

from __future__ import annotations

from datetime import date, datetime

from tests.payroll.office import SmallOffice
from vethanam.people.delegations import decide_delegation, delegate
from vethanam.people.models import Appointment, Delegation


def held(office: SmallOffice, name: str) -> Appointment:
    """The open appointment of an officer."""
    return Appointment.objects.get(account=office.officers[name], ends__isnull=True)


def lend(
    office: SmallOffice,
    to: str,
    power: str,
    until: date,
    *,
    when: datetime,
    by: str = "officer",
    since: date | None = None,
    agrees: str | None = "controller",
) -> Delegation:
    """A power of an officer lent from a day, by default that of ``when``; ``agrees`` None: it waits."""
    lent = delegate(
        office.by(by, when), appointment=held(office, by), to=office.officers[to], power=power,
        valid_from=since or when.date(), valid_until=until,
    )  # fmt: skip
    if agrees:
        decide_delegation(office.by(agrees, when), lent, is_agreed=True)
    return lent
