"""Funds and insurances: a pack declares them, memberships are rows, and rules read what the pack names as columns.

A membership is a row of ``columns.MEMBERSHIPS``. The declaration says in which columns a rule reads it, how a file states
it and how a page calls it, so that a new fund stands in its pack alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import polars as pl

from vethanam.clauses.columns import Column, Columns
from vethanam.errors import Broken
from vethanam.rules.aligned import beside
from vethanam.rules.columns import MEMBERSHIPS, MONTHS

NO_SCHEME = "none"


@dataclass(frozen=True, slots=True)
class Stated:
    """A column of facts about members, and what a page calls it."""

    column: str
    says: str


#: the one of the funds for old age that an employee is in
PENSION_SCHEME = Stated("pension_scheme", "pension scheme")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the file of employees, and what it fills of the membership. ``words`` closes it to a list."""

    column: str
    means: str
    fills: Literal["number", "amount", "group", "member"]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund or an insurance. What is not declared is not read.

    ``scheme`` is a column of words, the fund's code one of them: an employee is in one of the funds that share it, and a rule
    of a part may read it. ``member`` is a yes or no. Of a fund with neither, whoever states an amount is a member.
    """

    code: str
    title: str
    scheme: Stated | None = None
    member: Stated | None = None
    amount: Stated | None = None
    group: Stated | None = None
    sheet: tuple[SheetColumn, ...] = ()

    @property
    def stated(self) -> Iterator[Stated]:
        """Every column in which facts state something of its members."""
        return (one for one in (self.scheme, self.member, self.amount, self.group) if one is not None)

    @property
    def number_column(self) -> str:
        """The column of the employees file with its number; empty where the file has none."""
        return next((one.column for one in self.sheet if one.fills == "number"), "")

    @property
    def is_member(self) -> pl.Expr:
        """Whether a row of facts is of a member, for a rule to read."""
        if self.scheme is not None:
            return pl.col(self.scheme.column) == self.code
        if self.member is not None:
            return pl.col(self.member.column)
        if self.amount is not None:
            return pl.col(self.amount.column).is_not_null()
        raise Broken("fund_without_column", fund=self.code)

    def members(self, stated: pl.DataFrame) -> pl.DataFrame:
        """The rows of its members, columns ``MEMBERSHIPS``, from facts stated in its columns; they may lack some."""

        def held(one: Stated | None, dtype: pl.DataType) -> pl.Expr:
            is_there = one is not None and one.column in stated.columns
            return pl.col(one.column) if one is not None and is_there else pl.lit(None, dtype)

        if any(name not in stated.columns for name in self.is_member.meta.root_names()):
            return MEMBERSHIPS.empty()
        return stated.filter(self.is_member.fill_null(False)).select(
            "employment",
            fund=pl.lit(self.code),
            amount=held(self.amount, pl.Int64()),
            group=held(self.group, pl.String()),
        )


class Funds:
    """The funds and insurances of a pack, in the order in which they are shown."""

    def __init__(self, *funds: Fund) -> None:
        self._funds = funds
        self._by_code = {fund.code: fund for fund in funds}

    def __iter__(self) -> Iterator[Fund]:
        return iter(self._funds)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Fund:
        return self._by_code[code]

    @property
    def codes(self) -> tuple[str, ...]:
        """The code of each."""
        return tuple(self._by_code)

    @cached_property
    def schemes(self) -> dict[str, tuple[str, ...]]:
        """The columns that name a scheme, each with the codes that stand in it."""
        columns = dict.fromkeys(fund.scheme.column for fund in self if fund.scheme is not None)
        return {name: tuple(fund.code for fund in self if _scheme_of(fund) == name) for name in columns}

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns that rules read and files state, by name."""
        return {column.name: column for fund in self for column in self._columns_of(fund)}

    def _columns_of(self, fund: Fund) -> Iterator[Column]:
        if (one := fund.scheme) is not None:
            words = (*self.schemes[one.column], NO_SCHEME)
            yield Column(one.column, pl.String(), "word", one.says, default=NO_SCHEME, words=words)
        if (one := fund.member) is not None:
            yield Column(one.column, pl.Boolean(), "flag", one.says, default=False)
        if (one := fund.amount) is not None:
            yield Column(one.column, pl.Int64(), "paise a month", one.says, is_nullable=True)
        if (one := fund.group) is not None:
            yield Column(one.column, pl.String(), "word", one.says, is_nullable=True)

    @cached_property
    def stated(self) -> Columns:
        """What a file states of an employment's month: the record, and in columns the memberships."""
        return Columns(MONTHS.name, MONTHS.row, MONTHS.key, (*MONTHS, *self.columns.values()))

    def of_column(self, column: str) -> Fund | None:
        """The fund of which a column states something, None for another column and for one that several share."""
        found = [fund for fund in self if any(one.column == column for one in fund.stated)]
        return found[0] if len(found) == 1 else None

    def sharing(self, code: str) -> tuple[str, ...]:
        """The funds of one scheme with a fund, itself among them: an employee is in one of them. None of a fund without one."""
        scheme = _scheme_of(self[code]) if code in self else None
        return self.schemes[scheme] if scheme is not None else ()

    def title_of(self, code: str) -> str:
        """What a page calls a fund; an unknown one as it stands."""
        return self._by_code[code].title if code in self else code

    def wide(self, memberships: pl.DataFrame, employments: pl.Series) -> pl.DataFrame:
        """The memberships as the columns that rules read, one row for each of these employments, in their order.

        No employment is a member of one fund twice.
        """
        return self._wide(memberships, employments, self)

    def scheme_columns(self, memberships: pl.DataFrame, employments: pl.Series) -> pl.DataFrame:
        """The same of schemes alone: ``employment``, and the scheme it is in."""
        funds = [fund for fund in self if fund.scheme is not None]
        return self._wide(memberships, employments, funds).select("employment", *self.schemes)

    def _wide(self, memberships: pl.DataFrame, employments: pl.Series, funds: Iterable[Fund]) -> pl.DataFrame:
        frame = employments.to_frame("employment")
        rows = memberships.partition_by("fund", as_dict=True, include_key=False)
        filled: dict[str, list[pl.Expr]] = {name: [] for name in self.columns}
        for fund in funds:
            of_fund = rows.get((fund.code,))
            if of_fund is None:
                continue
            mark = f"in {fund.code}"
            named = {mark: pl.lit(True)}
            if fund.amount is not None:
                named[fund.amount.column] = pl.col("amount")
            if fund.group is not None:
                named[fund.group.column] = pl.col("group")
            frame = beside(frame, of_fund.select("employment", **named))
            for one in (fund.amount, fund.group):
                if one is not None:
                    filled[one.column].append(pl.col(one.column))
            if fund.member is not None:
                filled[fund.member.column].append(pl.col(mark))
            if fund.scheme is not None:
                filled[fund.scheme.column].append(pl.when(mark).then(pl.lit(fund.code)))
        return frame.select(
            "employment",
            *(pl.coalesce(*filled[name], _otherwise(one)).alias(name) for name, one in self.columns.items()),
        )

    def in_sheet(self, cell: Callable[[str], Any]) -> Iterator[tuple[Fund, dict[str, Any]]]:
        """The funds that a row of the file of employees makes somebody a member of, each with ``number``, ``amount``, ``group``.

        Where the file has a column for a fund's number, that makes the member; else whatever the row states of the fund.
        """
        for fund in self:
            given = {sheet.fills: cell(sheet.column) for sheet in fund.sheet}
            if "number" in given:
                is_member = bool(given["number"])
            else:
                stated = given.get("amount") is not None, bool(given.get("group")), bool(given.get("member"))
                is_member = any(stated)
            if is_member:
                yield (
                    fund,
                    {
                        "number": given.get("number") or "",
                        "amount": given.get("amount"),
                        "group": given.get("group") or "",
                    },
                )

    def split(self, stated: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Facts stated in the columns :attr:`stated` as the frames ``months`` and ``memberships``."""
        others = [name for name in stated.columns if name not in self.columns]
        return stated.select(others), self.rows(stated)

    def rows(self, stated: pl.DataFrame) -> pl.DataFrame:
        """The memberships that are stated in columns of funds, in the order of employment and fund."""
        found = [fund.members(stated) for fund in self]
        return pl.concat([MEMBERSHIPS.empty(), *found]).sort("employment", "fund")


def _scheme_of(fund: Fund) -> str | None:
    return None if fund.scheme is None else fund.scheme.column


def _otherwise(column: Column) -> pl.Expr:
    return pl.lit(column.default, dtype=column.dtype)
