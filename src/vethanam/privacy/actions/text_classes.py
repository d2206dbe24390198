"""Propose the class of a text under a restraint, and sign it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.actions import mark_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.journal.actions import append
from vethanam.ledger.signatures import Signature
from vethanam.privacy.actions.approvals import approve
from vethanam.privacy.models import Approval, TextClassProposal
from vethanam.privacy.text_classes import SIGNERS, asked_of_class, commitment_of_class, content_of_class


@transaction.atomic
def propose_text_class(
    authority: Authority,
    *,
    name: str,
    text_hash: bytes,
    values_hash: bytes | None,
    kind: str,
    content: Mapping[str, Any],
) -> TextClassProposal:
    """Propose the class of one text, with the values that fill it.

    A law officer and the data protection officer sign it.

    Parameters
    ----------
    content
        The words in each language with the values filled in, for those who sign to read.

    Raises
    ------
    Refused
        No person stands behind the account.
    Unsound
        The class is unknown.
    """
    if authority.person is None:
        raise Refused("message_without_person")
    if kind not in TextClassProposal.Kind.values:
        raise Unsound("unknown_text_class", kind=typed(kind, 40), values=[*TextClassProposal.Kind.values])
    row = TextClassProposal(
        reference=secrets.token_hex(16), template=name, template_hash=text_hash, values_hash=values_hash,
        kind=kind,
        content=dict(content), office=authority.office, proposed_by_id=authority.account,
        asking_person=authority.person,
        for_person=authority.on_behalf_of, at=authority.at, recorded_at=timezone.now(),
    )  # fmt: skip
    row.commitment = commitment_of_class(row)
    row.leaf = append(
        "text.class_proposed",
        public={
            **content_of_class(row), "commitment": bytes(row.commitment).hex(), "role": authority.role,
            "approvals": list(SIGNERS),
            "asked_by": sorted(mark_of(person) for person in row.asked_by_persons),
        },
        private={"account": authority.account, "person": authority.person,
            "for_person": authority.on_behalf_of},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def sign_text_class(
    authority: Authority, row: TextClassProposal, key: SigningKey, signature: Signature
) -> Approval:
    """Sign a proposed class; raises as :func:`vethanam.privacy.actions.approvals.approve`."""
    return approve(authority, asked_of_class(row), key, signature)


def text_class_of(reference: str) -> TextClassProposal:
    """A proposed class by its reference, or the latest of a text by its name; Unsound where there is none."""
    rows = TextClassProposal.objects.order_by("-pk")
    found = rows.filter(reference=reference).first() or rows.filter(template=reference).first()
    if found is None:
        raise Unsound("no_such_text_class", reference=typed(reference, 40))
    return found
