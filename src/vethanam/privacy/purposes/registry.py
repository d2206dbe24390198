"""The catalogue of this installation: its files, and purposes published since with two persons' approval."""

from __future__ import annotations

from dataclasses import replace

from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.purposes.catalogue_loader import Catalogue, load_catalogue
from vethanam.privacy.purposes.publications import (
    content_of_publication,
    is_proven,
    publications,
    purpose_in,
)

__all__ = ["catalogue_now", "purpose_in", "purpose_name"]


def catalogue_now(log_key: VerifierKey | None = None) -> Catalogue:
    """Every version of every purpose: from the files and published.

    With ``log_key`` a published one counts only if leaves under heads of this key prove its two approvals.
    """
    catalogue = load_catalogue()
    rows = [row for row in publications() if log_key is None or is_proven(row, log_key)]
    published = tuple(content_of_publication(row) for row in rows)
    return replace(catalogue, purposes=(*catalogue.purposes, *published)) if published else catalogue


def purpose_name(code: str, language: str = "en") -> str:
    """The short title of a purpose, from the files or published; its code if unknown."""
    known = (purpose for catalogue in (load_catalogue, catalogue_now) for purpose in catalogue().purposes)
    found = next((purpose for purpose in known if purpose.code == code), None)
    return found.short.get(language, found.short["en"]) if found else code
