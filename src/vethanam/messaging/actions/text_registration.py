"""Register the texts: each version once, with its leaf."""

from __future__ import annotations

import json

from django.db import transaction

from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.messaging.models import MessageText
from vethanam.messaging.templates import texts


@transaction.atomic
def register_texts(authority: Authority) -> int:
    """Register every new text; returns how many.

    Raises
    ------
    Broken
        A registered version differs from its file. Changed words need a new version.
    """
    known = {(row.code, row.version): bytes(row.hash).hex() for row in MessageText.objects.all()}
    fresh = 0
    for text in texts().values():
        registered = known.get((text.code, text.version))
        if registered == text.hash:
            continue
        if registered is not None:
            raise Broken("text_file_changed", text=text.name)
        leaf = append(
            "text.registered",
            public={
                "text": text.name, "hash": text.hash, "purpose": text.purpose, "class": text.kind,
                "closed": text.has_closed_values,
            },
            private=None, at=authority.at, is_sample=authority.is_sample,
        )  # fmt: skip
        MessageText.objects.create(
            code=text.code, version=text.version, purpose=text.purpose,
            content=json.loads(json.dumps(text.content, default=str)),
            hash=bytes.fromhex(text.hash), leaf=leaf, registered_at=authority.at,
        )  # fmt: skip
        fresh += 1
    return fresh
