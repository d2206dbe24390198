"""The amount of a kind and its payers as plain nodes, so that anyone can recompute them.

A node has ``op`` and ``value_paise`` (null: held). ``figure`` names a parameter; ``fixed`` is an amount of
the rule. ``choice`` has ``says``, ``holds`` (null: not known), and in ``parts`` the branch taken, if known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from vethanam.rules.formula import Formula
from vethanam.rules.scheme import Benefit


def amount_tree(benefit: Benefit, kind: pl.DataFrame) -> dict[str, Any]:
    """The due of one kind and each payer's least and most of it, before they are bound to the due.

    ``kind`` is a frame of one row with the columns of a kind. A payer gets the least in every reading; of a
    share that is not known the least is nothing and the most all of the due. The State pays the due less the
    most of the others. The rest belongs to nobody yet.
    """
    shares = benefit.shares.values()
    formulas = [benefit.amount, *(one for share in shares for one in (share.least, share.most))]
    nodes = {str(id(node)): node.numerator for formula in formulas for node in formula.walk()}
    values = kind.select(**nodes).row(0, named=True)
    return {
        "due": _node(benefit.amount, values),
        "shares": {
            payer: {"least": _node(share.least, values), "most": _node(share.most, values)}
            for payer, share in benefit.shares.items()
        },
    }


def _node(formula: Formula, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"op": formula.op, "value_paise": values[str(id(formula))]}
    if formula.op == "choice":
        tested, then, otherwise = formula.parts
        is_so = values[str(id(tested))]
        taken = {1: [then], 0: [otherwise]}.get(is_so, [])
        holds = None if is_so is None else bool(is_so)
        return {**found, "says": formula.says, "holds": holds, "parts": [_node(one, values) for one in taken]}
    if formula.op == "figure":
        return {**found, "figure": formula.parameter} if formula.parameter else {**found, "op": "fixed"}
    return {**found, "parts": [_node(one, values) for one in formula.parts]}
