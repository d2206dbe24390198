"""A well-formed log, signed by its own key, in which a message went against a restraint is
refused by both verifiers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.ledger.sent import START, Sent, begun, said_of
from vethanam.ledger.approvals import commitment_to
from vethanam.ledger.leaves import instant

STOPS = "the restraint WP-1 stands before it in the log and stops it."


def _file(sent: Sent, hours: float = 2.5, **changes: Any) -> None:
    said = {
        "restraint": "WP-1", "kind": "court_order", "scope": {"kinds": ["achievements"]}, "except": [],
        "from": instant(START),
        "until": None, "is_case_pending": True, **changes,
    }  # fmt: skip
    sent.add("restraint.filed", hours, **said)


def _register(sent: Sent, hours: float = 0, *, closed: bool = True) -> None:
    said = {
        "text": "credit/1",
        "hash": "b" * 64,
        "purpose": "SAL-CREDIT",
        "class": "neutral",
        "closed": closed,
    }
    sent.add("text.registered", hours, **said)


def _classify(sent: Sent, hours: float = 2.6, **changes: Any) -> None:
    said = {
        "classification": "t1", "template": "credit/1", "template_hash": "b" * 64, "values": None,
        "class": "neutral",
        "office": "FIN", "asked_by": ["anu"], **changes,
    }  # fmt: skip
    sent.add("text.class_proposed", hours, **said)
    sent.sign("text.class_proposed", "k-law", "law_officer", hours)
    sent.sign("text.class_proposed", "k-dpo", "dpo", hours)


def _position(
    sent: Sent,
    state: str,
    *signers: tuple[str, str],
    until: str | None = None,
    name: str = "p1",
    **leave: Any,
) -> None:
    said = {"restraint": "WP-1", "state": state, "until": until, "leave": leave or None}
    sent.add("restraint.position_proposed", 2.6, position=name, **said, dated=None, document_hash=None)
    for key, role in signers:
        sent.sign("restraint.position_proposed", key, role, 2.7)
    commitment = commitment_to(
        {"kind": "restraint.position_proposed", "public": sent.events[-1 - len(signers)][2]}
    )
    sent.add("restraint.position", 2.8, **said, approved=commitment)


TWO = (("k-law", "law_officer"), ("k-dpo", "dpo"))


def _sent(**changes: Any) -> Sent:
    """A salary message: purpose, keys, no approvals needed."""
    sent = begun(purpose="SAL-CREDIT", approvals="rule_driven")
    said = {"purpose": "SAL-CREDIT", "approved": None, "kinds": ["all_messages"]}
    sent.credit = {**said, **changes}  # type: ignore[attr-defined]
    return sent


def _allow(sent: Sent, hours: float = 3, **changes: Any) -> None:
    sent.allow(hours, **{**sent.credit, **changes})  # type: ignore[attr-defined]


def _of_all_messages(sent: Sent) -> None:
    _register(sent)
    _file(sent, scope={"kinds": ["all_messages"]})


def _of_its_register(sent: Sent) -> None:
    _register(sent)
    sent.credit["sources"] = ["SPARK"]  # type: ignore[attr-defined]
    _file(sent, scope={"source_registers": ["SPARK"]})


def _of_its_office(sent: Sent) -> None:
    _register(sent)
    sent.credit["office"] = "FIN"  # type: ignore[attr-defined]
    _file(sent, scope={"controllers": ["FIN"]})


def _text_of_an_office(sent: Sent) -> None:
    _register(sent, closed=False)
    _file(sent)


def _text_nobody_registered(sent: Sent) -> None:
    _file(sent)


def _text_registered_afterwards(sent: Sent) -> None:
    _file(sent)
    _register(sent, 2.7)


def _classified_before_the_restraint(sent: Sent) -> None:
    _register(sent, closed=False)
    _classify(sent, 2.4, values="c" * 64)
    _file(sent)


def _classified_with_other_values(sent: Sent) -> None:
    _register(sent)
    _file(sent)
    sent.credit["template_hash"] = "d" * 64  # type: ignore[attr-defined]
    _classify(sent)


def _classified_by_the_asker(sent: Sent) -> None:
    _file(sent)
    _register(sent, 2.55)
    _classify(sent, asked_by=["cini"])


def _classified_as_what_is_stopped(sent: Sent) -> None:
    _file(sent)
    _register(sent, 2.55)
    _classify(sent, 2.6, **{"class": "achievements"})


def _lifted_by_nobody(sent: Sent) -> None:
    _text_of_an_office(sent)
    _position(sent, "vacated")


def _lifted_by_one(sent: Sent) -> None:
    _text_of_an_office(sent)
    _position(sent, "dismissed", TWO[0])


def _lifted_by_one_person_with_two_keys(sent: Sent) -> None:
    _text_of_an_office(sent)
    _position(sent, "vacated", ("k-owner", "law_officer"), ("k-binu2", "dpo"))


def _lifted_without_a_law_officer(sent: Sent) -> None:
    _text_of_an_office(sent)
    _position(sent, "vacated", ("k-owner", "purpose_owner"), ("k-dpo", "dpo"))


def _continued_by_one(sent: Sent) -> None:
    _text_of_an_office(sent)
    sent.events[-1][2]["is_case_pending"] = False
    _position(sent, "continued", TWO[1], until=instant(START))


def _leave_for_another_purpose(sent: Sent) -> None:
    _text_of_an_office(sent)
    _position(sent, "leave", *TWO, purposes=["DON-RECEIPT"], senders=[], channels=[])


def _filed_before_under_its_name(sent: Sent) -> None:
    _register(sent, closed=False)
    _file(sent, 2.4, scope={"purposes": ["DON-RECEIPT"]})
    _file(sent)


def _lifted_before_under_its_name(sent: Sent) -> None:
    _register(sent, closed=False)
    _file(sent, 2.4, scope={"purposes": ["DON-RECEIPT"]})
    _position(sent, "vacated", *TWO)
    _file(sent, 2.9)


def _classified_by_copies_of_before(sent: Sent) -> None:
    _register(sent, closed=False)
    _classify(sent, 2.4)
    signed = [event for event in sent.events if event[0] == "approval.given"]
    _file(sent)
    for kind, _, said in signed:
        sent.add(kind, 2.7, **said)


def _continued_and_an_earlier_position_copied(sent: Sent) -> None:
    _register(sent, closed=False)
    first, last = (instant(START + timedelta(hours=hours)) for hours in (2.9, 9))
    _file(sent, is_case_pending=False, until=first)
    _position(sent, "continued", *TWO, until=first)
    kind, hours, said = sent.events[-1]
    _position(sent, "continued", *TWO, until=last, name="p2")
    sent.add(kind, hours, **said)


def _stop_released_by_nobody(sent: Sent) -> None:
    _register(sent)
    _file(sent, kind="stop", scope={"uses": ["u1"]})
    said = {"restraint": "WP-1", "state": "released", "until": None, "leave": None, "approved": None}
    sent.add("restraint.position", 2.8, **said)


def _scope_without_members(sent: Sent) -> None:
    _register(sent)
    _file(sent, scope=["achievements"])


AGAINST = [
    _of_all_messages, _of_its_register, _of_its_office, _text_of_an_office, _text_nobody_registered,
    _text_registered_afterwards, _classified_before_the_restraint, _classified_with_other_values,
    _classified_by_the_asker,
    _classified_as_what_is_stopped, _lifted_by_nobody, _lifted_by_one, _lifted_by_one_person_with_two_keys,
    _lifted_without_a_law_officer, _continued_by_one, _leave_for_another_purpose,
    _classified_by_copies_of_before, _continued_and_an_earlier_position_copied,
    _filed_before_under_its_name, _lifted_before_under_its_name, _stop_released_by_nobody,
    _scope_without_members,
]  # fmt: skip


@pytest.mark.parametrize("how", AGAINST)
def test_a_message_against_a_restraint_is_refused(how: Callable[[Sent], None]) -> None:
    sent = _sent()
    how(sent)
    _allow(sent)
    wrong = len(sent.events) - 1
    assert said_of(sent) == {("tampered", wrong, f"Not verified. Entry {wrong}: {STOPS}")}


def _closed_before(sent: Sent) -> None:
    _register(sent)
    _file(sent)


def _classified_since(sent: Sent) -> None:
    _file(sent)
    _register(sent, 2.55)
    _classify(sent)


def _lifted_by_two(sent: Sent) -> None:
    _text_of_an_office(sent)
    _position(sent, "vacated", *TWO)


def _leave_for_it(sent: Sent) -> None:
    _text_of_an_office(sent)
    _position(sent, "leave", *TWO, purposes=["SAL-CREDIT"], senders=[], channels=[])


def _ended_by_its_date(sent: Sent) -> None:
    _text_of_an_office(sent)
    sent.events[-1][2].update(is_case_pending=False, until=instant(START))


def _not_begun(sent: Sent) -> None:
    _text_of_an_office(sent)
    sent.events[-1][2]["from"] = "2027-01-01T00:00:00.000000Z"


def _carved_out(sent: Sent) -> None:
    _text_of_an_office(sent)
    sent.events[-1][2]["except"] = ["SAL-CREDIT"]


def _of_another_office(sent: Sent) -> None:
    _register(sent)
    _file(sent, scope={"controllers": ["I&PRD"]})


def _stop_released(sent: Sent) -> None:
    _register(sent)
    _file(sent, kind="stop", scope={"uses": ["u1"]})
    _position(sent, "released", *TWO)


WITHIN = [
    _closed_before, _classified_since, _lifted_by_two, _leave_for_it, _ended_by_its_date, _not_begun,
    _carved_out,
    _of_another_office, _stop_released,
]  # fmt: skip


@pytest.mark.parametrize("how", WITHIN)
def test_a_message_that_no_restraint_stops_is_verified(how: Callable[[Sent], None]) -> None:
    sent = _sent()
    how(sent)
    _allow(sent)
    assert said_of(sent) == {("verified", None, "")}


def test_a_contact_opened_after_the_restraint_is_refused_and_one_before_is_not() -> None:
    for opened, outcome in ((2.4, "verified"), (2.6, "tampered")):
        sent = _sent()
        _register(sent)
        _allow(sent, 2)
        _file(sent, scope={"kinds": ["all_messages"]})
        sent.close(opened)
        assert {said for said, _, _ in said_of(sent)} == {outcome}


def test_a_second_use_under_its_name_does_not_hide_the_one_that_was_opened() -> None:
    for purposes in (("SAL-CREDIT", "LEAVE"), ("LEAVE", "SAL-CREDIT")):
        sent = _sent()
        _register(sent)
        for purpose in purposes:
            _allow(sent, 2, purpose=purpose)
        _file(sent, scope={"purposes": ["SAL-CREDIT"]})
        sent.close(2.6)
        assert {said for said, _, _ in said_of(sent)} == {"tampered"}


def test_a_text_of_an_office_with_its_values_signed_is_verified() -> None:
    for values, outcome in (("e" * 64, "verified"), ("f" * 64, "tampered")):
        sent = begun(approvals="two_person", purpose="COURT-ORD")
        sent.compose(purpose="COURT-ORD", values="e" * 64)
        sent.approve("k-owner", "purpose_owner")
        sent.approve("k-dpo", "dpo")
        _file(sent)
        _register(sent, 2.55, closed=False)
        _classify(sent, values=values)
        sent.allow(3, purpose="COURT-ORD", kinds=["all_messages"])
        assert {said for said, _, _ in said_of(sent)} == {outcome}


@pytest.mark.parametrize("mode", ["email", "", None, ["message"]])
def test_a_use_of_an_unknown_mode_counts_as_a_message(mode: Any) -> None:
    sent = _sent()
    _of_all_messages(sent)
    _allow(sent, mode=mode, kinds=[])
    last = len(sent.events) - 1
    assert said_of(sent) == {("tampered", last, f"Not verified. Entry {last}: {STOPS}")}
