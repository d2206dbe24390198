"""Arrears of one award: due less drawn by month and payer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from vethanam.errors import Gathering, Unsound, typed
from vethanam.periods import Month
from vethanam.rules.kerala.questions.award_facts import AWARD_KEYS, PACK, in_month, several
from vethanam.rules.kerala.questions.award_month import CENTRE, MOST_MONTHS, once, split_of, sum_known
from vethanam.rules.parameter_values import InForce
from vethanam.rules.questions import (
    NO_DATE,
    Answer,
    Given,
    by_month,
    day,
    money,
    month,
    one_of,
    optional,
    question,
)
from vethanam.rules.scheme import STATE

_DRAWN_KEYS = {"month": month, "payer": one_of(STATE, CENTRE), "amount": money, "paid_on": day}


def _drawal(content: Any) -> dict[str, Any]:
    """One payment: the month it is for, its payer, its amount, and the day it was paid."""
    if not isinstance(content, Mapping):
        raise Unsound("drawal_form", keys=[*_DRAWN_KEYS], given=typed(content, 40))
    found: dict[str, Any] = {"month": None, "payer": STATE, "amount": None, "paid_on": None}
    gathering = Gathering()
    for name, value in content.items():
        with gathering.one():
            if name not in _DRAWN_KEYS:
                raise Unsound("drawal_form", keys=[*_DRAWN_KEYS], given=typed(name, 40))
            found[name] = _DRAWN_KEYS[name](value)
    with gathering.one():
        if found["month"] is None and found["amount"] is None:
            raise Unsound("drawal_without_month")
    gathering.tell()
    return found


def _drawn(content: Any) -> list[dict[str, Any]]:
    """A list of payments, or a map from months to amounts of the State."""
    if isinstance(content, Mapping):
        return [
            {"month": one, "payer": STATE, "amount": amount, "paid_on": None}
            for one, amount in by_month(money)(content).items()
        ]
    found: list[dict[str, Any]] = several(_drawal)(content)
    return found


@question(
    PACK,
    undated=NO_DATE,
    months=optional(several(month)),
    to=optional(month),
    drawn=optional(_drawn, ()),
    without=optional(several(month), ()),
    more={**AWARD_KEYS, "from": optional(month)},
)
def benefit_arrears(on: InForce, given: Given) -> Answer:
    """Due less drawn by month and payer, each month at its own rate.

    The months are ``from`` and ``to``, or the list ``months``; those in ``without`` are not due (a late
    proof of life). ``drawn`` is a map from months to amounts, or a list of ``{month, payer, amount,
    paid_on}``: the payer is the State unless it is named, an instalment without ``amount`` is its month's
    whole share, and one without ``month`` counts in the sum alone. ``left`` is the open sum after each
    day of payment. After a death (``died_on``) ``heirs_paise`` is the part for her heirs, null while the
    rule was not read.
    """
    spans = _months(given)
    shares = {one: split_of(in_month(on, one), given) for one in spans}
    drawn = [_as_drawn(one, shares) for one in given["drawn"]]
    by_month_rows = [_open_row(one, shares.get(one), drawn) for one in _every(spans, drawn)]
    loose = sum(one["amount"] for one in drawn if one["month"] is None)
    due, paid = sum_known(row["due_paise"] for row in by_month_rows), sum(one["amount"] for one in drawn)
    return {
        "due_paise": due,
        "drawn_paise": paid,
        "open_paise": None if due is None else due - paid,
        "state_paise": sum_known(row["state_paise"] for row in by_month_rows),
        "centre_paise": sum_known(row["centre_paise"] for row in by_month_rows),
        "held_paise": sum_known(row["held_paise"] for row in by_month_rows),
        "without_month_paise": loose,
        **_to_heirs(on, given, None if due is None else due - paid),
        "left": _left(due, drawn),
        "says": once(text for one in shares.values() for text in one["says"]),
        "by_month": by_month_rows,
    }


def _to_heirs(on: InForce, given: Given, left: int | None) -> dict[str, Any]:
    """The part of the arrears that goes to heirs after a death: none, all, or not known."""
    died = given["died_on"]
    if died is None:
        return {}
    value = on.at(died).benefits.folder("death").arrears.noted(given["scheme"].family)
    is_due = None if value is None else value.fields["value"]
    if left is not None and left <= 0:
        return {"heirs_paise": 0}
    return {"heirs_paise": None if is_due is None else left if is_due else 0}


def _months(given: Given) -> list[Month]:
    """The months that are due."""
    first, last, listed = given["from"], given["to"], given["months"]
    if (listed is None) == (first is None):
        raise Unsound("months_or_from")
    if listed is None:
        last = last or first
        if last < first:
            raise Unsound("wrong_months", first=str(first), last=str(last))
        if last.minus(first) >= MOST_MONTHS:
            raise Unsound("arrears_too_long", first=str(first), last=str(last), most=MOST_MONTHS)
        listed = [*first.until(last)]
    return [one for one in dict.fromkeys(sorted(listed)) if one not in given["without"]]


def _as_drawn(one: Mapping[str, Any], shares: Mapping[Month, Mapping[str, Any]]) -> dict[str, Any]:
    if one["amount"] is not None:
        return dict(one)
    split = shares.get(one["month"])
    amount = None if split is None else split[f"{one['payer']}_paise"]
    if amount is None:
        raise Unsound("instalment_without_amount", month=str(one["month"]))
    return {**one, "amount": amount}


def _every(spans: Sequence[Month], drawn: Iterable[Mapping[str, Any]]) -> list[Month]:
    return sorted({*spans, *(one["month"] for one in drawn if one["month"] is not None)})


def _open_row(
    one: Month, split: Mapping[str, Any] | None, drawn: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """One month: due, drawn, and what is open by payer; below zero is paid too much."""
    due = (
        dict(split) if split else dict.fromkeys(("due_paise", "state_paise", "centre_paise", "held_paise"), 0)
    )
    paid = dict.fromkeys((STATE, CENTRE), 0)
    for drawal in drawn:
        if drawal["month"] == one:
            paid[drawal["payer"]] += drawal["amount"]
    total = sum(paid.values())
    return {
        "month": str(one),
        "due_paise": due["due_paise"],
        "drawn_paise": total,
        "open_paise": None if due["due_paise"] is None else due["due_paise"] - total,
        **{
            f"{payer}_paise": None if due[f"{payer}_paise"] is None else due[f"{payer}_paise"] - paid[payer]
            for payer in (STATE, CENTRE)
        },
        "held_paise": due["held_paise"],
    }


def _left(due: int | None, drawn: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is left after each day of payment."""
    if due is None:
        return []
    left, rows = due, []
    by_day: dict[date, int] = {}
    for one in drawn:
        if one["paid_on"] is not None:
            by_day[one["paid_on"]] = by_day.get(one["paid_on"], 0) + one["amount"]
    for paid_on, amount in sorted(by_day.items()):
        left -= amount
        rows.append({"paid_on": paid_on.isoformat(), "paid_paise": amount, "left_paise": left})
    return rows
