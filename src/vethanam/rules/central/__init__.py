"""The Central Government's rule pack: pay matrix of 2016, dearness allowance,
house rent, contributory pension.

It covers the amounts these four orders fix for a month. It is small on purpose: a second Government needs one
folder and nothing else. It never uses a clock, a database or a person's name.
"""

from pathlib import Path

from vethanam.rules.central.checks import CHECKS, GPF
from vethanam.rules.central.components.basic_pay import basic_pay
from vethanam.rules.central.components.dearness_allowance import dearness_allowance
from vethanam.rules.central.components.house_rent_allowance import (
    dearness_rate,
    house_rent_allowance,
    house_rent_days,
)
from vethanam.rules.central.components.pension_contribution import (
    NPS,
    government_pension_contribution,
    pension_contribution,
)
from vethanam.rules.central.days import UNPAID
from vethanam.rules.central.matrix import levels_known, stages_of
from vethanam.rules.central.series import da_series
from vethanam.rules.funds import Funds
from vethanam.rules.rulebook import Pack, Remitted

PACK = Pack(
    name="central",
    title="Central Government",
    folder=Path(__file__).parent,
    components=(
        basic_pay,
        dearness_allowance,
        dearness_rate,
        house_rent_days,
        house_rent_allowance,
        pension_contribution,
        government_pension_contribution,
    ),
    earnings_in_order=(
        "basic_pay",
        "special_pay",
        "dearness_allowance",
        "house_rent_allowance",
        "transport_allowance",
        "other_allowance",
        "wages",
    ),
    stated={
        "special_pay": "Special pay",
        "transport_allowance": "Transport allowance",
        "other_allowance": "Other allowance",
    },
    obligations={
        "government_due": "Government due",
        "overpayment": "Overpayment",
        "house_building_advance": "House building advance",
        "conveyance_advance": "Conveyance advance",
        "other_voluntary": "Other subscription",
    },
    apart={
        "compensation": "Compensation by order of a court",
        "tax_on_compensation": "Income tax on compensation",
    },
    untaxed=("compensation",),
    unpaid_absences=UNPAID,
    precedence="recoveries.precedence",
    wages=("wages", "Wages"),
    rounding="rounding.line",
    divisor="rounding.divisor",
    categories=("central",),
    payees={
        "pension_contribution": Remitted("fund", "nps"),
        "tax_on_compensation": Remitted("government"),
        "government_due": Remitted("government"),
        "overpayment": Remitted("government"),
        "house_building_advance": Remitted("government"),
        "conveyance_advance": Remitted("government"),
        "other_voluntary": Remitted("institution"),
    },
    funds=Funds(GPF, NPS),
    leaves_out=(
        "Basic pay, dearness allowance, house rent allowance and the pension contribution only. Tax, "
        "insurance, provident fund, suspension and court attachments are not in it; who needs them is set "
        "aside."
    ),
    checks=CHECKS,
    scales=levels_known,
    stages=stages_of,
    da_series=da_series,
)
