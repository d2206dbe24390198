"""State Life Insurance premiums."""

from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.funds import Fund, SheetColumn, Stated
from vethanam.rules.parameter_values import InForce

SLI = Fund(
    "sli",
    "State life insurance",
    amount=Stated("sli_premium", "life insurance premium"),
    sheet=(SheetColumn("sli_premium", "State Life Insurance premium as on her policies, rupees", "amount"),),
)


@deduction("State life insurance")
def state_life_insurance(on: InForce) -> Formula:
    """The premiums of all her policies together, as stated on her record.

    Taken whole or not at all. The least total premium of the rule (G.O.(P) No.159/2021/Fin) is checked as a
    finding; a shortfall is met by a further policy, never by changing this sum.
    """
    return choose(SLI.is_member, column("sli_premium"), says="Policies are on record.")
