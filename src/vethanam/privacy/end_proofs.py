"""Ends of holds, of breach cases and of restraints, proven from signatures in the log.

The worker destroys what nothing holds. A row that says a hold has ended proves nothing, since the web process
writes it: the worker enters what it proved (:class:`~vethanam.privacy.models.ProvenEnd`), and the owner's
functions read only that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Finding
from vethanam.identity.signed_leaves import signed_leaf
from vethanam.journal import keys
from vethanam.journal.queries import is_under_head, leaf_content
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.retention import ENDS, HOLD_ENDED, HOLDERS, statement_of_end
from vethanam.ledger.signers import Signer
from vethanam.privacy.current_restraints import position_counts
from vethanam.privacy.models import HoldStep, ProvenEnd, RestraintPosition

_Of = ProvenEnd.Of


@transaction.atomic
def prove_ends(log_key: VerifierKey | None = None) -> int:
    """Enter each end that signatures under a signed head prove; returns how many are new."""
    key = log_key or keys.public_key()
    new = {(one.of, one.reference): one for one in _unproven() if _is_proven(one, key)}
    ProvenEnd.objects.bulk_create(new.values())
    return len(new)


def step_counts(step: HoldStep) -> bool:
    """Whether a page shows a step to an end: the log proves its signatures, or has not taken its signed entry
    yet.
    """
    kept = step.hold or step.case
    if kept is None:
        return False
    is_end = step.kind == HoldStep.Kind.ENDED
    if not is_under_head(step.leaf):
        return isinstance(leaf_content(step.leaf)["public"].get("agreed" if is_end else "signed"), Mapping)
    key = keys.public_key()
    if is_end:
        return _is_signed_end(step.leaf, kept.reference, key)
    leaf = signed_leaf(step.leaf, key)
    says = statement_of_end(kept.reference)
    return leaf is not None and any(
        one.role == step.role and one.role in HOLDERS and one.holds(one.role)
        for one in leaf.signers_of("signed", says, ENDS)
    )


def end_findings() -> Iterator[Finding]:
    """For ``vethanam check``: ends on record without their proof, and proven ends that signatures deny."""
    key = keys.public_key()
    for one in _unproven():
        if is_under_head(one.leaf, key) and not _is_proven(one, key):
            yield Finding(f"End of {one.reference}", "end_unproven")
    for one in ProvenEnd.objects.order_by("pk"):
        if not _is_proven(one, key):
            yield Finding(f"End of {one.reference}", "end_unproven", blocks=True)


def _unproven() -> list[ProvenEnd]:
    """What rows say has ended, as it would be entered once proven."""
    now, known = timezone.now(), {*ProvenEnd.objects.values_list("of", "reference")}
    ended = HoldStep.objects.filter(kind=HoldStep.Kind.ENDED).order_by("pk")
    found = [
        ProvenEnd(of=_Of.HOLD if hold else _Of.CASE, reference=hold or case, leaf=leaf, recorded_at=now)
        for hold, case, leaf in ended.values_list("hold__reference", "case__reference", "leaf")
    ]
    found += [
        ProvenEnd(of=_Of.POSITION, reference=str(pk), leaf=leaf, recorded_at=now)
        for pk, leaf in RestraintPosition.objects.order_by("pk").values_list("pk", "leaf")
    ]
    return [one for one in found if (one.of, one.reference) not in known]


def _is_proven(end: ProvenEnd, log_key: VerifierKey) -> bool:
    if end.of == _Of.POSITION:
        position = RestraintPosition.objects.select_related("restraint", "proposal").get(pk=end.reference)
        return position_counts(position, log_key)
    return _is_signed_end(end.leaf, end.reference, log_key)


def _is_signed_end(staged: int, reference: str, log_key: VerifierKey) -> bool:
    leaf = signed_leaf(staged, log_key)
    if leaf is None or leaf.kind != HOLD_ENDED or leaf.public.get("hold") != reference:
        return False
    says = statement_of_end(reference)
    return any(
        _are_the_two(one, other)
        for one in leaf.signers_of("proposed", says, ENDS)
        for other in leaf.signers_of("agreed", says, ENDS)
    )


def _are_the_two(one: Signer, other: Signer) -> bool:
    """Whether two persons signed, one as law officer and one as data protection officer."""
    law, protection = HOLDERS
    return one.holder != other.holder and any(
        a.role == law and a.holds(law) and b.role == protection and b.holds(protection)
        for a, b in ((one, other), (other, one))
    )
