"""Rows of publications that prove nothing: the dispatcher goes by the other purposes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import World
from tests.payroll.office import at
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.canonical import Json
from vethanam.ledger.notes import SigningKey, VerifierKey
from vethanam.ledger.signers import LATE
from vethanam.privacy.models import Purpose, PurposeProposal, PurposePublication
from vethanam.privacy.purposes import publications
from vethanam.privacy.purposes.catalogue_loader import load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now


def published(content: dict[str, Any], **public: Json) -> None:
    """A publication of a purpose without any approval, as the web process writes its rows."""
    number = PurposeProposal.objects.count()
    account, _ = Account.objects.get_or_create(username="web", kind=Account.Kind.OFFICER)
    leaf = append("purpose.proposed", public=public, private=None, at=at(27), is_sample=True)
    proposal = PurposeProposal.objects.create(
        reference=f"p{number}", code=f"J{number}", version=1, content=content, hash=bytes(32), office="FIN",
        proposed_by_id=account.pk, asking_person=1, for_person=None, commitment=bytes([number]) * 32,
        at=at(27), recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
    leaf = append("purpose.registered", public=public, private=None, at=at(27), is_sample=True)
    row = Purpose.objects.create(
        code=f"J{number}", version=1, content=content, hash=bytes(32), leaf=leaf, registered_at=at(27)
    )
    PurposePublication.objects.create(
        proposal=proposal, purpose=row, published_by_id=account.pk, at=at(27), recorded_at=timezone.now()
    )


def test_no_row_of_a_publication_stops_the_others(
    world: World, log_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = (dict(one.content) for one in load_catalogue().purposes if one.code == "TRAIN")
    contents: list[dict[str, Any]] = [
        {}, {"valid_from": []}, {**whole, "valid_from": "2026-02-30"}, {**whole, "kinds": 1},
    ]  # fmt: skip
    publics: list[dict[str, Json]] = [
        {}, {"purpose": [], "approved": {}}, {"hash": 1, "in_force_from": None},
    ]  # fmt: skip
    with world.role("web"):
        for content in contents:
            published(content)
        for public in publics:
            published(whole, **public)
    sequence_once()
    proofs: list[int] = []
    inner = publications._is_approved

    def counted(row: PurposePublication, key: VerifierKey) -> bool:
        proofs.append(row.pk)
        return inner(row, key)

    monkeypatch.setattr(publications, "_is_approved", counted)
    for _ in range(2):
        assert catalogue_now(log_key.verifier).purposes == load_catalogue().purposes
    assert len(proofs) == 3  # each readable one once


def test_a_registration_dated_back_counts_an_hour_before_the_log_took_it(
    world: World, log_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Approvals lapse after 72 hours: an earlier time of the registration would bring them back."""
    (whole,) = (dict(one.content) for one in load_catalogue().purposes if one.code == "TRAIN")
    with world.role("web"):
        published(whole)
    sequence_once()
    row = PurposePublication.objects.select_related("purpose").get()
    entry = {"at": at(27).isoformat()}
    assert publications.registered_at(row, entry, log_key.verifier) == at(27)
    monkeypatch.setattr(publications, "is_sample_log", lambda origin: False)
    counted = publications.registered_at(row, entry, log_key.verifier)
    assert timedelta(0) <= timezone.now() - LATE - counted < timedelta(minutes=5)
    now = timezone.now()
    assert publications.registered_at(row, {"at": now.isoformat()}, log_key.verifier) == now
