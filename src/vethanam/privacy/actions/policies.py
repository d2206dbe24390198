"""Set a policy of witnesses for a purpose: one officer proposes it, another agrees.

One is an administrator, the other the data protection officer. The newest proposal of a purpose waits; one
that names a policy that is not in force any more has lapsed.
"""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils.timezone import localdate

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority, signed_part
from vethanam.identity.logged_acts import logged_act
from vethanam.journal.policy_files import PolicyFile
from vethanam.journal.queries import leaf_content
from vethanam.ledger.canonical import Json
from vethanam.ledger.policies import SET, public_of, statement_of
from vethanam.privacy.models import PolicyProposal, PolicySet
from vethanam.privacy.policy_proofs import statement_in_force
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.two_officers import may_agree, require_officer

#: the name of the item in both signatures
POLICY = "policy"
NEEDS_OFFICERS = "policy_needs_officers"


def statement_of_file(authority: Authority, file: PolicyFile, purpose: str, first: date) -> dict[str, Json]:
    """The statement that an officer signs to propose a policy.

    Raises
    ------
    Refused
        The actor is none of the two officers, or acts in another's name.
    Unsound
        The purpose opens no contact, or the day is over.
    """
    require_officer(authority, NEEDS_OFFICERS)
    found = catalogue_now().on(purpose, localdate(authority.at))
    if found is None or not found.opens_contacts:
        raise Unsound("policy_without_use", purpose=typed(purpose, 24))
    if first < localdate(authority.at):
        raise Unsound("policy_day_is_over")
    return statement_of(file.name, purpose, file.text, first.isoformat(), _before(purpose))


def statement_of_proposal(proposal: PolicyProposal) -> dict[str, Json]:
    """The same statement from a proposal, for the officer who agrees."""
    return statement_of(
        proposal.policy, proposal.purpose, proposal.text, proposal.valid_from.isoformat(), proposal.before
    )


@transaction.atomic
def propose_policy(authority: Authority, file: PolicyFile, purpose: str, first: date) -> PolicyProposal:
    """Propose the policy of a file for a purpose from a day on; see :func:`statement_of_file`."""
    says = statement_of_file(authority, file, purpose, first)
    signed, _ = signed_part(authority, POLICY)
    public = {**public_of(says, file.text), **signed, "role": authority.role}
    return PolicyProposal.objects.create(
        purpose=purpose, policy=file.name, text=file.text, valid_from=first, before=str(says["before"]),
        role=authority.role, proposed_by_id=authority.account,
        **logged_act(authority, "policy.proposed", public),
    )  # fmt: skip


@transaction.atomic
def agree_policy(authority: Authority, proposal: PolicyProposal) -> PolicySet:
    """Agree to another officer's proposal: the policy is set, and in force from its day.

    Raises
    ------
    Refused
        The actor is not the other officer, or it is set or has lapsed.
    """
    require_decidable(authority, proposal)
    proposed = leaf_content(proposal.leaf)["public"].get("signed")
    agreed, _ = signed_part(authority, POLICY)
    says = statement_of_proposal(proposal)
    public = {**public_of(says, proposal.text), "proposed": proposed, "agreed": agreed.get("signed")}
    row = logged_act(authority, SET, public)
    return PolicySet.objects.create(proposal=proposal, agreed_by_id=authority.account, **row)


def require_decidable(authority: Authority, proposal: PolicyProposal) -> None:
    """Refuse an actor who may not agree, and a proposal that does not wait any more."""
    require_officer(authority, NEEDS_OFFICERS)
    if not may_agree(authority, proposal):
        raise Refused("policy_of_the_same")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 8))", [proposal.purpose])
    newest = PolicyProposal.objects.filter(purpose=proposal.purpose).order_by("-pk").first()
    if newest != proposal or hasattr(proposal, "setting") or proposal.before != _before(proposal.purpose):
        raise Refused("policy_lapsed")


def _before(purpose: str) -> str:
    return statement_in_force(purpose)
