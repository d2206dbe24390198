"""Who is meant by a rule in words. A list of recipients is always a query; none is ever handed in.

A rule is one of a closed list. An office is told how many it means, never who.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vethanam.errors import Unsound
from vethanam.people.models import Employment

JUDICIAL = "judicial_officer"
EMPLOYEE = "employee"


def people_of(rule: str) -> Sequence[int]:
    """Persons a rule means, by number.

    Raises
    ------
    Unsound
        The rule is not one of the closed list.
    """
    try:
        return RULES[rule]()
    except KeyError:
        rules = "; ".join(RULES)
        raise Unsound(
            "no_such_cohort", f"“{rule[:60]}” is not a rule that chooses people. The rules are: {rules}."
        ) from None


def classes_of(persons: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """The classes of each person, the first one leading: employee, judicial officer."""
    classes: dict[int, set[str]] = {}
    rows = Employment.objects.filter(person__in=list(persons)).values_list("person", "category")
    for person, category in rows:
        classes.setdefault(person, set()).add(
            JUDICIAL if category == Employment.Category.JUDICIAL else EMPLOYEE
        )
    return {person: tuple(sorted(found, reverse=True)) for person, found in classes.items()}


def _all_employees() -> Sequence[int]:
    return list(Employment.objects.order_by("person").values_list("person", flat=True).distinct())


RULES: Mapping[str, Callable[[], Sequence[int]]] = {"all employees": _all_employees}
