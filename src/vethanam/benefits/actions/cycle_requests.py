"""Ask for the month of a scheme; compute it in the background, once, whole or not at all."""

from __future__ import annotations

from dataclasses import replace

from django.db import IntegrityError, transaction

from vethanam.benefits.actions.cycles import check_computable, compute_cycle
from vethanam.benefits.models import Cycle, CycleRequest, SchemeOffice
from vethanam.benefits.queries.cycles import in_force, versions_of
from vethanam.errors import Refused, VethanamError
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.journal.business_time import business_now
from vethanam.periods import Month

State = CycleRequest.State


def ask_cycle(
    authority: Authority, scheme: SchemeOffice, month: Month, *, is_full: bool = False
) -> tuple[CycleRequest, bool]:
    """Save a request to compute a month; the open one of this month, and False, if there is one.

    Raises
    ------
    Refused
        The officer is of another scheme, or the month is approved and not reopened.
    Unsound
        The month is later than the next.
    """
    check_computable(authority, scheme, month)
    try:
        with transaction.atomic():
            return CycleRequest.objects.create(
                scheme=scheme, month=int(month), is_full=is_full, asked_at=authority.at,
                account_id=authority.account, person_id=person_acting(authority), office=authority.office,
                role=authority.role, delegation_id=authority.delegation,
                on_behalf_of_id=authority.on_behalf_of, is_sample=authority.is_sample,
            ), True  # fmt: skip
    except IntegrityError:
        return CycleRequest.objects.get(scheme=scheme, month=int(month), state__in=CycleRequest.OPEN), False


def complete_cycle(request: int) -> Cycle:
    """Compute a requested month in one transaction. A computed one is returned unchanged.

    Raises
    ------
    VethanamError
        The month cannot be computed. The state becomes ``stopped``, with the reason.
    """
    asked = CycleRequest.objects.select_related("scheme", "cycle__scheme").get(pk=request)
    if asked.cycle is not None:
        return asked.cycle
    try:
        _note(asked, state=State.COMPUTING, outcome="")
        with transaction.atomic():
            return _computed(asked)
    except VethanamError as stopped:
        _note(asked, state=State.STOPPED, outcome=stopped.sentence.kept)
        raise


def _computed(asked: CycleRequest) -> Cycle:
    month = Month.from_key(asked.month)
    before = versions_of(asked.scheme, month).first()
    part = transaction.savepoint_create()
    cycle = compute_cycle(_authority(asked), asked.scheme, month, is_full=asked.is_full)
    if before is not None and _is_open(before) and _result(before) == _result(cycle):
        transaction.savepoint_rollback(part)
        cycle = before
    rows = CycleRequest.objects.filter(pk=asked.pk).exclude(state=State.DONE)
    if not rows.update(state=State.DONE, cycle=cycle):
        raise Refused("cycle_computed_already")
    return cycle


def _is_open(cycle: Cycle) -> bool:
    return not in_force(cycle) and not hasattr(cycle, "reopening")


def _result(cycle: Cycle) -> tuple[bytes, bytes]:
    return bytes(cycle.roll_hash), bytes(cycle.result_hash)


def _authority(asked: CycleRequest) -> Authority:
    """The authority of who asked, at the present time."""
    asker = Authority(
        asked.account_id, asked.person_id, asked.office, asked.role, asked.asked_at,
        scope=asked.scheme.code, delegation=asked.delegation_id, on_behalf_of=asked.on_behalf_of_id,
        is_sample=asked.is_sample,
    )  # fmt: skip
    now, _ = business_now()
    return replace(asker, at=max(asked.asked_at, now))


def _note(asked: CycleRequest, **columns: object) -> None:
    CycleRequest.objects.filter(pk=asked.pk).exclude(state=State.DONE).update(**columns)
