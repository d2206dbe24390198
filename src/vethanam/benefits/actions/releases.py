"""Finance releases money for approved months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Sum

from vethanam.benefits.actions.applications import next_number
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.instalments import kept_by_demands
from vethanam.benefits.models import Cycle, Payer, Release, SchemeOffice
from vethanam.benefits.queries import cycle_rows
from vethanam.benefits.queries.cycles import months_in_force
from vethanam.benefits.queries.payments import drawn_rows
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.ledger.leaves import refuse_contacts
from vethanam.money import shown
from vethanam.orders.models import Order
from vethanam.people.models import Role
from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class ReleaseSaid:
    """The order: months, largest sum, instalment, payer, and the month of the rate."""

    months: Sequence[Month]
    sum: int
    instalment: str = ""
    rate_of: Month | None = None
    payer: str = Payer.STATE


@dataclass(frozen=True, slots=True)
class Drawn:
    """The awards of a release, and the sum that they draw."""

    awards: int
    amount: int


def drawn_by(row: Release) -> Drawn:
    """What a release draws."""
    found = drawn_rows(row).aggregate(awards=Count("award", distinct=True), amount=Sum("amount"))
    return Drawn(found["awards"], found["amount"] or 0)


@transaction.atomic
def release(authority: Authority, scheme: SchemeOffice, said: ReleaseSaid, order: Order) -> Release:
    """Let money go by order: each due award draws, for these months, the due less everything drawn.

    A decided and unstayed demand of the same person keeps back its instalment.

    Raises
    ------
    Refused
        A month is not approved, the officer computed or approved one, nothing is open, or the sum is too
        small: nobody is left out but by an order.
    """
    if authority.role != Role.FINANCE_OFFICER:
        raise Refused("benefit_of_another_office")
    months = sorted({int(month) for month in said.months})
    _check_months(scheme, months, said.rate_of)
    _require_released_by_another(authority, scheme, months)
    refuse_contacts(instalment=said.instalment)
    SchemeOffice.objects.select_for_update(no_key=True).get(pk=scheme.pk)  # no other release meanwhile
    row = Release(
        scheme=scheme, number=next_number("R", authority.at.year, Release), months=months,
        instalment=said.instalment.strip(), rate_of=int(said.rate_of) if said.rate_of else None,
        payer=said.payer, sum=said.sum, order=order, **entered(authority),
    )  # fmt: skip
    cycle_rows.in_bulk()
    kept = kept_by_demands(row)
    opened = cycle_rows.opened_by(row, kept)
    if not opened.amount and not kept:
        raise Refused("nothing_to_release", scheme=scheme.code)
    if opened.amount > said.sum:
        raise Refused("release_too_small", sum=shown(said.sum), needed=shown(opened.amount))
    row.leaf = _stage_release(authority, row, opened.drawals, sum(one.amount for one in kept))
    row.save(force_insert=True)
    cycle_rows.draw(row, kept)
    return row


def _stage_release(authority: Authority, row: Release, drawals: str, kept: int) -> int:
    return stage(
        authority, "benefit.released",
        {
            "scheme": row.scheme.code, "release": row.number,
            "months": [str(Month.from_key(one)) for one in row.months], "instalment": row.instalment,
            "payer": row.payer, "sum": row.sum, "order": row.order.number,
        },
        {"drawals": drawals, "kept": kept},
    )  # fmt: skip


def _check_months(scheme: SchemeOffice, months: Sequence[int], rate_of: Month | None) -> None:
    if not months:
        raise Unsound("release_without_months")
    approved = set(months_in_force(scheme))
    asked = [*months, *([int(rate_of)] if rate_of else [])]
    missing = [str(Month.from_key(one)) for one in asked if one not in approved]
    if missing:
        raise Refused("month_not_approved", months=", ".join(missing), scheme=scheme.code)


def _require_released_by_another(authority: Authority, scheme: SchemeOffice, months: Sequence[int]) -> None:
    person = person_acting(authority)
    rows = Cycle.objects.filter(
        scheme=scheme, months__overlap=list(months), approval__isnull=False, reopening=None
    ).select_related("approval")
    for cycle in rows:
        if person in (cycle.person_id, cycle.approval.person_id) or authority.account in (
            cycle.entered_by_id,
            cycle.approval.entered_by_id,
        ):
            raise Refused("released_by_oneself", cycle=str(cycle))
