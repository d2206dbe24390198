"""The cost of ten orders, as in ``vethanam pay cost``: people are read once, each order
is applied to them.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from vethanam.bench.loader import INDIA
from vethanam.bench.measurement import measured
from vethanam.payroll.costing.order_cost import people_for, told
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.periods import Month
from vethanam.rules import MonthFacts, assess
from vethanam.rules.costing import cost_of
from vethanam.rules.proposed_orders import Proposal, read_proposal
from vethanam.rules.rulebook import Rulebook
from vethanam.sample.directorate import MONTH
from vethanam.service_book.queries import BookReader, facts_for
from vethanam.service_book.queries.month_frames import employments_of

ASKED = datetime(2026, 11, 24, 10, 0, tzinfo=INDIA)
#: people who are costed a second time, one by one
CHECKED = 500
_HEAD = "title: {title}\nwith_effect_from: {since}\nfirst_drawn: {drawn}\nchanges:\n"
_RATE = "  - {{parameter: dearness_allowance.rate, key: state_11, add: {add}}}\n"
_SLAB = (
    "  - {{parameter: house_rent_allowance.slab, key: 11/{kind}, "
    "value: {{rate: {rate}, floor: {floor}, ceiling: {ceiling}}}}}\n"
)
_FITMENT = (
    "  - {{parameter: dearness_allowance.rate, key: state_11, value: 0}}\n"
    "fitment: {{revision: 11, merge: 35, per_cent: {more}, step: 100}}\n"
)


def proposals(count: int, first: Month) -> list[str]:
    """Proposals of dearness allowance, house rent and fitment in turn, effective from the first month,
    drawn six months later.
    """
    texts = []
    for place in range(count):
        head = _HEAD.format(title=f"Proposal {place + 1}", since=first.first, drawn=first.plus(6))
        more = place // 3 + 1
        if place % 3 == 0:
            texts.append(head + _RATE.format(add=more))
        elif place % 3 == 1:
            texts.append(
                head
                + "".join(
                    _SLAB.format(kind=kind, rate=rate + more, floor=floor, ceiling=ceiling + 1000 * more)
                    for kind, rate, floor, ceiling in (
                        ("B", 8, 2000, 8000),
                        ("C", 6, 1500, 6000),
                        ("D", 4, 1200, 4000),
                    )
                )
            )
        else:
            texts.append(head + _FITMENT.format(more=5 * more))
    return texts


def bench_scenario(scenarios: int, months: int, server_folder: Path | None = None) -> dict[str, Any]:
    """Time the costing of generated orders over some months; check it on a few hundred people, one by one."""
    rulebook, first = rulebook_in_use(), MONTH.plus(1)
    orders = [read_proposal(text, rulebook) for text in proposals(scenarios, first)]
    with measured(server_folder) as found:
        with found.step("people"):
            people = people_for(first, first.plus(months - 1), ASKED, rulebook)
        with found.step("scenarios"):
            base = people.baseline(rulebook)
            costs = [cost_of(order, base) for order in orders]
        with found.step("tables"):
            tables = [told(cost, people) for cost in costs]
    return {
        "scenarios": [
            {
                name: one[name]
                for name in ("title", "cost_paise", "arrears_paise", "with_salary_paise", "lines_held")
            }
            for one in tables
        ],
        "months": months,
        "people_costed": costs[0].people if costs else 0,
        "set_aside": costs[0].aside if costs else 0,
        "kinds": people.counted.weights["who"].n_unique(),
        "result": hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest(),
        "checked": checked(orders, people.counted.months[-1], rulebook),
        "measured": found.as_json(),
    }


def checked(orders: list[Proposal], month: Month, rulebook: Rulebook) -> dict[str, int]:
    """The cost of an order for the same people: their month assessed with and without it, less the cost
    by kinds of month.
    """
    reader = BookReader()
    some = employments_of(reader, month, ASKED, None)[:CHECKED]
    facts = facts_for(reader, month, ASKED, rulebook, employments=some).facts
    plain = [order for order in orders if order.fitment is None]
    people = people_for(month, month, ASKED, rulebook, employments=some)
    differs = 0
    for order in plain:
        by_kinds = cost_of(order, people.baseline(rulebook)).total
        differs += abs(by_kinds - (_brings(facts, order.over(rulebook)) - _brings(facts, rulebook)))
    return {"people": len(some), "orders": len(plain), "differs_paise": differs}


def _brings(facts: MonthFacts, rulebook: Rulebook) -> int:
    lines = assess(facts, rulebook, reading="due").lines
    return int(lines.filter(pl.col("kind") != "deduction")["amount"].sum())
