"""The catalogue of this installation: its files, and purposes published since with two persons' approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from vethanam.privacy.models import PurposePublication
from vethanam.privacy.purposes.catalogue_loader import Catalogue, load_catalogue
from vethanam.privacy.purposes.purpose import Purpose, purpose_of

_DAYS = ("dormant_until", "valid_from", "valid_until", "review_by")


def catalogue_now() -> Catalogue:
    """Every version of every purpose: from the files and published."""
    catalogue = load_catalogue()
    rows = PurposePublication.objects.order_by("pk").values_list(
        "purpose__code", "purpose__version", "purpose__content"
    )
    published = tuple(purpose_in(content, f"{code} version {version}") for code, version, content in rows)
    return replace(catalogue, purposes=(*catalogue.purposes, *published)) if published else catalogue


def purpose_name(code: str, language: str = "en") -> str:
    """The short title of a purpose, from the files or published; its code if unknown."""
    known = (purpose for catalogue in (load_catalogue, catalogue_now) for purpose in catalogue().purposes)
    found = next((purpose for purpose in known if purpose.code == code), None)
    return found.short.get(language, found.short["en"]) if found else code


def purpose_in(content: Mapping[str, Any], where: str) -> Purpose:
    """A purpose from its stored content, in which days are text."""
    days = {name: date.fromisoformat(content[name]) for name in _DAYS if content.get(name)}
    return purpose_of({**content, **days}, where)
