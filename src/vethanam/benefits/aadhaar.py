"""Refuses Aadhaar numbers: twelve digits with their check digit, in any cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vethanam.errors import Fault, UnsoundInput
from vethanam.rules.aadhaar import is_aadhaar_like

_TWELVE = re.compile(r"(?<!\d)\d(?:[ -]?\d){11}(?!\d)", re.ASCII)


def looks_like_aadhaar(text: str) -> bool:
    """Whether a text has an Aadhaar number in it, alone or among words.

    >>> looks_like_aadhaar("card 2345 6789 0124"), looks_like_aadhaar("Income certificate 41/2026")
    (True, False)
    """
    return any(is_aadhaar_like(found.group()) for found in _TWELVE.finditer(text))


def refuse_aadhaar(given: Mapping[str, Any]) -> None:
    """Refuse input with an Aadhaar number in any cell; names the cells and repeats no value.

    Raises
    ------
    UnsoundInput
        One fault for each cell.
    """
    faults = [Fault("", where, "aadhaar_not_kept") for where in _cells("", given)]
    if faults:
        raise UnsoundInput("aadhaar_not_kept", faults)


def _cells(where: str, value: Any) -> list[str]:
    if isinstance(value, Mapping):
        parts = [(f"{where}.{name}" if where else str(name), one) for name, one in value.items()]
    elif isinstance(value, list | tuple):
        parts = [(f"{where}.{place}", one) for place, one in enumerate(value)]
    else:
        return [where] if isinstance(value, str | int) and looks_like_aadhaar(str(value)) else []
    return [cell for name, one in parts for cell in _cells(name, one)]
