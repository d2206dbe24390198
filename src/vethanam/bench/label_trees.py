"""The tree of a use, the map of a day, the proof of absence and the file of a use, about very many people."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from vethanam.bench.measurement import measured
from vethanam.bench.standalone_checks import check_alone
from vethanam.bench.uses import make_all_secrets, use_about
from vethanam.errors import Broken
from vethanam.evidence.absences import absence_from_use
from vethanam.evidence.made_files import Asked, file_in, make_file
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.journal.queries import latest_head
from vethanam.ledger.absences import ABSENCE
from vethanam.ledger.label_trees import SECRET_BYTES
from vethanam.privacy import labels
from vethanam.privacy.actions import day_maps, uses
from vethanam.privacy.day_maps import latest_map
from vethanam.privacy.models import Use

#: proofs of absence; the result is the median
TIMES = 5
#: the height of a log of 100 million entries, and the bytes of one more hash and one more signature in a file
TALL, A_HASH, A_SIGNATURE, SIGNATURES = 27, 67, 140, 3
_STEPS_OF_USE = {
    "labels": [(uses, "labels_of")],
    "tree": [(uses, "label_leaves"), (uses, "root_of_labels")],
    "tree stored": [(uses, "store_tiles")],
    "rows": [(uses, "_insert")],
}
_STEPS_OF_MAP = {
    "lines": [(day_maps, "_lines")], "tree": [(day_maps, "_tree")], "written": [(day_maps, "_write")],
}  # fmt: skip

type Settle = Callable[[], None]
type Web = Callable[[], AbstractContextManager[object]]


def bench_trees(
    authority: Authority,
    people: int,
    in_use: int,
    settle: Settle,
    web: Web,
    database: Path | None,
    *,
    maps: bool = True,
) -> dict[str, Any]:
    """A map of everybody, a use about ``in_use`` of them, and the next day's map; then proof and file.

    ``settle`` lets the log take every entry; ``web`` is the role of the web process.
    """
    found: dict[str, Any] = {"in_use": in_use, "secrets_bytes": people * SECRET_BYTES}
    with measured(database) as made:
        make_all_secrets(people)
    found["secrets"] = made.as_json()
    settle()
    if maps:
        found["first_map"] = _map(authority, database)
        settle()
    with measured(database) as one, one.steps(_STEPS_OF_USE):
        use = use_about(authority, in_use)
    settle()
    found["use"] = one.as_json()
    if maps:
        found["next_map"] = _map(replace(authority, at=authority.at + timedelta(days=1)), database)
        settle()
    found["absence"] = _absence(use, people)
    found["file_of_use"] = bench_file(authority, Asked("use", use.reference), settle, web, database)
    return found


def _map(authority: Authority, database: Path | None) -> dict[str, Any]:
    with measured(database) as found, found.steps(_STEPS_OF_MAP):
        day = day_maps.make_map(authority)
    made = latest_map()
    if day is None or made is None:
        raise Broken("map_moved", day=authority.at.date())
    return {"people": made.people, "records": made.records, "kept_bytes": len(made.firsts) + len(made.hashes),
            **found.as_json()}  # fmt: skip


def _absence(use: Use, people: int) -> dict[str, Any]:
    """The proof for a person outside the use: milliseconds, bytes, and the bytes reckoned for a tall log."""
    stranger, times, file = people + 1, [], b""
    labels.make_secrets([stranger])
    for _ in range(TIMES):
        since = time.perf_counter()
        file = absence_from_use(use.reference, stranger)
        times.append((time.perf_counter() - since) * 1000)
    head = latest_head()
    height = (head.size - 1).bit_length() if head else 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, ABSENCE.replace("/", "-"))
        path.write_bytes(file)
        checked = check_alone(path, str(keys.public_key()))
    return {
        "median_ms": round(median(times), 1), "bytes": len(file), "log_height": height,
        "bytes_in_a_log_of_100_million": len(file) + (TALL - height) * A_HASH + SIGNATURES * A_SIGNATURE,
        "checked": checked,
    }  # fmt: skip


def bench_file(
    authority: Authority, asked: Asked, settle: Settle, web: Web, database: Path | None
) -> dict[str, Any]:
    """Make a file of evidence as a law officer, in three forms, and check it with the second verifier.

    The wait for the signature of its entry is left out.
    """
    with measured(database) as found:
        with web(), found.step("facts and entry"):
            row = make_file(replace(authority, office="LAW", role="law_officer"), asked)
        settle()
        with web(), found.step("three forms"):
            written = {form: file_in(row, form) for form in ("json", "zip", "html")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.json")
        path.write_bytes(written["json"])
        checked = check_alone(path, str(keys.public_key()))
    sizes = {form: len(content) for form, content in written.items()}
    return {"bytes": sizes, "checked": checked, **found.as_json()}
