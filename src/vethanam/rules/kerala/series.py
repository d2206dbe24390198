"""Which series of dearness allowance somebody draws by: the one her scale of pay belongs to."""

from __future__ import annotations

#: categories whose scales follow a series of the Central Government or the University Grants Commission
OTHER_SERIES = {"ugc": "ugc_2016", "judicial": "central_7", "all_india_service": "central_7"}


def da_series(category: str, basis: str, revision: int | None) -> str | None:
    """The series of a category, basis of pay and revision; None on authorised rates, consolidated pay and wages.

    An Accountant General's pay slip states the allowance itself; a consolidated sum and a wage draw none.
    """
    if basis != "scale":
        return None
    if category in OTHER_SERIES:
        return OTHER_SERIES[category]
    return None if revision is None else f"state_{revision}"
