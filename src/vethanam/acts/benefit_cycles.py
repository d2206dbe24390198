"""Acts on the month of a scheme: compute, approve, reopen; release of money."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import OFFICE, SCHEME, OfOffice, scheme_of
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import (
    Code,
    DocumentHash,
    Flag,
    Given,
    MonthField,
    Months,
    Rupees,
    at_most,
    one_of,
    prose,
)
from vethanam.acts.orders import OrderGiven, entered
from vethanam.acts.worker_rights import is_worker
from vethanam.benefits.actions import cycles, releases
from vethanam.benefits.models import Cycle, CycleRequest, Payer
from vethanam.benefits.queries.cycles import cycle_named, cycles_of, in_force, totals_of
from vethanam.benefits.tasks import defer_cycle
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.people.models import Role
from vethanam.periods import Month

FINANCE = Role.FINANCE_OFFICER


class CycleGiven(OfOffice):
    """A scheme and a month."""

    scheme: Code = Field(title=_("Scheme"))
    month: MonthField = Field(title=_("Month"))
    full: Flag = Field(
        False,
        title=_("Assess everybody"),
        description=_("Also people without a change. The result is the same."),
    )


class OfCycle(OfOffice):
    """A cycle by its number."""

    cycle: Code = Field(title=_("Cycle"), description=_("Its number, such as SCHEME-2026-11-1."))


class ApproveCycleGiven(OfCycle):
    """A cycle and the result that the officer has looked at."""

    result_hash: DocumentHash = Field(title=_("Result hash"))


class ReopenCycleGiven(OfCycle):
    """An approved cycle, the order that reopens it, and why."""

    order: OrderGiven = Field(title=_("Order"))
    reason: prose(300) = Field(title=_("Reason"))  # type: ignore[valid-type]


class ReleaseGiven(Given):
    """The order that lets money go: scheme, months, instalment, sum."""

    scheme: Code = Field(title=_("Scheme"))
    for_months: Months = Field(title=_("For the months"), description=_("Approved months, each once."))
    sum: Rupees = Field(title=_("Sum"))
    instalment: at_most(40) = Field(  # type: ignore[valid-type]
        "", title=_("Instalment"), description=_("As the order names it, where it pays an instalment.")
    )
    rate_of: MonthField | None = Field(
        None, title=_("At the rate of"), description=_("Where the order names another month's rate.")
    )
    payer: one_of(*Payer.values) = Field(Payer.STATE, title=_("Payer"))  # type: ignore[valid-type]
    order: OrderGiven = Field(title=_("Order"))


@act("cycle", title=_("Compute a month of benefits"), roles=(SCHEME,), scope=OFFICE, power="prepare")
def cycle(authority: Authority, given: CycleGiven) -> Answer:
    """Compute the month of a scheme: who is due, held or stopped, by kind, with the amounts.

    It pays nothing. Differences of approved earlier months come with it. Over the API the act only starts
    the work; the view ``benefit_cycles`` shows the month once it is computed.
    """
    if not is_worker():
        asked = defer_cycle(authority, scheme_of(given.scheme), given.month, is_full=given.full)
        return Answer.of("cycle_under_way", request_state(asked), month=given.month, scheme=given.scheme)
    found = cycles.compute_cycle(authority, scheme_of(given.scheme), given.month, is_full=given.full)
    return Answer.of("cycle_computed", cycle_state(found), cycle=str(found))


@act("approve_cycle", title=_("Approve a month of benefits"), roles=(SCHEME,), scope=OFFICE, power="present")
def approve_cycle(authority: Authority, given: ApproveCycleGiven) -> Answer:
    """Approve a cycle by its result hash, as another person than the one who computed it. It is frozen."""
    found = cycle_of(given.cycle)
    approval = cycles.approve_cycle(authority, found, given.result_hash)
    state = {"cycle": str(found), "people": approval.people, "persons2": bytes(approval.root).hex()}
    return Answer.of("cycle_approved", state, cycle=str(found))


@act("reopen_cycle", title=_("Reopen a month of benefits"), roles=(SCHEME,), scope=OFFICE, power="present")
def reopen_cycle(authority: Authority, given: ReopenCycleGiven) -> Answer:
    """Reopen an approved cycle by order, as a third person, before money is released for it."""
    found = cycle_of(given.cycle)
    cycles.reopen_cycle(authority, found, entered(authority, given.order), given.reason)
    return Answer.of("cycle_reopened", {"cycle": str(found)}, cycle=str(found))


@act("release_benefit", title=_("Release money for benefits"), roles=(FINANCE,), power="present")
def release_benefit(authority: Authority, given: ReleaseGiven) -> Answer:
    """Let money go by order: each due award draws what is open in these months.

    An order that is smaller than the open sum is refused: nobody is left out by chance.
    """
    said = releases.ReleaseSaid(
        list(given.for_months), given.sum, given.instalment, given.rate_of, given.payer
    )
    row = releases.release(authority, scheme_of(given.scheme), said, entered(authority, given.order))
    drawn = releases.drawn_by(row)
    state = {
        "release": row.number, "months": [str(Month.from_key(one)) for one in row.months],
        "awards": drawn.awards, "drawn_paise": drawn.amount, "left_paise": row.sum - drawn.amount,
    }  # fmt: skip
    return Answer.of("benefit_released", state, release=row.number, drawn=shown(drawn.amount))


def cycle_of(number: str) -> Cycle:
    """The cycle of a number such as ``SCHEME-2026-11-1``; Unsound without one."""
    found = cycle_named(number)
    if found is None:
        raise Unsound("cycle_unknown", number=typed(number, 40))
    return found


def request_state(asked: CycleRequest) -> dict[str, Any]:
    """A request for a month: its state, and the cycle once it is computed."""
    return {
        "request": asked.pk, "scheme": asked.scheme.code, "month": str(Month.from_key(asked.month)),
        "state": asked.state, "cycle": str(asked.cycle) if asked.cycle else None,
    }  # fmt: skip


def latest_cycles(scheme: str) -> list[Cycle]:
    """The latest version of each month of a scheme, the latest month first."""
    seen: dict[int, Cycle] = {}
    for row in cycles_of(scheme_of(scheme)):
        seen.setdefault(row.month, row)
    return list(seen.values())


def state_of(row: Cycle) -> str:
    """The state of a cycle in a word."""
    if in_force(row):
        return "approved"
    return "reopened" if hasattr(row, "reopening") else "computed"


def cycle_state(row: Cycle) -> dict[str, Any]:
    """A cycle with its people and sums of its own month."""
    own = [one for one in totals_of(row) if one.month == row.month]
    people = {state: sum(one.people for one in own if one.state == state and one.change != "gone")
              for state in ("eligible", "held", "not_eligible", "suspended")}  # fmt: skip
    return {
        "cycle": str(row), "scheme": row.scheme.code, "month": str(Month.from_key(row.month)),
        "version": row.version, "state": state_of(row), "assessed": row.assessed,
        "result_hash": bytes(row.result_hash).hex(), "roll_hash": bytes(row.roll_hash).hex(), **people,
        "unknown": sum(one.unknown for one in own),
        "due_paise": sum(one.due or 0 for one in own), "state_paise": sum(one.of_state or 0 for one in own),
        "centre_paise": sum(one.of_centre or 0 for one in own),
        "held_paise": sum(one.held or 0 for one in own),
    }  # fmt: skip
