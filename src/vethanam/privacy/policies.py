"""Policies of witnesses for pages and checks, and the uses that wait for witnesses. By rows: the dispatcher
proves each policy itself (:mod:`.policy_proofs`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from vethanam.errors import Finding, Unsound
from vethanam.journal import keys
from vethanam.journal.business_time import business_now
from vethanam.journal.policy_files import offered_policies
from vethanam.journal.queries import leaf_content, position_of
from vethanam.journal.quorums import WITNESSED_WITHIN, QuorumHead, Quorums, is_signed_by_any
from vethanam.ledger.cosignatures import Policy
from vethanam.privacy.models import PolicyProposal, PolicySet, Use

# Uses of some purposes with messages that have not begun, and the place of their leaf.
_WAITING = """
SELECT u.id, u.reference, u.purpose_code, leaf.index, u.recorded_at FROM privacy_use u
  LEFT JOIN journal_leaf leaf ON leaf.staged_id = u.leaf
 WHERE u.purpose_code = ANY (%s) AND u.id IN (
   SELECT DISTINCT use_id FROM privacy_outbox WHERE done_at IS NULL AND state = 'queued')
 ORDER BY u.id
"""

_SENT = (Use.Outcome.ALLOW, Use.Outcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class PolicyShown:
    """A policy of a purpose: ``in_force``, ``coming`` or ``proposed``."""

    proposal: PolicyProposal
    state: str

    @property
    def policy(self) -> Policy:
        """The policy parsed from the text of its proposal."""
        return Policy.parse(self.proposal.text)


@dataclass(frozen=True, slots=True)
class WaitingUse:
    """A use whose messages wait for witnesses: its purpose, its policy, and since when (real time)."""

    use: int
    reference: str
    purpose: str
    policy: str
    since: datetime


def policies_shown(at: datetime) -> list[PolicyShown]:
    """Of each purpose the policy in force, those that come, and the proposal that waits; by purpose."""
    today = localdate(at)
    found = []
    rows = PolicyProposal.objects.select_related("setting", "proposed_by").order_by("purpose", "-pk")
    open_, decided, known = set(), set(), set()
    for row in rows:
        if hasattr(row, "setting"):
            open_.add(row.purpose)
            if row.purpose not in decided:
                found.append(PolicyShown(row, "coming" if row.valid_from > today else "in_force"))
                decided |= {row.purpose} if row.valid_from <= today else set()
        elif row.purpose not in open_ and row.purpose not in known:
            found.append(PolicyShown(row, "proposed"))
        known.add(row.purpose)
    return found


def policies_on(day: date) -> dict[str, tuple[str, Policy]]:
    """The name and the policy in force on a day, by purpose."""
    rows = PolicySet.objects.filter(proposal__valid_from__lte=day).select_related("proposal").order_by("pk")
    latest = {row.proposal.purpose: row.proposal for row in rows}
    found = {}
    for purpose, row in latest.items():
        with suppress(Unsound):  # a changed row; the dispatcher reads none
            found[purpose] = row.policy, Policy.parse(row.text)
    return found


def needs_no_witness(purpose: str, at: datetime) -> bool:
    """Whether a use of this purpose goes without a witness: there is no policy, or one that needs nobody."""
    _, policy = policies_on(localdate(at)).get(purpose, ("", None))
    return policy is None or policy.is_met(())


def goes_unwitnessed(leaf: int) -> bool:
    """Whether the entry of a use says that it went without a witness."""
    return leaf_content(leaf)["public"].get("unwitnessed") is True


def waiting_uses() -> list[WaitingUse]:
    """The uses whose messages wait for witnesses, oldest first."""
    today, _ = business_now()
    policies = {
        purpose: found for purpose, found in policies_on(today.date()).items() if not found[1].is_met(())
    }
    if not policies:
        return []
    quorums = Quorums(keys.public_key())
    heads = {purpose: quorums.head(policy) for purpose, (_, policy) in policies.items()}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [list(policies)])
        rows = cursor.fetchall()
    return [
        WaitingUse(use, reference, purpose, policies[purpose][0], since)
        for use, reference, purpose, index, since in rows
        if not _is_covered(index, heads[purpose])
    ]


def policy_findings() -> Iterator[Finding]:
    """For ``vethanam check``: a use that waits for witnesses too long, a file that is no policy, a purpose
    whose messages went at once and that no witness signed for within a day.
    """
    for one in waiting_uses():
        if timezone.now() - one.since > WITNESSED_WITHIN:
            yield Finding(f"Use {one.reference}", "waits_for_witnesses", facts={"policy": one.policy})
    for fault in offered_policies()[1]:
        yield Finding("policies", fault.code, facts=fault.facts)
    today, _ = business_now()
    for purpose, (name, policy) in policies_on(today.date()).items():
        if policy.witnesses and policy.is_met(()) and _is_unwitnessed(purpose, policy):
            yield Finding(purpose, "unwitnessed_for_a_day", facts={"policy": name})


def _is_unwitnessed(purpose: str, policy: Policy) -> bool:
    """Whether a use of the purpose is older than a day and no witness of the policy signed a head over it."""
    until = timezone.now() - timedelta(days=1)
    uses = Use.objects.filter(purpose_code=purpose, outcome__in=_SENT, recorded_at__lt=until)
    last = uses.order_by("-pk").values_list("leaf", flat=True).first()
    index = position_of(last) if last is not None else None
    if last is None:
        return False
    return index is None or not is_signed_by_any(keys.public_key(), policy, index)


def _is_covered(index: int | None, head: QuorumHead | None) -> bool:
    return index is not None and head is not None and index < head.size
