"""Compare two explanations of a net: the lines that changed it, and the facts and figures
that changed the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vethanam.clauses.explanation import Explanation, Sum

#: facts that differ every month and change nothing by themselves
_CALENDAR = {"start", "until"}


@dataclass(frozen=True, slots=True)
class Moved:
    """A changed fact or figure of a line: value before, value now, and its order."""

    name: str
    before: str
    after: str
    order: str

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"name": self.name, "before": self.before, "now": self.after, "order": self.order}


@dataclass(frozen=True, slots=True)
class LineMoved:
    """A line with a changed value; ``effect`` is the change in the net. None: no such line, or it is held."""

    name: str
    before: int | None
    after: int | None
    effect: int
    by: tuple[Moved, ...]

    def as_json(self) -> dict[str, Any]:
        """As plain values, amounts in paise."""
        return {
            "component": self.name,
            "before_paise": self.before,
            "now_paise": self.after,
            "effect_paise": self.effect,
            "by": [moved.as_json() for moved in self.by],
        }


def moved(before: Explanation, now: Explanation) -> tuple[LineMoved, ...]:
    """Every changed line, largest effect on the net first.

    The effects add up to the difference of the nets. ``by`` lists the changed facts and figures of a line; it
    is empty if none changed.
    """
    lines_before, lines_now = _lines(before), _lines(now)
    signs = {**_signs(before), **_signs(now)}
    found = []
    for name in dict.fromkeys([*lines_now, *lines_before]):
        was, is_now = lines_before.get(name, ()), lines_now.get(name, ())
        amounts = _amount(was), _amount(is_now)
        if amounts[0] != amounts[1]:
            effect = signs.get(name, 0) * ((amounts[1] or 0) - (amounts[0] or 0))
            found.append(LineMoved(name, *amounts, effect, tuple(_by(was, is_now))))
    return tuple(sorted(found, key=lambda line: -abs(line.effect)))


def _lines(net: Explanation) -> dict[str, tuple[Explanation, ...]]:
    """The lines by name; a line of several parts has several entries."""
    found: dict[str, tuple[Explanation, ...]] = {}
    for line in net.children:
        found[line.name] = (*found.get(line.name, ()), line)
    return found


def _amount(lines: Sequence[Explanation]) -> int | None:
    known = [line.value for line in lines if line.value is not None]
    return sum(known) if known else None


def _signs(net: Explanation) -> dict[str, int]:
    """The sign of each line in the net, from the net's own sum. Other lines have none."""
    if net.sum is None:
        return {}
    added, taken = net.sum.parts
    return {name: sign for sum_, sign in ((added, 1), (taken, -1)) for name in _read(net, sum_)}


def _read(net: Explanation, sum_: Sum) -> Iterator[str]:
    for part in sum_.parts:
        if part.child is not None:
            yield net.children[part.child].name


def _by(before: Sequence[Explanation], now: Sequence[Explanation]) -> Iterator[Moved]:
    for rests_on in (_facts, _figures):
        was, is_now = rests_on(before), rests_on(now)
        for name in dict.fromkeys([*is_now, *was]):
            old, new = was.get(name, {}), is_now.get(name, {})
            if list(old) != list(new):
                order = "; ".join(dict.fromkeys(order for order in new.values() if order))
                yield Moved(name, "; ".join(old), "; ".join(new), order)


def _facts(lines: Sequence[Explanation]) -> Mapping[str, dict[str, str]]:
    """Map fact name to its texts with their orders. The day count of a full month is no fact."""
    found: dict[str, dict[str, str]] = {}
    for node in (node for line in lines for node in line.walk()):
        for given in node.givens:
            is_whole = given.unit == "days" and given.number == given.scale
            if given.name not in _CALENDAR and not is_whole:
                order = given.source.order if given.source else ""
                found.setdefault(given.name, {}).setdefault(given.text, order)
    return found


def _figures(lines: Sequence[Explanation]) -> Mapping[str, dict[str, str]]:
    """Map figure name to its texts with their orders."""
    found: dict[str, dict[str, str]] = {}
    for node in (node for line in lines for node in line.walk()):
        for used in node.parameters:
            found.setdefault(used.name, {}).setdefault(used.text, str(used.citation))
    return found
