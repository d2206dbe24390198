"""Make, sign and hand over file parts of benefits: proven, signed, in the journal, at the bank."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from vethanam.benefits.models import FilePart, Leg
from vethanam.errors import Unsound, VethanamError
from vethanam.journal.epochs import is_settled, present_epoch
from vethanam.ledger.leaves import UNREADABLE, instant
from vethanam.ledger.notes import Signer
from vethanam.payments.accounts import Payee, account_hash, fresh_salt
from vethanam.payments.channel import SIGNATURE, Bank
from vethanam.payments.messages import BENEFIT, Account, Instruction, Transfer, build_instruction
from vethanam.payments.models import BenefitAccount, BenefitFileBody, BenefitRemark
from vethanam.payments.paymaster.benefit_compensation_proofs import compensation_of
from vethanam.payments.paymaster.benefit_proofs import BenefitProofs, ProvenPart
from vethanam.payments.paymaster.journal import Journal

log = logging.getLogger("vethanam.paymaster")
#: the bank's folder or line has a file of this name with other bytes
_NAME_TAKEN = frozenset({"other_content", "other_content_here"})


class Means(Protocol):
    """The bank, the key and the journal of the paymaster."""

    bank: Bank
    key: Signer
    journal: Journal
    known: set[str]


def pay_benefits(means: Means, prove: BenefitProofs, at: datetime) -> int:
    """Hand over every part that is given and proven; returns how many. ``at`` is business time.

    Each step commits by itself, so it may be killed anywhere and run again.

    Raises
    ------
    Unsound
        The bank cannot be reached; the part stays to be handed over.
    """
    done = 0
    leaving = FilePart.objects.filter(state=FilePart.State.LEAVING).order_by("id")
    for part in list(leaving.values_list("id", flat=True)):
        if _sign(means, prove, part, at):
            done += _hand_over(means, part, at)
    return done


def give_back_unsigned_parts() -> None:
    """Give parts back to the worker while the bank cannot be reached: a death may still stop a payment."""
    unsigned = FilePart.objects.filter(state=FilePart.State.LEAVING, sha256=None)
    held = BenefitRemark.objects.filter(taken_at=None).values("part")
    unsigned.exclude(pk__in=held).update(state=FilePart.State.WRITTEN)


@transaction.atomic
def _sign(means: Means, prove: BenefitProofs, part_id: int, at: datetime) -> bool:
    """Make and sign the bytes of a part, once; True if they are to be handed over."""
    part = FilePart.objects.select_for_update(of=("self",)).get(pk=part_id)
    if part.state != FilePart.State.LEAVING:
        return False
    if BenefitFileBody.objects.filter(pk=part.pk).exists():
        return True
    is_held = BenefitRemark.objects.filter(part=part, taken_at=None).exists()
    if is_held or not is_settled() or means.journal.line_of(part.message) is not None:
        return False
    legs = list(
        Leg.objects.filter(part=part)
        .select_related("replaces__part", "award", "advance", "release")
        .order_by("id")
    )
    proven = _proof(part, legs, prove)
    if proven.waits or not legs or sum(leg.amount for leg in legs) != part.total:
        return False
    payer = _payer(part, proven.head)
    faults = proven.faults or _unwritable(part, payer, legs, proven.payees)
    if faults:
        for leg in legs:
            if (code := faults.get(leg.pk)) is not None:
                _remark(f"leg:{leg.pk}", code, part, leg, at)
        for line in Leg.objects.filter(pk__in=list(proven.lines)).order_by("pk"):
            _remark(f"leg:{line.pk}", proven.lines[line.pk], part, line, at)
        return False
    means.bank.reach()
    body = build_instruction(_instruction(part, payer, legs, proven.payees))
    BenefitFileBody.objects.create(part=part, body=body, signature=means.key.sign(body))
    _keep_accounts(legs, proven.payees)
    part.sha256 = sha256(body).digest()
    part.save(update_fields=["sha256"])
    return True


def _proof(part: FilePart, legs: Sequence[Leg], prove: BenefitProofs) -> ProvenPart:
    """The proof of a part; it waits where an entry behind it has an unforeseen form."""
    try:
        return prove(part, legs)
    except (*UNREADABLE, VethanamError) as error:
        log.error("File %s is not proven: %s", part.message, type(error).__name__)
        return ProvenPart(waits=True)


def _hand_over(means: Means, part_id: int, at: datetime) -> bool:
    """Keep the bytes, write the journal's line, deliver signature and file, save that; safe to repeat."""
    part, kept = FilePart.objects.get(pk=part_id), BenefitFileBody.objects.get(pk=part_id)
    body, signature = bytes(kept.body), bytes(kept.signature)
    means.journal.keep_bytes(part.message, body, signature)
    means.journal.keep(
        part.message, sha256(body).digest(), part.legs_count, part.total, present_epoch().code,
        instant(timezone.now()),
    )  # fmt: skip
    means.known.add(part.message)
    try:
        means.bank.deliver(f"{part.message}.xml{SIGNATURE}", signature)
        means.bank.deliver(f"{part.message}.xml", body)
    except Unsound as error:
        if error.code not in _NAME_TAKEN:
            raise
        _remark(f"file_name_taken:{part.message}", "file_name_taken", part, None, at)
        return False
    FilePart.objects.filter(pk=part_id, state=FilePart.State.LEAVING).update(
        state=FilePart.State.HANDED_OVER, handed_over_at=at
    )
    return True


def _unwritable(
    part: FilePart, payer: Account, legs: Sequence[Leg], payees: Mapping[int, Payee]
) -> dict[int, str]:
    """The legs that no message can carry, such as one with a control character in the payee's name."""
    try:
        build_instruction(_instruction(part, payer, legs, payees))
    except Unsound:
        return {leg.pk: "payee_unwritable" for leg in legs if _is_unwritable(part, payer, leg, payees)}
    return {}


def _is_unwritable(part: FilePart, payer: Account, leg: Leg, payees: Mapping[int, Payee]) -> bool:
    try:
        build_instruction(_instruction(part, payer, [leg], payees))
    except Unsound:
        return True
    return False


def _remark(key: str, code: str, part: FilePart, leg: Leg | None, at: datetime) -> None:
    BenefitRemark.objects.get_or_create(
        key=key, defaults={"code": code, "part": part, "leg": leg, "recorded_at": at}
    )


def _keep_accounts(legs: Sequence[Leg], payees: Mapping[int, Payee]) -> None:
    rows = []
    for leg in legs:
        salt = fresh_salt()
        rows.append(
            BenefitAccount(leg=leg, salt=salt, account_hash=account_hash(salt, payees[leg.pk].account))
        )
    BenefitAccount.objects.bulk_create(rows, batch_size=1000)


def _payer(part: FilePart, signed: Account | None) -> Account:
    """The account to debit: the head that two officers signed with the order; of compensation the charged
    one.

    Of an order from before heads were signed it is the scheme's of now.
    """
    scheme = part.release.scheme
    compensation = compensation_of(part.release) if part.release.compensation else None
    if compensation is not None:
        return Account(scheme.department.code, compensation.head.code)
    return signed or Account(scheme.department.code, scheme.head.code)


def _instruction(
    part: FilePart, payer: Account, legs: Sequence[Leg], payees: Mapping[int, Payee]
) -> Instruction:
    """The instruction of a part."""
    return Instruction(
        message=part.message,
        created_at=timezone.localtime(part.created_at).replace(microsecond=0),
        execute_on=part.execute_on,
        payer=part.release.scheme.title,
        payer_account=payer,
        transfers=tuple(_transfer(leg, payees[leg.pk]) for leg in legs),
        mark=part.release.number,
        category=BENEFIT,
    )


def _transfer(leg: Leg, payee: Payee) -> Transfer:
    before = leg.replaces
    while before is not None and (before.part is None or before.part.state == FilePart.State.WITHDRAWN):
        before = before.replaces
    return Transfer(
        reference=leg.reference, amount=leg.amount, payee=payee.holder, account=payee.account,
        purpose=BENEFIT, replaces=before.reference if before else None, remark=_remark_of(leg),
    )  # fmt: skip


def _remark_of(leg: Leg) -> str:
    """The text on the payee's statement."""
    if leg.award is not None and leg.release.compensation:
        return f"Compensation {leg.release.compensation}"
    if leg.award is not None:
        return f"Award {leg.award.number}"
    number = leg.advance.number if leg.advance else ""
    return f"Incentive of list {number}" if leg.kind == Leg.Kind.BILL else f"List {number}"
