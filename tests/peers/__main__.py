"""``python -m tests.peers --people N``: ours, OpenFisca-core and Coati on the same people in one run,
as one JSON document.

Every engine begins with its inputs as columns of numbers and ends with its lines as columns. The clock runs
for the month alone: medians of three runs, processor time of all threads first, then wall time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.peers.clock import Timing, timed
from tests.peers.people import MONTH, Row, columns_of, person, row
from tests.reference.agreement import by_rules
from tests.reference.facts import Person
from tests.reference.frames import facts_of, paise
from tests.reference.month import month_of
from vethanam import rules

SEED = 1956
BASIC = {"basic_pay": "basic"}
LINES = (
    "basic", "dearness_allowance", "house_rent_allowance", "income_tax", "profession_tax",
    "pension_contribution", "gpf_subscription", "house_building_advance", "cooperative", "lic",
)  # fmt: skip
#: an engine that goes through one person after another is given this many at most
ROW_BY_ROW = 10_000
#: runs of each engine; the median is told
TIMES = 3

type Amounts = dict[str, list[int]]


def by_reference(people: Sequence[Person]) -> tuple[Timing, Amounts]:
    """The reference in Decimal, one person after another; once, since it is no rival."""
    timing, outcomes = timed(lambda: [month_of(one) for one in people], times=1)
    found = [
        {BASIC.get(line.component, line.component): paise(line.amount) for line in outcome.lines}
        for outcome in outcomes
    ]
    return timing, _columns(found)


def by_ours(people: Sequence[Person], times: int = TIMES) -> tuple[Timing, Amounts]:
    """The rules that assess a month, over everybody at once."""
    facts, rulebook = facts_of(people, MONTH), rules.load_pack("kerala")
    timing, assessment = timed(lambda: rules.assess(facts, rulebook), times)
    told = by_rules(assessment.lines)
    found = [
        {BASIC.get(key[1], key[1]): value[1] for key, value in told.get(one.employment, {}).items()}
        for one in people
    ]
    return timing, _columns(found)


def _columns(found: Sequence[Mapping[str, int | None]]) -> Amounts:
    return {name: [one.get(name) or 0 for one in found] for name in LINES}


def by_peer(
    python: str, module: str, rows: Sequence[Row], times: int, *arguments: str
) -> tuple[Timing, Amounts]:
    """Another engine in a process of its own."""
    run = subprocess.run(
        [python, str(Path(__file__).with_name(f"{module}.py")), str(times), *arguments],
        input=json.dumps(columns_of(rows)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        raise RuntimeError(
            run.stderr.strip().splitlines()[-1] if run.stderr.strip() else "it ended without a word"
        )
    told = json.loads(run.stdout[run.stdout.index('{"timing"') :])
    return Timing(*told["timing"]), told["lines"]


def judged(took: Timing, right: Amounts, came: Amounts, count: int) -> dict[str, Any]:
    """How many people have a line that differs, in all and by line, and how far the worst is off."""
    differs = {
        name: [abs(a - b) for a, b in zip(right[name][:count], came[name], strict=True)] for name in LINES
    }
    wrong = [any(differs[name][place] for name in LINES) for place in range(count)]
    return {
        "people": count,
        "people_wrong": sum(wrong),
        "lines_wrong": {name: sum(map(bool, one)) for name, one in differs.items() if any(one)},
        "worst_paise": max(max(one) for one in differs.values()),
        "runs": took.runs,
        "processor_seconds": round(took.processor, 4),
        "seconds": round(took.wall, 4),
        "people_a_processor_second": round(count / took.processor),
        "people_a_second": round(count / took.wall),
    }


def compared(count: int, python: str, times: int = TIMES) -> dict[str, Any]:
    """Every engine on the same people; a missing engine is reported with its reason."""
    made = [row(SEED, number) for number in range(1, count + 1)]
    people, rows = [person(*one) for one in made], [one for one, _ in made]
    few = min(count, ROW_BY_ROW)
    took, right = by_reference(people)
    by_ours(people[:1], 1)  # the parameters are read before the clock runs, as the others have theirs built
    our_time, ours = by_ours(people, times)
    told: dict[str, Any] = {
        "reference in Decimal": judged(took, right, right, count),
        "vethanam.rules": judged(our_time, right, ours, count),
    }
    peers = {
        "OpenFisca-core, stock": ("in_openfisca", ("float32",), count),
        "OpenFisca-core, numbers of 64 bits": ("in_openfisca", ("float64",), count),
        "Coati payroll, formulas": ("in_coati", (), few),
    }
    for name, (module, arguments, number) in peers.items():
        try:
            took, came = by_peer(python, module, rows[:number], times, *arguments)
            told[name] = judged(took, right, came, number)
        except RuntimeError as missing:
            told[name] = {"not_run": str(missing)}
    return {"people": count, "engines": told}


def main() -> None:
    """Parse, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--people", type=int, nargs="+", default=[10_000], help="10000 100000 542000 for all sizes"
    )
    chosen = parser.parse_args()
    python = os.environ.get("VETHANAM_PEERS", sys.executable)
    sizes = [compared(people, python) for people in chosen.people]
    told = {"bench": "peers", "month": "{}-{:02d}".format(*MONTH), "load": os.getloadavg()[0], "sizes": sizes}
    sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
