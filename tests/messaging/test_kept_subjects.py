"""Decisions about a person, and the outcomes of her messages, are kept a year."""

from __future__ import annotations

import psycopg
import pytest

from tests.messaging.house import House
from tests.messaging.test_dispatch import superuser
from tests.messaging.test_restraint import queued

YEAR = "recorded_at = recorded_at - interval '366 days'"


def test_subjects_and_outcomes_are_kept_a_year_each_from_its_own_entry(house: House) -> None:
    queued(house)
    house.dispatch()
    parts = {"usesubject": "use", "subjectoutcome": "useclosing"}
    for table, of in parts.items():
        assert house.world.sql("postgres", f"SELECT count(*) > 0 FROM privacy_{table}") == [(True,)]
        with pytest.raises(psycopg.errors.RestrictViolation, match="kept at least a year"):
            house.world.sql("postgres", f"DELETE FROM privacy_{table}")
        superuser(house, f"UPDATE privacy_{of} SET {YEAR}")
        house.world.sql("postgres", f"DELETE FROM privacy_{table}")
        assert house.world.sql("postgres", f"SELECT count(*) FROM privacy_{table}") == [(0,)]
