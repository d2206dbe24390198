"""The order of a release's payment, proven from the log: by an officer of its scheme and another of finance.

Both signed the hash of its drawals and the head of account. An order that names lines not delivered lets
these lines be paid a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vethanam.benefits.models import PaymentOrder, Release
from vethanam.benefits.payment_statements import ADDED, payment_statement
from vethanam.benefits.queries.payments import content_of, drawn_sum
from vethanam.identity.signed_statements import statements
from vethanam.identity.signers import ProvenSigner
from vethanam.payments.messages import Account
from vethanam.payments.paymaster.signature_proofs import SignedLog, Signing
from vethanam.people.models import Role

ACT = "order_benefit_payment"


@dataclass(frozen=True, slots=True)
class ProvenOrder:
    """The order of a release, or ``why`` it is not proven. ``waits``: look again later.

    ``head`` is the account that both officers signed; None if their orders are from before orders named it.
    ``again``: references of the lines that may be paid a second time.
    """

    why: str = ""
    waits: bool = False
    head: Account | None = None
    again: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Order:
    by: ProvenSigner
    added: Mapping[str, Any]


def proven_order(log: SignedLog, release: Release) -> ProvenOrder:
    """The order of a release as two persons signed it."""
    if release.payer != "state":
        return ProvenOrder("release_paid_elsewhere")
    leaves = [
        leaf
        for leaf in PaymentOrder.objects.filter(release=release).values_list("signed__leaf", flat=True)
        if leaf is not None
    ]
    waits = bool(log.waiting(leaves))
    signings = log.signings(leaves)
    orders = list(_orders(release, [signings[leaf] for leaf in sorted(signings)]))
    scheme = [one for one in orders if _is_of_scheme(one.by, release)]
    finance = [one for one in orders if one.by.role == Role.FINANCE_OFFICER and one.by.holds(one.by.role)]
    pairs = [(one, other) for one in scheme for other in finance if not one.by.is_same(other.by)]
    if not pairs:
        return ProvenOrder("payment_not_ordered", waits)
    heads = [_heads(one, other) for one, other in pairs]
    if all(len(one) > 1 for one in heads):
        return ProvenOrder("payment_not_ordered", waits)
    named = [next(iter(one)) for one in heads if len(one) == 1]
    both = (_again(one.added) & _again(other.added) for one, other in pairs)
    return ProvenOrder(waits=waits, head=named[-1] if named else None, again=frozenset[str]().union(*both))


def _orders(release: Release, signings: Iterable[Signing]) -> Iterable[_Order]:
    """The signatures over the release as it stands, with the parts that may be added to its statement."""
    says = payment_statement(release, content_of(release), drawn_sum(release))
    for one in signings:
        said = statements(one, ACT)
        if len(said) != 1:
            continue
        if {name: value for name, value in said[0].items() if name not in ADDED} == says:
            yield _Order(one.by, said[0])


def _is_of_scheme(signer: ProvenSigner, release: Release) -> bool:
    return signer.role == Role.SCHEME_OFFICER and signer.holds(signer.role, release.scheme.code)


def _heads(one: _Order, other: _Order) -> set[Account]:
    """The heads that two orders name; two of them agree on none."""
    return {
        Account(str(order.added.get("department")), str(order.added["head"]))
        for order in (one, other)
        if "head" in order.added
    }


def _again(added: Mapping[str, Any]) -> frozenset[str]:
    said = added.get("again")
    return frozenset(str(one) for one in said) if isinstance(said, list) else frozenset()
