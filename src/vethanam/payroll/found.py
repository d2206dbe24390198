"""One finding of a run, as a row for ``RunFinding``."""

from __future__ import annotations

from typing import Any


def finding(
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
    """A row for ``RunFinding``."""
    return {
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
