"""A file of evidence over the small log, in its three forms, without a database."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from tests.ledger.samples import AT, KEY, sample_log
from vethanam.ledger.bundles import Opening, ProvenEntry
from vethanam.ledger.canonical import canonical, parse
from vethanam.ledger.commitments import commitment
from vethanam.ledger.evidence_files import (
    MADE,
    SLOT,
    Content,
    Wrapping,
    archive,
    evidence_file,
    page_with,
    sums_with,
)
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.heads import sign_head
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.merkle import Tree, leaf_hashes

SAMPLE = sample_log()
SALT = bytes(range(16))
SHOWN = (2, 3)
PLAIN = Wrapping(f"<!doctype html>\n<p>A made-up page.</p>{''.join(SLOT)}\n", "print('a made-up program')\n")


def fact(number: int, english: str, malayalam: str, shown: list[str]) -> dict[str, Any]:
    says = {"en": english, "ml": malayalam}
    return {
        "code": f"fact_{number}",
        "entries": shown,
        "number": number,
        "says": says,
        "values": {"count": number},
    }


def content(statements: Callable[[list[dict[str, Any]]], dict[str, str]] | None = None) -> Content:
    """Three facts about a made-up message."""
    hashes = [leaf_hash(SAMPLE.leaves[index]).hex() for index in SHOWN]
    facts = [
        fact(1, "An office asked to write to people.", "ഒരു ഓഫീസ് ആളുകൾക്ക് എഴുതാൻ അപേക്ഷിച്ചു.", hashes[:1]),
        fact(2, "Messages handed over: 3 < 4 & “5”.", "കൈമാറിയ സന്ദേശങ്ങൾ: 3.", hashes[1:]),
        fact(3, "No cost is on record.", "ചെലവ് രേഖയിലില്ല.", []),
    ]
    files = {"policy.txt": "quorum none\n", "texts/en.phone.txt": "Your <pay> & allowances.\n"}
    if statements:
        files |= statements(facts)
    about = {"message": "M-1"}
    return Content("campaign", about, {"purpose": "COURT-ORD", "for": "court"}, facts, files, hashes)


def forms(said: Content, wrapping: Wrapping = PLAIN) -> dict[str, bytes]:
    """The file in each form."""
    private: dict[str, Any] = {"account": 7, "sums": sums_with(said, wrapping)}
    public: dict[str, Any] = {"file": "F-1", "content": said.kind, "about": dict(said.about), "for": "court"}
    committed = commitment(SALT, private)
    made = leaf_bytes(MADE, public=public, commitment=committed, at=AT, logged_at=AT, is_sample=True)
    leaves = (*SAMPLE.leaves, made)
    tree, last = Tree(leaf_hashes(leaves)), len(leaves) - 1
    opening = {last: Opening(SALT, private)}
    entries = [
        ProvenEntry(index, leaves[index], tree.inclusion(index), opening.get(index))
        for index in (*SHOWN, last)
    ]
    head = sign_head(tree.size, tree.root(tree.size), KEY)
    bundle = evidence_file(KEY.verifier, head, entries, said, last)
    return {
        "json": bundle,
        "zip": archive(bundle, parse(bundle), wrapping.program),
        "html": page_with(bundle, wrapping.page),
    }


def changed(file: bytes, change: Callable[[Any], object]) -> bytes:
    said = json.loads(file)
    change(said)
    return canonical(said)


def archive_of(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return target.getvalue()


def files_in(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        return {name: found.read(name) for name in found.namelist()}
