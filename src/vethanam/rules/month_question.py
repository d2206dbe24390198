"""The question ``month`` of every pack: a full month of one employee, written in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from vethanam.clauses import Explanation
from vethanam.errors import Sentence, Unsound
from vethanam.rules.facts import MonthFacts
from vethanam.rules.line_columns import sentences_of
from vethanam.rules.line_explanation import ExplainedMonth, explained_month
from vethanam.rules.month_assessment import assess
from vethanam.rules.month_facts import drawn_from, facts_from
from vethanam.rules.parameter_values import InForce, Use
from vethanam.rules.questions import Answer, Given, Question, anything, question
from vethanam.rules.rulebook import Rulebook, load_pack

ONE_DAY = timedelta(days=1)


def month_question(pack: str) -> Question:
    """The question ``month`` of a pack."""

    @question(pack, facts=anything)
    def month(on: InForce, given: Given) -> Answer:
        """Every line of the month with rule and orders, gross, deductions and net; with
        ``drawn``, also the differences.
        """
        return _month(load_pack(pack), on, given)

    return month


def _month(rulebook: Rulebook, on: InForce, given: Given) -> Answer:
    facts = facts_from(given["facts"], on.month, rulebook)
    result = assess(facts, rulebook, known_at=on.known_at)
    blocking = result.set_aside
    if blocking.height:
        sentences = [*sentences_of(blocking)]
        if len(sentences) > 1:
            raise Unsound("several_faults", faults=sentences)
        raise Unsound(sentences[0].code, **sentences[0].facts)
    explained = explained_month(facts, rulebook, known_at=on.known_at)
    lines = [_told(row, explained, rulebook, on) for row in result.lines.iter_rows(named=True)]
    totals = result.totals
    drawn = drawn_from(given["facts"])
    compared = {"differences": list(_differences(lines, drawn))} if drawn else {}
    return {
        "lines": lines,
        **compared,
        "gross_paise": sum(totals["gross"]),
        "deductions_paise": sum(totals["deductions"]),
        "net_paise": sum(totals["net"]),
        "findings": [
            {"code": one.code, "says": one.says} for one in (*sentences_of(result.findings), *_holes(facts))
        ],
    }


def _holes(facts: MonthFacts) -> Iterator[Sentence]:
    """Days between the segments without one: they are not paid, and may have been forgotten."""
    days = facts.segments.select("start", "until").sort("start", "until").rows()
    reached = days[0][1]
    for start, until in days[1:]:
        if start > reached + ONE_DAY:
            days_left = {"day": reached + ONE_DAY, "day_last": start - ONE_DAY}
            yield Sentence("days_without_facts", days_left)
        reached = max(reached, until)


def _differences(lines: Sequence[Mapping[str, Any]], drawn: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Each line of the month less its drawn amount; a held line has no difference."""
    for name in dict.fromkeys([*(line["component"] for line in lines), *drawn]):
        amounts = [line["amount_paise"] for line in lines if line["component"] == name]
        due = None if None in amounts else sum(amounts)
        took = drawn.get(name, 0)
        less = None if due is None else due - took
        yield {"component": name, "due_paise": due, "drawn_paise": took, "difference_paise": less}


def _told(row: dict[str, Any], month: ExplainedMonth, rulebook: Rulebook, on: InForce) -> dict[str, Any]:
    tree = month.line(row["component"], row["part"])
    used = _noted(tree, rulebook, on)
    told = {
        "component": row["component"], "kind": row["kind"], "part": row["part"],
        "amount_paise": row["amount"],
        "state": row["state"], "rule": tree.says, "arithmetic": tree.spoken(), "orders": used,
    }  # fmt: skip
    if row["kind"] == "deduction":
        told |= {"due_paise": row["due"], "carried_paise": row["carried"]}
    return told | ({"says": Sentence.of_kept(row["why"]).says} if row["why"] else {})


def _noted(tree: Explanation, rulebook: Rulebook, on: InForce) -> list[str]:
    """The orders beneath a line, each once; also records the figures as used by the question."""
    orders: dict[str, None] = {}
    for parameter in (p for node in tree.walk() for p in node.parameters):
        orders[str(parameter.citation)] = None
        figure = rulebook.parameters[parameter.name]
        value = next(
            v for v in figure.values
            if v.key == parameter.key and v.with_effect_from.isoformat() == parameter.with_effect_from
        )  # fmt: skip
        on.uses.append(Use(figure, {value.key: value}))
    return list(orders)
