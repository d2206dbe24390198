"""Match what the bank claims to the legs we instructed, by reference, amount and account; the rest are findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.accounts import is_same_account
from vethanam.payments.actions.findings import find
from vethanam.payments.messages import Account
from vethanam.payments.models import Answer, Credit, LegAccount, PaymentLeg

_KIND, _STATE = Credit.Kind, PaymentLeg.State

#: the bank says that it knows the message or reference already: no money failed, so nothing is rejected by it
DUPLICATE_CODES = frozenset({"AM05", "DUPL", "DU01", "DU02", "DU03", "DU04"})
#: a return outweighs a credit, whichever is read first; a leg that was sent again stays so
_STATE_AFTER = {
    _KIND.CREDITED: _STATE.SETTLED,
    _KIND.REJECTED: _STATE.REJECTED,
    _KIND.RETURNED: _STATE.RETURNED,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says happened to one reference. ``is_whole_file``: said of all of a file, so no account is named."""

    reference: str
    kind: Credit.Kind
    amount: int | None
    on: date
    account: Account | None
    code: str = ""
    is_whole_file: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """The credits to keep, and how many findings the rest made."""

    credits: tuple[Credit, ...]
    findings: int


def match(claims: Sequence[Claim], answer: Answer, authority: Authority) -> Matched:
    """Believe each claim that fits its leg; keep a finding for each that does not."""
    references = {claim.reference for claim in claims}
    legs = {
        leg.end_to_end_id: leg
        for leg in PaymentLeg.objects.select_for_update().filter(end_to_end_id__in=references).order_by("id")
    }
    accounts = LegAccount.objects.in_bulk([leg.pk for leg in legs.values()])
    happened = _happened(legs)
    credits, findings = [], 0
    for place, claim in enumerate(claims):
        leg = legs.get(claim.reference)
        fault = _fault(claim, leg, accounts.get(leg.pk) if leg else None, happened)
        if fault is None and leg is not None:
            credits.append(_credit(claim, leg, answer, authority))
            happened.setdefault(leg.pk, {})[claim.kind] = claim.on
        elif fault is not None:
            findings += _found(fault, place, claim, leg, answer, authority)
    return Matched(tuple(credits), findings)


def _happened(legs: dict[str, PaymentLeg]) -> dict[int, dict[str, date]]:
    happened: dict[int, dict[str, date]] = {}
    known = Credit.objects.filter(leg__in=[leg.pk for leg in legs.values()], hop=Credit.Hop.FIRST)
    for leg_id, kind, on in known.values_list("leg_id", "kind", "on"):
        happened.setdefault(leg_id, {})[kind] = on
    return happened


def _fault(
    claim: Claim, leg: PaymentLeg | None, account: LegAccount | None, happened: dict[int, dict[str, date]]
) -> tuple[str, str] | None:
    """Code and sentence of why a claim is not believed, or None."""
    if leg is None:
        return (
            "unknown_reference",
            "The bank reports a payment that we never instructed. Ask the bank whose money it is.",
        )
    if claim.amount != leg.amount:
        stated = "no amount" if claim.amount is None else shown(claim.amount, paise=True)
        return (
            "another_amount",
            f"{leg}: instructed {shown(leg.amount, paise=True)}, the bank says {stated}. Nothing is credited by it; ask the bank.",
        )
    if not claim.is_whole_file and (
        account is None
        or not is_same_account(bytes(account.salt), bytes(account.account_hash), claim.account)
    ):
        return (
            "another_account",
            f"{leg}: the bank names another account than the one instructed. Nothing is credited by it; ask the bank at once.",
        )
    if claim.kind == _KIND.REJECTED and claim.code in DUPLICATE_CODES:
        return (
            "known_to_bank",
            f"{leg}: the bank says it has had this payment before ({claim.code}). It is not rejected by that; ask the bank what it paid.",
        )
    return _contradiction(claim, leg, happened.get(leg.pk, {}))


def _contradiction(claim: Claim, leg: PaymentLeg, before: dict[str, date]) -> tuple[str, str] | None:
    if claim.kind in before:
        return "said_again", f"{leg}: the bank says again that it was {claim.kind}. It counts once."
    if before and (_KIND.REJECTED in before) != (claim.kind == _KIND.REJECTED):
        return (
            "contradiction",
            f"{leg}: the bank said {', '.join(sorted(before))} before and now {claim.kind}. Ask the bank which holds.",
        )
    credited, returned = before.get(_KIND.CREDITED), before.get(_KIND.RETURNED)
    if (credited and claim.kind == _KIND.RETURNED and claim.on < credited) or (
        returned and claim.on > returned
    ):
        return (
            "out_of_time",
            f"{leg}: by the bank's dates it came back before it was credited. Ask the bank for the dates.",
        )
    return None


def _credit(claim: Claim, leg: PaymentLeg, answer: Answer, authority: Authority) -> Credit:
    return Credit(
        leg=leg,
        kind=claim.kind,
        amount=leg.amount,
        on=claim.on,
        code=claim.code[:35],
        answer=answer,
        recorded_at=authority.at,
    )


def _found(
    fault: tuple[str, str],
    place: int,
    claim: Claim,
    leg: PaymentLeg | None,
    answer: Answer,
    authority: Authority,
) -> int:
    code, says = fault
    facts = {
        "reference": claim.reference,
        "kind": str(claim.kind),
        "amount_paise": claim.amount,
        "on": claim.on.isoformat(),
    }
    is_new = find(
        authority,
        f"{code}:{answer.pk}:{place}",
        code,
        str(leg) if leg else "Answer of the bank",
        says,
        answer=answer,
        leg=leg,
        bill_id=leg.bill_id if leg else None,
        facts=facts,
    )
    return int(is_new)


def keep_credits(matched: Matched) -> tuple[Credit, ...]:
    """Append the events and move each leg to the state they say, in that order: a state rests on its events."""
    credits = Credit.objects.bulk_create(matched.credits, batch_size=1000)
    moves: dict[int, str] = {}
    for credit in credits:
        if (
            credit.leg.state != _STATE.REISSUED
            and moves.get(credit.leg_id, credit.leg.state) != _STATE.RETURNED
        ):
            moves[credit.leg_id] = _STATE_AFTER[_KIND(credit.kind)]
    for state in sorted(set(moves.values())):
        PaymentLeg.objects.filter(pk__in=[leg for leg, moved in moves.items() if moved == state]).update(
            state=state
        )
    return tuple(credits)
