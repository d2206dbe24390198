"""The deductions in their order, and the insurances with one premium for every member.

The premiums are typed in by hand from the published orders, like :mod:`tests.reference.tables`.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.reference.tables import Month

#: deductions in the order in which they are taken; levels 1 to 7 of the proposal in deductions.yaml
PRECEDENCE = (
    "income_tax", "profession_tax",
    "pension_contribution", "gpf_subscription", "state_life_insurance", "group_insurance",
    "family_benefit_scheme",
    "medisep", "accident_insurance",
    "government_due", "overpayment", "house_building_advance", "conveyance_advance", "festival_advance",
    "gpf_loan",
    "sli_loan",
    "maintenance", "attachment",
    "cooperative",
    "lic", "pli", "other_voluntary",
)  # fmt: skip


class Premium(NamedTuple):
    """A yearly or monthly premium and the first salary it is taken from."""

    first: Month
    amount: int | None
    order: str


class Insurance(NamedTuple):
    """An insurance with one premium for every member; ``column`` of the facts is true for a member.

    ``share`` of the made people are members. ``number`` is the month of the year that bears the premium;
    without one every month does.
    """

    component: str
    column: str
    share: float
    premiums: tuple[Premium, ...]
    number: int | None = None


INSURANCES = (
    # orders of June 2022 and January 2026 (G.O.(P) 5/2026/Fin); the 810 of 2025-12-23 was deferred and never
    # taken
    Insurance("medisep", "is_medisep", 0.9, (
        Premium((2022, 6), 500, "G.O.(P) 70/2022/Fin dated 2022-06-23"),
        Premium((2026, 2), 687, "G.O.(P) 5/2026/Fin dated 2026-01-20"),
    )),
    # with the November salary, for the next calendar year; the orders for 2026 and 2027 were not found
    Insurance("accident_insurance", "is_accident_insured", 0.8, (
        Premium((2020, 11), 500, "premium of 2021"),
        Premium((2021, 11), None, "premiums of 2022 and 2023 not read"),
        Premium((2023, 11), 1000, "Finance order of February 2023"),
        Premium((2024, 11), 1000, "G.O.(P) 99/2024/Fin dated 2024-11-19"),
        Premium((2025, 11), None, "order not found"),
    ), number=11),
)  # fmt: skip

#: a premium buys its cover whole, and the half-year's profession tax has one receipt: not in pieces
WHOLE_OR_NOT = (
    "profession_tax", "state_life_insurance", "group_insurance", "family_benefit_scheme",
    *(one.component for one in INSURANCES),
)  # fmt: skip
