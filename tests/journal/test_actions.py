from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from vethanam.errors import Broken
from vethanam.journal import queries
from vethanam.journal.actions import Event, append, append_many
from vethanam.journal.models import Opening, Staged
from vethanam.ledger.canonical import parse
from vethanam.ledger.commitments import commitment
from vethanam.ledger.leaves import check_leaf

AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)


def test_an_entry_is_a_leaf_that_commits_to_its_private_part(db: None) -> None:
    before = datetime.now(UTC)
    staged = append(
        "use.refused", public={"office": "PRD"}, private={"asked_by": "post 17"}, at=AT, is_sample=True
    )
    leaf = check_leaf(parse(bytes(Staged.objects.get(pk=staged).leaf)))
    opening = queries.opening_of(staged)
    assert opening is not None
    assert (leaf["kind"], leaf["at"], leaf["sample"]) == ("use.refused", "2026-11-03T04:30:00.000000Z", True)
    assert before <= datetime.fromisoformat(leaf["logged_at"]) <= datetime.now(UTC)
    assert opening.private == {"asked_by": "post 17"}
    assert leaf["commitment"] == commitment(opening.salt, opening.private).hex()
    assert "17" not in str(leaf["public"])


def test_without_a_private_part_nothing_is_committed_to(db: None) -> None:
    staged = append("credit", public={}, private=None, at=AT, is_sample=False)
    assert parse(bytes(Staged.objects.get(pk=staged).leaf))["commitment"] is None
    assert queries.opening_of(staged) is None


def test_an_act_that_is_rolled_back_leaves_no_entry(db: None) -> None:
    count = Staged.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append("credit", public={}, private={"a": 1}, at=AT, is_sample=False)
        _ = 1 / 0
    assert Staged.objects.count() == count
    assert not Opening.objects.filter(pk__gt=count).exists()


def test_many_entries_keep_their_order_and_their_salts(db: None) -> None:
    staged = append_many(
        [Event("credit", {"number": n}, {"number": n}, AT, is_sample=True) for n in range(2_500)]
    )
    assert staged == sorted(staged)
    leaves = [parse(bytes(row.leaf)) for row in Staged.objects.filter(pk__in=staged).order_by("pk")]
    assert [leaf["public"]["number"] for leaf in leaves] == list(range(2_500))
    assert len({bytes(row.salt) for row in Opening.objects.filter(pk__in=staged)}) == 2_500
    opening = queries.opening_of(staged[1_234])
    assert opening is not None
    assert opening.private == {"number": 1_234}


@pytest.mark.parametrize("public", [{"pen": "100234"}, {"to": "someone@mail.example"}, {"amount": 0.5}])
def test_what_must_not_be_public_is_refused(db: None, public: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"public part|exact form|stands in public for ever"):
        append("credit", public=public, private=None, at=AT, is_sample=False)


def test_a_time_without_zone_is_refused(db: None) -> None:
    with pytest.raises(Broken, match="without a zone"):
        append("credit", public={}, private=None, at=AT.replace(tzinfo=None), is_sample=False)
