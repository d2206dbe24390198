"""Scales and their stages, taken from the master scale of a revision."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from vethanam.errors import Unsound, typed
from vethanam.money import RUPEE
from vethanam.rules.parameter_values import InForce

_TWO_AMOUNTS = re.compile(r"\d{3,5}0-\d{3,5}0")


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale: its stages in paise, its master scale, and the number of stagnation increments above it."""

    name: str
    stages: tuple[int, ...]
    master: tuple[int, ...]
    increments_above: int

    @property
    def stagnation(self) -> tuple[int, ...]:
        """Stages of the master scale above the maximum, within reach of stagnation increments."""
        top = self.master.index(self.stages[-1])
        return self.master[top + 1 : top + 1 + self.increments_above]

    def nearest(self, pay: int) -> list[int]:
        """The stages of the scale next below and next above a pay."""
        place = bisect_left(self.stages, pay)
        return [self.stages[i] for i in (place - 1, place) if 0 <= i < len(self.stages)]


def master_of(on: InForce, revision: int) -> tuple[int, ...]:
    """The master scale of a revision."""
    stages: tuple[int, ...] = on.pay.master_scale.content(key=str(revision))
    return stages


def state_scales(on: InForce, revision: int) -> Sequence[str]:
    """The scale names of a revision; empty if it has none."""
    value = on.pay.scales.noted(str(revision))
    names: tuple[str, ...] = () if value is None or value.is_unknown else value.fields["value"]
    return names


def scales_known(on: InForce) -> Sequence[str]:
    """The names of all State scales in force, the latest revision first, each once."""
    revisions = sorted(map(int, on.pay.scales.parameter.keys), reverse=True)
    return list(dict.fromkeys(name for revision in revisions for name in state_scales(on, revision)))


def scale_of(on: InForce, revision: int, name: str) -> Scale:
    """A scale by its first and last stage."""
    first, last = (int(end) * RUPEE for end in name.split("-"))
    master = master_of(on, revision)
    stages = tuple(stage for stage in master if first <= stage <= last)
    stagnation = on.pay.stagnation.value()
    return Scale(name, stages, master, stagnation.fields["increments"] if stagnation else 0)


def named_scale(on: InForce, revision: int, name: str) -> Scale:
    """A State or part-time scale by its name, written as ``27900-63700`` or with every step between.

    Raises
    ------
    Unsound
        The revision has no such scale; the sentence names scales with the same beginning.
    """
    ends = re.findall(r"\d+", name.replace(",", ""))
    plain = f"{ends[0]}-{ends[-1]}" if len(ends) > 1 else name
    if plain in state_scales(on, revision):
        return scale_of(on, revision, plain)
    for scale in part_time_scales(on, revision):
        if scale.name == plain:
            return scale
    stages = on.pay.master_scale
    begins = stages.parameter.first_known(str(revision))
    if begins is not None and begins > on.on:
        raise Unsound("scale_not_yet", revision=revision, begins=begins)
    alike = [known for known in state_scales(on, revision) if ends and known.split("-")[0] == ends[0]]
    if alike:
        near = " and ".join(alike)
        raise Unsound("scale_unknown_but", scale=scale_said(name), revision=revision, near=near)
    raise Unsound("scale_unknown", scale=scale_said(name), revision=revision)


def scale_said(name: str) -> str:
    """An unknown scale as typed, if it is two amounts in tens of rupees; else hidden where it
    may be a contact.
    """
    return name if _TWO_AMOUNTS.fullmatch(name) else typed(name, 60)


def part_time_scales(on: InForce, revision: int) -> list[Scale]:
    """The known scales of part-time contingent employees."""
    known = []
    for category in ("I", "II", "III"):
        value = on.pay.part_time_scale.value(f"{revision}/{category}")
        if value is not None and not value.is_unknown:
            stages = value.fields["value"]
            name = f"{stages[0] // RUPEE}-{stages[-1] // RUPEE}"
            known.append(Scale(name, stages, stages, 0))
    return known


def stages_of(on: InForce, revision: int, name: str) -> Sequence[int] | None:
    """The stages in paise of a scale of a revision, or None if there is no such scale."""
    if name in state_scales(on, revision):
        return scale_of(on, revision, name).stages
    return next((scale.stages for scale in part_time_scales(on, revision) if scale.name == name), None)


def stages_above(on: InForce, revision: int, name: str) -> Sequence[int] | None:
    """The stagnation stages in paise above a scale, by the order in force; None if no such order was read."""
    if on.pay.stagnation.value() is None or name not in state_scales(on, revision):
        return None
    return scale_of(on, revision, name).stagnation
