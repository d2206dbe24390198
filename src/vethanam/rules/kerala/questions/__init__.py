"""The questions of Kerala's rules besides the lines of a month, by the figures in force on a date."""

from vethanam.rules.kerala.questions import (
    allowances,
    benefits,
    deductions,
    leave,
    month,
    pay,
    retirement,
    tax,
)

__all__ = ["allowances", "benefits", "deductions", "leave", "month", "pay", "retirement", "tax"]
