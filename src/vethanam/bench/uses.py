"""Uses about many people, asked for as an office does; the permit refuses them, so that no contact is needed.

Record, label, tree and leaf are those of any use: a refused one is recorded like an allowed one.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from vethanam.bench.database_guard import refuse_real_database
from vethanam.identity.authority import Authority
from vethanam.privacy.actions import request_use
from vethanam.privacy.labels import make_secrets
from vethanam.privacy.models import Use
from vethanam.privacy.permit import Request, Subject, World
from vethanam.privacy.permit.subject_groups import Alike

_AT_ONCE = 100_000


def make_all_secrets(count: int) -> None:
    """Make the secrets of the persons 1 to ``count``."""
    for start in range(1, count + 1, _AT_ONCE):
        make_secrets(range(start, min(start + _AT_ONCE, count + 1)))


def use_about(authority: Authority, count: int) -> Use:
    """A use of the information office about the persons 1 to ``count``."""
    refuse_real_database()
    ids = pl.int_range(1, count + 1, eager=True)
    people = Alike(ids.cast(pl.String), [Subject("")], pl.zeros(count, pl.UInt32, eager=True))
    asks = replace(authority, office="PRD", role="officer")
    asked = Request(actor="bench", org="PRD", purpose="PUBLICITY", subjects=people)
    return Use.objects.get(pk=request_use(asks, asked, world=World()).use)
