"""Counts in which nobody can be told."""

from __future__ import annotations

import pytest

from vethanam.privacy.counts import without_few


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 25, "b": 30}, {"a": 25, "b": 30}),
        ({"a": 5, "b": 100, "c": 200}, {"c": 200, "others": 105}),
        ({"a": 5, "b": 7, "c": 9, "d": 40}, {"d": 40, "others": 21}),
        ({"a": 5}, {"others": "fewer than 20"}),
        ({}, {}),
    ],
)
def test_a_small_district_cannot_be_told_from_the_others(counts: dict[str, int], told: object) -> None:
    assert without_few(counts) == told
