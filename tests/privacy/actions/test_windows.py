"""Windows: their places, their public texts, and their rows with an entry each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.privacy.actions.test_restraints import CONTACTS
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.privacy.actions import record_window
from vethanam.privacy.models import RecordedWindow


@pytest.mark.parametrize("area", [["Waynad"], ["Wayanad", "Nowhere"], []])
def test_a_window_over_a_place_that_nobody_knows_is_refused(desk: Authority, area: list[str]) -> None:
    law = replace(desk, role="law_officer")
    with pytest.raises(
        Unsound, match=r"^No district or taluk is called .*Write state, or one or more of: Alappuzha"
    ):
        record_window(law, "KL-X", "election", starts_at=law.at, area=area, source="press note 9")


def test_a_window_may_be_over_the_district_of_an_office(desk: Authority) -> None:
    law = replace(desk, role="law_officer")
    row = record_window(
        law,
        "KL-X",
        "election",
        starts_at=law.at,
        area=["Chennai"],
        source="press note 9",
        districts=["Chennai"],
    )
    assert row.area == ["Chennai"]


@pytest.mark.parametrize("contact", CONTACTS)
def test_a_contact_in_a_window_is_refused(desk: Authority, contact: str) -> None:
    law = replace(desk, role="law_officer")
    for column, called in (("source", "Press note or letter"), ("said_by", "Said by")):
        columns: Any = {"source": "press note 9", column: contact}
        with pytest.raises(Unsound, match=rf"^{called}: this stands in public for ever"):
            record_window(law, "KL-X", "election", starts_at=law.at, **columns)


def test_a_window_is_ended_by_no_row_without_its_entry(desk: Authority) -> None:
    """A taken-over web process may close the fence, and write rows."""
    law = replace(desk, role="law_officer")
    row = record_window(law, "KL-X", "election", starts_at=law.at, source="press note 9")
    ended = law.at + timedelta(minutes=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT privacy_close_fence()")
        for changes in ({}, {"leaf": row.leaf + 1}, {"leaf": append_other(law, ended)}):
            false = RecordedWindow.objects.get(pk=row.pk)
            false.pk, false.ended_at = None, ended
            false.leaf = changes.get("leaf", row.leaf)
            with pytest.raises(DatabaseError, match="not the one of its entry"), transaction.atomic():
                false.save(force_insert=True)
    with pytest.raises(Refused, match="on record as wider"):
        record_window(law, "KL-X", "election", starts_at=law.at, ended_at=ended, source="note 10")


def append_other(law: Authority, ended: datetime) -> int:
    """An entry that ends another window."""
    said = {"window": "KL-Y", "kind": "election", "area": ["state"], "ended": ended.isoformat()}
    return append(
        "window.recorded",
        public={**said, "from": law.at.isoformat()},
        private=None,
        at=law.at,
        is_sample=True,
    )
