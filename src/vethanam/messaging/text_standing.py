"""The standing of a text in the log: when it was registered, whether it is closed, the class two officers
signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vethanam.journal.queries import is_under_head, leaf_content
from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.models import MessageText
from vethanam.messaging.templates import FREE_WORDS, texts
from vethanam.privacy.permit import Template
from vethanam.privacy.text_classes import signed_classes


def is_closed(content: Mapping[str, Any], text_hash: str) -> bool:
    """Whether a text is one of this version's own, word for word, and every variable of it is closed."""
    own = texts().get(str(content["code"]))
    return own is not None and own.hash == text_hash and not FREE_WORDS & {*content["values"].values()}


def in_log(
    template: Template, content: Mapping[str, Any], values: str | None, *, log_key: VerifierKey | None = None
) -> Template:
    """The template with its place in the log, whether it is closed, and its signed classes.

    Parameters
    ----------
    values
        SHA-256 of the values that fill the text for everybody alike, hexadecimal; None where each person
        has her own.
    log_key
        With it an entry counts only under a head that this key signed.
    """
    closed = is_closed(content, template.hash)
    place = _registered(template.hash, log_key)
    return replace(
        template,
        is_closed=closed and place is not None,
        registered=place or 0,
        values=values,
        classes=signed_classes(template.hash, values, is_closed=closed, log_key=log_key),
    )


def _registered(text_hash: str, log_key: VerifierKey | None) -> int | None:
    """The place of the entry that registered a text; None where no entry does."""
    row = MessageText.objects.filter(hash=bytes.fromhex(text_hash)).order_by("pk").first()
    if row is None or (log_key is not None and not is_under_head(row.leaf, log_key)):
        return None
    leaf = leaf_content(row.leaf)
    return row.leaf if (leaf["kind"], leaf["public"].get("hash")) == ("text.registered", text_hash) else None
