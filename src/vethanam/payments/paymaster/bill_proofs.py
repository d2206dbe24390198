"""Bills proven from the signatures of those who checked, presented and passed them.

Each of them signed the statement of the bill as it stands: ``content`` binds every claim to the paisa,
``institutions`` what the deductions pay to whom. So each payment of the bill is bound by every signature.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vethanam.errors import Sentence
from vethanam.identity.models import SignedAct
from vethanam.identity.signers import ProvenSigner
from vethanam.ledger.signed_acts import is_covered
from vethanam.payments.paymaster.signature_proofs import Entry, SignedLog
from vethanam.payroll.bills.statements import Content, contents_of
from vethanam.payroll.models import Bill, BillAct
from vethanam.people.models import BillClass, Employment, Role

_STEPS = {
    BillClass.Signing.MAKER_CHECKER: ("made", "checked", "presented", "passed"),
    BillClass.Signing.COUNTERSIGNED: ("made", "countersigned", "presented", "passed"),
    BillClass.Signing.SELF_DRAWN: ("made", "presented", "passed"),
}
_ROLES = {
    "checked": Role.DRAWING_OFFICER,
    "countersigned": Role.COUNTERSIGNING_OFFICER,
    "presented": Role.DRAWING_OFFICER,
    "passed": Role.TREASURY_OFFICER,
}
_HASH = re.compile("[0-9a-f]{64}")
_SHARED = ("bill", "kind", "signing", "drawing_code", "treasury", "people", "gross", "deductions", "net")


@dataclass(frozen=True, slots=True)
class ProvenBill:
    """What a bill pays, as it was signed: net by employment, and sums by component and institution.

    ``why`` says what is not proven; then nothing of it is paid. ``waits``: a leaf has no signed head yet.
    """

    nets: Mapping[int, int] = field(default_factory=dict)
    institutions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    why: Sentence | None = None
    waits: bool = False


def prove_bills(ids: Collection[int], log: SignedLog) -> dict[int, ProvenBill]:
    """The proven content of each bill, by id, from its signed steps in the log."""
    bills = list(
        Bill.objects.filter(pk__in=list(ids)).select_related("drawing_code", "treasury", "bill_class")
    )
    acts = _last_acts(bills)
    contents = contents_of(bills)
    entries = log.entries([act.leaf for steps in acts.values() for act in steps.values()])
    signed = _signers(entries.values(), log)
    return {bill.pk: _proven(bill, acts[bill.pk], contents[bill.pk], entries, signed) for bill in bills}


def _last_acts(bills: Sequence[Bill]) -> dict[int, dict[str, BillAct]]:
    found: dict[int, dict[str, BillAct]] = {bill.pk: {} for bill in bills}
    steps = ["made", *_ROLES]
    for act in BillAct.objects.filter(bill__in=bills, act__in=steps).order_by("id"):
        found[act.bill_id][act.act] = act
    return found


def leaves_signing(bills: Collection[int], log: SignedLog) -> set[int]:
    """Staged ids of the signatures under the steps of bills, so that one call proves many bills."""
    acts = BillAct.objects.filter(bill__in=list(bills), act__in=_ROLES)
    return _leaves_over(log.entries(list(acts.values_list("leaf", flat=True))).values())


def _leaves_over(entries: Collection[Entry]) -> set[int]:
    parts = [part for entry in entries if isinstance(part := entry.public.get("signed"), Mapping)]
    wanted = {one for part in parts if _HASH.fullmatch(one := str(part.get("approves")))}
    rows = SignedAct.objects.filter(commitment__in=[bytes.fromhex(one) for one in wanted], signs="bill")
    return {*rows.values_list("leaf", flat=True)}


def _signers(entries: Collection[Entry], log: SignedLog) -> dict[str, list[ProvenSigner]]:
    """Who signed, by the commitment."""
    found: dict[str, list[ProvenSigner]] = {}
    for signing in log.signings(_leaves_over(entries)).values():
        found.setdefault(signing.by.commitment, []).append(signing.by)
    return found


def _proven(
    bill: Bill,
    acts: Mapping[str, BillAct],
    content: Content,
    entries: Mapping[int, Entry],
    signed: Mapping[str, Sequence[ProvenSigner]],
) -> ProvenBill:
    steps = _STEPS.get(bill.bill_class.signing)  # type: ignore[call-overload]
    if steps is None or bill.signing != bill.bill_class.signing:
        return _not(bill, "bill_of_another_class")
    signers: dict[str, ProvenSigner] = {}
    waits = False
    for step in steps:
        act = acts.get(step)
        if act is None:
            return _not(bill, "bill_step_missing", step=step)
        entry = entries.get(act.leaf)
        if entry is None:
            waits = True
            continue
        if entry.kind != f"bill_{step}" or entry.public.get("bill") != bill.number:
            return _not(bill, "bill_step_missing", step=step)
        if step == "made":
            continue
        signer = _signer(bill, step, entry, content, signed)
        if signer is None:
            return _not(bill, "bill_step_unsigned", step=step)
        signers[step] = signer
    if waits:
        return ProvenBill(waits=True)
    if any(one.is_same(signers["passed"]) for step, one in signers.items() if step != "passed"):
        return _not(bill, "bill_passed_by_drawer")
    if bill.signing == BillClass.Signing.SELF_DRAWN and not _is_for_oneself(
        bill, content, signers["presented"].person
    ):
        return _not(bill, "bill_drawn_for_another")
    if bill.made_by_id in {one.person for step, one in signers.items() if step in ("checked", "passed")}:
        return _not(bill, "bill_checked_by_maker")
    return ProvenBill(content.nets, content.institutions)


def _signer(
    bill: Bill, step: str, entry: Entry, content: Content, signed: Mapping[str, Sequence[ProvenSigner]]
) -> ProvenSigner | None:
    """Who signed this step of the bill as it stands, herself in its office; None if nobody did."""
    part, statement = entry.public.get("signed"), entry.private.get("signed")
    if not isinstance(part, Mapping) or not isinstance(statement, Mapping):
        return None
    stands = {**_columns(bill), "content": content.claims, "institutions": content.paid_on}
    if any(statement.get(name) != value for name, value in stands.items()) or not is_covered(statement, part):
        return None
    scope = bill.treasury.code if step == "passed" else bill.drawing_code.code
    for one in signed.get(str(part["approves"]), ()):
        if one.role == _ROLES[step] and one.holds(one.role, scope):
            return one
    return None


def _columns(bill: Bill) -> dict[str, Any]:
    own = {"bill": bill.number, "drawing_code": bill.drawing_code.code, "treasury": bill.treasury.code}
    return {name: own.get(name, getattr(bill, name, None)) for name in _SHARED}


def _is_for_oneself(bill: Bill, content: Content, person: int) -> bool:
    """Whether a self-drawn bill pays its presenter alone, or the officer whom she represents."""
    whose = set(Employment.objects.filter(pk__in=list(content.nets)).values_list("person", flat=True))
    return len(whose) == 1 and whose <= {person, bill.presented_for_id}


def _not(bill: Bill, code: str, **facts: str) -> ProvenBill:
    return ProvenBill(why=Sentence(code, {"bill": bill.number, **facts}))
