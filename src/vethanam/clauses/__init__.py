"""The form that pay rules and lawfulness rules share: a dated, cited expression over a closed frame.

Decided here: what a clause is, in which order clauses are worked out, how reasons are collected from a decision table,
and what an explanation holds. What may enter: frames, expressions and plain values. What never enters: a clock, a
database, a network, Django, or the meaning of any rule.
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
