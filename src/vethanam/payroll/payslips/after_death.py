"""What an office still has to settle after a death: loans, funds and insurances, quarters, the heirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vethanam.money import Paise
from vethanam.payroll.payslips.loans import loans_of
from vethanam.payroll.runs.leavers import deaths_of
from vethanam.service_book.models import Membership, PayeeAccount, Quarters
from vethanam.service_book.queries import BookReader, counting


@dataclass(frozen=True, slots=True)
class DeathTask:
    """One thing to settle: its kind, what it is about, its sum, and whether it is done."""

    kind: str
    about: str
    amount: Paise | None
    is_done: bool
    #: the id of the entry that the task ends; None for the account of the heirs
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class AfterDeath:
    """The day of death, and the tasks: loans, funds, quarters, then the account of the heirs."""

    day: date
    tasks: tuple[DeathTask, ...]


def after_death(reader: BookReader, employment: int, at: datetime) -> AfterDeath | None:
    """The tasks after the death of an employee; None while no death is on record."""
    day = deaths_of(reader, [employment], at).get(employment)
    if day is None:
        return None
    loans = [
        DeathTask("loan", one.kind, one.left, one.is_over, one.id)
        for one in loans_of(reader, employment, at)
        if one.left is not None
    ]
    held = counting(Membership, at).filter(employment=employment, valid_from__lte=day)
    funds = [
        DeathTask("fund", one.fund, None, one.valid_until is not None, one.pk)
        for one in held.order_by("fund", "-valid_from", "-id").distinct("fund")
    ]
    quarters = [
        DeathTask("quarters", "", None, one.valid_until is not None, one.pk)
        for one in counting(Quarters, at).filter(employment=employment, valid_from__lte=day)
        if one.valid_until is None or one.valid_until >= day
    ]
    heirs = counting(PayeeAccount, at).filter(employment=employment, valid_from__gt=day)
    return AfterDeath(day, (*loans, *funds, *quarters, DeathTask("heirs", "", None, heirs.exists())))
