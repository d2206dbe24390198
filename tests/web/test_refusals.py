"""Refusals and faults are said in both languages, their places in words."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from vethanam.errors import Refused, Sentence, Unsound
from vethanam.payments.actions.institutions import Details
from vethanam.privacy.vault.number import parse
from vethanam.service_book.models import PayeeAccount, TaxChoice
from vethanam.web.parts.names import said

MALAYALAM = re.compile("[\u0d00-\u0d7f]")
LATIN_WORD = re.compile(r"\b[a-z]{3,}\b")


@pytest.mark.parametrize("kind", ["mobile", "email_personal"])
def test_a_contact_that_cannot_be_read_is_refused_in_malayalam(kind: str) -> None:
    with pytest.raises(Unsound) as unsound:
        parse(kind, "nothing of the kind")
    with translation.override("ml"):
        words = said(unsound.value)
    assert MALAYALAM.search(words) and "cannot be read" not in words and "nothing of the kind" not in words


def test_an_instant_is_said_in_the_language_of_the_page() -> None:
    at = datetime(2026, 11, 5, 11, tzinfo=ZoneInfo("Asia/Kolkata"))
    with translation.override("ml"):
        assert "2026 നവംബർ 5, 11:00" in said(Refused("too_early", at=at))
    with translation.override("en"):
        assert said(Refused("too_early", at=at)) == "It may be sent from 5 Nov 2026, 11:00."


def test_an_employee_is_named_in_the_language_of_the_page() -> None:
    refused = Refused("another_office_corrects", employee="Employee 100234", codes="0413")
    with translation.override("ml"):
        assert said(refused).startswith("PEN 100234: ") and MALAYALAM.search(said(refused))
    with translation.override("en"):
        assert said(refused) == (
            "Employee 100234: the office of 0413 has the service book now. An officer of that office "
            "corrects."
        )


def test_each_fault_of_an_entry_is_said_by_itself_and_its_days_as_days() -> None:
    faults = [
        Sentence("fact_ends_before", {"until": date(2026, 11, 1), "since": date(2026, 11, 3)}),
        Sentence("account_without_number"),
        Sentence("money_order_to_no_office"),
    ]
    refused = Unsound("unsound_fact", employment="Employee 100235", kind="payee_account", faults=faults)
    assert refused.says == (
        "Employee 100235: payee account ends on 1 Nov 2026, before it begins on 3 Nov 2026; has no account "
        "number; enter it; is a money order to no post office; write the PIN code of one, six digits. "
        "Nothing was recorded."
    )
    with translation.override("ml"):
        told = said(refused)
    assert "അക്കൗണ്ട്" in told and "2026-11-01" not in told
    assert not LATIN_WORD.search(told), told


def test_every_fault_of_an_institution_and_of_an_account_is_said_in_malayalam() -> None:
    faults = Details("", "bakery", "TEST0000001", "1", "").faults()
    assert len(faults) == 3
    faults += PayeeAccount.faults_of({"kind_of_account": "money_order", "number": "12", "branch": "1"})
    faults += PayeeAccount.faults_of({"kind_of_account": "bank", "branch": "1", "onward_branch": "1"})
    faults += TaxChoice.faults_of({"tax_year": "26"})
    assert len({fault.code for fault in faults}) >= 9
    with translation.override("ml"):
        for fault in faults:
            told = said(Unsound("unsound_institution", faults=[fault]))
            assert not LATIN_WORD.search(told.replace("court, cooperative, insurer, other", "")), told
            assert MALAYALAM.search(said(fault)), told
