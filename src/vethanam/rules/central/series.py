"""The series of dearness allowance of an employment."""

from __future__ import annotations


def da_series(category: str, basis: str, revision: int | None) -> str | None:
    """The series for pay in a level of the matrix; None for a consolidated sum or a wage."""
    return "central_7" if basis == "scale" else None
