"""Several bills are ticked in a list and signed with one signature; each bill's own leaf proves it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.acts.keys import signs
from tests.payroll.office import OCTOBER, at
from tests.web.conftest import Town
from vethanam.identity.models import SignedAct
from vethanam.journal.models import Staged
from vethanam.journal.queries import opening_of
from vethanam.ledger.signed_acts import is_covered
from vethanam.payroll.actions import check_bill, compute_run, lock_run, make_bill, present_bill
from vethanam.payroll.models import Bill
from vethanam.web.parts import access, signatures

LATE = at(28, month=12)
_TICKED = "/treasury/T07/pass/?"


@pytest.fixture
def made(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[Bill]:
    """November's and December's bill, made and unchecked; the sample's officers sign with software keys."""
    monkeypatch.setattr(access, "business_now", lambda: (LATE, True))
    monkeypatch.setattr(signatures, "_offered", [lambda acting, _name, asked: signs(acting, asked)])
    clerk = town.office.by("clerk", LATE)
    bills: list[Bill] = []
    for months in (1, 2):
        run = compute_run(OCTOBER.plus(months), "0412", clerk)
        lock_run(run.run, clerk)
        bills += make_bill(run.run, clerk).bills
    return bills


@pytest.fixture
def presented(town: Town, made: list[Bill]) -> list[Bill]:
    officer = town.office.by("officer", LATE)
    for bill in made:
        check_bill(bill, officer)
        present_bill(bill, officer)
    return made


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _chosen(bills: list[Bill]) -> str:
    return "&".join(f"b={bill.pk}" for bill in bills)


def _is_proven(bill: Bill, act: str, signed: SignedAct) -> bool:
    """True if the leaf of a bill's step leads to the signed commitment."""
    step = bill.acts.get(act=act).leaf
    part = json.loads(bytes(Staged.objects.get(pk=step).leaf))["public"]["signed"]
    opening = opening_of(step)
    assert opening is not None
    statement = opening.private["signed"]
    return (
        part["approves"] == bytes(signed.commitment).hex()
        and statement["bill"] == bill.number
        and is_covered(statement, part)
    )


def test_the_treasury_passes_two_bills_with_one_signature(town: Town, presented: list[Bill]) -> None:
    treasurer = town.sign_in("treasurer")
    register = treasurer.get("/treasury/T07/?tick=all").content.decode()
    assert [f'name="b" value="{bill.pk}"' in register for bill in presented] == [True, True]
    page = treasurer.get(_TICKED + _chosen(presented))
    assert "Pass two bills?" in _text(page)
    passed = treasurer.post(_TICKED + _chosen(presented), {"voucher_date": "2026-12-28"}, follow=True)
    assert "Two bills are passed." in _text(passed)
    signed = SignedAct.objects.get(act="pass")
    assert all(_is_proven(bill, "passed", signed) for bill in presented)
    vouchers = {bill.presentations.get().voucher_number for bill in presented}
    assert len(vouchers) == 2


def test_of_a_list_with_a_bill_that_is_passed_already_nothing_is_passed(
    town: Town, presented: list[Bill]
) -> None:
    treasurer, (first, second) = town.sign_in("treasurer"), presented
    assert treasurer.post(_TICKED + _chosen([first]), {"voucher_date": "2026-12-28"}).status_code == 302
    page = treasurer.get(_TICKED + _chosen(presented), follow=True)
    assert "Pass one bill?" in _text(page) and first.number not in _text(page)
    assert page.redirect_chain == [(_TICKED + _chosen([second]), 302)]
    refused = treasurer.post(_TICKED + _chosen(presented), {"voucher_date": "2026-12-28"})
    assert refused.status_code == 200 and f"{first.number}" in _text(refused)
    assert Bill.objects.get(pk=second.pk).state == "presented"


@pytest.mark.parametrize("typed", ["", "b=0", "b=x&b=99999999999999999999"])
def test_what_names_no_bill_that_waits_leads_back(town: Town, presented: list[Bill], typed: str) -> None:
    back = town.sign_in("treasurer").get(_TICKED + typed, follow=True)
    assert "Tick the bills first." in _text(back)


def test_the_drawing_officer_checks_and_presents_two_bills_each_with_one_signature(
    town: Town, made: list[Bill]
) -> None:
    officer = town.sign_in("officer")
    page = officer.get("/office/0412/bills/").content.decode()
    assert "Check the ticked" in page and "Present the ticked" not in page
    where = "/office/0412/bills/several/{}/?" + _chosen(made)
    assert "Two bills are checked." in _text(officer.post(where.format("check"), follow=True))
    assert "Present the ticked" in officer.get("/office/0412/bills/").content.decode()
    assert "Two bills are with the treasury." in _text(officer.post(where.format("present"), follow=True))
    for act, step in (("check", "checked"), ("present", "presented")):
        signed = SignedAct.objects.get(act=act)
        assert all(_is_proven(bill, step, signed) for bill in made)


def test_a_clerk_ticks_nothing(town: Town, made: list[Bill]) -> None:
    clerk = town.sign_in("clerk")
    assert 'name="b"' not in clerk.get("/office/0412/bills/").content.decode()
    assert clerk.get("/office/0412/bills/several/check/?" + _chosen(made)).status_code == 403
