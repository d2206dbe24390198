"""What the rooms of contacts, messages and keys refuse is said in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from vethanam.errors import Refused, Unsound
from vethanam.payments.actions.institutions import Details
from vethanam.privacy.vault.number import parse
from vethanam.service_book.models import PayeeAccount, TaxChoice
from vethanam.web import refusals
from vethanam.web.names import SENTENCES, said

ROOT = Path(refusals.__file__).parents[1]
MALAYALAM = re.compile("[\u0d00-\u0d7f]")
#: said to files and to operators only, never on a page
ELSEWHERE = {"consent_form", "not_a_contact_kind"}
#: said of an instruction that is read back, which only the bank does
IN_A_FILE = {"several_batches", "no_payer", "not_what_it_states", "no_payee_account"}


def refused_with() -> Iterator[tuple[str, str]]:
    """Code and sentence of every refusal of these rooms that has no places."""
    for room in ("privacy", "messaging", "identity"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
                if name in ("Refused", "Unsound") and isinstance(node, ast.Call):
                    texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
                    if len(texts) == 2:
                        yield str(texts[0]), str(texts[1])


def test_every_refusal_without_places_has_its_malayalam() -> None:
    found = dict.fromkeys(refused_with())
    assert len(found) > 40
    with translation.override("ml"):
        english = [
            (code, says)
            for code, says in found
            if code not in SENTENCES
            and code not in ELSEWHERE
            and not MALAYALAM.search(said(Refused(code, says)))
        ]
    assert english == []


def refused_of_pay() -> Iterator[tuple[str, str]]:
    """Code and sentence of every refusal that pages of pay can meet, each place filled with something."""
    folders = (ROOT / "payroll", ROOT / "payments" / "actions", ROOT / "payments" / "messages")
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name in ("Refused", "Unsound") and isinstance(node, ast.Call) and len(node.args) == 2:
                code, says = node.args
                if isinstance(code, ast.Constant) and isinstance(says, ast.Constant | ast.JoinedStr):
                    parts = says.values if isinstance(says, ast.JoinedStr) else [says]
                    yield (
                        str(code.value),
                        "".join(
                            getattr(part, "value", "") if isinstance(part, ast.Constant) else "7"
                            for part in parts
                        ),
                    )


def test_every_refusal_of_pay_has_its_malayalam_whatever_fills_its_places() -> None:
    found = dict.fromkeys(refused_of_pay())
    assert len(found) > 60
    with translation.override("ml"):
        english = [
            (code, says)
            for code, says in found
            if code not in {*SENTENCES, *IN_A_FILE} and not MALAYALAM.search(said(Refused(code, says)))
        ]
    assert english == []


@pytest.mark.parametrize("kind", ["mobile", "email_personal"])
def test_a_contact_that_cannot_be_read_is_refused_in_malayalam(kind: str) -> None:
    with pytest.raises(Unsound) as unsound:
        parse(kind, "nothing of the kind")
    with translation.override("ml"):
        words = said(unsound.value)
    assert MALAYALAM.search(words) and "cannot be read" not in words and "nothing of the kind" not in words


def test_what_fills_the_places_is_taken_over() -> None:
    with translation.override("ml"):
        assert "05 Nov 2026, 11:00" in said(Refused("too_early", "It may be sent from 05 Nov 2026, 11:00."))
    assert refusals.in_words("Something else.") == "Something else."


def test_an_employee_is_named_in_the_language_of_the_page() -> None:
    says = "Employee 100234: the office of 0413 has the service book now. An officer of that office corrects."
    refused = Refused("another_office_has_the_book", says)
    with translation.override("ml"):
        assert said(refused).startswith("PEN 100234: ") and MALAYALAM.search(said(refused))
    with translation.override("en"):
        assert said(refused) == says


LATIN_WORD = re.compile(r"\b[a-z]{3,}\b")


def test_each_fault_of_an_entry_is_said_by_itself_and_its_days_as_days() -> None:
    refused = Unsound(
        "unsound_fact",
        "Employee 100235: payee account ends on 2026-11-01, before it begins on 2026-11-03; has no account number; enter it; "
        "is a money order to no post office; write the PIN code of one, six digits. Nothing was recorded.",
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
    known = {" ".join(fault.split()) for fault in faults}
    assert len(known) >= 9
    with translation.override("ml"):
        for fault in known:
            told = said(Unsound("unsound_institution", f"The institution {fault}. Nothing was entered."))
            assert (
                not LATIN_WORD.search(told.replace("court, society, insurer, employer", "")) or ":" in told
            ), told
            assert MALAYALAM.search(told.split(":", 1)[1]), told


def test_what_the_pages_of_officers_and_orders_refuse_is_said_in_malayalam() -> None:
    for says in (
        "An office is handed over to another person than its holder. Choose one.",
        "The delegation ends before it begins. Check both dates.",
        "Order LO 4/2026 is dated 2027-01-01, after today. Check the date of the order.",
        "This fact has been corrected already. Correct the later one.",
    ):
        with translation.override("ml"):
            told = said(Refused("whichever", says))
        assert MALAYALAM.search(told) and not LATIN_WORD.search(told), told
