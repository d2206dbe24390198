"""Maps of days from the rows, and the list of a person that they complete."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from tests.evidence.test_absences import STRANGER, asked_about, findings, judged
from vethanam.errors import Broken, Unsound
from vethanam.evidence import bundles
from vethanam.evidence.person_maps import complete_list
from vethanam.evidence.published_trees import publish_trees
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import queries as journal
from vethanam.journal import sequencer
from vethanam.journal.actions import append
from vethanam.ledger.verifier import Outcome
from vethanam.privacy.actions import day_maps, make_map
from vethanam.privacy.day_maps import latest_map, published_map
from vethanam.privacy.labels import made_secret_of
from vethanam.privacy.map_audit import map_findings
from vethanam.privacy.models import MapLine

pytestmark = pytest.mark.usefixtures("world", "log_key")
AT = datetime.fromisoformat("2026-12-25T10:00:00+05:30")
DAY = timedelta(days=1)


def mapped(world: Any, at: datetime, *, is_sample: bool = True) -> date | None:
    """The map that is due at an instant, under a head."""
    account, _ = Account.objects.get_or_create(username="service-worker")
    with world.role("worker"):
        made = make_map(Authority(account.pk, None, "DEPT", "service", at, is_sample=is_sample))
    sequencer.sequence_once()
    return made


def leaf_of_map() -> dict[str, Any]:
    latest = latest_map()
    assert latest is not None
    entry = journal.entry_of(latest.leaf)
    assert entry is not None
    return dict(entry.content["public"])


@pytest.mark.parametrize(("count", "size"), [(3, 128), (600, 601)])
def test_who_lists_her_uses_shows_that_none_is_missing(
    count: int, size: int, tmp_path: Path, world: Any
) -> None:
    asked_about(count)
    with pytest.raises(Unsound, match="no map of a day yet"):
        complete_list(1000)
    made_secret_of(STRANGER)
    assert mapped(world, AT + DAY) == AT.date()
    public = leaf_of_map()
    assert (public["before"], public["people"], public["records"]) == (
        (None, None, None) if count < 100 else (None, 601, 600)
    )
    second = asked_about(2)
    assert mapped(world, AT + 2 * DAY) == AT.date() + DAY
    for person, uses in ((1000, 2), (1002, 1), (STRANGER, 0)):
        file = complete_list(person)
        assert judged(file).outcome is Outcome.VERIFIED
        content = json.loads(file)
        assert (content["size"], len(content["entries"])) == (size, uses)
        assert all("leaf" in entry for entry in content["entries"])
    assert len(complete_list(STRANGER)) < 8_000
    assert second.reference in complete_list(1000).decode()
    root = bytes.fromhex(leaf_of_map()["persons2"])
    assert publish_trees(tmp_path) == 1 + (count >= 100)
    tree = (tmp_path / "persons" / root.hex()).read_bytes()
    assert b"".join(published_map(root) or ()) == tree and published_map(bytes(32)) is None
    assert judged(complete_list(1000), tree).outcome is Outcome.VERIFIED
    assert judged(complete_list(1000), tree[64:] + tree[:64]).part == "tree"
    assert publish_trees(tmp_path) == 0
    with pytest.raises(Unsound, match="has no line about this person yet"):
        complete_list(STRANGER + 1)
    assert findings() == [] and judged(bundles.whole_log()).outcome is Outcome.VERIFIED


def test_each_day_has_one_map_and_a_year_new_labels(world: Any) -> None:
    asked_about(3)
    account, _ = Account.objects.get_or_create(username="service-worker")
    first = Authority(account.pk, None, "DEPT", "service", AT + 5 * DAY)
    with world.role("worker"):
        assert make_map(first) == AT.date() + 4 * DAY
        assert make_map(first.later(AT + 9 * DAY)) is None
    with pytest.raises(Unsound, match="has not signed this entry yet"):
        complete_list(1000)
    sequencer.sequence_once()
    ours, later = leaf_of_map(), datetime.fromisoformat("2027-01-03T00:01:00+05:30")
    days = (later.date() - date.fromisoformat(ours["day"])).days - 1
    made = [mapped(world, later) for _ in range(days + 1)]
    assert made[-3:] == [date(2027, 1, 1), date(2027, 1, 2), None]
    assert (ours["map"], leaf_of_map()["map"]) == ("map-2026", "map-2027")
    assert ours["label_key"] != leaf_of_map()["label_key"]
    assert judged(complete_list(1000)).outcome is Outcome.VERIFIED
    assert findings() == [] and judged(bundles.whole_log()).outcome is Outcome.VERIFIED


def test_a_map_is_written_whole_or_not_at_all(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_about(3)
    write, begun = day_maps._write, list[bool]()

    def killed(*_given: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    def overtaken(authority: Authority, made: Any) -> None:
        if not begun:
            begun.append(True)
            make_map(authority)
        write(authority, made)

    for name, instead, error in (("append", killed, KeyboardInterrupt), ("_write", overtaken, Broken)):
        with monkeypatch.context() as meanwhile, pytest.raises(error):
            meanwhile.setattr(day_maps, name, instead)
            mapped(world, AT + DAY)
        assert not MapLine.objects.exists() and latest_map() is None
    assert mapped(world, AT + DAY) == AT.date() and findings() == []


def test_a_destroyed_opening_stands_by_its_commitment_and_no_day_has_two_maps(world: Any) -> None:
    asked_about(3)
    asked_about(3)
    mapped(world, AT + DAY)
    with world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "UPDATE privacy_usesubject SET record = 'null' WHERE person = 1000 AND use_id IN"
            " (SELECT min(id) FROM privacy_use)"
        )
    closed, opened = json.loads(complete_list(1000))["entries"]
    assert (closed.keys(), "says" in opened) == ({"commitment", "index"}, True)
    assert judged(complete_list(1000)).outcome is Outcome.VERIFIED
    again = {**leaf_of_map(), "before": journal.latest_head().size - 1}  # type: ignore[union-attr]
    append("map.day", public=again, private=None, at=AT, is_sample=False)
    sequencer.sequence_once()
    verdict = judged(bundles.whole_log())
    assert (verdict.part, "two maps" in verdict.says) == ("map", True)


#: a superuser's change past the triggers, and what check finds of it in the maps
CHANGES = {
    "DELETE FROM privacy_usesubject WHERE person = 1000": ["map_line_differs"],
    "UPDATE privacy_mapline SET records = 0 WHERE person = 1000": ["map_line_differs"],
    "UPDATE privacy_mapline SET line = sha256(line) WHERE person = 1000": ["map_line_differs", "map_differs"],
    "UPDATE privacy_labelsecret SET inner_key = outer_key, outer_key = inner_key WHERE person = 1000": [
        "map_line_differs"
    ],
    "DELETE FROM privacy_mapline WHERE person = 1001": ["map_line_differs", "map_differs"],
    "UPDATE privacy_daymap SET day = day - 1 WHERE id = (SELECT min(id) FROM privacy_daymap)": [
        "map_differs",
        "map_day_missing",
    ],
    "UPDATE privacy_daymap SET root = sha256(root)": ["map_differs", "map_differs", "map_differs"],
}

#: what no process may do
REFUSED = [
    ("worker", "UPDATE privacy_mapline SET records = 0"),
    ("worker", "UPDATE privacy_mapline SET chain = sha256(chain)"),
    ("worker", "UPDATE privacy_mapline SET person = person + 1"),
    ("worker", "DELETE FROM privacy_mapline"),
    ("worker", "UPDATE privacy_daymap SET covers = 0"),
    ("worker", "UPDATE privacy_mapyear SET key = key"),
    ("web", "INSERT INTO privacy_mapline VALUES (1, sha256('a'), 0, sha256('b'), sha256('c'))"),
    ("web", "UPDATE privacy_mapline SET records = 9"),
    ("dispatcher", "SELECT * FROM privacy_mapline"),
]


def test_changed_rows_of_a_map_are_found_and_no_process_changes_one(world: Any) -> None:
    asked_about(3)
    mapped(world, AT + DAY)
    mapped(world, AT + 2 * DAY)
    for statement, codes in CHANGES.items():
        with world.connect("postgres") as superuser, superuser.transaction(force_rollback=True):
            superuser.execute("SET LOCAL session_replication_role = replica")
            superuser.execute(statement)
            found = [one.code for one in map_findings(superuser.cursor(), None)]
            some = [one.code for one in map_findings(superuser.cursor(), 10)]
        assert found == codes, statement
        assert some and not {*some} - {*codes}
    assert findings() == []
    for role, statement in REFUSED:
        with world.connect(role) as process, pytest.raises(psycopg.Error):
            process.execute(statement)


def test_a_worker_that_makes_no_map_is_found(world: Any) -> None:
    asked_about(3)
    mapped(world, timezone.now() - DAY, is_sample=False)
    assert findings() == []
    with world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE privacy_daymap SET day = day - 2")
    assert "map_late" in findings()


def test_a_use_left_out_by_the_maker_is_found_by_its_person_and_by_check(world: Any) -> None:
    """The worker makes the map while a use is hidden: the list that is shown later has one more."""
    first, hidden = asked_about(3), asked_about(3)
    with world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "CREATE TABLE aside AS SELECT * FROM privacy_usesubject WHERE use_id = %s", [hidden.pk]
        )
        superuser.execute("DELETE FROM privacy_usesubject WHERE use_id = %s", [hidden.pk])
    mapped(world, AT + DAY)
    false = complete_list(1000)
    assert judged(false).outcome is Outcome.VERIFIED and first.reference in false.decode()
    with world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("INSERT INTO privacy_usesubject OVERRIDING SYSTEM VALUE SELECT * FROM aside")
        superuser.execute("DROP TABLE aside")
    assert {*findings()} == {"map_line_differs"}
    assert judged(complete_list(1000)).part == "map"
    assert judged(bundles.bundle_of_use(hidden.pk, 1000)).outcome is Outcome.VERIFIED
