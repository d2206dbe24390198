"""Compute the month of a scheme, approve it, reopen it: three different persons."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import batched

import polars as pl
from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.cycle_tree import build_tree, reference_of
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.kind_amounts import amounts_in, kinds_on, restated_in
from vethanam.benefits.models import (
    Cycle,
    CycleApproval,
    CycleReopening,
    KindMonth,
    LifeWindow,
    Release,
    SchemeOffice,
)
from vethanam.benefits.powers import require_scheme
from vethanam.benefits.queries import cycle_rows
from vethanam.benefits.queries.changes import (
    changed_since,
    employees_of,
    seen_now,
    years_of_new_windows,
)
from vethanam.benefits.queries.cycles import in_force, months_in_force, versions_of
from vethanam.benefits.queries.roll import People, groups_of
from vethanam.benefits.roll_lines import lines_of
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.ledger.canonical import canonical
from vethanam.ledger.label_trees import FEW
from vethanam.orders.models import Order
from vethanam.periods import Month
from vethanam.rules.benefit_columns import KIND
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.rulebook import require_agreed_pack, rulebook_in_use

#: earlier months of which decisions and amounts are computed again
PAST = 60
#: people assessed at once: more is not faster, and takes more memory
AT_ONCE = 200_000
_DECISION = ("state", "reason", "kind_id")


@transaction.atomic
def compute_cycle(
    authority: Authority, scheme: SchemeOffice, month: Month, *, is_full: bool = False
) -> Cycle:
    """Compute the month of a scheme: who is due, held or stopped, by kind and amount.

    Without ``is_full`` the lines of the latest approved month before are copied if its rules were the same;
    only people with a new entry or a decision that this month changes are assessed. The result is the same.
    Differences of approved earlier months come with it.

    Raises
    ------
    Refused
        The officer is of another scheme, the month is approved and not reopened, or this machine runs another
        rule pack than the agreed one.
    Unsound
        The month is later than the next.
    """
    latest = check_computable(authority, scheme, month)
    require_agreed_pack()
    cycle_rows.in_bulk()
    seen, rulebook = seen_now(), rulebook_in_use(authority.at)
    rules = rules_hash(scheme, rulebook)
    base = None if is_full else _base(scheme, month, rules)
    number = cycle_rows.open_cycle()
    assessed = _own_month(number, scheme, month, rulebook, base)
    past = _past_months(number, scheme, month, rulebook)
    amounts = amounts_in(scheme, month, cycle_rows.kinds_of_cycle(number, int(month)), rulebook)
    _enter_amounts(number, amounts)
    cycle_rows.count_people(number, scheme, int(month))
    leaf = stage(
        authority, "cycle.computed",
        {"scheme": scheme.code, "month": str(month), "version": 1 + (latest.version if latest else 0)},
    )  # fmt: skip
    cycle = Cycle.objects.create(
        pk=number, scheme=scheme, month=int(month), version=1 + (latest.version if latest else 0),
        months=sorted({int(month), *past}), base=base, assessed=assessed, rules_hash=rules,
        rulebook=bytes.fromhex(rulebook.hash), seen=seen, roll_hash=b"", result_hash=b"", leaf=leaf,
        **entered(authority),
    )  # fmt: skip
    cycle.refresh_from_db()
    return cycle


def check_computable(authority: Authority, scheme: SchemeOffice, month: Month) -> Cycle | None:
    """The latest version of a month that may be computed now; None before the first.

    Raises
    ------
    Refused
        The officer is of another scheme, or the month is approved and not reopened.
    Unsound
        The month is later than the next.
    """
    require_scheme(authority, scheme)
    if month > Month.of(localdate(authority.at)).plus(1):
        raise Unsound("cycle_month_ahead", month=str(month))
    latest = versions_of(scheme, month).first()
    if latest is not None and in_force(latest):
        raise Refused("cycle_is_approved", month=str(month), scheme=scheme.code)
    return latest


@transaction.atomic
def approve_cycle(authority: Authority, cycle: Cycle, result_hash: bytes) -> CycleApproval:
    """Approve a cycle by its hash, as another person: it is frozen, and its people are in the log.

    Raises
    ------
    Refused
        The officer computed it or is of another scheme, a later version stands, or the hash is another.
    """
    require_scheme(authority, cycle.scheme)
    month = Month.from_key(cycle.month)
    latest = versions_of(cycle.scheme, month).first()
    if latest != cycle or hasattr(cycle, "approval"):
        raise Refused("cycle_not_open", cycle=str(cycle))
    _require_others(authority, [cycle], "cycle_by_oneself")
    if bytes(cycle.result_hash) != result_hash:
        raise Refused("cycle_of_another_hash", cycle=str(cycle))
    cycle_rows.in_bulk()
    tree = build_tree(cycle)
    leaf = stage(
        authority, "cycle.approved",
        {
            "scheme": cycle.scheme.code, "month": str(month), "version": cycle.version,
            "use": reference_of(cycle), "count": tree.people if tree.people >= FEW else None,
            "persons2": tree.root.hex(),
            "label_key": tree.label_key, "roll": bytes(cycle.roll_hash).hex(), "result": result_hash.hex(),
            "rulebook": bytes(cycle.rulebook).hex(),
        },
    )  # fmt: skip
    return CycleApproval.objects.create(
        cycle=cycle, result_hash=result_hash, people=tree.people, root=tree.root, leaf=leaf,
        **entered(authority),
    )  # fmt: skip


@transaction.atomic
def reopen_cycle(authority: Authority, cycle: Cycle, order: Order, reason: str) -> CycleReopening:
    """Reopen an approved cycle by order, as a third person, before money is released for it.

    Raises
    ------
    Refused
        The officer computed or approved it or is of another scheme, it is not approved, or money is released.
    Unsound
        The reason is empty or holds a contact.
    """
    require_scheme(authority, cycle.scheme)
    if not in_force(cycle):
        raise Refused("cycle_not_approved", cycle=str(cycle))
    _require_others(authority, [cycle, cycle.approval], "cycle_reopened_by_oneself")
    released = Release.objects.filter(
        scheme=cycle.scheme, months__overlap=cycle.months, leaf__gt=cycle.approval.leaf
    )
    if released.exists():
        raise Refused("cycle_is_released", cycle=str(cycle))
    if not reason.strip() or holds_contact(reason):
        raise Unsound("reopening_needs_reason")
    leaf = stage(
        authority, "cycle.reopened",
        {
            "scheme": cycle.scheme.code, "month": str(Month.from_key(cycle.month)),
            "version": cycle.version, "order": order.number,
        },
        {"reason": reason.strip()},
    )  # fmt: skip
    return CycleReopening.objects.create(
        cycle=cycle, order=order, reason=reason.strip(), leaf=leaf, **entered(authority)
    )


def _own_month(
    number: int, scheme: SchemeOffice, month: Month, rulebook: Rulebook, base: Cycle | None
) -> int:
    """Write the lines of the month; the number of those assessed."""
    groups: Iterable[People] = groups_of(scheme.pk, AT_ONCE)
    if base is not None:
        changed = {*changed_since(scheme.pk, base.seen), *employees_of(scheme.pk)}
        people = sorted({*changed, *cycle_rows.due_again(base, int(month))})
        cycle_rows.take_over(number, int(month), base, people)
        groups = batched(people, AT_ONCE)
    assessed = 0
    for group in groups:
        lines = lines_of(scheme, month, rulebook, group).filter(pl.col("state") != "ended")
        cycle_rows.add_lines(number, lines, kinds_on(lines, scheme))
        assessed += lines.height
    return assessed


def _past_months(number: int, scheme: SchemeOffice, month: Month, rulebook: Rulebook) -> list[int]:
    """Write the lines and amounts of approved earlier months that are others by now; these months.

    A new window for life proofs may change everybody's decision in the months of its year.
    """
    latest = Cycle.objects.filter(approval__isnull=False, reopening=None, scheme=scheme)
    seen = latest.order_by("-approval__pk").values_list("seen", flat=True).first()
    if seen is None:
        return []
    people = sorted({*changed_since(scheme.pk, seen), *employees_of(scheme.pk)})
    years = years_of_new_windows(scheme.pk, seen)
    found = []
    for key in months_in_force(scheme, before=month, most=PAST):
        earlier = Month.from_key(key)
        groups: Iterable[People] = batched(people, AT_ONCE)
        if earlier.year in years:
            groups = groups_of(scheme.pk, AT_ONCE)
        others = [_past_lines(number, scheme, earlier, rulebook, group) for group in groups]
        kinds = {kind for other in others for kind in other["kind_id"].drop_nulls()}
        restated = restated_in(scheme, earlier, sorted(kinds), rulebook)
        _enter_amounts(number, restated)
        if restated or any(other.height for other in others):
            found.append(key)
    return found


def _past_lines(
    number: int, scheme: SchemeOffice, month: Month, rulebook: Rulebook, people: People
) -> pl.DataFrame:
    """Write the lines of an earlier month that differ from those that count, and give them."""
    now = lines_of(scheme, month, rulebook, people, is_ahead=False)
    kinds = kinds_on(now, scheme)
    before = cycle_rows.lines_now(scheme, int(month), now["award"].to_list())
    both = now.join(kinds, on=list(KIND), how="left", maintain_order="left").join(
        before, on="award", how="left", suffix="_before", maintain_order="left"
    )
    same = pl.all_horizontal(
        pl.col(name).fill_null(0 if name == "kind_id" else "")
        == pl.col(f"{name}_before").fill_null(0 if name == "kind_id" else "")
        for name in _DECISION
    )
    never = (pl.col("state") == "ended") & pl.col("state_before").is_null()
    other = both.filter(~same & ~never)
    cycle_rows.add_lines(number, other.drop("kind_id"), kinds)
    return other


def _enter_amounts(number: int, amounts: Sequence[KindMonth]) -> None:
    for row in amounts:
        row.cycle_id = number
    KindMonth.objects.bulk_create(amounts)


def _base(scheme: SchemeOffice, month: Month, rules: bytes) -> Cycle | None:
    """The latest approved month before, computed by the same rules."""
    rows = Cycle.objects.filter(scheme=scheme, month__lt=int(month), approval__isnull=False, reopening=None)
    found = rows.order_by("-month", "-version").first()
    return found if found is not None and bytes(found.rules_hash) == rules else None


def rules_hash(scheme: SchemeOffice, rulebook: Rulebook) -> bytes:
    """All that decides besides the people's entries: rules, figures, windows for life proofs."""
    windows = list(LifeWindow.objects.filter(scheme=scheme).order_by("pk").values_list("pk", flat=True))
    return hashlib.sha256(canonical({"rulebook": rulebook.hash, "windows": windows})).digest()


def _require_others(authority: Authority, rows: Sequence[Cycle | CycleApproval], code: str) -> None:
    person = person_acting(authority)
    if any(person == row.person_id or authority.account == row.entered_by_id for row in rows):
        raise Refused(code)
