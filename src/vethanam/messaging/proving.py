"""Does the ledger hold what the database says of a use? The dispatcher believes bytes under a signed head, and no row.

Before the first contact of a use is opened: a head signed by the log's key covers the leaf; the leaf names this use, its
purpose, text and rules; and the commitments of all its subjects, computed again from salt and record, give the leaf's root.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vethanam.errors import Broken
from vethanam.journal.models import Staged
from vethanam.journal.queries import is_under_head
from vethanam.ledger.commitments import commitment
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.persons import PersonTree
from vethanam.messaging.templates import Text, texts
from vethanam.privacy.models import Use, UseSubject


@dataclass(frozen=True, slots=True)
class ProvenUse:
    """A use the ledger answers for: its row, its text, and what each person's commitment opens to."""

    use: Use
    text: Text
    records: Mapping[int, Mapping[str, Any]]


def prove(use_id: int, key: VerifierKey) -> ProvenUse | None:
    """The use, once a signed head covers its leaf; None while it does not yet.

    Raises
    ------
    Broken
        The leaf and the database differ. Nothing of the use is opened or sent.
    """
    use = Use.objects.get(pk=use_id)
    if not is_under_head(use.leaf, key):
        return None
    leaf = json.loads(bytes(Staged.objects.values_list("leaf", flat=True).get(pk=use.leaf)))
    text = _text_of(use)
    _check(use, leaf, text)
    records = _records(use, leaf["public"]["persons"])
    return ProvenUse(use, text, records)


def _text_of(use: Use) -> Text:
    text = next((text for text in texts().values() if text.name == use.template), None)
    if text is None:
        raise _differs(use, "this version has not the text it was allowed with")
    return text


def _check(use: Use, leaf: Mapping[str, Any], text: Text) -> None:
    public = leaf["public"]
    said = (
        leaf["kind"],
        public.get("use"),
        public.get("purpose"),
        public.get("template_hash"),
        public.get("sender"),
        public.get("rules"),
    )
    if said != (
        "use.allowed",
        use.reference,
        use.purpose_code,
        text.hash,
        use.sender,
        bytes(use.rules_hash).hex(),
    ):
        raise _differs(use, "its leaf says something else")
    if text.purpose != use.purpose_code:
        raise _differs(use, "its text was written for another purpose")


def _records(use: Use, root: str) -> dict[int, Mapping[str, Any]]:
    rows = UseSubject.objects.filter(use=use.pk).values_list("person", "salt", "record")
    records: dict[int, Mapping[str, Any]] = {}
    commitments = []
    for person, salt, record in rows.iterator(chunk_size=10_000):
        if record.get("person") != person or record.get("use") != use.reference:
            raise _differs(use, "a subject's record is of another person or use")
        commitments.append(commitment(bytes(salt), record))
        records[person] = record
    if PersonTree(commitments).root.hex() != root:
        raise _differs(use, "its subjects are not those the leaf commits to")
    return records


def _differs(use: Use, why: str) -> Broken:
    return Broken("use_differs", f"Use {use.reference}: {why}. Nothing of it is sent; call the operator.")
