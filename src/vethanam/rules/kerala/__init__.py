"""Kerala's rule pack: service rules, pay orders of the 9th to 11th revision, deductions, benefits.

It covers every amount a Kerala order can fix. Inputs: the closed frames of ``rules.columns`` and the
parameters of this folder. It never uses a clock, a database or a person's name.
"""

from pathlib import Path

from vethanam.rules.funds import Funds
from vethanam.rules.kerala.checks import AT_ENTRY, CHECKS, TELLING
from vethanam.rules.kerala.components.accident_insurance import GPAIS, accident_insurance
from vethanam.rules.kerala.components.attachment import (
    attachment_base,
    limit_of_attachment,
    limit_of_maintenance,
)
from vethanam.rules.kerala.components.basic_pay import basic_pay
from vethanam.rules.kerala.components.dearness_allowance import dearness_allowance
from vethanam.rules.kerala.components.family_benefit_scheme import FBS, family_benefit_scheme
from vethanam.rules.kerala.components.gpf_subscription import GPF, gpf_subscription
from vethanam.rules.kerala.components.group_insurance import GIS, group_insurance
from vethanam.rules.kerala.components.house_rent_allowance import house_rent_allowance, house_rent_days
from vethanam.rules.kerala.components.income_tax import (
    income_tax,
    payments_left_reckoned,
    salary_of_year,
    slab_tax,
    tax_before_relief,
    tax_of_year,
    tax_rebate,
    tax_relief,
    total_income,
)
from vethanam.rules.kerala.components.medisep import MEDISEP, medisep
from vethanam.rules.kerala.components.pension_contribution import (
    NPS,
    allowance_on_subsistence,
    government_pension_contribution,
    pension_contribution,
)
from vethanam.rules.kerala.components.profession_tax import half_year_income_reckoned, profession_tax
from vethanam.rules.kerala.components.relief_for_arrears import (
    income_without_arrears,
    marginal_relief_without_arrears,
    rebate_without_arrears,
    relief_for_arrears,
    slab_tax_without_arrears,
    tax_without_arrears,
)
from vethanam.rules.kerala.components.special_leave_allowance import special_leave_allowance
from vethanam.rules.kerala.components.state_life_insurance import SLI, state_life_insurance
from vethanam.rules.kerala.components.subsistence_allowance import subsistence_allowance
from vethanam.rules.kerala.days import CATEGORIES, UNPAID
from vethanam.rules.kerala.relief import tax_added
from vethanam.rules.kerala.scales import scales_known, stages_above, stages_of
from vethanam.rules.kerala.schemes.agricultural_labour_pension import agricultural_labour_pension
from vethanam.rules.kerala.schemes.disability_pension import disability_pension
from vethanam.rules.kerala.schemes.old_age_pension import old_age_pension
from vethanam.rules.kerala.schemes.unmarried_women_pension import unmarried_women_pension
from vethanam.rules.kerala.schemes.widow_pension import widow_pension
from vethanam.rules.kerala.schemes.womens_security import womens_security
from vethanam.rules.kerala.series import da_series
from vethanam.rules.rulebook import Pack, Remitted

#: earnings that orders alone state
STATED = {
    "personal_pay": "Personal pay",
    "special_pay": "Special pay",
    "city_compensatory_allowance": "City compensatory allowance",
    "special_allowance": "Special allowance",
    "risk_allowance": "Risk allowance",
    "compensatory_allowance": "Compensatory allowance",
    "non_practising_allowance": "Non-practising allowance",
    "conveyance_allowance": "Permanent conveyance allowance",
    "travelling_allowance": "Permanent travelling allowance",
    "uniform_allowance": "Uniform allowance",
    "footwear_allowance": "Footwear allowance",
    "other_allowance": "Other allowance",
}

PACK = Pack(
    name="kerala",
    title="Kerala",
    folder=Path(__file__).parent,
    components=(
        basic_pay,
        subsistence_allowance,
        special_leave_allowance,
        dearness_allowance,
        allowance_on_subsistence,
        house_rent_days,
        house_rent_allowance,
        half_year_income_reckoned,
        payments_left_reckoned,
        salary_of_year,
        total_income,
        slab_tax,
        tax_rebate,
        tax_relief,
        tax_before_relief,
        income_without_arrears,
        slab_tax_without_arrears,
        rebate_without_arrears,
        marginal_relief_without_arrears,
        tax_without_arrears,
        relief_for_arrears,
        tax_of_year,
        attachment_base,
        limit_of_attachment,
        limit_of_maintenance,
        income_tax,
        profession_tax,
        pension_contribution,
        government_pension_contribution,
        gpf_subscription,
        state_life_insurance,
        group_insurance,
        family_benefit_scheme,
        medisep,
        accident_insurance,
    ),
    earnings_in_order=(
        "basic_pay",
        "subsistence_allowance",
        "special_leave_allowance",
        "personal_pay",
        "special_pay",
        "dearness_allowance",
        "house_rent_allowance",
        "city_compensatory_allowance",
        "special_allowance",
        "risk_allowance",
        "compensatory_allowance",
        "non_practising_allowance",
        "conveyance_allowance",
        "travelling_allowance",
        "uniform_allowance",
        "footwear_allowance",
        "other_allowance",
        "wages",
    ),
    stated=STATED,
    apart={
        "leave_surrender": "Surrender of earned leave",
        "terminal_surrender": "Surrender of earned leave on retirement",
        "bonus": "Bonus",
        "festival_allowance": "Special festival allowance",
        "surrender_to_provident_fund": "Surrender of leave to the provident fund",
        "compensation": "Compensation by order of a court",
        "tax_on_compensation": "Income tax on compensation",
    },
    funds=Funds(GPF, NPS, SLI, GIS, FBS, MEDISEP, GPAIS),
    provident_fund="gpf",
    public_holidays="KL",
    # compensation is no pay: a law officer enters its tax
    # unverified: leave encashed on retirement is no income of a Government servant (Income-tax Act, section
    # 10(10AA)(i))
    untaxed=("terminal_surrender", "compensation"),
    obligations={
        "government_due": "Government due",
        "overpayment": "Overpayment",
        "house_building_advance": "House building advance",
        "conveyance_advance": "Conveyance advance",
        "festival_advance": "Festival advance",
        "gpf_loan": "Provident fund loan",
        "sli_loan": "State life insurance loan",
        "maintenance": "Maintenance by court order",
        "attachment": "Court attachment",
        "cooperative": "Cooperative society",
        "lic": "LIC premium",
        "pli": "Postal life insurance",
        "other_voluntary": "Other subscription",
    },
    unpaid_absences=UNPAID,
    precedence="recoveries.precedence",
    wages=("wages", "Wages"),
    rounding="rounding.line",
    divisor="rounding.divisor",
    categories=CATEGORIES,
    payees={
        "income_tax": Remitted("government"),
        "tax_on_compensation": Remitted("government"),
        "profession_tax": Remitted("local_body"),
        "pension_contribution": Remitted("fund", "nps"),
        "gpf_subscription": Remitted("fund", "gpf"),
        "state_life_insurance": Remitted("fund", "sli"),
        "group_insurance": Remitted("fund", "gis"),
        "family_benefit_scheme": Remitted("fund", "fbs"),
        "medisep": Remitted("fund", "medisep"),
        "accident_insurance": Remitted("fund", "gpais"),
        "surrender_to_provident_fund": Remitted("fund", "gpf"),
        "government_due": Remitted("government"),
        "overpayment": Remitted("government"),
        "house_building_advance": Remitted("government"),
        "conveyance_advance": Remitted("government"),
        "festival_advance": Remitted("government"),
        "gpf_loan": Remitted("fund", "gpf"),
        "sli_loan": Remitted("fund", "sli"),
        "maintenance": Remitted("institution"),
        "attachment": Remitted("institution"),
        "cooperative": Remitted("institution"),
        "lic": Remitted("institution"),
        "pli": Remitted("institution"),
        "other_voluntary": Remitted("institution"),
    },
    limits={"maintenance": "limit_of_maintenance", "attachment": "limit_of_attachment"},
    endings={"attachment": "attachment.longest"},
    spared="suspension.not_deducted",
    least_net="recoveries.least_net",
    # rule 55 lets an order continue house rent allowance; of stated allowances it was not read
    unread_in_suspension=("house_rent_allowance", *STATED),
    checks=CHECKS,
    telling=TELLING,
    at_entry=AT_ENTRY,
    scales=scales_known,
    stages=stages_of,
    stages_above=stages_above,
    da_series=da_series,
    tax_added=tax_added,
    tax_relief="relief_for_arrears",
    schemes=(
        old_age_pension,
        widow_pension,
        disability_pension,
        unmarried_women_pension,
        agricultural_labour_pension,
        womens_security,
    ),
)
