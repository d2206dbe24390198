"""One award and month: decision, kind, amounts and their figures, what was drawn and by which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from vethanam.benefits.models import Award, Beneficiary, Kind
from vethanam.benefits.queries.cycles import drawals_of, line_of, months_in_force, open_shares
from vethanam.benefits.roll_lines import frame_of
from vethanam.benefits.scheme_rules import branch
from vethanam.errors import as_json
from vethanam.periods import Month
from vethanam.rules.benefit_amount_tree import amount_tree
from vethanam.rules.benefit_columns import KIND
from vethanam.rules.benefit_explanation import decision_on
from vethanam.rules.formula import Formula
from vethanam.rules.parameter_values import InForce
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.scheme import Benefit
from vethanam.service_book.rulebook import rulebook_in_use


def explained(award: Award, month: Month) -> dict[str, Any]:
    """The month of an award as it counts: decision with its tree, amount, figures, due and drawn.

    Without an approved cycle it is decided as of now, and ``cycle`` is null. Conditions, amount and figures
    are by the entries and orders on record now, decision and shares are those of the cycle.
    """
    line = line_of(award, int(month))
    rulebook = rulebook_in_use()
    on = rulebook.in_force(month)
    frame = frame_of(award.scheme, month, rulebook, [award.beneficiary_id])
    tree: Sequence[Mapping[str, Any]] = []
    if frame.filter(pl.col("award") == award.pk).height:
        tree = [branch(one) for one in decision_on(frame, award.pk, rulebook.pack.schemes, on).answers]
    kind = Kind.objects.select_related("scheme").filter(pk=line["kind"]).first() if line else None
    return {
        "award": award.number, "scheme": award.scheme.code, "month": str(month),
        "decision": line["state"] if line else None, "reason": line["reason"] if line else None,
        "cycle": line["cycle"] if line else None,
        "kind": {name: getattr(kind, name) for name in KIND[1:]} if kind else None,
        "conditions": tree,
        **(_amount(kind, rulebook, month) if kind else {"amount": None, "figures": []}),
        "shares": shares_of(award, [int(month)]),
        "drawals": [
            {"release": one["release"], "order": one["order"], "payer": one["payer"], "cause": one["cause"],
             "instalment": one["instalment"], "amount_paise": one["amount"]}
            for one in drawals_of(award, int(month))
        ],
    }  # fmt: skip


def has_month(beneficiary: Beneficiary) -> bool:
    """Whether an approved month of a scheme reaches an award of a beneficiary."""
    rows = Award.objects.select_related("scheme").filter(beneficiary=beneficiary)
    return any(key >= row.from_month for row in rows for key in months_in_force(row.scheme, most=1))


def shares_of(award: Award, months: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """Due, drawn and open of an award by month and payer, in paise; of all approved months by default."""
    asked = months if months is not None else months_in_force(award.scheme)
    return [
        {
            "month": str(Month.from_key(one.month)), "payer": one.payer, "due_paise": one.due,
            "drawn_paise": one.here, "elsewhere_paise": one.elsewhere, "kept_back_paise": one.kept,
            "open_paise": one.open,
        }
        for one in open_shares(award, asked)
    ]  # fmt: skip


def _amount(kind: Kind, rulebook: Rulebook, month: Month) -> dict[str, Any]:
    """``amount``: due and shares of a kind as nodes; ``figures``: the parameters of these nodes."""
    on = rulebook.in_force(month, reading="due")
    benefit = rulebook.scheme(kind.scheme.code).on(on)
    row = {"scheme": kind.scheme.code, **{name: getattr(kind, name) for name in KIND[1:]}}
    frame = pl.DataFrame([row], schema=dict.fromkeys(KIND, pl.String))
    return {"amount": amount_tree(benefit, frame), "figures": _figures(benefit, on)}


def _figures(benefit: Benefit, on: InForce) -> list[dict[str, Any]]:
    """The figures of the amount and shares of a kind: sentence, fields, the unit of each, and the order.

    Rupees are told in paise. A null field was not read.
    """
    formulas = [benefit.amount, *(part for one in benefit.shares.values() for part in (one.least, one.most))]
    names = {name for formula in formulas for name in _named(formula)}
    names |= {used.figure.parameter.name for one in benefit.shares.values() for used in one.used}
    found = {}
    for use in on.uses:
        for key, value in use.values.items():
            if value is not None and use.parameter.name in names:
                found[use.parameter.name, key] = {
                    "figure": use.parameter.name, "says": use.parameter.says, "key": key,
                    "fields": as_json(dict(value.fields)),
                    "units": dict(use.parameter.units), "from": value.with_effect_from.isoformat(),
                    "order": use.parameter.used(value).citation.order,
                }  # fmt: skip
    return list(found.values())


def _named(formula: Formula) -> Iterator[str]:
    """The names of the figures in a formula."""
    if formula.op == "figure" and formula.parameter:
        yield formula.parameter
    for part in formula.parts:
        yield from _named(part)
