"""Acts on contacts: an office asks to use them under a purpose."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.messaging.actions.asking import ask_for_use
from vethanam.sample.acts import Act, Answer


def request(authority: Authority, act: Act) -> Answer:
    """A request as in a file of questions, with ``cohort`` (a rule in words) in place of its subjects."""
    answered = ask_for_use(authority, act.given)
    decision = answered.decision
    state = {
        "use": answered.reference,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "also": list(decision.also),
        "subjects": len(decision.per_subject),
        "allowed": decision.allowed,
    }
    return Answer(answered.says, state)
