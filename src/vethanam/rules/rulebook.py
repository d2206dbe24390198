"""A rule pack, loaded and checked: components, parameters, and a hash that names exactly this text."""

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
from vethanam.rules.in_force import InForce
from vethanam.rules.parameters import Parameter, Reading
from vethanam.rules.reading import hash_of, read_parameters

#: how many days' formulas are kept
DAYS_KEPT = 100

#: looks at the facts, in the order of employments, and gives findings in the form of ``columns.FINDINGS``
type Check = Callable[[InForce, MonthFacts], pl.DataFrame]
#: from years of people (``columns.EARLIER_YEARS``), all of one tax year, what their arrears add to the tax of that year: paise,
#: null where the law of the year is not known
type TaxAdded = Callable[[InForce, pl.DataFrame], pl.Series]
type Question = Callable[[InForce, Mapping[str, Any]], Mapping[str, Any]]


type Payee = Literal["government", "local_body", "fund", "institution"]


@dataclass(frozen=True, slots=True)
class Remitted:
    """Whom a deduction goes to; ``fund`` names the membership whose number a schedule shows beside each person."""

    to: Payee
    fund: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack's folder offers. ``stated`` are earnings that only an order states, in their place on the bill."""

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
    #: parameters that tell how a line is rounded and by which days a part month is divided
    rounding: str
    divisor: str
    #: the services the pack pays, the first one where a file names none
    categories: tuple[str, ...]
    #: whom each deduction and obligation goes to
    payees: Mapping[str, Remitted]
    #: the funds and insurances an employee can be a member of
    funds: Funds = field(default_factory=Funds)
    #: the fund that takes what an order pays to it instead of in cash; empty where there is none
    provident_fund: str = ""
    #: what is drawn apart from a month's pay, by a bill of its own
    apart: Mapping[str, str] = field(default_factory=dict)
    #: what of it is no income for the tax
    untaxed: tuple[str, ...] = ()
    #: the State's code among the public holidays of India (ISO 3166-2, without the country); empty: those of the whole country
    public_holidays: str = ""
    #: what a reader should not look for in the pack, in a sentence
    leaves_out: str = ""
    #: obligations that share one limit, served in the order of the bill: kind → step that gives the limit
    limits: Mapping[str, str] = field(default_factory=dict)
    #: obligations that end when something was taken for so many months: kind → parameter that says how many
    endings: Mapping[str, str] = field(default_factory=dict)
    #: the parameter that lists what is not taken from a part that is paid for suspension only
    spared: str = ""
    #: what sets an employment aside
    checks: tuple[Check, ...] = ()
    #: what is only told
    telling: tuple[Check, ...] = ()
    #: the stages in paise of a revision's scale, None for a scale it does not know
    stages: Callable[[InForce, int, str], Sequence[int] | None] = lambda on, revision, scale: None
    #: the stages in paise that stagnation increments reach above a scale, None where no order on them was read
    stages_above: Callable[[InForce, int, str], Sequence[int] | None] = lambda on, revision, scale: None
    #: the series of dearness allowance of a category, basis of pay and revision; None where none is drawn
    da_series: Callable[[str, str, int | None], str | None] = lambda category, basis, revision: None
    #: the tax that arrears add in the year they are of, and the step that gives the relief for it; none where no rule of it is
    tax_added: TaxAdded | None = None
    tax_relief: str = ""

    @property
    def titles(self) -> dict[str, str]:
        """What each line and step is called in English, by its name."""
        labels = {one.name: one.label for one in self.components}
        return {**labels, **self.stated, **self.obligations, **self.apart, **dict([self.wages])}


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A pack with its parameters read; ``hash`` names this very text of rules and figures."""

    pack: Pack
    parameters: Mapping[str, Parameter]
    hash: str
    #: formulas written down before, by the day they are for; they are the same for every row
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
        """A component by name; Unsound names the nearest ones."""
        for component in self.pack.components:
            if component.name == name:
                return component
        known = ", ".join(c.name for c in self.pack.components if c.kind != "step")
        raise Unsound("component_not_in_pack", pack=self.name, component=name, known=known)

    def stages(self, revision: int, scale: str, on: Month) -> Sequence[int] | None:
        """The stages in paise of a scale by first and last stage, or None when the revision has no such scale."""
        return self.pack.stages(self.in_force(on), revision, scale)

    def stages_above(self, revision: int, scale: str, on: Month) -> Sequence[int] | None:
        """The stages in paise above the last one of a scale that stagnation increments reach; None where none was read."""
        return self.pack.stages_above(self.in_force(on), revision, scale)

    def da_series(self, category: str, basis: str, revision: int | None) -> str | None:
        """The series of dearness allowance somebody draws by, or None where none is worked out here."""
        return self.pack.da_series(category, basis, revision)

    def kinds_of_lines(self) -> dict[str, str]:
        """Every line there may be on a bill, by name: earning, deduction or employer."""
        pack = self.pack
        own = {c.name: c.kind for c in pack.components if c.kind in ("deduction", "employer")}
        return {
            **dict.fromkeys(pack.earnings_in_order, "earning"),
            **own,
            **dict.fromkeys(pack.obligations, "deduction"),
        }

    def label_of(self, name: str) -> str:
        """What a line is called on a payslip in English."""
        return self.pack.titles.get(name, name.replace("_", " "))


@lru_cache(maxsize=4)
def load_pack(name: str) -> Rulebook:
    """Load and check a rule pack by its name.

    Raises
    ------
    Unsound
        There is no such pack.
    UnsoundInput
        Its parameters are unsound; every fault names file, line and reason.
    """
    return read_pack(pack_named(name))


def pack_named(name: str) -> Pack:
    """A rule pack by its name, its figures not read; Unsound where there is none."""
    if not name.isidentifier():
        raise Unsound("unknown_pack", name=typed(name, 20))
    try:
        found: Pack = importlib.import_module(f"vethanam.rules.{name}").PACK
    except (ModuleNotFoundError, AttributeError):
        raise Unsound("pack_not_installed", name=typed(name, 20)) from None
    return found


def pack_names() -> tuple[str, ...]:
    """The names of all packs there are: the folders of ``vethanam.rules``."""
    folders = pkgutil.iter_modules([str(Path(__file__).parent)])
    return tuple(sorted(one.name for one in folders if one.ispkg))


def read_pack(pack: Pack) -> Rulebook:
    """A pack with its parameters read from its folder.

    Raises
    ------
    Unsound
        A deduction of the pack goes to nobody, or to a fund that it does not declare.
    """
    deducted = {c.name for c in pack.components if c.kind == "deduction"} | set(pack.obligations)
    if homeless := sorted(deducted - set(pack.payees)):
        raise Unsound("pack_without_payee", pack=pack.name, homeless=homeless)
    for name, goes in pack.payees.items():
        if goes.to == "fund" and goes.fund not in pack.funds:
            raise Unsound("payee_fund_not_declared", name=name, fund=goes.fund, pack=pack.name)
    return Rulebook(pack, read_parameters(pack.folder / "parameters"), hash_of(pack.folder))
