"""Models of payroll: runs, due and claims, bills and their acts, drawn lines, costings."""

from vethanam.payroll.models.arrears import ArrearList, ArrearMonth, ArrearsRequest
from vethanam.payroll.models.bills import (
    Bill,
    BillAct,
    BillLine,
    LineObjection,
    Presentation,
    for_month,
    made_of,
)
from vethanam.payroll.models.claims import Claim, Component, DrawnElsewhere, DueRegister
from vethanam.payroll.models.drawn import PayLine, PayMonth, Payslip, PayslipOpening, Recovery
from vethanam.payroll.models.occasions import Occasion
from vethanam.payroll.models.questions import LineAnswer, LineQuestion
from vethanam.payroll.models.refunds import Refund, RefundLine
from vethanam.payroll.models.runs import Assessed, Resolution, Run, RunFinding
from vethanam.payroll.models.scenarios import Costing, Scenario
from vethanam.payroll.models.side_by_side import SignedDifference, WentLive

__all__ = [
    "ArrearList",
    "ArrearMonth",
    "ArrearsRequest",
    "Assessed",
    "Bill",
    "BillAct",
    "BillLine",
    "Claim",
    "Component",
    "Costing",
    "DrawnElsewhere",
    "DueRegister",
    "LineAnswer",
    "LineObjection",
    "LineQuestion",
    "Occasion",
    "PayLine",
    "PayMonth",
    "Payslip",
    "PayslipOpening",
    "Presentation",
    "Recovery",
    "Refund",
    "RefundLine",
    "Resolution",
    "Run",
    "RunFinding",
    "Scenario",
    "SignedDifference",
    "WentLive",
    "for_month",
    "made_of",
]
