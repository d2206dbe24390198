"""Pay rules: frames of facts in, bill lines out.

This room decides every amount an order can fix, without a clock, a database or a network. A pack (a
subfolder) has one Government's rules: components and dated parameters. It never uses Django, a person's name
or a contact.
"""

from vethanam.rules.assess import assess
from vethanam.rules.assessment import Assessment
from vethanam.rules.explain import ExplainedMonth, explain, explained_month
from vethanam.rules.facts import MonthFacts
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
