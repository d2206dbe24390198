"""Arrears as plain values and as lines of text, for the command. Amounts in paise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from vethanam.money import shown
from vethanam.payroll.arrears.home_offices import placed
from vethanam.payroll.arrears.possible_causes import Cause
from vethanam.payroll.arrears.recoveries import Recovery, recoveries_of
from vethanam.payroll.arrears.set_offs import Settled, Unclaimable, settled, unclaimable_by_person
from vethanam.payroll.arrears.statement import Arrears
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

_PLAIN = ("due", "drawn", "drawn_as_arrears", "open", "difference")


def as_json(reader: BookReader, found: Arrears) -> dict[str, Any]:
    """Totals; sums by order, component, month, office and cadre; lines per person by
    month, component and order.
    """
    earned = found.months.filter(pl.col("kind") == "earning")
    whose = found.months["employment"].unique().sort().to_list()
    places = placed(reader, whose, found.known_at)
    recoveries = recoveries_of(reader, whose, found.known_at)
    where = earned.join(places, on="employment", how="left", maintain_order="left")
    kept = unclaimable_by_person(reader, found, recoveries)
    return {
        "from": str(found.first),
        "to": str(found.last),
        "known_at": found.known_at.isoformat(),
        **_settled(_of(earned, sum(kept.values(), Unclaimable()))),
        "deductions_paise": int(found.months.filter(pl.col("kind") == "deduction")["difference"].sum()),
        "under_recovery_paise": sum(one.ordered for one in recoveries.values()),
        "recovered_paise": sum(one.taken for one in recoveries.values()),
        "people": [
            _person(
                found,
                employment,
                rows,
                recoveries.get(employment, Recovery()),
                kept.get(employment, Unclaimable()),
            )
            for employment, rows in _by(found.months, "employment")
        ],
        "orders": [_order(found, cause, rows) for cause, rows in _by(_of_pay(found), "cause")],
        "components": [
            {"component": name, "difference_paise": int(rows["difference"].sum())}
            for name, rows in _by(found.months, "component")
        ],
        "months": [
            {"month": str(Month.from_key(key)), "difference_paise": int(rows["difference"].sum())}
            for key, rows in _by(earned, "for_month")
        ],
        "offices": [{"drawing_code": name, **_sums(rows, kept)} for name, rows in _by(where, "drawing_code")],
        "cadres": [
            {"post": name, "designation": rows["designation"][0], **_sums(rows, kept)}
            for name, rows in _by(where, "post")
        ],
        "tax_years": by_tax_year(earned),
        "not_drawn": [
            {
                "pen": found.numbers[row["employment"]],
                "month": str(Month.from_key(row["for_month"])),
                "due_paise": row["due"],
                "open_paise": row["open"],
            }
            for row in found.not_drawn.iter_rows(named=True)
        ],
        "findings": [{"record": f.record, "code": f.code, "says": f.says} for f in found.findings],
    }


def by_tax_year(earned: pl.DataFrame) -> list[dict[str, Any]]:
    """The differences by tax year of their months.

    All are taxed when received; relief is computed by these years.
    """
    sums: dict[str, int] = {}
    for key, rows in _by(earned, "for_month"):
        year = Month.from_key(key).tax_year
        sums[year] = sums.get(year, 0) + int(rows["difference"].sum())
    return [{"tax_year": year, "difference_paise": amount} for year, amount in sums.items()]


def _sums(rows: pl.DataFrame, kept: Mapping[int, Unclaimable]) -> dict[str, int]:
    """For a group of people: their number, due, drawn, and the same totals as for the whole list."""
    people = rows["employment"].unique()
    return {
        "people": people.len(),
        "due_paise": int(rows["due"].sum()),
        "drawn_paise": int(rows["drawn"].sum()) + int(rows["drawn_as_arrears"].sum()),
        **_settled(_of(rows, sum((kept[one] for one in people if one in kept), Unclaimable()))),
    }


def _of(earned: pl.DataFrame, kept: Unclaimable) -> Settled:
    """The totals of some earnings with their unclaimable part."""
    difference = earned["difference"]
    owed, less = (int(difference.filter(which).sum()) for which in (difference > 0, difference < 0))
    return Settled(owed, -less, kept.set_off, kept.no_order)


def _settled(sums: Settled) -> dict[str, int]:
    """Owed and drawn above due; set off and without order; to claim and to recover; net."""
    return {
        "arrears_paise": sums.owed,
        "to_recover_paise": sums.above,
        "set_off_paise": sums.set_off,
        "no_order_paise": sums.no_order,
        "to_claim_paise": sums.claimed,
        "left_to_recover_paise": sums.left,
        "net_paise": sums.net,
    }


def _person(
    found: Arrears, employment: int, rows: pl.DataFrame, recovery: Recovery, kept: Unclaimable
) -> dict[str, Any]:
    parts = dict(_by(found.parts.filter(pl.col("employment") == employment), "for_month"))
    earned = rows.filter(pl.col("kind") == "earning")
    return {
        "pen": found.numbers[employment],
        **_settled(_of(earned, kept)),
        "under_recovery_paise": recovery.ordered,
        "recovered_paise": recovery.taken,
        "tax_years": by_tax_year(earned),
        "lines": [_line(found, row, parts.get(row["for_month"])) for row in rows.iter_rows(named=True)],
    }


def _line(found: Arrears, row: dict[str, Any], parts: pl.DataFrame | None) -> dict[str, Any]:
    by = [] if parts is None else parts.filter(pl.col("component") == row["component"]).iter_rows(named=True)
    return {
        "month": str(Month.from_key(row["for_month"])),
        "component": row["component"],
        "kind": row["kind"],
        **{f"{name}_paise": row[name] for name in _PLAIN},
        "is_unconfirmed": row["is_unconfirmed"],
        "orders": [_cause(found.causes[part["cause"]]) | {"amount_paise": part["amount"]} for part in by],
    }


def _order(found: Arrears, cause: int, rows: pl.DataFrame) -> dict[str, Any]:
    return _cause(found.causes[cause]) | {
        "amount_paise": int(rows["amount"].sum()),
        "people": rows["employment"].n_unique(),
        "from": str(Month.from_key(min(rows["for_month"].to_list()))),
        "to": str(Month.from_key(max(rows["for_month"].to_list()))),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "order": cause.number or None,
        "dated": cause.dated.isoformat() if cause.dated else None,
        "mode": cause.mode,
        "instalments": cause.instalments,
        "locked_until": cause.locked_until.isoformat() if cause.locked_until else None,
    }


def _of_pay(found: Arrears) -> pl.DataFrame:
    return found.parts.filter(pl.col("kind") == "earning")


def _by(frame: pl.DataFrame, column: str) -> Iterable[tuple[Any, pl.DataFrame]]:
    for (key,), rows in frame.sort(column, maintain_order=True).group_by(column, maintain_order=True):
        yield key, rows


def as_text(reader: BookReader, found: Arrears) -> list[str]:
    """The arrears as lines of text: the total, then a line for each order, person and finding."""
    span = f"{found.first} to {found.last}"
    said = [f"{span}: {shown(found.owed)} owed, {shown(found.to_recover)} drawn above due."]
    sums = settled(reader, found)
    if sums.above:
        said.append(
            f"  {shown(sums.set_off)} is set off within its order: {shown(sums.claimed)} is left to claim, "
            f"{shown(sums.left)} to recover by notice and order; net {shown(sums.net, signed=True)}."
        )
    if sums.no_order:
        said.append(
            f"  No order says why {shown(sums.no_order)} is owed: no bill claims it until an order is "
            f"entered."
        )
    for place, rows in _by(_of_pay(found), "cause"):
        people = rows["employment"].n_unique()
        total = shown(int(rows["amount"].sum()))
        said.append(f"  {found.causes[place]}: {total}, {people} {'person' if people == 1 else 'people'}")
    for employment, rows in _by(found.months.filter(pl.col("kind") == "earning"), "employment"):
        total = shown(int(rows["difference"].sum()))
        said.append(f"  Employee {found.numbers[employment]}: {total}, {rows['for_month'].n_unique()} months")
    if found.not_drawn.height:
        said.append(f"  {found.not_drawn.height} months nobody drew; they are not counted.")
    return said + [f"  {f.record}. {f.says}" for f in found.findings]
