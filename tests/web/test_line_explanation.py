"""The page of a line: the equation, and the source of each number."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from vethanam.clauses.explanation import Explanation
from vethanam.periods import Month
from vethanam.rules.line_explanation import explain
from vethanam.rules.month_facts import facts_from
from vethanam.rules.rulebook import load_pack
from vethanam.rules.worked_examples import examples_of
from vethanam.web.pay.line_explanation import steps_of


def lines(component: str) -> list[Explanation]:
    """That line of every month among the pack's examples."""
    rulebook = load_pack("kerala")
    found = []
    for example in examples_of("kerala"):
        if example.item["ask"] == "month" and "error" not in example.item.get("then", {}):
            month = Month.of(date.fromisoformat(str(example.item["on"])))
            facts = facts_from(example.item["given"]["facts"], month, rulebook)
            found.append(explain(facts, rulebook, component))
    return found


def test_the_numbers_of_an_income_tax_are_told_down_to_the_salary_of_the_year() -> None:
    (tree,) = [tree for tree in lines("income_tax") if tree.value == 3794400][:1]
    with override("en"):
        told = {
            step.name: " ".join(f"{t.text} {t.label or ''}".strip() for t in step.equations[0])
            for step in steps_of(tree)
        }
    assert (
        told["Total income"] == "23,89,300 salary of the year − 75,000 standard deduction = ₹\u202f23,14,300"
    )
    assert told["Salary of the year"] == (
        "14,00,000 gross paid in the tax year before + 1,97,860 Gross + 1,97,860 expected month × 4 later "
        "payments = ₹\u202f23,89,300"
    )
    assert next(iter(told)) == "Tax before relief for arrears" and "Income tax" not in told


def test_a_number_that_stands_as_it_is_and_a_step_told_already_are_not_told() -> None:
    for component in ("income_tax", "profession_tax", "attachment", "dearness_allowance"):
        for tree in lines(component):
            names = [step.name for step in steps_of(tree)]
            assert len(names) == len(set(names))
            assert all(any(len(line) > 3 for line in step.equations) for step in steps_of(tree))
