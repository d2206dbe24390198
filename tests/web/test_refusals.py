"""What the rooms of contacts, messages and keys refuse is said in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from vethanam.errors import Refused, Unsound
from vethanam.privacy.vault.number import parse
from vethanam.web import refusals
from vethanam.web.sentences import SENTENCES, said

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
