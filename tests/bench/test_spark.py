"""The month on a real Spark cluster: master and two workers, the same code over Arrow
batches, the same lines.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.reference.frames import facts_of
from tests.reference.people import person
from vethanam import rules
from vethanam.bench.cluster import missing
from vethanam.bench.measurement import Measured
from vethanam.bench.spark import assessed_on_cluster, hash_of
from vethanam.periods import Month
from vethanam.rules.packed_rows import lines_of_batches, packed, unpacked

MONTH = Month(2026, 10)
FACTS = facts_of([person(5, number, (2026, 10)) for number in range(600)], (2026, 10))


def test_packed_rows_are_the_facts_again() -> None:
    again = unpacked(packed(FACTS), MONTH)
    for name in ("segments", "months", "rates", "attendance", "obligations"):
        frame = getattr(FACTS.checked(), name)
        key = ["employment", *(c for c in ("part", "component", "start", "obligation") if c in frame.columns)]
        assert getattr(again, name).sort(key).equals(frame.sort(key)), name


def test_batches_apart_come_out_as_the_month_together() -> None:
    rows = packed(FACTS).to_arrow(compat_level=pl.CompatLevel.oldest())
    found = lines_of_batches(rows.to_batches(max_chunksize=70), MONTH, "kerala", None, "drawn")
    apart = pl.concat([pl.DataFrame(batch) for batch in found])
    together = rules.assess(FACTS, rules.load_pack("kerala")).lines
    assert apart.height > 2000
    assert hash_of(apart.cast(together.schema)) == hash_of(together)


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_a_master_and_two_workers_come_to_the_same_hash(tmp_path: Path) -> None:
    here = rules.assess(FACTS, rules.load_pack("kerala")).lines
    there = assessed_on_cluster(FACTS, "kerala", tmp_path, Measured())
    assert there.equals(here)
    assert hash_of(there) == hash_of(here)
    assert (tmp_path / "cluster" / "master.log").read_text().count("Registering worker") == 2
