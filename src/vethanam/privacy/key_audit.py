"""Compare the signed days of opened contacts with their rows, for ``vethanam check``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from vethanam.errors import Finding
from vethanam.journal.models import Head, Staged
from vethanam.journal.queries import NOTHING
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.stamps import is_sample_log
from vethanam.privacy.key_days import (
    counts_of_day,
    differing_uses,
    public_counts,
    resealed_on,
    total_of,
)
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import KeyDay

#: days after which a day without its leaf is told
LATE_DAYS = 3


def key_findings(using: str, sample: int | None) -> Iterator[Finding]:
    """Days that are missing, late or not made of their rows, and uses opened more or less than accounted."""
    days = list(KeyDay.objects.using(using).order_by("day"))
    for before, day in pairwise(days):
        if day.day != before.day + timedelta(days=1):
            yield Finding(f"Opened contacts of {before.day + timedelta(days=1)}", "key_day_missing")
    if days:
        yield from _late(using, days[-1])
    told = set[str]()
    for day in days if sample is None else days[-1:]:
        if not _is_made_of_its_rows(using, day):
            yield Finding(f"Opened contacts of {day.day}", "key_day_differs")
        for one in differing_uses(day.day, using):
            if one.use not in told:
                told.add(one.use)
                facts = {
                    "granted": one.granted, "opened": one.opened, "accounted": one.accounted,
                    "taken": one.taken,
                }  # fmt: skip
                yield Finding(f"Use {one.use}", "openings_differ", facts=facts)


def _late(using: str, last: KeyDay) -> Iterator[Finding]:
    """A finding if the dispatcher signed no day lately, by the sequencer's clock."""
    head = Head.objects.using(using).order_by("-pk").first()
    if head is None or is_sample_log(head.note.partition("\n")[0]):
        return
    if last.day < head.at.astimezone(IST).date() - timedelta(days=LATE_DAYS):
        yield Finding(f"Opened contacts of {last.day + timedelta(days=1)}", "key_day_late")


def _is_made_of_its_rows(using: str, day: KeyDay) -> bool:
    """Whether the counts of the dispatchers, the lines, the row and the leaf of a day agree."""
    counts, resealed = counts_of_day(day.day, using), resealed_on(day.day, using)
    total = total_of(counts)
    lines = day.lines.using(using).values_list("use", "opened", "begun", "let_go")
    leaf = Staged.objects.using(using).filter(pk=day.leaf).values_list("leaf", flat=True).first()
    said = (leaf_in(bytes(leaf)) if leaf is not None else None) or NOTHING
    return (
        sorted(lines) == sorted((one.use_id, one.opened, one.begun, one.let_go) for one in counts)
        and (day.opened, day.begun, day.let_go, day.resealed)
        == (total.opened, total.begun, total.let_go, resealed)
        and said["kind"] == "keys.day"
        and said["public"] == {"day": day.day.isoformat(), **public_counts(counts, resealed)}
    )
