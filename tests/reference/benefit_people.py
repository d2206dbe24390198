"""Awards made from a seed: most are ordinary, and every fact is missing or at its bound now and then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl

from tests.reference.benefits import Person
from vethanam.rules.benefit_columns import AWARDS

SCHEMES = ("IGNOAPS", "IGNWPS", "IGNDPS", "UNMARRIED50", "AGRI", "STHREE_SURAKSHA")
#: columns of an award → field of the reference
COLUMNS = {
    "scheme": "scheme", "born": "born", "died_on": "died", "is_resident": "resident", "sex": "sex",
    "marital_state": "marital", "deserted_since": "deserted", "is_remarried": "remarried", "income": "income",
    "income_certified_on": "certified", "income_valid_until": "valid_until", "pays_income_tax": "tax",
    "has_service_pension": "service_pension", "in_government_service": "government",
    "has_board_pension": "board",
    "epf_pension": "epf", "nps_pension": "nps", "ex_gratia_pension": "ex_gratia",
    "has_disability_certificate": "certificate", "labour_years": "years", "is_fund_member": "member",
    "on_plantation": "plantation", "card": "card", "in_care_home": "care_home", "imprisoned_on": "prison",
    "is_life_proven": "proven", "on_central_list": "listed",
}  # fmt: skip


class Maker:
    """Makes awards from a seed for a month."""

    def __init__(self, seed: int, first: date) -> None:
        self.random, self.first = Random(f"{seed} {first}"), first

    def flag(self, often: bool, rarely: float = 0.04) -> bool | None:
        """The usual answer, now and then the other one, seldom none."""
        return self.random.choices((often, not often, None), (1 - 2 * rarely, rarely, rarely))[0]

    def day(self, years: float, spread: int) -> date:
        """A day some years before the month, and some days around it."""
        return self.first - timedelta(days=int(years * 365.25) + self.random.randint(-spread, spread))

    def one_of(self, *words: Any) -> Any:
        """One of some words, seldom none."""
        return None if self.random.random() < 0.04 else self.random.choice(words)

    def born(self, scheme: str) -> date | None:
        """A birth, often around an age that decides."""
        ages = {"STHREE_SURAKSHA": (35, 47, 59, 60, 61), "UNMARRIED50": (50, 60)}.get(scheme, (60, 70, 80))
        near = self.random.random() < 0.5
        born: date | None = self.one_of(self.day(self.random.choice(ages), 50 if near else 900))
        return born

    def pension(self) -> Decimal | None:
        """Mostly none; else around the bound."""
        if self.random.random() < 0.85:
            return Decimal(0)
        amount: Decimal | None = self.one_of(
            Decimal("3999.99"), Decimal(4000), Decimal("4000.01"), Decimal(900)
        )
        return amount

    def person(self) -> Person:
        """One award."""
        scheme = self.random.choice(SCHEMES)
        dead = self.random.random() < 0.06
        certified = self.day(0.1, 40) if self.random.random() < 0.3 else None
        return Person(
            scheme=scheme,
            born=self.born(scheme),
            died=self.day(0, 70) if dead else None,
            resident=self.flag(True),
            sex=self.one_of("woman", "woman", "woman", "trans_woman", "man"),
            marital=self.one_of(*self._marital(scheme)),
            deserted=self.one_of(self.day(7, 60)),
            remarried=self.flag(False),
            income=self.one_of(Decimal(100000), Decimal(30000), Decimal(30000), Decimal("100000.01")),
            certified=certified,
            valid_until=self.one_of(self.day(-0.5, 400)) if certified is None else None,
            tax=self.flag(False),
            service_pension=self.flag(False),
            government=self.flag(False),
            board=self.flag(False),
            epf=self.pension(),
            nps=self.pension(),
            ex_gratia=self.pension(),
            second=self.random.random() < 0.05,
            certificate=self.flag(True),
            years=self.one_of(9, 10, 25),
            member=self.flag(True),
            plantation=self.flag(False),
            card=self.one_of("yellow", "pink", "pink", "blue", "white"),
            care_home=self.flag(False),
            prison=self.day(0.08, 10) if self.random.random() < 0.1 else None,
            proven=self.flag(True),
            listed=self.flag(True, 0.2),
        )

    def _marital(self, scheme: str) -> tuple[str, ...]:
        usual = "unmarried" if scheme == "UNMARRIED50" else "widowed"
        return (usual, usual, usual, usual, "deserted", "divorced", "married")


def people(seed: int, first: date, count: int) -> list[Person]:
    """Some awards of a month."""
    maker = Maker(seed, first)
    return [maker.person() for _ in range(count)]


def frame_of(awards: list[Person]) -> pl.DataFrame:
    """The same awards as a frame; a second award stands beside an earlier one of the same person."""
    return AWARDS.rows([row for number, one in enumerate(awards, 1) for row in _rows(number, one)])


def _rows(number: int, one: Person) -> Iterator[dict[str, Any]]:
    own = {column: _as_paise(column, getattr(one, field)) for column, field in COLUMNS.items()}
    yield {**own, "award": number, "beneficiary": number, "since": date(2020, 1, 1)}
    if one.second:
        earlier = {"award": -number, "beneficiary": number, "since": date(2019, 1, 1), "scheme": "IGNWPS"}
        yield {**own, **earlier}


def _as_paise(column: str, content: Any) -> Any:
    return int(content * 100) if isinstance(content, Decimal) else content
