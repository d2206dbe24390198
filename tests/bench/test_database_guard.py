"""Generated people never enter a real database."""

from __future__ import annotations

import pytest

from vethanam.bench.loader import record_state
from vethanam.errors import Refused
from vethanam.people.models import Person


def test_a_database_that_is_no_sample_is_refused(desk_db: None) -> None:
    with pytest.raises(Refused, match="born as sample only"):
        record_state(50, lambda _said: None, lambda: None)
    assert not Person.objects.exists()
