"""The catalogue of this installation: its files, and purposes published since with two persons' approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vethanam.journal import keys
from vethanam.journal.queries import is_under_head
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.models import ProcessorContract, PurposePublication, SchemeRegister
from vethanam.privacy.purposes.catalogue_loader import Catalogue, Office, load_catalogue
from vethanam.privacy.purposes.publications import (
    content_of_publication,
    is_proven,
    publications,
    purpose_in,
)

__all__ = [
    "catalogue_now",
    "office_name",
    "purpose_in",
    "purpose_name",
    "register_name",
    "scheme_registers",
    "standing_catalogue",
]


def catalogue_now(log_key: VerifierKey | None = None) -> Catalogue:
    """Every version of every purpose: from the files and published.

    With ``log_key`` a published one counts only if leaves under heads of this key prove its two approvals.
    """
    return _with([row for row in publications() if log_key is None or is_proven(row, log_key)])


def standing_catalogue() -> Catalogue:
    """The catalogue as acts take it: a published version counts that the log proves, or has not taken yet. A
    false row keeps no honest version out.
    """
    return _with(
        [
            row
            for row in publications()
            if not is_under_head(row.purpose.leaf) or is_proven(row, keys.public_key())
        ]
    )


def _with(rows: Sequence[PurposePublication]) -> Catalogue:
    """The catalogue of the files with published versions."""
    catalogue = _under_contract(load_catalogue())
    published = tuple(content_of_publication(row) for row in rows)
    found = scheme_registers()
    schemes = {one.code: {"en": one.name, "ml": one.name_ml} for one in found}
    if not published and not schemes:
        return catalogue
    offices = {one.controller: Office(one.controller, schemes[one.code]) for one in found}
    return replace(
        catalogue, purposes=(*catalogue.purposes, *published), scheme_registers=schemes,
        controllers={**offices, **catalogue.controllers},
    )  # fmt: skip


def _under_contract(catalogue: Catalogue) -> Catalogue:
    """The catalogue with the latest contract of each processor, as two administrators entered it."""
    found = {row.processor: row for row in ProcessorContract.objects.order_by("id")}
    if not found:
        return catalogue
    processors = {
        code: replace(
            one, contract=found[code].number, contract_until=found[code].last_day, country=found[code].country
        )
        if code in found
        else one
        for code, one in catalogue.processors.items()
    }
    return replace(catalogue, processors=processors)


def scheme_registers() -> list[SchemeRegister]:
    """The registers of schemes, by code."""
    return list(SchemeRegister.objects.order_by("code"))


def office_name(code: str, language: str = "en") -> str:
    """The name of a controller or processor, from the files or of a scheme; its code if unknown."""
    catalogue = load_catalogue()
    is_known = code in catalogue.controllers or code in catalogue.processors
    return (catalogue if is_known else catalogue_now()).office_name(code, language)


def register_name(code: str, language: str = "en") -> str:
    """The name of a register, from the files or of a scheme; its code if unknown."""
    catalogue = load_catalogue()
    return (catalogue if code in catalogue.registers else catalogue_now()).register_name(code, language)


def purpose_name(code: str, language: str = "en") -> str:
    """The short title of a purpose, from the files or published; its code if unknown."""
    known = (purpose for catalogue in (load_catalogue, catalogue_now) for purpose in catalogue().purposes)
    found = next((purpose for purpose in known if purpose.code == code), None)
    return found.short.get(language, found.short["en"]) if found else code
