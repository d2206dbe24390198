"""Pay rules: frames of facts in, bill lines out.

This room decides every amount an order can fix, without a clock, a database or a network. A pack (a
subfolder) has one Government's rules: components and dated parameters. It never uses Django, a person's name
or a contact.
"""

from vethanam.rules.assessment_result import Assessment
from vethanam.rules.facts import MonthFacts
from vethanam.rules.line_explanation import ExplainedMonth, explain, explained_month
from vethanam.rules.month_assessment import assess
from vethanam.rules.rulebook import Rulebook, load_pack

__all__ = [
    "Assessment",
    "ExplainedMonth",
    "MonthFacts",
    "Rulebook",
    "assess",
    "explain",
    "explained_month",
    "load_pack",
]
