"""The common form of pay rules and lawfulness rules: a dated, cited expression over a closed frame.

This room decides the form of a clause, the evaluation order, how a decision table collects reasons, and the
content of an explanation. Inputs: frames, expressions, plain values. It never uses a clock, a database, a
network, Django, or the meaning of a rule.
"""

from vethanam.clauses.citation import Citation
from vethanam.clauses.clause import Clause, evaluate, in_force, levels
from vethanam.clauses.columns import Column, Columns
from vethanam.clauses.explanation import Explanation, Given, Line, Source, Term, UsedParameter
from vethanam.clauses.table import objections, reasons

__all__ = [
    "Citation",
    "Clause",
    "Column",
    "Columns",
    "Explanation",
    "Given",
    "Line",
    "Source",
    "Term",
    "UsedParameter",
    "evaluate",
    "in_force",
    "levels",
    "objections",
    "reasons",
]
