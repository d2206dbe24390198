"""The sentence of an entry in a bundle, built from proven values only, so that a verifier can rebuild it.

Entry 41 of vethanam.example/log/5f0c: use refused, 2026-11-03T04:30:00.000000Z. Public: office PRD; purpose
SAL-CREDIT. About the person: decision deny; reason CONTROLLER_MISMATCH.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vethanam.ledger.canonical import Json, canonical

#: members that mean nothing to a reader: roots of trees of people, and hashes of keys
_UNREAD = {"label_key", "persons", "persons2", "sums"}


def sentence(
    origin: str,
    index: int,
    leaf: Mapping[str, Json],
    private: Mapping[str, Json] | None = None,
    records: Sequence[Mapping[str, Json]] = (),
) -> str:
    """The sentence of an entry and its openings: private part, records about the person."""
    sample = ", in a sample" if leaf["sample"] else ""
    said = [f"Entry {index} of {origin}: {_words(str(leaf['kind']))}, {leaf['at']}{sample}."]
    about = [("About the person", record) for record in records]
    for title, part in (("Public", leaf["public"]), ("Private", private), *about):
        listed = _listed(part) if isinstance(part, Mapping) else ""
        if listed:
            said.append(f"{title}: {listed}.")
    return " ".join(said)


def _listed(part: Mapping[str, Json]) -> str:
    return "; ".join(f"{_words(key)} {_value(part[key])}" for key in sorted(part) if key not in _UNREAD)


def _words(name: str) -> str:
    return name.replace("_", " ").replace(".", " ")


def _value(value: Json) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    return canonical(value).decode()
