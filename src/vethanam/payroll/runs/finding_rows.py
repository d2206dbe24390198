"""One finding of a run, as a row for ``RunFinding`` with its drawing code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vethanam.errors import Sentence, as_json


def finding(
    drawing_code: int,
    record: str,
    code: str,
    *,
    employment: int | None = None,
    component: str = "",
    blocks: bool = False,
    is_set_aside: bool = False,
    facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Build a row for ``RunFinding``, with its drawing code."""
    return {
        "drawing_code": drawing_code,
        "employment_id": employment,
        "component": component,
        "record": record,
        "code": code,
        "blocks": blocks,
        "is_set_aside": is_set_aside,
        "facts": as_json(facts or {}),
    }


def kept(found: Mapping[str, Any]) -> str:
    """Code and facts of a finding as text, for a hash."""
    return json.dumps({"code": found["code"], "facts": found["facts"]}, ensure_ascii=False, sort_keys=True)


def people_said(count: int) -> Sentence:
    """A sentence for a number of people."""
    return Sentence("one_person") if count == 1 else Sentence("so_many_people", {"count": count})
