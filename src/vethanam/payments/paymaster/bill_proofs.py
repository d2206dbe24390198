"""Bills proven from the signatures of those who checked, presented and passed them.

Each of them signed the statement of the bill as it stands: ``content`` binds every claim to the paisa,
``institutions`` what the deductions pay to whom. So each payment of the bill is bound by every signature.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
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
    acts = _leaves_of_steps(bills)
    contents = contents_of(bills)
    leaves = [leaf for steps in acts.values() for step in steps.values() for leaf in step]
    # in this order: an entry that gets its head in between is then read, and not missing
    waiting = log.waiting(leaves)
    entries = log.entries(leaves)
    signed = _signers(entries.values(), log)
    steps_ = {
        bill.pk: _Steps(bill, acts[bill.pk], contents[bill.pk], entries, waiting, signed) for bill in bills
    }
    return {bill.pk: _proven(bill, contents[bill.pk], steps_[bill.pk]) for bill in bills}


def _leaves_of_steps(bills: Sequence[Bill]) -> dict[int, dict[str, list[int]]]:
    """The entries that rows name for each step of a bill, the last first."""
    found: dict[int, dict[str, list[int]]] = {bill.pk: {} for bill in bills}
    rows = BillAct.objects.filter(bill__in=bills, act__in=["made", *_ROLES]).order_by("-id")
    for bill, act, leaf in rows.values_list("bill", "act", "leaf"):
        found[bill].setdefault(act, []).append(leaf)
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


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of a bill with the entries that its rows name. A false row hides no true one."""

    bill: Bill
    leaves: Mapping[str, Sequence[int]]
    content: Content
    entries: Mapping[int, Entry]
    waiting: Collection[int]
    signed: Mapping[str, Sequence[ProvenSigner]]

    def is_made(self) -> bool:
        """Whether an entry says that the bill was made."""
        return any(True for _ in self._of("made"))

    def signer(self, step: str) -> ProvenSigner | None:
        """Who signed a step of the bill as it stands; None if nobody did."""
        found = (_signer(self.bill, step, entry, self.content, self.signed) for entry in self._of(step))
        return next((one for one in found if one is not None), None)

    def waits(self, step: str) -> bool:
        """Whether an entry of a step has no signed head yet."""
        return any(leaf in self.waiting for leaf in self.leaves.get(step, ()))

    def fault(self, step: str) -> str:
        """Why a step is not proven."""
        return "bill_step_unsigned" if any(True for _ in self._of(step)) else "bill_step_missing"

    def _of(self, step: str) -> Iterator[Entry]:
        """The entries of a step that name this bill."""
        for leaf in self.leaves.get(step, ()):
            entry = self.entries.get(leaf)
            if (
                entry is not None
                and entry.kind == f"bill_{step}"
                and entry.public.get("bill") == self.bill.number
            ):
                yield entry


def _proven(bill: Bill, content: Content, steps: _Steps) -> ProvenBill:
    needed = _STEPS.get(bill.bill_class.signing)  # type: ignore[call-overload]
    if needed is None or bill.signing != bill.bill_class.signing:
        return _not(bill, "bill_of_another_class")
    signers: dict[str, ProvenSigner] = {}
    waits = False
    for step in needed:
        signer = steps.signer(step) if step != "made" else None
        if signer is not None:
            signers[step] = signer
        elif step != "made" or not steps.is_made():
            if not steps.waits(step):
                return _not(bill, steps.fault(step), step=step)
            waits = True
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
