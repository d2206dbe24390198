"""Recompute the chains of officers' looks and the leaves of their days, for ``vethanam check``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby, pairwise

from django.db import connections

from vethanam.errors import Finding
from vethanam.privacy.looks import NO_LOOKS, day_span, head_after, line_commitment, tree_of_lines
from vethanam.privacy.models import Look, LookDay, LookEntry, LookLine

#: people of one question
AT_ONCE = 1_000
_SAMPLED = """
SELECT person FROM (SELECT DISTINCT person FROM privacy_lookline) lines
 ORDER BY CASE WHEN %s::int IS NULL THEN 0 ELSE random() END, person LIMIT %s
"""


def look_findings(using: str, sample: int | None) -> Iterator[Finding]:
    """Days whose lines differ from their leaf, and people whose looks were changed, removed or left out."""
    days = list(LookDay.objects.using(using).order_by("day"))
    for before, day in pairwise(days):
        if day.day != before.day + timedelta(days=1):
            yield Finding(f"Looks of {before.day + timedelta(days=1)}", "look_day_missing")
    for day in days if sample is None else days[-1:]:
        lines = list(day.lines.using(using).values_list("number", "salt", "head", "commitment"))
        made = [line_commitment(bytes(salt), number, bytes(head)) for number, salt, head, _ in lines]
        is_made = made == [bytes(kept) for *_, kept in lines]
        if not is_made or tree_of_lines(made).root() != bytes(day.root):
            yield Finding(f"Looks of {day.day}", "look_day_differs")
    with connections[using].cursor() as cursor:
        cursor.execute(_SAMPLED, [sample, sample])
        people = [person for (person,) in cursor.fetchall()]
    for first in range(0, len(people), AT_ONCE):
        yield from _chains(using, people[first : first + AT_ONCE])
    if days:
        late = Look.objects.using(using).filter(entry=None, at__lt=day_span(days[-1].day)[0]).order_by("pk")
        for look in late.values_list("pk", flat=True)[:AT_ONCE]:
            yield Finding(f"Look {look}", "look_not_chained")


def _chains(using: str, people: Sequence[int]) -> Iterator[Finding]:
    """People whose chain does not lead to the ends that the days signed."""
    entries = LookEntry.objects.using(using).filter(person__in=people).order_by("person", "number")
    heads: dict[int, dict[int, bytes]] = {person: {} for person in people}
    broken = set()
    for person, of_person in groupby(entries.select_related("look"), lambda entry: entry.person):
        head = NO_LOOKS
        for number, entry in enumerate(of_person, start=1):
            head = heads[person][number] = head_after(head, entry.look)
            if entry.number != number or bytes(entry.head) != head or entry.look.person != person:
                broken.add(person)
    ends = LookLine.objects.using(using).filter(person__in=people).values_list("person", "number", "head")
    broken |= {person for person, number, head in ends if heads[person].get(number) != bytes(head)}
    for person in sorted(broken):
        yield Finding(f"Person {person}", "look_chain_differs")
