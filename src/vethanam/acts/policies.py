"""Acts on policies of witnesses: one officer proposes a policy for a purpose, another agrees."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Day, Given
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.two_officers import OFFICERS, ProposalNamed
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.policy_files import policy_file, policy_files
from vethanam.privacy.actions import (
    agree_policy,
    propose_policy,
    require_decidable,
    statement_of_file,
    statement_of_proposal,
)
from vethanam.privacy.actions.policies import POLICY
from vethanam.privacy.models import PolicyProposal
from vethanam.privacy.policies import PolicyShown, policies_shown


class PolicyGiven(SignedGiven):
    """The policy, its purpose and its first day."""

    policy: Code = Field(title=_("Policy"), description=_("Name of a file in keys/policies, such as event."))
    purpose: Code = Field(title=_("Purpose"), description=_("Such as SAL-CREDIT."))
    first: Day | None = Field(
        None, alias="from", title=_("From"), description=_("Today, if it is left empty.")
    )


class PoliciesAsked(Given):
    """No fields."""


def _prepare(authority: Authority, given: PolicyGiven) -> Prepared:
    file, first = policy_file(given.policy), given.first or localdate(authority.at)
    says = statement_of_file(authority, file, given.purpose, first)
    return prepared_list(authority, "set_policy", {POLICY: says}, summary={**says, "text": file.text})


@act(
    "set_policy", title=_("Propose a policy of witnesses"), roles=OFFICERS, signs="rights", prepares=_prepare
)
def propose(authority: Authority, given: PolicyGiven) -> Answer:
    """Propose which witnesses must sign before a message of a purpose goes, as administrator or as data
    protection officer.

    It is in force once the other officer agrees. A later proposal for the purpose replaces one that waits.
    """
    first = given.first or localdate(authority.at)
    proposal = propose_policy(authority, policy_file(given.policy), given.purpose, first)
    state = {"proposal": proposal.pk, "policy": proposal.policy, "purpose": proposal.purpose}
    return Answer.of("policy_proposed", state, policy=proposal.policy, purpose=proposal.purpose)


def _prepare_agreement(authority: Authority, given: ProposalNamed) -> Prepared:
    proposal = _proposal(given.proposal)
    require_decidable(authority, proposal)
    says = statement_of_proposal(proposal)
    return prepared_list(authority, "agree_policy", {POLICY: says}, summary={**says, "text": proposal.text})


@act(
    "agree_policy", title=_("Agree to a policy of witnesses"), roles=OFFICERS, signs="rights",
    prepares=_prepare_agreement,
)  # fmt: skip
def agree(authority: Authority, given: ProposalNamed) -> Answer:
    """Agree to the policy that the other officer proposed. From its day it decides when messages go."""
    proposal = _proposal(given.proposal)
    agree_policy(authority, proposal)
    state = {"proposal": proposal.pk, "policy": proposal.policy, "purpose": proposal.purpose}
    return Answer.of(
        "policy_is_set", state, policy=proposal.policy, purpose=proposal.purpose, day=proposal.valid_from
    )


@view("policies", title=_("Policies of witnesses"), roles=OFFICERS, rows="policies")
def policies(authority: Authority, given: PoliciesAsked) -> dict[str, Any]:
    """The policies of purposes, in force and proposed, and the files that offer one."""
    del given
    return {
        "policies": [_state(one) for one in policies_shown(authority.at)],
        "files": [{"policy": one.name, "text": one.text} for one in policy_files()],
    }


def _state(one: PolicyShown) -> dict[str, Any]:
    return {
        "proposal": one.proposal.pk, "purpose": one.proposal.purpose, "policy": one.proposal.policy,
        "from": one.proposal.valid_from.isoformat(), "state": one.state, "text": one.proposal.text,
    }  # fmt: skip


def _proposal(number: int) -> PolicyProposal:
    found = PolicyProposal.objects.filter(pk=number).first()
    if found is None:
        raise Unsound("no_such_policy_proposal", proposal=number)
    return found
