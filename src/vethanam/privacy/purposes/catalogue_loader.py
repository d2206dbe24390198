"""Load the catalogue from its files and check it as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from vethanam.errors import Broken
from vethanam.privacy.purposes.purpose import Purpose, purpose_of
from vethanam.privacy.vault.binding import SERVICE_BOOK
from vethanam.shipped import shipped_yaml


@dataclass(frozen=True, slots=True)
class Office:
    """A controller or processor by code: its names by language and the registers it owns."""

    code: str
    name: Mapping[str, str]
    owns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Processor(Office):
    """A processor for controllers: its task, country, contract and the contract's end.

    ``carries`` are the channels whose messages it hands on.
    """

    does: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    contract: str | None = None
    contract_until: date | None = None
    carries: tuple[str, ...] = ()

    def is_over(self, day: date) -> bool:
        """Whether its contract ended before a day; without a recorded end it has not."""
        return self.contract_until is not None and self.contract_until < day


#: how purposes name the department of each person, whichever it is
OWN_DEPARTMENT = "DEPT"
#: what the code that confirms a contact is sent under
CONFIRMING = "SEC-NOTICE"


@dataclass(frozen=True, slots=True)
class OptInRegister:
    """An office's opt-in list of contacts; ``codes_by`` are the offices that send its confirmation codes."""

    code: str
    office: str
    name: Mapping[str, str]
    codes_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every registered version of every purpose, with its offices."""

    purposes: tuple[Purpose, ...]
    controllers: Mapping[str, Office]
    processors: Mapping[str, Processor]
    never_recipients: frozenset[str]
    contact_fields: frozenset[str]
    forbidden_fields: frozenset[str]
    never_for_cohorts: frozenset[str]
    register_names: Mapping[str, Mapping[str, str]]
    opt_in_registers: Mapping[str, OptInRegister]
    #: registers of schemes: code → the name of each language
    scheme_registers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def on(self, code: str, day: date) -> Purpose | None:
        """The version of a purpose in force on a day, or None."""
        versions = [purpose for purpose in self.purposes if purpose.code == code and purpose.covers(day)]
        return max(versions, key=lambda purpose: purpose.version, default=None)

    def in_force(self, day: date) -> Iterator[Purpose]:
        """Each purpose in force on a day, by code."""
        for code in sorted({purpose.code for purpose in self.purposes}):
            if (purpose := self.on(code, day)) is not None:
                yield purpose

    def office_name(self, code: str, language: str = "en") -> str:
        """The name of an office; its code if it is not in the catalogue."""
        office = self.controllers.get(code) or self.processors.get(code)
        return office.name.get(language, office.name["en"]) if office else code

    @property
    def register_owners(self) -> Mapping[str, str]:
        """Register → owning controller."""
        return {register: office.code for office in self.controllers.values() for register in office.owns}

    @property
    def registers(self) -> tuple[str, ...]:
        """Every register of contacts: those of records first, then of schemes, then opt-in lists."""
        return (*self.register_owners, *self.scheme_registers, *self.opt_in_registers)

    def register_for(self, purpose: Purpose) -> str:
        """The register of a purpose: its office's opt-in list if limited to it, else the service book."""
        if not purpose.is_own_register_only:
            return SERVICE_BOOK
        own = (one.code for one in self.opt_in_registers.values() if one.office in purpose.controllers)
        return next(own, SERVICE_BOOK)

    def register_name(self, code: str, language: str = "en") -> str:
        """The name of a register; its code if it is not in the catalogue."""
        own = self.opt_in_registers.get(code)
        name = own.name if own else {**self.register_names, **self.scheme_registers}.get(code, {})
        return name.get(language, code)


@cache
def load_catalogue() -> Catalogue:
    """The shipped catalogue, fully checked."""
    folder = files("vethanam.privacy.purposes")
    common = shipped_yaml(folder / "offices.yaml")
    purposes = [
        purpose_of(shipped_yaml(file), file.name)
        for file in sorted((folder / "catalogue").iterdir(), key=lambda f: f.name)
        if file.name.endswith(".yaml")
    ]
    catalogue = Catalogue(
        purposes=tuple(purposes),
        controllers=_offices(common["controllers"]),
        processors=_processors(common["processors"]),
        never_recipients=frozenset(common["never_recipients"]),
        contact_fields=frozenset(common["contact_fields"]),
        forbidden_fields=frozenset(common["forbidden_fields"]),
        never_for_cohorts=frozenset(common["never_for_messaging_cohorts"]),
        register_names=common["registers"],
        opt_in_registers={
            code: OptInRegister(code, entry["office"], entry["name"], tuple(entry.get("codes_by", ())))
            for code, entry in common["opt_in_registers"].items()
        },
    )
    _check(catalogue)
    return catalogue


def _offices(given: Mapping[str, Any]) -> dict[str, Office]:
    return {code: Office(code, entry["name"], tuple(entry.get("owns", ()))) for code, entry in given.items()}


def _processors(given: Mapping[str, Any]) -> dict[str, Processor]:
    found = {}
    for code, entry in given.items():
        if not entry.get("country"):
            raise Broken("processor_unreadable", code=code)
        contract = entry.get("contract") or {}
        found[code] = Processor(
            code, entry["name"], does=entry["does"], country=entry["country"],
            contract=contract.get("number"),
            contract_until=contract.get("until"), carries=tuple(entry.get("carries", ())),
        )  # fmt: skip
    return found


def _check(catalogue: Catalogue) -> None:
    for register in catalogue.opt_in_registers.values():
        # The database derives the owner from the register's name.
        if register.office not in catalogue.controllers or register.code != f"{register.office}-OPTIN":
            raise Broken("register_unreadable", register=register.code)
    seen: set[tuple[str, int]] = set()
    for purpose in catalogue.purposes:
        if (purpose.code, purpose.version) in seen:
            raise Broken("purpose_twice", purpose=purpose.code, version=purpose.version)
        seen.add((purpose.code, purpose.version))
        check_names(purpose, catalogue)


def check_names(purpose: Purpose, catalogue: Catalogue) -> None:
    """Refuse a purpose with a forbidden name: :class:`~vethanam.errors.Broken` with the reason."""
    strange = (set(purpose.controllers) | set(purpose.senders)) - set(catalogue.controllers)
    if strange:
        raise Broken("purpose_of_unknown_office", purpose=purpose.code, strange=sorted(strange))
    forbidden = set(purpose.fields) & catalogue.forbidden_fields
    if forbidden:
        raise Broken("purpose_asks_forbidden", purpose=purpose.code, forbidden=sorted(forbidden))
    if purpose.contact_use == "none" and set(purpose.fields) & catalogue.contact_fields:
        raise Broken("purpose_lists_contact", purpose=purpose.code)
    if set(purpose.cohort_attributes) & catalogue.never_for_cohorts:
        raise Broken("purpose_by_barred_attribute", purpose=purpose.code)
