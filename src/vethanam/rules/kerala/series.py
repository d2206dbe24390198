"""The series of dearness allowance of an employment, by its scale of pay."""

from __future__ import annotations

#: categories with scales of the Central Government's or the University Grants Commission's series
OTHER_SERIES = {"ugc": "ugc_2016", "judicial": "central_7", "all_india_service": "central_7"}


def da_series(category: str, basis: str, revision: int | None) -> str | None:
    """The series of a category, basis of pay and revision; None on authorised rates,
    consolidated pay and wages.

    An Accountant General's pay slip states the allowance itself; a consolidated sum and a wage have none.
    """
    if basis != "scale":
        return None
    if category in OTHER_SERIES:
        return OTHER_SERIES[category]
    return None if revision is None else f"state_{revision}"
