"""Match the bank's claims to instructed legs by reference, amount and account. The rest are findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.actions.findings import BANK, find
from vethanam.payments.messages import DUPLICATE_CODES
from vethanam.payments.models import Answer, Credit, PaymentFile, PaymentLeg
from vethanam.people.models import Treasury

_KIND, _STATE, _HOP = Credit.Kind, PaymentLeg.State, Credit.Hop

type Event = tuple[int, str]  # hop, kind

#: A return overrides a credit in either order; a reissued leg stays so.
_STATE_AFTER = {
    _KIND.CREDITED: _STATE.SETTLED,
    _KIND.REJECTED: _STATE.REJECTED,
    _KIND.RETURNED: _STATE.RETURNED,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer's claim about one reference. ``hop`` is that of its account; None: neither of the leg's."""

    reference: str
    kind: Credit.Kind
    amount: int | None
    on: date
    hop: Credit.Hop | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Our data on a claim's leg, and its earlier events."""

    leg: PaymentLeg
    before: dict[Event, date]


@dataclass(frozen=True, slots=True)
class Matched:
    """The credits to save, and the number of findings."""

    credits: tuple[Credit, ...]
    findings: int


def match(
    claims: Sequence[Claim], answer: Answer, authority: Authority, treasury: Treasury | None
) -> Matched:
    """Accept each claim that fits its leg; record a finding for every other, for the
    treasury of the account.
    """
    known = _known({claim.reference for claim in claims})
    believed, findings = [], 0
    for place, claim in enumerate(claims):
        leg = known.get(claim.reference)
        hop = claim.hop
        code = _fault(claim, leg)
        if leg is None or hop is None or code is not None:
            findings += _found(code or "unknown_reference", place, claim, leg, answer, authority, treasury)
            continue
        believed.append(
            Credit(
                leg=leg.leg,
                hop=hop,
                kind=claim.kind,
                amount=leg.leg.amount,
                on=claim.on,
                code=claim.code[:35],
                answer=answer,
                recorded_at=authority.at,
            )
        )
        leg.before[hop, claim.kind] = claim.on
    return Matched(tuple(believed), findings)


def _known(references: set[str]) -> Mapping[str, Known]:
    """The legs of these references, locked until the answer is saved."""
    sent = PaymentLeg.objects.exclude(file__state=PaymentFile.State.WITHDRAWN)
    legs = list(sent.select_for_update(of=("self",)).filter(end_to_end_id__in=references).order_by("id"))
    known = {leg.pk: Known(leg, {}) for leg in legs if leg.file_id is not None}
    happened = Credit.objects.filter(leg__in=list(known))
    for leg_id, hop, kind, on in happened.values_list("leg_id", "hop", "kind", "on"):
        known[leg_id].before[hop, kind] = on
    return {one.leg.end_to_end_id: one for one in known.values()}


def _fault(claim: Claim, known: Known | None) -> str | None:
    """Why a claim is not accepted; None if it is."""
    if known is None:
        return "unknown_reference"
    if claim.amount != known.leg.amount:
        return "another_amount"
    if (hop := claim.hop) is None:
        return "another_account"
    if claim.kind == _KIND.REJECTED and claim.code in DUPLICATE_CODES:
        return "known_to_bank"
    of_hop = {kind: on for (at, kind), on in known.before.items() if at == hop}
    if claim.kind in of_hop:
        return "said_again"
    if of_hop and (_KIND.REJECTED in of_hop or claim.kind == _KIND.REJECTED):
        return "contradiction"
    after = {**known.before, (hop, claim.kind): claim.on}
    if _is_sent_on_from_nowhere(after):
        return "sent_on_before"
    return None if _is_in_time(after) else "out_of_time"


#: order of events; checked as far as both days are known, because answers may arrive in any order
_FOLLOWS: tuple[tuple[Event, Event], ...] = (
    ((_HOP.FIRST, _KIND.RETURNED), (_HOP.FIRST, _KIND.CREDITED)),
    ((_HOP.ONWARD, _KIND.CREDITED), (_HOP.FIRST, _KIND.CREDITED)),
    ((_HOP.ONWARD, _KIND.REJECTED), (_HOP.FIRST, _KIND.CREDITED)),
    ((_HOP.ONWARD, _KIND.RETURNED), (_HOP.ONWARD, _KIND.CREDITED)),
    ((_HOP.ONWARD, _KIND.RETURNED), (_HOP.FIRST, _KIND.CREDITED)),
)


def _is_in_time(days: Mapping[Event, date]) -> bool:
    return all(
        days[later] >= days[earlier] for later, earlier in _FOLLOWS if later in days and earlier in days
    )


def _is_sent_on_from_nowhere(days: Mapping[Event, date]) -> bool:
    """Whether the onward credit stands although the treasury savings account did not keep the money."""
    is_there = (_HOP.ONWARD, _KIND.CREDITED) in days and (_HOP.ONWARD, _KIND.RETURNED) not in days
    return is_there and bool({(_HOP.FIRST, _KIND.REJECTED), (_HOP.FIRST, _KIND.RETURNED)} & set(days))


def _found(
    code: str,
    place: int,
    claim: Claim,
    known: Known | None,
    answer: Answer,
    authority: Authority,
    treasury: Treasury | None,
) -> int:
    leg = known.leg if known else None
    facts = {
        "reference": claim.reference,
        "kind": claim.kind.value,
        "amount_paise": claim.amount,
        "on": claim.on.isoformat(),
        "amount": shown(leg.amount, paise=True) if leg else "",
        "stated": "" if claim.amount is None else shown(claim.amount, paise=True),
        "code": claim.code[:35],
        "before": ", ".join(sorted({kind for _, kind in known.before})) if known else "",
    }
    return int(
        find(
            authority,
            f"{answer.pk}:{place}",
            str(leg) if leg else BANK,
            code,
            facts,
            answer=answer,
            treasury=treasury,
            leg=leg,
            bill_id=leg.bill_id if leg else None,
        )
    )


def keep_credits(matched: Matched) -> tuple[Credit, ...]:
    """Append the events, then update each leg's state from its first hop."""
    kept = Credit.objects.bulk_create(matched.credits, batch_size=1000)
    moves: dict[int, str] = {}
    for credit in (one for one in kept if one.hop == _HOP.FIRST):
        state = moves.get(credit.leg_id, credit.leg.state)
        if state not in {_STATE.REISSUED, _STATE.RETURNED}:
            moves[credit.leg_id] = _STATE_AFTER[_KIND(credit.kind)]
    for state in sorted(set(moves.values())):
        moved = [leg for leg, after in moves.items() if after == state]
        PaymentLeg.objects.filter(pk__in=moved).update(state=state)
    return tuple(kept)
