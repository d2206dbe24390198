"""The monthly cost of an order: stacked columns of at most five heads, past months paler."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vethanam.money import Paise
from vethanam.web.parts.charts import Label, text_width

MOST_HEADS = 5


@dataclass(frozen=True, slots=True)
class CostColumn:
    """One month: label, amount by head, and whether it is paid as arrears."""

    label: str
    amounts: Sequence[Paise]
    is_arrear: bool

    @property
    def total(self) -> Paise:
        """The month's cost."""
        return sum(self.amounts)


@dataclass(frozen=True, slots=True)
class Block:
    """One head's part of a column; ``shade`` 1 is the darkest."""

    x: int
    y: int
    width: int
    height: int
    shade: int
    is_arrear: bool


@dataclass(frozen=True, slots=True)
class CostDrawing:
    """A finished layout of one width. ``cash_x`` is where payment with the salary begins, or None."""

    width: int
    height: int
    blocks: Sequence[Block]
    labels: Sequence[Label]
    axis_y: int
    axis_end: int
    cash_x: int | None
    cash_top: int


def cost_columns(
    columns: Sequence[CostColumn],
    names: Sequence[str],
    sums: tuple[str, str],
    *,
    width: int,
    height: int,
    is_phone: bool = False,
) -> CostDrawing:
    """Lay out the columns from zero; ``names`` of heads go to the right, ``sums`` over the two halves."""
    right = 0 if is_phone or not names else 12 + max(text_width(name) for name in names)
    axis_y, top, plot = height - 24, 40, width - right
    most = max((column.total for column in columns), default=0) or 1
    edges = [place * plot // len(columns) for place in range(len(columns) + 1)]
    gap = max(1, plot // len(columns) // 5)
    blocks: list[Block] = []
    for place, column in enumerate(columns):
        foot, paid = axis_y, 0
        for shade, amount in enumerate(column.amounts, start=1):
            paid += amount
            level = axis_y - paid * (axis_y - top) // most
            if level < foot:
                size = edges[place + 1] - edges[place] - gap
                blocks.append(Block(edges[place], level, size, foot - level, shade, column.is_arrear))
            foot = level
    worked = sum(column.is_arrear for column in columns)
    cash_x = edges[worked] - gap // 2 if 0 < worked < len(columns) else None
    wanted = [*_halves(sums, worked, len(columns), cash_x or 0, plot, top)]
    wanted += _heads(blocks, names, plot, axis_y) if right else []
    wanted += _months(columns, edges, height)
    return CostDrawing(
        width, height, blocks, _free(wanted, width), axis_y, plot, cash_x, _cash_top(wanted, cash_x, top)
    )


def _cash_top(labels: Sequence[Label], cash_x: int | None, top: int) -> int:
    """The top of the cash line: the upper edge, or below a label that it would cross."""
    boxes = [label.box() for label in labels if label.y < top]
    crossed = any(box.x < (cash_x or 0) < box.x + box.width for box in boxes)
    return top - 14 if crossed else 4


def _halves(sums: tuple[str, str], worked: int, count: int, cash_x: int, plot: int, top: int) -> list[Label]:
    if worked in (0, count):
        return [Label(sums[0] if worked else sums[1], 0, top - 22, is_strong=True)]
    fits = text_width(sums[0]) < cash_x
    first = Label(sums[0], 0, top - 22)
    second = Label(sums[1], cash_x + 6, top - 22, is_strong=True)
    if cash_x + 6 + text_width(sums[1]) > plot:
        second = Label(sums[1], plot, top - 22, "end", is_strong=True)
    return [first, second] if fits else [second]


def _heads(blocks: Sequence[Block], names: Sequence[str], plot: int, axis_y: int) -> list[Label]:
    """Each head's name beside its part of the last column."""
    last = max((block.x for block in blocks), default=0)
    return [
        Label(names[block.shade - 1], plot + 8, block.y + block.height // 2 + 5)
        for block in blocks
        if block.x == last
    ]


def _months(columns: Sequence[CostColumn], edges: Sequence[int], height: int) -> list[Label]:
    count = len(columns)
    places = dict.fromkeys([0, count - 1, *(count * part // 4 for part in (1, 2, 3))])
    labels = []
    for place in places:
        half = text_width(columns[place].label) // 2 + 1
        middle = (edges[place] + edges[place + 1]) // 2
        labels.append(
            Label(columns[place].label, min(max(middle, half), edges[-1] - half), height - 4, "middle")
        )
    return labels


def _free(wanted: Sequence[Label], width: int) -> list[Label]:
    kept: list[Label] = []
    for label in wanted:
        box = label.box()
        if box.x + box.width <= width + 2 and not any(box.meets(other.box()) for other in kept):
            kept.append(label)
    return kept
