"""Make events of benefits' legs of the bank's answers, as the paymaster read them.

Only a signed answer about a known leg, amount and account is trusted; everything else is a finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from vethanam.benefits.models import FilePart, Leg
from vethanam.identity.authority import Authority
from vethanam.ledger.canonical import Json
from vethanam.money import shown
from vethanam.payments.actions.benefit_parts import save_handed_over
from vethanam.payments.actions.benefit_trees import BenefitLeaves, tree_of
from vethanam.payments.actions.findings import find
from vethanam.payments.messages import DUPLICATE_CODES, Verdict
from vethanam.payments.models import Answer, BenefitCredit

_KIND, _STATE = BenefitCredit.Kind, Leg.State
_AFTER = {
    _KIND.CREDITED: _STATE.CREDITED, _KIND.REJECTED: _STATE.REJECTED, _KIND.RETURNED: _STATE.RETURNED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BenefitClaim:
    """An answer's claim about one reference; ``hop`` 1 is the leg's own account."""

    reference: str
    kind: BenefitCredit.Kind
    amount: int | None
    on: date
    hop: int
    code: str


@dataclass(frozen=True, slots=True)
class BenefitEvents:
    """The events of benefits in an answer, and the number of findings."""

    events: Sequence[BenefitCredit] = ()
    findings: int = 0

    @property
    def tree(self) -> BenefitLeaves | None:
        """The tree over the events; None without one."""
        records: dict[str, dict[str, Json]] = {
            f"{one.leg.reference} {one.kind}": {
                "payment": one.leg.reference, "event": one.kind, "amount_paise": one.amount,
                "on": one.on.isoformat(),
            }
            for one in self.events
        }  # fmt: skip
        return tree_of(records) if records else None


def part_of(answer: Answer) -> FilePart | None:
    """The file part that a report is about."""
    sent = FilePart.objects.exclude(state=FilePart.State.WITHDRAWN)
    return sent.filter(message=str(answer.said.get("original", ""))).first()


def benefit_references(answer: Answer) -> set[str]:
    """The references of benefits' legs that a notice names."""
    named = [one["reference"] for one in answer.said.get("entries", ())]
    return set(Leg.objects.filter(reference__in=named).values_list("reference", flat=True))


def events_of_report(answer: Answer, part: FilePart, authority: Authority) -> BenefitEvents:
    """The rejections of a report on a file part, which is acknowledged; findings for what does not fit."""
    said: Mapping[str, Any] = answer.said
    if said["code"] in DUPLICATE_CODES:
        return _wrong(answer, part, "known_to_bank", authority, code=said["code"])
    is_whole = said["verdict"] == Verdict.REJECTED and not said["statuses"]
    if is_whole and (said["count"], said["total"]) != (part.legs_count, part.total):
        return _wrong(answer, part, "another_total", authority)
    _acknowledge(part, authority)
    on = timezone.localdate(datetime.fromisoformat(said["created_at"]))
    if is_whole:
        legs = Leg.objects.filter(part=part).order_by("id").values_list("reference", "amount")
        claims = [BenefitClaim(name, _KIND.REJECTED, amount, on, 1, said["code"]) for name, amount in legs]
    else:
        claims = [
            BenefitClaim(one["reference"], _KIND.REJECTED, one["amount"], on, one["hop"], one["code"])
            for one in said["statuses"]
            if one["verdict"] == Verdict.REJECTED
        ]
    return _keep(claims, answer, authority)


def events_of_notice(answer: Answer, references: set[str], authority: Authority) -> BenefitEvents:
    """The credits and returns of a notice about these legs."""
    parts = FilePart.objects.filter(leaf=None, sha256__isnull=False, legs__reference__in=references)
    for part in parts.distinct().order_by("id"):
        save_handed_over(part, authority)
    claims = [
        BenefitClaim(
            one["reference"], _KIND(one["happening"]), one["amount"], date.fromisoformat(one["on"]),
            one["hop"], one["code"],
        )
        for one in answer.said["entries"]
        if one["reference"] in references
    ]  # fmt: skip
    return _keep(claims, answer, authority)


def _acknowledge(part: FilePart, authority: Authority) -> None:
    if part.leaf is None:
        save_handed_over(part, authority)
    if part.state == FilePart.State.HANDED_OVER:
        part.state, part.acknowledged_at = FilePart.State.ACKNOWLEDGED, authority.at
        part.save(update_fields=["state", "acknowledged_at"])


def _keep(claims: Sequence[BenefitClaim], answer: Answer, authority: Authority) -> BenefitEvents:
    rows = Leg.objects.select_for_update(of=("self",)).filter(
        reference__in=[one.reference for one in claims], part__sha256__isnull=False
    )
    legs = {leg.reference: leg for leg in rows.order_by("id")}
    before: dict[int, dict[str, date]] = {}
    for leg, kind, on in BenefitCredit.objects.filter(leg__in=[one.pk for one in legs.values()]).values_list(
        "leg", "kind", "on"
    ):
        before.setdefault(leg, {})[kind] = on
    made, findings = [], 0
    for place, claim in enumerate(claims):
        leg_ = legs.get(claim.reference)
        known = before.setdefault(leg_.pk, {}) if leg_ else {}
        code = _fault(claim, leg_, known)
        if code or leg_ is None:
            findings += _tell(code or "unknown_reference", place, claim, leg_, answer, authority)
            continue
        known[claim.kind] = claim.on
        made.append(
            BenefitCredit(
                leg=leg_, kind=claim.kind, amount=leg_.amount, on=claim.on, code=claim.code[:35],
                answer=answer, recorded_at=authority.at,
            )
        )  # fmt: skip
    return BenefitEvents(_save(made), findings)


def _fault(claim: BenefitClaim, leg: Leg | None, known: Mapping[str, date]) -> str:
    """Why a claim is not accepted; empty if it is."""
    if leg is None:
        return "unknown_reference"
    if claim.amount != leg.amount:
        return "another_amount"
    if claim.hop != 1:
        return "another_account"
    if claim.kind == _KIND.REJECTED and claim.code in DUPLICATE_CODES:
        return "known_to_bank"
    if claim.kind in known:
        return "said_again"
    if known and (_KIND.REJECTED in known or claim.kind == _KIND.REJECTED):
        return "contradiction"
    after = {**known, claim.kind: claim.on}
    credited, returned = after.get(_KIND.CREDITED), after.get(_KIND.RETURNED)
    return "out_of_time" if credited and returned and returned < credited else ""


def _save(made: Sequence[BenefitCredit]) -> list[BenefitCredit]:
    """Append the events, then move the legs; a return overrides a credit in either order."""
    kept = BenefitCredit.objects.bulk_create(made, batch_size=1000)
    moves: dict[int, BenefitCredit] = {}
    for one in kept:
        if one.leg.state not in (_STATE.REISSUED, _STATE.RETURNED):
            before = moves.get(one.leg_id)
            if before is None or before.kind != _KIND.RETURNED:
                moves[one.leg_id] = one
    groups: dict[tuple[str, str, date | None], list[int]] = {}
    for leg, one in moves.items():
        is_paid = one.kind == _KIND.CREDITED
        after = (_AFTER[_KIND(one.kind)], "" if is_paid else one.code, one.on if is_paid else None)
        groups.setdefault(after, []).append(leg)
    for (state, why, paid_on), moved in groups.items():
        Leg.objects.filter(pk__in=moved).update(state=state, why=why, paid_on=paid_on)
    return kept


def _wrong(
    answer: Answer, part: FilePart, wrong: str, authority: Authority, **facts: object
) -> BenefitEvents:
    """A finding on an answer as a whole."""
    find(
        authority, bytes(answer.sha256).hex(), str(part), wrong, {"name": answer.name, **facts}, answer=answer
    )
    return BenefitEvents(findings=1)


def _tell(
    code: str, place: int, claim: BenefitClaim, leg: Leg | None, answer: Answer, authority: Authority
) -> int:
    facts = {
        "reference": claim.reference, "kind": claim.kind.value, "amount_paise": claim.amount,
        "on": claim.on.isoformat(), "amount": shown(leg.amount, paise=True) if leg else "",
        "stated": "" if claim.amount is None else shown(claim.amount, paise=True), "code": claim.code[:35],
        "before": "",
    }  # fmt: skip
    return int(find(authority, f"{answer.pk}:b{place}", str(leg or "Bank"), code, facts, answer=answer))
