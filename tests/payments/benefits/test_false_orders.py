"""A false order of a payment, written by the web process, keeps no officer from ordering it."""

from __future__ import annotations

import pytest

from tests.benefits.bodies import OLD_AGE, at
from tests.payments.benefits.conftest import SignedScheme
from vethanam.acts.executor import perform
from vethanam.acts.inbox import inbox_of
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import PaymentOrder, Release
from vethanam.benefits.order_proofs import order_findings
from vethanam.benefits.queries.payments import content_of, drawn_sum
from vethanam.people.queries import hats_of


def false_order(scheme: SignedScheme, release: Release, by: str, role: str) -> None:
    """An order in an officer's name without her signature."""
    with scheme.world.role("web"):
        authority = scheme.bodies.by(by)
        leaf = stage(authority, "benefit.payment_ordered", {"release": release.number, "role": role})
        PaymentOrder.objects.create(
            release=release, role=role, content=content_of(release), sum=drawn_sum(release), leaf=leaf,
            **entered(authority),
        )  # fmt: skip


def to_order(scheme: SignedScheme, name: str) -> list[str]:
    """The payments that an officer's inbox has her order."""
    account = scheme.bodies.officers[name]
    with scheme.world.role("web"):
        rows = inbox_of(account.pk, hats_of(account.pk, at(28)), at(28), is_sample=True)
    return [row.key for row in rows if row.kind == "payment_to_order"]


@pytest.mark.parametrize("by", [f"{OLD_AGE}-1", "signing-finance"])
def test_false_orders_stand_beside_the_true_ones_and_the_money_goes_once(
    scheme: SignedScheme, by: str
) -> None:
    scheme.award("31234567890", "Anna")
    release = scheme.release(2000)
    false_order(scheme, release, by, "scheme_officer")
    scheme.sign_log()
    assert [one.code for one in order_findings()] == ["order_unproven"]
    assert to_order(scheme, "signing-scheme") == [release.number]
    scheme.do("order_benefit_payment", "signing-finance", release=release.number)
    scheme.sign_accounts()
    scheme.pay()
    assert scheme.places(release).get("credited") is None, "one true order pays nothing"
    scheme.do("order_benefit_payment", "signing-scheme", release=release.number)
    assert to_order(scheme, "signing-scheme") == []
    given = {"release": release.number}
    again = perform("order_benefit_payment", scheme.bodies.officers["signing-scheme"], given, at(28))
    assert not again.ok
    scheme.pay(3)
    assert scheme.places(release) == {"credited": (1, 2000)}
    assert [one.code for one in order_findings()] == ["order_unproven"]
    assert PaymentOrder.objects.count() == 3
