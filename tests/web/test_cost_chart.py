"""The chart of a cost: columns start at the axis and add up, no label covers another or the line of cash."""

from __future__ import annotations

from itertools import combinations

import pytest

from vethanam.web.parts.cost_chart import CostColumn, cost_columns

NAMES = ["General education", "Medical and public health", "Police", "Courts", "All other heads"]


@pytest.mark.parametrize(("width", "is_phone"), [(1080, False), (328, True)])
@pytest.mark.parametrize("worked", [0, 4, 12])
def test_columns_stack_and_labels_stand_free(width: int, is_phone: bool, worked: int) -> None:
    columns = [CostColumn(f"M{n} 2027", [700, 200, 180, 140, 90 + n], n < worked) for n in range(12)]
    sums = ("Arrears ₹ 826.2 crore", "With each salary ₹ 842.1 crore")
    drawing = cost_columns(columns, NAMES, sums, width=width, height=240, is_phone=is_phone)
    assert len(drawing.blocks) == 60
    for x in {block.x for block in drawing.blocks}:
        foot = drawing.axis_y
        for block in (one for one in drawing.blocks if one.x == x):
            assert block.y + block.height == foot
            foot = block.y
    assert (drawing.cash_x is not None) == (worked == 4)
    boxes = [label.box() for label in drawing.labels]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    for box in boxes:
        if drawing.cash_x is not None and box.x < drawing.cash_x < box.x + box.width:
            assert box.y + box.height <= drawing.cash_top or box.y >= drawing.axis_y


def test_months_already_worked_are_marked() -> None:
    columns = [CostColumn("M", [100], n < 2) for n in range(6)]
    drawing = cost_columns(columns, ["One"], ("Arrears", "Salary"), width=640, height=200)
    assert [block.is_arrear for block in drawing.blocks] == [True, True, False, False, False, False]
