"""The catalogue as this installation knows it: its files, and what offices registered since with two persons' approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from vethanam.privacy.models import PurposePublication
from vethanam.privacy.purposes.catalogue_of import Catalogue, load_catalogue
from vethanam.privacy.purposes.purpose import Purpose, purpose_of

_DAYS = ("dormant_until", "valid_from", "valid_until", "review_by")


def catalogue_now() -> Catalogue:
    """Every version of every purpose: those of the files and the published ones."""
    catalogue = load_catalogue()
    rows = PurposePublication.objects.order_by("pk").values_list(
        "purpose__code", "purpose__version", "purpose__content"
    )
    published = tuple(purpose_in(content, f"{code} version {version}") for code, version, content in rows)
    return replace(catalogue, purposes=(*catalogue.purposes, *published)) if published else catalogue


def purpose_name(code: str, language: str = "en") -> str:
    """The short title of a purpose, of the files or registered since; its code where there is none."""
    known = (purpose for catalogue in (load_catalogue, catalogue_now) for purpose in catalogue().purposes)
    found = next((purpose for purpose in known if purpose.code == code), None)
    return found.short.get(language, found.short["en"]) if found else code


def purpose_in(content: Mapping[str, Any], where: str) -> Purpose:
    """A purpose from its content as it is kept, days written as text."""
    days = {name: date.fromisoformat(content[name]) for name in _DAYS if content.get(name)}
    return purpose_of({**content, **days}, where)
