"""The month in OpenFisca-core, run by itself: columns of numbers in, paise out.

Stock, or with ``float64`` for its numbers.
"""

# mypy: ignore-errors
from __future__ import annotations

import json
import sys

import numpy as np
from clock import timed
from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables

GIVEN = (
    "basic_pay", "days", "place", "is_nps", "gpf", "half_year_income", "expected_gross", "gross_to_date",
    "tax_to_date",
    "house_building_advance", "cooperative", "lic",
)  # fmt: skip
MONTH = "2026-08"


def whole(amount):
    return np.floor(amount + 0.5)


def of(name):
    return lambda person, period: FORMULAS[name](lambda other: person(other, period))


def tax_of_month(v):
    gross = v("basic") + v("dearness_allowance") + v("house_rent_allowance")
    income = np.maximum(v("gross_to_date") + gross + 6 * v("expected_gross") - 75000, 0)
    income = whole(income / 10) * 10
    slabs = sum(0.05 * np.maximum(income - bound, 0) for bound in (4e5, 8e5, 12e5, 16e5, 20e5, 24e5))
    tax = np.minimum(slabs, np.maximum(income - 1200000, 0))
    tax = whole(tax * 1.04 / 10) * 10
    return np.maximum(whole((tax - v("tax_to_date")) / 7), 0)


def profession(v):
    bounds = np.array([12000, 18000, 30000, 45000, 100000, 125000])
    return np.array([0, 320, 450, 600, 750, 1000, 1250])[
        np.searchsorted(bounds, v("half_year_income"), "right")
    ]


def rent(v):
    place = v("place").astype(int)
    share, least, most = (
        np.array(figures)[place]
        for figures in ((10, 8, 6, 4), (2300, 2000, 1500, 1200), (10000, 8000, 6000, 4000))
    )
    return whole(np.clip(v("basic_pay") * share / 100, least, most) * v("days") / 31)


def pension(v):
    part = v("basic_pay") * v("days") / 31
    return v("is_nps") * whole((part + part * 35 / 100) * 10 / 100)


FORMULAS = {
    "basic": lambda v: whole(v("basic_pay") * v("days") / 31),
    "dearness_allowance": lambda v: whole(v("basic_pay") * v("days") / 31 * 35 / 100),
    "house_rent_allowance": rent,
    "income_tax": tax_of_month,
    "profession_tax": profession,
    "pension_contribution": pension,
    "gpf_subscription": lambda v: (1 - v("is_nps")) * v("gpf"),
}
TAKEN = (
    "income_tax", "profession_tax", "pension_contribution", "gpf_subscription", "house_building_advance",
    "cooperative", "lic",
)  # fmt: skip


def system_of(dtype):
    if dtype == "float64":
        from openfisca_core.variables import config

        config.VALUE_TYPES[float]["dtype"] = np.float64
    person = entities.build_entity("person", "persons", "", is_person=True)
    system = taxbenefitsystems.TaxBenefitSystem([person])
    for name in (*GIVEN, *FORMULAS):
        body = {
            "value_type": float,
            "entity": person,
            "definition_period": periods.DateUnit.MONTH,
            "label": name,
        }
        if name in FORMULAS:
            body["formula"] = of(name)
        system.add_variable(type(name, (variables.Variable,), body))
    return system


def month_of(simulation, given):
    for name, column in given.items():
        simulation.set_input(name, MONTH, column)
    found = {name: simulation.calculate(name, MONTH) for name in (*FORMULAS, *GIVEN[-3:])}
    room = found["basic"] + found["dearness_allowance"] + found["house_rent_allowance"]
    lines = {name: found[name] for name in ("basic", "dearness_allowance", "house_rent_allowance")}
    for name in TAKEN:
        due = found[name]
        taken = np.where(due <= room, due, 0) if name == "profession_tax" else np.minimum(due, room)
        room = np.where(taken < due, 0, room - taken)
        lines[name] = taken
    return lines


def worked(columns, times, dtype):
    system = system_of(dtype)
    given = {name: np.array(columns[name], dtype="float64") for name in GIVEN}
    count = len(columns["number"])
    # a simulation keeps what it calculated: each run has its own, made before the clock runs
    fresh = [simulations.SimulationBuilder().build_default_simulation(system, count) for _ in range(times)]
    timing, lines = timed(lambda: month_of(fresh.pop(), given), times)
    return timing, {name: [round(float(one) * 100) for one in column] for name, column in lines.items()}


if __name__ == "__main__":
    timing, answer = worked(json.load(sys.stdin), int(sys.argv[1]), sys.argv[2])
    json.dump({"timing": timing, "lines": answer}, sys.stdout)
