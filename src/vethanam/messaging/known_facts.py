"""What is on record of people for the permit, for many at an instant: death, age, guardian, place of duty.

A death counts for messages when it is verified: one clerk alone silences nobody. What is not on record is
left out, so that the wider protection holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from vethanam.bulk import array_of, read
from vethanam.privacy.current_windows import windows_now
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit.facts import ADULT

_DEAD = """
SELECT DISTINCT person FROM service_book_dead
 WHERE person = ANY(%s::bigint[]) AND verified_at <= %s AND (replaced_at IS NULL OR replaced_at > %s)
"""
# From the report on, where the use is of a scheme: it stops what comes from the scheme, and nothing else.
_DEAD_OF_SCHEMES = """
SELECT DISTINCT person FROM benefits_dead
 WHERE person = ANY(%s::bigint[]) AND reported_at <= %s AND (refuted_at IS NULL OR refuted_at > %s)
"""
_CHILDREN = """
SELECT id, date_part('year', age(%s::date, born))::integer FROM people_person
 WHERE id = ANY(%s::bigint[]) AND born > %s::date - make_interval(years => %s)
"""
_WARDS = """
SELECT person, max(verified_at)
  FROM (SELECT person, since, until, verified_at, corrected_at FROM service_book_ward
        UNION ALL SELECT person, since, until, verified_at, NULL FROM benefits_ward) ward
 WHERE person = ANY(%s::bigint[]) AND verified_at <= %s AND (corrected_at IS NULL OR corrected_at > %s)
   AND since <= %s AND (until IS NULL OR until >= %s)
 GROUP BY person
"""
# Of any age, by an order of a court, an authority or a committee; until its end is verified.
_UNDER_GUARDIANSHIP = """
SELECT DISTINCT person
  FROM (SELECT person, since, until, verified_at, replaced_at, proof FROM service_book_ward
        UNION ALL SELECT person, since, until, verified_at, NULL, proof FROM benefits_ward) ward
 WHERE person = ANY(%s::bigint[]) AND proof IN ('court', 'authority', 'committee') AND verified_at <= %s
   AND (replaced_at IS NULL OR replaced_at > %s) AND since <= %s AND (until IS NULL OR until >= %s)
"""
# The office of the posting that counts and began last, of each employment; of somebody with two, no place.
_PLACES = """
SELECT person_id, min(district), min(taluk) FROM (
  SELECT DISTINCT ON (e.id) e.person_id, o.district, o.taluk
    FROM people_employment e JOIN service_book_posting p ON p.employment_id = e.id AND p.valid_from <= %s
    JOIN service_book_standing s ON s.kind = 'posting' AND s.fact = p.id
    JOIN people_office o ON o.id = p.office_id
   WHERE e.person_id = ANY(%s::bigint[]) AND s.verified_at <= %s AND NOT s.is_withdrawn
     AND (s.replaced_at IS NULL OR s.replaced_at > %s)
   ORDER BY e.id, p.valid_from DESC, p.recorded_at DESC, p.id DESC) held
 GROUP BY person_id HAVING count(DISTINCT (district, taluk)) = 1
"""
_OF_WARDS: dict[str, Any] = {"person": pl.Int64, "guardian_seen_at": pl.Datetime("us", "UTC")}
#: purposes with an event in an area
OF_AN_AREA = frozenset({"EMERG"})


def known_facts(
    persons: Sequence[int], purpose: str, at: datetime, *, of_schemes: bool = False
) -> pl.DataFrame:
    """``person``, ``is_deceased``, ``age`` of whoever is under eighteen, ``is_ward`` (under guardianship by
    order), ``guardian_seen_at`` (when a second person verified her guardian), ``district`` and ``taluk`` of
    duty.

    One row a person, in order. ``of_schemes``: a reported death counts too, before it is confirmed. Places
    are read while an election window runs, and for an event with an area; nothing else asks for them.
    """
    whose, day = array_of(persons), at.astimezone(IST).date()
    facts = pl.DataFrame({"person": pl.Series(persons, dtype=pl.Int64)})
    dead = read(_DEAD, [whose, at, at], {"person": pl.Int64})
    if of_schemes:
        reported = read(_DEAD_OF_SCHEMES, [whose, at, at], {"person": pl.Int64})
        dead = pl.concat([dead, reported]).unique()
    children, under_guardianship = children_of(persons, at), under_guardianship_of(persons, at)
    guardians = pl.DataFrame(schema=_OF_WARDS)
    if guarded := {*children["person"], *under_guardianship}:
        guardians = read(_WARDS, [array_of([*guarded]), at, at, day, day], _OF_WARDS)
    wards = pl.DataFrame({"person": under_guardianship}, schema={"person": pl.Int64})
    schema = {"person": pl.Int64, "district": pl.String, "taluk": pl.String}
    places = pl.DataFrame(schema=schema)
    if purpose in OF_AN_AREA or any(window.is_open(at) for window in windows_now().election):
        places = read(_PLACES, [day, whose, at, at], schema)
    marked = dead.with_columns(is_deceased=pl.lit(value=True)), wards.with_columns(is_ward=pl.lit(value=True))
    for frame in (*marked, guardians, children, places):
        facts = facts.join(frame, on="person", how="left", maintain_order="left")
    return facts.with_columns(
        pl.col("is_deceased", "is_ward").fill_null(value=False), pl.col("district", "taluk").replace("", None)
    )


def dead_among(persons: Sequence[int], at: datetime) -> frozenset[int]:
    """Those of the people with a verified death on record at an instant."""
    found = read(_DEAD, [array_of(persons), at, at], {"person": pl.Int64})
    return frozenset(found["person"].to_list())


def children_of(persons: Sequence[int], at: datetime) -> pl.DataFrame:
    """``person`` and ``age`` of the people under eighteen on the day of an instant."""
    day = at.astimezone(IST).date()
    return read(_CHILDREN, [day, array_of(persons), day, ADULT], {"person": pl.Int64, "age": pl.Int64})


def under_guardianship_of(persons: Sequence[int], at: datetime) -> list[int]:
    """Those of the people who are under guardianship by order on the day of an instant, of any age."""
    day = at.astimezone(IST).date()
    given = [array_of(persons), at, at, day, day]
    return read(_UNDER_GUARDIANSHIP, given, {"person": pl.Int64})["person"].to_list()
