"""Payments outside a month's pay: surrender of earned leave, yearly bonus or festival allowance."""

from vethanam.payroll.occasions.entitled import Entitled, Left
from vethanam.payroll.occasions.festival import festival_of
from vethanam.payroll.occasions.leave import EarnedLeave, earned_leave
from vethanam.payroll.occasions.surrender import surrender_of

__all__ = ["EarnedLeave", "Entitled", "Left", "earned_leave", "festival_of", "surrender_of"]
