"""Make a confirmed roll: gather the affected people, and write their lines, the tree and the entry at once.

Gathering changes nothing, and the lines are copied in one transaction: killed before its end, nothing is
written and the next round makes the roll anew.
"""

from __future__ import annotations

import secrets
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from vethanam.benefits.queries.copied_rows import read_copied
from vethanam.bulk import copy_rows
from vethanam.errors import Broken
from vethanam.evidence.roll_scope import scope_of
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.commitments import commitments, salts_of
from vethanam.ledger.label_tiles import tiles_of_leaves
from vethanam.ledger.label_trees import FEW, SECRET_BYTES, label_leaves, root_of_labels
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.counts import FEW as FEW_PEOPLE
from vethanam.privacy.counts import counted
from vethanam.privacy.labels import UseKeys, labels_of
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import MadeRoll, Roll
from vethanam.privacy.rolls import MADE, is_confirmed_by_two, line_record

#: a district of fewer people is named so
OTHER = "other"
_ONE_MAKER = 0x726F6C6C  # "roll"
# The affected people: those of the uses and of the looks; each with the office where she stood on the day.
_PEOPLE = """
WITH asked AS MATERIALIZED (
  SELECT s.person, s.classes[1] AS class_of, u.at, u.id
    FROM unnest(%(uses)s::bigint[]) AS w(use) JOIN privacy_use u ON u.id = w.use
    JOIN privacy_usesubject s ON s.use_id = u.id
   WHERE %(is_of_looks)s OR s.outcome IN ('allow', '')
  UNION ALL
  SELECT k.person, NULL, k.at, 0 FROM privacy_look k JOIN privacy_lookentry e ON e.look_id = k.id
   WHERE %(is_of_looks)s AND e.is_outside AND k.account_id = %(account)s
     AND k.at > %(since)s AND k.at <= %(until)s
), affected AS (
  SELECT person, count(*) AS uses, min(at) AS first, max(at) AS last,
         coalesce((array_agg(class_of ORDER BY id DESC) FILTER (WHERE class_of <> ''))[1], 'unknown')
           AS class_of
    FROM asked GROUP BY person
), sent AS (
  SELECT o.person, count(*) AS messages FROM privacy_outbox o
   WHERE o.use_id = ANY (%(uses)s::bigint[]) AND o.state IN ('accepted', 'sent', 'uncertain')
   GROUP BY o.person
), place AS (
  SELECT DISTINCT ON (e.person_id) e.person_id, o.district
    FROM people_employment e
    JOIN service_book_posting p ON p.employment_id = e.id AND p.valid_from <= %(day)s
    JOIN service_book_standing s ON s.kind = 'posting' AND s.fact = p.id
    JOIN people_office o ON o.id = p.office_id
   WHERE s.verified_at <= %(at)s AND NOT s.is_withdrawn
     AND (s.replaced_at IS NULL OR s.replaced_at > %(at)s)
     AND e.person_id IN (SELECT person FROM affected)
   ORDER BY e.person_id, p.valid_from DESC, p.recorded_at DESC, p.id DESC
)
SELECT a.person, a.class_of, coalesce(nullif(place.district, ''), 'unknown'), a.uses,
       coalesce(sent.messages, 0),
       (a.first AT TIME ZONE 'Asia/Kolkata')::date::text, (a.last AT TIME ZONE 'Asia/Kolkata')::date::text
  FROM affected a LEFT JOIN sent ON sent.person = a.person LEFT JOIN place ON place.person_id = a.person
"""
_SCHEMA = {
    "person": pl.Int64, "class_of": pl.String, "district": pl.String, "uses": pl.Int64,
    "messages": pl.Int64, "first": pl.String, "last": pl.String,
}  # fmt: skip
_RECORD = ["number", "class_of", "district", "uses", "messages", "first", "last"]


def make_rolls(authority: Authority, log_key: VerifierKey | None = None) -> int:
    """Make each confirmed roll with both signatures proven; returns how many. A roll of nobody stays open."""
    waiting = Roll.objects.filter(confirmation__isnull=False, made__isnull=True).select_related(
        "confirmation"
    )
    made = 0
    for roll in waiting.order_by("pk"):
        if is_confirmed_by_two(roll, log_key or keys.public_key()):
            made += make_roll(authority, roll)
    return made


def make_roll(authority: Authority, roll: Roll) -> bool:
    """Make a roll with proven signatures; False if it has nobody, or its subject has one by now."""
    lines = _lines(roll)
    return bool(lines.height) and _write(authority, roll, lines)


def _lines(roll: Roll) -> pl.DataFrame:
    """The affected people, with small districts together; nothing is written."""
    scope = scope_of(roll.of, roll.subject, roll.at)
    asked: dict[str, Any] = {**scope.values, "at": roll.at, "day": roll.at.astimezone(IST).date()}
    found = read_copied(_PEOPLE, asked, _SCHEMA)
    of_district = pl.len().over("district")
    return found.with_columns(
        district=pl.when(of_district < FEW_PEOPLE).then(pl.lit(OTHER)).otherwise("district")
    )


@transaction.atomic
def _write(authority: Authority, roll: Roll, found: pl.DataFrame) -> bool:
    """Write the lines, the tree and the entry; False where its subject has a roll by now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_MAKER])
    if MadeRoll.objects.filter(roll__of=roll.of, roll__subject=roll.subject).exists():
        return False
    use_keys, salts = UseKeys.fresh(), secrets.token_bytes(SECRET_BYTES)
    labels = labels_of(found["person"].to_list(), use_keys, roll.reference)
    lines = found.with_columns(label=pl.Series(labels, dtype=pl.Binary)).sort("label")
    lines = lines.with_columns(number=pl.int_range(1, lines.height + 1, dtype=pl.Int64))
    texts = (
        canonical(line_record(roll.reference, row)).decode() for row in lines.select(_RECORD).iter_rows()
    )
    numbers = [str(number) for number in lines["number"]]
    lines = lines.with_columns(
        commitment=pl.Series(commitments(salts_of(salts, numbers), texts), dtype=pl.Binary),
        roll_id=pl.lit(roll.pk),
    )  # fmt: skip
    leaves = label_leaves(lines["label"], lines["commitment"], use_keys.filler)
    copy_rows("privacy_rollline", lines.select("roll_id", "person", "label", "commitment", *_RECORD))
    if lines.height >= FEW:
        _store_tiles(roll.pk, leaves)
    root, counts = root_of_labels(leaves), _counts(lines)
    leaf = append(
        MADE, public={**_public(roll, counts), "persons2": root.hex(), "label_key": use_keys.hash},
        private=counts, at=authority.at, is_sample=roll.is_sample,
    )  # fmt: skip
    MadeRoll.objects.create(
        roll=roll, **counts, root=root, key=use_keys.key, filler=use_keys.filler, salts=salts, leaf=leaf,
        recorded_at=timezone.now(),
    )  # fmt: skip
    return True


def _counts(lines: pl.DataFrame) -> dict[str, Any]:
    of = {
        name: dict(sorted(lines[column].value_counts().iter_rows()))
        for name, column in (("classes", "class_of"), ("districts", "district"))
    }
    return {"lines": lines.height, "uses": lines["uses"].sum(), "messages": lines["messages"].sum(), **of}


def _public(roll: Roll, counts: dict[str, Any]) -> dict[str, Json]:
    """The public part of the entry of a roll. It has counts from 100 lines on, as for any tree of people."""
    lines = counts["lines"]
    is_many = lines >= FEW
    return {
        "use": roll.reference, "of": roll.of, "subject": roll.subject, "lines": lines if is_many else None,
        "uses": counts["uses"] if is_many else None,
        "messages": counted(counts["messages"]) if is_many else None,
    }  # fmt: skip


def _store_tiles(roll: int, leaves: list[bytes]) -> None:
    tiles = tiles_of_leaves(leaves)
    if not tiles:
        raise Broken("label_missing")
    rows = pl.DataFrame(
        {
            "roll_id": [roll] * len(tiles),
            "number": [tile.number for tile in tiles],
            "first": [tile.first for tile in tiles],
            "hash": [tile.hash for tile in tiles],
            "leaves": [b"".join(tile.leaves) for tile in tiles],
        }
    )
    copy_rows("privacy_rolltile", rows)
