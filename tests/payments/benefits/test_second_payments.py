"""Money of a line that was not delivered goes a second time if two officers signed that line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.acts.test_delivery_inbox import says
from tests.benefits.bodies import at
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.benefits.test_home_delivery import acted, advanced, line_of
from vethanam.acts.executor import perform, prepare
from vethanam.benefits.actions.routes import RouteSaid, change_route
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Advance, Check, Delivery, Leg, PaymentOrder, Release, Society
from vethanam.benefits.queries.deliveries import money_of_advance
from vethanam.benefits.queries.payments import content_of, drawn_sum
from vethanam.money import shown
from vethanam.payments.actions import benefit_parts
from vethanam.periods import Month

FEBRUARY = Month(2026, 2)


def not_delivered(scheme: SignedScheme, name: str) -> None:
    """The agent did not find a person, and the secretary of the society agrees."""
    advance = Advance.objects.latest("pk")
    given: dict[str, Any] = {"advance": advance.number}
    taken = acted(scheme, "take_delivery_list", "society-secretary", **given)
    assert taken.ok, taken.says
    line: dict[str, Any] = {"reference": line_of(name).reference, "outcome": "absent", "on": "2026-10-30"}
    assert acted(scheme, "enter_delivery", "agent", **given, **line).ok
    assert acted(scheme, "check_deliveries", "society-secretary", outcome="agree", **given).ok


def moved_to_bank(scheme: SignedScheme, name: str) -> None:
    """Her account by two persons, signed by the second."""
    award = line_of(name).award
    assert award is not None
    scheme.route(award, "31234567890", FEBRUARY)
    scheme.sign_accounts()


def sent_to(scheme: SignedScheme, number: str) -> int:
    """The payments into an account in the bank's files."""
    return sum(path.read_text().count(number) for path in scheme.channel.outgoing.glob("*.xml"))


def test_a_line_not_delivered_is_paid_once_more_when_two_officers_signed_it(scheme: SignedScheme) -> None:
    release = advanced(scheme, "Anna", "Beena").release
    not_delivered(scheme, "Anna")
    assert scheme.places(release) == {"undelivered": (1, 2000), "listed": (1, 2000)}
    to_order = f"Release {release.number}: order its payment."
    assert to_order not in says(scheme, "signing-scheme") + says(scheme, "signing-finance")
    moved_to_bank(scheme, "Anna")
    scheme.pay()
    assert scheme.places(release) == {"to_order_again": (1, 2000), "listed": (1, 2000)}
    assert to_order in says(scheme, "signing-scheme") and to_order in says(scheme, "signing-finance")

    officer = scheme.bodies.officers["signing-scheme"]
    asked = prepare("order_benefit_payment", officer, {"release": release.number}, at(30), is_sample=True)
    number, signed = Advance.objects.get().number, asked.state["summary"]
    again = f"S1 {number}: 1, {shown(200_000, paise=True)}"
    assert (signed["again"], signed["head"]) == (again, "2235-60-102-99")
    scheme.do("order_benefit_payment", "signing-scheme", at(30), release=release.number)
    assert to_order not in says(scheme, "signing-scheme")
    refused = perform("order_benefit_payment", officer, {"release": release.number}, at(30), is_sample=True)
    assert refused.code == "payment_ordered_before"
    scheme.pay()
    assert sent_to(scheme, "31234567890") == 0, "one of two orders pays nobody a second time"
    scheme.do("order_benefit_payment", "signing-finance", at(30), release=release.number)
    scheme.pay(3)
    assert sent_to(scheme, "31234567890") == 1
    assert scheme.places(release) == {"credited": (1, 2000), "listed": (1, 2000)}
    assert money_of_advance(Advance.objects.get()).to_return == 200_000


def test_another_society_brings_a_line_once_more_after_the_order(scheme: SignedScheme) -> None:
    release = advanced(scheme, "Anna").release
    not_delivered(scheme, "Anna")
    second_society(scheme)
    award = line_of("Anna").award
    assert award is not None
    change_route(scheme.bodies.by("clerk"), award, RouteSaid("home", society="S2"), FEBRUARY)
    scheme.bodies.check_all()
    scheme.sign_accounts()
    scheme.order(release, at(30))
    scheme.pay(3)
    legs = Leg.objects.filter(kind="society").order_by("pk").values_list("advance__society__code", "state")
    assert list(legs) == [("S1", "credited"), ("S2", "credited")]
    assert scheme.places(release) == {"listed": (1, 2000)}


def second_society(scheme: SignedScheme) -> None:
    """Society S2 with its verified account."""
    Society.objects.create(
        code="S2", name="Second society", name_ml="രണ്ടാം സംഘം", local_body=scheme.bodies.here
    )
    given: dict[str, Any] = {
        "name": "Second society", "kind": "cooperative", "branch": "SBIN0070028", "number": "4455667799",
        "valid_from": "2026-10-01",
    }  # fmt: skip
    entry = perform("institution", scheme.bodies.officers["treasury-clerk"], given, at(27))
    assert entry.ok, entry.says
    scheme.do("verify_institution", "signing-treasury", at(27), account=int(entry.state["account"]))


def false_outcome(scheme: SignedScheme, name: str) -> None:
    """An outcome in the names of agent and secretary that neither entered."""
    said, agreed = scheme.bodies.by("agent", at(30)), scheme.bodies.by("society-secretary", at(30))
    leaf = stage(said, "delivery.entered", {"list": Advance.objects.get().number})
    row = Delivery.objects.create(
        leg=line_of(name), outcome="absent", on=at(30).date(), leaf=leaf, **entered(said)
    )
    Check.objects.create(
        kind="delivery", entry=row.pk, is_agreed=True, recorded_at=at(30), checked_by_id=agreed.account,
        person_id=agreed.person or 0,
    )  # fmt: skip


def false_orders(scheme: SignedScheme, release: Release, lines: Mapping[str, Leg]) -> None:
    """Orders of both roles over lines, without a signature."""
    for by, role in (("signing-scheme", "scheme_officer"), ("signing-finance", "finance_officer")):
        authority = scheme.bodies.by(by)
        leaf = stage(authority, "benefit.payment_ordered", {"release": release.number, "role": role})
        PaymentOrder.objects.create(
            release=release, role=role, content=content_of(release), sum=drawn_sum(release), leaf=leaf,
            again=[one.pk for one in lines.values()], **entered(authority),
        )  # fmt: skip


@pytest.mark.parametrize("role", ["web", "worker"])
def test_rows_of_an_outcome_and_of_orders_pay_nobody_a_second_time(
    scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    """She moved to a bank after the society brought her the money; a process says that it did not."""
    release = advanced(scheme, "Anna").release
    with scheme.world.role(role):
        false_outcome(scheme, "Anna")
    assert line_of("Anna").state == "undelivered"
    moved_to_bank(scheme, "Anna")
    with scheme.world.role(role):
        false_orders(scheme, release, {"Anna": line_of("Anna")})
    scheme.pay()
    assert Leg.objects.filter(kind="bank").count() == 0, "an honest worker writes no leg for it"
    with monkeypatch.context() as worker:
        worker.setattr(benefit_parts, "lines_ordered_again", lambda _orders: {line_of("Anna").pk})
        scheme.pay()
    (leg,) = Leg.objects.filter(kind="bank")
    assert (leg.state, leg.why) == ("withheld", "not_ordered_again")
    assert sent_to(scheme, "31234567890") == 0
    assert scheme.places(release) == {"withheld": (1, 2000)}

    scheme.order(release, at(30))  # the officers were told by the society, and sign that line
    scheme.pay(3)
    assert sent_to(scheme, "31234567890") == 1
    assert scheme.places(release) == {"credited": (1, 2000)}
