"""The questions the Central rules answer beyond the lines of a month."""

from vethanam.rules.central.questions import allowances, month, pay

__all__ = ["allowances", "month", "pay"]
