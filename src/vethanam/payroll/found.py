"""One finding of a run, as a row for ``RunFinding`` and the drawing code whose run it is of."""

from __future__ import annotations

from typing import Any


def finding(  # noqa: PLR0913 - the columns of a finding
    drawing_code: int,
    record: str,
    code: str,
    says: str,
    *,
    employment: int | None = None,
    component: str = "",
    blocks: bool = False,
    is_set_aside: bool = False,
    facts: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A row for ``RunFinding``, with the drawing code."""
    return {
        "drawing_code": drawing_code,
        "employment_id": employment,
        "component": component,
        "record": record,
        "code": code,
        "says": says,
        "blocks": blocks,
        "is_set_aside": is_set_aside,
        "facts": facts or {},
    }


def worded(component: str) -> str:
    """A component as a sentence names it."""
    return component.replace("_", " ").capitalize()
