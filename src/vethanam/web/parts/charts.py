"""Chart geometry: values in, points and placed labels out; the template writes the SVG.

A chart fills its column. It is laid out for the least width of each range, and a wider column only moves its
points apart: text keeps its size, and labels that are free at the least width stay free. A label that would
overlap a line or another label is moved above or below, or dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from vethanam.money import Paise, Rate, shown
from vethanam.periods import Month

#: least widths of the three layouts; the style sheet changes between them at the second and the third
NARROW, WIDE, FULL = 288, 560, 1000
TEXT_HEIGHT = 15
LETTER = 7
MALAYALAM_LETTER = 9


@dataclass(frozen=True, slots=True)
class Step:
    """One of the twelve months: earnings, net pay, and the known cause of a change."""

    label: str
    earned: Paise
    net: Paise
    earned_cause: str = ""
    net_cause: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing, from its top left corner."""

    x: int
    y: int
    width: int
    height: int

    def meets(self, other: Box) -> bool:
        """True if the two overlap."""
        apart_x = self.x + self.width <= other.x or other.x + other.width <= self.x
        apart_y = self.y + self.height <= other.y or other.y + other.height <= self.y
        return not (apart_x or apart_y)


@dataclass(frozen=True, slots=True)
class Label:
    """A placed text: position of its baseline, and its anchor."""

    text: str
    x: int
    y: int
    anchor: str = "start"
    is_strong: bool = False

    def box(self) -> Box:
        """The room it needs, with a margin."""
        width = text_width(self.text)
        left = self.x if self.anchor == "start" else self.x - (width if self.anchor == "end" else width // 2)
        return Box(left, self.y - TEXT_HEIGHT + 3, width, TEXT_HEIGHT)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished layout of one width."""

    width: int
    height: int
    lines: dict[str, str]
    area: str
    labels: Sequence[Label]
    end: tuple[int, int]
    axis_y: int
    axis_end: int


@dataclass(slots=True)
class _Canvas:
    """Collects labels and refuses any that would overlap a line or another label."""

    width: int
    taken: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def take(self, points: Sequence[tuple[int, int]]) -> None:
        """Mark a step line as an obstacle: each segment is a thin box."""
        for (x1, y1), (x2, y2) in pairwise(points):
            self.taken.append(Box(min(x1, x2) - 1, min(y1, y2) - 2, abs(x2 - x1) + 2, abs(y2 - y1) + 4))

    def place(self, candidates: Iterable[Label]) -> None:
        """Place the first candidate that is free; better none than an unreadable one."""
        for label in candidates:
            box = label.box()
            inside = box.x >= 0 and box.x + box.width <= self.width and box.y >= 0
            if inside and not any(box.meets(other) for other in self.taken):
                self.taken.append(box)
                self.labels.append(label)
                return


def text_width(text: str) -> int:
    """The maximum width of a label in pixels; Malayalam letters are wider."""
    return sum(MALAYALAM_LETTER if "\u0d00" <= letter <= "\u0d7f" else LETTER for letter in text)


def twelve_months(steps: Sequence[Step], *, width: int, height: int, words: tuple[str, str, str]) -> Drawing:
    """Two step lines, earnings thin and net pay thick, with the deductions tinted between them.

    ``words`` are the names of earnings, net pay and deductions. The y axis is cut, and only the first and
    last values are written, because the chart shows change.
    """
    right = 58
    axis_y, top = height - 24, 40
    low = min(step.net for step in steps)
    high = max(step.earned for step in steps)
    spread = max(high - low, 1)

    def y_of(amount: Paise) -> int:
        return axis_y - 26 - (amount - low) * (axis_y - 26 - top) // spread

    edges = [1 + position * (width - right - 1) // len(steps) for position in range(len(steps) + 1)]
    earned = _stairs(edges, [y_of(step.earned) for step in steps])
    net = _stairs(edges, [y_of(step.net) for step in steps])
    canvas = _Canvas(width)
    canvas.take(earned)
    canvas.take(net)
    _ends(canvas, steps, earned, net, words)
    _causes(canvas, steps, edges, y_of)
    _between(canvas, words[2], edges, steps, y_of)
    _months(canvas, steps, edges, height)
    return Drawing(
        width,
        height,
        {"earned": _path(earned), "net": _path(net)},
        _path(earned) + " L" + " L".join(f"{x} {y}" for x, y in reversed(net)) + " Z",
        canvas.labels,
        net[-1],
        axis_y,
        edges[-1],
    )


def _stairs(edges: Sequence[int], levels: Sequence[int]) -> list[tuple[int, int]]:
    points = []
    for position, level in enumerate(levels):
        points += [(edges[position], level), (edges[position + 1], level)]
    return points


def _path(points: Sequence[tuple[int, int]]) -> str:
    return "M" + " L".join(f"{x} {y}" for x, y in points)


def _ends(
    canvas: _Canvas,
    steps: Sequence[Step],
    earned: Sequence[tuple[int, int]],
    net: Sequence[tuple[int, int]],
    words: tuple[str, str, str],
) -> None:
    """The first and last values, as labels at the lines."""

    def figure(amount: Paise) -> str:
        return shown(amount, symbol=False)

    (x0, y0), (x1, y1) = earned[0], earned[-1]
    (m0, n0), (m1, n1) = net[0], net[-1]
    gap = TEXT_HEIGHT if abs(n1 - y1) < TEXT_HEIGHT else 0
    canvas.place([Label(figure(steps[-1].earned), x1 + 10, y1 + 4 - gap)])
    canvas.place([Label(figure(steps[-1].net), m1 + 10, n1 + 5, is_strong=True)])
    canvas.place([Label(words[0], x0 + 3, y0 - 8), Label(words[0], x0 + 3, y0 + 18)])
    first = f"{words[1]} {figure(steps[0].net)}"
    canvas.place(
        [Label(first, m0 + 3, n0 + 19, is_strong=True), Label(first, m0 + 3, n0 - 8, is_strong=True)]
    )


def _causes(
    canvas: _Canvas, steps: Sequence[Step], edges: Sequence[int], y_of: Callable[[Paise], int]
) -> None:
    """The cause of a step, as a label at the step; earnings above their line, net pay below."""
    for position, step in enumerate(steps):
        x = edges[position]
        near = min(x, canvas.width - 58)
        if step.earned_cause:
            y = y_of(step.earned)
            canvas.place(
                Label(step.earned_cause, place, y - up, anchor)
                for up in (8, 24)
                for place, anchor in ((x, "start"), (edges[-1], "end"), (near, "end"))
            )
        if step.net_cause:
            y = y_of(step.net)
            canvas.place(
                Label(step.net_cause, place, y + down, anchor)
                for down in (18, 34, 50)
                for place, anchor in ((x, "start"), (edges[position + 1], "end"), (near, "end"))
            )


def _between(
    canvas: _Canvas, word: str, edges: Sequence[int], steps: Sequence[Step], y_of: Callable[[Paise], int]
) -> None:
    order = sorted(range(len(steps)), key=lambda at: steps[at].net - steps[at].earned)
    canvas.place(
        Label(word, edges[at] + 8, (y_of(steps[at].earned) + y_of(steps[at].net)) // 2 + 5) for at in order
    )


def _months(canvas: _Canvas, steps: Sequence[Step], edges: Sequence[int], height: int) -> None:
    """At most five labels on the time axis, including the first and the last."""
    count = len(steps)
    wanted = sorted({0, count - 1, *(count * part // 4 for part in (1, 2, 3))})
    for position in [wanted[0], wanted[-1], *wanted[1:-1]]:
        middle = (edges[position] + edges[position + 1]) // 2
        half = text_width(steps[position].label) // 2
        canvas.place([Label(steps[position].label, max(middle, half + 1), height - 4, "middle")])


@dataclass(frozen=True, slots=True)
class RateStep:
    """A rate: its first day in force, the salary month in which it was first drawn, its order."""

    start: date
    drawn_month: Month
    rate: Rate
    order: str

    @property
    def drawn(self) -> date:
        """The first day of the drawn month, but not before it is in force."""
        return max(self.drawn_month.first, self.start)


@dataclass(frozen=True, slots=True)
class RateDrawing:
    """A finished layout of the history of a rate."""

    width: int
    height: int
    in_force: str
    drawn: str
    area: str
    dots: Sequence[tuple[int, int]]
    grid: Sequence[tuple[int, str]]
    years: Sequence[tuple[int, str]]
    labels: Sequence[Label]
    left: int
    right: int
    bottom: int


def rate_history(
    steps: Sequence[RateStep], first: date, last: date, *, width: int, height: int, words: tuple[str, str]
) -> RateDrawing:
    """A rate over time: drawn as a thick step line, in force as a dashed one, the gap tinted.

    ``words`` are the names of the lines. The axis goes from zero to the next ten.
    """
    left, right, bottom, top = 26, width - 48, height - 26, 14
    most = max(step.rate for step in steps)
    ceiling = -(-most // 1000) * 1000 or 1000
    days = max((last - first).days, 1)

    def x_of(day: date) -> int:
        return left + max(0, min(days, (day - first).days)) * (right - left) // days

    def y_of(rate: Rate) -> int:
        return bottom - rate * (bottom - top) // ceiling

    in_force = _rate_stairs([(step.start, step.rate) for step in steps], first, right, x_of, y_of)
    drawn = _rate_stairs(sorted((step.drawn, step.rate) for step in steps), first, right, x_of, y_of)
    canvas = _Canvas(width)
    canvas.take(in_force)
    canvas.take(drawn)
    canvas.place([Label(rate_in_words(steps[-1].rate), right + 6, drawn[-1][1] + 5, is_strong=True)])

    def fitting(text: str, points: Sequence[tuple[int, int]], below: int) -> list[Label]:
        """Above its line or below it, inside the drawing and off the years of the axis."""
        found = _along(text, points, -8) + _along(text, points, below)
        return [one for one in found if one.y < bottom - 2 and one.box().x + one.box().width <= width]

    canvas.place(fitting(words[0], in_force, 18))
    canvas.place([replace(label, is_strong=True) for label in fitting(words[1], drawn, 19)])
    dots = [
        (x_of(day), y_of(rate))
        for day, rate in sorted((step.drawn, step.rate) for step in steps)
        if day > first
    ]
    return RateDrawing(
        width,
        height,
        _path(in_force),
        _path(drawn),
        _path(in_force) + " L" + " L".join(f"{x} {y}" for x, y in reversed(drawn)) + " Z",
        dots,
        [(y_of(rate), str(rate // 100)) for rate in range(0, ceiling + 1, 1000)],
        [
            (x_of(date(year, 1, 1)), str(year))
            for year in range(first.year, last.year + 1)
            if date(year, 1, 1) >= first
        ],
        canvas.labels,
        left,
        right,
        bottom,
    )


def rate_in_words(rate: Rate) -> str:
    """A rate as text: ``35 %``."""
    whole, rest = divmod(rate, 100)
    return f"{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''}\u2009%"


def _rate_stairs(
    steps: Sequence[tuple[date, Rate]],
    first: date,
    right: int,
    x_of: Callable[[date], int],
    y_of: Callable[[Rate], int],
) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    for day, rate in steps:
        x = x_of(day)
        if day <= first:
            points = [(x_of(first), y_of(rate))]
            continue
        if points:
            points.append((x, points[-1][1]))
        points.append((x, y_of(rate)))
    return [*points, (right, points[-1][1])] if points else []


def _along(text: str, points: Sequence[tuple[int, int]], up: int) -> list[Label]:
    """A candidate at each level segment of a step line."""
    return [Label(text, x1 + 6, y1 + up) for (x1, y1), (x2, y2) in pairwise(points) if y1 == y2 and x2 > x1]
