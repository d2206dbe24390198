"""Read one employee's month from a map, with money in rupees, as written by a person in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from vethanam.clauses import Column, Columns
from vethanam.errors import Gathering, Unsound, typed
from vethanam.periods import Month
from vethanam.rules.columns import ATTENDANCE, OBLIGATIONS_DUE, RATES, SEGMENTS
from vethanam.rules.facts import MonthFacts
from vethanam.rules.funds import Funds
from vethanam.rules.questions import day, flag, money, money_or_loss, number, per_cent, ten_thousandths, text
from vethanam.rules.rulebook import Rulebook

#: short keys in a file -> column
SHORT = {"from": "start", "to": "until"}
#: keys of ``to_date`` -> column of the month
TO_DATE = {
    "gross": "tax_gross_to_date",
    "tax": "tax_deducted_to_date",
    "tax_deducted": "tax_deducted_to_date",
}
_DRAWN = ("component", "amount", "part", "bill", "voucher")
_KEYS = ("employment", "segments", "rates", "attendance", "obligations", "to_date", "orders", "drawn")


def facts_from(content: Any, month: Month, rulebook: Rulebook) -> MonthFacts:
    """The facts of one employment from a map of employment, segments, rates,
    attendance, obligations and to_date.

    Keys are the columns of ``rules.columns`` (``from`` and ``to`` for the days of a segment); an employment
    also has the pack's fund columns. Money is rupees, rates per cent, parts of months decimals. A segment
    takes its category from the employment, and its series of dearness allowance from category and revision.

    Raises
    ------
    Unsound
        A key is unknown, missing or of the wrong type; the sentence names it.
    """
    if not isinstance(content, Mapping):
        raise Unsound("facts_not_a_map", keys=[*_KEYS])
    gathering = Gathering()
    for key in content:
        with gathering.one():
            if key not in _KEYS:
                raise Unsound("month_key_unknown", key=key, keys=[*_KEYS])
    person: dict[str, Any] = {}
    category, funds = rulebook.pack.categories[0], rulebook.pack.funds
    with gathering.one():
        person.update(_map_named(content, "employment"))
        category = text(person.pop("category", category))
    record: dict[str, Any] = {}
    with gathering.one():
        record = _row(funds.stated, {**person, **_to_date(content)}, "employment")
        _of_members(record, funds)

    def rows_of(name: str, read: Callable[[Mapping[str, Any], str], dict[str, Any]]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        with gathering.one():
            for place, row in enumerate(_rows(content, name), start=1):
                with gathering.one():
                    found.append(read(row, f"{name}, row {place}"))
        return found

    segments = rows_of("segments", lambda row, where: _segment(row, category, month, rulebook, where))
    owed = rows_of("obligations", lambda row, where: _row(OBLIGATIONS_DUE, row, where))
    rates = rows_of("rates", lambda row, where: _in_the_month(_row(RATES, _shortened(row), where), month))
    wages = rows_of("attendance", lambda row, where: {"part": 1, **_row(ATTENDANCE, row, where)})
    with gathering.one():
        _rows(content, "orders")
    with gathering.one():
        _known_to(rulebook, drawn_from(content))
    gathering.tell()
    frames = (
        (SEGMENTS, segments),
        (funds.stated, [record]),
        (RATES, rates),
        (ATTENDANCE, wages),
        (OBLIGATIONS_DUE, [{"obligation": place, **row} for place, row in enumerate(owed, start=1)]),
    )
    segment, stated, rate, wage, owing = (
        columns.rows([{**row, "employment": 1} for row in rows]) for columns, rows in frames
    )
    record_of_month, memberships = funds.split(stated)
    return MonthFacts(month, segment, record_of_month, rate, wage, owing, memberships)


def _known_to(rulebook: Rulebook, drawn: Mapping[str, int]) -> None:
    """Refuse drawn amounts under a name that is no line of the pack: there would be nothing to compare."""
    pack = rulebook.pack
    known = {*pack.earnings_in_order, *pack.obligations, *(one.name for one in pack.components)}
    unknown = [name for name in drawn if name not in known]
    if unknown:
        raise Unsound("drawn_component_unknown", unknown=[*unknown], pack=pack.name)


def drawn_from(content: Mapping[str, Any]) -> dict[str, int]:
    """Drawn amounts of the month before, by component, from rows of component and amount.

    Raises
    ------
    Unsound
        A row has another form; the sentence names it.
    """
    drawn: dict[str, int] = {}
    for place, row in enumerate(_rows(content, "drawn"), start=1):
        where = f"drawn, row {place}"
        unknown = [key for key in row if key not in _DRAWN]
        missing = [key for key in ("component", "amount") if row.get(key) is None]
        if unknown or missing:
            raise Unsound("drawn_row_form", where=where, key=str([*unknown, *missing][0]), keys=[*_DRAWN])
        try:
            name = text(row["component"])
            drawn[name] = drawn.get(name, 0) + money(row["amount"])
        except Unsound as wrong:
            raise wrong.within(where) from None
    return drawn


def _rows(content: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = content.get(name) or []
    if (
        not isinstance(rows, Sequence)
        or isinstance(rows, str)
        or not all(isinstance(row, Mapping) for row in rows)
    ):
        raise Unsound("not_a_list_of_maps", name=name)
    if name == "segments" and not rows:
        raise Unsound("segment_missing")
    return rows


def _map_named(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    stated = {} if content.get(name) is None else content[name]
    if not isinstance(stated, Mapping):
        raise Unsound("not_a_map_of_names", name=name)
    return stated


def _to_date(content: Mapping[str, Any]) -> dict[str, Any]:
    stated = _map_named(content, "to_date")
    unknown = [key for key in stated if key not in TO_DATE]
    if unknown:
        raise Unsound("to_date_key_unknown", unknown=unknown[0], keys=[*TO_DATE])
    return {TO_DATE[key]: value for key, value in stated.items()}


def _shortened(row: Mapping[str, Any]) -> dict[str, Any]:
    return {SHORT.get(key, key): value for key, value in row.items()}


def _segment(
    row: Mapping[str, Any], category: str, month: Month, rulebook: Rulebook, where: str
) -> dict[str, Any]:
    given = {"pay_basis": "scale", "category": category, "part": 1, **_shortened(row)}
    segment = _in_the_month(_row(SEGMENTS, given, where), month)
    follows = rulebook.da_series(segment["category"], segment["pay_basis"], segment.get("revision"))
    segment.setdefault("da_series", follows)
    _agreeing(segment, follows, where)
    return segment


def _of_members(record: Mapping[str, Any], funds: Funds) -> None:
    """Refuse an amount stated for a non-member: it would be ignored silently."""
    gathering = Gathering()
    for fund in funds:
        of_members, amount = fund.scheme or fund.member, fund.amount
        if of_members is None or amount is None or not record.get(amount.column):
            continue
        member = fund.code if fund.scheme else True
        with gathering.one():
            if record.get(of_members.column) != member:
                told = "true" if member is True else member
                raise Unsound("sum_without_membership", name=amount.column, key=of_members.column, told=told)
    gathering.tell()


def _agreeing(segment: Mapping[str, Any], series: str | None, where: str) -> None:
    """Refuse a segment that contradicts itself."""
    gathering = Gathering()
    with gathering.one():
        stated = segment["da_series"]
        if None not in (stated, series) and stated != series:
            raise Unsound("series_contradicts_scale", where=where, stated=stated, series=series)
    with gathering.one():
        since = segment.get("absence_since")
        if since is not None and since > segment["start"]:
            raise Unsound("absence_began_later", where=where, day=since)
    with gathering.one():
        if segment.get("subsistence_rate") is not None and segment.get("absence") != "suspension":
            raise Unsound("rate_without_suspension", where=where)
    gathering.tell()


def _in_the_month(row: dict[str, Any], month: Month) -> dict[str, Any]:
    """Missing days of a row are those of the month."""
    row.setdefault("start", month.first)
    row.setdefault("until", month.last)
    row.setdefault("part", 1)
    return row


def _row(columns: Columns, row: Mapping[str, Any], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    gathering = Gathering()
    for key, content in row.items():
        with gathering.one():
            if key not in columns or key == "employment":
                known = ", ".join(name for name in columns.names if name != "employment")
                raise Unsound("fact_key_unknown", where=where, key=key, known=known)
            if content is not None:
                found[key] = _value(columns[key], content, where)
    for column in columns:
        with gathering.one():
            if row.get(column.name) is None and not column.may_be_left_out and column.name not in _LATER:
                raise Unsound("fact_column_missing", where=where, name=column.name, says=column.says)
    gathering.tell()
    return found


def _value(column: Column, content: Any, where: str) -> Any:
    try:
        return _read(column, content)
    except Unsound as wrong:
        raise wrong.within(where, column.name) from None


_LATER = {"employment", "start", "until", "part", "obligation"}


def _read(column: Column, content: Any) -> Any:
    if column.unit.startswith("paise"):
        return money_or_loss(content) if column.name == "other_income" else money(content)
    if column.unit == "rate":
        return per_cent(content)
    if column.unit.startswith("ten-thousandths"):
        return ten_thousandths(content)
    readers = {pl.Date(): day, pl.Boolean(): flag, pl.String(): text}
    read = readers.get(column.dtype, number)
    found = read(content)
    if isinstance(found, str) and column.words and found not in column.words:
        raise Unsound("fact_word_unknown", found=typed(found, 30), words=[*column.words])
    return found
