"""Category, basis, stage and place of seeded people, with the ends of scales and the edges
of rules among them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from tests.reference import tables
from tests.reference.facts import Segment
from tests.reference.tables import Month

MASTERS = {10: tables.MASTER_10, 11: tables.MASTER_11}
MASTER = {revision: tables.stages(span) for revision, span in MASTERS.items()}
SCALES = {10: tables.SCALES_10, 11: tables.SCALES_11}
PART_TIME = {10: tables.PART_TIME_10, 11: tables.PART_TIME_11}
#: pays around a threshold of a rule: floors and ceilings of house rent, the limit of rule 93
EDGES = {
    10: (16500, 120000),
    11: (23000, 25100, 29500, 30300, 49000, 50200, 51400, 97800, 100300, 102800, 166800),
}
CLASSES = ("A", "B", "C", "D")
#: kinds of people, and how many of a hundred
KINDS = {
    "state": 38, "aided": 12, "gazetted": 8, "authorised": 8, "former scale": 5, "ugc": 5, "judicial": 3,
    "all_india_service": 2, "part_time_contingent": 6, "consolidated": 5, "daily": 5, "hourly": 3,
}  # fmt: skip


def held_pay(dice: Random, month: Month) -> Segment:
    """A person's pay and place in a month; the days are set later."""
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    day = date(*month, 1)
    base = Segment(
        1, day, day, "state", "scale",
        revision=11 if month >= (2019, 7) else 10,
        place_class=dice.choice(CLASSES) if dice.random() < 0.93 else None,
        in_quarters=dice.random() < 0.06,
    )  # fmt: skip
    if kind in ("state", "aided", "gazetted", "former scale"):
        revision = 10 if kind == "former scale" else base.revision
        category = "aided" if kind == "aided" else "state"
        return on_scale(
            dice, replace(base, category=category, revision=revision, is_gazetted=kind == "gazetted")
        )
    if kind == "authorised":
        series = f"state_{base.revision}" if dice.random() < 0.5 else None
        return replace(base, pay_basis="authorised", is_gazetted=True, da_series=series)
    if kind in ("ugc", "judicial", "all_india_service"):
        return other_service(dice, base, kind)
    if kind == "part_time_contingent":
        return part_time(dice, base)
    pay = Decimal(dice.randrange(15000, 60000)) if kind == "consolidated" else None
    return replace(
        base,
        category="temporary",
        pay_basis=kind,
        basic_pay=pay,
        revision=None,
        place_class=None,
        in_quarters=False,
    )


def on_scale(dice: Random, base: Segment) -> Segment:
    """A stage of a State scale."""
    revision = base.revision or 11
    scale = dice.choice(SCALES[revision])
    pays = tables.stages_of(scale, MASTERS[revision])
    pay = dice.choices(
        (pays[0], pays[-1], dice.choice(pays), dice.choice(EDGES[revision])), (15, 10, 55, 20)
    )[0]
    if pay not in pays:
        scale = dice.choice([one for one in SCALES[revision] if is_inside(pay, one)])
    return replace(base, **unsound(dice, MASTER[revision], scale, pay), da_series=f"state_{revision}")


def is_inside(pay: int, scale: str) -> bool:
    """Whether a pay lies between the ends of a scale."""
    first, last = tables.ends_of(scale)
    return first <= pay <= last


def unsound(dice: Random, steps: list[int], scale: str, pay: int) -> dict[str, Any]:
    """Scale and pay; for a few with stagnation increments, or not as any order has them."""
    first, last = tables.ends_of(scale)
    luck = dice.random()
    if luck < 0.04:
        pay = steps[min(steps.index(last) + dice.choice((1, 4, 5, 6, 7)), len(steps) - 1)]
    elif luck < 0.045:
        pay = steps[max(steps.index(first) - 1, 0)]
    elif luck < 0.05:
        pay += 50
    elif luck < 0.055:
        scale = f"{first}-{last + 100}"
    return {"scale": scale, "basic_pay": Decimal(pay)}


def part_time(dice: Random, base: Segment) -> Segment:
    """A part-time contingent employee of category I or II."""
    revision = base.revision or 11
    pays = tables.stages(dice.choice(PART_TIME[revision]))
    return replace(
        base,
        category="part_time_contingent",
        scale=f"{pays[0]}-{pays[-1]}",
        basic_pay=Decimal(dice.choice(pays)),
        da_series=f"state_{revision}",
    )


def other_service(dice: Random, base: Segment, category: str) -> Segment:
    """Teachers on the UGC scale, judicial and All India Service officers; their pay
    matrices were not read.
    """
    pay = Decimal(dice.randrange(561, 2160) * 100)
    series = dice.choice(("ugc_2016", "ugc_2016", "ugc_2006")) if category == "ugc" else "central_7"
    return replace(
        base,
        category=category,
        revision=None,
        basic_pay=pay,
        da_series=series,
        is_gazetted=dice.random() < 0.9,
    )


def next_stage(segment: Segment) -> Decimal | None:
    """The pay after an increment, where the scale has one."""
    steps = MASTER.get(segment.revision or 0, [])
    if segment.category == "part_time_contingent" or segment.scale is None or segment.basic_pay not in steps:
        return None
    pay = steps[min(steps.index(int(segment.basic_pay)) + 1, len(steps) - 1)]
    return Decimal(pay) if is_inside(pay, segment.scale) else None
