"""The questions Kerala's rules answer beyond the lines of a month, each with the figures in force on a date."""

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
