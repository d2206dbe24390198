"""The tree of a closing in tiles: the same proofs as of the whole tree, and no tile proves anything else."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.evidence.test_absences import asked_about, judged
from vethanam.evidence.bundles import bundle_of_use
from vethanam.journal import keys, sequencer
from vethanam.ledger.persons import PersonTree
from vethanam.ledger.verifier import Outcome
from vethanam.messaging.use_results import close_use
from vethanam.privacy.models import Outbox, OutcomeTile, SubjectOutcome, Use
from vethanam.privacy.outcome_trees import path_of_outcome

pytestmark = pytest.mark.usefixtures("world", "log_key")
HER = 1007


def closed(world: Any, count: int) -> Use:
    """A use of so many people with a message to each, and its outcome under a head."""
    use, now = asked_about(count), timezone.now()
    with world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, state, attempts, queued_at,"
            " claimed_at, done_at, result) SELECT use_id, person, person, 'email', 'sent', 1, %(at)s, %(at)s,"
            " %(at)s, '' FROM privacy_usesubject WHERE use_id = %(use)s",
            {"at": now, "use": use.pk},
        )
    with world.role("dispatcher"):
        close_use(use, keys.public_key().name)
    sequencer.sequence_once()
    assert Outbox.objects.count() == count
    return use


@pytest.mark.parametrize(("count", "tiles"), [(99, 0), (100, 1), (300, 2), (512, 2)])
def test_the_place_of_an_outcome_is_that_in_the_whole_tree(world: Any, count: int, tiles: int) -> None:
    use = closed(world, count)
    assert OutcomeTile.objects.count() == tiles
    rows = list(SubjectOutcome.objects.order_by("person"))
    tree = PersonTree(bytes(row.commitment) for row in rows)
    for row in rows[:: max(1, count // 25)]:
        assert path_of_outcome(row) == tree.path_of(bytes(row.commitment))
    assert judged(bundle_of_use(use.pk, HER)).outcome is Outcome.VERIFIED


def test_a_changed_tile_proves_nothing_and_no_process_writes_another(world: Any) -> None:
    use = closed(world, 512)
    row = SubjectOutcome.objects.get(person=HER)
    for role in ("web", "worker"):
        with pytest.raises(DatabaseError), world.role(role), transaction.atomic():
            OutcomeTile.objects.create(closing=row.closing, number=9, first=b"", hash=b"", leaves=b"")
    for statement in ("UPDATE privacy_outcometile SET hash = first", "DELETE FROM privacy_outcometile"):
        with pytest.raises(psycopg.Error, match="is appended to, never changed"):
            world.sql("owner", statement)
    with world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE privacy_outcometile SET hash = sha256(hash)")
    assert judged(bundle_of_use(use.pk, HER)).outcome is Outcome.TAMPERED
