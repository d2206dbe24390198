"""Masters: departments, treasuries, heads, posts, offices, drawing codes; proposed by one
person, approved by another.
"""

from vethanam.people.masters.master_kinds import KINDS, Agreed, Kinds, MasterKind, Table, by_name
from vethanam.people.masters.programs import PROGRAM_KINDS
from vethanam.people.masters.proposals import CLOSINGS, Stated, closed_days, decide, propose

__all__ = [
    "CLOSINGS",
    "KINDS",
    "PROGRAM_KINDS",
    "Agreed",
    "Kinds",
    "MasterKind",
    "Stated",
    "Table",
    "by_name",
    "closed_days",
    "decide",
    "propose",
]
