"""Hashes of frames by drawing code: their inputs, and their independence of other codes."""

from __future__ import annotations

from hashlib import sha256

import polars as pl

from vethanam.payroll.runs.hashes import digests

SCHEMA = {"drawing_code": pl.Int64, "employment": pl.Int64, "component": pl.String, "says": pl.String}


def rows(*given: tuple[int, int, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(given, schema=SCHEMA, orient="row")


def test_the_bytes_are_those_described() -> None:
    """Computed a second way, from the module's description."""
    word = sha256(b"basic_pay").digest()[:8]
    nothing = (-(2**63)).to_bytes(8, "little", signed=True)
    told = b"lines 1\ncomponent\n" + word + b"employment\n" + (7).to_bytes(8, "little") + b"says\n" + nothing
    assert digests({"lines": rows((1, 7, "basic_pay", None))}, [1]) == {1: sha256(told).digest()}


def test_a_code_among_others_has_the_hash_it_has_alone() -> None:
    one, other = [(1, 7, "a", None), (1, 8, "b", None)], [(2, 7, "a", None), (2, 9, None, "x")]
    both = digests({"lines": rows(*other, *one)}, [1, 2, 3])
    assert both[1] == digests({"lines": rows(*one)}, [1])[1]
    assert both[2] == digests({"lines": rows(*reversed(other))}, [2])[2]
    assert both[3] == digests({"lines": rows()}, [3])[3]
    assert len(set(both.values())) == 3


def test_one_amount_changes_its_code_alone() -> None:
    before = digests({"lines": rows((1, 7, "a", None), (2, 7, "a", None))}, [1, 2])
    after = digests({"lines": rows((1, 7, "a", None), (2, 8, "a", None))}, [1, 2])
    assert before[1] == after[1] and before[2] != after[2]
