"""A restraint, an approval and a use are judged by the sequencer's time, whatever time their leaves name.

Logs of an office, signed by its own key: in a sample's log the own time of a leaf counts.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.sent import START, Sent, begun, said_of
from tests.ledger.test_signers import HOST, OFFICE
from vethanam.ledger import standalone
from vethanam.ledger.leaves import instant
from vethanam.ledger.signers import signers_in
from vethanam.ledger.stamps import stamp_in, stamp_leaf
from vethanam.ledger.verifier import verify

ASSETS = Path(__file__).parent / "assets"


def hour(number: float) -> str:
    return instant(START + timedelta(hours=number))


def begin() -> Sent:
    sent = Sent(host=HOST)
    sent.add("purpose.registered", 0, purpose="SAL-CREDIT", hash="a" * 64, approvals="rule_driven")
    sent.add("log.time", 0)
    return sent


def file(sent: Sent, said: float = 2.5, logged: float = 2.5, begins: float = 0, **changes: Any) -> None:
    """A restraint on salary notices."""
    asked = {
        "restraint": "WP-1", "kind": "court_order", "scope": {"purposes": ["SAL-CREDIT"]}, "except": [],
        "from": hour(begins), "until": None, "is_case_pending": False, **changes,
    }  # fmt: skip
    sent.add("log.time", logged)
    sent.add("restraint.filed", said, **asked)
    sent.add("log.time", logged)


def use(sent: Sent, said: float, logged: float) -> None:
    sent.add("log.time", logged)
    sent.allow(said, purpose="SAL-CREDIT", approved=None, kinds=["all_messages"])
    sent.add("log.time", logged)


def dated(said: float, logged: float) -> Sent:
    """A log with a restraint that begins at hour 10, and a use: the time it names and its logged time."""
    sent = begin()
    file(sent, begins=10)
    use(sent, said, logged)
    return sent


def verdict(sent: Sent) -> str:
    """What both verifiers say of the whole log and of a bundle of it."""
    ((outcome, _, _),) = said_of(sent, OFFICE)
    return outcome


@pytest.mark.parametrize(
    ("said", "logged", "outcome"),
    [
        pytest.param(3, 3.001, "verified", id="before it begins"),
        pytest.param(9.5, 10.4, "verified", id="logged within the hour"),
        pytest.param(3, 11.1, "tampered", id="back-dated by hours"),
        pytest.param(3, 500, "tampered", id="back-dated by weeks"),
        pytest.param(12, 12.001, "tampered", id="after it begins"),
    ],
)
def test_a_restraint_that_begins_later_stops_a_use_by_its_logged_time(
    said: float, logged: float, outcome: str
) -> None:
    assert verdict(dated(said, logged)) == outcome


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("times-honest-1.json", ("verified", None, None)),
        ("refused/times-dated-back-1.json", ("tampered", "restraint", 6)),
    ],
)
def test_the_files_that_others_can_try(name: str, says: tuple[str, str | None, int | None]) -> None:
    log = (ASSETS / name).read_bytes()
    ours, alone = verify(log), standalone.verify(log)
    assert (str(ours.outcome), ours.part, ours.leaf) == says
    assert (alone["outcome"], alone["part"], alone["leaf"]) == says


@pytest.mark.parametrize(("said", "logged", "outcome"), [(11, 11, "verified"), (11, 4, "tampered")])
def test_a_restraint_that_ends_later_stops_a_use_that_names_a_time_after_it(
    said: float, logged: float, outcome: str
) -> None:
    sent = begin()
    file(sent, until=hour(10))
    use(sent, said, logged)
    assert verdict(sent) == outcome


@pytest.mark.parametrize("said", [2.5, 1000])
def test_a_restraint_counts_from_its_logged_time_for_a_contact_that_was_opened(said: float) -> None:
    sent = begin()
    use(sent, 1, 1)
    file(sent, said)
    sent.close(opened=5)
    sent.add("log.time", 6)
    assert verdict(sent) == "tampered"


@pytest.mark.parametrize(("said", "logged", "outcome"), [(73, 73, "verified"), (3, 100, "tampered")])
def test_approvals_lapse_by_the_logged_time_of_the_use(said: float, logged: float, outcome: str) -> None:
    sent = begun(host=HOST)
    sent.compose()
    for key, role in (("k-owner", "purpose_owner"), ("k-dpo", "dpo")):
        sent.approve(key, role)
    sent.add("log.time", 2)
    sent.add("log.time", logged)
    sent.allow(said)
    sent.add("log.time", logged)
    assert verdict(sent) == outcome


def test_an_approval_that_names_a_later_time_lapses_by_its_own_logged_time() -> None:
    sent = begun(host=HOST)
    sent.compose()
    for key, role in (("k-owner", "purpose_owner"), ("k-dpo", "dpo")):
        sent.approve(key, role, 90)
    sent.add("log.time", 2)
    sent.add("log.time", 100)
    sent.allow(100)
    sent.add("log.time", 100)
    assert verdict(sent) == "tampered"


@pytest.mark.parametrize(
    ("before", "after", "said", "counts"),
    [
        pytest.param(2, 500, 3, 3, id="anything between the stamps"),
        pytest.param(9, 500, 3, 8, id="an hour before the stamp before it"),
        pytest.param(2, 9, 30, 9, id="not after the next stamp"),
    ],
)
def test_a_batch_of_an_earlier_version_has_the_stamps_around_it(
    before: float, after: float, said: float, counts: float
) -> None:
    """They did not stamp uses, and their stamps do not tell where a batch begins."""
    sent = begin()
    sent.add("log.time", before)
    sent.allow(said, purpose="SAL-CREDIT", approved=None)
    sent.add("log.time", after)
    leaves = []
    for index, leaf in enumerate(sent.leaves(OFFICE)):
        stamp = stamp_in(index, json.loads(leaf), OFFICE.verifier)
        old = leaf if stamp is None else stamp_leaf(replace(stamp, opens=None), OFFICE)
        leaves.append((index, json.loads(old)))
    index, leaf = next((i, one) for i, one in leaves if one["kind"] == "use.allowed")
    ours = signers_in(leaves, OFFICE.verifier).bounded(index, leaf["at"])
    people = standalone.People(leaves, standalone.key_of(str(OFFICE.verifier)))
    assert ours == people.bounded(index, leaf["at"]) == hour(counts)
