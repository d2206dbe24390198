"""Turn an ordered release into legs and file parts, and give the parts to the paymaster.

No account number is read here: a leg names its route, and the paymaster makes the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate

from vethanam.benefits.models import AwardNow, FilePart, Leg, Payer, PaymentOrder, Release
from vethanam.benefits.order_proofs import is_ordered_by_both, lines_ordered_again, orders_of_release
from vethanam.benefits.queries.payments import (
    OpenAward,
    has_open_awards,
    open_awards,
    why_compensation_held,
)
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payments.actions.benefit_advances import settle_advances, take_off_list
from vethanam.payments.actions.benefit_trees import tree_of
from vethanam.payments.actions.file_parts import DEAD, STOPPED, write_part
from vethanam.payments.models import BenefitRemark, BenefitTree
from vethanam.payments.references import references
from vethanam.periods import Month

#: credits of one file part
MOST_CREDITS = 50_000


def settle_benefits(authority: Authority, most: int = MOST_CREDITS) -> int:
    """One round for benefits: act on the paymaster's remarks, write parts, advance societies, give the parts
    to the paymaster, log them.

    Returns the number of parts written. Each step commits by itself and may be run again.
    """
    take_benefit_remarks(authority)
    written = sum(instruct_release(one, authority, most) for one in releases_to_instruct(authority))
    settle_advances(authority)
    parts = FilePart.objects.filter(state__in=(FilePart.State.WRITTEN, FilePart.State.LEAVING), sha256=None)
    for part in list(parts.order_by("id").values_list("id", flat=True)):
        give_to_paymaster(part, authority)
    log_benefit_hand_overs(authority)
    return written


def releases_to_instruct(authority: Authority) -> list[int]:
    """The ordered releases with an award for which a leg can be written."""
    roles = Count("role", distinct=True)
    ordered = PaymentOrder.objects.values("release").annotate(roles=roles).filter(roles=2)
    rows = Release.objects.filter(pk__in=ordered.values("release"), payer=Payer.STATE).order_by("pk")
    month = Month.of(localdate(authority.at))
    return [row.pk for row in rows if _may_be_written(row, month)]


def _may_be_written(row: Release, month: Month) -> bool:
    return has_open_awards(row, month) and _is_ordered(row) and not why_compensation_held(row)


def _is_ordered(release: Release) -> bool:
    return is_ordered_by_both(orders_of_release(release))


@transaction.atomic
def instruct_release(release_id: int, authority: Authority, most: int = MOST_CREDITS) -> int:
    """Write a leg for each award of an ordered release that nothing pays yet, with file parts for the bank.

    An award without a signed account, or reported dead, waits; its place says why. A repeated call writes
    nothing. Returns the number of file parts.

    Raises
    ------
    Refused
        Two persons have not ordered it, or another payer pays it.
    """
    release = Release.objects.get(pk=release_id)
    if release.payer != Payer.STATE:
        raise Refused("release_paid_elsewhere", release=release.number)
    orders = orders_of_release(release)
    if not is_ordered_by_both(orders):
        raise Refused("release_not_ordered", release=release.number)
    if why_compensation_held(release):
        return 0
    ready = [one for one in open_awards(release, Month.of(localdate(authority.at))) if not one.place]
    ready = _without_unordered(ready, lines_ordered_again(orders))
    fresh, parts = references(), 0
    home = [_leg(release, one, fresh(), authority) for one in ready if one.kind == Leg.Kind.HOME]
    Leg.objects.bulk_create(home, batch_size=1000)
    by_bank = [one for one in ready if one.kind != Leg.Kind.HOME]
    for some in _chunks(by_bank, most):
        legs = [_leg(release, one, fresh(), authority) for one in some]
        write_part(release, legs, authority)
        parts += 1
    replaced = [one.leg for one in ready if one.leg is not None]
    Leg.objects.filter(pk__in=replaced).update(state=Leg.State.REISSUED)
    return parts


@transaction.atomic
def give_to_paymaster(part_id: int, authority: Authority) -> FilePart:
    """Give an unsigned part to the paymaster; first the legs of the dead are withheld."""
    part = FilePart.objects.select_for_update(of=("self",)).get(pk=part_id)
    if part.state not in (FilePart.State.WRITTEN, FilePart.State.LEAVING) or part.sha256 is not None:
        return part
    dead = AwardNow.objects.filter(cause__in=DEAD, state__in=("suspended", "ended")).values("award")
    kept = dict.fromkeys(Leg.objects.filter(part=part, award__in=dead).values_list("pk", flat=True), STOPPED)
    if kept:
        part = without(part, kept, authority)
    if part.state == FilePart.State.WRITTEN:
        part.state = FilePart.State.LEAVING
        part.save(update_fields=["state"])
    return part


def without(part: FilePart, kept: dict[int, str], authority: Authority) -> FilePart:
    """Withdraw an unsigned part and withhold some legs, by the code of the reason; the part with the others.

    Returns the withdrawn part if nobody is left.
    """
    legs = list(Leg.objects.filter(part=part).order_by("id"))
    part.state = FilePart.State.WITHDRAWN
    part.save(update_fields=["state"])
    others = [leg for leg in legs if leg.pk not in kept]
    anew = write_part(part.release, others, authority) if others else part
    for code in sorted(set(kept.values())):
        of_code = [leg for leg, why in kept.items() if why == code]
        Leg.objects.filter(pk__in=of_code).update(state=Leg.State.WITHHELD, why=code)
    append(
        "benefit.withdrawn",
        public={"message": part.message, "in_place": anew.message if others else ""},
        private={"withheld": [leg.reference for leg in legs if leg.pk in kept]},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return anew


def take_benefit_remarks(authority: Authority) -> int:
    """Withhold the legs that the paymaster could not prove; returns how many."""
    waiting = BenefitRemark.objects.filter(taken_at=None, leg__isnull=False)
    held = 0
    for part in sorted(set(waiting.values_list("part", flat=True))):
        held += _take(part, authority)
    BenefitRemark.objects.filter(taken_at=None, leg=None).update(taken_at=authority.at)
    return held


@transaction.atomic
def _take(part_id: int, authority: Authority) -> int:
    part = FilePart.objects.select_for_update(of=("self",)).get(pk=part_id)
    rows = BenefitRemark.objects.filter(part=part, taken_at=None, leg__isnull=False)
    kept = {leg: code for leg, code in rows.values_list("leg", "code") if leg is not None}
    is_open = part.state == FilePart.State.LEAVING and part.sha256 is None
    if is_open and kept:
        lines = {*Leg.objects.filter(pk__in=kept, kind=Leg.Kind.HOME).values_list("pk", flat=True)}
        without(part, {leg: why for leg, why in kept.items() if leg not in lines}, authority)
        take_off_list({leg: why for leg, why in kept.items() if leg in lines})
    rows.update(taken_at=authority.at)
    return len(kept) if is_open else 0


def log_benefit_hand_overs(authority: Authority) -> None:
    """Log each part that the paymaster handed over."""
    handed = FilePart.objects.filter(state=FilePart.State.HANDED_OVER, leaf=None)
    for part in handed.order_by("id").values_list("id", flat=True):
        with transaction.atomic():
            locked = FilePart.objects.select_for_update(of=("self",)).get(pk=part)
            if locked.leaf is None:
                save_handed_over(locked, authority)


def save_handed_over(part: FilePart, authority: Authority) -> None:
    """Record the hand-over of a signed part, with the leaf that commits to everyone in it."""
    rows = Leg.objects.filter(part=part).order_by("reference").values_list("reference", "amount")
    records: dict[str, dict[str, Json]] = {
        reference: {"payment": reference, "amount_paise": amount} for reference, amount in rows
    }
    assert part.sha256 is not None  # noqa: S101  (it is signed)
    tree = tree_of(records)
    part.leaf = append(
        "benefit.handed_over",
        public={"message": part.message, "persons": tree.root},
        private={
            "sha256": bytes(part.sha256).hex(), "legs": part.legs_count, "total_paise": part.total,
            "release": part.release.number,
        },
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    BenefitTree.objects.create(leaf=part.leaf, secret=tree.secret, part=part)
    part.state = FilePart.State.HANDED_OVER
    part.handed_over_at = part.handed_over_at or authority.at
    part.save(update_fields=["state", "handed_over_at", "leaf"])


def _without_unordered(ready: Sequence[OpenAward], again: set[int]) -> list[OpenAward]:
    """The awards without those whose last line was not delivered and is not ordered a second time."""
    legs = [one.leg for one in ready if one.leg is not None]
    lines = Leg.objects.filter(pk__in=legs, state=Leg.State.UNDELIVERED).exclude(pk__in=again)
    unordered = {*lines.values_list("pk", flat=True)}
    return [one for one in ready if one.leg not in unordered]


def _leg(release: Release, one: OpenAward, reference: str, authority: Authority) -> Leg:
    assert one.route is not None  # noqa: S101  (an award without a place has a route)
    state = Leg.State.WAITING if one.kind == Leg.Kind.HOME else Leg.State.INSTRUCTED
    return Leg(
        reference=reference, release=release, award_id=one.award, route_id=one.route, kind=one.kind,
        amount=one.amount, attempt=one.attempt + 1, replaces_id=one.leg, state=state,
        recorded_at=authority.at,
    )  # fmt: skip


def _chunks(rows: Sequence[OpenAward], most: int) -> Iterator[Sequence[OpenAward]]:
    return (rows[at : at + most] for at in range(0, len(rows), most))
