"""A properly signed log with an unapproved message is detected from the file alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.sent import Sent, approved, begun, said_of
from vethanam.ledger import quorum, standalone
from vethanam.ledger.approvals import commitment_to
from vethanam.ledger.signatures import challenge_of
from vethanam.privacy.purposes import load_catalogue


def test_two_other_persons_within_72_hours_and_it_verifies() -> None:
    sent = approved()
    sent.allow(hours=74)
    sent.close(opened=74)
    assert said_of(sent) == {("verified", None, "")}


def _one_person_twice(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-binu2", "dpo")
    sent.allow()


def _the_asker(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-anu", "dpo")
    sent.allow()


def _in_whose_name(sent: Sent) -> None:
    sent.compose(asked_by=["anu", "cini"])
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow()


def _only_one(sent: Sent) -> None:
    sent.compose(approvals=["dpo"])  # the message claims fewer approvals than the purpose needs
    sent.approve("k-dpo", "dpo")
    sent.allow()


def _two_of_three(sent: Sent) -> None:
    sent.compose(approvals=["purpose_owner", "dpo", "law_officer"])
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow()


def _two_of_three_at_its_time(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow(approvals=["purpose_owner", "dpo", "law_officer"])


def _after(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.allow()
    sent.approve("k-dpo", "dpo", 3)


def _stale(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner", 2)
    sent.approve("k-dpo", "dpo", 1.99)
    sent.allow(hours=74)


def _stale_when_opened(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow(hours=73)
    sent.close(opened=74.01)


def _forged(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    given = sent.events[-1][2]
    given["signature"] = {"signed": "00" * 64}
    sent.allow()


def _another_role(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.events[-1][2]["as"] = "law_officer"
    sent.allow()


def _another_sender(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow(sender="CMO")


def _never_composed(sent: Sent) -> None:
    sent.compose()
    sent.allow(approved="f" * 64)


def _names_none(sent: Sent) -> None:
    sent.compose()
    sent.allow(approved=None)


def _another_purpose(sent: Sent) -> None:
    sent.compose(purpose_hash="e" * 64)
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow()


def _nobody_asked(sent: Sent) -> None:
    sent.compose(asked_by=[])
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow()


def _asked_by_a_number(sent: Sent) -> None:
    sent.compose(asked_by=[7])
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow()


def _another_message(sent: Sent) -> None:
    """Both approvals are of the first message; the second goes."""
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    first = sent.commitment
    sent.compose(campaign="c2")
    second = commitment_to({"kind": "campaign.composed", "public": sent.events[-1][2]})
    assert first != second
    sent.allow(approved=second)


def _opened_at_no_time(sent: Sent) -> None:
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.allow()
    sent.add("use.closed", 4, use="u1", opened_until="soon")


def _holder_unsaid(sent: Sent) -> None:
    sent.enrol("k-nobody", None)
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-nobody", "dpo")
    sent.allow()


DIFFERENT = "its approvals are not of different persons, none of whom asked for it."


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (_one_person_twice, DIFFERENT),
        (_the_asker, DIFFERENT),
        (_in_whose_name, DIFFERENT),
        (_holder_unsaid, "no approval as dpo counts at its time."),
        (_only_one, "no approval as purpose owner counts at its time."),
        (_two_of_three, "no approval as law officer counts at its time."),
        (_two_of_three_at_its_time, "no approval as law officer counts at its time."),
        (_after, "no approval as dpo counts at its time."),
        (_stale, "no approval as dpo counts at its time."),
        (_stale_when_opened, "no approval as dpo counts at its time."),
        (_forged, "no approval as dpo counts at its time."),
        (_another_role, "no approval as dpo counts at its time."),
        (_another_sender, "it is something else than what was approved."),
        (_never_composed, "what was approved does not stand before it in this file."),
        (_names_none, "its purpose needs approvals, and it names none."),
        (_another_purpose, "the file does not hold the approvals that its purpose needs."),
        (_nobody_asked, "it does not say who asked for it."),
        (_asked_by_a_number, "it does not say who asked for it."),
        (_another_message, "no approval as dpo counts at its time."),
        (_opened_at_no_time, "no approval as dpo counts at its time."),
    ],
)
def test_the_logs_own_key_cannot_make_it_verify(how: Callable[[Sent], None], says: str) -> None:
    sent = begun()
    how(sent)
    wrong = next(
        index for index, event in reversed([*enumerate(sent.events)]) if event[0] in ("use.allowed",
            "use.closed")
    )  # fmt: skip
    assert said_of(sent) == {("tampered", wrong, f"Not verified. Entry {wrong}: {says}")}


@pytest.mark.parametrize(
    "later",
    [
        ("use.closed", {"use": "u1", "opened_until": None}),  # it opened nothing
        ("use.closed", {"use": "u9", "opened_until": "2027-01-01T00:00:00.000000Z"}),  # of another file
        ("use.reviewed", {"use": "u1", "opened_until": "2027-01-01T00:00:00.000000Z"}),  # no opening
    ],
)
def test_only_the_last_opening_of_its_own_use_is_late(later: tuple[str, dict[str, object]]) -> None:
    sent = approved()
    sent.allow()
    sent.add(later[0], 99, **later[1])
    assert said_of(sent) == {("verified", None, "")}


def test_an_approval_counts_from_its_own_instant() -> None:
    sent = begun()
    sent.compose()
    sent.approve("k-owner", "purpose_owner", 3)
    sent.approve("k-dpo", "dpo", 3)
    sent.allow(hours=3)
    assert said_of(sent) == {("verified", None, "")}


@pytest.mark.parametrize(
    "changes", [{"mode": "count"}, {"mode": "count", "purpose": "LIB"}, {"purpose": "SAL-CREDIT"}]
)
def test_what_opens_nothing_or_is_of_a_purpose_of_the_program_not_in_the_file_needs_no_approval(
    changes: dict[str, Any],
) -> None:
    sent = begun()
    sent.allow(approved=None, **changes)
    assert said_of(sent) == {("verified", None, "")}


def test_a_purpose_with_a_version_that_needs_no_approval_may_go_without() -> None:
    sent = begun(approvals="rule_driven")
    sent.add("purpose.registered", 0, purpose="SVC-TERMS", hash="9" * 64, approvals="two_person")
    sent.allow(approved=None)
    assert said_of(sent) == {("verified", None, "")}


@pytest.mark.parametrize("version", ["a" * 64, "9" * 64], ids=["the same version again", "another version"])
@pytest.mark.parametrize("level", ["rule_driven", "unit_head", "dpo"])
def test_no_later_entry_of_a_purpose_takes_approvals_away(version: str, level: str) -> None:
    sent = begun()
    sent.add("purpose.registered", 1, purpose="SVC-TERMS", hash=version, approvals=level)
    last = len(sent.events) - 1
    says = (
        f"Not verified. Entry {last}: it takes approvals away that an earlier version of its purpose needs."
    )
    assert said_of(sent) == {("tampered", last, says)}


@pytest.mark.parametrize("level", ["two_person", "three_person"])
def test_a_version_of_this_program_may_ask_for_more(level: str) -> None:
    sent = begun()
    sent.add("purpose.registered", 1, purpose="SVC-TERMS", hash="9" * 64, approvals=level)
    assert said_of(sent) == {("verified", None, "")}


def test_a_second_use_under_its_name_does_not_hide_a_late_opening() -> None:
    for is_first in (True, False):
        sent = begun()
        sent.compose()
        sent.approve("k-owner", "purpose_owner")
        sent.approve("k-dpo", "dpo")
        for is_ours in (is_first, not is_first):
            if is_ours:
                sent.allow(hours=73)
            else:
                sent.allow(hours=73, approved=None, mode="count")
        sent.close(opened=75)
        assert {said for said, _, _ in said_of(sent)} == {"tampered"}


def test_three_persons_fill_three_roles_however_their_keys_are_spread() -> None:
    sent = begun(approvals="three_person")
    sent.compose()
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    sent.approve("k-binu2", "law_officer")
    sent.allow()
    last = len(sent.events) - 1
    assert {says for _, _, says in said_of(sent)} == {f"Not verified. Entry {last}: {DIFFERENT}"}
    sent.events.pop()
    sent.approve("k-law", "law_officer")
    sent.allow()
    assert said_of(sent) == {("verified", None, "")}


@pytest.mark.parametrize(
    ("level", "is_fit"),
    [("rule_driven", True), ("post_review_24h", True), ("unit_head", False), ("dpo", False)],
)
def test_only_what_needs_no_approval_goes_without(level: str, is_fit: bool) -> None:
    sent = begun(approvals=level)
    sent.compose()
    sent.allow(approved=None)
    assert ({outcome for outcome, _, _ in said_of(sent)} == {"verified"}) is is_fit


def test_a_purpose_is_registered_by_two_persons_who_did_not_propose_it() -> None:
    for asker, outcome in (("anu", "verified"), ("cini", "tampered")):
        sent = begun()
        said = {
            "proposal": "p1", "purpose": "LIB", "version": 1, "hash": "9" * 64, "office": "FIN",
            "in_force_from": "2026-12-01",
        }  # fmt: skip
        sent.add("purpose.proposed", 1, **said, asked_by=[asker], approvals=["purpose_owner", "dpo"])
        commitment = commitment_to({"kind": "purpose.proposed", "public": said})
        for key, role in (("k-owner", "purpose_owner"), ("k-dpo", "dpo")):
            signed = sent.signed(key, challenge_of(bytes.fromhex(commitment), role))
            given = {"of": "purpose", "reference": "p1", "approves": commitment, "as": role}
            sent.add("approval.given", 2, **given, key=key, signature=signed)
        registered = {key: said[key] for key in ("purpose", "version", "hash")}
        sent.add("purpose.registered", 3, **registered, approvals="dpo", approved=commitment)
        assert {found for found, _, _ in said_of(sent)} == {outcome}


def _published(sent: Sent, **registered: Any) -> None:
    said = {
        "proposal": "p1", "purpose": "LIB", "version": 1, "hash": "9" * 64, "office": "FIN",
        "in_force_from": "2026-12-01", "level": "three_person",
    }  # fmt: skip
    sent.add("purpose.proposed", 1, **said, asked_by=["anu"], approvals=["purpose_owner", "dpo"])
    commitment = commitment_to({"kind": "purpose.proposed", "public": said})
    sent.sign("purpose.proposed", "k-owner", "purpose_owner", 2)
    sent.sign("purpose.proposed", "k-dpo", "dpo", 2)
    as_proposed = {"purpose": "LIB", "version": 1, "hash": "9" * 64, "approvals": "three_person"}
    sent.add("purpose.registered", 3, **{**as_proposed, **registered}, approved=commitment)


@pytest.mark.parametrize("other", [{"purpose": "ALMS"}, {"version": 2}, {"approvals": "rule_driven"}])
def test_a_proposal_is_registered_under_its_own_code_version_and_level(other: dict[str, Any]) -> None:
    """Approvals of one purpose register no other one."""
    sent = begun()
    _published(sent)
    assert {outcome for outcome, _, _ in said_of(sent)} == {"verified"}
    sent = begun()
    _published(sent, **other)
    last = len(sent.events) - 1
    says = f"Not verified. Entry {last}: it is something else than what was approved."
    assert said_of(sent) == {("tampered", last, says)}


def test_approvals_of_a_message_register_no_purpose() -> None:
    """Also where the entry names neither version nor hash, as the message does not."""
    sent = approved(purpose="ALMS")
    sent.add("purpose.registered", 3, purpose="ALMS", approvals="rule_driven", approved=sent.commitment)
    sent.allow(purpose="ALMS", approved=None)
    last = len(sent.events) - 2
    says = f"Not verified. Entry {last}: it is something else than what was approved."
    assert said_of(sent) == {("tampered", last, says)}


def test_a_declined_message_is_not_allowed_after_it() -> None:
    """Its approvals still count, and nobody's signature says that it was declined."""
    sent = approved()
    sent.add("campaign.declined", 2.5, campaign="c1", declines="f" * 64, office="FIN", **{"as": "dpo"})
    sent.allow()
    assert {outcome for outcome, _, _ in said_of(sent)} == {"verified"}
    sent = approved()
    sent.add("campaign.declined", 2.5, campaign="c1", declines=sent.commitment, office="FIN", **{"as": "dpo"})
    sent.allow()
    last = len(sent.events) - 1
    says = f"Not verified. Entry {last}: its message was declined before it."
    assert said_of(sent) == {("tampered", last, says)}


@pytest.mark.parametrize("version", [1, 2])
def test_a_purpose_that_does_not_come_with_the_program_is_registered_by_nobody_alone(version: int) -> None:
    """Whatever level it claims, as its first version or as a later one that has no earlier."""
    for level in ("rule_driven", "three_person"):
        sent = begun()
        sent.add("purpose.registered", 1, purpose="LIB", version=version, hash="9" * 64, approvals=level)
        last = len(sent.events) - 1
        says = f"Entry {last}: nobody approved this purpose, and it does not come with the program."
        assert said_of(sent) == {("tampered", last, f"Not verified. {says}")}


@pytest.mark.parametrize("mode", ["message", "reveal", "feed", "email"])
def test_nothing_is_carried_out_under_a_purpose_that_nobody_registered(mode: str) -> None:
    sent = begun()
    sent.allow(approved=None, purpose="LIB", mode=mode)
    last = len(sent.events) - 1
    says = f"Not verified. Entry {last}: its purpose was not registered before it in this file."
    assert said_of(sent) == {("tampered", last, says)}


def test_both_verifiers_know_the_purposes_of_the_program() -> None:
    shipped = {purpose.code for purpose in load_catalogue().purposes}
    assert shipped == quorum.SHIPPED == {*standalone.SHIPPED}
    written = (Path(__file__).parents[2] / "docs" / "spec" / "approval.md").read_text(encoding="utf-8")
    assert all(f"`{code}`" in written for code in shipped)


def test_a_time_that_is_none_is_said_and_not_a_crash() -> None:
    sent = approved()
    sent.allow()
    whole = json.loads(sent.files()[0])
    given = next(entry["leaf"] for entry in whole["leaves"] if entry["leaf"]["kind"] == "approval.given")
    given["at"] = "2026-13-01T00:00:00.000000Z"
    leaves = [(index, entry["leaf"]) for index, entry in enumerate(whole["leaves"])]
    with pytest.raises(standalone.TamperedError, match="cannot be read"):
        standalone.check_approved(leaves, standalone.key_of(whole["log"]))
