"""Yearly festival benefits, and monthly payments of schemes."""

from __future__ import annotations

import re
from datetime import date

from vethanam.errors import Unsound, typed
from vethanam.money import RUPEE, WHOLE, divide_to_rupee, shown
from vethanam.periods import Month
from vethanam.rules.kerala.questions.single_case import current_series, series_named
from vethanam.rules.parameter_values import Figure, InForce
from vethanam.rules.parameters import Value
from vethanam.rules.questions import (
    NO_DATE,
    Answer,
    Given,
    by_name,
    day,
    money,
    number,
    optional,
    question,
    text,
    up_to,
    year,
)

PACK = "kerala"
OCTOBER, AUGUST = 10, 8


def _of_year(figure: Figure, year: int) -> Value:
    """The value of one festival year; each year has its own order."""
    found = figure.parameter.in_force(date(year, AUGUST, 31), known_at=figure.on.known_at)
    if found is None or found.with_effect_from.year != year or found.is_unknown_at_all:
        known = sorted({v.with_effect_from.year for v in figure.parameter.values if not v.is_unknown_at_all})
        raise Unsound("no_festival_order", year=year, known=[*map(str, known)])
    figure.take(found)
    return found


def _known(value: Value, field: str, year: int) -> int:
    content = value.fields[field]
    if content is None:
        raise Unsound("figure_of_year_unknown", what=field.replace("_", " "), year=year)
    amount: int = content
    return amount


@question(
    PACK,
    undated=NO_DATE,
    year=year,
    emoluments=optional(money),
    basic_pay=optional(money),
    earnings=optional(by_name(money)),
    series=optional(text),
    joined=optional(day),
)
def festival_benefit(on: InForce, given: Given) -> Answer:
    """A bonus up to the ceiling of emoluments on 31 March, the festival allowance above it; never both.

    A ``series`` other than the State's at that time means unrevised scales, which have their own ceiling.
    ``earnings`` are those of March by name; only those that count are added. ``joined`` is the start of
    continuous service.
    """
    if sum(given[name] is not None for name in ("emoluments", "basic_pay", "earnings")) != 1:
        raise Unsound("emoluments_given_twice")
    year = given["year"]
    order = _of_year(on.festival.benefit, year)
    emoluments, ceiling = given["emoluments"], "ceiling"
    law = on.at(date(year, 3, 31))
    if given["series"] and series_named(law, given["series"]) != current_series(law):
        ceiling = "ceiling_unrevised"
    if given["joined"] is not None:
        _served(on.at(date(year, AUGUST, 31)), given["joined"], year)
    if given["earnings"] is not None:
        counted = on.at(date(year, AUGUST, 31)).festival.emoluments.content()
        emoluments = sum(amount for name, amount in given["earnings"].items() if name in counted)
    if emoluments is None:
        rate = law.dearness_allowance.rate.content(key=series_named(law, given["series"]))
        emoluments = given["basic_pay"] + divide_to_rupee(given["basic_pay"] * rate, WHOLE)
    gets_bonus = emoluments <= _known(order, ceiling, year)
    if gets_bonus and given["joined"] is not None and given["joined"] > date(year - 1, 4, 1):
        raise Unsound("proportion_unknown", year=year, before=year - 1, same=year)
    answer = {
        "bonus_paise": _known(order, "bonus", year) if gets_bonus else 0,
        "festival_allowance_paise": 0 if gets_bonus else _known(order, "allowance", year),
    }
    if given["earnings"] is None:
        return answer
    return {
        **answer,
        "emoluments_paise": emoluments,
        "festival_month": str(Month.of(order.with_effect_from)),
    }


def _served(on: InForce, joined: date, year: int) -> None:
    """Require service on 31 March and the minimum length before it."""
    months = on.festival.service.content()
    latest = Month(year, 4).plus(-months).first
    if joined > latest:
        raise Unsound("service_too_short", year=year, months=months, same=year, since=latest, began=joined)


@question(PACK, undated=NO_DATE, year=year, advance=money, instalments=optional(up_to(120)))
def festival_advance(on: InForce, given: Given) -> Answer:
    """An advance without interest, recovered in equal instalments from the salary of October on."""
    year = given["year"]
    order = _of_year(on.festival.benefit, year)
    most, count = _known(order, "advance", year), given["instalments"]
    if count is None:
        count = _known(order, "instalments", year)
    if count < 1:
        raise Unsound("wrong_instalments")
    if given["advance"] > most:
        raise Unsound("advance_above_most", year=year, most=shown(most, symbol=False))
    step = order.fields["advance_step"]
    if step and given["advance"] % step:
        raise Unsound("not_a_multiple", year=year, step=shown(step, symbol=False))
    instalment = -(-given["advance"] // (count * RUPEE)) * RUPEE
    first = Month(year, OCTOBER)
    return {
        "instalment_paise": instalment,
        "last_instalment_paise": given["advance"] - instalment * (count - 1),
        "first_month": str(first),
        "last_month": str(first.plus(count - 1)),
    }


@question(PACK, scheme=text, beneficiaries=number, months=optional(up_to(1200), 1), amount=optional(money))
def benefit(on: InForce, given: Given) -> Answer:
    """A scheme's monthly payment on the day of ``on``, and the total for these beneficiaries and months.

    Each month counts at its own rate. A scheme is given by its code or by its name.
    """
    key = _scheme(on, given["scheme"])
    if given["amount"] is not None:
        rate, paid = given["amount"], given["amount"] * given["months"]
    else:
        rate = on.benefits.monthly.content(key=key)
        later = (Month.of(on.on).plus(place).first for place in range(1, given["months"]))
        paid = sum(
            (on.at(day).benefits.monthly.content(key=key) for day in later), rate if given["months"] else 0
        )
    return {"rate_paise": rate, "total_paise": paid * given["beneficiaries"]}


def _scheme(on: InForce, name: str) -> str:
    """The key of a scheme's rates, by its code or its name."""
    schemes = on.benefits.monthly
    named = max(on.benefits.schemes.parameter.values, key=lambda value: value.with_effect_from)
    on.benefits.schemes.take(named)
    aliases: dict[str, str] = dict(zip(named.fields["code"], named.fields["rate"], strict=True))
    wanted = "_".join(re.findall(r"[a-z0-9]+", name.lower()))
    key = aliases.get(wanted.upper(), wanted)
    if key not in schemes.parameter.keys:
        known = ", ".join([*aliases, *schemes.parameter.keys])
        raise Unsound("unknown_scheme", name=typed(name, 60), known=known)
    return key
