"""A rule pack, loaded and checked: components, parameters, and a hash over its exact text."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from vethanam.errors import Unsound, typed
from vethanam.periods import Month
from vethanam.rules.component import Component
from vethanam.rules.facts import MonthFacts
from vethanam.rules.funds import Funds
from vethanam.rules.parameter_folders import hash_of, read_parameters
from vethanam.rules.parameter_values import InForce
from vethanam.rules.parameters import Parameter, Reading
from vethanam.rules.scheme import Scheme

#: number of days with cached formulas
DAYS_KEPT = 100

#: checks facts sorted by employment, and gives findings in the columns of ``columns.FINDINGS``
type Check = Callable[[InForce, MonthFacts], pl.DataFrame]
#: tax added by arrears in their own year, from rows of ``columns.EARLIER_YEARS`` of one tax year: paise, null
#: if the year's law is unknown
type TaxAdded = Callable[[InForce, pl.DataFrame], pl.Series]
type Question = Callable[[InForce, Mapping[str, Any]], Mapping[str, Any]]


type Payee = Literal["government", "local_body", "fund", "institution"]


@dataclass(frozen=True, slots=True)
class Remitted:
    """The payee of a deduction. ``fund`` names the membership with each person's number for the schedule."""

    to: Payee
    fund: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """The content of a pack's folder.

    ``stated`` are earnings fixed only by orders, in their place on the bill.
    """

    name: str
    title: str
    folder: Path
    components: tuple[Component, ...]
    earnings_in_order: tuple[str, ...]
    stated: Mapping[str, str]
    obligations: Mapping[str, str]
    unpaid_absences: tuple[str, ...]
    precedence: str
    wages: tuple[str, str]
    #: parameters for rounding a line, and for dividing a part month
    rounding: str
    divisor: str
    #: services paid by the pack; the first is the default in a file
    categories: tuple[str, ...]
    #: payee of each deduction and obligation
    payees: Mapping[str, Remitted]
    #: funds and insurances an employee can be a member of
    funds: Funds = field(default_factory=Funds)
    #: the fund for amounts an order pays into it instead of in cash; empty if there is none
    provident_fund: str = ""
    #: payments outside a month's pay, on a bill of their own
    apart: Mapping[str, str] = field(default_factory=dict)
    #: those of them that are no taxable income
    untaxed: tuple[str, ...] = ()
    #: the State's code among the public holidays of India (ISO 3166-2, without the country); empty: national
    #: ones
    public_holidays: str = ""
    #: the limits of the pack's coverage, in a sentence
    leaves_out: str = ""
    #: obligations that share one limit, served in bill order: kind → step that gives the limit
    limits: Mapping[str, str] = field(default_factory=dict)
    #: obligations that end after a number of months: kind → parameter with the number
    endings: Mapping[str, str] = field(default_factory=dict)
    #: the parameter that lists components not deducted from a part paid only for suspension
    spared: str = ""
    #: the parameter with the share of gross pay that obligations leave; empty: they may use up the pay
    least_net: str = ""
    #: earnings without a known rule in suspension
    unread_in_suspension: tuple[str, ...] = ()
    #: checks that set an employment aside
    checks: tuple[Check, ...] = ()
    #: checks that only report
    telling: tuple[Check, ...] = ()
    #: reporting checks with a ``least`` in their finding: an entry below it is refused
    at_entry: tuple[Check, ...] = ()
    #: stages in paise of a revision's scale; None for an unknown scale
    stages: Callable[[InForce, int, str], Sequence[int] | None] = lambda on, revision, scale: None
    #: names of the scales in force, the latest revision first
    scales: Callable[[InForce], Sequence[str]] = lambda on: ()
    #: stages in paise reached by stagnation increments above a scale; None if no order on them was read
    stages_above: Callable[[InForce, int, str], Sequence[int] | None] = lambda on, revision, scale: None
    #: series of dearness allowance of a category, basis of pay and revision; None if none is drawn
    da_series: Callable[[str, str, int | None], str | None] = lambda category, basis, revision: None
    #: tax added by arrears in their own year, and the step with the relief for it; empty without such a rule
    tax_added: TaxAdded | None = None
    tax_relief: str = ""
    #: schemes of benefits, in the order of their pages
    schemes: tuple[Scheme, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """The English title of each line, step and scheme, by name."""
        labels = {one.name: one.label for one in self.components}
        schemes = {one.name: one.label for one in self.schemes}
        return {**labels, **self.stated, **self.obligations, **self.apart, **dict([self.wages]), **schemes}


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A pack with its parameters; ``hash`` covers the exact text of rules and figures."""

    pack: Pack
    parameters: Mapping[str, Parameter]
    hash: str
    #: cached formulas by day; they are the same for every row
    _written: dict[tuple[Any, ...], tuple[dict[str, int], dict[str, Any]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def name(self) -> str:
        """The pack's name."""
        return self.pack.name

    def in_force(
        self,
        month: Month,
        *,
        known_at: date | None = None,
        reading: Reading = "drawn",
        on: date | None = None,
    ) -> InForce:
        """The parameters of a month (or of a day), as known on a day."""
        when = (month, known_at, reading, on)
        if len(self._written) > DAYS_KEPT:
            self._written.clear()
        scales, worked = self._written.setdefault(when, ({}, {}))
        return InForce(self.parameters, month, known_at, reading, on, [], scales, worked)

    def components_of(self, kinds: Sequence[str], grain: str) -> list[Component]:
        """The components of some kinds and one grain, in the pack's order."""
        return [c for c in self.pack.components if c.kind in kinds and c.grain == grain]

    def component(self, name: str) -> Component:
        """A component by name; raises Unsound with the known names."""
        for component in self.pack.components:
            if component.name == name:
                return component
        known = ", ".join(c.name for c in self.pack.components if c.kind != "step")
        raise Unsound("component_not_in_pack", pack=self.name, component=name, known=known)

    def scheme(self, code: str) -> Scheme:
        """A scheme by its code; raises Unsound with the known codes."""
        for one in self.pack.schemes:
            if one.code == code:
                return one
        known = [one.code for one in self.pack.schemes]
        raise Unsound("scheme_not_in_pack", pack=self.name, scheme=typed(code, 20), known=known)

    def stages(self, revision: int, scale: str, on: Month) -> Sequence[int] | None:
        """The stages in paise of a scale by first and last stage, or None for an unknown scale."""
        return self.pack.stages(self.in_force(on), revision, scale)

    def scales(self, on: Month) -> Sequence[str]:
        """The names of the scales of a month, the latest revision first."""
        return self.pack.scales(self.in_force(on))

    def stages_above(self, revision: int, scale: str, on: Month) -> Sequence[int] | None:
        """The stages in paise reached by stagnation increments above a scale; None if no order was read."""
        return self.pack.stages_above(self.in_force(on), revision, scale)

    def da_series(self, category: str, basis: str, revision: int | None) -> str | None:
        """The series of dearness allowance, or None if none is computed here."""
        return self.pack.da_series(category, basis, revision)

    def kinds_of_lines(self) -> dict[str, str]:
        """Map every possible bill line to earning, deduction or employer."""
        pack = self.pack
        own = {c.name: c.kind for c in pack.components if c.kind in ("deduction", "employer")}
        return {
            **dict.fromkeys(pack.earnings_in_order, "earning"),
            **own,
            **dict.fromkeys(pack.obligations, "deduction"),
        }

    def label_of(self, name: str) -> str:
        """The English name of a line on a payslip."""
        return self.pack.titles.get(name, name.replace("_", " "))


@lru_cache(maxsize=4)
def load_pack(name: str) -> Rulebook:
    """Load and check a rule pack by its name.

    Raises
    ------
    Unsound
        There is no such pack.
    UnsoundInput
        Its parameters are unsound; every fault has file, line and reason.
    """
    return read_pack(pack_named(name))


def pack_named(name: str) -> Pack:
    """A rule pack by its name, without reading its figures; raises Unsound if there is none."""
    if not name.isidentifier():
        raise Unsound("unknown_pack", name=typed(name, 20))
    try:
        found: Pack = importlib.import_module(f"vethanam.rules.{name}").PACK
    except (ModuleNotFoundError, AttributeError):
        raise Unsound("pack_not_installed", name=typed(name, 20)) from None
    return found


def pack_names() -> tuple[str, ...]:
    """The names of all packs: the folders of ``vethanam.rules``."""
    folders = pkgutil.iter_modules([str(Path(__file__).parent)])
    return tuple(sorted(one.name for one in folders if one.ispkg))


def read_pack(pack: Pack) -> Rulebook:
    """A pack with its parameters read from its folder.

    Raises
    ------
    Unsound
        A deduction of the pack has no payee, or an undeclared fund as payee.
    """
    deducted = {c.name for c in pack.components if c.kind == "deduction"} | set(pack.obligations)
    if homeless := sorted(deducted - set(pack.payees)):
        raise Unsound("pack_without_payee", pack=pack.name, homeless=homeless)
    for name, goes in pack.payees.items():
        if goes.to == "fund" and goes.fund not in pack.funds:
            raise Unsound("payee_fund_not_declared", name=name, fund=goes.fund, pack=pack.name)
    return Rulebook(pack, read_parameters(pack.folder / "parameters"), hash_of(pack.folder))
