"""Questions about proofs, each answered by a command alone: its exit code and its sentence."""

# ruff: noqa: F811 - fixtures of other modules

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.cli.test_ledger import log, run  # noqa: F401 - a fixture
from tests.conftest import World
from tests.evidence.test_absences import asked_about
from tests.evidence.test_person_maps import AT, mapped
from tests.journal.test_superuser_attacks import forged
from tests.ledger.samples import sample_log
from tests.privacy.test_retention import announced, by, officers, old  # noqa: F401 - fixtures
from vethanam.cli.evidence import app as evidence
from vethanam.cli.ledger import app as ledger
from vethanam.cli.retention import app as retention
from vethanam.errors import Unsound
from vethanam.evidence.bundles import bundle_of_use
from vethanam.evidence.published_trees import publish_trees
from vethanam.identity.models import Account
from vethanam.journal import keys, known_heads, sequencer
from vethanam.ledger.canonical import canonical
from vethanam.people.models import Employment, Person
from vethanam.privacy.models import Hold, UseSubject

pytestmark = pytest.mark.usefixtures("world", "log_key")
SEED = 20_261_201
NUMBER = "417093"


@pytest.fixture
def her() -> int:
    """An employee who is in no use, unless she is one of the persons 1000 and up."""
    person = Person.objects.create(name="Sarasu", born=AT.date(), recorded_at=AT)
    Employment.objects.create(person=person, number=NUMBER, category="state", recorded_at=AT)
    return person.pk


def asked(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(evidence, words)
    return done.exit_code, done.output


def test_question_02(her: int, tmp_path: Path) -> None:
    """She was not in the use: prove it; then one byte is another one."""
    use, file = asked_about(137), tmp_path / "absent.json"
    assert asked("absent", use.reference, "--employee", NUMBER, "--to", str(file))[0] == 0
    assert run("verify", str(file))[0] == 0
    content, chance = file.read_bytes(), Random(SEED)
    for place in chance.sample(range(len(content)), 12):
        other = bytes([content[place] ^ 1 << chance.randrange(7)])
        file.write_bytes(content[:place] + other + content[place + 1 :])
        code, says = run("verify", str(file))
        assert code in (1, 2), (place, says)


def test_question_03(tmp_path: Path, world: World) -> None:
    """Everything about her until a day: entry 7 of 9 is missing from the list."""
    person = Person.objects.create(pk=1001, name="Omana", born=AT.date(), recorded_at=AT)
    Employment.objects.create(person=person, number=NUMBER, category="state", recorded_at=AT)
    for count in range(2, 11):
        asked_about(count)
    mapped(world, AT + timedelta(days=1))
    file = tmp_path / "complete.json"
    assert asked("complete", "--employee", NUMBER, "--to", str(file))[0] == 0
    assert run("verify", str(file))[0] == 0
    content = json.loads(file.read_bytes())
    assert len(content["entries"]) == 9
    del content["entries"][6]
    file.write_bytes(canonical(content))
    code, says = run("verify", str(file), "--json")
    assert (code, json.loads(says)["outcome"]) == (1, "tampered")
    assert "list" in json.loads(says)["says"]


def test_question_06(
    log: Callable[[int], str], world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two heads of one size under one key: the first entry in which their logs differ is named."""
    ours, theirs, later = (tmp_path / f"{name}.json" for name in ("ours", "theirs", "later"))
    note = log(23)
    assert run("export", str(ours))[0] == 0
    forged(world, *ANOTHER_HISTORY)
    known_heads.path_of_heads().unlink()
    assert sequencer.sequence_once() == 23
    assert run("checkpoint")[1].splitlines()[:2] == note.splitlines()[:2]
    assert run("export", str(theirs))[0] == 0
    log(4)
    assert run("export", str(later))[0] == 0
    code, says = run("compare", str(ours), str(theirs), "--key", str(keys.public_key()))
    assert (code, says) == (1, "Two histories: entry 17 is the first in which they differ.\n")
    code, says = run("compare", str(later), str(theirs), "--json")
    assert (code, json.loads(says)) == (0, {"one_history": True, "sizes": [27, 23], "differs_at": None})
    other = tmp_path / "other.json"
    other.write_bytes(sample_log().whole())
    for words, why in (((str(ours), str(other)), "two keys"), ((str(ours), str(tmp_path / "use.json")), "")):
        if not why:
            (tmp_path / "use.json").write_bytes(bundle_of_use(asked_about(3).pk, 1000))
        done = CliRunner().invoke(ledger, ["compare", *words])
        assert done.exit_code == 1 and isinstance(done.exception, Unsound)


#: entry 17 is another one, and the whole log waits to be signed anew
ANOTHER_HISTORY = (
    "UPDATE journal_staged SET leaf = replace(convert_from(leaf, 'UTF8'), '\"n\":17', '\"n\":71')::bytea",
    "INSERT INTO journal_waiting (staged_id, xid) SELECT staged_id, '3'::xid8 FROM journal_leaf",
    "DELETE FROM journal_leaf", "DELETE FROM journal_node", "DELETE FROM journal_head",
)  # fmt: skip


def test_question_07(her: int, tmp_path: Path) -> None:
    """A published tree of 130 with two labels exchanged: the place is named."""
    use, file = asked_about(130), tmp_path / "absent.json"
    assert asked("absent", use.reference, "--employee", NUMBER, "--to", str(file))[0] == 0
    publish_trees(tmp_path)
    (published,) = (tmp_path / "persons").iterdir()
    tree = published.read_bytes()
    assert run("verify", str(file), "--tree", str(published))[0] == 0
    leaves = [tree[start : start + 64] for start in range(0, len(tree), 64)]
    leaves[77], leaves[113] = leaves[113], leaves[77]
    published.write_bytes(b"".join(leaves))
    code, says = run("verify", str(file), "--tree", str(published))
    assert (code, "leaf 78 does not stand above" in says) == (1, True), says


def test_question_10(world: World, old: Callable[..., Any], tmp_path: Path) -> None:
    """A file of a use, before and after the records went: what it shows, and its exit code."""
    (use,) = old(7)
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_bytes(bundle_of_use(use.pk, 1004))
    by("service-worker", "service")
    assert announced(world) == 1
    with world.role("worker"):
        done = CliRunner().invoke(retention, ["run"])
    assert (done.exit_code, "Destroyed: 8 rows." in done.output) == (0, True), done.output
    after.write_bytes(bundle_of_use(use.pk, 1004))
    for file, is_erased in ((before, False), (after, True)):
        code, says = run("verify", str(file))
        assert (code, "payload erased under R8.3" in says) == (0, is_erased), says
    code, says = asked("absent", use.reference, "--employee", "1", "--to", str(tmp_path / "absent.json"))
    assert code == 1


def test_question_11(
    world: World, old: Callable[..., Any], officers: tuple[Account, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hold set a day before the run keeps its use; one set a day after finds nothing left to keep."""
    kept, gone = old(3, 4)
    by("service-worker", "service")
    monkeypatch.setattr("vethanam.cli.officers.business_now", lambda: (AT, True))
    words = ["hold", "court_order", "WP(C) 11/2027", "--asked-by", "High Court", "--as", officers[0].username]
    for use, is_before in ((kept, True), (gone, False)):
        if not is_before:
            assert announced(world) == 1
            with world.role("worker"):
                done = CliRunner().invoke(retention, ["run"])
            assert "Destroyed: 5 rows." in done.output, done.output
        with world.role("web"):
            done = CliRunner().invoke(retention, [*words, "--use", use.reference])
        assert done.exit_code == 0, done.output
    left = UseSubject.objects.filter(salt__isnull=False).values_list("use", flat=True).distinct()
    assert (list(left), Hold.objects.count()) == ([kept.pk], 2)
