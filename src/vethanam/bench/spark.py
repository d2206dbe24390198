"""The month's rules on a Spark cluster and in this process: both must give lines with the same hash."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from vethanam.bench.cluster import cluster
from vethanam.bench.loader import VERIFIED
from vethanam.bench.measurement import Measured, measured
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.hashes import digests
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules import MonthFacts, assess
from vethanam.rules.line_columns import LINES
from vethanam.rules.packed_rows import lines_of_batches, packed
from vethanam.rules.parameters import Reading
from vethanam.rules.rulebook import load_pack
from vethanam.sample.directorate import MONTH
from vethanam.service_book.queries.month_frames import employments_of
from vethanam.service_book.reader import BookReader

WORKERS = 2
#: employments per Arrow batch
AT_ONCE = 20_000
_WORDS = {
    pl.Int64(): "bigint",
    pl.Int32(): "int",
    pl.String(): "string",
    pl.Boolean(): "boolean",
    pl.Date(): "date",
}


def bench_spark(folder: Path, server_folder: Path | None = None) -> dict[str, Any]:
    """Assess everybody's month here and on a master with two workers, and compare the hashes of the lines."""
    reader = BookReader()
    rulebook = rulebook_in_use()
    people = employments_of(reader, MONTH, VERIFIED, None)
    with measured(server_folder) as found:
        with found.step("facts"):
            facts = snapshot_of(reader, MONTH, VERIFIED, rulebook, employments=people).facts
        with found.step("here"):
            here = assess(facts, rulebook, known_at=VERIFIED.date()).lines
        there = assessed_on_cluster(facts, rulebook.name, folder, found, known_at=VERIFIED.date())
    return {
        "people_assessed": facts.months.height,
        "lines": here.height,
        "here": hash_of(here),
        "on_the_cluster": hash_of(there),
        "equal": here.equals(there),
        "workers": WORKERS,
        "measured": found.as_json(),
    }


def hash_of(lines: pl.DataFrame) -> str:
    """The hash of all lines in order, as for a run's result."""
    return digests({"lines": lines.with_columns(drawing_code=pl.lit(0, pl.Int64))}, [0])[0].hex()


def assessed_on_cluster(
    facts: MonthFacts,
    pack: str,
    folder: Path,
    found: Measured,
    *,
    known_at: date | None = None,
    reading: Reading = "drawn",
) -> pl.DataFrame:
    """The lines of a month, computed by a Spark master and two workers started for it.

    Facts and lines pass as Parquet files in ``folder``, not through the driver.

    Raises
    ------
    Unsound
        Java or pyspark is missing, or the cluster does not start.
    """
    load_pack(pack)
    sent, came = folder / "facts", folder / "lines"
    sent.mkdir(parents=True)
    rows = packed(facts.checked())
    share = max(1, -(-rows.height // WORKERS))
    for place, part in enumerate(rows.iter_slices(share)):
        part.write_parquet(sent / f"{place}.parquet", row_group_size=AT_ONCE)
    with found.step("cluster up and down"), cluster(folder / "cluster", WORKERS) as address:
        with found.step("session"):
            session = _session(address, folder)
        try:
            with found.step("there"):
                _run(session, sent, came, facts.month, pack, known_at, reading)
            with found.step("there again, warm"):
                _run(session, sent, came, facts.month, pack, known_at, reading)
        finally:
            session.stop()
    lines = pl.read_parquet(came / "*.parquet").select(LINES.names).cast(LINES.schema)
    return lines.sort("employment", "part", "place", "obligation", maintain_order=True, nulls_last=False)


def _session(address: str, folder: Path) -> Any:
    from pyspark.sql import SparkSession

    # A session setting comes too late: the workers would start another Python.
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = SparkSession.builder  # type: ignore[attr-defined, unused-ignore]
    builder = builder.master(address).appName("vethanam")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.executor.memory": "768m",
        "spark.executor.cores": "1",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(AT_ONCE),
        "spark.sql.files.openCostInBytes": "134217728",
        "spark.local.dir": str(folder / "local"),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _run(
    session: Any, sent: Path, came: Path, month: Month, pack: str, known_at: date | None, reading: Reading
) -> None:
    def lines(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return lines_of_batches(batches, month, pack, known_at, reading)

    schema = ", ".join(f"`{column.name}` {_WORDS[column.dtype]}" for column in LINES)
    rows = session.read.parquet(str(sent))
    rows.mapInArrow(lines, schema).write.mode("overwrite").parquet(str(came))
