"""Describe a database object by object, and compare it with ``manifest.txt``, the
description of this version.

A manifest line is a kind, a name and a text: the definition as PostgreSQL writes it, or a hash if long.
All schemas but PostgreSQL's own are covered. Partitions, one per opened month, cycle or release, are
described together as ``payroll_payslip_*`` and so on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import psycopg

from vethanam.errors import Finding, Sentence
from vethanam.site.guards import statements

Connection = psycopg.Connection[Any]
Manifest = Mapping[tuple[str, str], str]

_LONGEST = 400
_PARTITION = re.compile(r"\b(payroll_payslip_|benefits_rollline_|benefits_drawal_)(\d+)")
# PostgreSQL writes a list of texts differently after a dump and restore.
_LIST = re.compile(r"\(ARRAY\[((?:'[^']*'::character varying(?:, )?)+)\]\)::text\[\]")
_ITEM = re.compile(r"'[^']*'::character varying")
#: kinds that `vethanam install` recreates from the version's files
_MENDED = {"function", "policy", "right", "trigger", "view"}


def shipped_manifest() -> dict[tuple[str, str], str]:
    """The objects of this version: kind and name → text."""
    return read_manifest((files(__package__) / "manifest.txt").read_text(encoding="utf-8"))


def read_manifest(text: str) -> dict[tuple[str, str], str]:
    """Parse a manifest: kind and name → text."""
    found = {}
    for line in text.splitlines():
        kind, name, rest = line.split("\t")
        found[kind, name] = rest
    return found


def written_manifest(objects: Manifest) -> str:
    """The manifest as a file, one sorted line per object."""
    return "".join(f"{kind}\t{name}\t{text}\n" for (kind, name), text in sorted(objects.items()))


def described(db: Connection) -> dict[tuple[str, str], str]:
    """Every object of the connected database: kind and name → text. Any role may read them."""
    found: dict[tuple[str, str], set[str]] = {}
    with db.transaction():
        db.execute("SET LOCAL search_path = pg_catalog")
        for statement in statements((files(__package__) / "manifest.sql").read_text(encoding="utf-8")):
            for kind, name, text in db.execute(statement):
                key, plain = _plain(kind, name, text or "")
                found.setdefault(key, set()).add(plain)
    return {key: _short(" | ".join(sorted(texts))) for key, texts in found.items()}


def _plain(kind: str, name: str, text: str) -> tuple[tuple[str, str], str]:
    """Normalise an object; partitions get their common name."""
    name, plain = name.replace("public.", ""), " ".join(text.replace("public.", "").split())
    plain = _LIST.sub(lambda found: f"ARRAY[{_ITEM.sub(r'(\g<0>)::text', found[1])}]", plain)
    if part := _PARTITION.search(name):
        name = _PARTITION.sub(r"\1*", name)
        plain = re.sub(rf"(= |\(|')({part[2]})\b", r"\1*", _PARTITION.sub(r"\1*", plain))
    return (kind, name), plain


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"sha256 {hashlib.sha256(text.encode()).hexdigest()}"


def differences(found: Manifest, wanted: Manifest) -> Iterator[Finding]:
    """A finding per missing, changed or unknown object."""
    for kind, name in sorted(found.keys() | wanted.keys()):
        if "_*" in name and (kind, name) not in found:
            continue  # nothing is opened yet
        is_there, is_wanted = found.get((kind, name)), wanted.get((kind, name))
        if is_there != is_wanted:
            yield _difference(kind, name, is_there, is_wanted)


def strays(found: Manifest, wanted: Manifest) -> list[str]:
    """The names of objects outside this version, without those of PostgreSQL that were changed."""
    unknown = sorted(found.keys() - wanted.keys())
    return [f"{kind} {name}" for kind, name in unknown if kind != "built-in"]


def _difference(kind: str, name: str, found: str | None, wanted: str | None) -> Finding:
    change = "missing" if found is None else "unknown" if wanted is None else "changed"
    mend = Sentence("schema_install" if kind in _MENDED else "schema_by_hand")
    facts = {"kind": kind, "name": name, "found": found or "-", "wanted": wanted or "-", "mend": mend}
    group = "right" if kind == "right" else "object"
    return Finding(f"{kind} {name}", f"{group}_{change}", facts=facts)


def partition_opened(owner: Connection) -> None:
    """Open a month, a cycle and a release, to describe their partitions; the caller rolls back."""
    owner.execute("SELECT payroll_open_month(200001)")
    for parent in ("benefits_rollline", "benefits_drawal"):
        owner.execute("SELECT benefits_open_part(%s, 200001)", [parent])
