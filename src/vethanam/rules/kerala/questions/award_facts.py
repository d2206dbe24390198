"""The facts of an award in a question, as a row of ``benefit_columns.AWARDS``.

Circumstances that exclude count as not the case when they are left out; a circumstance that the scheme needs
is not known when it is left out, and holds the award. ``unverified`` names facts that no second person has
verified: they are not known either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from vethanam.errors import Gathering, Unsound, typed
from vethanam.periods import Month
from vethanam.rules.aadhaar import private
from vethanam.rules.benefit_columns import AWARDS, CARDS, MARITAL_STATES, SEXES
from vethanam.rules.kerala.questions.single_case import same_day
from vethanam.rules.life_proof import Window, window_of
from vethanam.rules.parameter_values import InForce
from vethanam.rules.questions import (
    EARLIEST,
    Given,
    Key,
    Reader,
    day,
    flag,
    money,
    number,
    one_of,
    optional,
    per_cent,
    text,
    up_to,
)
from vethanam.rules.rulebook import load_pack
from vethanam.rules.scheme import Scheme

PACK = "kerala"
#: years that nobody reaches
OLDEST = 120
#: the award that a question is about, and the first of those beside it
OWN, BESIDE = 1, 2
_COLOURS = {"aay": "yellow", "phh": "pink", "nps": "blue", "npns": "white"}


def scheme_of(content: Any) -> Scheme:
    """A scheme by its code, its name or another name of it."""
    wanted = "_".join(re.findall(r"[a-z0-9]+", text(content).lower()))
    schemes = load_pack(PACK).pack.schemes
    for one in schemes:
        label = "_".join(re.findall(r"[a-z0-9]+", one.label.lower().replace("'", "")))
        if wanted in {one.code.lower(), one.name, label, *one.aliases}:
            return one
    known = ", ".join(f"{one.code} ({one.label})" for one in schemes)
    raise Unsound("unknown_scheme", name=typed(content, 60), known=known)


def several(one: Reader) -> Reader:
    """A reader of lists that reports all faults together."""

    def read(content: Any) -> list[Any]:
        if isinstance(content, str) or not isinstance(content, Sequence):
            raise Unsound("wrong_type", content=typed(content, 40), wanted="a list")
        found, gathering = [], Gathering()
        for item in content:
            with gathering.one():
                found.append(one(item))
        gathering.tell()
        return found

    return read


def card(content: Any) -> str:
    """A ration card by its colour or its class (AAY, PHH, NPS, NPNS)."""
    found: str = one_of(*CARDS)(_COLOURS.get(str(content).lower(), content))
    return found


#: fact of a question → column of an award, where the names differ
_COLUMNS = {
    "resident": "is_resident",
    "remarried": "is_remarried",
    "income_tax_payer": "pays_income_tax",
    "service_pension": "has_service_pension",
    "government_service": "in_government_service",
    "board_pension": "has_board_pension",
    "disability_certificate": "has_disability_certificate",
    "fund_member": "is_fund_member",
    "plantation": "on_plantation",
    "care_home": "in_care_home",
    "central_share": "on_central_list",
}
FACTS: Mapping[str, Key] = {
    "born": optional(day),
    "age": optional(up_to(OLDEST - 1)),
    "died_on": optional(day),
    "resident": optional(flag, default=True),
    "sex": optional(one_of(*SEXES), "woman"),
    "marital_state": optional(one_of(*MARITAL_STATES)),
    "deserted_since": optional(day),
    "remarried": optional(flag, default=False),
    "income": optional(money),
    "income_certified_on": optional(day),
    "income_valid_until": optional(day),
    "income_tax_payer": optional(flag, default=False),
    "service_pension": optional(flag, default=False),
    "government_service": optional(flag, default=False),
    "board_pension": optional(flag, default=False),
    "epf_pension": optional(money, 0),
    "nps_pension": optional(money, 0),
    "ex_gratia_pension": optional(money, 0),
    "other_benefits": optional(several(scheme_of), ()),
    "disability_certificate": optional(flag),
    "disability": optional(per_cent),
    "labour_years": optional(number),
    "fund_member": optional(flag),
    "plantation": optional(flag, default=False),
    "card": optional(card),
    "care_home": optional(flag, default=False),
    "in_prison": optional(flag, default=False),
    "imprisoned_on": optional(day),
    "mustered_on": optional(day),
    "mustering_extended_to": optional(day),
    "central_share": optional(flag, default=True),
    "unverified": optional(several(text), ()),
}
#: the keys of every question about an award
AWARD_KEYS: Mapping[str, Key] = {
    name: Key(private(key.read), key.default) for name, key in {"scheme": Key(scheme_of), **FACTS}.items()
}


def awards_of(on: InForce, given: Given) -> pl.DataFrame:
    """The award of a question and those beside it, as rows; the question's own has the number :data:`OWN`.

    Raises
    ------
    Unsound
        Dates contradict each other; every fault is told.
    """
    check_life(on, given)
    own = {"award": OWN, "beneficiary": 1, "scheme": given["scheme"].code, "since": on.month.first}
    beside = [
        {"award": number, "beneficiary": 1, "scheme": one.code, "since": EARLIEST}
        for number, one in enumerate(given["other_benefits"], BESIDE)
    ]
    return AWARDS.rows([{**own, **_columns(on, given)}, *beside])


def _columns(on: InForce, given: Given) -> dict[str, Any]:
    plain = {name: given[name] for name in FACTS if _COLUMNS.get(name, name) in AWARDS}
    row = {_COLUMNS.get(name, name): content for name, content in plain.items()}
    row["born"] = born_of(on, given)
    row["is_life_proven"] = proven_in(on, given, on.month)
    if given["disability"] is not None and given["disability_certificate"] is None:
        row["has_disability_certificate"] = True
    if given["income"] is not None and not (given["income_certified_on"] or given["income_valid_until"]):
        row["income_valid_until"] = on.on
    if given["in_prison"] and given["imprisoned_on"] is None:
        row["imprisoned_on"] = EARLIEST
    return row | dict.fromkeys(_unverified(given))


def _unverified(given: Given) -> list[str]:
    """The columns of the facts that nobody has verified."""
    gathering = Gathering()
    for name in given["unverified"]:
        with gathering.one():
            if name not in FACTS or _COLUMNS.get(name, name) not in AWARDS:
                known = [one for one in FACTS if _COLUMNS.get(one, one) in AWARDS]
                raise Unsound("unverified_unknown", name=typed(name, 30), known=known)
    gathering.tell()
    return [_COLUMNS.get(name, name) for name in given["unverified"]]


def born_of(on: InForce, given: Given) -> date | None:
    """The date of birth; of a stated age, a birthday in the month before."""
    if given["born"] is not None or given["age"] is None:
        found: date | None = given["born"]
        return found
    return same_day(-int(given["age"]), on.month.plus(-1).first)


def check_life(on: InForce, given: Given) -> None:
    """Check the dates of a life against each other."""
    born, died = given["born"], given["died_on"]
    gathering = Gathering()
    with gathering.one():
        if born is not None and given["age"] is not None:
            raise Unsound("born_or_age")
    with gathering.one():
        if born == EARLIEST:
            raise Unsound("birth_often_missing", born=born)
    with gathering.one():
        is_old = born is not None and born != EARLIEST and on.on.year - born.year >= OLDEST
        if born is not None and (born > on.month.last or is_old):
            raise Unsound("birth_of_nobody", born=born, day=on.on, age=OLDEST)
    with gathering.one():
        if born is not None and died is not None and died < born:
            raise Unsound("died_before_birth", born=born, died=died)
    for name in ("income_certified_on", "deserted_since", "imprisoned_on"):
        with gathering.one():
            if given[name] is not None and given[name] > on.month.last:
                raise Unsound("fact_in_future", name=name, day=given[name], on=on.on)
    gathering.tell()


def window_given(on: InForce, given: Given, year: int) -> Window | None:
    """The mustering window of a year, with the days that the question overrides."""
    extended, missed = given["mustering_extended_to"], given.get("arrears_after_late")
    found = window_of(on.at(date(year, 12, 31)), extended_to=extended, pays_missed=missed)
    return None if found is None or found.opens.year != year else found


def proven_in(on: InForce, given: Given, month: Month) -> bool | None:
    """Whether life is proven in a month; True where the question does not speak of mustering."""
    mustered = given["mustered_on"]
    if mustered is None:
        return True
    window = window_given(on, given, month.year)
    if window is None:
        return None
    return bool(pl.select(window.is_proven(pl.lit(mustered), month)).item())


def in_month(on: InForce, month: Month) -> InForce:
    """The parameters in force in another month, with the figures recorded here too."""
    return InForce(on.parameters, month, on.known_at, on.reading, month.first, on.uses, on.scales)
