"""Canaries for pages, acts and checks: their holders, their counts, and the conclusions from silence.

A leak of a share *s* of all contacts holds at least one of *k* canaries with the chance 1 − (1 − s)^k, if
each row leaks alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min
from django.utils.timezone import localdate

from vethanam.errors import Unsound
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import commitment
from vethanam.messaging.canary_models import Canary, CanaryPlanting, CanaryProposal, CanaryReached
from vethanam.messaging.models import RegisteredGateway
from vethanam.people.queries import programs_at
from vethanam.privacy.purposes.registry import catalogue_now

#: letters of codes and marks: no digits, which could look like a telephone number, and no look-alikes
LETTERS = "abcdefghjkmnpqrstuvwxyz"
CODE_LETTERS, MARK_LETTERS = 12, 6
#: shares of all contacts in thousandths, for which the chance to see a leak is told
SHARES = (1, 10, 100)
#: the kinds of entry
PROPOSED, PLANTED, REACHED = "canaries.proposed", "canaries.planted", "canary.reached"
Kind = CanaryProposal.HolderKind


@dataclass(frozen=True, slots=True)
class PlantedKind:
    """The canaries of a kind of holder: number of marks and canaries, first day, canaries reached."""

    kind: str
    marks: int
    planted: int
    since: date
    reached: int
    last_reached: date | None


@dataclass(frozen=True, slots=True)
class CanaryCounts:
    """The public figures. ``chances`` are thousandths of all contacts → chance to see it, in thousandths.

    ``odds`` is n where a guessed address hits a canary less often than once in 10^n; None without canaries.
    """

    planted: int
    reached: int
    kinds: Sequence[PlantedKind]
    chances: Mapping[int, int]
    odds: int | None


def record_of(mark: str, code: str) -> dict[str, Json]:
    """The record that the commitment of a canary is to."""
    return {"code": code, "mark": mark}


def seen_in_thousandths(planted: int, share: int) -> int:
    """The chance that a leak of a share of all contacts holds a canary; both in thousandths, cut off.

    >>> seen_in_thousandths(200, 10), seen_in_thousandths(0, 10)
    (866, 0)
    """
    return int(1000 * (1 - (1 - share / 1000) ** planted))


def guess_power(planted: int) -> int:
    """The n for which one guessed address hits one of the canaries less often than once in 10^n.

    >>> guess_power(1), guess_power(200)
    (16, 14)
    """
    return len(str(len(LETTERS) ** CODE_LETTERS // planted)) - 1


def holders_on(at: datetime) -> Mapping[str, Mapping[str, str]]:
    """The holders of contacts in the registers of a day: kind → code → English name."""
    day, catalogue = localdate(at), catalogue_now()
    gateways = RegisteredGateway.objects.filter(valid_from__lte=day).order_by("code", "valid_from", "id")
    latest = {row.code: row for row in gateways}.values()
    return {
        Kind.GATEWAY: {one.code: one.run_by for one in latest if (one.valid_until or day) >= day},
        Kind.PROCESSOR: {code: one.name["en"] for code, one in catalogue.processors.items()},
        Kind.OFFICE: {code: one.name["en"] for code, one in catalogue.controllers.items()},
        Kind.PROGRAM: {one.code: one.name for one in programs_at(at).order_by("code")},
    }


def canary_counts() -> CanaryCounts:
    """The public figures of all canaries."""
    rows = CanaryPlanting.objects.values_list("proposal__holder_kind").order_by("proposal__holder_kind")
    counted = rows.annotate(
        Count("pk", distinct=True), Count("canaries", distinct=True), Min("at"),
        Count("canaries__reached__canary", distinct=True), Max("canaries__reached__day"),
    )  # fmt: skip
    kinds = [
        PlantedKind(kind, marks, planted, localdate(since), *reached)
        for kind, marks, planted, since, *reached in counted
    ]
    planted = sum(one.planted for one in kinds)
    return CanaryCounts(
        planted,
        sum(one.reached for one in kinds),
        kinds,
        {share: seen_in_thousandths(planted, share) for share in SHARES},
        guess_power(planted) if planted else None,
    )


def proposals() -> list[CanaryProposal]:
    """Every proposal, planted or not, newest first."""
    return list(CanaryProposal.objects.select_related("planting", "proposed_by").order_by("-pk"))


def arrivals() -> list[CanaryReached]:
    """Everything that reached a canary, newest first."""
    rows = CanaryReached.objects.select_related("canary__planting__proposal", "case")
    return list(rows.order_by("-day", "-pk"))


def proposal_numbered(number: int) -> CanaryProposal:
    """A proposal by its number; Unsound if there is none."""
    found = CanaryProposal.objects.select_related("planting").filter(pk=number).first()
    if found is None:
        raise Unsound("no_such_canaries", proposal=number)
    return found


def canary_with(code: str) -> Canary:
    """The canary with this code in its address; Unsound if none has it.

    Each commitment has its own salt, so all are tried.
    """
    given = code.strip().lower()
    for one in Canary.objects.select_related("planting__proposal").iterator():
        record = record_of(one.planting.proposal.mark, given)
        if commitment(bytes(one.salt), record) == bytes(one.commitment):
            return one
    raise Unsound("canary_unknown")
