"""Awards from past months, and the officers who compute, approve, reopen and release their months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from tests.benefits.bodies import FITTING, Bodies, at
from vethanam.benefits.actions.applications import (
    Applicant,
    ApplicationSaid,
    assess_application,
    receive_application,
)
from vethanam.benefits.actions.circumstances import CircumstanceSaid
from vethanam.benefits.actions.cycles import approve_cycle, compute_cycle
from vethanam.benefits.actions.decisions import sanction
from vethanam.benefits.actions.life_proofs import record_life_proof
from vethanam.benefits.actions.releases import ReleaseSaid, release
from vethanam.benefits.models import Award, Cycle, Release, SchemeOffice
from vethanam.benefits.queries.cycles import open_shares
from vethanam.periods import Month
from vethanam.privacy.models import SchemeRegister

UNMARRIED = "UNMARRIED50"
#: the circumstances of all, with an income certificate that is good for years
COMMON = {name: value for name, value in FITTING.items() if name != "income_certified_on"} | {
    "income_valid_until": "2031-12-31"
}


@dataclass(frozen=True)
class Person:
    """Who gets an award: born, with these further circumstances, from a month."""

    born: date
    begins: Month
    stated: Mapping[str, str]
    name: str = "Sarada K."


def with_month_officers(bodies: Bodies, *more: str) -> Bodies:
    """Three officers a scheme; further schemes get an office."""
    old = next(iter(bodies.schemes.values()))
    for code in more:
        bodies.schemes[code] = SchemeOffice.objects.create(
            code=code, title=code, title_ml=code, department=old.department, head=old.head
        )
        SchemeRegister.objects.create(
            code=f"BEN-{code}", controller=code, name=code, name_ml=code, recorded_at=at(1)
        )
    for code in bodies.schemes:
        for place in (1, 2, 3):
            bodies.appoint(f"{code}-{place}", "scheme_officer", code)
    return bodies


def award_of(bodies: Bodies, scheme: str, who: Person) -> Award:
    """An award from a month, applied for at the counter on the second of it."""
    received = who.begins.first.replace(day=2)
    said = ApplicationSaid(
        scheme=bodies.schemes[scheme], ward="12", received_on=received, face="counter",
        circumstances=[
            CircumstanceSaid(kind, value, who.begins.first, "Form 1")
            for kind, value in {**COMMON, **who.stated}.items()
        ],
    )  # fmt: skip
    applicant = Applicant(name=who.name, name_ml="ശാരദ കെ.", born=who.born)
    application = receive_application(bodies.by("clerk"), applicant, said).application
    bodies.check_all()
    assess_application(bodies.by("clerk"), application, received)
    return sanction(bodies.by("secretary"), application, who.begins, bodies.order)


def seen_alive(bodies: Bodies, award: Award, *days: date) -> None:
    """Proofs of life on some days."""
    for day in days:
        record_life_proof(bodies.by("clerk"), award.beneficiary, day, "centre", f"AKS-{day:%Y}")


def computed(bodies: Bodies, scheme: str, month: Month, *, is_full: bool = False) -> Cycle:
    """The computed month of a scheme."""
    return compute_cycle(bodies.by(f"{scheme}-1"), bodies.schemes[scheme], month, is_full=is_full)


def approved(bodies: Bodies, scheme: str, *months: Month) -> Cycle:
    """The months of a scheme, computed and approved; the last one."""
    for month in months:
        cycle = computed(bodies, scheme, month)
        approve_cycle(bodies.by(f"{scheme}-2"), cycle, bytes(cycle.result_hash))
    return cycle


def released(bodies: Bodies, scheme: str, said: ReleaseSaid) -> Release:
    """A release by finance."""
    return release(bodies.by("finance"), bodies.schemes[scheme], said, bodies.order)


def rupees_of(said: ReleaseSaid, rupees: int) -> ReleaseSaid:
    """The release with a sum in rupees."""
    return replace(said, sum=rupees * 100)


def open_of(award: Award, *months: Month) -> dict[tuple[str, str], int | None]:
    """What is open of an award, by month and payer, in rupees; None: held."""
    found = open_shares(award, [int(month) for month in months])
    return {
        (str(Month.from_key(one.month)), one.payer): None if one.open is None else one.open // 100
        for one in found
    }
