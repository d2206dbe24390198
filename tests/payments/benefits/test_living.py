"""Money of a person who was reported dead goes again once an officer has signed that she lives."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.benefits.bodies import at
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.benefits.test_home_delivery import line_of, with_society
from tests.payments.benefits.test_second_payments import sent_to
from vethanam.acts.executor import perform, prepare
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Award, Check, Leg, PaymentOrder, StandingEvent
from vethanam.service_book.models import AccountSignature

ANNA = "31234567890"


def reported(scheme: SignedScheme, award: Award) -> None:
    """A relative says that she died."""
    report_death(scheme.bodies.by("clerk"), award.beneficiary, date(2026, 10, 1), "relative")


def restored(scheme: SignedScheme, award: Award) -> None:
    """Two officers of the local body say that she lives."""
    given: dict[str, Any] = {
        "award": award.number, "lifts": "death_reported", "cause": "alive", "from": "2026-11",
        "order": {"number": "C2-77/2026", "dated": "2026-10-28"},
    }  # fmt: skip
    done = perform("restore", scheme.bodies.officers["secretary"], given, at(28))
    assert done.ok, done.says
    event = StandingEvent.objects.get(award=award, cause="alive")
    check_entry(
        scheme.bodies.by("signing-secretary", at(28, 12)), Named("standing", event.pk), is_agreed=True
    )


def falsely_restored(scheme: SignedScheme, award: Award) -> None:
    """The same by rows alone."""
    by, other = scheme.bodies.by("secretary"), scheme.bodies.by("signing-secretary")
    stop = StandingEvent.objects.get(award=award, cause="death_reported")
    leaf = stage(by, "standing.changed", {"event": "restored", "cause": "alive"})
    row = StandingEvent.objects.create(
        award=award, event="restored", cause="alive", from_month=202611, lifts=stop, leaf=leaf, **entered(by)
    )
    Check.objects.create(
        kind="standing", entry=row.pk, is_agreed=True, recorded_at=at(28, 12), checked_by_id=other.account,
        person_id=other.person or 0,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["bank", "home"])
def test_she_is_paid_once_an_officer_has_signed_that_she_lives(scheme: SignedScheme, kind: str) -> None:
    with_society(scheme)
    award = scheme.award(ANNA if kind == "bank" else "", "Anna", kind)
    scheme.sign_accounts(when=at(27))
    release = scheme.release(2000)
    scheme.order(release)
    reported(scheme, award)
    restored(scheme, award)
    assert scheme.places(release) == {"unsigned": (1, 2000)}
    officer = scheme.bodies.officers["signing-secretary"]
    asked = prepare("sign_benefit_accounts", officer, {}, at(28, 13), is_sample=True)
    (stop,) = StandingEvent.objects.filter(cause="death_reported").values_list("pk", flat=True)
    assert [one["lives"] for one in asked.state["summary"]["accounts"]] == [[stop]]
    assert scheme.sign_accounts(when=at(28, 13)) == 1
    assert scheme.sign_accounts(when=at(28, 14)) == 0
    scheme.pay()
    assert scheme.states()["Anna"] == {"bank": "credited", "home": "listed"}[kind]


@pytest.mark.parametrize(("role", "kind"), [("web", "bank"), ("worker", "home")])
def test_rows_that_say_that_she_lives_pay_nobody(scheme: SignedScheme, role: str, kind: str) -> None:
    with_society(scheme)
    award = scheme.award(ANNA if kind == "bank" else "", "Anna", kind)
    scheme.sign_accounts(when=at(27))
    release = scheme.release(2000)
    scheme.order(release)
    reported(scheme, award)
    with scheme.world.role(role):
        falsely_restored(scheme, award)
        signed, other = AccountSignature.objects.latest("pk"), PaymentOrder.objects.latest("pk")
        assert other.signed_id is not None
        AccountSignature.objects.create(
            kind=signed.kind, fact=signed.fact, signed_id=other.signed_id, recorded_at=at(28, 13)
        )
    scheme.pay()
    assert {*Leg.objects.filter(award=award).values_list("state", "why")} == {("withheld", "award_stopped")}
    assert sent_to(scheme, ANNA) == sent_to(scheme, "4455667788") == 0


def test_a_person_who_was_never_reported_dead_is_signed_once(scheme: SignedScheme) -> None:
    scheme.award(ANNA, "Anna")
    assert scheme.sign_accounts() == 1
    officer = scheme.bodies.officers["signing-secretary"]
    asked = prepare("sign_benefit_accounts", officer, {}, at(28), is_sample=True)
    assert "accounts" not in asked.state.get("summary", {})
    with pytest.raises(Leg.DoesNotExist):
        line_of("Anna")
