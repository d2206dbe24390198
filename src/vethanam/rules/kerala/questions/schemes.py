"""Awards of schemes: who is eligible, the amount due, and its payers."""

from __future__ import annotations

import re
from typing import Any

from vethanam.errors import Unsound
from vethanam.periods import Month
from vethanam.rules.benefit_columns import AWARDS, KIND
from vethanam.rules.benefit_explanation import Answer as Answered
from vethanam.rules.kerala.questions.award_facts import AWARD_KEYS, PACK, check_life, in_month, several
from vethanam.rules.kerala.questions.award_month import (
    MOST_MONTHS,
    decision_of,
    month_of,
    once,
    split_of,
    sum_known,
)
from vethanam.rules.parameter_values import InForce
from vethanam.rules.questions import Answer, Given, day, month, optional, question, up_to

MONTHS_OF_A_YEAR = 12


@question(PACK, more=AWARD_KEYS)
def eligible(on: InForce, given: Given) -> Answer:
    """Whether a person is eligible under a scheme on the day: eligible, not_eligible or held.

    Circumstances that exclude count as not the case when left out; those the scheme needs hold it when
    left out. ``age`` stands for ``born``, with the birthday in an earlier month. ``income`` without the
    days of its certificate is taken as certified on the day. ``other_benefits`` are schemes of which she
    has an award. ``mustered_on`` is the last proof of life. ``unverified`` names facts that are not
    verified.
    """
    check_life(on, given)
    died = given["died_on"]
    if died is not None and died <= on.on:  # the month of death is a matter of the amount
        given = {**given, "died_on": on.month.plus(-1).last}
    decision = decision_of(on, given)
    on.uses.extend(used.use for one in decision.answers for used in one.used)
    told = [one.sentence.says for one in (*decision.against, *decision.unknown) if one.sentence]
    return {
        "state": decision.state,
        "eligible": {"eligible": True, "not_eligible": False}.get(decision.state),
        "reason": decision.reason,
        "reasons": [one.code for one in decision.against],
        "held": once(one.code for one in decision.unknown),
        "says": told,
        "conditions": [_condition(one) for one in decision.answers],
    }


def _condition(answer: Answered) -> dict[str, Any]:
    one = answer.condition
    facts = {
        f"{name}_paise" if AWARDS[name].unit.startswith("paise") else name: held
        for name, held in answer.facts.items()
    }
    return {"condition": one.reason, "holds": answer.holds, "says": one.says, "facts": facts}


def _instalment(content: Any) -> tuple[Month, str]:
    """A month, or a financial year such as 2023-24 of which any month may be meant."""
    if isinstance(content, str) and re.fullmatch(r"\d{4}-\d{2}", content):
        first, last = int(content[:4]), int(content[5:])
        if last == (first + 1) % 100 and last > MONTHS_OF_A_YEAR:
            return Month(first, 4), content
    found = month(content)
    return found, str(found)


@question(PACK, more=AWARD_KEYS, instalments=optional(several(_instalment), ()), credited_on=optional(day))
def benefit_due(on: InForce, given: Given) -> Answer:
    """The amount due to one person for the month of the day: due, not_due or held.

    Only facts that are given count against it; whether she is eligible is another question.
    ``instalments`` are months, or years such as 2023-24, of arrears paid with the month, each at the rate
    of its own month; ``leg_paise`` is the sum of the payment. ``credited_on`` is the day on which the
    month was credited: where the month of death is not due, a credit before the death stands.
    """
    main = _due_of(on, given)
    drawals = [{"for_month": str(on.month), "amount_paise": main["due_paise"], "cause": "month"}]
    for wanted, named in given["instalments"]:
        drawals.append(
            {
                "for_month": named,
                "amount_paise": _instalment_due(on, given, wanted, named),
                "cause": "arrears",
            }
        )
    amounts = [one["amount_paise"] for one in drawals]
    return {**main, "drawals": drawals, "leg_paise": None if None in amounts else sum(amounts)}


def _due_of(on: InForce, given: Given) -> dict[str, Any]:
    """The amount of one month with its state and reasons."""
    month = month_of(on, given)
    return {
        "state": month.state,
        "due_paise": month.due,
        "reasons": [one.code for one in month.against],
        "held": month.held,
        "says": month.says,
        "kind": {name: month.row[name][0] for name in KIND},
    }


def _instalment_due(on: InForce, given: Given, wanted: Month, named: str) -> int | None:
    """The amount of an instalment at the rate of its month; of a year, if its months have one rate."""
    months = [wanted] if named == str(wanted) else [wanted.plus(place) for place in range(MONTHS_OF_A_YEAR)]
    amounts = {_due_of(in_month(on, one), _without_life(given))["due_paise"] for one in months}
    if len(amounts) > 1:
        raise Unsound("instalment_of_several_rates", year=named)
    amount: int | None = amounts.pop()
    return amount


def _without_life(given: Given) -> Given:
    """The facts of another month: the proof of life is of its own year."""
    return {**given, "mustered_on": None, "credited_on": None}


@question(PACK, more=AWARD_KEYS, months=optional(up_to(MOST_MONTHS), 1))
def benefit_shares(on: InForce, given: Given) -> Answer:
    """The part of each payer of the amount due, for some months from the day's month on.

    ``central_share``: whether the Centre's list has her (default: yes, where the scheme has such a
    share). A payer's part is the one in every reading of the orders; the difference between readings is
    ``held_paise``.
    """
    months = [on.month.plus(place) for place in range(given["months"])]
    rows = [split_of(in_month(on, one), given) for one in months]
    names = ("due_paise", "state_paise", "centre_paise", "held_paise")
    sums = {name: sum_known(row[name] for row in rows) for name in names}
    said = once(text for row in rows for text in row.pop("says"))
    return {**sums, "says": said, "by_month": rows}
