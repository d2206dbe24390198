"""One person's file, and its silence about others."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from vethanam.errors import Unsound
from vethanam.evidence import bundles, queries
from vethanam.identity.models import Account
from vethanam.journal import keys, sequencer
from vethanam.journal.actions import append
from vethanam.ledger import standalone
from vethanam.ledger.canonical import canonical
from vethanam.ledger.commitments import commitment, fresh_salts
from vethanam.ledger.label_trees import label_leaves, root_of_labels
from vethanam.ledger.persons import PersonTree
from vethanam.ledger.verifier import Outcome, Verdict, verify
from vethanam.payments.queries import LegProven
from vethanam.privacy.labels import UseKeys, labels_of
from vethanam.privacy.models import SubjectOutcome, Use, UseClosing, UseSecret, UseSubject

AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)
PEOPLE = range(101, 108)


pytestmark = pytest.mark.usefixtures("world", "log_key")


def commit(records: Sequence[dict[str, Any]]) -> tuple[PersonTree, list[dict[str, Any]]]:
    """A tree over records, and the columns of each."""
    salts = fresh_salts(len(records))
    values = [commitment(salt, record) for salt, record in zip(salts, records, strict=True)]
    tree = PersonTree(values)
    return tree, [
        {"salt": salt, "record": record, "commitment": value, "position": tree.position_of(value)}
        for salt, record, value in zip(salts, records, values, strict=True)
    ]


@transaction.atomic
def a_use(reference: str = "use-1", *, office: str = "PRD", has_labels: bool = True) -> Use:
    """A refused use that named everyone, under labels or as before there were any."""
    account, _ = Account.objects.get_or_create(username=f"officer of {office}")
    tree, rows = commit(
        [{"outcome": "deny", "reason": "CONTROLLER_MISMATCH", "reference": f"{n}"} for n in PEOPLE]
    )
    keys, root = UseKeys.fresh(), {"persons": tree.root.hex()}
    labels: list[Any] = [None for _ in PEOPLE]
    if has_labels:
        labels = labels_of(PEOPLE, keys, reference)
        leaves = label_leaves(labels, [row["commitment"] for row in rows], keys.filler)
        root = {"persons2": root_of_labels(leaves).hex(), "label_key": keys.hash, "use": reference}
    leaf = append(
        "use.refused",
        public={"office": office, "purpose": "SAL-CREDIT", **root},
        private={"asked_by": "post 17"},
        at=AT,
        is_sample=True,
    )
    use = Use.objects.create(
        reference=reference, purpose_code="SAL-CREDIT", mode="message", asked_by=account, office=office,
        role="officer", subjects=len(PEOPLE), allowed=0, outcome="deny", reason="CONTROLLER_MISMATCH",
        request={}, rules_hash=b"", root=tree.root, leaf=leaf, at=AT, recorded_at=AT, is_sample=True,
    )  # fmt: skip
    if has_labels:
        UseSecret.objects.create(use=use, key=keys.key, filler=keys.filler)
    for row in rows:
        row.pop("position")
    UseSubject.objects.bulk_create(
        UseSubject(use=use, person=person, outcome="deny", label=label, reason="CONTROLLER_MISMATCH", **row)
        for person, label, row in zip(PEOPLE, labels, rows, strict=True)
    )
    return use


def a_closing(world: Any, use: Use) -> UseClosing:
    tree, rows = commit([{"result": "sent"} for _ in PEOPLE])
    leaf = append("use.closed", public={"persons": tree.root.hex()}, private=None, at=AT, is_sample=True)
    with world.role("dispatcher"):
        closing = UseClosing.objects.create(
            use=use, sent=7, failed=0, uncertain=0, cancelled=0, root=tree.root, leaf=leaf, recorded_at=AT
        )
        SubjectOutcome.objects.bulk_create(
            SubjectOutcome(closing=closing, person=person, **row)
            for person, row in zip(PEOPLE, rows, strict=True)
        )
    return closing


def judged(file: bytes) -> Verdict:
    """The verdict of both verifiers."""
    verdict = verify(file, keys.public_key())
    other = standalone.verify(file, str(keys.public_key()))
    assert (verdict.outcome, verdict.leaf, list(verdict.entries)) == (
        other["outcome"],
        other["leaf"],
        other["entries"],
    )
    return verdict


def test_one_use_for_one_person_verifies_and_says_what_was_decided() -> None:
    use = a_use()
    sequencer.sequence_once()
    file = bundles.bundle_of_use(use.pk, 103)
    verdict = judged(file)
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.entries == (
        (
            "Entry 0 of vethanam.example/test: use refused, 2026-11-03T04:30:00.000000Z, in a sample."
            " Public: office PRD; purpose SAL-CREDIT; use use-1."
            " About the person: outcome deny; reason CONTROLLER_MISMATCH; reference 103."
        ),
    )
    shown = json.loads(file)["entries"][0]["persons"][0]
    assert (shown["size"], "label" in shown) == (128, True)
    assert b"post 17" not in file
    assert not any(f'"{other}"'.encode() in file for other in PEOPLE if other != 103)


def test_a_use_from_before_there_were_labels_is_shown_as_it_was() -> None:
    use = a_use(has_labels=False)
    sequencer.sequence_once()
    file = bundles.bundle_of_use(use.pk, 103)
    assert judged(file).outcome is Outcome.VERIFIED
    shown = json.loads(file)["entries"][0]["persons"][0]
    assert (shown["size"], "label" in shown) == (7, False)


def test_decision_and_outcome_stand_beneath_two_leaves(world: Any) -> None:
    use = a_use()
    a_closing(world, use)
    sequencer.sequence_once()
    verdict = judged(bundles.bundle_of_use(use.pk, 104))
    assert verdict.outcome is Outcome.VERIFIED
    assert [entry.rpartition("About the person: ")[2] for entry in verdict.entries] == [
        "outcome deny; reason CONTROLLER_MISMATCH; reference 104.",
        "result sent.",
    ]


def test_a_changed_record_is_named() -> None:
    use = a_use()
    sequencer.sequence_once()
    content = json.loads(bundles.bundle_of_use(use.pk, 103))
    content["entries"][0]["persons"][0]["record"]["outcome"] = "allow"
    verdict = judged(canonical(content))
    assert (verdict.outcome, verdict.leaf) == (Outcome.TAMPERED, 0)


def test_before_the_head_is_signed_there_is_no_proof() -> None:
    use = a_use()
    assert queries.place_of(use.leaf) is None
    with pytest.raises(Unsound, match="not signed this entry yet"):
        bundles.bundle_of_use(use.pk, 103)


def test_someone_not_concerned_gets_no_proof() -> None:
    use = a_use()
    sequencer.sequence_once()
    with pytest.raises(Unsound, match="no record about this person"):
        bundles.bundle_of_use(use.pk, 999)
    with pytest.raises(Unsound, match="no record about this person"):
        bundles.bundle_of_person(999)


def test_what_was_destroyed_is_not_opened_but_a_kept_copy_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    use = a_use()
    sequencer.sequence_once()
    kept = bundles.bundle_of_use(use.pk, 103)
    found = queries.records_of_use(use.pk, 103)
    gone = [queries.Record(record.staged, None) for record in found]
    monkeypatch.setattr(bundles, "records_of_use", lambda use, person: gone)
    with pytest.raises(Unsound, match="not kept any more"):
        bundles.bundle_of_use(use.pk, 103)
    assert judged(kept).outcome is Outcome.VERIFIED


def test_everything_about_a_person_is_one_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    a_use("use-1")
    a_use("use-2", office="FIN")
    sequencer.sequence_once()
    a_use("use-3")
    verdict = judged(bundles.bundle_of_person(105))
    assert verdict.outcome is Outcome.VERIFIED
    assert len(verdict.entries) == 2


def test_two_payments_of_one_person_stand_beneath_one_leaf(monkeypatch: pytest.MonkeyPatch) -> None:
    tree, rows = commit([{"paise": 45_60_000, "leg": n} for n in range(6)])
    leaf = append(
        "payment.handed_over", public={"persons": tree.root.hex()}, private=None, at=AT, is_sample=True
    )
    sequencer.sequence_once()
    proven = [
        LegProven(
            leaf, tree.root, row["commitment"], row["salt"], row["record"], tree.path_of(row["commitment"])
        )
        for row in rows[:2]
    ]
    monkeypatch.setattr(queries, "proofs_of_leg", lambda leg: proven)
    monkeypatch.setattr(bundles, "records_of_person", lambda person: queries.records_of_payment(1))
    verdict = judged(bundles.bundle_of_person(1))
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.entries[0].endswith(
        "About the person: leg 0; paise 4560000. About the person: leg 1; paise 4560000."
    )


def test_a_court_sees_the_private_part_too() -> None:
    use = a_use()
    sequencer.sequence_once()
    assert "asked by post 17" in judged(bundles.bundle_of_entries([use.leaf], is_opened=True)).entries[0]
    assert "post 17" not in judged(bundles.bundle_of_entries([use.leaf])).entries[0]


def test_the_whole_log_opens_nothing() -> None:
    with pytest.raises(Unsound, match="no signed head"):
        bundles.whole_log()
    a_use("use-1")
    sequencer.sequence_once()
    a_use("use-2")
    sequencer.sequence_once()
    file = bundles.whole_log()
    verdict = judged(file)
    assert (verdict.outcome, verdict.size) == (Outcome.VERIFIED, 4)  # each with its row sets
    assert len(json.loads(file)["heads"]) == 2
    assert b"post 17" not in file
    assert all("opening" not in entry and "persons" not in entry for entry in json.loads(file)["leaves"])


def test_a_page_shows_where_an_entry_stands() -> None:
    use = a_use()
    sequencer.sequence_once()
    place = queries.place_of(use.leaf)
    assert place is not None
    assert (place.index, place.size, len(place.path)) == (0, 2, 1)  # the other entry is of the rows' sets
    assert queries.leaves_of_use(use.pk) == [use.leaf]
