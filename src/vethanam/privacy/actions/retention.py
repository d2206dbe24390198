"""Hold uses beyond their time, and destroy those whose time is over (``docs/spec/retention.md``).

A destruction is announced in the log first. Once a head covers its entry, its private parts, records and keys
go in lots, each a short transaction, so that it goes on after a kill and no restraint waits for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority, signed_part
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import refuse_contacts
from vethanam.ledger.retention import (
    DESTROYED,
    HOLD_ENDED,
    HOLDERS,
    PROCESSING_LOG,
    RECORD,
    RULE,
    statement_of_end,
)
from vethanam.privacy.counts import counted
from vethanam.privacy.duty_deadlines import BREACH
from vethanam.privacy.models import Destruction, Duty, Hold, HoldStep
from vethanam.privacy.retention import Due, destructible, steps_that_count

#: the name of the item in both signatures
HOLD = "hold"
#: rows of one transaction
LOT = 5_000


@dataclass(frozen=True, slots=True)
class Holding:
    """The fields of a new hold; an empty scope does not narrow it."""

    ground: str
    named: str
    asked_by: str
    purposes: Sequence[str] = ()
    offices: Sequence[str] = ()
    uses: Sequence[str] = ()
    since: date | None = None
    until: date | None = None


@transaction.atomic
def set_hold(authority: Authority, holding: Holding) -> Hold:
    """Keep every use of a scope beyond its time, until two officers end the hold.

    Raises
    ------
    Refused
        The officer is neither law officer nor data protection officer.
    Unsound
        It ends before it begins, or a text looks like a contact.
    """
    _require_holder(authority)
    refuse_contacts(hold=holding.named, asked_by=holding.asked_by)
    if holding.since and holding.until and holding.until < holding.since:
        raise Unsound("hold_ends_before")
    reference = f"HOLD-{secrets.token_hex(6)}"
    scope = {name: list(getattr(holding, name)) for name in ("purposes", "offices", "uses")}
    leaf = append(
        "hold.set",
        public={
            "hold": reference, "ground": holding.ground, "named": holding.named, **scope,
            "since": _iso(holding.since), "until": _iso(holding.until), "role": authority.role,
        },
        private={"entered_by": authority.account, "asked_by": holding.asked_by},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return Hold.objects.create(
        reference=reference, ground=holding.ground, named=holding.named, asked_by=holding.asked_by, **scope,
        since=holding.since, until=holding.until, entered_by_id=authority.account, office=authority.office,
        role=authority.role, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
        is_sample=authority.is_sample,
    )  # fmt: skip


def statement_to_end(authority: Authority, reference: str) -> dict[str, Json]:
    """The statement that an officer signs to propose the end of a hold or of a closed case, or to agree.

    Raises
    ------
    Refused
        The officer may not, or proposed it herself.
    Unsound
        There is no such hold, it is over, or the case is open.
    """
    kept = _kept(reference)
    _proposal_of(authority, kept)
    return statement_of_end(kept.reference)


@transaction.atomic
def end_hold(authority: Authority, reference: str, says: str) -> HoldStep:
    """Propose the end of a hold, or of the keeping by a closed breach case; agree to it as another officer of
    the other role. What it held goes once the worker has proven both signatures.

    Raises
    ------
    Refused, Unsound
        See :func:`statement_to_end`; or the text looks like a contact.
    """
    refuse_contacts(in_a_line=says)
    kept = _kept(reference)
    proposed = _proposal_of(authority, kept)
    signed = signed_part(authority, HOLD)[0].get("signed")
    if proposed is None:
        return _step(authority, kept, HoldStep.Kind.PROPOSED, says, {"signed": signed})
    before = leaf_content(proposed.leaf)["public"].get("signed")
    return _step(authority, kept, HoldStep.Kind.ENDED, says, {"proposed": before, "agreed": signed})


def announce_destructions(authority: Authority) -> int:
    """Announce what is due, an entry for each purpose and month; returns how many."""
    return sum(_announced(authority, due) for due in destructible())


def destroy_announced(lots: int) -> int:
    """Destroy at most so many lots of what a signed entry announced; returns the number of rows."""
    gone = 0
    for announced in Destruction.objects.filter(ended_at__isnull=True).order_by("pk").values_list("pk"):
        while lots and (rows := _lot(announced[0])):
            gone, lots = gone + rows, lots - 1
        if not lots:
            break
    return gone


@transaction.atomic
def _announced(authority: Authority, due: Due) -> bool:
    parts = [PROCESSING_LOG] if due.of_log else []
    parts += [RECORD] if due.of_record else []
    public: dict[str, Json] = {
        "purpose": due.purpose, "month": f"{due.month:%Y-%m}", "parts": list(parts),
        "processing_log_days": due.log_days, "record_days": due.record_days, "uses": due.uses,
        "openings": due.openings, "records": counted(due.records), "rule": RULE,
    }  # fmt: skip
    leaf = append(DESTROYED, public=public, private=None, at=authority.at, is_sample=authority.is_sample)
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_begin_destruction(%s)", [leaf])
    return True


@transaction.atomic
def _lot(announced: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_destroy_lot(%s, %s)", [announced, LOT])
        return int(cursor.fetchone()[0])


def _kept(reference: str) -> Hold | Duty:
    """The hold of a reference, or the closed breach case."""
    hold = Hold.objects.filter(reference=reference).first()
    if hold is not None:
        return hold
    case = Duty.objects.filter(reference=reference, kind=BREACH, account__isnull=False).first()
    if case is None:
        raise Unsound("no_such_hold", hold=typed(reference, 40))
    if not case.steps.filter(kind="closed").exists():
        raise Unsound("case_still_open", number=case.number)
    return case


def _proposal_of(authority: Authority, kept: Hold | Duty) -> HoldStep | None:
    """The proposal to which this officer may agree; None if she may propose the end."""
    if authority.role not in HOLDERS or authority.delegation is not None or authority.person is None:
        raise Refused("not_an_ender")
    steps = {step.kind: step for step in steps_that_count(kept)}
    if HoldStep.Kind.ENDED in steps:
        raise Unsound("hold_over", hold=kept.reference)
    proposed = steps.get(HoldStep.Kind.PROPOSED)
    if proposed is not None and (
        proposed.by_id == authority.account
        or proposed.role == authority.role
        or proposed.person == authority.person
    ):
        raise Refused("hold_by_two")
    return proposed


def _step(
    authority: Authority, kept: Hold | Duty, kind: HoldStep.Kind, says: str, signed: dict[str, Any]
) -> HoldStep:
    leaf = append(
        HOLD_ENDED if kind == HoldStep.Kind.ENDED else "hold.end_proposed",
        public={"hold": kept.reference, "role": authority.role, **signed},
        private={"by": authority.account, "says": says},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    given: dict[str, Any] = {"at": authority.at, "recorded_at": timezone.now(), "leaf": leaf}
    return HoldStep.objects.create(
        hold=kept if isinstance(kept, Hold) else None, case=kept if isinstance(kept, Duty) else None,
        kind=kind, says=says, by_id=authority.account, person=authority.person,
        office=authority.office, role=authority.role, **given,
    )  # fmt: skip


def _require_holder(authority: Authority) -> None:
    if authority.role not in HOLDERS:
        raise Refused("not_a_holder")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
