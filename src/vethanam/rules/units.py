"""The units of parameters, each with its YAML reader. Readers raise ValueError for unfit content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from vethanam.money import PER_CENT, RUPEE


def _whole(content: Any, factor: int) -> int:
    scaled = Decimal(str(content)) * factor
    if isinstance(content, bool) or scaled != scaled.to_integral_value() or scaled < 0:
        raise ValueError
    return int(scaled)


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise ValueError
    return content


def _each(one: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def many(content: Any) -> tuple[Any, ...]:
        if not isinstance(content, list) or not content:
            raise ValueError
        return tuple(one(item) for item in content)

    return many


def _flag(content: Any) -> bool:
    if not isinstance(content, bool):
        raise ValueError
    return content


def _day(content: Any) -> date:
    if not isinstance(content, date):
        raise ValueError
    return content


def _span(content: Any) -> tuple[int, ...]:
    """Stages in paise from a span such as ``23000-700-27900``: pay, step, pay, step, pay."""
    numbers = [int(part) for part in str(content).split("-")]
    stages = [numbers[0]]
    for step, end in zip(numbers[1::2], numbers[2::2], strict=True):
        if step <= 0 or end <= stages[-1] or (end - stages[-1]) % step:
            raise ValueError
        stages += range(stages[-1] + step, end + 1, step)
    return tuple(stage * RUPEE for stage in stages)


UNITS: Mapping[str, Callable[[Any], Any]] = {
    "rupees": lambda content: _whole(content, RUPEE),
    "per_cent": lambda content: _whole(content, PER_CENT),
    "hundredths": lambda content: _whole(content, 100),
    **dict.fromkeys(("days", "months", "years", "count", "place"), lambda content: _whole(content, 1)),
    "text": _text,
    "texts": _each(_text),
    "flag": _flag,
    "day": _day,
    "stages": _span,
    "amounts": _each(lambda content: _whole(content, RUPEE)),
    "counts": _each(lambda content: _whole(content, 1)),
    "paise": lambda content: _whole(content, 1),
}
