"""Refunds by challan: the office enters the overdrawn amount of a passed bill, the treasury confirms it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.utils.timezone import localdate

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.money import Paise, shown
from vethanam.payroll.models import Bill, Claim, Presentation, Refund, RefundLine
from vethanam.payroll.powers import (
    OFFICE,
    PREPARE,
    PRESENT,
    act,
    drew,
    leaf_of,
    locked_bill,
    needs_reason,
    note,
    require,
    signer,
    stands,
)
from vethanam.payroll.register.components import known_components
from vethanam.people.models import Employment, Role
from vethanam.periods import Month

type LineKey = tuple[int, int, int | None]  # claim, component, obligation


@dataclass(frozen=True, slots=True)
class Challan:
    """A treasury challan: number, date, and the amount on paper where the office compared it.

    ``whole`` is the total of a challan that covers refunds of several people or bills; ``amount`` is then one
    part.
    """

    number: str
    dated: date
    amount: Paise | None = None
    whole: Paise | None = None


@act
def enter_refund(
    bill: Bill | int,
    authority: Authority,
    *,
    employment: Employment,
    challan: Challan,
    reason: str,
    amounts: Mapping[str, Paise] | None = None,
) -> Refund:
    """Enter a refund by one person of a paid bill. It counts once the treasury confirms the challan.

    ``amounts`` maps component to paise, taken from the latest month first. Without it the rest of the
    person's drawn lines is refunded, deductions included. Enter a challan that covers several refunds once
    for each, with the same ``whole``; they are confirmed together.

    Raises
    ------
    Refused
        The bill is not passed, the challan is already entered, or the refund exceeds the amount drawn.
    Unsound
        The person is not on the bill, an amount is not positive, or the challan has another total.
    """
    now = locked_bill(bill)
    doing = f"Entering a refund of bill {now.number}"
    require(authority, roles=OFFICE, scope=now.drawing_code.code, power=PREPARE, doing=doing)
    by, for_whom = signer(authority)
    stands(now, *Bill.PAID, doing="A refund")
    said, number = needs_reason(reason, "A refund"), " ".join(challan.number.split())[:40]
    _check_challan(now, number, challan.dated, localdate(authority.at))
    lines = _lines(now, employment, amounts)
    total = _net(lines)
    _check_total(now, employment, total, challan.amount)
    if challan.whole is not None and challan.whole < total:
        raise Unsound(
            "whole_challan_differs",
            employment=employment,
            bill=now.number,
            whole=shown(challan.whole),
            total=shown(total),
        )
    refund = Refund.objects.create(
        bill=now,
        employment=employment,
        treasury_id=now.treasury_id,
        challan_number=number,
        challan_date=challan.dated,
        account_year=Month.of(challan.dated).account_year,
        amount=total,
        challan_total=challan.whole if challan.whole != total else None,
        reason=said,
        entered_at=authority.at,
        entered_by_id=by,
        entered_for_id=for_whom,
    )
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, claim_id=claim, component=component, obligation=obligation, amount=amount)
        for (claim, component, obligation), amount in lines.items()
    )
    _note(now, "refund_entered", refund, authority, said)
    return refund


@act
def confirm_refund(refund: Refund | int, authority: Authority) -> Refund:
    """Confirm, as treasury, that the money of a challan arrived. All its refunds then count as not drawn.

    Raises
    ------
    Refused
        The officer entered it or drew one of its bills, it is already decided, or its refunds are incomplete.
    """
    found, undecided = _of_challan(refund, authority, "Confirming")
    entered = sum(one.amount for one, _ in undecided)
    if found.challan_total is not None and entered != found.challan_total:
        raise Refused(
            "challan_not_whole", challan=found, whole=shown(found.challan_total), entered=shown(entered)
        )
    for one, bill in undecided:
        _decide(one, Refund.State.CONFIRMED, authority)
        _note(bill, "refunded", one, authority, one.reason)
    return found


@act
def refuse_refund(refund: Refund | int, authority: Authority, *, reason: str) -> Refund:
    """Refuse a challan the treasury does not know. No amount changes, and its number is free again."""
    found, undecided = _of_challan(refund, authority, "Refusing")
    said = needs_reason(reason, "Refusing a challan")
    for one, bill in undecided:
        _decide(one, Refund.State.REFUSED, authority, said)
        _note(bill, "refund_refused", one, authority, said)
    return found


def refunds_of_challan(refund: Refund) -> QuerySet[Refund]:
    """All refunds of the same challan in the same state, including this one, by bill."""
    return Refund.objects.filter(
        treasury=refund.treasury_id,
        account_year=refund.account_year,
        challan_number=refund.challan_number,
        state=refund.state,
    ).order_by("bill", "id")


def _of_challan(
    refund: Refund | int, authority: Authority, doing: str
) -> tuple[Refund, list[tuple[Refund, Bill]]]:
    """The refund, and all undecided refunds of its challan, each with its bill."""
    pk = refund if isinstance(refund, int) else refund.pk
    asked = Refund.objects.get(pk=pk)
    together = (
        [pk] if asked.challan_total is None else list(refunds_of_challan(asked).values_list("pk", flat=True))
    )
    undecided = [_undecided(one, authority, doing) for one in together]
    return next(one for one, _ in undecided if one.pk == pk), undecided


def _check_challan(bill: Bill, number: str, dated: date, today: date) -> None:
    if not number:
        raise Unsound("no_challan_number", bill=bill.number)
    if dated > today:
        raise Refused("challan_from_future", bill=bill.number, day=dated)
    voucher = bill.presentations.get(outcome=Presentation.Outcome.PASSED)
    if voucher.voucher_date and dated < voucher.voucher_date:
        raise Refused("challan_before_voucher", bill=bill.number, day=dated, voucher=voucher.voucher_date)


def _lines(bill: Bill, person: Employment, amounts: Mapping[str, Paise] | None) -> dict[LineKey, Paise]:
    """The refund amount of each line, at most the amount left on it."""
    left = left_to_refund(bill, person)
    if not left:
        raise Unsound("nothing_to_refund", person=person, bill=bill.number)
    return left if amounts is None else _from_latest(bill, person, left, amounts)


def left_to_refund(bill: Bill, person: Employment) -> dict[LineKey, Paise]:
    """Amount left per line of a person's claims on a bill: drawn less refunds. Latest month first."""
    claims = list(
        Claim.objects.filter(
            lines__bill=bill, lines__is_live=True, employment=person, state=Claim.State.DRAWN
        )
        .select_for_update(of=("self",))
        .order_by("-for_month", "-id")
    )
    given: dict[LineKey, Paise] = {
        (row["claim"], row["component"], row["obligation"]): row["total"]
        for row in RefundLine.objects.filter(claim__in=claims)
        .exclude(refund__state=Refund.State.REFUSED)
        .values("claim", "component", "obligation")
        .annotate(total=Sum("amount"))
    }
    drawn: dict[LineKey, Paise] = defaultdict(int)
    for claim in claims:
        for component, obligation, amount in zip(
            claim.components, claim.obligations, claim.claimed, strict=True
        ):
            drawn[claim.pk, component, obligation] += amount
    left = {key: amount - given.get(key, 0) for key, amount in drawn.items()}
    return {key: amount for key, amount in left.items() if amount > 0}


def _from_latest(
    bill: Bill, person: Employment, left: dict[LineKey, Paise], amounts: Mapping[str, Paise]
) -> dict[LineKey, Paise]:
    names = {code: known.name for code, known in known_components().items()}
    taken: dict[LineKey, Paise] = {}
    for name, wanted in amounts.items():
        if wanted <= 0:
            raise Unsound("refund_not_positive", person=person, component=name)
        rest = wanted
        for key, amount in left.items():
            if names[key[1]] == name and rest > 0:
                taken[key] = min(rest, amount)
                rest -= taken[key]
        if rest > 0:
            raise Refused(
                "refund_above_drawn",
                person=person,
                component=name,
                wanted=shown(wanted),
                drawn=shown(wanted - rest),
                bill=bill.number,
            )
    return taken


def _net(lines: Mapping[LineKey, Paise]) -> Paise:
    known, sign = known_components(), {"earning": 1, "deduction": -1}
    return sum(amount * sign.get(known[component].kind, 0) for (_, component, _), amount in lines.items())


def _check_total(bill: Bill, person: Employment, total: Paise, challan: Paise | None) -> None:
    if total <= 0:
        raise Unsound("challan_without_earnings", person=person, bill=bill.number, total=shown(total))
    if challan is not None and challan != total:
        raise Unsound(
            "challan_differs", person=person, bill=bill.number, challan=shown(challan), total=shown(total)
        )


def _undecided(pk: int, authority: Authority, doing: str) -> tuple[Refund, Bill]:
    bill = locked_bill(Refund.objects.values_list("bill_id", flat=True).get(pk=pk))
    found = Refund.objects.select_for_update(of=("self",)).select_related("employment").get(pk=pk)
    require(
        authority,
        roles=(Role.TREASURY_OFFICER,),
        scope=bill.treasury.code,
        power=PRESENT,
        doing=f"{doing} challan {found.challan_number}",
    )
    if found.state != Refund.State.ENTERED:
        raise Refused("refund_decided", challan=found, bill=bill.number, state=found.state)
    if (drew(bill) | {found.entered_by_id, found.entered_for_id}) & set(signer(authority)):
        raise Refused("refund_by_another", bill=bill.number)
    return found, bill


def _decide(refund: Refund, state: str, authority: Authority, answer: str = "") -> None:
    refund.state, refund.answer, refund.decided_at = state, answer, authority.at
    refund.decided_by_id, refund.decided_for_id = signer(authority)
    refund.save(update_fields=["state", "answer", "decided_at", "decided_by", "decided_for"])


def _note(bill: Bill, what: str, refund: Refund, authority: Authority, reason: str) -> None:
    """Add the refund to the bill's history. The log commits to the employment and amount."""
    private = {"employment": refund.employment_id, "amount": refund.amount, "reason": reason}
    leaf = leaf_of(
        bill,
        f"bill_{what}",
        authority,
        private,
        challan=refund.challan_number,
        challan_date=refund.challan_date.isoformat(),
    )
    facts = {"refund": refund.pk, "challan": refund.challan_number, "amount": refund.amount}
    note(bill, what, authority, leaf, reason=reason, facts=facts)
