"""The proof that a person is not in a use: few people, many, and what cannot be shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.test_bundles import AT, a_use
from vethanam.errors import Unsound
from vethanam.evidence import bundles
from vethanam.evidence.absences import absence_from_use
from vethanam.evidence.published_trees import publish_trees
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import keys, sequencer
from vethanam.ledger import standalone
from vethanam.ledger.label_trees import root_of_labels
from vethanam.ledger.verifier import Outcome, Verdict, verify
from vethanam.privacy.actions import request_use
from vethanam.privacy.audit import broken_invariants
from vethanam.privacy.labels import keys_of_use, leaves_of_tree, published_tree, secret_of
from vethanam.privacy.models import LabelTile, Use
from vethanam.privacy.permit import Request, Subject, World

pytestmark = pytest.mark.usefixtures("world", "log_key")
STRANGER = 777


def asked_about(count: int) -> Use:
    """A refused use of persons 1000 and up, under a head."""
    account, _ = Account.objects.get_or_create(username="officer of PRD")
    asked = Request(
        actor="prd", org="PRD", purpose="PUBLICITY", subjects=[Subject(str(1000 + n)) for n in range(count)]
    )
    authority = Authority(account.pk, None, "PRD", "officer", AT)
    use = Use.objects.get(pk=request_use(authority, asked, world=World()).use)
    sequencer.sequence_once()
    return use


def findings() -> list[str]:
    """Of the comparison of uses; purposes are not registered here."""
    found = [finding.code for finding in broken_invariants("owner")]
    return [code for code in found if code != "purpose_unregistered"]


def judged(file: bytes, tree: bytes | None = None) -> Verdict:
    verdict, key = verify(file, keys.public_key(), tree), str(keys.public_key())
    other = standalone.verify(file, key, tree)
    assert (verdict.outcome, verdict.part, list(verdict.entries)) == (
        other["outcome"], other["part"], other["entries"],
    )  # fmt: skip
    return verdict


@pytest.mark.parametrize(("count", "size"), [(3, 128), (100, 100), (128, 128), (300, 300)])
def test_who_is_not_in_a_use_can_show_it(count: int, size: int, tmp_path: Path) -> None:
    use = asked_about(count)
    file = absence_from_use(use.reference, STRANGER)
    content = json.loads(file)
    assert (content["size"], "tree" in content) == (size, size == 128)
    assert content["secret"] == (secret_of(STRANGER) or b"").hex()
    assert judged(file).outcome is Outcome.VERIFIED
    assert len(file) < (13_500 if size == 128 else 8_000)
    with pytest.raises(Unsound, match="This person is in the use"):
        absence_from_use(use.reference, 1000)
    bundle = bundles.bundle_of_use(use.pk, 1001)
    assert judged(bundle).outcome is Outcome.VERIFIED
    assert json.loads(bundle)["entries"][0]["persons"][0]["size"] == size
    assert publish_trees(tmp_path) == (count >= 100)
    if count >= 100:
        assert_published(use, file, tmp_path)
    assert findings() == []


def assert_published(use: Use, file: bytes, folder: Path) -> None:
    """The tree is published once, is the one of the use, and completes the proof."""
    root = bytes(use.root or b"")
    tree = (folder / "persons" / root.hex()).read_bytes()
    secrets = keys_of_use(use.pk)
    assert secrets is not None
    leaves = leaves_of_tree(use.pk, secrets.filler)
    assert (tree, root) == (b"".join(leaves), root_of_labels(leaves))
    assert b"".join(published_tree(root) or ()) == tree
    assert judged(file, tree).outcome is Outcome.VERIFIED
    assert judged(file, tree[64:] + tree[:64]).part == "tree"
    assert publish_trees(folder) == 0


def test_no_use_without_labels_follows_one_with_them() -> None:
    a_use("before", has_labels=False)
    sequencer.sequence_once()
    assert "use_of_old_tree" not in findings()
    asked_about(3)
    assert judged(bundles.whole_log()).outcome is Outcome.VERIFIED
    a_use("after", has_labels=False)
    sequencer.sequence_once()
    assert "use_of_old_tree" in findings()
    verdict = judged(bundles.whole_log())
    assert (verdict.part, "tree of version 1" in verdict.says) == ("leaf", True)


def test_what_cannot_be_shown_is_said() -> None:
    with pytest.raises(Unsound, match="nothing"):
        absence_from_use("nothing", STRANGER)
    with pytest.raises(Unsound, match="could not yet show"):
        absence_from_use(a_use(has_labels=False).reference, STRANGER)
    account, _ = Account.objects.get_or_create(username="officer of PRD")
    authority = Authority(account.pk, None, "PRD", "officer", AT)
    asked = Request(actor="prd", org="PRD", purpose="PUBLICITY", subjects=[])
    with pytest.raises(Unsound, match="Nobody is in this use"):
        absence_from_use(request_use(authority, asked, world=World()).reference, STRANGER)
    waiting = request_use(
        authority, Request(actor="prd", org="PRD", purpose="PUBLICITY", subjects=[Subject("1")])
    )
    with pytest.raises(Unsound, match="has not signed this entry yet"):
        absence_from_use(waiting.reference, STRANGER)


def test_a_changed_tile_is_found(world: Any) -> None:
    use = asked_about(300)
    file = absence_from_use(use.reference, STRANGER)
    turned = (
        "UPDATE privacy_labeltile SET leaves = substr(leaves, 65) || substr(leaves, 1, 64) WHERE number = 1"
    )
    with world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(turned)
    assert findings() == ["subjects_differ"]
    tree = b"".join(published_tree(bytes(use.root or b"")) or ())
    assert (judged(file, tree).outcome, judged(file, tree).part) == (Outcome.TAMPERED, "tree")
    assert LabelTile.objects.count() == 2


def test_her_complete_file_has_her_secret() -> None:
    use = asked_about(3)
    file = bundles.bundle_of_person(1000)
    assert judged(file).outcome is Outcome.VERIFIED
    assert json.loads(file)["secret"] == (secret_of(1000) or b"").hex()
    assert "secret" not in json.loads(bundles.bundle_of_use(use.pk, 1000))
    for wrong in (1, "00", "x" * 64):
        changed = json.loads(file) | {"secret": wrong}
        assert (
            judged(
                json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            ).exit_code
            == 2
        )
