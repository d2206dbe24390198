"""The questions of Kerala's rules besides the lines of a month, by the figures in force on a date."""

from vethanam.rules.kerala.questions import (
    allowances,
    benefit_arrears,
    benefit_payments,
    benefits,
    deductions,
    leave,
    month,
    pay,
    retirement,
    schemes,
    tax,
)

__all__ = [
    "allowances",
    "benefit_arrears",
    "benefit_payments",
    "benefits",
    "deductions",
    "leave",
    "month",
    "pay",
    "retirement",
    "schemes",
    "tax",
]
