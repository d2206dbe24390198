"""Arrears: due as known now, less drawn, per month and component, by the order that caused the difference."""

from vethanam.payroll.arrears.causes import Cause, recorded_since
from vethanam.payroll.arrears.placing import of_post
from vethanam.payroll.arrears.statement import Arrears, arrears_by_lots, arrears_of, people_of

__all__ = ["Arrears", "Cause", "arrears_by_lots", "arrears_of", "of_post", "people_of", "recorded_since"]
