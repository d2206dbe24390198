"""Arrears of many people by order, cadre and person, for a page and for its statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from vethanam.documents.due_drawn_list import ListRow, ListStatement
from vethanam.documents.payslip import Both
from vethanam.money import Paise, grouped, shown
from vethanam.payroll.arrears import report
from vethanam.payroll.arrears.home_offices import placed
from vethanam.payroll.arrears.possible_causes import Cause
from vethanam.payroll.arrears.set_offs import Settled, left_to_recover, settled
from vethanam.payroll.arrears.statement import Arrears
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.web.parts import words
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.names import component_name
from vethanam.web.parts.people import PersonShown, people_named
from vethanam.web.parts.view_values import Named
from vethanam.web.reader import page_reader

PAGE = 40
#: default number of months back, the same for an office and a person, so that both pages give one sum
MONTHS = 36


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One person, cadre, office or order: due minus drawn. ``months`` or ``people`` are counts.

    A person's row has her number, and her name once :func:`with_names` has looked it up.
    """

    name: str
    under: str
    people: int
    months: int
    due: Paise
    drawn: Paise
    address: str = ""
    #: the amount to recover by notice and order, and the address to enter that order
    left: Paise = 0
    recover: str = ""
    number: str = ""
    person: PersonShown | None = None

    @property
    def total(self) -> Paise:
        """The difference, signed."""
        return self.due - self.drawn


@dataclass(frozen=True, slots=True)
class OrderOwed:
    """The effect of one order, and its payment mode."""

    name: str
    says: str
    people: int
    amount: Paise


@dataclass(frozen=True, slots=True)
class Owed:
    """The contents of the page. ``sums`` are of earnings, ``people`` are owed, ``above`` drew above due.

    Both are zero without rows.
    """

    span: str
    sums: Settled
    due: Paise
    drawn: Paise
    people: int
    above: int
    orders: Sequence[OrderOwed]
    cadres: Sequence[OwedRow]
    offices: Sequence[OwedRow]
    rows: Sequence[OwedRow]
    tax_years: Sequence[Named]
    not_drawn: int
    #: people with a difference in deductions only: the amounts not taken, by person
    untaken: Sequence[OwedRow] = ()

    @property
    def owed(self) -> Paise:
        """The amount owed before set-off."""
        return self.sums.owed

    @property
    def net(self) -> Paise:
        """The amount owed minus amounts drawn above due."""
        return self.sums.net

    @property
    def figure(self) -> Paise:
        """The amount owed; if none is owed, the amount to recover, as a negative sum."""
        return self.owed or self.net

    @property
    def title(self) -> str:
        """The sentence above the figure."""
        if self.owed:
            count = self.people
            says = ngettext("Owed to one person, %(span)s", "Owed to %(count)s people, %(span)s", count)
        else:
            count = self.above
            says = ngettext(
                "To be recovered from one person, %(span)s",
                "To be recovered from %(count)s people, %(span)s",
                count,
            )
        return says % {"count": words.count_in_words(count), "span": self.span}


def owed_of(
    found: Arrears,
    address_of: Callable[[str], str] | None = None,
    recover_at: Callable[[str, Paise], str] | None = None,
) -> Owed:
    """The page of some people's arrears.

    ``address_of`` maps an employee number to its page, ``recover_at`` to the form of the order that recovers
    a sum.
    """
    reader = page_reader()
    left = left_to_recover(reader, found) if recover_at else {}
    earned = found.months.filter(pl.col("kind") == "earning", pl.col("difference") != 0)
    places = placed(reader, earned["employment"].unique().sort().to_list(), found.known_at)
    rows = earned.join(places, on="employment", how="left", maintain_order="left")
    titles = dict(DrawingCode.objects.values_list("code", "title"))
    return Owed(
        span=span_of(found.first, found.last),
        sums=settled(reader, found),
        due=int(earned["due"].sum()),
        drawn=_drawn(earned),
        people=earned.filter(pl.col("difference") > 0)["employment"].n_unique(),
        above=earned.filter(pl.col("difference") < 0)["employment"].n_unique(),
        orders=list(_orders(found)),
        cadres=[_row(_post(some), "", some) for _, some in _by(rows, "post")],
        offices=[
            _row(str(code), titles.get(str(code), ""), some) for code, some in _by(rows, "drawing_code")
        ],
        rows=[
            _recovering(
                _person(found, key, some, address_of), found.numbers[key], left.get(key, 0), recover_at
            )
            for key, some in _by(rows, "employment")
        ],
        tax_years=[Named(one["tax_year"], one["difference_paise"]) for one in report.by_tax_year(earned)],
        not_drawn=found.not_drawn.height,
        untaken=list(_untaken(found, address_of)),
    )


def _untaken(found: Arrears, address_of: Callable[[str], str] | None) -> Iterator[OwedRow]:
    """Deductions not taken in drawn months, of people with unchanged earnings."""
    moved = found.months.filter(pl.col("difference") != 0)
    earned = moved.filter(pl.col("kind") == "earning")
    alone = moved.filter(pl.col("kind") == "deduction").join(earned, on="employment", how="anti")
    rows = alone.filter(pl.col("difference") > 0)
    for employment, some in _by(rows, "employment"):
        number = found.numbers[employment]
        named = ", ".join(component_name(one) for one in some["component"].unique().sort())
        yield _row("", named, some, address_of(number) if address_of else "", number)


def with_names(rows: Sequence[OwedRow]) -> list[OwedRow]:
    """The rows of people with their names: of one page or paper at a time, as a State has half a million."""
    whose = people_named({row.number for row in rows})
    return [replace(row, person=(one := whose[row.number]), name=str(one)) for row in rows]


def paper_of(found: Arrears, whose: Callable[[], str], *, by_office: bool = False) -> ListStatement:
    """The statement with the same figures, in both languages: one row per person, or per office and cadre."""

    def rows() -> Sequence[OwedRow]:
        page = owed_of(found)
        return [*page.offices, *page.cadres] if by_office else with_names(page.rows)

    names, unders = _both_lists(lambda: [(row.name, row.under) for row in rows()])
    orders, modes = _both_lists(lambda: [(one.name, one.says) for one in owed_of(found).orders])
    page = owed_of(found)
    return ListStatement(
        whose=both(whose),
        span=both(lambda: span_of(found.first, found.last)),
        rows=[
            ListRow(name, under, row.people, row.months, row.due, row.drawn)
            for name, under, row in zip(names, unders, rows(), strict=True)
        ],
        orders=[
            (name, mode, one.people, one.amount)
            for name, mode, one in zip(orders, modes, page.orders, strict=True)
        ],
        sums=page.sums,
        shares=2 if by_office else 1,
        dated=localdate(found.known_at),
    )


def _both_lists(say: Callable[[], list[tuple[str, str]]]) -> tuple[list[Both], list[Both]]:
    with override("ml"):
        ml = say()
    with override("en"):
        en = say()
    pairs = list(zip(ml, en, strict=True))
    return [Both(a[0], b[0]) for a, b in pairs], [Both(a[1], b[1]) for a, b in pairs]


def span_of(first: Month, last: Month) -> str:
    """One month, or a range; a common year appears once."""
    if first == last:
        return words.month(first)
    if words.language() == "ml":
        return f"{words.month(first)} – {words.month(last)}"
    start = (
        words.short_month(first) if first.year == last.year else f"{words.short_month(first)} {first.year}"
    )
    return f"{start} to {words.short_month(last)} {last.year}"


def mode_of(cause: Cause) -> str:
    """The payment mode of an order's arrears."""
    if not cause.number:
        return ""
    if cause.mode == "provident_fund":
        says = _("To the provident fund.")
        if cause.locked_until:
            says += " " + _("It can be withdrawn from %(day)s.") % {"day": words.day(cause.locked_until)}
        return says
    if cause.instalments > 1:
        return _("In %(count)s instalments.") % {"count": cause.instalments}
    return _("In cash.")


def _orders(found: Arrears) -> Iterator[OrderOwed]:
    for place, rows in _by(found.parts.filter(pl.col("kind") == "earning"), "cause"):
        cause = found.causes[place]
        yield OrderOwed(
            cause.number or _("No order says why"),
            mode_of(cause),
            rows["employment"].n_unique(),
            int(rows["amount"].sum()),
        )


def _person(
    found: Arrears, employment: int, rows: pl.DataFrame, address_of: Callable[[str], str] | None
) -> OwedRow:
    number = found.numbers[employment]
    return _row("", _post(rows), rows, address_of(number) if address_of else "", number)


def _recovering(
    row: OwedRow, number: str, left: Paise, recover_at: Callable[[str, Paise], str] | None
) -> OwedRow:
    return replace(row, left=left, recover=recover_at(number, left)) if left and recover_at else row


def _post(rows: pl.DataFrame) -> str:
    name, name_ml = rows["designation"][0], rows["designation_ml"][0]
    return name_ml if words.language() == "ml" and name_ml else name or ""


def _row(name: str, under: str, rows: pl.DataFrame, address: str = "", number: str = "") -> OwedRow:
    return OwedRow(
        name,
        under,
        rows["employment"].n_unique(),
        rows["for_month"].n_unique(),
        int(rows["due"].sum()),
        _drawn(rows),
        address,
        number=number,
    )


def _drawn(rows: pl.DataFrame) -> Paise:
    return int(rows["drawn"].sum()) + int(rows["drawn_as_arrears"].sum())


def _by(frame: pl.DataFrame, column: str) -> Iterator[tuple[Any, pl.DataFrame]]:
    for (key,), rows in frame.sort(column, maintain_order=True).group_by(column, maintain_order=True):
        yield key, rows


def above_said(sums: Settled) -> str:
    """The sentence on amounts drawn above due, and on the bills' claims."""
    return _(
        "%(above)s was drawn above due: %(set_off)s is set off against other amounts of the same order "
        "for the month, %(left)s is recovered only by notice and order. Bills claim %(claimed)s."
    ) % {
        "above": shown(sums.above),
        "set_off": shown(sums.set_off),
        "left": shown(sums.left),
        "claimed": shown(sums.claimed),
    }


def no_order_said(sums: Settled) -> str:
    """The sentence on amounts without an order, which no bill can claim; empty if there are none."""
    if not sums.no_order:
        return ""
    return _("No order says why %(amount)s is owed: no bill claims it until the order is entered.") % {
        "amount": shown(sums.no_order)
    }


def lead_of(page: Owed) -> str:
    """Due and drawn in one line, with amounts drawn above due and amounts without an order."""
    says = _("Due %(due)s, drawn %(drawn)s.") % {"due": shown(page.due), "drawn": shown(page.drawn)}
    if page.sums.above:
        net = _("The difference of both is %(net)s.") % {"net": shown(page.net)}
        says += f" {above_said(page.sums)} {net}"
    if page.sums.no_order:
        says += f" {no_order_said(page.sums)}"
    if page.not_drawn:
        says += " " + ngettext(
            "One month that nobody drew is not counted.",
            "%(count)s months that nobody drew are not counted.",
            page.not_drawn,
        ) % {"count": grouped(page.not_drawn)}
    return says
