"""Pay rules, pure: frames of facts in, lines of bills out.

Decided here: every amount that an order could print, without a clock, a database or a network. A pack (a folder below) is
one Government's rules: components and dated parameters. What never enters: Django, a person's name, a contact.
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
