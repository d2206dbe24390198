"""The month as formulas of Coati payroll, run by itself, one person after another: columns
of numbers in, paise out.
"""

# mypy: ignore-errors
from __future__ import annotations

import contextlib
import io
import json
import sys

from clock import timed

with contextlib.redirect_stdout(io.StringIO()):
    from coati_payroll.formula_engine import FormulaEngine

GIVEN = (
    "basic_pay", "days", "share", "least", "most", "is_nps", "gpf", "profession", "expected_gross",
    "gross_to_date", "tax_to_date", "house_building_advance", "cooperative", "lic",
)  # fmt: skip
FORMULAS = {
    "basic": "round(basic_pay * days / 31)",
    "dearness_allowance": "round(basic_pay * days * 35 / 3100)",
    "house_rent_allowance": "round(min(max(basic_pay * share / 100, least), most) * days / 31)",
    "gross": "basic + dearness_allowance + house_rent_allowance",
    "income": "round(max(gross_to_date + gross + 6 * expected_gross - 75000, 0) / 10) * 10",
    "slabs": "(max(income - 400000, 0) + max(income - 800000, 0) + max(income - 1200000, 0) + max(income - "
    "1600000, 0)"
    " + max(income - 2000000, 0) + max(income - 2400000, 0)) / 20",
    "year": "round(min(slabs, max(income - 1200000, 0)) * 104 / 1000) * 10",
    "due_tax": "max(round((year - tax_to_date) / 7), 0)",
    "income_tax": "min(due_tax, gross)",
    "room_1": "gross - income_tax",
    "fits": "min(max(room_1 - profession + 1, 0), 1) * min(max(income_tax - due_tax + 1, 0), 1)",
    "profession_tax": "profession * fits",
    "room_2": "(room_1 - profession_tax) * min(fits + max(1 - profession, 0), 1)",
    "pension_contribution": "min(is_nps * round(basic_pay * days * 135 / 31000), room_2)",
    "gpf_subscription": "min((1 - is_nps) * gpf, room_2)",
    "room_3": "room_2 - pension_contribution - gpf_subscription",
}
LEFT = ("house_building_advance", "cooperative", "lic")
LINES = (
    "basic", "dearness_allowance", "house_rent_allowance", "income_tax", "profession_tax",
    "pension_contribution",
    "gpf_subscription",
)  # fmt: skip
SLABS = ((125000, 1250), (100000, 1000), (45000, 750), (30000, 600), (18000, 450), (12000, 320), (0, 0))
RENT = ((10, 2300, 10000), (8, 2000, 8000), (6, 1500, 6000), (4, 1200, 4000))


def schema():
    steps = [{"name": name, "type": "calculation", "formula": formula} for name, formula in FORMULAS.items()]
    room = "room_3"
    for name in LEFT:
        steps.append({"name": f"taken_{name}", "type": "calculation", "formula": f"min({name}, {room})"})
        steps.append({"name": f"after_{name}", "type": "calculation", "formula": f"{room} - taken_{name}"})
        room = f"after_{name}"
    given = [{"name": name, "type": "decimal", "default": 0} for name in GIVEN]
    return {"meta": {"name": "month"}, "inputs": given, "steps": steps, "tax_tables": {}, "output": room}


def with_figures(row):
    share, least, most = RENT[row["place"]]
    profession = next(tax for bound, tax in SLABS if row["half_year_income"] >= bound)
    return {**row, "share": share, "least": least, "most": most, "profession": profession}


def months_of(engine, rows):
    columns = {name: [] for name in (*LINES, *LEFT)}
    for row in rows:
        engine.execute(row)
        for name, column in columns.items():
            column.append(engine.variables[f"taken_{name}" if name in LEFT else name])
    return columns


def worked(columns, times):
    engine = FormulaEngine(schema())
    rows = [with_figures(dict(zip(columns, one, strict=True))) for one in zip(*columns.values(), strict=True)]
    timing, lines = timed(lambda: months_of(engine, rows), times)
    return timing, {name: [round(one * 100) for one in column] for name, column in lines.items()}


if __name__ == "__main__":
    timing, answer = worked(json.load(sys.stdin), int(sys.argv[1]))
    json.dump({"timing": timing, "lines": answer}, sys.stdout)
