"""Accounts of a sheet: one signature over its root lets money go into them, and into no other."""

from __future__ import annotations

from typing import Any

from tests.benefits.bodies import OLD_AGE, at
from tests.benefits.sheets import last_sheet, rows_of, sheet
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.benefits.test_bank_legs import redirect
from vethanam.acts.executor import perform
from vethanam.acts.fields import File
from vethanam.benefits.models import Award, Leg, Route, SheetDecision

PASSBOOK: dict[str, str] = {
    "route": "bank", "society": "", "branch": "SBIN0070028", "mustered_on": "2026-01-03",
    "mustered_manner": "home", "mustered_reference": "AKS-1", "stated_on": "2025-09-01",
}  # fmt: skip


def taken_and_verified(scheme: SignedScheme) -> None:
    """Two people of a sheet, entered by one officer of the scheme and signed by another."""
    rows = rows_of(2, born="1960-05-05", **PASSBOOK)
    for place, row in enumerate(rows):
        row |= {"account": f"3123456789{place}"}
    given: dict[str, Any] = {"file": File("beneficiaries.csv", sheet(rows)), "scheme": OLD_AGE}
    done = perform("take_over_beneficiaries", scheme.bodies.officers[f"{OLD_AGE}-3"], given, at(27))
    assert done.ok, done.says
    assert Award.objects.count() == 0
    scheme.do("verify_beneficiaries", "signing-scheme", at(27, 12), sheet=last_sheet().pk)


def test_money_goes_into_the_accounts_of_a_signed_sheet(scheme: SignedScheme) -> None:
    taken_and_verified(scheme)
    release = scheme.release(4000)
    scheme.order(release)
    assert scheme.places(release) == {"to_write": (2, 4000)}
    scheme.pay()
    assert set(scheme.states().values()) == {"credited"}


def test_none_goes_into_an_account_that_the_sheet_did_not_have(scheme: SignedScheme) -> None:
    taken_and_verified(scheme)
    honest, theirs = Award.objects.order_by("pk")
    release = scheme.release(4000)
    scheme.order(release)
    redirect(scheme, theirs)
    scheme.pay()
    states = dict(Leg.objects.values_list("award", "state"))
    assert states == {honest.pk: "credited", theirs.pk: "withheld"}


def test_a_sheet_with_accounts_needs_the_key_of_its_verifier(scheme: SignedScheme) -> None:
    rows = rows_of(1, **PASSBOOK, account="31234567890")
    given: dict[str, Any] = {"file": File("beneficiaries.csv", sheet(rows)), "scheme": OLD_AGE}
    assert perform("take_over_beneficiaries", scheme.bodies.officers[f"{OLD_AGE}-3"], given, at(27)).ok
    told = perform(
        "verify_beneficiaries", scheme.bodies.officers[f"{OLD_AGE}-1"], {"sheet": last_sheet().pk}, at(27)
    )
    assert not told.ok
    assert not SheetDecision.objects.exists()
    assert Route.objects.count() == 1
