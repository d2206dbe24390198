"""Funds and insurances: declared by a pack, with memberships as rows and columns for the rules.

A membership is a row of ``columns.MEMBERSHIPS``. The declaration names the columns a rule reads, the columns
of an input file, and the title on a page, so a new fund changes its pack only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import polars as pl

from vethanam.clauses.columns import Column, Columns
from vethanam.errors import Broken
from vethanam.rules.columns import MEMBERSHIPS, MONTHS
from vethanam.rules.frame_alignment import beside

NO_SCHEME = "none"


@dataclass(frozen=True, slots=True)
class Stated:
    """A column of facts about members, with its title on a page."""

    column: str
    says: str


#: the old-age fund an employee belongs to
PENSION_SCHEME = Stated("pension_scheme", "pension scheme")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the employees file, and the field of the membership it fills.

    ``words`` limits it to a list.
    """

    column: str
    means: str
    fills: Literal["number", "amount", "group", "member"]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund or an insurance. Undeclared columns are not read.

    ``scheme`` is a column of words with the fund's code among them: an employee belongs to one of the funds
    that share it, and a rule of a part may read it. ``member`` is a yes or no. Without either, a stated
    amount makes a member.
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
        """Every column with facts about its members."""
        return (one for one in (self.scheme, self.member, self.amount, self.group) if one is not None)

    @property
    def number_column(self) -> str:
        """The column of its number in the employees file; empty if there is none."""
        return next((one.column for one in self.sheet if one.fills == "number"), "")

    @property
    def is_member(self) -> pl.Expr:
        """An expression for rules: true if a row of facts belongs to a member."""
        if self.scheme is not None:
            return pl.col(self.scheme.column) == self.code
        if self.member is not None:
            return pl.col(self.member.column)
        if self.amount is not None:
            return pl.col(self.amount.column).is_not_null()
        raise Broken("fund_without_column", fund=self.code)

    def members(self, stated: pl.DataFrame) -> pl.DataFrame:
        """The rows of its members, columns ``MEMBERSHIPS``, from facts in its columns; some
        columns may be missing.
        """

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
    """The funds and insurances of a pack, in display order."""

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
        """The code of each fund."""
        return tuple(self._by_code)

    @cached_property
    def schemes(self) -> dict[str, tuple[str, ...]]:
        """The scheme columns, each with its codes."""
        columns = dict.fromkeys(fund.scheme.column for fund in self if fund.scheme is not None)
        return {name: tuple(fund.code for fund in self if _scheme_of(fund) == name) for name in columns}

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns for rules and files, by name."""
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
        """The columns of a month record in a file, with the memberships as columns."""
        return Columns(MONTHS.name, MONTHS.row, MONTHS.key, (*MONTHS, *self.columns.values()))

    def of_column(self, column: str) -> Fund | None:
        """The fund of a column; None for an unknown column and for one shared by several funds."""
        found = [fund for fund in self if any(one.column == column for one in fund.stated)]
        return found[0] if len(found) == 1 else None

    def sharing(self, code: str) -> tuple[str, ...]:
        """The funds that share a scheme with a fund, including itself; empty if it has no scheme."""
        scheme = _scheme_of(self[code]) if code in self else None
        return self.schemes[scheme] if scheme is not None else ()

    def title_of(self, code: str) -> str:
        """The title of a fund, or its code if unknown."""
        return self._by_code[code].title if code in self else code

    def wide(self, memberships: pl.DataFrame, employments: pl.Series) -> pl.DataFrame:
        """The memberships as columns for rules, one row per employment, in the given order.

        No employment is a member of one fund twice.
        """
        return self._wide(memberships, employments, self)

    def scheme_columns(self, memberships: pl.DataFrame, employments: pl.Series) -> pl.DataFrame:
        """Like :meth:`wide` for schemes only: ``employment``, and its schemes."""
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
        """The funds a row of the employees file makes a membership for, each
        with ``number``, ``amount``, ``group``.

        If the file has a number column for the fund, the number makes the membership; otherwise any stated
        value.
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
        """Split facts in the columns :attr:`stated` into the frames ``months`` and ``memberships``."""
        others = [name for name in stated.columns if name not in self.columns]
        return stated.select(others), self.rows(stated)

    def rows(self, stated: pl.DataFrame) -> pl.DataFrame:
        """The memberships stated in fund columns, sorted by employment and fund."""
        found = [fund.members(stated) for fund in self]
        return pl.concat([MEMBERSHIPS.empty(), *found]).sort("employment", "fund")


def _scheme_of(fund: Fund) -> str | None:
    return None if fund.scheme is None else fund.scheme.column


def _otherwise(column: Column) -> pl.Expr:
    return pl.lit(column.default, dtype=column.dtype)
