"""Drawn pay by month, head of account and office: twelve months with a chart, and an account year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.money import Paise, grouped, shown
from vethanam.payments.drawn_sums import DrawnSum, Sums, drawn_sums, months_of_year, summed, together
from vethanam.payments.vouchers import months_of_vouchers
from vethanam.people.models import DrawingCode, HeadOfAccount
from vethanam.periods import Month
from vethanam.web.finance.pages import TEN_CRORE
from vethanam.web.parts import words
from vethanam.web.parts.charts import FULL, NARROW, WIDE
from vethanam.web.parts.cost_chart import MOST_HEADS, CostColumn, CostDrawing, cost_columns
from vethanam.web.templatetags.page import crore

MONTHS = 12
#: heads or offices in a table of a page; further ones are summed
LISTED = 50
HEAD, OFFICE = "head", "office"


@dataclass(frozen=True, slots=True)
class Group:
    """A head or an office with its sums; ``shade`` is its place in the chart, 0 outside it."""

    name: str
    code: str
    address: str
    sums: Sums
    shade: int = 0


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month: the gross of each charted group, and its sums."""

    month: Month
    amounts: Sequence[tuple[str, Paise]]
    sums: Sums


@dataclass(frozen=True, slots=True)
class Trends:
    """The page of twelve months."""

    title: str
    lead: str
    all: Sums
    drawings: Sequence[tuple[str, CostDrawing]]
    said: str
    charted: Sequence[Group]
    months: Sequence[MonthRow]
    groups: Sequence[Group]
    by: str

    @property
    def is_crore(self) -> bool:
        """True if the table of months counts in crore; small sums are shown in rupees."""
        return self.all.gross >= TEN_CRORE


def trends_of(last: Month, *, by: str, head: str, office: str) -> Trends:
    """Twelve months to the last one, by head or by office, of one head or office if named."""
    first = last.plus(1 - MONTHS)
    rows = drawn_sums(first, last, head=head, office=office)
    groups = _groups(rows, by, {"to": str(last), "by": by, "head": head, "office": office})
    charted = _charted(groups)
    months = [_month(month, rows, charted, by) for month in first.until(last)]
    total = together(rows)
    named = {"sum": shown(total.gross), "month": words.month(last)}
    title = _("%(sum)s drawn in twelve months, to %(month)s") if rows else _(
        "Nothing was drawn in the twelve months to %(month)s"
    )  # fmt: skip
    return Trends(
        title=title % named,
        lead=_lead(months) if rows else "",
        all=total,
        drawings=_drawings(months, charted, total) if rows else [],
        said=_said(months, by),
        charted=charted,
        months=months,
        groups=groups,
        by=by,
    )


def year_of(account_year: str) -> dict[str, Any]:
    """An account year: its total, by head and by office, each with the same total."""
    first, last = months_of_year(account_year)
    rows = drawn_sums(first, last)
    at = {"to": str(last)}
    return {
        "year": account_year,
        "first": first,
        "last": last,
        "all": together(rows),
        "heads": _groups(rows, HEAD, at),
        "offices": _groups(rows, OFFICE, at),
    }


def account_years(now: Month) -> list[str]:
    """The account years with a voucher, newest first; the present one if there is none."""
    found = dict.fromkeys(one.month.account_year for one in months_of_vouchers())
    return list(found) or [now.account_year]


def _code_of(row: DrawnSum, by: str) -> str:
    return row.head if by == HEAD else row.office


def _groups(rows: Sequence[DrawnSum], by: str, at: Mapping[str, str]) -> list[Group]:
    """The heads or offices, largest gross first; the first five are charted."""
    found = sorted(
        summed(rows, lambda row: _code_of(row, by)).items(), key=lambda one: (-one[1].gross, one[0])
    )
    names = _names([code for code, _sums in found[:LISTED]], by)
    limit = MOST_HEADS if len(found) <= MOST_HEADS else MOST_HEADS - 1
    other = OFFICE if by == HEAD else HEAD
    groups = [
        Group(
            names.get(code) or code, code, _address({**at, by: code, "by": other}), sums,
            place if place <= limit else 0,
        )
        for place, (code, sums) in enumerate(found[:LISTED], start=1)
    ]  # fmt: skip
    if rest := found[LISTED:]:
        told = _("%(count)s more, in the table to take out") % {"count": grouped(len(rest))}
        groups.append(Group(told, "", "", sum((sums for _code, sums in rest), Sums())))
    return groups


def _names(codes: Sequence[str], by: str) -> dict[str, str]:
    if by == HEAD:
        return dict(HeadOfAccount.objects.filter(code__in=codes).values_list("code", "title"))
    rows = DrawingCode.objects.filter(code__in=codes).values_list("code", "title", "title_ml")
    is_ml = words.language() == "ml"
    return {code: (title_ml if is_ml else "") or title for code, title, title_ml in rows}


def _address(asked: Mapping[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{reverse('finance:trends')}?{urlencode(kept)}"


def _charted(groups: Sequence[Group]) -> list[Group]:
    """The largest groups, and the sum of all others as the last."""
    shaded = [group for group in groups if group.shade]
    others = [group.sums for group in groups if not group.shade]
    if not others:
        return shaded
    return [*shaded, Group(_("All other"), "", "", sum(others, Sums()), MOST_HEADS)]


def _month(month: Month, rows: Sequence[DrawnSum], charted: Sequence[Group], by: str) -> MonthRow:
    of_month = [row for row in rows if row.month == month]
    gross = {code: sums.gross for code, sums in summed(of_month, lambda row: _code_of(row, by)).items()}
    own = {group.code for group in charted if group.code}
    rest = sum(amount for code, amount in gross.items() if code not in own)
    amounts = [(group.name, gross.get(group.code, 0) if group.code else rest) for group in charted]
    return MonthRow(month, amounts, together(of_month))


def _lead(months: Sequence[MonthRow]) -> str:
    """The newest month with a bill, against the one before it that has one."""
    drawn = [row for row in months if row.sums.bills]
    if len(drawn) < 2:
        return _("Only one of these months has a bill.")
    before, newest = drawn[-2], drawn[-1]
    facts = {
        "month": words.month(newest.month), "sum": shown(newest.sums.gross),
        "change": shown(newest.sums.gross - before.sums.gross, signed=True),
        "before": words.month(before.month),
    }  # fmt: skip
    return _("%(month)s: %(sum)s gross, %(change)s against %(before)s.") % facts


def _said(months: Sequence[MonthRow], by: str) -> str:
    """The chart in one sentence, for those who do not see it."""
    first, last = months[0], months[-1]
    facts = {
        "first": words.month(first.month), "from": shown(first.sums.gross),
        "last": words.month(last.month), "to": shown(last.sums.gross),
    }  # fmt: skip
    if by == HEAD:
        return (
            _("Gross of each month by head of account, from %(first)s, %(from)s, to %(last)s, %(to)s.")
            % facts
        )
    return _("Gross of each month by office, from %(first)s, %(from)s, to %(last)s, %(to)s.") % facts


def _drawings(
    months: Sequence[MonthRow], charted: Sequence[Group], total: Sums
) -> list[tuple[str, CostDrawing]]:
    """The chart for three widths; if a sum is negative, only the table is shown."""
    if any(amount < 0 for row in months for _name, amount in row.amounts):
        return []
    columns = [
        CostColumn(
            f"{words.short_month(row.month)} {row.month.year}", [one for _name, one in row.amounts], False
        )
        for row in months
    ]
    label = ("", f"{_('Gross')} {crore(total.gross)}")
    names = [_short(group.name) for group in charted]
    return [
        ("narrow", cost_columns(columns, names, label, width=NARROW, height=240, is_phone=True)),
        ("wide", cost_columns(columns, names, label, width=WIDE, height=290)),
        ("full", cost_columns(columns, names, label, width=FULL, height=310)),
    ]


def _short(name: str, most: int = 34) -> str:
    """A name that fits beside the chart; the table has it in full."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
