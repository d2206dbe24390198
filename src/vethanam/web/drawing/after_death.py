"""What is still to be settled after a death, on the person's page of her office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.money import shown
from vethanam.payroll.payslips.after_death import DeathTask, after_death
from vethanam.people.models import Employment
from vethanam.web.parts.names import component_name, fund_name
from vethanam.web.reader import page_reader

#: task → the kind of entry that settles it
_SETTLED_BY = {"loan": "obligation", "fund": "membership", "quarters": "quarters", "heirs": "payee_account"}


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One task: its sentence, its state, and the page that settles it."""

    says: str
    shape: str
    word: str
    address: str


@dataclass(frozen=True, slots=True)
class AfterDeathShown:
    """The day of death and the tasks."""

    day: date
    tasks: Sequence[TaskShown]


def after_death_shown(code: str, found: Employment, at: datetime, *, writes: bool) -> AfterDeathShown | None:
    """The tasks after a death; None while no death is on record."""
    after = after_death(page_reader(), found.pk, at)
    if after is None:
        return None
    return AfterDeathShown(after.day, [_task(code, found.number, one, writes=writes) for one in after.tasks])


def _task(code: str, number: str, one: DeathTask, *, writes: bool) -> TaskShown:
    says = {
        "loan": lambda: (
            _("%(loan)s: %(left)s is left. Recover it from what the heirs get, or as its order says.")
            % {"loan": component_name(one.about), "left": shown(one.amount or 0)}
        ),
        "fund": lambda: (
            _("%(fund)s: claim what is due, then end the membership.") % {"fund": fund_name(one.about)}
        ),
        "quarters": lambda: _("Quarters: agree on the day of leaving, and end the entry."),
        "heirs": lambda: _(
            "Heirs: enter the account of the nominee or the legal heirs, from a day after the death."
        ),
    }[one.kind]()
    state = ("done", _("Settled")) if one.is_done else ("look", _("Not settled"))
    return TaskShown(says, *state, _address(code, number, one) if writes and not one.is_done else "")


def _address(code: str, number: str, one: DeathTask) -> str:
    """The entry that the task ends, or a new account."""
    of: dict[str, str | int] = {"code": code, "number": number, "kind": _SETTLED_BY[one.kind]}
    if one.entry is None:
        return reverse("drawing:enter", kwargs=of)
    return reverse("drawing:correct", kwargs={**of, "fact": one.entry})
