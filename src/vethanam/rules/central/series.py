"""Which series of dearness allowance somebody draws by."""

from __future__ import annotations


def da_series(category: str, basis: str, revision: int | None) -> str | None:
    """The series of pay in a level of the matrix; none on a consolidated sum or a wage."""
    return "central_7" if basis == "scale" else None
