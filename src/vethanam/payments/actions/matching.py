"""Match what the bank claims to the legs we instructed: by reference, amount and account. The rest are findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vethanam.errors import Finding
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.accounts import is_same_account
from vethanam.payments.actions.findings import BANK, find
from vethanam.payments.messages import Account
from vethanam.payments.models import Answer, Credit, LegAccount, PaymentLeg

_KIND, _STATE = Credit.Kind, PaymentLeg.State

#: The bank says that it knows a message or reference already: no money failed, so nothing is rejected by it.
DUPLICATE_CODES = frozenset({"AM05", "DUPL", "DU01", "DU02", "DU03", "DU04"})

#: A return outweighs a credit, whichever is read first; a leg that was sent again stays so.
_STATE_AFTER = {
    _KIND.CREDITED: _STATE.SETTLED,
    _KIND.REJECTED: _STATE.REJECTED,
    _KIND.RETURNED: _STATE.RETURNED,
}

#: Why a claim is not believed, and what to do.
_SAYS = {
    "unknown_reference": "The bank reports a payment that we never instructed. Ask the bank whose money it is.",
    "another_amount": "{leg}: instructed {amount}, the bank says {stated}. Nothing is credited by it; ask the bank.",
    "another_account": (
        "{leg}: the bank names another account than the one instructed. Nothing is credited by it; "
        "ask the bank at once."
    ),
    "known_to_bank": (
        "{leg}: the bank says it has had this payment before ({code}). It is not rejected by that; "
        "ask the bank what it paid."
    ),
    "said_again": "{leg}: the bank says again that it was {kind}. It counts once; nothing is to be done.",
    "contradiction": "{leg}: the bank said {before} before and now {kind}. Ask the bank which holds.",
    "out_of_time": "{leg}: by the bank's dates it came back before it was credited. Ask the bank for the dates.",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says happened to one reference. Said of a whole file, it names no account."""

    reference: str
    kind: Credit.Kind
    amount: int | None
    on: date
    account: Account | None
    code: str = ""
    is_whole_file: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of the leg a claim is about, and what happened to it before."""

    leg: PaymentLeg
    account: LegAccount
    before: dict[str, date]

    def is_sent_to(self, stated: Account | None) -> bool:
        """Whether an answer states the account the leg was sent to."""
        return is_same_account(bytes(self.account.salt), bytes(self.account.account_hash), stated)


@dataclass(frozen=True, slots=True)
class Matched:
    """The credits to keep, and how many findings the rest made."""

    credits: tuple[Credit, ...]
    findings: int


def match(claims: Sequence[Claim], answer: Answer, authority: Authority) -> Matched:
    """Believe each claim that fits its leg; keep a finding for each that does not."""
    known = _known({claim.reference for claim in claims})
    believed, findings = [], 0
    for place, claim in enumerate(claims):
        leg = known.get(claim.reference)
        code = _fault(claim, leg)
        if leg is None or code is not None:
            findings += _found(code or "unknown_reference", place, claim, leg, answer, authority)
            continue
        believed.append(
            Credit(
                leg=leg.leg,
                kind=claim.kind,
                amount=leg.leg.amount,
                on=claim.on,
                code=claim.code[:35],
                answer=answer,
                recorded_at=authority.at,
            )
        )
        leg.before[claim.kind] = claim.on
    return Matched(tuple(believed), findings)


def _known(references: set[str]) -> Mapping[str, Known]:
    """The legs of these references, held until the answer is saved."""
    legs = list(PaymentLeg.objects.select_for_update().filter(end_to_end_id__in=references).order_by("id"))
    accounts = LegAccount.objects.in_bulk([leg.pk for leg in legs])
    known = {leg.pk: Known(leg, accounts[leg.pk], {}) for leg in legs}
    happened = Credit.objects.filter(leg__in=list(known), hop=Credit.Hop.FIRST)
    for leg_id, kind, on in happened.values_list("leg_id", "kind", "on"):
        known[leg_id].before[kind] = on
    return {one.leg.end_to_end_id: one for one in known.values()}


def _fault(claim: Claim, known: Known | None) -> str | None:
    """Why a claim is not believed, or None."""
    if known is None:
        return "unknown_reference"
    if claim.amount != known.leg.amount:
        return "another_amount"
    if not claim.is_whole_file and not known.is_sent_to(claim.account):
        return "another_account"
    if claim.kind == _KIND.REJECTED and claim.code in DUPLICATE_CODES:
        return "known_to_bank"
    before = known.before
    if claim.kind in before:
        return "said_again"
    if before and (_KIND.REJECTED in before or claim.kind == _KIND.REJECTED):
        return "contradiction"
    credited = before.get(_KIND.CREDITED, date.min) if claim.kind == _KIND.RETURNED else claim.on
    returned = before.get(_KIND.RETURNED, date.max) if claim.kind == _KIND.CREDITED else claim.on
    return "out_of_time" if returned < credited else None


def _found(
    code: str, place: int, claim: Claim, known: Known | None, answer: Answer, authority: Authority
) -> int:
    leg = known.leg if known else None
    says = _SAYS[code].format(
        leg=leg,
        amount=shown(leg.amount, paise=True) if leg else "",
        stated="no amount" if claim.amount is None else shown(claim.amount, paise=True),
        kind=claim.kind.value,
        code=claim.code[:35],
        before=", ".join(sorted(known.before)) if known else "",
    )
    facts = {
        "reference": claim.reference,
        "kind": claim.kind.value,
        "amount_paise": claim.amount,
        "on": claim.on.isoformat(),
    }
    return int(
        find(
            authority,
            f"{answer.pk}:{place}",
            Finding(str(leg) if leg else BANK, code, says, facts=facts),
            answer=answer,
            leg=leg,
            bill_id=leg.bill_id if leg else None,
        )
    )


def keep_credits(matched: Matched) -> tuple[Credit, ...]:
    """Append the events, then move each leg to the state they say: a state rests on its events."""
    kept = Credit.objects.bulk_create(matched.credits, batch_size=1000)
    moves: dict[int, str] = {}
    for credit in kept:
        state = moves.get(credit.leg_id, credit.leg.state)
        if state not in {_STATE.REISSUED, _STATE.RETURNED}:
            moves[credit.leg_id] = _STATE_AFTER[_KIND(credit.kind)]
    for state in sorted(set(moves.values())):
        moved = [leg for leg, after in moves.items() if after == state]
        PaymentLeg.objects.filter(pk__in=moved).update(state=state)
    return tuple(kept)
