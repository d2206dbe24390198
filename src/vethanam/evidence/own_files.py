"""A person's own evidence file: uses and payments with their proofs (``docs/spec/evidence-files.md``).

The row of a made file names nobody and holds none of its facts: they are gathered again, to the same bytes,
each time she takes it. Once a record of hers was destroyed or a new map lists more, she makes another one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction

from vethanam.errors import Refused, Unsound
from vethanam.evidence.made_files import HOLDS, MAKERS, Asked, Gathered, recorded, told_by, written_in
from vethanam.evidence.own_facts import OwnRecords, own_records
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.ledger.evidence_files import Content, Wrapping
from vethanam.ledger.verifier import verify
from vethanam.privacy.models import MadeFile

PERSON = "person"
_OWN = Asked(PERSON, purpose="RIGHTS", recipient="person")


@dataclass(frozen=True, slots=True)
class Told:
    """A file about a person before its entry, or again for one that was made."""

    content: Content
    wrapping: Wrapping
    records: OwnRecords


@transaction.atomic
def make_own_file(authority: Authority, person: int) -> MadeFile:
    """Record that a file about a person is made: by herself, or for her by a law or data protection officer.

    Raises
    ------
    Refused
        Another person asks.
    Unsound
        The log holds nothing about her, or has not signed an entry yet.
    """
    if authority.person != person and authority.role not in MAKERS:
        raise Refused("file_not_yours")
    reference = secrets.token_hex(8)
    told = _told(person, reference)
    row = recorded(authority, _OWN, told.content, told.wrapping, reference)
    row.save(force_insert=True)
    return row


def own_file_in(row: MadeFile, person: int, form: str) -> bytes:
    """The bytes of a person's made file in a form.

    Raises
    ------
    Unsound
        The log has not signed its leaf yet, its records have changed since, or it is about another person.
    """
    told = _told(person, row.reference, row.leaf)
    written = written_in(form, row, told.content, told.wrapping, told.records.shown)
    if verify(written, keys.public_key()).outcome not in HOLDS:
        raise Unsound("own_file_changed")
    return written


def own_files(account: int) -> list[MadeFile]:
    """The files about herself that the holder of an account made, newest first."""
    return list(MadeFile.objects.filter(kind=PERSON, made_by=account, role="employee").order_by("-pk"))


def _told(person: int, reference: str, before: int | None = None) -> Told:
    records = own_records(person, before)
    if not records.shown:
        raise Unsound("not_concerned")
    gathered = Gathered({"file": reference}, records.facts, [*records.shown], records.files)
    return Told(*told_by(_OWN, gathered), records)
