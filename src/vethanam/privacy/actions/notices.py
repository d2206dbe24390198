"""Publish the notices: each rendition once, with its leaf."""

from __future__ import annotations

from django.db import transaction

from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal.actions import Event, append_many
from vethanam.ledger.canonical import Json
from vethanam.privacy.models import Notice
from vethanam.privacy.notices import Rendition, load_notices


@transaction.atomic
def publish_notices(authority: Authority) -> int:
    """Publish every new rendition; returns how many.

    Raises
    ------
    Broken
        A published rendition differs from its file. Changed words need a new version.
    """
    known = {(row.code, row.version, row.language): bytes(row.hash).hex() for row in Notice.objects.all()}
    fresh = [one for one in load_notices() if known.get((one.code, one.version, one.language)) != one.hash]
    changed = next((one for one in fresh if (one.code, one.version, one.language) in known), None)
    if changed is not None:
        raise Broken("notice_changed", changed=changed.code, version=changed.version)
    leaves = append_many([_event(one, authority) for one in fresh])
    Notice.objects.bulk_create([
        Notice(
            code=one.code, version=one.version, language=one.language, purpose=one.purpose, content=dict(one.content),
            hash=bytes.fromhex(one.hash), leaf=leaf, published_at=authority.at,
        )
        for one, leaf in zip(fresh, leaves, strict=True)
    ])  # fmt: skip
    return len(fresh)


def _event(one: Rendition, authority: Authority) -> Event:
    public: dict[str, Json] = {
        "notice": one.code, "version": one.version, "language": one.language, "purpose": one.purpose, "hash": one.hash,
    }  # fmt: skip
    return Event("notice.published", public, None, authority.at, authority.is_sample)
