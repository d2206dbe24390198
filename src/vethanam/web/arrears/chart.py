"""Due and drawn as two step lines from zero, with the tinted gap and its sum between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vethanam.money import Paise, shown
from vethanam.web.parts.charts import TEXT_HEIGHT, Drawing, Label, text_width


@dataclass(frozen=True, slots=True)
class DueStep:
    """One month: due and drawn."""

    label: str
    due: Paise
    drawn: Paise


def due_and_drawn(
    steps: Sequence[DueStep], *, width: int, height: int, words: tuple[str, str, str]
) -> Drawing:
    """A finished layout: ``net`` is the thick line of due, ``earned`` the thin line of drawn.

    ``words`` name due, drawn and the gap's sum. Labels that would overlap are dropped.
    """
    right, axis_y, top = width - 4, height - 24, 26
    most = max(max(step.due, step.drawn) for step in steps) or 1
    edges = [1 + place * (right - 1) // len(steps) for place in range(len(steps) + 1)]

    def y_of(amount: Paise) -> int:
        return axis_y - amount * (axis_y - top) // most

    due = _stairs(edges, [y_of(step.due) for step in steps])
    drawn = _stairs(edges, [y_of(step.drawn) for step in steps])
    area = _path(due) + " L" + " L".join(f"{x} {y}" for x, y in reversed(drawn)) + " Z"
    wanted = [*_ends(steps, due, drawn, words, width), *_months(steps, edges, height)]
    first, last = steps[0], steps[-1]
    if abs(last.due - last.drawn) * (axis_y - top) // most > TEXT_HEIGHT + 8 and first.due != first.drawn:
        middle = len(steps) // 2
        y = (y_of(steps[middle].due) + y_of(steps[middle].drawn)) // 2 + 5
        wanted.append(Label(words[2], edges[middle], y, "middle", is_strong=True))
    return Drawing(
        width,
        height,
        {"earned": _path(drawn), "net": _path(due)},
        area,
        _free(wanted),
        due[-1],
        axis_y,
        edges[-1],
    )


def _stairs(edges: Sequence[int], levels: Sequence[int]) -> list[tuple[int, int]]:
    return [(edges[place + end], level) for place, level in enumerate(levels) for end in (0, 1)]


def _path(points: Sequence[tuple[int, int]]) -> str:
    return "M" + " L".join(f"{x} {y}" for x, y in points)


def _ends(
    steps: Sequence[DueStep],
    due: Sequence[tuple[int, int]],
    drawn: Sequence[tuple[int, int]],
    words: tuple[str, str, str],
    width: int,
) -> list[Label]:
    def figure(amount: Paise) -> str:
        return shown(amount, symbol=False)

    found = [
        Label(f"{words[0]} {figure(steps[0].due)}", due[0][0] + 2, due[0][1] - 8, is_strong=True),
        Label(f"{words[1]} {figure(steps[0].drawn)}", drawn[0][0] + 2, drawn[0][1] + 17),
    ]
    if len(steps) > 1:
        found.append(Label(figure(steps[-1].due), width - 4, due[-1][1] - 8, "end", is_strong=True))
        found.append(Label(figure(steps[-1].drawn), width - 4, drawn[-1][1] + 17, "end"))
    return found


def _months(steps: Sequence[DueStep], edges: Sequence[int], height: int) -> list[Label]:
    count = len(steps)
    places = [0, count - 1, *(count * part // 4 for part in (1, 2, 3))]
    labels = []
    for place in dict.fromkeys(places):
        half = text_width(steps[place].label) // 2 + 1
        middle = (edges[place] + edges[place + 1]) // 2
        labels.append(
            Label(steps[place].label, min(max(middle, half), edges[-1] - half), height - 4, "middle")
        )
    return labels


def _free(wanted: Sequence[Label]) -> list[Label]:
    kept: list[Label] = []
    for label in wanted:
        if not any(label.box().meets(other.box()) for other in kept):
            kept.append(label)
    return kept
