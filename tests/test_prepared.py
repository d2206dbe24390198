"""A prepared query answers as the query does, for the values of each call."""

from __future__ import annotations

import pytest

from vethanam.people.models import Treasury
from vethanam.prepared import PreparedQuery

pytestmark = pytest.mark.usefixtures("desk_db")


def test_it_answers_for_each_value_as_the_query_does() -> None:
    for code in ("T07", "T08"):
        Treasury.objects.create(code=code, name=f"Treasury {code}")
    named = PreparedQuery(
        lambda: Treasury.objects.filter(code="~code").values_list("code", "name"), {"code": "~code"}
    )
    for code in ("T07", "T08", "T09"):
        assert named.rows(code=code) == [*Treasury.objects.filter(code=code).values_list("code", "name")]


def test_a_value_that_does_not_reach_the_statement_is_refused() -> None:
    """Otherwise the first answer would be given to everybody."""
    lost = PreparedQuery(lambda: Treasury.objects.filter(code="T07").values_list("code"), {"code": "~code"})
    with pytest.raises(LookupError, match="code"):
        lost.rows(code="T08")
