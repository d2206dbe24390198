"""The group size follows the measured speed of earlier groups."""

from __future__ import annotations

from vethanam.messaging.batch_size import Pace


def test_groups_grow_while_a_larger_one_leaves_faster() -> None:
    pace = Pace()
    for _ in range(60):
        pace.learn("far", pace.group("far"), 0.06)  # an answer takes sixty milliseconds for any number
        pace.learn("near", pace.group("near"), pace.group("near") / 1000)  # a thousand a second
    assert pace.group("far") > 500 and 50 <= pace.group("near") <= 70
    assert pace.chunk("far") > 5_000 / 2 and 900 <= pace.chunk("near") <= 1_000
    pace.learn("far", pace.group("far"), 3.0)
    assert pace.group("far") < 100
