"""Another person agrees to an entry that needs two, or declines it with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from vethanam.benefits.actions.circumstances import refuse_ended_proof
from vethanam.benefits.actions.demand_events import check_amount
from vethanam.benefits.actions.effects import after_check
from vethanam.benefits.entering import stage
from vethanam.benefits.models import (
    Beneficiary,
    Check,
    Circumstance,
    Death,
    DemandEvent,
    DrawnElsewhere,
    Entry,
    Guardian,
    Likeness,
    Route,
    StandingEvent,
)
from vethanam.benefits.powers import OFFICERS, body_of, require_scheme
from vethanam.benefits.queries.checks import is_of_waiting_sheet
from vethanam.benefits.queries.reach import require_reach_of, require_reach_of_award
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting

#: kind → table, and the kind of its leaf
KINDS: dict[str, tuple[type[Entry], str]] = {
    Check.Kind.CIRCUMSTANCE: (Circumstance, "circumstance.verified"),
    Check.Kind.GUARDIAN: (Guardian, "guardian.verified"),
    Check.Kind.STANDING: (StandingEvent, "standing.checked"),
    Check.Kind.ROUTE: (Route, "route.verified"),
    Check.Kind.DEATH: (Death, "death.confirmed"),
    Check.Kind.LIKENESS: (Likeness, "likeness.checked"),
    Check.Kind.ELSEWHERE: (DrawnElsewhere, "benefit.elsewhere_checked"),
    Check.Kind.DEMAND: (DemandEvent, "demand.checked"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """An entry by kind and id."""

    kind: str
    entry: int

    @property
    def row(self) -> Entry:
        """The entry; Unsound if there is none."""
        model, _ = KINDS[self.kind]
        found = model._default_manager.filter(pk=self.entry).first()
        is_stay = isinstance(found, DemandEvent) and found.kind == DemandEvent.Kind.STAYED
        if found is None or is_stay:  # a stay holds at once
            raise Unsound("entry_unknown", kind=self.kind, entry=self.entry)
        return found


@transaction.atomic
def check_entry(authority: Authority, named: Named, *, is_agreed: bool, reason: str = "") -> Check:
    """Agree to an entry as another person than the one who entered it, or decline it.

    A confirmed death ends her awards; an agreed restoration of a person who lives refutes the report.

    Raises
    ------
    Refused
        The officer entered it, is of another office, or it was decided before.
    Unsound
        There is no such entry, or a decline has no reason.
    """
    row = named.row
    _require(authority, named.kind, row)
    if isinstance(row, Route) and is_of_waiting_sheet(row):
        raise Refused("waits_with_sheet", sheet=row.application.sheet_id)
    person = person_acting(authority)
    if person == row.person_id or authority.account == row.entered_by_id:
        raise Refused("checked_by_oneself")
    if Check.objects.filter(kind=named.kind, entry=named.entry).exists():
        raise Refused("checked_before")
    if not is_agreed and (not reason.strip() or holds_contact(reason)):
        raise Unsound("decline_needs_reason")
    if is_agreed and isinstance(row, DemandEvent):
        check_amount(row)
    if is_agreed and isinstance(row, Guardian):
        refuse_ended_proof(authority, row.valid_until)
    _, kind_of_leaf = KINDS[named.kind]
    stage(authority, kind_of_leaf, {"agreed": is_agreed}, {"kind": named.kind, "entry": named.entry})
    check = Check.objects.create(
        kind=named.kind, entry=named.entry, is_agreed=is_agreed, reason=reason.strip(),
        recorded_at=authority.at, checked_by_id=authority.account, person_id=person,
    )  # fmt: skip
    after_check(authority, row, is_agreed=is_agreed)
    return check


def _require(authority: Authority, kind: str, row: Entry) -> None:
    """Refuse an officer who does not reach the person.

    A transfer is for the receiving body to agree to, an amount paid elsewhere and a change of a demand for
    the scheme.
    """
    if isinstance(row, DrawnElsewhere):
        require_scheme(authority, row.award.scheme)
        return
    if isinstance(row, DemandEvent):
        require_scheme(authority, row.demand.award.scheme)
        return
    if isinstance(row, StandingEvent):
        if row.event == StandingEvent.Event.TRANSFERRED:
            if row.local_body_id != body_of(authority).pk:
                raise Refused("transfer_of_another_body")
        else:
            require_reach_of_award(authority, row.award, *OFFICERS)
        return
    require_reach_of(authority, _whose(row), *OFFICERS)


def _whose(row: Entry) -> Beneficiary:
    if isinstance(row, Route):
        return row.application.beneficiary
    if isinstance(row, Likeness):
        return row.lower
    if isinstance(row, Circumstance | Guardian | Death):
        return row.beneficiary
    raise TypeError(type(row))
