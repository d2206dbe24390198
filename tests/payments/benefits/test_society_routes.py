"""A society gets money of a person whose route to it an officer signed, and into its own signed account."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.benefits.bodies import OLD_AGE, at
from tests.benefits.sheets import last_sheet, rows_of, sheet
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.benefits.test_home_delivery import with_society
from tests.payments.benefits.test_second_payments import second_society, sent_to
from vethanam.acts.executor import perform, prepare
from vethanam.acts.fields import File
from vethanam.benefits.audit import broken_invariants
from vethanam.benefits.entering import entered
from vethanam.benefits.models import Award, Check, Leg, Route, SheetRow, Society
from vethanam.benefits.sheets import roots
from vethanam.people.models import Department, HeadOfAccount, MasterDecision, MasterProposal
from vethanam.periods import Month
from vethanam.service_book.models import AccountSignature

S1, S2 = "4455667788", "4455667799"


def false_route(scheme: SignedScheme, award: Award, society: str) -> Route:
    """A route to a society that nobody entered, checked by nobody, beside a signature over another route."""
    authority = scheme.bodies.by("clerk-2")
    row = Route.objects.create(
        application=award.decision.application, payer="state", from_month=202602, kind="home",
        society=Society.objects.get(code=society), **entered(authority),
    )  # fmt: skip
    checker = scheme.bodies.by("secretary")
    Check.objects.create(
        kind="route", entry=row.pk, is_agreed=True, recorded_at=at(), checked_by_id=checker.account,
        person_id=checker.person or 0,
    )  # fmt: skip
    signed = AccountSignature.objects.filter(kind="benefit_route").latest("pk").signed_id
    AccountSignature.objects.create(kind="benefit_route", fact=row.pk, signed_id=signed, recorded_at=at())
    return row


def agree_falsely(scheme: SignedScheme) -> None:
    """A change of masters in two officers' names that neither made."""
    one, other = (scheme.bodies.by(name) for name in ("signing-treasury", "treasury-clerk"))
    proposal = MasterProposal.objects.create(
        digest=bytes(32), proposed_by_id=one.account, proposed_person_id=one.person, recorded_at=at()
    )
    MasterDecision.objects.create(
        proposal=proposal, outcome="agreed", decided_by_id=other.account, decided_person_id=other.person or 0,
        recorded_at=at(),
    )  # fmt: skip


def whys(scheme: SignedScheme) -> set[tuple[str, str]]:
    """State and reason of each payment to a society."""
    return {*Leg.objects.filter(kind="society").values_list("state", "why")}


@pytest.mark.parametrize("role", ["web", "worker"])
def test_rows_of_a_route_bring_no_money_to_a_society(scheme: SignedScheme, role: str) -> None:
    with_society(scheme)
    theirs = scheme.award("31234567890", "Anna")
    scheme.sign_accounts()
    with scheme.world.role(role):
        false_route(scheme, theirs, "S1")
    release = scheme.release(2000)
    scheme.order(release)
    scheme.pay()
    assert whys(scheme) == {("withheld", "society_route_unsigned")}
    assert sent_to(scheme, S1) == 0
    scheme.sign_accounts()
    scheme.pay()
    assert sent_to(scheme, S1) == 0, "a signature that stands by rows keeps the row out of the list to sign"


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_false_line_holds_up_no_other_line_of_its_society(scheme: SignedScheme, role: str) -> None:
    with_society(scheme)
    for name in ("Anna", "Beena"):
        scheme.award("", name, "home")
    theirs = scheme.award("31234567890", "Chandra")
    scheme.sign_accounts()
    with scheme.world.role(role):
        false_route(scheme, theirs, "S1")
    release = scheme.release(6000)
    scheme.order(release)
    scheme.pay(4)
    assert whys(scheme) == {("withheld", "society_route_unsigned"), ("credited", "")}
    assert scheme.places(release) == {"listed": (2, 4000), "withheld": (1, 2000)}
    assert Leg.objects.get(kind="home", state="withheld").why == "society_route_unsigned"
    assert sent_to(scheme, S1) == 1
    assert broken_invariants() == []
    scheme.route(theirs, "31234567890", Month(2026, 3))
    scheme.sign_accounts()
    scheme.pay(3)
    assert scheme.places(release) == {"listed": (2, 4000), "credited": (1, 2000)}


def test_a_signed_route_to_one_society_pays_no_other(scheme: SignedScheme) -> None:
    with_society(scheme)
    award = scheme.award("", "Anna", "home")
    second_society(scheme)
    scheme.sign_accounts()
    with scheme.world.role("worker"):
        false_route(scheme, award, "S2")
    release = scheme.release(2000)
    scheme.order(release)
    scheme.pay()
    assert whys(scheme) == {("withheld", "society_route_unsigned")}
    assert sent_to(scheme, S1) == sent_to(scheme, S2) == 0


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_society_that_takes_the_name_of_another_gets_nothing(scheme: SignedScheme, role: str) -> None:
    """The account is found by the society's name; its signature has the code."""
    with_society(scheme)
    second_society(scheme)
    scheme.award("", "Anna", "home")
    scheme.sign_accounts()
    release = scheme.release(2000)
    scheme.order(release)
    with scheme.world.role(role), transaction.atomic():
        agree_falsely(scheme)
        Society.objects.filter(code="S2").update(name="Another name")
        Society.objects.filter(code="S1").update(name="Second society")
    scheme.pay()
    assert whys(scheme) == {("withheld", "society_account_unsigned")}
    assert sent_to(scheme, S1) == sent_to(scheme, S2) == 0


def test_what_is_signed_says_the_society(scheme: SignedScheme) -> None:
    with_society(scheme)
    scheme.award("", "Anna", "home")
    asked = prepare(
        "sign_benefit_accounts", scheme.bodies.officers["signing-secretary"], {}, at(28), is_sample=True
    )
    assert [one["society"] for one in asked.state["summary"]["accounts"]] == ["S1"]


def verified_sheet(scheme: SignedScheme) -> None:
    """Two people of a sheet, one paid by bank and one at home, with the society's account."""
    with_society(scheme)
    rows = rows_of(
        2, born="1960-05-05", mustered_on="2026-01-03", mustered_manner="home", mustered_reference="AKS-1",
        stated_on="2025-09-01",
    )  # fmt: skip
    rows[0] |= {"route": "bank", "society": "", "branch": "SBIN0070028", "account": "31234567890"}
    given: dict[str, Any] = {"file": File("beneficiaries.csv", sheet(rows)), "scheme": OLD_AGE}
    done = perform("take_over_beneficiaries", scheme.bodies.officers[f"{OLD_AGE}-3"], given, at(27))
    assert done.ok, done.says
    scheme.do("verify_beneficiaries", "signing-scheme", at(27, 12), sheet=last_sheet().pk)


def test_the_societies_of_a_sheet_are_signed_with_its_root(scheme: SignedScheme) -> None:
    verified_sheet(scheme)
    assert last_sheet().totals[roots.HOMES] == 1
    release = scheme.release(4000)
    scheme.order(release)
    scheme.pay()
    assert scheme.places(release) == {"credited": (1, 2000), "listed": (1, 2000)}
    assert sent_to(scheme, S1) == 1


def test_a_route_that_the_sheet_did_not_have_is_not_signed_with_it(scheme: SignedScheme) -> None:
    verified_sheet(scheme)
    second_society(scheme)
    with scheme.world.connect("postgres") as db:
        db.execute("ALTER TABLE benefits_route DISABLE TRIGGER ALL")
        db.execute(
            "UPDATE benefits_route SET society_id = (SELECT id FROM benefits_society WHERE code = 'S2')"
            " WHERE application_id = %s", [SheetRow.objects.latest("pk").application_id],
        )  # fmt: skip
        db.execute("ALTER TABLE benefits_route ENABLE TRIGGER ALL")
    release = scheme.release(4000)
    scheme.order(release)
    scheme.pay()
    assert whys(scheme) == {("withheld", "society_route_unsigned")}
    assert sent_to(scheme, S2) == 0


@pytest.mark.parametrize("role", ["web", "worker"])
def test_the_bank_debits_the_head_that_was_signed(scheme: SignedScheme, role: str) -> None:
    with_society(scheme)
    scheme.award("31234567890", "Anna")
    scheme.sign_accounts()
    release = scheme.release(2000)
    scheme.order(release)
    with scheme.world.role(role), transaction.atomic():
        agree_falsely(scheme)
        other = HeadOfAccount.objects.create(code="3054-80-001-99", title="Roads")
        roads = Department.objects.create(code="PWD", name="Public Works")
        row = scheme.bodies.schemes[OLD_AGE]
        type(row).objects.filter(pk=row.pk).update(head=other, department=roads)
    scheme.pay()
    (sent,) = [path.read_text() for path in scheme.channel.outgoing.glob("*.xml")]
    assert "2235-60-102-99" in sent and "3054-80-001-99" not in sent
    assert "SJD" in sent and "PWD" not in sent
    assert scheme.states() == {"Anna": "credited"}
