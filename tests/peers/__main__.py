"""``python -m tests.peers --people N``: ours, OpenFisca-core and Coati on the same people in one run,
as one JSON document.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.peers.people import MONTH, Row, person, plain, row
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

type Amounts = dict[str, list[int]]


def by_reference(people: Sequence[Person]) -> tuple[float, Amounts]:
    """The reference in Decimal, one person after another."""
    started = time.perf_counter()
    outcomes = [month_of(one) for one in people]
    took = time.perf_counter() - started
    found = [
        {BASIC.get(line.component, line.component): paise(line.amount) for line in outcome.lines}
        for outcome in outcomes
    ]
    return took, _columns(found)


def by_ours(people: Sequence[Person]) -> tuple[float, Amounts]:
    """The rules that assess a month, over everybody at once."""
    facts, rulebook = facts_of(people, MONTH), rules.load_pack("kerala")
    started = time.perf_counter()
    lines = rules.assess(facts, rulebook).lines
    took = time.perf_counter() - started
    told = by_rules(lines)
    found = [
        {BASIC.get(key[1], key[1]): value[1] for key, value in told.get(one.employment, {}).items()}
        for one in people
    ]
    return took, _columns(found)


def _columns(found: Sequence[Mapping[str, int | None]]) -> Amounts:
    return {name: [one.get(name) or 0 for one in found] for name in LINES}


def by_peer(python: str, module: str, rows: Sequence[Row], *arguments: str) -> tuple[float, Amounts]:
    """Another engine in a process of its own."""
    run = subprocess.run(
        [python, str(Path(__file__).with_name(f"{module}.py")), *arguments],
        input=json.dumps(plain(list(rows))), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        raise RuntimeError(
            run.stderr.strip().splitlines()[-1] if run.stderr.strip() else "it ended without a word"
        )
    told = json.loads(run.stdout[run.stdout.index('{"seconds"') :])
    return told["seconds"], told["lines"]


def judged(took: float, right: Amounts, came: Amounts, count: int) -> dict[str, Any]:
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
        "seconds": round(took, 4),
        "people_a_second": round(count / took),
    }


def compared(count: int, python: str) -> dict[str, Any]:
    """Every engine on the same people; a missing engine is reported with its reason."""
    made = [row(SEED, number) for number in range(1, count + 1)]
    people, rows = [person(*one) for one in made], [one for one, _ in made]
    few = min(count, ROW_BY_ROW)
    took, right = by_reference(people)
    by_ours(people[:1])  # the parameters are read before the clock runs, as the others have theirs built
    our_time, ours = by_ours(people)
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
            took, came = by_peer(python, module, rows[:number], *arguments)
            told[name] = judged(took, right, came, number)
        except RuntimeError as missing:
            told[name] = {"not_run": str(missing)}
    return {"bench": "peers", "people": count, "month": "{}-{:02d}".format(*MONTH), "engines": told}


def main() -> None:
    """Parse, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    chosen = parser.parse_args()
    told = compared(chosen.people, os.environ.get("VETHANAM_PEERS", sys.executable))
    sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
