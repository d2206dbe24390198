"""Income tax of a year and of a month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from vethanam.errors import Unsound, typed
from vethanam.money import shown
from vethanam.periods import Month
from vethanam.rules.component import Component
from vethanam.rules.component_values import inheriting, with_steps, worked_on
from vethanam.rules.kerala.components import income_tax as rules
from vethanam.rules.kerala.components import relief_for_arrears as relief
from vethanam.rules.kerala.questions.single_case import applied
from vethanam.rules.kerala.relief import STEPS as TO_THE_TAX
from vethanam.rules.kerala.total_income_tax import with_surcharge
from vethanam.rules.parameter_values import InForce
from vethanam.rules.questions import (
    NO_DATE,
    Answer,
    Given,
    Key,
    Question,
    by_name,
    money,
    month,
    one_of,
    optional,
    question,
    text,
    up_to,
)

PACK = "kerala"
STEPS: tuple[Component, ...] = (*TO_THE_TAX, rules.tax_of_year)
WITH_RELIEF: tuple[Component, ...] = (
    *TO_THE_TAX, relief.income_without_arrears, relief.slab_tax_without_arrears,
    relief.rebate_without_arrears,
    relief.marginal_relief_without_arrears, relief.tax_without_arrears, relief.relief_for_arrears,
    rules.tax_of_year,
)  # fmt: skip


def _year_of(content: str) -> Month:
    """The first month of pay of a tax year such as 2025-26: March, which is paid in April."""
    match = re.fullmatch(r"(?:FY |Tax year )?(\d{4})-(\d{2})", content)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise Unsound("not_a_tax_year", content=typed(content, 20))
    return Month(int(match[1]), 3)


def _allowed(given: Given) -> int:
    """Deductions allowed by the regime, besides the standard deduction."""
    named: dict[str, int] = given["deductions"] or {}
    if given["regime"] == "old":
        return sum(amount for name, amount in named.items() if not _is_standard(name))
    return sum(amount for name, amount in named.items() if _is_employers_pension(name))


def _is_standard(name: str) -> bool:
    """True if this is the standard deduction, which every salary gets anyway."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return plain.startswith(("standard", "stddeduction")) or plain.endswith("16ia")


def _counted_once(law: InForce, given: Given) -> None:
    """Refuse a stated standard deduction other than the legal one; it is never counted twice."""
    for name, amount in (given["deductions"] or {}).items():
        if _is_standard(name):
            due = law.at(law.month.plus(1).first).income_tax.standard_deduction.content(key=given["regime"])
            if amount != due:
                stated, given_of_itself = shown(amount, symbol=False), shown(due, symbol=False)
                raise Unsound(
                    "deductions_contradict",
                    name=name,
                    amount=stated,
                    regime=given["regime"],
                    given=given_of_itself,
                )


def _is_employers_pension(name: str) -> bool:
    """True if this is the employer's pension contribution, which counts in both regimes."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return "80ccd2" in plain or ("employer" in plain and ("nps" in plain or "pension" in plain))


def _frame(given: Given, year: Month, salary: int, **more: Any) -> pl.DataFrame:
    """One person of the given age, with the columns the steps read."""
    ends = date(year.year + 1, 3, 31)
    age = given.get("age", 40)
    return pl.DataFrame(
        {
            "tax_regime": [given["regime"]],
            "born": [date(ends.year - age, 3, 31)],
            "salary_of_year": [salary],
            "declared_deductions": [0],
            "other_income": [-_allowed(given)],
            "employment": [1],
            **{name: [content] for name, content in more.items()},
        },
        schema_overrides={
            "salary_of_year": pl.Int64,
            "declared_deductions": pl.Int64,
            "other_income": pl.Int64,
        },
    )


def _worked(on: InForce, frame: pl.DataFrame, steps: tuple[Component, ...]) -> dict[str, Any]:
    """Every step for one row; records the figures used."""
    lines = worked_on(steps, on)
    frame = with_steps(frame, lines)
    for line in inheriting(lines, lines):
        on.uses.extend(applied(use, frame) for use in line.uses)
    row = frame.row(0, named=True)
    if any(row[line.component.name] is None for line in lines):
        unknown = next(
            u
            for line in lines
            for u in line.uses
            if u.known is not None and frame.select(u.known).item() is None
        )
        raise on.figure(unknown.parameter.name).unknown(None, None)
    return row


_INCOME: Mapping[str, Key] = {
    "gross_salary": optional(money),
    "total_income": optional(money),
    "deductions": optional(by_name(money)),
}
_OF_A_YEAR: Mapping[str, Key] = {
    "regime": Key(one_of("new", "old")),
    "year": Key(text),
    **_INCOME,
    "age": optional(up_to(150), 40),
}


@question(PACK, undated=NO_DATE, more=_OF_A_YEAR)
def income_tax(on: InForce, given: Given) -> Answer:
    """The tax of a year, with each step that leads to it."""
    law, row = _of_year(on, given, STEPS, relief_for_arrears=0)
    return _told(law, row)


def _of_year(
    on: InForce, given: Given, steps: tuple[Component, ...], *, more: int = 0, **columns: Any
) -> tuple[InForce, dict[str, Any]]:
    """The steps of a year's tax, from gross salary or total income plus ``more``."""
    if (given["gross_salary"] is None) == (given["total_income"] is None):
        raise Unsound("salary_or_income")
    if given["total_income"] is not None and given["deductions"]:
        raise Unsound("deductions_with_total_income")
    year = _year_of(given["year"])
    law = InForce(on.parameters, year, on.known_at, on.reading, None, on.uses)
    _counted_once(law, given)
    if given["total_income"] is None:
        return law, _worked(law, _frame(given, year, given["gross_salary"] + more, **columns), steps)
    ten = 1000
    income = (2 * (given["total_income"] + more) + ten) // (2 * ten) * ten
    frame = _frame(given, year, 0, **columns).with_columns(total_income=pl.lit(income, dtype=pl.Int64))
    return law, _worked(law, frame, steps[1:])


_EARLIER: Mapping[str, Key] = {
    "arrears": Key(money),
    "regime": optional(one_of("new", "old")),
    **_INCOME,
}


def _earlier(content: Any) -> dict[str, Given]:
    """Earlier years, each with its arrears and its income without them."""
    if not isinstance(content, Mapping) or not content:
        raise Unsound("years_not_a_map", keys=[*_EARLIER])
    asked = Question("an earlier year", _EARLIER, lambda on, given: given)
    return {text(year): asked.read(of) for year, of in content.items()}


@question(PACK, undated=NO_DATE, more={**_OF_A_YEAR, "earlier": _earlier})
def relief_for_arrears(on: InForce, given: Given) -> Answer:
    """The tax that arrears of earlier years add in the year of receipt, less the tax they
    would have added then.

    The year's income includes the arrears; that of each ``earlier`` year does not. ``age`` is the age at the
    end of ``year``.
    """
    of, years, arrears = _year_of(given["year"]), [], 0
    for name, past in given["earlier"].items():
        ago = of.year - _year_of(name).year
        if ago <= 0:
            raise Unsound("not_an_earlier_year", name=name, year=given["year"])
        then = {**past, "year": name, "regime": past["regime"] or given["regime"], "age": given["age"] - ago}
        without, with_arrears = (
            _of_year(on, then, TO_THE_TAX, more=more)[1]["tax_before_relief"] for more in (0, past["arrears"])
        )
        arrears += past["arrears"]
        years.append(
            {
                "year": name,
                "arrears_paise": past["arrears"],
                "tax_without_paise": without,
                "tax_with_paise": with_arrears,
                "added_paise": with_arrears - without,
            }
        )
    added = sum(year["added_paise"] for year in years)
    _, row = _of_year(
        on,
        given,
        WITH_RELIEF,
        arrears_of_earlier_years=arrears,
        tax_on_earlier_years=added,
        is_relief_asked=True,
    )
    return {
        "relief_paise": row["relief_for_arrears"],
        "tax_with_arrears_paise": row["tax_before_relief"],
        "tax_without_arrears_paise": row["tax_without_arrears"],
        "added_paise": row["tax_before_relief"] - row["tax_without_arrears"],
        "added_in_earlier_years_paise": added,
        "tax_paise": row["tax_of_year"],
        "years": years,
    }


def _told(on: InForce, row: dict[str, Any]) -> Answer:
    frame = pl.DataFrame({name: [content] for name, content in row.items()})
    full, relieved = (frame.select(e).item() for e in with_surcharge(on.noting(), rules.OF_THE_YEAR))
    tax = row["slab_tax"] - row["tax_rebate"] - row["tax_relief"]
    surcharge = (full - tax * 10000 + 5000) // 10000
    from_surcharge = (full - relieved + 5000) // 10000
    cess_rate = on.at(on.month.plus(1).first).income_tax.cess.content()
    cess = (relieved * cess_rate + 10000 * 10000 // 2) // (10000 * 10000)
    return {
        "taxable_paise": row["total_income"],
        "slab_tax_paise": row["slab_tax"],
        "rebate_paise": row["tax_rebate"],
        "marginal_relief_paise": row["tax_relief"] + from_surcharge,
        "surcharge_paise": surcharge,
        "cess_paise": cess,
        "tax_paise": row["tax_of_year"],
    }


@question(
    PACK,
    undated=NO_DATE,
    regime=one_of("new", "old"),
    year=text,
    month=month,
    gross_to_date=money,
    expected_gross=money,
    deductions=optional(by_name(money)),
    tax_to_date=optional(money, 0),
    payments_left=optional(up_to(12)),
    age=optional(up_to(150), 40),
)
def tax_this_month(on: InForce, given: Given) -> Answer:
    """The month's tax: the tax of the year less tax already deducted, over the payments left.

    ``month`` is the month of work; its pay is taxed when it is paid, in the next month. ``expected_gross`` is
    the total pay from this month to the end of the tax year, this month included.
    """
    year, of = _year_of(given["year"]), given["month"]
    if of.tax_year != f"{year.year}-{(year.year + 1) % 100:02d}":
        raise Unsound("taxed_in_another_year", month=of, paid=of.plus(1), year=of.tax_year)
    left, most = given["payments_left"], Month(year.year + 1, 2).minus(of) + 1
    if left is not None and not 1 <= left <= most:
        raise Unsound("payments_left_differ", month=of, most=most, left=left)
    law = InForce(on.parameters, of, on.known_at, on.reading, None, on.uses)
    _counted_once(law, given)
    frame = _frame(
        given, year, given["gross_to_date"] + given["expected_gross"],
        tax_deducted_to_date=given["tax_to_date"], payments_left=given["payments_left"], ends_on=None,
        is_tax_settled=False, gross=1, relief_for_arrears=0,
    ).with_columns(pl.col("payments_left").cast(pl.Int32), pl.col("ends_on").cast(pl.Date))  # fmt: skip
    row = _worked(law, frame, (*STEPS, rules.payments_left_reckoned))
    (line,) = worked_on([rules.income_tax], law)
    amount = (
        pl.DataFrame({name: [content] for name, content in row.items()}).select(line.formula.numerator).item()
    )
    return {"amount_paise": amount}
