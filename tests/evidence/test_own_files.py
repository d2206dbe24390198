"""A person's own evidence file: both verifiers take it, and it fails once a part of it is another one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.evidence.test_absences import asked_about, judged
from tests.evidence.test_person_maps import AT, mapped
from tests.ledger.evidence import archive_of, changed, files_in
from vethanam.errors import Refused, Unsound
from vethanam.evidence.own_files import make_own_file, own_file_in, own_files
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import queries as journal
from vethanam.journal import sequencer
from vethanam.ledger.evidence_files import COMPLETE, FORMS
from vethanam.ledger.verifier import Outcome
from vethanam.privacy.models import MadeFile

pytestmark = pytest.mark.usefixtures("world", "log_key")
HER, OTHER = 1000, 1001


def herself(person: int = HER) -> Authority:
    account, _ = Account.objects.get_or_create(username=f"person {person}")
    return Authority(account.pk, person, "", "employee", AT, is_sample=True)


def made(world: Any, person: int = HER) -> MadeFile:
    with world.role("web"):
        row = make_own_file(herself(person), person)
    sequencer.sequence_once()
    return row


def test_a_person_takes_one_file_in_three_forms_and_the_log_does_not_tell_whose_it_is(world: Any) -> None:
    use = asked_about(3)
    row = made(world)
    for form in FORMS:
        assert judged(own_file_in(row, HER, form)).outcome is Outcome.VERIFIED
    said = json.loads(own_file_in(row, HER, "json"))
    codes = [fact["code"] for fact in said["content"]["facts"]]
    assert codes == ["fact_own", "fact_own_use", "fact_reason", "fact_own_not_complete"]
    assert use.reference in said["content"]["facts"][1]["says"]["en"]
    (entry,) = [one for one in said["entries"] if "persons" in one]
    assert entry["persons"][0]["record"]["person"] == HER and "About the person" in entry["says"]
    leaf = journal.entry_of(row.leaf)
    assert leaf is not None and leaf.content["public"]["about"] == {"file": row.reference}
    assert (row.content, row.entries, row.page) == ({}, [], "")
    assert own_files(row.made_by_id) == [row]


def test_her_complete_list_is_checked_with_the_file(world: Any) -> None:
    asked_about(3)
    mapped(world, AT + timedelta(days=1))
    file = own_file_in(made(world), HER, "zip")
    verdict = judged(file)
    assert verdict.outcome is Outcome.VERIFIED and "no other use" in verdict.entries[3]
    files = files_in(file)
    assert judged(files[COMPLETE]).outcome is Outcome.VERIFIED
    assert judged(archive_of({**files, COMPLETE: b"{}"})).part == f"file {COMPLETE}"


def test_a_record_of_another_person_in_her_file_is_found(world: Any) -> None:
    asked_about(3)
    hers, others = (json.loads(own_file_in(made(world, one), one, "json")) for one in (HER, OTHER))
    index = next(at for at, one in enumerate(hers["entries"]) if "persons" in one)
    other = next(one["persons"] for one in others["entries"] if "persons" in one)
    file = changed(
        json.dumps(hers).encode(),
        lambda said: said["entries"][index]["persons"][0].update(record=other[0]["record"]),
    )
    verdict = judged(file)
    assert (verdict.outcome, verdict.part) == (Outcome.TAMPERED, "leaf")


def test_nobody_else_makes_it_and_it_is_taken_for_her_alone(world: Any) -> None:
    asked_about(3)
    with pytest.raises(Refused, match="law officer or the data protection officer"):
        make_own_file(herself(OTHER), HER)
    with pytest.raises(Unsound, match="no record about this person"):
        make_own_file(herself(5), 5)
    row = made(world)
    with pytest.raises(Unsound, match="has changed since"):
        own_file_in(row, OTHER, "json")
    mapped(world, AT + timedelta(days=1))
    with pytest.raises(Unsound, match="has changed since"):
        own_file_in(row, HER, "json")
