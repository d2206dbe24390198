"""Reads of consent managers: those registered, a person's links and the calls by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from vethanam.privacy.agreement_proofs import MANAGER, agreed
from vethanam.privacy.consents import RECORD_FORM, consent_entries, notice_for
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import ConsentManager, ManagerCall, ManagerLink
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now

LANGUAGES = ("en", "ml")


def link_in_force(person: int, manager: str) -> ManagerLink | None:
    """The link of a person to a consent manager that she has not ended."""
    return ManagerLink.objects.filter(person=person, manager=manager, end=None).first()


def manager_links(person: int) -> Sequence[ManagerLink]:
    """Every link of a person to a consent manager, ended ones included, the latest first."""
    rows = ManagerLink.objects.filter(person=person).select_related("end").prefetch_related("calls")
    return list(rows.order_by("-pk"))


def calls_by(link: ManagerLink) -> Sequence[ManagerCall]:
    """The calls by a link, the latest first."""
    return sorted(link.calls.all(), key=lambda call: call.pk, reverse=True)


def manager_names(language: str) -> Mapping[str, str]:
    """The names of consent managers, past ones included, by number."""
    if not ConsentManager.objects.exists():
        return {}
    latest = {str(one.get("number")): one for one in agreed(MANAGER)}
    key = "name_ml" if language == "ml" else "name"
    return {number: str(one.get(key) or one.get("name")) for number, one in latest.items()}


def consents_for_manager(link: ManagerLink, at: datetime, classes: Sequence[str]) -> Mapping[str, Any]:
    """The consents of a linked person, and the purposes for people of her classes, as machine-readable data.

    It has no name, no number of hers and no contact.
    """
    return {
        "form": RECORD_FORM,
        "manager": link.manager,
        "consents": consent_entries(link.person),
        "offers": [offer for purpose in _open_to(classes, at) for offer in _offers(purpose)],
    }


def _open_to(classes: Sequence[str], at: datetime) -> list[Purpose]:
    """The purposes in force that rest on consent and concern people of a class."""
    return [
        purpose
        for purpose in catalogue_now().in_force(at.astimezone(IST).date())
        if purpose.status == "active"
        and purpose.is_consent_required
        and not set(classes).isdisjoint(purpose.subjects)
    ]


def _offers(purpose: Purpose) -> list[dict[str, Any]]:
    notices = [
        {
            "notice": f"{found.code}/{found.version}", "language": found.language,
            "notice_hash": bytes(found.hash).hex(), "words": found.content["words"],
        }
        for language in LANGUAGES
        if (found := notice_for(purpose.code, language)) is not None
    ]  # fmt: skip
    return [
        {
            "purpose": purpose.code, "controller": controller, "channels": list(purpose.channels),
            "fields": list(purpose.fields), "notices": notices,
        }
        for controller in purpose.controllers
        if notices
    ]  # fmt: skip
