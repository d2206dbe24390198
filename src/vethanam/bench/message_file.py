"""The file of a message to everybody: composed, approved and sent by acts, then proven to a court."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vethanam.bench.audience import record_people
from vethanam.bench.database_guard import refuse_real_database
from vethanam.bench.label_trees import Settle, Web, bench_file
from vethanam.bench.pause import (
    ORDER,
    OWNER,
    PROTECTS,
    WRITER,
    record_rate_order,
    record_service,
    seated,
)
from vethanam.evidence.made_files import Asked
from vethanam.identity.authority import Authority
from vethanam.privacy.models import Use


def record_reachable(count: int) -> None:
    """Record people with an employment each, who read a message on their page."""
    refuse_real_database()
    record_people(count)


def bench_message_file(
    authority: Authority, settle: Settle, web: Web, database: Path | None
) -> dict[str, Any]:
    """Send a message to everybody's page, and make the file about it. Only the file is measured."""
    desk = seated(authority)
    record_service(authority)
    record_rate_order(authority)
    settle()
    composed = desk.do("compose", WRITER, order=ORDER, cohort={}, channel=["portal"])
    for name in (OWNER, PROTECTS):
        desk.do("approve", name, campaign=composed["campaign"])
    settle()
    desk.do("dispatch", WRITER, campaign=composed["campaign"])
    settle()
    found = bench_file(authority, Asked("campaign", composed["campaign"]), settle, web, database)
    return {"told": Use.objects.latest("pk").allowed, **found}
