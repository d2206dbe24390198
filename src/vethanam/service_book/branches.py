"""Codes of an account's place: a bank's branch by its IFSC, a post office by its PIN code."""

from __future__ import annotations

import re

_IFSC = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
_PIN = re.compile(r"[1-9][0-9]{5}")


def is_ifsc(branch: str) -> bool:
    """Whether this has the form of a branch's Indian Financial System Code, in capital letters."""
    return bool(_IFSC.fullmatch(branch))


def is_pin(branch: str) -> bool:
    """Whether this has the form of a post office's PIN code."""
    return bool(_PIN.fullmatch(branch))
