"""Register the purposes of the catalogue: each version once, with its leaf."""

from __future__ import annotations

from django.db import transaction

from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal.actions import Event, append_many
from vethanam.privacy.models import Purpose
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes import purpose as forms


@transaction.atomic
def register_purposes(authority: Authority) -> int:
    """Register every new version of the catalogue; returns how many.

    Raises
    ------
    Broken
        A registered version differs from its file. A change needs a new version.
    """
    known = {(row.code, row.version): bytes(row.hash).hex() for row in Purpose.objects.all()}
    fresh = []
    for purpose in load_catalogue().purposes:
        registered = known.get((purpose.code, purpose.version))
        if registered is None:
            fresh.append(purpose)
        elif registered != purpose.hash:
            raise Broken("purpose_changed", purpose=purpose.code, version=purpose.version)
    leaves = append_many(
        [
            Event(
                "purpose.registered",
                {
                    "purpose": p.code,
                    "version": p.version,
                    "hash": p.hash,
                    "status": p.status,
                    "approvals": p.approvals,
                },
                None,
                authority.at,
                authority.is_sample,
            )
            for p in fresh
        ]
    )
    Purpose.objects.bulk_create([
        Purpose(
            code=p.code, version=p.version, content=forms.plain(p.content), hash=bytes.fromhex(p.hash), leaf=leaf,
            registered_at=authority.at,
        )
        for p, leaf in zip(fresh, leaves, strict=True)
    ])  # fmt: skip
    return len(fresh)
