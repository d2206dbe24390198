"""Texts of restraints are public: none may hold a contact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.privacy.positions import record_position
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.models import Staged
from vethanam.privacy.actions import Filing, file_restraint

CONTACTS = ("+91 00000 00045", "00000-00045", "somebody@example.invalid")


def filing(desk: Authority, **changes: Any) -> Filing:
    return replace(
        Filing("WPC-9", "court_order", desk.at, {"purposes": ("SAL-CREDIT",)}, case_number="W.P.(C) 9/2026"),
        **changes,
    )


@pytest.mark.parametrize("contact", CONTACTS)
@pytest.mark.parametrize(
    ("column", "called"),
    [("reference", "Restraint"), ("case_number", "Case number"), ("court", "Court"), ("says", "In a line")],
)
def test_a_contact_in_a_restraint_is_refused_and_not_repeated(
    desk: Authority, column: str, called: str, contact: str
) -> None:
    law, before = replace(desk, role="law_officer"), Staged.objects.count()
    with pytest.raises(Unsound, match=rf"^{called}: this stands in public for ever") as refused:
        file_restraint(law, filing(desk, **{column: f"as {contact} said"}))
    assert contact not in str(refused.value) and Staged.objects.count() == before


@pytest.mark.parametrize("contact", CONTACTS)
def test_a_contact_in_what_became_of_it_is_refused(desk: Authority, contact: str) -> None:
    law = replace(desk, role="law_officer")
    file_restraint(law, filing(desk))
    with pytest.raises(Unsound, match=r"^In a line: this stands in public for ever") as refused:
        record_position(law, "WPC-9", "vacated", says=contact)
    assert contact not in str(refused.value)
